"""One stay, and what it is after each event that is about it."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from domain.hospital import certainty
from domain.hospital.discharge import Doubt, Medication
from domain.hospital.disposition import never_left, sounds_of_death, understood
from domain.hospital.events import (
    ALLERGIES_CHANGED,
    OF_THE_PERSON,
    Account,
    EventKind,
    HospitalEvent,
    PatientClass,
    with_changes,
)
from domain.words.phrasebook import phrase

_SAID_ONCE = ("deleted", "perhaps_died")
_FIELDS = tuple(f.name for f in fields(Account) if f.name not in _SAID_ONCE)
OF_THE_STAY = tuple(name for name in _FIELDS if name not in OF_THE_PERSON)
_UNDONE = (
    certainty.WHICH_CANCELLED,
    certainty.CANCELLED_OTHERWISE,
    certainty.CANCELLED_LATE,
    certainty.BEGUN_AGAIN,
    certainty.DELETED,
    certainty.REGISTERED,
)
STRANGE_WORD = phrase("doubts.strange_word")
STRANGE_DEATH = phrase("doubts.strange_death")


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A census that has a stay in house: as of when, and when we heard of it.

    Who left less than `late_bed_hours` before it may be counted all the same.
    """

    at: datetime
    since: datetime
    late_bed_hours: float


@dataclass(frozen=True, kw_only=True)
class Stay:
    """One encounter. `present_since`: in hospital now, and since when.

    `discharged_at` is None until it was discharged and while that is cancelled; `discharges` counts
    them all. `expected_at` is a discharge that is `announced` and was not taken back. `voided`: it
    should never have been known. `returns`: how often it was begun again, under the same number,
    after a discharge. `died` is what its own messages say. `recorded_at` is when the discharge
    was. `doubts` are what was said of the stay and cannot be relied upon, until a certain word
    settles it. `unnumbered`: a discharge that named no stay, or no time, until one that does takes
    its place. `counted`: the first census that contradicts what else is known of it. `heard_at`:
    when we first heard that they are in bed, or at home, as they are now. `unbegun_at`: when the
    last admission was cancelled that had begun.
    """

    encounter: str
    mrn: str
    patient_class: PatientClass | None = None
    account: Account = field(default_factory=Account)
    present_since: datetime | None = None
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None
    discharges: int = 0
    expected_at: datetime | None = None
    emergency_at: datetime | None = None
    voided: bool = False
    died: bool | None = None
    announced: bool = False
    returns: int = 0
    recorded_at: datetime | None = None
    doubts: tuple[Doubt, ...] = ()
    unnumbered: bool = False
    counted: Counted | None = None
    heard_at: datetime | None = None
    unbegun_at: datetime | None = None

    @property
    def inpatient(self) -> bool:
        """Whether this is an inpatient stay, so far as is known."""
        return self.patient_class is PatientClass.INPATIENT

    def contradicted_by(self, census: Counted) -> bool:
        """Whether a census that has this stay in house as an inpatient's says what is not known."""
        if self.present_since and certainty.may_be(self.patient_class) and not self.voided:
            return False
        late = timedelta(hours=census.late_bed_hours)
        return self.discharged_at is None or self.discharged_at + late < census.at

    def counted_by(self, event: HospitalEvent) -> "Stay":
        """The stay after a census that has it in house; a later one asks nothing anew."""
        at, since = event.happened_at or event.counts_at, event.received_at
        census = Counted(at=at, since=since, late_bed_hours=event.late_bed_hours)
        if self.count_stands or not self.contradicted_by(census):
            return self
        return replace(self, counted=census)

    @property
    def count_stands(self) -> bool:
        """Whether a census had it in house, and what is known of it still says otherwise."""
        return self.counted is not None and self.contradicted_by(self.counted)

    @property
    def asked_in_bed(self) -> tuple[Doubt, ...]:
        """What of the bed that they are in is asked of the episode that it holds."""
        other = certainty.OTHER_CLASS
        return tuple(one for one in self.doubts if one.holds or one.reason == other)

    def doubted(
        self, reason: str, event: HospitalEvent, *, holds: bool = False, death: bool = False
    ) -> "Stay":
        """The stay with one doubt more; of one that it has, a message sent twice says no more."""
        new = Doubt(reason=reason, since=event.received_at, holds=holds, death=death)
        at = next((at for at, one in enumerate(self.doubts) if one.reason == reason), None)
        if at is None:
            return replace(self, doubts=(*self.doubts, new))
        known = replace(self.doubts[at], holds=holds or self.doubts[at].holds)
        said = known.said_again(event.surely_recorded_at, event.received_at)
        return replace(self, doubts=(*self.doubts[:at], said, *self.doubts[at + 1 :]))

    def settled(self, *reasons: str) -> "Stay":
        """The stay without these doubts."""
        left = tuple(one for one in self.doubts if one.reason not in reasons)
        return replace(self, doubts=left)


