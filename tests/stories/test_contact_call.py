"""The contact call: asked, tried again, escalated, settled."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.asking.choices import Value
from domain.pathway import Pathway, WhenUnstaffed
from models.payloads import StepSummary
from tests.phone_rules import GATHERED_WITHIN
from tests.stories.cards import SETTLES
from tests.stories.people import at, home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"


@pytest.fixture(autouse=True)
def others_are_quiet(story: Story) -> None:
    """The other steps go by themselves; the visit is on Wednesday at nine."""
    story.patient.allows("Reply 1 Wed", "1")
    story.only("contact")
    story.nurse.allows("saved: J.S. letter")


async def contact(story: Story) -> StepSummary:
    """How the call stands."""
    page = await story.status()
    return next(step for step in page.record.steps if step.step == "contact")


async def test_a_missed_call_reaches_the_case_manager(story: Story) -> None:
    """Nobody answers the 48-hour call prompt: the case manager hears at the 48th hour, once.

    As ever, what is not urgent waits two minutes for others that may go with it.
    """
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.", "by Thu 9/10 10a").ignores()
    await story.reaches("Wed 2026-09-09 09:00")
    story.nurse.expects("Reminder: 2", "CALL J.S.").ignores()
    listed = story.nurse.expects("Reminder: 2", "CALL J.S.", "by Thu 9/10 10a").ignores()
    await story.reaches("Thu 2026-09-10 09:57")
    assert listed.minute == at("2026-09-10 08:00") + GATHERED_WITHIN
    told = story.case_manager.expects("NOT REACHED J.S.", "else supervisor").replies(
        "{code} 2 his son"
    )
    story.nurse.expects("done by CM Diaz Thu 9/10 10:02a", "No reply needed").ignores()
    await story.reaches("Thu 2026-09-10 10:00")

    assert told.minute == at("2026-09-10 10:00") + GATHERED_WITHIN
    step = await contact(story)
    assert (step.state, step.by, step.late, step.escalated) == ("done", "CM Diaz", True, True)
    await story.ends()


@pytest.mark.golden
async def test_no_answer_is_tried_again_and_the_caregiver_comes_after_four(story: Story) -> None:
    """Four attempts, then the caregiver, then the case manager, whose stop becomes a letter."""
    await story.discharge(home(TUESDAY))
    no_answer = "{code} 4"
    story.nurse.expects("CALL J.S.").replies(no_answer, told=("Try 1 of 2", "from Wed 9/9 12p"))
    await story.reaches("Wed 2026-09-09 11:00")
    story.nurse.expects("CALL J.S.").replies(no_answer, told=("Try 2 of 2", "from Wed 9/9 4p"))
    await story.reaches("Wed 2026-09-09 15:00")
    story.nurse.expects("CALL J.S.").replies("{code} left vm", told=("Try 3 of 4", "Thu 9/10 8a"))
    await story.reaches("Thu 2026-09-10 07:00")
    told = ("Try 4 of 4. The caregiver is next",)
    story.nurse.expects("CALL J.S.").replies(no_answer, told=told)
    story.nurse.expects("CALL CAREGIVER of J.S.").replies("{code} na")
    story.case_manager.expects("NOT REACHED J.S.", "Wed 9/9 8a, Wed 9/9 12p").replies(
        "{code} 4 no working number"
    )
    story.nurse.expects("LETTER J.S.").replies("{code} 1")
    await story.reaches("Thu 2026-09-10 08:30")
    await story.ends()


async def test_a_problem_on_the_call_is_named_and_stays_with_the_nurse(story: Story) -> None:
    """The answer "a problem, I have it" settles the call and asks which; nobody else hears."""
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").replies("{code} 2 swollen ankles")
    story.nurse.expects("WHAT PROBLEM J.S. by Wed 9/9 5p").replies("{code} 7")
    story.nurse.expects("TEACH BACK J.S. by Thu 9/10 5p").replies("{code} 1")
    story.nurse.allows("saved: J.S.")
    await story.reaches("Wed 2026-09-09 09:00")

    step = await contact(story)
    assert (step.state, step.detail) == ("done", "spoke problem")
    await story.ends()


async def test_a_concern_reaches_the_case_manager_at_once(story: Story) -> None:
    """The answer "needs the case manager" settles the call and escalates at once: two minutes."""
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").replies("{code} 3 cannot afford insulin")
    story.case_manager.expects("PROBLEM J.S.", "Note on the card").replies("{code} 1")
    await story.reaches("Wed 2026-09-09 08:10")
    story.case_manager.expects("you took it. Is it done?").replies("{code} 2 vouchers")
    await story.reaches("Thu 2026-09-10 08:10")
    await story.ends()


async def test_i_take_it_and_then_silence_reaches_the_supervisor(story: Story) -> None:
    """Taken is not done: asked after a day, and after two silent hours the next rung hears."""
    await story.discharge(home(TUESDAY))
    story.nurse.allows("CALL J.S.")
    story.case_manager.expects("NOT REACHED J.S.").replies("{code} 1")
    await story.reaches("Thu 2026-09-10 10:30")
    story.case_manager.expects("you took it. Is it done?").ignores()
    await story.reaches("Fri 2026-09-11 11:57")
    story.supervisor.expects("NOT REACHED J.S.", "CM Diaz: took it, no word since").ignores()
    await story.reaches("Fri 2026-09-11 12:30")
    story.supervisor.expects("Reminder", "NOT REACHED J.S.").replies("{code} 2 reached")
    story.nurse.expects("done by Hale").ignores()
    story.case_manager.expects("done by Hale").ignores()
    await story.reaches("Mon 2026-09-14 08:05")
    await story.ends()


async def test_passing_on_tells_the_next_rung_at_once(story: Story) -> None:
    """The case manager passes it on: the supervisor hears two minutes later, and why."""
    await story.discharge(home(TUESDAY))
    story.nurse.allows("CALL J.S.")
    story.case_manager.expects("NOT REACHED J.S.").replies("{code} 3")
    story.supervisor.expects("NOT REACHED J.S.", "passed on by CM Diaz").replies("{code} 2")
    story.nurse.expects("done by Hale").ignores()
    await story.reaches("Thu 2026-09-10 10:05")
    await story.ends()


async def test_the_time_it_happened_counts_not_the_time_of_the_text(story: Story) -> None:
    """An answer at 10:30 about a call at 9:50 is in time for a deadline at 10:00."""
    await story.discharge(home(TUESDAY))
    story.nurse.allows("Reminder")
    call = story.nurse.expects("CALL J.S.").ignores()
    story.case_manager.expects("NOT REACHED J.S.").ignores()
    await story.reaches("Thu 2026-09-10 10:30")
    story.nurse.expects("saved: J.S. call", "Thu 9/10 9:50a").ignores()
    story.case_manager.expects("done by RN Lopez").ignores()
    await story.nurse.says(f"{call.code} 1 9:50a she is fine")
    await story.settles()

    assert (await contact(story)).late is False
    await story.ends()


async def test_undo_takes_the_answer_back_with_what_it_caused(story: Story) -> None:
    """UNDO within ten minutes reopens the call and withdraws the escalation it caused."""
    await story.discharge(home(TUESDAY))
    call = story.nurse.expects("CALL J.S.").replies("{code} 3")
    concern = story.case_manager.expects("PROBLEM J.S.").ignores()
    await story.reaches("Wed 2026-09-09 08:05")
    story.nurse.expects("undone: J.S. call is open again").ignores()
    story.case_manager.expects(f"{concern.code} J.S. escalation", "No reply needed").ignores()
    await story.nurse.says(f"{call.code} UNDO")
    await story.settles()
    story.nurse.expects("saved: J.S. call, spoke, all well").ignores()
    await story.nurse.says(f"{call.code} 1")
    await story.settles()

    assert (await contact(story)).detail == Value.SPOKE_WELL.replace("_", " ")
    await story.ends()


async def test_undo_after_ten_minutes_is_too_late(story: Story) -> None:
    """After the pathway's undo time the answer stands."""
    await story.discharge(home(TUESDAY))
    call = story.nurse.expects("CALL J.S.").replies("{code} 1")
    await story.reaches("Wed 2026-09-09 08:15")
    story.nurse.expects("cannot be undone any more").ignores()
    await story.nurse.says(f"{call.code} undo")
    await story.settles()
    assert (await contact(story)).state == "done"
    await story.ends()


