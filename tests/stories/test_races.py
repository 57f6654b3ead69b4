"""What can happen at the same moment, twice, late, or out of order."""

import asyncio

import pytest

from activities.prompts import Prompts
from domain.asking.choices import Value
from domain.asking.question import question
from domain.clinical.outlining import outline_of
from domain.episode.facts import Person, Via
from domain.pathway import Role
from domain.steps.contact import CALL
from models import names
from models.payloads import (
    Ask,
    AskedPerson,
    AskTogether,
    GivenAnswer,
    Prompt,
    Retraction,
    Settled,
    Verdict,
    VerdictState,
    Withdraw,
)
from tests.domain.examples import LINE
from tests.stories import people
from tests.stories.cards import SETTLES
from tests.stories.held import HeldAsks
from tests.stories.people import home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"


@pytest.fixture(autouse=True)
def quiet(story: Story) -> None:
    """The other steps go by themselves."""
    story.patient.allows("Reply 1", "1")
    story.patient.allows("our visit")
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("saved: J.S. meds")
    story.nurse.allows("Reminder")


def an_ask(story: Story, key: str) -> Ask:
    """The contact call as an episode would ask it."""
    assert story.clock is not None
    at = home(TUESDAY).discharged_at
    return Ask(
        episode="episode-mercy-general-race-1",
        facility="mercy-general",
        facility_name="Mercy General",
        facility_zone=people.ZONE,
        home_at=at,
        patient=outline_of(home(TUESDAY), 1, story.tokens, urgent_items=()).patient,
        patient_zone=people.ZONE,
        question=question(key, CALL, Role.NURSE, at, due=at),
        care_line=LINE,
        always_on=story.pathway.lines.always_on,
        texts=story.pathway.texts,
        patient_hours=story.pathway.patient_hours,
        undo_minutes=story.pathway.undo_minutes,
        clock=story.clock,
    )


async def an_answer(story: Story) -> GivenAnswer:
    """The nurse's, on the card of the call."""
    now = await story.now()
    return GivenAnswer(
        episode=story.episodes[0],
        key="contact/call/1",
        value=Value.SPOKE_WELL,
        by=Person(handle="a-lopez", name="RN Lopez", role=Role.NURSE),
        happened_at=now,
        told_at=now,
        via=Via.CARD,
        message_id="early",
    )


async def test_two_phones_answer_at_the_same_moment(story: Story) -> None:
    """One of two simultaneous answers is recorded; the other hears that it is already done."""
    await story.discharge(home(TUESDAY))
    call = story.nurse.expects("CALL J.S.").ignores()
    late = story.case_manager.expects("NOT REACHED").ignores()
    story.nurse.allows("attended?")
    story.nurse.allows("1 came 2 no-show")
    await story.reaches("Thu 2026-09-10 10:00")
    for phone in (story.nurse, story.case_manager):
        phone.allows("saved: J.S.")
        phone.allows("already done by")
        phone.allows("No reply needed")
        phone.allows("takes no answer")
    await asyncio.gather(
        story.nurse.says(f"{call.code} 1"), story.case_manager.says(f"{late.code} 2")
    )
    await story.settles()
    said = [body for phone in (story.nurse, story.case_manager) for _, body in phone.received]
    saved = [body for body in said if "saved: J.S. call" in body or "saved: J.S. esc" in body]
    refused = [body for body in said if "already done by" in body or "takes no answer" in body]
    assert (len(saved), len(refused)) == (1, 1)
    await story.ends()


async def test_two_answers_race_at_the_episode_itself(story: Story) -> None:
    """Two updates for one question, from two people: one "recorded", one "already done by"."""
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").ignores()
    story.nurse.expects("done by").ignores()
    await story.reaches("Wed 2026-09-09 08:00")
    now = await story.now()

    def give(handle: str, name: str) -> GivenAnswer:
        by = Person(handle=handle, name=name, role=Role.NURSE)
        return GivenAnswer(
            episode=story.episodes[0],
            key="contact/call/1",
            value=Value.SPOKE_WELL,
            by=by,
            happened_at=now,
            told_at=now,
            message_id=f"card-{handle}",
        )

    async def update(answer: GivenAnswer) -> Verdict:
        verdict: Verdict = await story.episode().execute_update(
            names.ANSWER, answer, id=answer.message_id, result_type=Verdict
        )
        return verdict

    verdicts = await asyncio.gather(update(give("kim", "RN Kim")), update(give("roe", "RN Roe")))
    assert {verdict.state for verdict in verdicts} == {
        VerdictState.RECORDED,
        VerdictState.ALREADY_SETTLED,
    }
    settled = next(v for v in verdicts if v.state is VerdictState.ALREADY_SETTLED)
    assert settled.by in {"RN Kim", "RN Roe"}
    await story.settles()
    await story.ends()


