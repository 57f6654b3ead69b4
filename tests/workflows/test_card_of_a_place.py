"""What cards say of where somebody lives, what was ordered, and whom to call."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Answer, Facts, Person
from domain.hospital.address import Address
from domain.hospital.discharge import Allergy, Caregiver, Discharge, EquipmentItem, Transport
from domain.pathway import Role
from domain.protocol import protocol
from domain.steps.contact import CALL
from domain.steps.equipment import EQUIPMENT_CANCELLED, EQUIPMENT_DELIVERED, EQUIPMENT_OFFER
from domain.steps.reconciliation import RECONCILE
from domain.steps.transport import RIDE_OFFER
from domain.steps.transport_legs import RIDE_CONFIRM
from domain.steps.unknown_items import EQUIPMENT_GRAVE
from domain.steps.visit_course import BOOK_VISIT
from models.payloads import Card
from operations.cards import whole
from tests.domain.plan.wandering import first_facts, rich
from tests.outlines import outlined
from tests.texts import HOME
from workflows.episode.card import card_for

VENDOR = Person(handle="v", name="City Ride", role=Role.VENDOR)
PLACE = Address(street="12 Elm St", city="Cambridge", state="MA", postal_code="02139")
OWN_WORDS = "O2 for Jane Smith 617-555-0123 ![x](http://evil.example)"


DESK = "+16175550142;ext=204"
TOM = Caregiver(name="Tom Smith", mobile="+16175550124", may_be_told=True)


def account(caregiver: Caregiver = TOM, /, **changes: object) -> Discharge:
    """Somebody who lives somewhere and has a caregiver."""
    discharge = rich(HOME, **changes)
    patient = replace(discharge.patient, address=PLACE, postal_code="02139", caregiver=caregiver)
    return replace(discharge, patient=patient)


def known(**changes: object) -> Facts:
    """Their episode."""
    return first_facts(account(TOM, **changes), HOME)


def cards(
    kind: Kind, facts: Facts, now: datetime = HOME, told: Discharge | None = None
) -> list[Card]:
    """The cards of the questions of one kind that stand then, with what the account says."""
    decisions = (protocol.decide(step, facts, now) for step in protocol.steps(facts))
    asked = [each for decision in decisions for each in decision.questions]
    found = [card_for(each.key, facts, now, each.to) for each in asked if each.kind == kind]
    return [whole(card, told or account()) for card in found]


def said(question: str, value: Value) -> Answer:
    """A vendor's answer."""
    return Answer(question=question, value=value, by=VENDOR, happened_at=HOME, told_at=HOME)


@pytest.mark.parametrize(
    ("offer", "key", "after"),
    [
        (EQUIPMENT_OFFER, "equipment-1/place/1", EQUIPMENT_DELIVERED),
        (RIDE_OFFER, "transport/home/1", RIDE_CONFIRM),
    ],
)
def test_a_vendor_gets_the_street_and_the_hospitals_words_once_they_accept(
    offer: Kind, key: str, after: Kind
) -> None:
    """Before that neither; also of a ride that is accepted within the last day."""
    told = account(TOM, equipment=(EquipmentItem(item=OWN_WORDS),), transport=Transport(home=True))
    facts = first_facts(told, HOME)
    offered = cards(offer, facts, HOME, told)
    assert offered
    assert [(card.address, card.item) for card in offered] == [("", "")] * len(offered)
    assert all("Smith" not in card.model_dump_json() for card in offered)
    (card,) = cards(after, facts.answered(said(key, Value.ACCEPTED)), HOME, told)
    assert card.address == "12 Elm St, Cambridge, MA 02139"
    assert card.item == (OWN_WORDS if after == EQUIPMENT_DELIVERED else "")
    assert (card.patient, card.number, card.caregiver) == (facts.discharge.patient.initials, "", "")


def test_a_delivery_that_is_called_off_tells_no_address() -> None:
    """Nobody need go there any more."""
    item = EquipmentItem(item="hospital bed", withdrawn=True)
    told = account(TOM, equipment=(item,))
    facts = first_facts(told, HOME).answered(said("equipment-1/place/1", Value.ACCEPTED))
    (card,) = cards(EQUIPMENT_CANCELLED, facts, HOME, told)
    assert (card.address, card.item) == ("", "")


def test_an_urgent_card_says_where_to_look_and_whom_to_call() -> None:
    """Street, the patient's number and the caregiver's, and what the hospital wrote for it."""
    told = account(TOM, equipment=(EquipmentItem(item=OWN_WORDS),))
    (card,) = cards(ESCALATION, first_facts(told, HOME), HOME, told)
    assert card.address == "12 Elm St, Cambridge, MA 02139"
    assert card.number
    assert (card.caregiver, card.caregiver_number) == ("Tom Smith", "+16175550124")
    assert card.item == OWN_WORDS
    assert card.title == "NO OXYGEN: Equipment: oxygen"


