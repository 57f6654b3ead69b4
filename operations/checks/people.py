"""Who a day of messages is about: each person with their episodes, and what is asked of them.

People are named by initials and the last signs of their numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from adapters.encryption import Tokens
from domain.clinical.outline import Outline
from domain.hospital.disposition import route
from domain.words.phrasebook import worded
from models.tables import Encounter, InboxRow, WorkItem
from operations.checks.followed import Told, ending
from operations.found_files import Piece
from store.arrivals import Format
from store.charts import Charts, root_of

_OF_THE_STAY = "ADT"


@dataclass(frozen=True, kw_only=True)
class EpisodeCheck:
    """One episode: how it stands or ended, where its patient went."""

    episode: str
    discharged_at: datetime
    stands: str
    destination: str


@dataclass(frozen=True, kw_only=True)
class AskedCheck:
    """What a person would be asked, who, and by when."""

    reason: str
    owner: str
    due: datetime | None


@dataclass(frozen=True, kw_only=True)
class PatientCheck:
    """One person: initials and the last signs of each number.

    `only`: of whom no ADT came at all, the kinds of HL7 that did. `told`: what was understood of
    whoever is followed.
    """

    patient: str
    only: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    episodes: tuple[EpisodeCheck, ...] = ()
    asked: tuple[AskedCheck, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Of each record's token its person's root; of each root its label and its messages."""

    roots: Mapping[str, str]
    labels: Mapping[str, str]
    pieces: Mapping[str, Sequence[Piece]]

    def of(self, token: str) -> str:
        """How the person of a record is called here; "" of nobody."""
        return self.labels.get(self.roots.get(token, ""), "")


def labels_of(session: Session, pieces: Iterable[Piece], tokens: Tokens, charts: Charts) -> Labels:
    """Everybody whom these messages name."""
    roots: dict[str, str] = {}
    ends: dict[str, dict[str, None]] = {}
    came: dict[str, list[Piece]] = {}
    for piece in pieces:
        for facility, mrn in dict.fromkeys(_named(piece)):
            token = tokens.patient(facility, mrn)
            roots[token] = root_of(session, token)
            ends.setdefault(roots[token], {})[ending(mrn)] = None
            came.setdefault(roots[token], []).append(piece)
    labels = {}
    for root, numbers in ends.items():
        person = charts.chart(session, root).person
        initials = "".join(f"{name[0]}." for name in (person.given, person.family) if name)
        labels[root] = " ".join(filter(None, (initials, *numbers)))
    return Labels(roots=roots, labels=labels, pieces=came)


def _named(piece: Piece) -> Iterator[tuple[str, str]]:
    events, arrival = piece.heard.events if piece.heard else (), piece.arrival
    yield from ((event.facility, event.mrn) for event in events)
    yield from ((event.facility, event.other_mrn) for event in events if event.other_mrn)
    if arrival is not None and arrival.mrn:
        yield arrival.facility, arrival.mrn


def _kind(piece: Piece) -> str:
    """The kind of an HL7 message; what comes in another format may tell of a stay as well."""
    arrival = piece.arrival
    hl7 = arrival is not None and arrival.format is Format.HL7
    return arrival.trigger.partition("^")[0] if arrival and hl7 else _OF_THE_STAY


def patients_of(
    session: Session,
    who: Labels,
    told: Mapping[str, Outline],
    understood: Callable[[str, Sequence[Piece]], tuple[Told, ...]],
) -> tuple[list[PatientCheck], list[AskedCheck]]:
    """Each person, and what is asked about nobody in particular.

    `understood` tells by a root and its messages what is known of whoever is followed.
    """
    asked = _asked(session)
    episodes: dict[str, list[EpisodeCheck]] = {}
    order = select(Encounter).order_by(col(Encounter.discharged_at), col(Encounter.episode))
    for row in session.exec(order).all():
        found = _episode(row, told.get(row.episode))
        episodes.setdefault(root_of(session, row.patient_token), []).append(found)
    patients = [
        PatientCheck(
            patient=label,
            only=_only(who.pieces[root]),
            told=understood(root, who.pieces[root]),
            episodes=tuple(episodes.get(root, ())),
            asked=tuple(asked.pop(root, ())),
        )
        for root, label in who.labels.items()
    ]
    return patients, [one for left in asked.values() for one in left]


def _only(pieces: Iterable[Piece]) -> tuple[str, ...]:
    kinds = set(map(_kind, pieces))
    return () if _OF_THE_STAY in kinds else tuple(sorted(kinds))


def _asked(session: Session) -> dict[str, list[AskedCheck]]:
    """What is open, by the root of its person; "" of nobody known."""
    asked: dict[str, list[AskedCheck]] = {}
    for item in session.exec(select(WorkItem).where(col(WorkItem.resolved_at).is_(None))).all():
        one = AskedCheck(reason=worded(item.reason), owner=item.owner, due=item.due)
        asked.setdefault(_whose(session, item.about), []).append(one)
    return asked


def _whose(session: Session, about: str) -> str:
    kind, _, number = about.partition(":")
    if kind == "inbox" and number.isdigit():
        message = session.get(InboxRow, int(number))
        return root_of(session, message.ordering_key) if message else ""
    row = session.get(Encounter, about)
    return root_of(session, row.patient_token) if row else ""


def _episode(row: Encounter, told: Outline | None) -> EpisodeCheck:
    ended = row.outcome or row.ending
    stands = "held: back in hospital" if row.held else "runs"
    if told is not None and told.expected and not row.held:
        stands = "waits for the discharge"
    return EpisodeCheck(
        episode=row.episode,
        discharged_at=row.discharged_at,
        stands=f"ended: {ended}" if ended else stands,
        destination=_destination(told),
    )


def _destination(told: Outline | None) -> str:
    if told is None or not told.disposition.strip():
        return "not said"
    return worded(route(told.disposition).reason)


def two_spellings(pieces: Sequence[Piece]) -> tuple[tuple[str, int], ...]:
    """Of patients' and of visits' numbers how many equal another one but for leading zeros.

    Each is a number of its own here, unless the feed says that zeros do not count.
    """
    said: dict[str, set[str]] = {"patient numbers": set(), "visit numbers": set()}
    for piece in pieces:
        said["patient numbers"].update(mrn for _, mrn in _named(piece))
        events = piece.heard.events if piece.heard else ()
        said["visit numbers"].update(one.encounter for one in events if one.encounter)
    found = ((what, _but_for_zeros(numbers)) for what, numbers in said.items())
    return tuple((what, count) for what, count in found if count)


def _but_for_zeros(numbers: set[str]) -> int:
    return len(numbers) - len({one.lstrip("0") for one in numbers})