class TestFridayBeforeLaborDay:
    """Home on Friday 2026-09-04 at 15:00: the 48th hour is Sunday, Monday is a holiday."""

    @pytest.fixture
    def rule(self) -> WhenUnstaffed:
        """Each class below has its own."""
        return WhenUnstaffed.NEXT_STAFFED

    @pytest.fixture
    def pathway(self, standard: Pathway, rule: WhenUnstaffed) -> Pathway:
        """The standard pathway under one staffing rule."""
        return replace(standard, contact=replace(standard.contact, when_unstaffed=rule))

    async def test_next_staffed_moves_the_due_time(self, story: Story) -> None:
        """The nurse is asked on Tuesday at 8, due when the first staffed day closes."""
        await story.discharge(home("2026-09-04 15:00"))
        await story.reaches("Tue 2026-09-08 07:57")
        story.nurse.expects("CALL J.S.", "(home Fri 9/4) by Tue 9/8 5p").replies("{code} 1")
        await story.reaches("Tue 2026-09-08 08:00")
        assert (await contact(story)).late is False
        await story.ends()

    class TestOnCall:
        """The on-call nurse is asked in time."""

        @pytest.fixture
        def rule(self) -> WhenUnstaffed:
            """On call."""
            return WhenUnstaffed.ON_CALL

        async def test_on_call_is_asked_on_saturday(self, story: Story) -> None:
            """The on-call nurse calls on Saturday, although she is on no shift."""
            story.other_nurse.allows("MEDS", SETTLES)
            story.other_nurse.allows("saved: J.S. meds")
            await story.discharge(home("2026-09-04 15:00"))
            story.other_nurse.expects("CALL J.S.", "by Sun 9/6 3p").replies(
                "{code} 1", told=("saved: J.S. call",)
            )
            await story.reaches("Sat 2026-09-05 08:00")
            assert (await contact(story)).late is False
            await story.ends()

    class TestEarlier:
        """Asked before the weekend."""

        @pytest.fixture
        def rule(self) -> WhenUnstaffed:
            """Earlier."""
            return WhenUnstaffed.EARLIER

        async def test_earlier_is_asked_on_friday(self, story: Story) -> None:
            """The nurse calls on Friday before the team goes home."""
            call = story.nurse.expects("CALL J.S.", "by Sun 9/6 3p")
            call.replies("{code} 1", told=("saved: J.S. call",))
            await story.discharge(home("2026-09-04 15:00"))
            await story.reaches("Fri 2026-09-04 16:57")
            assert (await contact(story)).state == "done"
            await story.ends()