async def test_the_same_message_handed_over_twice_is_one_answer(story: Story) -> None:
    """An answer whose hand-over is repeated after a crash is recorded once, with the same words."""
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").replies("{code} 4", told=("Try 1 of 2",))
    story.nurse.expects("CALL J.S.").ignores()
    await story.reaches("Wed 2026-09-09 12:00")
    page = await story.status()
    again = GivenAnswer(
        episode=story.episodes[0],
        key="contact/call/1",
        value=Value.NO_ANSWER,
        by=Person(handle="a-lopez", name="RN Lopez", role=Role.NURSE),
        happened_at=await story.now(),
        told_at=await story.now(),
        message_id=story.message_of("4"),
    )
    verdict = await story.episode().execute_update(names.ANSWER, again, result_type=Verdict)
    assert verdict.state is VerdictState.RECORDED
    assert (await story.status()).record.steps == page.record.steps
    await story.ends()


async def test_an_answer_comes_before_the_record_that_it_was_asked(
    story: Story, held_asks: HeldAsks
) -> None:
    """Asked, but the worker died before noting it: the answer counts, nobody is asked again."""
    held_asks.key = "contact/call/1"
    await story.discharge(home(TUESDAY), settle=False)
    await asyncio.wait_for(held_asks.done_but_unknown.wait(), 20)
    answer = await an_answer(story)
    verdict = await asyncio.wait_for(
        story.episode().execute_update(names.ANSWER, answer, result_type=Verdict), 30
    )
    assert verdict.state is VerdictState.RECORDED
    held_asks.go_on.set()
    await story.settles()
    assert (await story.status()).record.steps[0].state == "done"
    await story.reaches("Wed 2026-09-09 12:00")  # the withdrawn prompt never comes
    await story.ends()


async def test_a_thread_that_cannot_be_told_keeps_its_own_step_waiting_alone(
    story: Story, held_asks: HeldAsks
) -> None:
    """Others are asked and answers are kept and confirmed; the supplier is asked in the end."""
    held_asks.broken = "equipment_offer"
    await story.discharge(home(TUESDAY, equipment=people.BED), settle=False)
    answer = await an_answer(story)
    verdict = await asyncio.wait_for(
        story.episode().execute_update(names.ANSWER, answer, result_type=Verdict), 30
    )
    assert verdict.state is VerdictState.RECORDED
    assert (await story.status()).record.steps[0].state == "done"
    assert story.supplier.received == []
    held_asks.broken = ""
    story.supplier.expects("DELIVER J.S.").ignores()
    await story.reaches("Tue 2026-09-08 10:05")
    story.supplier.allows("J.S.")
    await story.ends()


async def test_a_withdraw_that_overtakes_its_ask_bars_it_at_the_store(story: Story) -> None:
    """Withdrawn before it was ever asked: the ask, when it comes, goes to nobody."""
    await story.discharge(home(TUESDAY))
    prompts = Prompts(story.client, story.database, story.seal, story.tokens)
    ask = an_ask(story, "contact/call/1")
    await prompts.withdraw(Withdraw(episode=ask.episode, keys=(ask.question.key,), clock=ask.clock))
    asked = await prompts.ask(AskTogether(first=ask))
    assert asked.people == (AskedPerson(person=None),)
    await story.settles()
    story.nurse.expects("CALL J.S.").ignores()
    await story.reaches("Wed 2026-09-09 08:00")  # only that of the story's own episode
    await story.ends()


async def test_a_retraction_that_overtakes_its_prompt_leaves_a_tombstone(story: Story) -> None:
    """On the phone too: a prompt that comes after its retraction is never sent."""
    await story.discharge(home(TUESDAY))
    thread = story.client.get_workflow_handle(
        names.conversation_id(story.tokens.phone(story.nurse.number))
    )
    prompts = Prompts(story.client, story.database, story.seal, story.tokens)
    ask = an_ask(story, "contact/call/7")
    with story.database.write() as session:
        prompt = prompts.assign(session, ask)
    assert isinstance(prompt, Prompt)
    why = Retraction(episode=ask.episode, key="contact/call/7", settled=Settled())
    await thread.signal(names.WITHDRAW, why)
    await thread.signal(names.ASK, prompt)
    await story.settles()
    calls = [body for _, body in story.nurse.received if "CALL" in body]
    assert calls == []
    await story.ends()
