"""What is true of one person, folded from everything that hospitals said of them.

The fold sorts before it folds, so the order of arrival never matters: an A13 that comes before its
A03 waits for it, a late A08 does not undo a newer one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from domain.hospital import certainty, identity
from domain.hospital.discharge import Doubt
from domain.hospital.events import (
    OF_THE_PERSON,
    Account,
    Appointment,
    EventKind,
    HospitalEvent,
    PatientClass,
)
from domain.hospital.stay import Stay, at_odds, becomes_inpatient, happened, merged, told_of

_BUT_DEATH = tuple(name for name in OF_THE_PERSON if name != "died")
_RANK = {kind: rank for rank, kind in enumerate(EventKind)}


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One person: who they are, every stay by its encounter, every appointment by its id.

    `waiting` are events that have no beginning yet: a cancelled discharge that nobody reported.
    `deaths` are what was reported of one and is not certain. `others` came under their
    number and are of somebody else.
    """

    person: Account = field(default_factory=Account)
    stays: tuple[Stay, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    waiting: tuple[HospitalEvent, ...] = ()
    deaths: tuple[Doubt, ...] = ()
    others: tuple[HospitalEvent, ...] = ()

    def stay(self, encounter: str) -> Stay | None:
        """One stay."""
        return next((stay for stay in self.stays if stay.encounter == encounter), None)


def in_order(events: Iterable[HospitalEvent]) -> list[HospitalEvent]:
    """As they were recorded, none later than it came; of one instant, as they came.

    What one message says together goes from beginnings to cancellations.
    """
    return sorted(events, key=_place)


def _place(one: HospitalEvent) -> tuple[Any, ...]:
    sent = min(one.sent_at, one.received_at)
    return (one.counts_at, sent, one.received_at, one.receipt, _RANK[one.kind], repr(one))


def chart(events: Iterable[HospitalEvent]) -> Chart:
    """Fold a person's events, in whatever order they came."""
    said = list(events)
    others = identity.of_somebody_else(said)
    strange = set(map(id, others))
    known = [one for one in said if id(one) not in strange]
    heard = _first_heard(known)
    fold = _Fold(heard)
    for event in in_order(heard):
        fold.take(event)
    waits = {id(one) for one in fold.waiting}
    return Chart(
        person=fold.person,
        stays=tuple(fold.stays.values()),
        appointments=tuple(fold.appointments.values()),
        waiting=tuple(told for told, one in zip(known, heard, strict=True) if id(one) in waits),
        deaths=tuple(fold.deaths.values()),
        others=tuple(others),
    )


def _first_heard(events: list[HospitalEvent]) -> list[HospitalEvent]:
    """Each as it first came: by a clock that is ahead, what is sent twice would be said anew."""
    told = [(replace(one, received_at=one.recorded_at, receipt=0), one) for one in events]
    first: dict[HospitalEvent, datetime] = {}
    for said, one in told:
        first[said] = min(one.received_at, first.get(said, one.received_at))
    return [replace(one, received_at=first[said]) for said, one in told]


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
        self.deaths: dict[str, Doubt] = {}
        self._cancellations: set[tuple[EventKind, PatientClass | None, datetime]] = set()

    def take(self, event: HospitalEvent) -> None:
        """Take the next event, in order."""
        if event.appointment is not None:
            self._appointed(event.appointment)
            return
        stranger = (event.encounter, event.mrn) in self._strangers
        if not stranger:
            self._of_the_person(event)
        if event.encounter is None:
            self._without_a_number(event)
            return
        if event.kind is EventKind.COUNTED:
            known = self.stays.get(event.encounter) or Stay(
                encounter=event.encounter, mrn=event.mrn
            )
            self.stays[event.encounter] = known.counted_by(event)
            return
        self._of_a_stay(event, event.encounter, stranger=stranger)

    def _of_a_stay(self, event: HospitalEvent, visit: str, *, stranger: bool) -> None:
        stay = self.stays.get(visit)
        cancels = event.kind is EventKind.DISCHARGE_CANCELLED
        if cancels and (stay is None or stay.discharged_at is None):
            self.waiting.append(event)
        if stay is not None and certainty.at_odds(stay.patient_class, event):
            self.stays[visit] = at_odds(stay, event)
            return
        if event.undated:
            if stay is None or stay.discharged_at is None or stay.present_since:
                self._undated(event, visit)
                return
            event = replace(event, kind=EventKind.UPDATED)
        begun = stay or Stay(encounter=visit, mrn=event.mrn)
        told = told_of(begun, event)
        told = replace(told, mrn=begun.mrn) if stranger and stay else told
        if becomes_inpatient(begun, told, event):
            event = replace(event, kind=EventKind.ADMITTED)
        self.stays[visit] = happened(told, event)
        self._asked_no_more(event, visit)

    def _asked_no_more(self, event: HospitalEvent, visit: str) -> None:
        """What a discharge that was taken back, or is told whole, may have been before."""
        if event.kind is EventKind.DISCHARGED:
            self._named(self.stays[visit])
        asking = self.stays.get(certainty.undated(visit))
        if asking is not None and event.kind in certainty.ENDS:
            self.stays[asking.encounter] = replace(asking, voided=True)

    def _of_the_person(self, event: HospitalEvent) -> None:
        """Who they are. A death that no inpatient stay bears out, or no known word, is asked."""
        stay = self.stays.get(event.encounter or "")
        sure = certainty.sure_of_death(stay.patient_class if stay else None, event)
        names = OF_THE_PERSON if sure else _BUT_DEATH
        names = () if event.kind is EventKind.DEATH_TOLD else names
        self.person = merged(self.person, event.account, names)
        if sure and event.account.died is False:
            self.deaths.clear()
        if not sure and certainty.tells_of_death(event):
            self._perhaps_dead(certainty.A_DEATH, event)
        if event.account.perhaps_died:
            self._perhaps_dead(certainty.A_WORD_OF_DEATH, event)

    def _perhaps_dead(self, reason: str, event: HospitalEvent) -> None:
        if (known := self.deaths.get(reason)) is not None:
            self.deaths[reason] = known.said_again(event.surely_recorded_at, event.received_at)
            return
        self.deaths[reason] = Doubt(reason=reason, since=event.received_at, holds=True, death=True)

    def _without_a_number(self, event: HospitalEvent) -> None:
        """News brings its lists to the stay that is meant; a cancellation needs one that fits."""
        match event.kind:
            case EventKind.UPDATED:
                self._news(event)
            case EventKind.DISCHARGED:
                self._unnumbered(event)
            case EventKind.ADMITTED:
                self._admitted_somewhere(event)
            case EventKind.DISCHARGE_CANCELLED:
                home = (one for one in self.stays.values() if one.discharged_at)
                at_home = [one for one in home if not one.present_since]
                self._cancelled(event, at_home, sure=not any(map(_in_bed, self.stays.values())))
            case EventKind.ADMISSION_CANCELLED:
                self._cancelled(event, [one for one in self.stays.values() if one.present_since])
            case EventKind.VOIDED:
                self._deleted(event)
            case _:
                pass

    def _news(self, event: HospitalEvent) -> None:
        stay = self._meant()
        if stay is None:
            return
        lists = certainty.lists_of(event)
        told = replace(stay, account=merged(stay.account, event.account, lists))
        left = stay.discharged_at
        differs = left and certainty.differs(stay.account, left, event.account)
        if differs and not certainty.about_another(event):
            told = told.doubted(certainty.NO_NUMBER, event)
        self.stays[stay.encounter] = told

    def _unnumbered(self, event: HospitalEvent) -> None:
        """A discharge that names no stay is one of its own, which only asks; or news of one known.

        However often it comes it is one, and a discharge with a number takes its place.
        """
        if certainty.about_another(event):
            return
        left = event.account.discharged_at or event.happened_at or event.counts_at
        known = [one for one in self.stays.values() if not one.unnumbered and _may_be(one, left)]
        key = certainty.unnumbered(event.mrn, left)
        told = self._asking(key, event)
        self.stays[key] = replace(happened(told, event), voided=bool(known))
        if known:
            self._news(event)

    def _admitted_somewhere(self, event: HospitalEvent) -> None:
        """Who went home before it may be in a bed again: nobody is texted until that is said."""
        if certainty.about_another(event):
            return
        since = event.happened_at or event.counts_at
        for key, stay in self.stays.items():
            if stay.discharged_at and stay.discharged_at < since and not stay.voided:
                self.stays[key] = stay.doubted(certainty.ADMITTED_SOMEWHERE, event, holds=True)

    def _undated(self, event: HospitalEvent, visit: str) -> None:
        """A discharge without its time counts from when it was first recorded, and asks."""
        if certainty.about_another(event):
            return
        key = certainty.undated(visit)
        told = self._asking(key, event)
        begun = told.discharged_at and not told.voided
        self.stays[key] = told if begun else happened(told, event)

    def _asking(self, key: str, event: HospitalEvent) -> Stay:
        begun = self.stays.get(key) or Stay(encounter=key, mrn=event.mrn, unnumbered=True)
        return told_of(begun, replace(event, patient_class=None))

    def _named(self, stay: Stay) -> None:
        """The discharge that one or more messages without a number may have been."""
        for key, one in self.stays.items():
            if one.unnumbered and stay.discharged_at and certainty.may_be(stay.patient_class):
                dated = key == certainty.undated(stay.encounter)
                named = one.voided or dated or _may_be(one, stay.discharged_at)
                self.stays[key] = replace(one, voided=named)

    def _meant(self) -> Stay | None:
        """The inpatient stay that the person is in, else their latest discharge."""
        stays = [one for one in self.stays.values() if one.inpatient and not one.voided]
        here = [(one.present_since, one.encounter, one) for one in stays if one.present_since]
        home = [(one.discharged_at, one.encounter, one) for one in stays if one.discharged_at]
        latest = max(here or home, default=None, key=lambda one: one[:2])
        return latest[2] if latest else None

    def _cancelled(self, event: HospitalEvent, stays: list[Stay], *, sure: bool = True) -> None:
        """Taken where one stay alone fits; where several do, or none, who went home is asked about.

        Who is in another bed since may have been discharged from there, and that is still to come.
        Sent twice it is one; where nobody went home it waits for what it cancels.
        """
        told = (event.kind, event.patient_class, event.counts_at)
        if told in self._cancellations:
            return
        alike = [one for one in stays if not one.voided]
        alike = [one for one in alike if certainty.fits(one.patient_class, event)]
        sure = sure and event.patient_class is not PatientClass.UNKNOWN
        home = [one for one in self.stays.values() if one.discharged_at and not one.voided]
        if not alike and not any(certainty.may_be(one.patient_class) for one in home):
            self.waiting.append(event)
        elif len(alike) == 1 and sure:
            self._cancellations.add(told)
            self.stays[alike[0].encounter] = happened(alike[0], event)
        else:
            self._ask_of_all(event, certainty.WHICH_CANCELLED)

    def _deleted(self, event: HospitalEvent) -> None:
        """A person who never was: what is certain of them is asked about first."""
        for key, stay in self.stays.items():
            if not certainty.may_be(stay.patient_class):
                self.stays[key] = replace(stay, voided=True)
        self._ask_of_all(event, certainty.DELETED)

    def _ask_of_all(self, event: HospitalEvent, reason: str) -> None:
        """Hold whatever was discharged or announced, until a person has said what is meant."""
        for key, stay in self.stays.items():
            if (stay.discharged_at or stay.expected_at) and not stay.voided:
                self.stays[key] = stay.doubted(reason, event, holds=True)

    def _appointed(self, said: Appointment) -> None:
        """Its newest word; a cancellation or a no-show keeps the time that was booked."""
        before = self.appointments.get(said.id, said)
        self.appointments[said.id] = replace(
            said,
            starts_at=said.starts_at or before.starts_at,
            clinic=said.clinic or before.clinic,
        )


def _in_bed(stay: Stay) -> bool:
    """Whether somebody is an inpatient there now."""
    return stay.inpatient and stay.present_since is not None and not stay.voided


def _may_be(stay: Stay, left: datetime) -> bool:
    """Whether a stay ended when a discharge says that one did."""
    at = stay.discharged_at
    fits = certainty.may_be(stay.patient_class) and not stay.voided
    return fits and at is not None and certainty.one_discharge(at, left)


def follow_ups(known: Chart, after: datetime) -> tuple[Appointment, ...]:
    """Appointments at a clinic of ours that lie after a discharge, the earliest first."""
    ahead = (
        one
        for one in known.appointments
        if one.clinic is not None and one.starts_at is not None and one.starts_at > after
    )
    return tuple(sorted(ahead, key=lambda one: (one.starts_at, one.id)))
