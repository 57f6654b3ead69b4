"""What was doubtful and answered, and is said again: asked anew once, and a repetition never."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.episode import whereabouts
from domain.episode.facts import Answer, Facts, Person
from domain.hospital.discharge import Discharge
from domain.hospital.events import Account, HospitalEvent
from domain.pathway import Role
from domain.protocol.protocol import decide
from domain.steps import disposition
from domain.steps.disposition import DISPOSITION
from tests.domain.hospital.test_certainty import C, K, found, news
from tests.domain.hospital.test_chart import NOON, discharged, event
from tests.domain.plan.wandering import first_facts
from tests.outlines import outlined

LEAD = Person(handle="cm-diaz", name="CM Diaz", role=Role.CASE_MANAGER)
Saying = Callable[[float], HospitalEvent]
HOLDING: dict[str, Saying] = {
    "an A13 of another class": lambda at: event(
        K.DISCHARGE_CANCELLED, at, patient_class=C.OUTPATIENT
    ),
    "an A23 of another class": lambda at: event(K.VOIDED, at, patient_class=C.EMERGENCY),
    "an A13 of no number": lambda at: event(
        K.DISCHARGE_CANCELLED, at, encounter=None, patient_class=C.UNKNOWN
    ),
    "an A29 of no number": lambda at: event(K.VOIDED, at, encounter=None, patient_class=None),
    "a death of no number": lambda at: news(at, None, died=True),
    "a death of a clinic's visit": lambda at: event(
        K.UPDATED, at, encounter="V-9", patient_class=C.OUTPATIENT, account=Account(died=True)
    ),
    "a word of death": lambda at: event(K.UPDATED, at, account=Account(perhaps_died=True)),
    "a disposition like a death": lambda at: event(
        K.UPDATED, at, account=Account(disposition="Expired in ward")
    ),
}  # fmt: skip
"""What holds every text, so many hours after noon."""
BESIDE: dict[str, Saying] = {
    "news of no number": lambda at: news(at, None, disposition="03"),
    "an A08 of another class": lambda at: event(
        K.UPDATED, at, patient_class=C.OUTPATIENT, account=Account(disposition="03")
    ),
    "a disposition that nobody knows": lambda at: event(
        K.UPDATED, at, account=Account(disposition="Feeling great")
    ),
    "a discharge before its admission": lambda at: event(
        K.UPDATED, at, account=Account(admitted_at=NOON + timedelta(hours=5))
    ),
}
"""What is asked beside whatever runs."""


@dataclass
class Lead:
    """An intake lead, an episode and what the hospital has said so far."""

    facts: Facts
    told: tuple[HospitalEvent, ...]

    @classmethod
    def of(cls) -> "Lead":
        """Of somebody who went home."""
        home = (discharged(0),)
        return cls(facts=first_facts(_discharge(*home), NOON), told=home)

    def hears(self, said: HospitalEvent) -> None:
        """The hospital says one thing more."""
        self.told = (*self.told, said)
        self.facts = replace(self.facts, discharge=outlined(_discharge(*self.told)))

    def asked(self, now: datetime) -> str:
        """The question of where the patient went, if it stands once the intake lead works."""
        decided = decide(disposition.NAME, self.facts, now + timedelta(days=4))
        mine = (one.key for one in decided.questions if one.kind == DISPOSITION)
        return next(mine, "")

    def answers(self, at: datetime) -> None:
        """They went home."""
        said = {"value": Value.WENT_HOME, "by": LEAD, "happened_at": at, "told_at": at}
        told = Answer(question=self.asked(at), **said)  # type: ignore[arg-type]
        self.facts = self.facts.answered(told)


def _discharge(*events: HospitalEvent) -> Discharge:
    said = found(*events)["V-1"].discharge
    assert said is not None
    return said


def _hours(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def _came(said: HospitalEvent, hours: float) -> HospitalEvent:
    return replace(said, received_at=_hours(hours))


@pytest.mark.parametrize("case", HOLDING)
def test_what_holds_and_is_said_again_after_its_answer_is_asked_anew_once(case: str) -> None:
    """A second A13, a second word of death: a question of its own; no message sent twice is one."""
    lead, says = Lead.of(), HOLDING[case]
    lead.hears(says(20))
    first = lead.asked(_hours(21))
    assert first
    lead.hears(says(20.5))
    assert lead.asked(_hours(21)) == first
    lead.answers(_hours(22))
    lead.hears(_came(says(20), 23))
    lead.hears(_came(says(20.5), 23))
    lead.hears(_came(says(19), 23))
    lead.hears(replace(says(23), says_when=False))
    assert lead.asked(_hours(23.5)) == ""
    assert not whereabouts.queued(lead.facts)
    lead.hears(says(24))
    second = lead.asked(_hours(24.1))
    assert second not in {"", first}
    assert whereabouts.queued(lead.facts)
    lead.hears(_came(says(24), 25))
    lead.hears(says(26))
    assert lead.asked(_hours(26.1)) == second
    lead.answers(_hours(27))
    assert lead.asked(_hours(30)) == ""
    assert not whereabouts.queued(lead.facts)


@pytest.mark.parametrize("case", BESIDE)
def test_what_is_asked_beside_is_one_question_however_often_it_is_said(case: str) -> None:
    """Some interfaces send the same account each night: answered once, it is known."""
    lead, says = Lead.of(), BESIDE[case]
    lead.hears(says(20))
    first = lead.asked(_hours(21))
    assert first
    lead.hears(_came(says(20), 21.5))
    assert lead.asked(_hours(21.5)) == first
    lead.answers(_hours(22))
    lead.hears(_came(says(20), 23))
    lead.hears(says(24))
    assert lead.asked(_hours(25)) == ""


def test_what_was_answered_stays_so_when_a_newer_doubt_is_settled() -> None:
    """A clinic's A08 answered with a death, which a certain word takes back: nothing is open."""
    lead = Lead.of()
    lead.hears(BESIDE["a disposition that nobody knows"](20))
    lead.hears(HOLDING["a word of death"](21))
    lead.answers(_hours(22))
    lead.hears(event(K.UPDATED, 23, account=Account(died=False)))
    assert lead.facts.discharge.doubts
    assert lead.asked(_hours(24)) == ""


