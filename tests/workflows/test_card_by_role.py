"""What stands on a rendered card, and in its data, is what the reader's role may see: no more."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from random import Random

import pytest

from adapters.wording.pages import Pages
from domain.asking.choices import Wants
from domain.episode.drug_decisions import LABELS, DrugDecision, as_chosen, comparison
from domain.episode.facts import Answer, Ended, Ending, Facts
from domain.hospital.address import Address
from domain.hospital.discharge import Caregiver, Diagnosis, Discharge
from domain.pathway import Role
from domain.permissions import Thing, sees
from domain.protocol import protocol
from domain.steps.contact import CALL
from domain.steps.equipment import EQUIPMENT_DELIVERED
from domain.steps.transport_legs import RIDE_CONFIRM, RIDE_PICKED_UP
from gateway.cards.answer_form import TICKED
from gateway.cards.pictures import OnCard
from models.payloads import Card
from models.payloads.views import SHOWS
from operations.cards import names_of, whole, with_notes
from store.patient_data.notes import Beside
from tests.domain.plan.wandering import Walk, first_facts, rich
from tests.places import ROOT
from tests.texts import HOME
from workflows.episode.card import card_for

MARKS = {
    Thing.CONTACT: ("Zebulon", "Quist", "617", "555-01", "12 Elm St", "1948", "Tabitha"),
    Thing.CLINICAL: ("Marburg", "LACE", "Risk", "ase management", "aemoglobin"),
    Thing.DRUGS: ("warfarin",),
    Thing.NOTES: ("quibble", "grumble", "image/", "a picture"),
}
"""Words by which each kind of thing is known on the cards of this patient."""
ACCEPTED = (RIDE_CONFIRM, RIDE_PICKED_UP, EQUIPMENT_DELIVERED)
PAGES = Pages(ROOT / "templates")


@dataclass(frozen=True)
class Standing:
    """A question that stands, at an instant."""

    key: str
    kind: str
    to: Role
    facts: Facts
    now: datetime


def _zebulon() -> Discharge:
    discharge = rich(HOME)
    patient = replace(
        discharge.patient,
        given="Zebulon",
        family="Quist",
        birth_date=date(1948, 3, 2),
        address=Address(street="12 Elm St", city="Cambridge", state="MA", postal_code="02139"),
        caregiver=Caregiver(name="Tabitha Quist", mobile="+16175550124", may_be_told=True),
    )
    fever = Diagnosis(code="A98.3", text="Marburg fever", principal=True)
    return replace(discharge, patient=patient, diagnoses=(fever,))


def _marked(facts: Facts) -> Facts:
    """The same, with words by which notes and texts are known."""
    answers = tuple(
        replace(one, note=one.note and one.entry, card=_reasoned(one)) for one in facts.answers
    )
    written = tuple(replace(one, body=one.body and "grumble") for one in facts.written)
    return replace(facts, answers=answers, written=written)


def _reasoned(answer: Answer) -> tuple[tuple[str, str], ...]:
    """Its choices, each with a reason that the store has."""
    words = as_chosen(DrugDecision.CHANGE, "in words")
    return tuple((one, words) for one, _ in answer.card)


def opened(one: Standing, facts: Facts, reader: Role) -> Card:
    """The card with all that the store says: every note is a quibble."""
    card = card_for(one.key, facts, one.now, reader)
    reasons = tuple((each.id, "stop: quibble") for each in comparison(facts).differences)
    beside = Beside(note="quibble", card=reasons)
    return whole(with_notes(card, dict.fromkeys(names_of(card), beside)), _zebulon())


@cache
def standing() -> tuple[Standing, ...]:
    """Questions of every kind that comes up in some walks through thirty days: the last of each."""
    found: dict[tuple[str, Role], Standing] = {}
    for seed in range(12):
        for moment in Walk(first_facts(_zebulon(), HOME), Random(seed)).moments():  # noqa: S311
            for decision in moment.decisions.values():
                for one in decision.questions:
                    to = (one.kind, one.to)
                    found[to] = Standing(one.key, one.kind, one.to, moment.facts, moment.now)
    return tuple(replace(one, facts=_marked(one.facts)) for one in found.values())


def shown(card: Card) -> str:
    """A card's data and its page."""
    page = PAGES.render(
        "cards/card" if card.open else "cards/closed",
        card=card if card.open else "",
        ended=card.ended,
        form=dict.fromkeys(_fields(card), ""),
        clinic=None,
        colleagues=(),
        pictures=[OnCard(number=1, words=one.words, problem="") for one in card.attached],
        decisions=LABELS,
        case_consents=[("patient_agrees", "The patient agrees")],
        instant=Wants.INSTANT,
        now=HOME,
        problem="",
        longest_note=1000,
        longest_reason=200,
        reason=Wants.REASON,
        ticked=TICKED,
        mark="a form",
        token="7Kq2mX",  # noqa: S106 - a link's
    )
    return json.dumps(card.model_dump(mode="json"), ensure_ascii=False) + page


