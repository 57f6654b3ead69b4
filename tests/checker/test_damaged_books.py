"""Damage to texts and their books. Each test says the law that must object."""

import pytest

from tests.checker.damage import again, delivered, entry_of, forget, pick, recorded, stays, unsay
from tests.checker.evidence import Evidence
from tests.checker.joins import joins, prompts_of
from tests.checker.laws import judge
from tests.checker.trips import trips


@trips("books")
def test_a_text_gone_from_the_phones(run: Evidence) -> None:
    """Each outbox row with a sid is a text on the phones."""
    run.phones.remove(entry_of(run, delivered(run)))


@trips("sent-once", "books", "same-words")
def test_a_text_sent_twice(run: Evidence) -> None:
    """Each outbox key is at most one text, with one sid that a row knows."""
    entry = entry_of(run, delivered(run))
    run.phones.append(again(entry))


@trips("same-words")
def test_a_text_said_twice_under_another_key(run: Evidence) -> None:
    """The same words do not go to a phone twice close together, whatever the key says."""
    entry = entry_of(run, delivered(run))
    run.phones.append(again(entry, status_callback=entry["status_callback"] + ".1"))


@trips("sent-once")
def test_two_rows_of_one_sid(run: Evidence) -> None:
    """A sid is one row's."""
    delivered(run, 1)["sid"] = delivered(run)["sid"]


@trips("books")
def test_other_words_than_were_booked(run: Evidence) -> None:
    """The phone shows the words whose hash the outbox keeps."""
    entry_of(run, delivered(run))["body"] += " or not"


@trips("books", "send-kept")
def test_a_row_of_another_phone(run: Evidence) -> None:
    """The row's token is that of the number which got the text."""
    row = delivered(run)
    others = (r["phone_token"] for r in run.rows("outbox"))
    row["phone_token"] = next(each for each in others if each != row["phone_token"])


@pytest.mark.parametrize(
    ("status", "law"),
    [
        ("unsent", "unfinished"),
        ("pending", "unfinished"),
        ("withdrawn", "not-out"),
        ("dropped", "not-out"),
        ("expired", "not-out"),
        ("refused", "not-out"),
        ("accepted", "books"),
        ("scheduled", "books"),
        ("queued", "books"),
        ("sending", "books"),
        ("sent", "books"),
        ("undelivered", "books"),
        ("failed", "books"),
        ("canceled", "books"),
        ("rung", "books"),
    ],
)
@pytest.mark.parametrize("keeps_sid", [True, False])
def test_a_row_marked_wrongly(run: Evidence, status: str, law: str, keeps_sid: bool) -> None:  # noqa: FBT001  # pytest passes it
    """A row says what became of its text: `delivered` on the phone is nothing else in the row."""
    row = delivered(run)
    row["status"] = status
    row["sid"] = row["sid"] if keeps_sid else None
    assert law in {objection.law for objection in judge(run)}


@trips("unfinished", "not-out")
def test_rows_marked_wrongly(run: Evidence) -> None:
    """A row that is pending is not done; one that is dropped is on no phone."""
    delivered(run)["status"] = "pending"
    delivered(run, 1)["status"] = "dropped"


@trips("unfinished")
def test_delivered_without_a_sid(run: Evidence) -> None:
    """Only what is out has a carrier's word, and what has one has a sid."""
    row = delivered(run)
    run.phones.remove(entry_of(run, row))
    row["sid"] = None


@trips("send-kept", "books")
def test_an_outbox_row_gone(run: Evidence) -> None:
    """Each send of a thread is a row."""
    run.rows("outbox").remove(delivered(run))


@trips("made-good")
def test_a_text_that_did_not_arrive_and_nothing_done(run: Evidence) -> None:
    """A prompt's text that did not arrive goes again, or another way, unless it is over."""
    row = pick(run.rows("outbox"), lambda r: "|visit/reminder/1#1" in r["key"] and bool(r["sid"]))
    row["status"] = entry_of(run, row)["status"] = "undelivered"
    stays(run, *prompts_of(row["key"]))


@trips("texts-in")
def test_an_inbox_row_gone(run: Evidence) -> None:
    """Each text typed has exactly one inbox row."""
    rows = run.rows("inbox")
    rows.remove(pick(rows, lambda row: row["key"].startswith("text:")))


