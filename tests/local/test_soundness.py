"""The verdict of a run, on books and logs made up for it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from local.phone_log import Text, Way, texts
from local.soundness import Books, problems
from models.tables import Encounter, InboxRow, OutboxRow

AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
KEY = "episode-mercy-general-abc-1|contact/call/1#1"
EPISODE = "episode-mercy-general-abc-1"
WHO = "token"


def _out(key: str = KEY, sid: str | None = "SM1", status: str = "delivered") -> OutboxRow:
    return OutboxRow(
        key=key, phone_token=WHO, body_sealed=b"", body_hash="", status=status, sid=sid,
        real_created_at=AT, created_at=AT,
    )  # fmt: skip


def _in(sid: str = "SM2", outcome: str = "delivered", number: int = 1) -> InboxRow:
    return InboxRow(
        id=number, key=f"text:{sid}", ordering_key="t", body_sealed=b"", received_at=AT,
        real_received_at=AT, outcome=outcome,
    )  # fmt: skip


def _encounter(outcome: str = "completed") -> Encounter:
    return Encounter(
        episode=EPISODE, facility="mercy-general", encounter_token=WHO, patient_token=WHO, n=1,
        body_hash="", discharged_at=AT, opened_at=AT, outcome=outcome,
    )  # fmt: skip


OURS = Text(
    sid="SM1", way=Way.OURS, sender="us", recipient="nurse", body="21 CALL", status="delivered",
    key=KEY,
)  # fmt: skip
THEIRS = Text(
    sid="SM2", way=Way.THEIRS, sender="nurse", recipient="us", body="21 1", status="received",
    taken=True,
)  # fmt: skip
SOUND = Books(
    outbox=(_out(),), inbox=(_in(),), encounters=(_encounter(),), closed=frozenset({EPISODE})
)


def test_a_sound_run_has_no_problems() -> None:
    """Each text once in the books and once on the phones, both ways, and every episode closed."""
    assert problems(SOUND, (OURS, THEIRS), 1) == ()


def test_a_refused_text_is_neither_sent_nor_lost() -> None:
    """What the carrier refuses for good (STOP) has no id, and that is an end."""
    books = replace(SOUND, outbox=(_out(), _out("other#1", None, "refused")))
    assert problems(books, (OURS, THEIRS), 1) == ()


_TWICE = replace(OURS, sid="SM9")
_OTHER = replace(OURS, sid="SM1", key="other#1")


@pytest.mark.parametrize(
    ("books", "log", "words"),
    [
        (SOUND, (OURS, _TWICE, THEIRS), [f"sent twice: {KEY}", "not in our books"]),
        (SOUND, (THEIRS,), ["the phones never saw it"]),
        (SOUND, (_OTHER, THEIRS), ["taken for each other"]),
        (replace(SOUND, outbox=()), (OURS, THEIRS), ["not in our books"]),
        (
            replace(SOUND, outbox=(_out(), _out("late#1", None, "pending"))),
            (OURS, THEIRS),
            ["never known to be sent: late#1"],
        ),
        (replace(SOUND, inbox=()), (OURS, THEIRS), ["0 times in our inbox"]),
        (replace(SOUND, inbox=(_in(), _in(number=2))), (OURS, THEIRS), ["2 times"]),
        (replace(SOUND, inbox=(_in(outcome="waiting"),)), (OURS, THEIRS), ["never acted on"]),
        (SOUND, (OURS, replace(THEIRS, taken=False)), ["never taken"]),
        (replace(SOUND, encounters=(_encounter(""),)), (OURS, THEIRS), ["never closed"]),
        (replace(SOUND, closed=frozenset()), (OURS, THEIRS), ["read model"]),
        (replace(SOUND, encounters=()), (OURS, THEIRS), ["1 discharges, but 0 episodes"]),
    ],
)
def test_each_fault_is_one_line(books: Books, log: tuple[Text, ...], words: list[str]) -> None:
    """Twice, lost, taken for another, never acted on, never closed: each is named."""
    found = problems(books, log, 1)
    assert len(found) == len(words)
    assert all(word in line for word, line in zip(words, found, strict=True))


def test_the_log_is_read_as_the_simulator_writes_it() -> None:
    """Of calls only a 1 that was taken; the key stands in the address of the receipts."""
    entry = {
        "sid": "SM1", "direction": "outbound-api", "from": "us", "to": "nurse", "body": "21 CALL",
        "status": "delivered", "at": "2026-09-01T09:00:00+00:00", "webhook": None, "call": None,
        "status_callback": "http://127.0.0.1:8080/twilio/status?key=a%7Cb%2F1%231",
    }  # fmt: skip
    taken = {
        **entry, "sid": "SM2", "direction": "inbound", "status_callback": None,
        "webhook": {"delivered": True, "attempts": 1},
    }  # fmt: skip
    pressed = [
        [{"digit": digit, "at": entry["at"], "taken": done}] if digit else []
        for digit, done in (("1", True), ("1", False), ("2", True), ("", False))
    ]
    calls = [
        {**taken, "sid": f"CA{number}", "from": "us", "call": {"said": [], "pressed": keys}}
        for number, keys in enumerate(pressed)
    ]
    read = texts([entry, taken, *calls])
    assert [(text.sid, text.key, text.taken) for text in read] == [
        ("SM1", "a|b/1#1", False),
        ("SM2", "", True),
        ("CA0", "", True),
    ]
    assert (read[-1].sender, read[-1].way) == ("nurse", Way.THEIRS)
