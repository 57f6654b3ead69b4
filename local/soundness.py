"""Whether a run was sound: nothing sent twice, nothing lost, every episode closed.

The simulator's log is compared with the store. Twilio's own list is eventually consistent, so in
the field the same comparison is a strong likelihood and no proof.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.episode.decision import Phase
from local.phone_log import Text, Way
from models.tables import Encounter, EpisodeRow, InboxRow, OutboxRow
from store.receipts import CALL, PENDING, UNSENT, WITHDRAWN

WAITING = "waiting"
UNDER_WAY = (PENDING, UNSENT)
"""Texts that were meant and are not known to be sent."""
INBOX_TEXT = "text:"


def is_under_way(row: OutboxRow) -> bool:
    """Whether the row still has to say what became of its text."""
    return row.status in UNDER_WAY or (row.status == WITHDRAWN and row.sid is None)


@dataclass(frozen=True, kw_only=True)
class Books:
    """What the store says of a run."""

    outbox: tuple[OutboxRow, ...]
    inbox: tuple[InboxRow, ...]
    encounters: tuple[Encounter, ...]
    closed: frozenset[str]


def books(session: Session) -> Books:
    """Read them, oldest first."""
    closed = select(EpisodeRow.episode).where(EpisodeRow.phase == Phase.CLOSED)
    of_texts = select(InboxRow).where(col(InboxRow.key).startswith(INBOX_TEXT))
    return Books(
        outbox=tuple(
            session.exec(
                select(OutboxRow)
                .where(~col(OutboxRow.key).endswith(CALL))
                .order_by(col(OutboxRow.real_created_at))
            )
        ),
        inbox=tuple(session.exec(of_texts.order_by(col(InboxRow.id)))),
        encounters=tuple(session.exec(select(Encounter).order_by(col(Encounter.opened_at)))),
        closed=frozenset(session.exec(closed)),
    )


def problems(found: Books, texts: Sequence[Text], discharges: int) -> tuple[str, ...]:
    """Everything that is wrong, a line each; a sound run gives none."""
    return (
        *_sent(found.outbox, [text for text in texts if text.way is Way.OURS]),
        *_received(found.inbox, [text for text in texts if text.way is Way.THEIRS]),
        *_episodes(found, discharges),
    )


def _sent(outbox: Sequence[OutboxRow], texts: Sequence[Text]) -> Iterator[str]:
    by_sid = {text.sid: text for text in texts}
    for row in outbox:
        text = by_sid.get(row.sid or "")
        if is_under_way(row):
            yield f"never known to be sent: {row.key}"
        if row.sid and text is None:
            yield f"said to be sent, but the phones never saw it: {row.key} ({row.sid})"
        if text is not None and text.key != row.key:
            yield f"two texts taken for each other: {row.key} has the id of {text.key}"
    for key in _more_than_once(text.key for text in texts):
        yield f"sent twice: {key}"
    known = {row.sid for row in outbox}
    for text in texts:
        if text.sid not in known:
            yield f"on the phones, but not in our books: {text.key} ({text.sid})"


def _received(inbox: Sequence[InboxRow], texts: Sequence[Text]) -> Iterator[str]:
    rows = Counter(row.key for row in inbox)
    for text in texts:
        count = rows[INBOX_TEXT + text.sid]
        if not text.taken:
            yield f"texted to us and never taken: {text.sid}"
        if count != 1:
            yield f"texted to us once and {count} times in our inbox: {text.sid}"
    for row in inbox:
        if row.outcome == WAITING:
            yield f"taken and never acted on: {row.key} {row.error}".rstrip()


def _episodes(found: Books, discharges: int) -> Iterator[str]:
    if len(found.encounters) != discharges:
        yield f"{discharges} discharges, but {len(found.encounters)} episodes"
    for encounter in found.encounters:
        if not encounter.outcome:
            yield f"never closed: {encounter.episode}"
        elif encounter.episode not in found.closed:
            yield f"closed, but the read model does not say so: {encounter.episode}"


def _more_than_once(keys: Iterable[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]