def class_in_words(stay: Stay) -> str:
    """What is known of its class, for whoever asks why nothing came of a message."""
    if stay.patient_class is None:
        return phrase("stays.no_class")
    if stay.patient_class is PatientClass.UNKNOWN:
        return phrase("stays.strange_class")
    return phrase("stays.of_class", kind=phrase(f"values.{stay.patient_class}"))


def told_of(stay: Stay, event: HospitalEvent) -> Stay:
    """The stay with what was said of it; a word that nobody knows replaces none that is known."""
    said = event.account.disposition
    strange = _strange(stay, said or "")
    account = replace(event.account, disposition=None) if strange else event.account
    after = replace(
        stay,
        mrn=event.mrn,
        patient_class=event.patient_class or stay.patient_class,
        died=stay.died if event.account.died is None else event.account.died,
        account=merged(stay.account, account, OF_THE_STAY),
    )
    if strange:
        death = sounds_of_death(said or "")
        return after.doubted(
            STRANGE_DEATH if death else STRANGE_WORD, event, holds=death, death=death
        )
    if ends_another(stay.account, event.account):
        after = after.doubted(certainty.ENDED_ORDER, event)
    settles = said is not None or event.account.discharged_at is not None
    in_bed = stay.present_since is not None and event.patient_class is PatientClass.INPATIENT
    if settles or in_bed:
        after = after.settled(certainty.NO_NUMBER, certainty.OTHER_CLASS)
        after = replace(after, counted=None)
    return after if said is None else after.settled(STRANGE_WORD, STRANGE_DEATH)


def _strange(stay: Stay, said: str) -> bool:
    """Whether a word is not understood, or denies that they left, of whom it is known where to."""
    if not said or not understood(stay.account.disposition or ""):
        return False
    at_home = stay.discharged_at is not None and stay.present_since is None
    denied = at_home and never_left(said) and not never_left(stay.account.disposition or "")
    return denied or not understood(said)


def becomes_inpatient(before: Stay, after: Stay, event: HospitalEvent) -> bool:
    """Whether an update admits somebody who came to the emergency department and has not left."""
    here = before.emergency_at is not None and before.discharged_at is None
    emergency = here and before.patient_class is PatientClass.EMERGENCY and not before.voided
    return emergency and event.kind is EventKind.UPDATED and after.inpatient


def at_odds(stay: Stay, event: HospitalEvent) -> Stay:
    """An inpatient stay after a word of another class: what begins it is asked about first."""
    if event.kind is EventKind.REGISTERED:
        return replace(happened(stay, event), voided=stay.voided)
    if event.kind is EventKind.ADMISSION_CANCELLED:
        undoes = stay.present_since or stay.expected_at
        return stay.doubted(certainty.CANCELLED_OTHERWISE, event, holds=True) if undoes else stay
    if event.kind in certainty.ENDS:
        known = stay.discharged_at or stay.expected_at or stay.present_since
        return stay.doubted(certainty.CANCELLED_OTHERWISE, event, holds=True) if known else stay
    ends = event.kind is EventKind.DISCHARGED and stay.discharged_at is None
    if ends:
        ended = happened(told_of(stay, replace(event, patient_class=None)), event)
        unknown = event.patient_class is PatientClass.UNKNOWN
        return ended.doubted(certainty.OTHER_CLASS, event, holds=not unknown)
    left_bed = stay.present_since and event.patient_class is PatientClass.OUTPATIENT
    if stay.discharged_at or left_bed:
        return stay.doubted(certainty.OTHER_CLASS, event)
    return stay


