"""What is true of one person, folded from everything that hospitals said of them.

The fold sorts before it folds, so the order of arrival never matters: an A13 that comes before its
A03 waits for it, a late A08 does not undo a newer one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from domain.hospital.discharge import Medication
from domain.hospital.disposition import understood
from domain.hospital.events import (
    OF_THE_PERSON,
    Account,
    Appointment,
    EventKind,
    HospitalEvent,
    PatientClass,
)

_FIELDS = tuple(f.name for f in fields(Account) if f.name != "deleted")
_OF_THE_STAY = tuple(name for name in _FIELDS if name not in OF_THE_PERSON)
_RANK = {kind: rank for rank, kind in enumerate(EventKind)}


@dataclass(frozen=True, kw_only=True)
class Stay:
    """One encounter. `present_since`: in hospital now, and since when.

    `discharged_at` is None until it was discharged and while that is cancelled; `discharges` counts
    them all. `expected_at` is a discharge that is `announced` and was not taken back. `voided`: it
    should never have been known. `returns`: how often it was begun again, under the same number,
    after a discharge. `doubted`: a newer disposition is not understood, the older holds.
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
    announced: bool = False
    returns: int = 0
    doubted: bool = False

    @property
    def inpatient(self) -> bool:
        """Whether this is an inpatient stay, so far as is known."""
        return self.patient_class is PatientClass.INPATIENT


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One person: who they are, every stay by its encounter, every appointment by its id.

    `waiting` are events that have no beginning yet: a cancelled discharge that nobody reported.
    """

    person: Account = field(default_factory=Account)
    stays: tuple[Stay, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    waiting: tuple[HospitalEvent, ...] = ()

    def stay(self, encounter: str) -> Stay | None:
        """One stay."""
        return next((stay for stay in self.stays if stay.encounter == encounter), None)


def in_order(events: Iterable[HospitalEvent]) -> list[HospitalEvent]:
    """As they were recorded; what was recorded in one instant, from beginnings to cancellations."""
    return sorted(
        events, key=lambda one: (one.recorded_at, one.sent_at, _RANK[one.kind], repr(one))
    )


def chart(events: Iterable[HospitalEvent]) -> Chart:
    """Fold a person's events, in whatever order they came."""
    known = list(events)
    fold = _Fold(known)
    for event in in_order(known):
        fold.take(event)
    return Chart(
        person=fold.person,
        stays=tuple(fold.stays.values()),
        appointments=tuple(fold.appointments.values()),
        waiting=tuple(fold.waiting),
    )


class _Fold:
    """What is known while folding; a chart is made of it at the end."""

    def __init__(self, events: Iterable[HospitalEvent]) -> None:
        moved = (one for one in events if one.kind is EventKind.MOVED)
        self._strangers = {(one.encounter, one.other_mrn) for one in moved}
        """What came of a stay under the record that it was moved away from: somebody else's."""
        self.person = Account()
        self.stays: dict[str, Stay] = {}
        self.appointments: dict[str, Appointment] = {}
        self.waiting: list[HospitalEvent] = []

    def take(self, event: HospitalEvent) -> None:
        """Take the next event, in order."""
        if event.appointment is not None:
            self._appointed(event.appointment)
            return
        stranger = (event.encounter, event.mrn) in self._strangers
        if not stranger:
            self.person = merged(self.person, event.account, OF_THE_PERSON)
        cancels = event.kind is EventKind.DISCHARGE_CANCELLED
        encounter = event.encounter or self._meant(event)
        stay = self.stays.get(encounter) if encounter else None
        if cancels and (stay is None or stay.discharged_at is None):
            self.waiting.append(event)
        if encounter is not None:
            begun = stay or Stay(encounter=encounter, mrn=event.mrn)
            told = _told(begun, event)
            told = replace(told, mrn=begun.mrn) if stranger and stay else told
            self.stays[encounter] = _happened(told, event)
        elif event.kind is EventKind.VOIDED:
            voided = ((key, replace(stay, voided=True)) for key, stay in self.stays.items())
            self.stays = dict(voided)

    def _meant(self, event: HospitalEvent) -> str | None:
        """The encounter of an event that names none: the person's latest inpatient stay.

        Of a cancellation the latest discharge; of news, the stay that they are in, or that.
        """
        if event.kind not in (EventKind.DISCHARGE_CANCELLED, EventKind.UPDATED):
            return None
        stays = [one for one in self.stays.values() if one.inpatient and not one.voided]
        home = [(one.discharged_at, one.encounter) for one in stays if one.discharged_at]
        here = [(one.present_since, one.encounter) for one in stays if one.present_since]
        news = event.kind is EventKind.UPDATED and here
        latest = max(here if news else home, default=None)
        return latest[1] if latest else None

    def _appointed(self, said: Appointment) -> None:
        """Its newest word; a cancellation or a no-show keeps the time that was booked."""
        before = self.appointments.get(said.id, said)
        self.appointments[said.id] = replace(
            said,
            starts_at=said.starts_at or before.starts_at,
            clinic=said.clinic or before.clinic,
        )