async def test_forty_eight_hours_across_a_clock_change_are_elapsed_hours(story: Story) -> None:
    """Home on Saturday 14:00 before the clocks go back: due on Monday at 13:00."""
    story.nurse.expects("CALL J.S.", "by Mon 11/2 1p").ignores()
    await story.discharge(home("2026-10-31 14:00"))
    await story.reaches("Mon 2026-11-02 08:00")
    story.nurse.allows("Reminder")
    story.case_manager.expects("NOT REACHED J.S.").replies("{code} 2")
    story.nurse.expects("done by CM Diaz").ignores()
    await story.reaches("Mon 2026-11-02 13:00")
    await story.ends()


async def test_a_discharge_learnt_of_late_is_overdue_and_escalated_at_once(story: Story) -> None:
    """Learnt of on day 3: asked and escalated at once, with the deadline that has passed."""
    await story.begins(home("2026-09-11 09:00").discharged_at)
    story.nurse.expects("CALL J.S.", "by Thu 9/10 10a").ignores()
    story.case_manager.expects("NOT REACHED J.S.").replies("{code} 2")
    story.nurse.expects("done by CM Diaz").ignores()
    await story.discharge(home(TUESDAY))
    await story.ends()


async def test_the_saturday_morning_discharge(story: Story) -> None:
    """Home on Saturday at 8:10a: two staffed hours for the nurse, two for the ladder.

    Medicare counts until Tuesday; the case manager hears while the team still works then.
    """
    story.only("contact")
    call = story.nurse.expects("CALL J.S.").ignores()
    late = story.case_manager.expects("NOT REACHED").replies("{code} 2")
    story.nurse.allows("no longer needed")
    story.nurse.allows("no reply needed")
    await story.discharge(home("2026-09-12 08:10"))
    await story.reaches("Tue 2026-09-15 23:59")
    assert call.at is not None
    assert late.at is not None
    assert late.at - call.at >= timedelta(hours=2)
    assert late.at <= at("2026-09-15 15:00")
    await story.replays()