def happened(stay: Stay, event: HospitalEvent) -> Stay:
    """The stay after what an event says took place."""
    after = TRANSITIONS.get(event.kind)
    return after(stay, event, event.happened_at or event.counts_at) if after else stay


def _admitted(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    """In bed; an admission that lies before the discharge that is known corrects the past."""
    emergency = event.patient_class is PatientClass.EMERGENCY
    seen = at if emergency else stay.emergency_at
    left, in_bed = stay.discharged_at, stay.present_since is not None
    happened_at = None if event.on_the_day_of(left) else event.happened_at
    timed = event.account.admitted_at or happened_at
    at = timed or event.counts_at
    if left is not None and at < left:
        return _of_the_past(replace(stay, emergency_at=seen, voided=False), at)
    known = stay.settled(certainty.CANCELLED_OTHERWISE, certainty.REGISTERED)
    again = left is not None and not in_bed
    if timed:
        known = known.settled(certainty.BEGUN_AGAIN)
    elif again:
        known = known.doubted(certainty.BEGUN_AGAIN, event)
    return replace(
        known,
        present_since=at,
        admitted_at=at,
        emergency_at=seen,
        returns=stay.returns + again,
        voided=False,
        heard_at=_first(stay.heard_at if in_bed else None, event.received_at),
    )


def _of_the_past(stay: Stay, admitted: datetime) -> Stay:
    """Who was in bed again by a word without a time never was; by one that had a time, still is."""
    if stay.present_since is None:
        return replace(stay, admitted_at=admitted)
    if all(one.reason != certainty.BEGUN_AGAIN for one in stay.doubts):
        return stay
    told = replace(stay, admitted_at=admitted, present_since=None, returns=stay.returns - 1)
    return told.settled(certainty.BEGUN_AGAIN)


def _first(known: datetime | None, received: datetime) -> datetime:
    """When it was first heard: what is told again, or late, changes no question."""
    return received if known is None else min(known, received)


def _registered(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    if event.patient_class in (PatientClass.INPATIENT, PatientClass.UNKNOWN):
        return stay.doubted(certainty.REGISTERED, event)
    emergency = event.patient_class is PatientClass.EMERGENCY
    return replace(stay, emergency_at=at if emergency else stay.emergency_at, voided=False)


def _discharged(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    left = event.account.discharged_at or at
    begun = stay.account.admitted_at or stay.admitted_at
    recorded = event.counts_at if event.says_when else min(left, event.counts_at)
    if (known := _told_before(stay)) and any(certainty.contradictions(begun, left, recorded)):
        told = _corrected(stay, event, begun, left, known)
        return replace(told, discharges=stay.discharges + 1).settled(*_UNDONE)
    at_home = stay.discharged_at is not None and stay.present_since is None
    told = replace(
        stay,
        heard_at=_first(stay.heard_at if at_home else None, event.received_at),
        admitted_at=begun,
        discharged_at=left,
        discharges=stay.discharges + 1,
        present_since=None,
        expected_at=None,
        voided=False,
        recorded_at=recorded,
    )
    return _timed(told.settled(*_UNDONE), event)


def _told_before(stay: Stay) -> datetime | None:
    """When the discharge was recorded, of somebody who is at home since."""
    at_home = stay.discharged_at is not None and stay.present_since is None
    return stay.recorded_at if at_home and not stay.voided else None


def _timed(stay: Stay, event: HospitalEvent) -> Stay:
    """The stay with the contradictions that its times now hold, and without any before."""
    told = stay.settled(certainty.NEWS_APART)
    wrong = certainty.contradictions(told.admitted_at, told.discharged_at, told.recorded_at)
    reasons = tuple(wrong)
    for reason in (certainty.BACKWARDS, certainty.TIMES_APART):
        told = told.doubted(reason, event) if reason in reasons else told.settled(reason)
    return told


def _updated(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    """When it became known changes nothing; a time that contradicts others is asked about."""
    del at
    begun, told = event.account.admitted_at, event.account.discharged_at
    left, recorded = stay.discharged_at, stay.recorded_at
    if left is None or recorded is None or stay.present_since or not (begun or told):
        return stay
    return _corrected(stay, event, begun or stay.admitted_at, told or left, recorded)


def _corrected(
    stay: Stay, event: HospitalEvent, begun: datetime | None, left: datetime, recorded: datetime
) -> Stay:
    """Other times of a discharge that is known: where they cannot be, those that can hold."""
    before = (stay.admitted_at, stay.discharged_at or left)
    if certainty.worse((begun, left), before, recorded):
        kept = replace(stay.account, admitted_at=stay.admitted_at)
        return replace(stay, account=kept).doubted(certainty.NEWS_APART, event)
    return _timed(replace(stay, admitted_at=begun, discharged_at=left), event)


def _expected(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    if stay.discharged_at:
        return stay
    return replace(stay, expected_at=event.account.expected_at or at, announced=True)


def _discharge_cancelled(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    if stay.discharged_at is None:
        return stay
    present = stay.admitted_at or at
    return replace(stay, discharged_at=None, present_since=present, heard_at=event.received_at)


def _admission_cancelled(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    """Out of bed, and back at home where they were; of one who has left, what it means is asked."""
    del at
    told = stay.unbegun_at is not None and event.counts_at <= stay.unbegun_at
    if stay.discharged_at is not None and stay.present_since is None and not told:
        return stay.doubted(certainty.CANCELLED_LATE, event)
    undone = stay.discharged_at is not None and stay.present_since is not None
    account = replace(stay.account, admitted_at=None) if undone else stay.account
    return replace(
        stay.settled(certainty.CANCELLED_OTHERWISE, certainty.BEGUN_AGAIN),
        account=account,
        admitted_at=None if undone else stay.admitted_at,
        present_since=None,
        emergency_at=None,
        expected_at=None,
        counted=None,
        returns=stay.returns - undone,
        unbegun_at=event.counts_at,
    )


TRANSITIONS: dict[EventKind, Callable[[Stay, HospitalEvent, datetime], Stay]] = {
    EventKind.ADMITTED: _admitted,
    EventKind.REGISTERED: _registered,
    EventKind.DISCHARGED: _discharged,
    EventKind.UPDATED: _updated,
    EventKind.DISCHARGE_EXPECTED: _expected,
    EventKind.EXPECTED_CANCELLED: lambda stay, _event, _at: replace(stay, expected_at=None),
    EventKind.DISCHARGE_CANCELLED: _discharge_cancelled,
    EventKind.ADMISSION_CANCELLED: _admission_cancelled,
    EventKind.VOIDED: lambda stay, _event, _at: replace(stay, voided=True, counted=None),
}
"""The stay after each kind of event, given when it happened. What is not here changes nothing."""


def merged(known: Account, said: Account, names: tuple[str, ...]) -> Account:
    """The account after one more: what was said replaces, what was deleted goes, blank stays."""
    values: dict[str, Any] = {
        name: None if name in said.deleted else getattr(said, name)
        for name in names
        if name in said.deleted or getattr(said, name) is not None
    }
    if ended := values.pop("orders_ended", None):
        gone = set(map(_drug, ended))
        stand = tuple(one for one in known.orders or () if _drug(one) not in gone)
        known = replace(known, orders=stand or None)
    if "orders" in values and known.orders and values["orders"]:
        values["orders"] = _added(known.orders, values["orders"])
    changes = [values.pop(name, None) for name in ALLERGIES_CHANGED]
    known = replace(known, **values) if values else known
    return with_changes(known, said) if any(changes) else known


def _added(known: tuple[Medication, ...], said: tuple[Medication, ...]) -> tuple[Medication, ...]:
    """Orders come a few at a time: a newer one of the same drug replaces the older."""
    return tuple({_drug(one): one for one in (*known, *said)}.values())


def _drug(one: Medication) -> str:
    """What an order is of, as its hospital writes it."""
    return one.rxcui or one.name.casefold()


def ends_another(known: Account, said: Account) -> bool:
    """Whether an order to take home was ended and the list, which has some, does not have it."""
    orders = {_drug(one) for one in known.orders or ()}
    return bool(orders) and any(_drug(one) not in orders for one in said.orders_ended or ())
