"""What anybody can read without a key: histories, ids, search attributes and logs name nobody."""

import base64
import json
import logging
from dataclasses import replace

import pytest
from google.protobuf.json_format import MessageToJson
from sqlmodel import select
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest

from activities.conversations import Conversations
from domain.episode.drug_decisions import DrugDecision, as_chosen
from domain.episode.facts import Ending
from domain.pathway import Role
from models.payloads import VerdictState
from models.tables import AnswerNote, StepRow
from operations.by_hand.episodes import ByHand
from store.patient_data.accounts import Accounts
from store.patient_data.notes import Notes
from tests.stories.people import home
from tests.stories.story import Story
from tests.stories.timeline import timeline
from tests.stories.wilhelmina import (
    BY_REFERENCE,
    HOME,
    IN_EPISODES,
    IN_HISTORIES,
    NEVER,
    history_of,
    named_in,
    with_the_key,
)


async def test_nothing_in_clear_names_the_patient(
    story: Story, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A story with a note, a patient's words and an escalation: with no key nobody is named.

    Opened with the key they name what people wrote and what is needed for deciding, and nobody:
    that is the store's, and its own counter-check.
    """
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "temporalio.worker")  # below that it prints what it unsealed
    await _is_told(story)

    histories = [await history_of(story, workflow_id) for workflow_id in story._all()]  # noqa: SLF001
    of_episodes = [await history_of(story, one) for one in story.episodes]
    described = [await _described(story, workflow_id) for workflow_id in story._all()]  # noqa: SLF001
    assert len(histories) > 3
    assert named_in(*histories, *described) == set()
    assert named_in(*await with_the_key(histories)) == IN_HISTORIES
    assert named_in(*await with_the_key(of_episodes)) == IN_EPISODES
    shown = [line for one in story._all() for line in await timeline(story, one)]  # noqa: SLF001
    assert len(shown) > 50
    assert named_in(*shown) == set(), shown
    assert named_in(await _stored(story)) >= {*BY_REFERENCE, "note", "danger noted"}
    printed = capfd.readouterr()
    assert named_in(_logged(caplog), printed.out, printed.err) == set()


def test_the_search_sees_through_base64() -> None:
    """A name inside an unsealed payload is found, at any depth."""
    plain = base64.b64encode(b'{"given": "Wilhelmina"}').decode()
    assert named_in(json.dumps({"events": [{"input": {"data": plain}}]})) == {"given name"}
    twice = base64.b64encode(json.dumps({"data": plain}).encode()).decode()
    assert named_in(json.dumps([twice])) == {"given name"}
    assert named_in("call (617) 555-0123") == {"number"}


async def _is_told(story: Story) -> None:
    """A day: notes by text, card and command, words, danger, an escalation, a ride, an item."""
    story.driver.allows("RIDE W.A.", "{code} 1")
    story.supplier.allows("DELIVER W.A.", "{code} 1")
    story.patient.allows("isit at", "1")
    story.patient.allows("our")
    story.patient.allows("call 911")
    story.nurse.allows("MEDS W.A. (home")
    story.nurse.allows("CALL W.A.", f"{{code}} 3 some {NEVER['note']}")
    for phone in story.network.phones.values():
        phone.allows("W.A.")
    await story.discharge(HOME)
    await story.patient.says(f"where do I find {NEVER['words']}")
    await story.settles()
    await story.patient.says("I have chest pain")
    await story.reaches("Wed 2026-09-09 08:05")
    assert any("URGENT" in body for _, body in story.case_manager.received)
    assert any("PROBLEM" in body for _, body in story.case_manager.received)
    await _is_noted(story)


async def _is_noted(story: Story) -> None:
    """A danger stands beside an answer that is refused; then the lists are settled on the card.

    An alarm is taken and the episode ended by command.
    """
    (asked,) = [body for _, body in story.nurse.received if "MEDS W.A. (home" in body][:1]
    await story.nurse.says(f"{asked.split()[0]} 1 chest pain, {NEVER['danger noted']}")
    await story.settles()
    assert any("NOT saved" in body for _, body in story.nurse.received)
    said = await story.network.cards.settles(
        story.nurse.number,
        asked,
        await story.now(),
        as_chosen(DrugDecision.INTENDED, NEVER["reason on a card"]),
        NEVER["note on a card"],
    )
    assert said.state is VerdictState.RECORDED
    real = await story.env.get_current_time()
    threads = Conversations(story.client, story.database, story.seal)
    by_hand = ByHand(story.client, story.database, threads, lambda: real)
    (episode,) = story.episodes
    alarm = next(
        one for one in await by_hand.questions(episode) if one.person.role is Role.CASE_MANAGER
    )
    await by_hand.answer(episode, alarm.key, f"1 {NEVER['note by command']}")
    await story.passes(minutes=30)
    await by_hand.close(episode, Ending.WITHDRAWN, NEVER["note at the end"])
    await story.settles()


async def _described(story: Story, workflow_id: str) -> str:
    """Its visibility record: id, memo, search attributes, summary and details."""
    asked = DescribeWorkflowExecutionRequest(
        namespace=story.client.namespace, execution=WorkflowExecution(workflow_id=workflow_id)
    )
    return MessageToJson(await story.client.workflow_service.describe_workflow_execution(asked))


async def _stored(story: Story) -> str:
    """The hospital's account of the episode and all notes beside it, opened with the key."""
    (episode,) = story.episodes
    with story.database.read() as session:
        account = Accounts(story.seal).account(session, episode, 1)
        noted = [row.name for row in session.exec(select(AnswerNote)).all()]
    notes = await Notes(story.database, story.seal).opened(episode, noted)
    return f"{account!r} {account.patient.birth_date if account else ''} {notes!r}"


def _logged(caplog: pytest.LogCaptureFixture) -> str:
    """Every line that was logged, with all that its record carries."""
    return "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)


async def test_where_the_patient_went_is_a_code_in_every_history(story: Story) -> None:
    """The hospital's words of it that no table has are in the store alone, sealed."""
    for phone in story.network.phones.values():
        phone.allows("W.A.")
    said = f"left against advice, to her sister at {NEVER['where to']}"
    await story.discharge(replace(HOME, disposition=said))
    await story.passes(hours=2)
    assert "Left against medical advice" in (await story.status(story.episodes[0])).markdown
    histories = [await history_of(story, one) for one in story._all()]  # noqa: SLF001
    assert "where to" not in named_in(*histories, *await with_the_key(histories))
    assert "where to" in named_in(await _stored(story))


async def test_a_nurse_s_note_is_not_in_the_read_model(story: Story) -> None:
    """Free words of staff stay encrypted: the steps' table holds none of them."""
    story.patient.allows("Reply 1", "1")
    story.patient.allows("our visit")
    story.nurse.allows("MEDS", "{code} 1 spoke to Mrs Smith of the pharmacy")
    story.nurse.allows("saved")
    await story.discharge(home("2026-09-08 10:00"))
    with story.database.read() as session:
        details = [row.detail for row in session.exec(select(StepRow)).all()]
    assert not any("Smith" in detail for detail in details)
    await story.ends()
