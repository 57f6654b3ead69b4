"""The outbox: who is in doubt, who has which id, who is under way; the questions on both stores."""

from datetime import timedelta
from typing import Any

from adapters.carrier import Accepted
from adapters.sql.database import Database
from models.tables import InboxRow, OutboxRow
from store import inbox, outbox
from store.inbox import TEXT
from tests.activities.texts_out import NOW, Desk

MINUTE = timedelta(minutes=1)


def meant(key: str, phone: str = "one", words: str = "saved", **fields: Any) -> OutboxRow:
    """A row as it is before its first attempt."""
    values: dict[str, Any] = {
        "key": key,
        "phone_token": phone,
        "body_sealed": b"",
        "body_hash": words,
        "status": "unsent",
        "real_created_at": NOW,
        "created_at": NOW,
    }
    return OutboxRow(**(values | fields))


async def doubts(database: Database, row: OutboxRow) -> list[str]:
    """Take a row up, and say what must be looked for first."""
    _, doubtful = await database.writing(lambda session: outbox.begin(session, row))
    return [one.key for one in doubtful]


async def status(database: Database, key: str) -> str:
    """How a row stands."""
    return await database.reading(lambda session: session.get_one(OutboxRow, key).status)


async def test_only_the_same_words_to_the_same_phone_are_in_each_others_way(
    database: Database,
) -> None:
    """A row goes at once, unless one like it may be out already, or it may be out itself."""
    assert await doubts(database, meant("a")) == []
    assert await doubts(database, meant("b", words="other")) == []
    assert await doubts(database, meant("c", phone="other")) == []
    assert await doubts(database, meant("d")) == ["a"]
    assert await doubts(database, meant("a")) == ["a"]
    assert await status(database, "d") == "unsent"


async def test_who_is_found_has_its_id_and_who_is_not_goes_again(desk: Desk) -> None:
    """Of several ids the oldest that nobody has; with none, the row is known not to be sent."""
    database = desk.database
    for key in ("a", "b"):
        await doubts(database, meant(key, words=key))
    await database.writing(lambda s: outbox.found(s, "a", ("SM2", "SM1")))
    await database.writing(lambda s: outbox.found(s, "b", ("SM1",)))
    found = await database.reading(lambda s: s.get_one(OutboxRow, "a"))
    assert (found.sid, found.status) == ("SM1", "queued")
    assert await status(database, "b") == "unsent"
    assert await doubts(database, meant("b", words="b")) == []


async def test_what_a_receipt_said_first_stands(desk: Desk) -> None:
    """Our own call that returns late, or an empty look, takes nothing back."""
    desk.add(meant("a", status="delivered", sid="SM1"))
    with desk.database.write() as session:
        outbox.accept(session, "a", Accepted("SM1", "queued"))
        outbox.found(session, "a", ())
        outbox.not_taken(session, "a")
        outbox.expire(session, "a")
    assert desk.row("a").status == "delivered"


async def test_only_what_the_carrier_has_and_goes_on_with_is_under_way(database: Database) -> None:
    """By id, within the bounds of time, both included."""

    def fill(session: Any) -> None:
        for minutes in range(4):
            at = NOW + minutes * MINUTE
            row = meant(f"k{minutes}", sid=f"SM{minutes}", status="sent", real_created_at=at)
            session.add(row)
        session.add(meant("done", sid="SM8", status="delivered"))
        session.add(meant("intended"))

    await database.writing(fill)
    found = await database.reading(
        lambda session: outbox.under_way(session, NOW + MINUTE, NOW + 2 * MINUTE)
    )
    assert {sid: row.key for sid, row in found.items()} == {"SM1": "k1", "SM2": "k2"}


async def test_what_was_kept_since_is_told_by_kind(desk: Desk) -> None:
    """The newest of a kind, and the keys of all since an instant."""
    database = desk.database
    assert await database.reading(lambda session: inbox.newest(session, TEXT)) is None

    def fill(session: Any) -> None:
        for minutes, key in enumerate(("text:SM1", "text:SM2", "receipt:k:SM3")):
            at = NOW + minutes * MINUTE
            row = InboxRow(
                key=key, ordering_key="", body_sealed=b"", received_at=at, real_received_at=at
            )
            session.add(row)

    await database.writing(fill)
    newest = await database.reading(lambda session: inbox.newest(session, TEXT))
    since = await database.reading(lambda s: inbox.kept_since(s, TEXT, NOW + MINUTE))
    assert (newest, since) == (NOW + MINUTE, {"text:SM2"})