def _fields(card: Card) -> Iterator[str]:
    yield from ("note", "happened", "consent_to_text", "case_management")
    yield from (one.name for one in card.inputs)
    yield from (f"at-{choice.value}" for choice in card.choices)
    yield from (f"beside-{choice.value}" for choice in card.choices if choice.beside)
    for number in range(1, len(card.differences) + 1):
        yield from (f"difference-{number}", f"reason-{number}")


def things(words: str) -> set[Thing]:
    """The kinds of things that stand there."""
    return {thing for thing, marks in MARKS.items() if any(mark in words for mark in marks)}


@pytest.mark.parametrize("reader", list(Role))
def test_a_card_has_only_what_its_readers_role_may_see(reader: Role) -> None:
    """Whatever is asked and whoever was meant by it: HTML and data, while it stands and after."""
    for one in standing():
        may = sees(reader, accepted=one.kind in ACCEPTED)
        closed = replace(one.facts, ended=Ended(ending=Ending.WITHDRAWN, at=one.now, by="ops"))
        for facts in (one.facts, closed):
            card = opened(one, facts, reader)
            assert things(shown(card)) <= may, (one.kind, one.to, card.open)


@pytest.mark.parametrize("reader", [Role.NURSE, Role.CASE_MANAGER, Role.SUPERVISOR])
def test_who_may_see_a_kind_of_thing_does_see_it(reader: Role) -> None:
    """The words by which things are known do stand on cards: the law above is not an empty one."""
    cards = [opened(one, one.facts, reader) for one in standing()]
    assert set().union(*(things(shown(card)) for card in cards)) == set(MARKS)


def test_a_coordinator_sees_how_and_when_and_whom_to_call() -> None:
    """Name, number, language, the reason in neutral words; of a call not one drug or diagnosis."""
    calls = [one for one in standing() if one.kind == CALL]
    assert calls
    for one in calls:
        card = opened(one, one.facts, Role.COORDINATOR)
        assert (card.patient, card.number) == ("Zebulon Quist", "+16175550123")
        assert card.why.startswith("Home since Wed 11/18")
        assert (card.medications, card.differences, card.words, card.must_know) == ((), (), (), ())


def test_the_calls_card_asks_whoever_sees_the_scores_and_nobody_else() -> None:
    """Inputs and consent to case management are fields for a nurse, of a call alone."""
    for one in standing():
        nurse, coordinator = (opened(one, one.facts, who) for who in (Role.NURSE, Role.COORDINATOR))
        asks = one.kind == CALL
        assert (bool(nurse.inputs), nurse.asks_case_consent) == (asks, asks)
        assert (coordinator.inputs, coordinator.asks_case_consent) == ((), False)


def test_a_coordinator_is_told_of_a_child_whom_to_call() -> None:
    """That a guardian is to be called is no diagnosis: without it the child would be called."""
    facts = first_facts(_zebulon(), HOME)
    child = replace(facts.discharge.patient, age=11)
    facts = replace(facts, discharge=replace(facts.discharge, patient=child))
    decided = [protocol.decide(step, facts, HOME) for step in protocol.steps(facts)]
    key = next(q.key for each in decided for q in each.questions if q.to is Role.NURSE)
    (line,) = card_for(key, facts, HOME, Role.COORDINATOR).must_know
    assert "guardian" in line


def test_every_field_of_a_card_is_of_a_kind() -> None:
    """A new field is not shown to everybody by being forgotten."""
    assert set(SHOWS) == set(Card.model_fields)
