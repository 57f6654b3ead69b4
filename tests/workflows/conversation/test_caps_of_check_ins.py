"""No patient is texted more often than the caps, whatever they answer, whatever the tier."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from domain.asking.question import Question
from domain.clinical.outline import PatientOutline
from domain.episode.contact_timing import civil_hours
from domain.episode.facts import Facts, Person
from domain.pathway import Role
from domain.protocol.protocol import decide, ending, steps
from domain.steps.tier import text_rules
from models.payloads import Contact, OpenConversation, Prompt, Retraction, Settled
from tests.domain.examples import LINE, NEW_YORK
from tests.domain.plan.wandering import SHIPPED, Walk, first_facts, rich
from tests.domain.steps.test_check_ins import TUESDAY, home
from tests.workflows.conversation.held import CLOCK
from workflows.conversation import outbound
from workflows.conversation.state import Thread

PATIENT = Person(handle="patient", name="the patient", role=Role.PATIENT)
TOKEN = "patients"  # noqa: S105 - of a phone
WEEK = timedelta(days=7)


def prompt(asked: Question, facts: Facts, now: datetime) -> Prompt:
    """As the episode's asking makes it."""
    patient: PatientOutline = facts.discharge.patient
    contact = Contact(person=PATIENT, token=TOKEN, time_zone=NEW_YORK, reach=civil_hours(facts))
    return Prompt(
        episode="episode",
        patient=patient.token,
        facility_name="Mercy General",
        facility_zone=NEW_YORK,
        initials=patient.initials,
        question=asked,
        to=contact,
        care_line=LINE,
        undo_minutes=SHIPPED.undo_minutes,
        texts=text_rules(facts, now),
    )


class Texted:
    """The patient's phone beside a walk: what it is sent, and what of it counts for the caps."""

    def __init__(self) -> None:
        self.thread = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
        self.counted: list[tuple[datetime, int]] = []
        self.kinds: set[str] = set()
        self._known: dict[str, Question] = {}

    def follows(self, facts: Facts, now: datetime) -> None:
        """All that goes out until then, then what is asked and taken back at this moment."""
        self._sends_until(now)
        over = ending(facts) is not None
        parts = {} if over else {one: decide(one, facts, now) for one in steps(facts)}
        every = (q for one in parts.values() for q in one.questions if q.to is Role.PATIENT)
        wanted = {one.key: one for one in every}
        for key in self._known.keys() - wanted.keys():
            gone = Retraction(episode="episode", key=key, settled=Settled())
            self.thread.retract(gone, now)
        for key in wanted.keys() - self._known.keys():
            self.thread.ask(prompt(wanted[key], facts, now), now)
        self._known = wanted

    def _sends_until(self, now: datetime) -> None:
        at = self._next(now)
        while at is not None and at <= now:
            text = outbound.next_text(self.thread, at)
            asked = [self.thread.prompts[one] for one in outbound.prompts_of(self.thread, text.key)]
            rules = min(one.prompt.texts.patient_per_week for one in asked)
            questions = [one.prompt.question for one in asked]
            self.kinds |= {one.kind for one in questions}
            if not any(one.safety or one.beside_caps for one in questions):
                self.counted.append((at, rules))
            outbound.sent(self.thread, text, at)
            at = self._next(now)

    def _next(self, now: datetime) -> datetime | None:
        """The soonest text, at its own instant."""
        last = self.counted[-1][0] if self.counted else now - WEEK
        for at in sorted({max(last, now - WEEK), now}):
            outbound.drop_what_cannot_go(self.thread, at)
            found = outbound.next_at(self.thread, at)
            if found is not None and found <= now:
                return max(found, at)
        return None


@pytest.mark.parametrize("seed", range(8))
def test_no_more_than_the_caps(seed: int) -> None:
    """One a day; three a week, five in the first days of case management; replies stand beside."""
    dice = Random(seed)  # noqa: S311 - a walk
    facts = home() if seed % 2 else first_facts(rich(TUESDAY, equipment=()), TUESDAY)
    phone = Texted()
    walk = Walk(facts=replace(facts), dice=dice, talkative=dice.choice((0.1, 0.4, 0.7)))
    for moment in walk.moments():
        phone.follows(moment.facts, moment.now)
    assert "check_in" in phone.kinds or len(phone.counted) <= 1
    days = [at.astimezone(TUESDAY.tzinfo).date() for at, _ in phone.counted]
    assert len(set(days)) == len(days)
    for day, (_, most) in zip(days, phone.counted, strict=True):
        week = [one for one in days if day - WEEK < one <= day]
        assert len(week) <= most, (seed, week)
