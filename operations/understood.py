"""What was understood of one patient, before anybody is called or texted by it: stay by stay.

    NothingUnderstood   no message that could be used is about them      (a retry cannot help)
    NotTheirs           whoever asks may see nothing of this facility    (a retry cannot help)

Each is a `NotDone` of `operations.by_hand.episodes`. Who may see which kind of thing the permission
matrix says, as of cards; each look is one row of the audit trail, and is kept before anything is
shown.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from adapters.encryption import Seal, Tokens
from adapters.reference.holidays import calendar_for
from adapters.reference.postal_codes import zone_of
from adapters.sql.database import Database
from domain.asking.reachability import Reachability
from domain.canonical_discharge import account_of
from domain.clinical.outlining import outline_of
from domain.desired_episodes import Terms, desired_episodes
from domain.episode.facts import Facts, Via
from domain.hospital.chart import Chart, chart
from domain.hospital.discharge import Discharge
from domain.hospital.events import HospitalEvent
from domain.hospital.feed import Feeds
from domain.hospital.sources import sources
from domain.hospital.stay import Stay
from domain.pathway import Pathway, Role
from domain.permissions import Thing
from domain.protocol.opening import opening
from domain.time.phrasing import named_instant
from domain.words.phrasebook import phrase, worded
from intake.reconciler import terms_of
from models import names
from models.tables import Encounter, Facility, InboxRow, WorkItem
from operations.by_hand.episodes import NotDone, UnknownEpisode, UnknownPerson
from operations.understood_lines import Line, lines_of
from store.charts import facility_of, root_of
from store.inbox import of_hospitals
from store.patient_data.erasing import root_known
from store.patient_data.whose import episodes_of
from store.people.parties import colleagues
from store.people.roster import marks
from store.people.sight import Sight, sight_of
from store.refusals import refusals
from store.views import PERSON, View, Viewer, Views
from store.work_queue import UNSETTLED

_NOTHING_YET = phrase("intake.nothing_yet")
_KEPT_NO_LONGER = "what the hospital said of it is kept no longer"


class NothingUnderstood(NotDone):
    """There is nothing to show."""

    def __init__(self) -> None:
        super().__init__(
            "nothing was understood of them; `starter.py inbox list --patient FACILITY MRN` shows"
            " what came"
        )


class NotTheirs(NotDone):
    """They have no role at the patient's facility, and are asked nothing of them."""

    def __init__(self, handle: str, facility: str) -> None:
        super().__init__(f"{handle} has no role at {facility} that may see this")


