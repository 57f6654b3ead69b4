"""Medication reconciliation: by text, on the card, with the prescriber, with a list missing."""

from dataclasses import replace

import pytest

from domain.episode.facts import Person
from domain.hospital.discharge import Medication, Medications
from domain.pathway import Role
from models import names
from models.payloads import (
    Card,
    CardRequest,
    StepSummary,
    VerdictState,
)
from models.tables import StepRow
from tests.phone_rules import GATHERED_WITHIN
from tests.stories.cards import READS, SETTLES
from tests.stories.people import LISTS, at, home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
WARFARIN = Medication(name="warfarin 5 mg tablet", dose="1 tablet", frequency="daily")
STRENGTHS = Medications(
    before_admission=(WARFARIN,), at_discharge=(replace(WARFARIN, name="warfarin 2.5 mg tablet"),)
)
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


async def shown(story: Story, key: str = "reconciliation/reconcile/1") -> Card:
    """The card of a question, as its holder sees it."""
    card: Card = await story.episode().query(
        names.CARD, CardRequest(key=key, reader=Role.NURSE), result_type=Card
    )
    return await story.network.cards.whole(story.episodes[0], card)


async def test_differences_are_settled_on_the_card(story: Story) -> None:
    """Due in 72 hours, or at the visit if that is sooner; each is decided on the card."""
    story.nurse.expects(
        "MEDS J.S. (home Tue 9/8)",
        "by Fri 9/11 10a or the visit",
        "1 difference to decide on the card",
    ).replies(SETTLES, told=())
    await story.discharge(home(TUESDAY))
    step = await meds(story)
    assert (step.state, step.by, step.late) == ("done", "RN Lopez", False)
    assert step.record == "1 difference decided on the card; card opened"
    with story.database.read() as session:
        row = session.get(StepRow, (story.episodes[0], "reconciliation"))
        assert row is not None
        assert row.detail == step.record
    assert step.due == at("2026-09-11 09:00")  # the patient picked a visit one hour sooner
    await story.reaches("Mon 2026-09-14 09:00")
    await story.ends()


@pytest.mark.parametrize(
    ("reply", "record"),
    [("{code} 1", "card not opened"), (f"{READS}{{code}} 1", "card opened")],
)
async def test_equal_lists_are_confirmed_by_text(story: Story, reply: str, record: str) -> None:
    """No difference: a digit is enough, and the record says whether the card was opened."""
    story.nurse.expects("MEDS J.S.", "lists agree").replies(reply, told=CONFIRMED)
    same = replace(LISTS, before_admission=LISTS.at_discharge)
    await story.discharge(home(TUESDAY, medications=same))
    assert (await meds(story)).record == f"no difference between the lists; {record}"
    await story.reaches("Mon 2026-09-14 09:00")
    await story.ends()


async def test_the_strengths_of_warfarin(story: Story) -> None:
    """5 mg before and half of it at discharge: from the hospital's message to the prescriber.

    One tablet each, of another strength. `1` settles nothing, whether the card was opened or not;
    the nurse asks the prescriber, is asked again, and decides it on the card with the reason.
    """
    asked = story.nurse.expects("MEDS J.S.", "1 difference to decide on the card").replies(
        f"{READS}{{code}} 1", told=("NOT saved: J.S. meds. 1 difference is not decided", "hw.ex")
    )
    await story.discharge(home(TUESDAY, medications=STRENGTHS))
    assert (await meds(story)).state == "open"
    card = await shown(story)
    (warfarin,) = card.differences
    assert (warfarin.high_alert, warfarin.matters, warfarin.decided) == (True, True, "")
    assert warfarin.words.startswith(
        "dose: warfarin 5 mg tablet 1 tablet daily -> warfarin 2.5 mg tablet 1 tablet daily (deadly"
    )
    story.nurse.expects("saved: J.S. meds, prescriber needed").ignores()
    await story.nurse.says(f"{asked.code} 2 asked Dr. Alvarez")
    again = story.nurse.expects(
        "MEDS J.S.", "has the prescriber answered? 1 difference to decide on the card."
    ).replies("{code} 1 keep 2.5", told=("NOT saved: J.S. meds. 1 difference is not decided",))
    await story.reaches("Wed 2026-09-09 10:10")
    verdict = await story.network.cards.settles(
        story.nurse.number, again.body or "", await story.now(), "intended: INR 4.1 on Monday"
    )
    assert verdict.state is VerdictState.RECORDED
    await story.passes(minutes=5)
    step = await meds(story)
    assert (step.state, step.by) == ("done", "RN Lopez")
    assert step.record == "1 difference decided on the card; card opened"
    closed = await shown(story, "reconciliation/prescriber/1")
    (decided,) = [one for one in closed.ended if "Intended, reason known, RN Lopez" in one]
    assert decided.endswith("(INR 4.1 on Monday)")
    await story.reaches("Mon 2026-09-14 09:00")
    await story.ends()


async def test_newer_lists_are_decided_again(story: Story) -> None:
    """Settled, and then the hospital sends a list with warfarin halved: the nurse is asked anew."""
    story.nurse.expects("MEDS J.S.", "lists agree").replies("{code} 1", told=CONFIRMED)
    same = replace(STRENGTHS, at_discharge=STRENGTHS.before_admission)
    await story.discharge(home(TUESDAY, medications=same))
    assert (await meds(story)).state == "done"
    story.nurse.expects(
        "MEDS J.S.", "the lists changed, 1 difference to decide on the card"
    ).replies(SETTLES, told=())
    await story.discharge(home(TUESDAY, medications=STRENGTHS))
    await story.passes(minutes=10)
    assert (await meds(story)).record == "1 difference decided on the card; card opened"
    await story.reaches("Mon 2026-09-14 09:00")
    await story.ends()


async def test_a_prescriber_is_asked_after_again(story: Story) -> None:
    """After "prescriber needed" it is asked each day whether the prescriber has answered."""
    story.nurse.expects("MEDS J.S.", "1 difference to decide").replies(
        "{code} 2", told=("J.S. meds, prescriber needed", "Asked again Wed 9/9 10:02a.")
    )
    await story.discharge(home(TUESDAY))
    story.nurse.expects("MEDS J.S.", "has the prescriber answered?").replies(
        "{code} 2", told=("J.S. meds, not yet", "Asked again Thu 9/10 10:02a.")
    )
    await story.reaches("Wed 2026-09-09 10:00")
    story.nurse.expects("MEDS J.S.", "has the prescriber answered?").replies(SETTLES, told=())
    await story.reaches("Thu 2026-09-10 10:00")
    assert (await meds(story)).state == "done"
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
    await story.nurse.says(f"{asked.code} 1 from CVS, the same drugs")
    await story.passes(minutes=5)

    step = await meds(story)
    assert (step.state, step.late, step.escalated) == ("done", True, True)
    assert step.record == "without the list before admission; card not opened"
    await story.ends()