def test_each_card_has_the_words_of_its_own_item() -> None:
    """Of two of one kind, and wherever the newer account has them: they are the account's."""
    first, second = (EquipmentItem(item=one) for one in ("frobnicator", "thingamajig"))
    told = account(TOM, equipment=(first, second))
    facts = first_facts(told, HOME)
    newer = account(TOM, equipment=(second, first))
    moved = outlined(newer, 2).equipment
    later = replace(facts, discharge=replace(facts.discharge, equipment=(moved[1], moved[0])))
    for known_then, of in ((facts, told), (later, newer)):
        asked = cards(EQUIPMENT_GRAVE, known_then, HOME, of)
        assert [card.item for card in asked] == ["frobnicator", "thingamajig"]


def test_a_call_has_the_drug_lists_that_its_text_promises() -> None:
    """Both lists, also where one is missing; where somebody lives is nothing a call needs."""
    (card,) = cards(CALL, known(), HOME + timedelta(days=2))
    assert [name for name, _ in card.medications] == ["Before admission", "At discharge"]
    assert card.address == ""


def test_who_books_is_told_which_clinic() -> None:
    """The card names the clinic by its handle: the store knows its phone."""
    care = replace(account().primary_care, clinician="Dr. Ann Lee")
    told = account(TOM, primary_care=care)
    facts = first_facts(told, HOME)
    silent = replace(facts.discharge.patient, phone=None)
    facts = replace(facts, discharge=replace(facts.discharge, patient=silent))
    (card, *_) = cards(BOOK_VISIT, facts, HOME + timedelta(days=1), told)
    assert (card.clinic, card.clinician) == ("riverside-family", "Dr. Ann Lee")
    (call,) = cards(CALL, facts, HOME + timedelta(days=2), told)
    assert (call.clinic, call.clinician) == ("", "")


@pytest.mark.parametrize(
    ("mobile", "phone", "number", "also"),
    [
        ("+16175550123", None, "+16175550123", ""),
        ("+16175550123", DESK, "+16175550123", DESK),
        (None, DESK, DESK, ""),
        (None, None, "", ""),
    ],
)
def test_whoever_calls_has_every_number_with_its_extension(
    mobile: str | None, phone: str | None, number: str, also: str
) -> None:
    """The patient's and the caregiver's; a vendor has neither."""
    kin = Caregiver(name="Tom Smith", mobile=mobile, phone=phone, may_be_told=True)
    told = account(kin, transport=Transport(home=True))
    told = replace(told, patient=replace(told.patient, mobile=mobile, phone=phone))
    facts = first_facts(told, HOME)
    (card,) = cards(CALL, facts, HOME + timedelta(days=2), told)
    assert (card.number, card.also_number, card.caregiver_number) == (number, also, number)
    assert all(DESK not in each.model_dump_json() for each in cards(RIDE_OFFER, facts, HOME, told))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (None, ("the hospital sent no list",)),
        ((), ("the hospital's list is empty",)),
        (
            (
                Allergy(substance="Penicillin", reaction="hives", severity="severe"),
                Allergy(substance="No known food allergies"),
            ),
            ("Penicillin (hives, severe)", "No known food allergies"),
        ),
    ],
)
def test_whoever_looks_at_drugs_sees_the_allergies(
    sent: tuple[Allergy, ...] | None, shown: tuple[str, ...]
) -> None:
    """Beside the lists, in the hospital's words; nobody else does, a vendor never."""
    told = account(TOM, allergies=sent, transport=Transport(home=True))
    facts = first_facts(told, HOME)
    for kind in (RECONCILE, CALL):
        assert cards(kind, facts, HOME + timedelta(days=2), told)[0].allergies == shown
    others = (BOOK_VISIT, RIDE_OFFER, ESCALATION, EQUIPMENT_OFFER)
    seen = [one for kind in others for one in cards(kind, facts, HOME + timedelta(days=1), told)]
    assert seen
    assert all(one.allergies == () and "Penicillin" not in one.model_dump_json() for one in seen)


def test_a_caregiver_who_may_not_be_told_stands_on_no_card() -> None:
    """Neither name nor number."""
    told = account(replace(TOM, may_be_told=False))
    (card,) = cards(CALL, first_facts(told, HOME), HOME + timedelta(days=2), told)
    assert (card.caregiver, card.caregiver_number) == ("", "")
