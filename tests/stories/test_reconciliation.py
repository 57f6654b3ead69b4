"""Medication reconciliation: by text, on the card, with the prescriber, with a list missing."""

from dataclasses import replace

import pytest

from domain.asking.choices import Value
from domain.episode.facts import Person, Via
from domain.hospital.discharge import Medication, Medications
from domain.pathway import Role
from domain.texting.pacing import GATHERED_WITHIN
from models import names
from models.payloads import Card, CardRequest, GiveAnswer, StepSummary, Verdict, VerdictState
from tests.stories.people import LISTS, at, home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
WARFARIN = Medication(name="warfarin", dose="5 mg", frequency="daily")
ALARMING = replace(LISTS, before_admission=(*(LISTS.before_admission or ()), WARFARIN))
LOPEZ = Person(handle="a-lopez", name="RN Lopez", role=Role.NURSE)
CONFIRMED = ("J.S. meds", "The lists are settled.")


@pytest.fixture(autouse=True)
def others_are_quiet(story: Story) -> None:
    """The other steps go by themselves; the visit is on Friday at nine."""
    story.only("reconciliation")


async def meds(story: Story) -> StepSummary:
    """How the reconciliation stands."""
    page = await story.status()
    return next(step for step in page.record.steps if step.step == "reconciliation")


async def test_ordinary_differences_are_settled_by_text(story: Story) -> None:
    """Due in 72 hours, or at the visit if that is sooner; a text settles ordinary differences."""
    story.nurse.expects(
        "MEDS J.S. (home Tue 9/8)", "by Fri 9/11 10a or the visit", "1 to settle"
    ).replies("{code} 1", told=CONFIRMED)
    await story.discharge(home(TUESDAY))
    step = await meds(story)
    assert (step.state, step.by, step.late) == ("done", "RN Lopez", False)
    assert step.due == at("2026-09-11 09:00")  # the patient picked a visit one hour sooner
    await story.reaches("Mon 2026-09-14 09:00")
    await story.ends()


async def test_a_high_alert_difference_is_settled_on_the_card_only(story: Story) -> None:
    """A text cannot settle warfarin: refused, with the link; the card shows it and settles it."""
    story.nurse.expects("MEDS J.S.", "2 to settle").replies(
        "{code} 1", told=("NOT saved: J.S. meds. A high-alert drug differs: settle it on", "hw.ex")
    )
    await story.discharge(home(TUESDAY, medications=ALARMING))
    assert (await meds(story)).state == "open"
    key = "reconciliation/reconcile/1"
    card = await story.episode().query(names.CARD, CardRequest(key=key), result_type=Card)
    assert [alarming for _, _, alarming in card.differences] == [True, False]
    _, deadliest, _ = card.differences[0]
    assert deadliest.startswith("omission: warfarin 5 mg daily -> not listed (deadly; ")

    answer = GiveAnswer(
        episode=story.episodes[0],
        key=key,
        value=Value.SETTLED,
        by=LOPEZ,
        happened_at=await story.now(),
        told_at=await story.now(),
        via=Via.CARD,
        card=tuple((each, "intended") for each, _, _ in card.differences),
        message_id="card-1",
    )
    verdict = await story.episode().execute_update(names.ANSWER, answer, result_type=Verdict)
    assert verdict.state is VerdictState.RECORDED
    await story.passes(minutes=5)
    assert (await meds(story)).state == "done"
    await story.reaches("Mon 2026-09-14 09:00")
    await story.ends()


async def test_a_prescriber_is_asked_after_again(story: Story) -> None:
    """After "prescriber needed" it is asked each day whether the prescriber has answered."""
    story.nurse.expects("MEDS J.S.", "1 to settle").replies(
        "{code} 2", told=("J.S. meds, prescriber needed", "Asked again Wed 9/9 10:02a.")
    )
    await story.discharge(home(TUESDAY))
    story.nurse.expects("MEDS J.S.", "has the prescriber answered?").replies(
        "{code} 2", told=("J.S. meds, not yet", "Asked again Thu 9/10 10:02a.")
    )
    await story.reaches("Wed 2026-09-09 10:00")
    story.nurse.expects("MEDS J.S.", "has the prescriber answered?").replies(
        "{code} 1 keep 50 mg", told=CONFIRMED
    )
    await story.reaches("Thu 2026-09-10 10:00")
    assert (await meds(story)).detail == "keep 50 mg"
    await story.ends()


async def test_a_missing_list_is_never_no_differences(story: Story) -> None:
    """An absent list is named as missing, asked after again, and late at the visit: the ladder."""
    lists = Medications(before_admission=None, at_discharge=LISTS.at_discharge)
    story.nurse.expects("MEDS J.S.", "missing list: before admission").replies(
        "{code} 3", told=("J.S. meds, a list is missing",)
    )
    await story.discharge(home(TUESDAY, medications=lists))
    asked = story.nurse.expects("MEDS J.S.", "have you got the missing list?").ignores()
    story.nurse.expects("Reminder: 2", "have you got the missing list?").ignores()
    await story.reaches("Fri 2026-09-11 08:57")
    told = story.case_manager.expects("MEDS NOT RECONCILED J.S.", "missing: before admission")
    first = told.replies("{code} 1")
    await story.reaches("Fri 2026-09-11 12:00")
    assert first.minute == at("2026-09-11 09:00") + GATHERED_WITHIN
    story.nurse.expects(*CONFIRMED)
    story.case_manager.expects("J.S. escalation: done by RN Lopez")
    await story.nurse.says(f"{asked.code} 1")
    await story.passes(minutes=5)

    step = await meds(story)
    assert (step.state, step.late, step.escalated) == ("done", True, True)
    await story.ends()
