"""The names in `models/names.py` against the code: activities reach workflows by nothing else."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import SecretStr
from temporalio import activity, workflow
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.client import Client
from temporalio.common import SearchAttributeKey

import worker
from activities import interfaces
from adapters.encryption import new_keys
from adapters.settings import Settings
from adapters.sql.database import Database
from models import names
from workflows.conversation.workflow import Conversation
from workflows.episode.workflow import Episode
from workflows.sweep import Sweep

QUEUES_AND_IDS = {"NAMESPACE", "TASK_QUEUE", "MESSAGES_TASK_QUEUE", "SWEEP_ID"}
WORKFLOW_NAMES = {"EPISODE": Episode, "CONVERSATION": Conversation, "SWEEP": Sweep}
HANDLERS = {
    Episode: {
        *(names.ANSWER, names.TAKE_BACK, names.CORRECT, names.WROTE, names.AMEND),
        *(names.UNREACHABLE, names.REACHABLE, names.HAND_OVER, names.CARD_OPENED),
        *(names.SUSPEND, names.RESUME, names.CLOSE, names.CARD, names.STATUS, names.PENDING),
    },
    Conversation: {
        *(names.ASK, names.WITHDRAW, names.NOTIFY, names.RECEIVED, names.DELIVERY, names.ROSTER),
        *(names.CONSENT, names.PENDING),
    },
    Sweep: set[str](),
}
KEYWORDS, OTHERS = 10, 3
"""What SQL visibility has columns for: ten Keyword, three of each other type."""


class Recorded:
    """Stands where the composition root makes a worker, and keeps what it was made of."""

    def __init__(self, client: object, *, task_queue: str, **parts: Any) -> None:
        self.task_queue = task_queue
        self.activities: list[Callable[..., Any]] = parts["activities"]
        self.workflows: tuple[type, ...] = tuple(parts.get("workflows", ()))


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Recorded, ...]]:
    """Both workers of the worker process, as its composition root makes them."""
    monkeypatch.setattr(worker, "Worker", Recorded)
    keys = new_keys()
    found = Settings(
        encryption_keys=SecretStr(keys.encryption_keys),
        token_key=SecretStr(keys.token_key),
        twilio_account_sid="AC5f1a9e0c2b7d4e6f8a9b0c1d2e3f4a5b",
        twilio_auth_token=SecretStr("9e1b6f0a4c7d2e8f5a3b1c0d9e8f7a6b"),
        twilio_from_number="+16175550100",
    )
    database, nobody = Database(f"sqlite:///{tmp_path / 'names.db'}"), cast(Client, None)
    made = (
        worker.main_worker(nobody, database, found),
        worker.messages_worker(nobody, database, found),
    )
    yield cast(tuple[Recorded, ...], made)
    database.close()


def declared() -> Counter[str | None]:
    """The name of each activity of the interfaces."""
    classes = (kind for kind in vars(interfaces).values() if isinstance(kind, type))
    return Counter(
        definition.name
        for kind in classes
        if kind.__module__ == interfaces.__name__
        for method in vars(kind).values()
        if (definition := _activity(method)) is not None
    )


# Temporal says what it makes of a decorated function only in private.
# ruff: noqa: SLF001


def _activity(method: object) -> activity._Definition | None:
    return activity._Definition.from_callable(method) if callable(method) else None


def _names() -> dict[str, str]:
    """The plain names: neither functions nor search attributes."""
    return {name: value for name, value in vars(names).items() if isinstance(value, str)}


def test_workflows_have_their_names() -> None:
    """A workflow is started by the name that it has."""
    for name, kind in WORKFLOW_NAMES.items():
        assert workflow._Definition.must_from_class(kind).name == getattr(names, name)
    assert set(worker.WORKFLOWS) == set(WORKFLOW_NAMES.values())


@pytest.mark.parametrize("kind", WORKFLOW_NAMES.values(), ids=lambda kind: kind.__name__)
def test_handlers_have_their_names(kind: type) -> None:
    """Whatever is signalled, updated or queried by name has a handler of that name."""
    found = workflow._Definition.must_from_class(kind)
    handlers = {*found.signals, *found.updates, *found.queries}
    assert handlers == HANDLERS[kind]


def test_no_name_is_left_over() -> None:
    """Each name is a workflow's, a handler's, a queue's or an id's."""
    plain = {name: value for name, value in _names().items() if name.isupper()}
    handlers = {value for name, value in plain.items() if name not in WORKFLOW_NAMES}
    left = handlers - {plain[name] for name in QUEUES_AND_IDS} - set().union(*HANDLERS.values())
    assert left == set()


def test_every_declared_activity_is_registered_once(workers: tuple[Recorded, ...]) -> None:
    """What workflows may call is carried out by exactly one of the two workers."""
    registered = [_activity(method) for made in workers for method in made.activities]
    counted = Counter(found.name for found in registered if found is not None)
    assert len(registered) == counted.total()
    assert counted == declared()


def test_only_texts_go_by_the_queue_of_texts(workers: tuple[Recorded, ...]) -> None:
    """A long code sends one text a second: nothing else may wait behind it."""
    main, messages = workers
    assert (main.task_queue, messages.task_queue) == (names.TASK_QUEUE, names.MESSAGES_TASK_QUEUE)
    assert [method.__name__ for method in messages.activities] == ["send_text"]
    assert main.workflows == worker.WORKFLOWS
    assert messages.workflows == ()


def test_search_attributes_keep_the_budget() -> None:
    """SQL visibility has columns for ten Keyword and three of each other type."""
    used = Counter(int(key.indexed_value_type) for key in names.SEARCH_ATTRIBUTES)
    assert used.pop(int(IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)) <= KEYWORDS
    assert all(count <= OTHERS for count in used.values()), used


def test_each_search_attribute_is_listed_once() -> None:
    """What is registered with the server is what the code writes."""
    known = [value for name, value in vars(names).items() if isinstance(value, SearchAttributeKey)]
    assert Counter(key.name for key in known) == Counter(
        key.name for key in names.SEARCH_ATTRIBUTES
    )