@trips("texts-in")
def test_an_inbox_row_twice(run: Evidence) -> None:
    """Each text typed has exactly one inbox row, not two."""
    rows = run.rows("inbox")
    rows.append({**pick(rows, lambda row: row["key"].startswith("text:")), "id": 9999})


@trips("texts-in", "hospitals")
def test_an_inbox_row_left_waiting(run: Evidence) -> None:
    """Whatever came from outside ends in an outcome."""
    pick(run.rows("inbox"), lambda row: row["key"].startswith("text:"))["outcome"] = "waiting"


@trips("texts-in")
def test_a_text_that_no_thread_received(run: Evidence) -> None:
    """What is delivered was received by its phone's thread."""
    sid = recorded(run).given["message_id"]
    forget(run, lambda _, f: f["name"] == "received" and f["input"]["message_id"] == sid)


@trips("no-words-changed", "texts-in")
def test_words_changed_on_the_way(run: Evidence) -> None:
    """A thread receives the words that were typed."""
    sid = recorded(run).given["message_id"]
    joins(run).received[sid][0][1]["input"]["body"] = "99 9"


@trips("answered-back")
def test_nothing_came_of_a_text(run: Evidence) -> None:
    """Each text to us is answered by a text of ours."""
    row = pick(run.rows("outbox"), lambda r: r["key"].startswith("SM") and r["key"].endswith("/1"))
    unsay(run, row["key"])


@trips("hospitals")
def test_an_episode_without_a_row(run: Evidence) -> None:
    """Each workflow is an encounters row, each row a workflow."""
    run.rows("encounters").pop()


@trips("said-aloud", "books")
def test_a_call_never_placed(run: Evidence) -> None:
    """An urgent text to the always-on number is said aloud too."""
    rows = run.rows("outbox")
    rows.remove(pick(rows, lambda row: row["key"].endswith("/voice")))


@trips("texts-in")
def test_a_digit_that_left_nothing(run: Evidence) -> None:
    """A 1 in a call that was answered with "noted" is a text in the inbox."""
    entry = pick(run.phones, lambda each: each["sid"].startswith("CA"))
    pressed = {"digit": "1", "at": entry["at"], "taken": True}
    entry["call"] = {"said": [], "listens": False, "pressed": [pressed]}


@trips("said-aloud")
def test_a_refused_text_whose_phone_never_rang(run: Evidence) -> None:
    """A number that gets no texts is rung all the same."""
    rows = run.rows("outbox")
    call = pick(rows, lambda row: row["key"].endswith("/voice"))
    rows.remove(call)
    text = pick(rows, lambda row: bool(row["key"] == call["key"].removesuffix("/voice")))
    text["sid"], text["status"] = None, "refused"


@trips("hospitals")
def test_a_hospitals_message_gone(run: Evidence) -> None:
    """Each episode was started by a message that is an inbox row."""
    rows = run.rows("inbox")
    rows.remove(pick(rows, lambda row: bool(row["outcome"] == "started")))


def _climbs(run: Evidence, item: str = "inbox:9999") -> None:
    """A message that may be a discharge, of which somebody has heard."""
    row = {"item": item, "inbox": 9999, "climbs": True, "place": 1}
    run.tables.setdefault("unread_discharges", []).append(row)


def _text(run: Evidence, at: str) -> None:
    """A text about one such message."""
    row = {"key": f"unread/{at}", "facility": "", "role": "intake_lead", "count": 1, "at": at}
    run.tables.setdefault("unread_texts", []).append(row)


@trips("unread")
def test_a_message_was_heard_of_by_no_text(run: Evidence) -> None:
    """Whoever has heard is counted in a text."""
    run.rows("work_queue").append({**run.rows("work_queue")[0], "key": "inbox:9999"})
    _climbs(run)


@trips("unread")
def test_two_texts_within_the_hour(run: Evidence) -> None:
    """One feed is one text an hour to each role."""
    _text(run, "2026-09-08T14:00:00+00:00")
    _text(run, "2026-09-08T14:59:00+00:00")


@trips("unread")
def test_a_message_that_climbs_in_nobodys_queue(run: Evidence) -> None:
    """What climbs is work."""
    _text(run, "2026-09-08T14:00:00+00:00")
    _climbs(run)