def test_whoever_takes_the_ladder_has_not_said_where_the_patient_went() -> None:
    """To take the escalation leaves the question, and what it holds, as they are."""
    lead = Lead.of()
    lead.hears(HOLDING["a word of death"](20))
    asked = lead.asked(_hours(21))
    taken = {"value": Value.TAKEN, "by": LEAD, "happened_at": _hours(30), "told_at": _hours(30)}
    lead.facts = lead.facts.answered(Answer(question=f"{asked}/late/1", **taken))  # type: ignore[arg-type]
    assert lead.asked(_hours(31)) == asked
    unclear = replace(lead.facts.discharge, unclear="?", doubts=())
    assert whereabouts.queued(replace(lead.facts, discharge=unclear))


PERHAPS: dict[str, Saying] = {
    "an admission of no class": lambda at: event(
        K.ADMITTED, at, encounter="V-5", patient_class=C.UNKNOWN,
        account=Account(admitted_at=_hours(at)),
    ),
    "another discharge of no class": lambda at: event(
        K.DISCHARGED, at, encounter="V-5", patient_class=C.UNKNOWN,
        account=Account(discharged_at=_hours(at)),
    ),
}  # fmt: skip
"""What another stay of no certain class may say, which happened so many hours after noon."""


@pytest.mark.parametrize("case", PERHAPS)
def test_what_came_after_an_answer_is_asked_whenever_it_is_said_to_have_been(case: str) -> None:
    """Told late, of before the question that was answered: the answer knew nothing of it."""
    lead = Lead.of()
    lead.hears(HOLDING["a word of death"](20))
    lead.answers(_hours(22))
    lead.hears(_came(PERHAPS[case](10), 23))
    second = lead.asked(_hours(23.1))
    assert second
    lead.hears(_came(PERHAPS[case](10), 24))
    lead.hears(_came(PERHAPS[case](9), 25))
    assert lead.asked(_hours(25)) == second
    lead.answers(_hours(25))
    lead.hears(_came(PERHAPS[case](10), 26))
    assert lead.asked(_hours(26)) == ""


@pytest.mark.parametrize("case", PERHAPS)
def test_what_is_said_to_lie_ahead_is_asked_when_it_came(case: str) -> None:
    """A clock a day ahead moves no question to tomorrow."""
    lead = Lead.of()
    lead.hears(_came(PERHAPS[case](30), 20))
    assert [one.since for one in lead.facts.discharge.doubts] == [_hours(20)]


def test_several_that_were_asked_as_one_are_each_asked_anew() -> None:
    """One text for two, one answer: whichever is told again afterwards is asked, once."""
    for first, second in permutations(HOLDING, 2):
        lead = Lead.of()
        lead.hears(HOLDING[first](20))
        lead.hears(HOLDING[second](20.5))
        lead.answers(_hours(22))
        assert lead.asked(_hours(22)) == "", (first, second)
        for number, again in enumerate((first, second)):
            at = 24 + 3 * number
            lead.hears(HOLDING[again](at))
            assert lead.asked(_hours(at + 0.1)), (first, second)
            lead.hears(_came(HOLDING[again](at), at + 1))
            lead.answers(_hours(at + 2))
            assert lead.asked(_hours(at + 2)) == "", (first, second)


@dataclass(frozen=True)
class Step:
    """What happens next: the message of `recorded` comes, or with None the lead answers."""

    recorded: float | None
    later: float


_STEPS = st.lists(
    st.builds(
        Step,
        recorded=st.none() | st.integers(min_value=1, max_value=100).map(float),
        later=st.floats(min_value=0.1, max_value=4),
    ),
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@given(case=st.sampled_from(sorted(HOLDING)), steps=_STEPS)
def test_any_order_of_messages_and_answers_asks_each_news_once(
    case: str, steps: list[Step]
) -> None:
    """Open exactly when something recorded after the last news came, and no answer since.

    Also by clocks that are ahead: what comes twice was recorded when it first came, at the latest.
    """
    lead, now = Lead.of(), 20.0
    last, standing, used, came = 0.0, "", set[str](), dict[float, float]()
    for step in steps:
        now += step.later
        if step.recorded is not None:
            lead.hears(_came(HOLDING[case](step.recorded), now))
            new = min(step.recorded, came.setdefault(step.recorded, now)) > last
            last = now if new else last
            asked = lead.asked(_hours(now))
            assert asked == standing if standing or not new else asked not in used
            standing = asked
        elif standing:
            lead.answers(_hours(now))
            used.add(standing)
            standing = ""
            assert lead.asked(_hours(now)) == ""
        assert whereabouts.queued(lead.facts) == bool(standing)