@dataclass(frozen=True, kw_only=True)
class StayShown:
    """One stay: what it is called, how it stands, and a line for each thing that may be seen.

    `hidden`: of each kind that may not, the messages that say it.
    """

    heading: str
    lines: tuple[Line, ...]
    hidden: tuple[tuple[Thing, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonShown:
    """One person as somebody may see them: their stays, the oldest first, and what waits.

    `came`: what their messages came to in words, and which those are.
    """

    by: str
    stays: tuple[StayShown, ...]
    waiting: tuple[str, ...] = ()
    came: tuple[tuple[str, tuple[int, ...]], ...] = ()

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class _Known:
    """One person in the store, before anything is opened."""

    root: str
    facility: Facility
    rows: tuple[Encounter, ...]
    inbox: tuple[InboxRow, ...]
    work: tuple[WorkItem, ...]


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """`real_now` gives real time, for the trail; what is doubtful depends on the clinical one."""

    database: Database
    seal: Seal
    tokens: Tokens
    feeds: Feeds
    pathways: Mapping[str, Pathway]
    real_now: Callable[[], datetime]

    async def shown(self, episode: str, patient: tuple[str, str] | None, by: str) -> PersonShown:
        """The stay of an episode, or all of a patient by facility and MRN, as `by` may see them.

        Raises UnknownEpisode, UnknownPerson, NothingUnderstood, NotTheirs.
        """
        real_now = self.real_now()
        now = (await self.database.clock()).clinical(real_now)

        def look(session: Session) -> PersonShown:
            known, handles = self._known(session, episode, patient), colleagues(session)
            if by not in handles:
                raise UnknownPerson(by, tuple(handles))
            sight = self._sight(session, known, by)
            views, viewer = Views(self.seal, real_now), _viewer(by, sight)
            ids = [row.episode for row in known.rows]
            view = View(
                what=PERSON,
                things=sight.things,
                episode=ids[0] if len(ids) == 1 else "",
                about=", ".join(ids) or names.message(known.inbox[-1].id or 0),
            )
            events, accounts = views.person(session, viewer, view, known.root, ids)
            whole = _Whole(self, session, known, events, now)
            stays = tuple(whole.stays(accounts, one_alone=bool(episode)))
            works = Thing.OPERATIONS in sight.things
            return PersonShown(
                by=f"{by} ({sight.role.value.replace('_', ' ')})",
                stays=tuple(_cut(one, sight) for one in stays),
                waiting=tuple(_waiting(known)) if works else (),
                came=_came(known.inbox) if works else (),
            )

        return await self.database.writing(look)

    def _known(self, session: Session, episode: str, patient: tuple[str, str] | None) -> _Known:
        root = root_of(session, self.tokens.patient(*patient)) if patient else None
        root = root or root_known(session, episode)
        if root is None:
            raise UnknownEpisode(episode)
        mine = (episode,) if episode else episodes_of(session, root)
        rows = [session.get_one(Encounter, one) for one in mine]
        messages = select(InboxRow).where(InboxRow.ordering_key == root, of_hospitals())
        handle = rows[0].facility if rows else facility_of(session, root)
        facility = session.get(Facility, handle) if handle else None
        inbox = tuple(session.exec(messages.order_by(col(InboxRow.id))).all())
        if facility is None or not (rows or inbox):
            raise NothingUnderstood
        if facility.pathway not in self.pathways:
            raise NotDone(f"facility {facility.handle!r}: no pathway {facility.pathway!r}")
        about = (*mine, *(names.message(row.id or 0) for row in inbox))
        waits = select(WorkItem).where(
            col(WorkItem.about).in_(about), col(WorkItem.resolved_at).is_(None)
        )
        return _Known(
            root=root,
            facility=facility,
            rows=tuple(sorted(rows, key=lambda row: (row.discharged_at, row.episode))),
            inbox=inbox,
            work=tuple(session.exec(waits.order_by(col(WorkItem.since))).all()),
        )

    @staticmethod
    def _sight(session: Session, known: _Known, by: str) -> Sight:
        episodes = [row.episode for row in known.rows]
        inbox = [row.id or 0 for row in known.inbox]
        found = sight_of(session, by, known.facility.handle, episodes, inbox)
        if not found.things:
            raise NotTheirs(by, known.facility.handle)
        return found


def _viewer(by: str, sight: Sight) -> Viewer:
    return Viewer(handle=by, role=sight.role, via=Via.BY_HAND)


@dataclass(frozen=True)
class _Whole:
    """Everything of one person, opened."""

    parts: Understanding
    session: Session
    known: _Known
    events: Sequence[HospitalEvent]
    now: datetime

    def stays(
        self, accounts: Mapping[str, Discharge | None], *, one_alone: bool
    ) -> Iterator[StayShown]:
        """Each with its episode, if it has one; then those without."""
        folded, tokens = chart(self.events), self.parts.tokens
        found = desired_episodes(folded, self._terms(), self.now)
        desired = {one.encounter: one for one in found}
        by_token = {
            tokens.encounter(self.known.facility.handle, one.encounter): one for one in folded.stays
        }
        newest = {row.encounter_token: row.episode for row in self._by_number()}
        for row in self.known.rows:
            mine = newest[row.encounter_token] == row.episode
            stay = by_token.pop(row.encounter_token, None) if mine else None
            known = desired.get(stay.encounter) if stay else None
            account = known.discharge if known and known.discharge else accounts[row.episode]
            if stay is not None and not (known and known.discharge):
                account = self._account(stay, folded)
            yield self._of_episode(row, account, folded, stay)
        if one_alone:
            return
        left = [one for one in by_token.values() if not (one.unnumbered and one.voided)]
        if not (self.known.rows or left) and self.events:
            left = [Stay(encounter="", mrn=self.events[-1].mrn)]
        for stay in sorted(left, key=lambda one: (one.admitted_at or self.now, one.encounter)):
            known = desired.get(stay.encounter)
            why = known.reason if known else _NOTHING_YET if stay.encounter else "no visit"
            lines = self._lines(self._account(stay, folded), folded, stay, followed=False)
            yield StayShown(heading=f"a stay without an episode: {worded(why)}", lines=lines)

    def _by_number(self) -> list[Encounter]:
        return sorted(self.known.rows, key=lambda row: row.n)

    def _of_episode(
        self, row: Encounter, account: Discharge | None, folded: Chart, stay: Stay | None
    ) -> StayShown:
        ended = row.outcome or row.ending
        stands = f"ended: {ended}" if ended else "held: back in hospital" if row.held else "runs"
        heading = f"{row.episode}: {stands}"
        if account is None:
            return StayShown(heading=f"{heading}; {_KEPT_NO_LONGER}", lines=())
        lines = self._lines(account, folded, stay, followed=not ended)
        return StayShown(heading=heading, lines=lines)

    def _account(self, stay: Stay, folded: Chart) -> Discharge:
        """What is known of a stay that nobody is followed after: nobody is asked about it."""
        at = stay.discharged_at or stay.expected_at or self.now
        terms = self._terms()
        told = account_of(stay, at, folded, facility=terms.facility, time_zone=terms.time_zone)
        return replace(told, unclear="")

    def _lines(
        self, account: Discharge, folded: Chart, stay: Stay | None, *, followed: bool
    ) -> tuple[Line, ...]:
        said = sources(folded, stay, self.events) if stay is not None else {}
        shown = lines_of(account, stay, self._facts(account), said, followed=followed)
        return tuple(shown)

    def _facts(self, account: Discharge) -> Facts:
        """What an episode would know if it opened now: its own rules say who gets the texts."""
        pathways, tokens = self.parts.pathways, self.parts.tokens
        pathway = pathways[self.known.facility.pathway]
        urgent = pathway.equipment.urgent_items
        outline = outline_of(account, 0, tokens, urgent_items=urgent)
        zone = zone_of(account.patient, account.time_zone)
        facts = opening(outline, pathway, calendar_for(account, pathway), self.now, zone)
        return _told(facts, self.session, self.parts.seal, self.known.root)

    def _terms(self) -> Terms:
        facility = self.known.facility
        pathway = self.parts.pathways[facility.pathway]
        return terms_of(self.parts.feeds.of(facility.handle), facility, pathway)


def _told(facts: Facts, session: Session, seal: Seal, root: str) -> Facts:
    """With what phones have said of themselves, and the patient of texts, so far as is kept."""
    patient, caregiver = facts.discharge.patient, facts.discharge.patient.caregiver
    phones = {Role.PATIENT: patient.phone, Role.CAREGIVER: caregiver and caregiver.phone}
    marked = marks(session, [token for token in phones.values() if token])
    return replace(
        facts,
        unreachable=tuple(
            (role, Reachability(marked[token])) for role, token in phones.items() if token in marked
        ),
        consents=refusals(session, seal, root),
    )


def _cut(stay: StayShown, sight: Sight) -> StayShown:
    """Without what is of other kinds than these; of those, where it stands."""
    hidden: dict[Thing, dict[int, None]] = {}
    for line in stay.lines:
        if line.thing not in sight.things:
            hidden.setdefault(line.thing, {}).update(dict.fromkeys(line.messages))
    return replace(
        stay,
        lines=tuple(line for line in stay.lines if line.thing in sight.things),
        hidden=tuple((thing, tuple(sorted(ids))) for thing, ids in hidden.items()),
    )


def _waiting(known: _Known) -> Iterator[str]:
    """What is open: work with its owner and time, and messages that are not settled."""
    for item in known.work:
        due = f", by {named_instant(item.due, known.facility.time_zone)}" if item.due else ""
        yield f"{item.key}: {worded(item.reason)} ({item.owner.replace('_', ' ')}{due})"
    named = {item.about for item in known.work}
    for row in known.inbox:
        if row.outcome in UNSETTLED and names.message(row.id or 0) not in named:
            yield f"{names.message(row.id or 0)}: {row.outcome}: {worded(row.detail)}"


def _came(inbox: Sequence[InboxRow]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Each thing that was said of messages, such as a field that could not be read; once."""
    found: dict[str, list[int]] = {}
    for row in inbox:
        for words in filter(None, row.detail.split("; ")):
            found.setdefault(worded(words), []).append(row.id or 0)
    return tuple((words, tuple(ids)) for words, ids in found.items())