def _told(stay: Stay, event: HospitalEvent) -> Stay:
    """The stay with what was said of it; a word that nobody knows replaces none that is known."""
    known, said = stay.account.disposition, event.account.disposition
    doubted = bool(known and said) and understood(known or "") and not understood(said or "")
    account = replace(event.account, disposition=None) if doubted else event.account
    return replace(
        stay,
        mrn=event.mrn,
        patient_class=event.patient_class or stay.patient_class,
        account=merged(stay.account, account, _OF_THE_STAY),
        doubted=doubted or (stay.doubted and said is None),
    )


def _happened(stay: Stay, event: HospitalEvent) -> Stay:
    after = TRANSITIONS.get(event.kind)
    return after(stay, event, event.happened_at or event.recorded_at) if after else stay


def _admitted(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    emergency = event.patient_class is PatientClass.EMERGENCY
    seen = at if emergency else stay.emergency_at
    at = event.account.admitted_at or at
    again = stay.discharged_at is not None and stay.present_since is None
    return replace(
        stay,
        present_since=at,
        admitted_at=at,
        emergency_at=seen,
        returns=stay.returns + again,
        voided=False,
    )


def _registered(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    emergency = event.patient_class is PatientClass.EMERGENCY
    return replace(stay, emergency_at=at if emergency else stay.emergency_at, voided=False)


def _discharged(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    return replace(
        stay,
        admitted_at=stay.account.admitted_at or stay.admitted_at,
        discharged_at=event.account.discharged_at or at,
        discharges=stay.discharges + 1,
        present_since=None,
        expected_at=None,
        voided=False,
    )


def _updated(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    del at  # when it became known changes nothing
    told = event.account.discharged_at
    return replace(stay, discharged_at=told) if told and stay.discharged_at else stay


def _expected(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    if stay.discharged_at:
        return stay
    return replace(stay, expected_at=event.account.expected_at or at, announced=True)


def _discharge_cancelled(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    del event
    if stay.discharged_at is None:
        return stay
    return replace(stay, discharged_at=None, present_since=stay.admitted_at or at)


def _admission_cancelled(stay: Stay, event: HospitalEvent, at: datetime) -> Stay:
    del event, at
    undone = stay.discharged_at is not None and stay.present_since is not None
    return replace(
        stay,
        present_since=None,
        emergency_at=None,
        expected_at=None,
        returns=stay.returns - undone,
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
    EventKind.VOIDED: lambda stay, _event, _at: replace(stay, voided=True),
}
"""The stay after each kind of event, given when it happened. What is not here changes nothing."""


def merged(known: Account, said: Account, names: tuple[str, ...]) -> Account:
    """The account after one more: what was said replaces, what was deleted goes, blank stays."""
    values: dict[str, Any] = {
        name: None if name in said.deleted else getattr(said, name)
        for name in names
        if name in said.deleted or getattr(said, name) is not None
    }
    if "orders" in values and known.orders and values["orders"]:
        values["orders"] = _added(known.orders, values["orders"])
    return replace(known, **values) if values else known


def _added(known: tuple[Medication, ...], said: tuple[Medication, ...]) -> tuple[Medication, ...]:
    """Orders come a few at a time: a newer one of the same drug replaces the older."""
    drugs = {one.rxcui or one.name.casefold(): one for one in (*known, *said)}
    return tuple(drugs.values())


def follow_ups(known: Chart, after: datetime) -> tuple[Appointment, ...]:
    """Appointments at a clinic of ours that lie after a discharge, the earliest first."""
    ahead = (
        one
        for one in known.appointments
        if one.clinic is not None and one.starts_at is not None and one.starts_at > after
    )
    return tuple(sorted(ahead, key=lambda one: (one.starts_at, one.id)))
