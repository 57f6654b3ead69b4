"""A hospital file as a rehearsal's setting: who would be asked there, and its clinics' free times.

It is read without a store, so nobody holds open tasks of other episodes and no phone is marked.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property

from adapters.files.hospital import Hospital, Organisation, slots
from adapters.files.hospital import Person as Member
from adapters.reference.holidays import federal, observed
from domain.asking.question import Question
from domain.episode.decision import HoldSlots
from domain.episode.facts import Facts, Person, Slot
from domain.episode.family.recorded_consent import consents
from domain.episode.unnamed_persons import ALWAYS_ON, CAREGIVER, PATIENT, charge_nurse
from domain.parties import VendorKind
from domain.pathway import Role
from domain.staffing.assignment import Candidate, Need, choose
from domain.staffing.on_call import Listed, places
from domain.staffing.slots import spread
from domain.staffing.stand_ins import ASKED, answers_for
from domain.steps.catalogue import step_of
from domain.time.calendar import OwnHoliday
from domain.time.hours import DayHours, Reach, Window

_AROUND, _A_DAY = timedelta(days=90), timedelta(days=1)


class OfHospital:
    """The people of one facility, as its hospital file has them."""

    def __init__(self, hospital: Hospital, facility: str) -> None:
        self._hospital, self._handle = hospital, facility

    def person(
        self, asked: Question, facts: Facts, now: datetime, held: tuple[str, ...]
    ) -> Person | None:
        """As the roster, the list of vendors or the discharge has them."""
        if asked.to.is_family:
            return _of_family(asked.to, facts)
        if asked.to is Role.VENDOR:
            return self._vendor(asked, facts)
        if asked.to is Role.ALWAYS_ON:
            return ALWAYS_ON
        if asked.to is Role.CHARGE_NURSE:
            return self._ward(asked)
        return self._staff(asked, facts, now, held) if asked.to in ASKED else None

    def slots(self, wanted: HoldSlots, facts: Facts) -> tuple[Slot, ...]:
        """As the store would hold them, were nobody else's episode there."""
        named = (one for one in self._hospital.organisations if one.handle == wanted.clinic)
        clinic = next(named, None)
        if clinic is None:
            return ()
        first, days = wanted.after.date() - _A_DAY, (wanted.before - wanted.after).days + 4
        closed = {one.day for one in federal(first, first + timedelta(days=days))}
        free = [
            Slot(id=name, starts_at=at)
            for name, at in slots(clinic, first, days, closed=closed)
            if wanted.after < at < wanted.before
        ]
        booked = {slot for _, slot in facts.booked}
        free = [one for one in free if one.id not in booked]
        return tuple(spread(free, facts.pathway.visit.offers))

    def _vendor(self, asked: Question, facts: Facts) -> Person | None:
        """That of the rank; a follow-up goes to whom its offer went."""
        if asked.about:
            return facts.asked_of(asked.about)
        step = step_of(asked.step)
        serving = self._serving(step.vendor if step else None)
        vendor = next((one for n, one in enumerate(serving, start=1) if n == asked.rank), None)
        return Person(handle=vendor.handle, name=vendor.name, role=Role.VENDOR) if vendor else None

    def _serving(self, kind: VendorKind | None) -> list[Organisation]:
        here = (self._handle,)
        return [
            one
            for one in self._hospital.organisations
            if kind in one.roles and self._handle in (one.facilities or here)
        ]

    def _ward(self, asked: Question) -> Person | None:
        named = asked.words.get("ward", "")
        here = (one for one in self._hospital.wards if one.facility == self._handle)
        ward = next((one for one in here if one.handle == named), None)
        if ward is None:
            return None
        return charge_nurse(ward.handle, ward.name)

    def _staff(
        self, asked: Question, facts: Facts, now: datetime, held: tuple[str, ...]
    ) -> Person | None:
        need = Need(
            role=asked.to,
            at=max(asked.ask_at, now),
            due=asked.due,
            urgent=asked.urgent,
            language=facts.discharge.patient.language,
        )
        found = list(self._candidates(need, facts, Counter(held)))
        takes_over = next((one for one in found if one.handle == asked.whom), None)
        chosen = takes_over or choose(found, need)
        return Person(handle=chosen.handle, name=chosen.name, role=chosen.role) if chosen else None

    def _candidates(self, need: Need, facts: Facts, held: Counter[str]) -> Iterator[Candidate]:
        roles = answers_for(need.role, self._stand_ins)
        here = [one for one in self._hospital.people if self._handle in one.facilities]
        reaches = {member.handle: self._reach(member, need.at.date()) for member in here}
        knowing = {one.person.handle for one in facts.asked if one.person}
        for member, role in ((one, role) for one in here for role in one.inside if role in roles):
            on_call = places(self._listed(role), reaches, need.at)
            yield Candidate(
                handle=member.handle,
                name=member.name,
                role=role,
                turn=roles.index(role),
                reach=reaches[member.handle],
                cap=member.cap,
                languages=member.speaks(),
                open_tasks=held[member.handle],
                knows=member.handle in knowing,
                on_call=on_call.get(member.handle, 0),
            )

    @cached_property
    def _stand_ins(self) -> dict[Role, Role]:
        named = (one for one in self._hospital.facilities if one.handle == self._handle)
        own = next((one.stand_ins for one in named), {})
        return {Role(role): stand_in for role, stand_in in own.items()}

    def _listed(self, role: Role) -> Iterator[Listed]:
        for one in self._hospital.on_call:
            if (one.facility, one.role) == (self._handle, role):
                yield from (Listed(handle=handle, days=tuple(one.days)) for handle in one.order)

    def _reach(self, member: Member, day: date) -> Reach:
        theirs = [one for one in self._hospital.exceptions if one.person == member.handle]
        return Reach(
            time_zone=member.time_zone,
            windows=tuple(
                Window(day=name, begins=shift.begins, ends=shift.ends)
                for shift in member.shifts
                for name in shift.days
            ),
            exceptions=tuple(
                DayHours(
                    day=on,
                    windows=tuple(
                        (one.begins, one.ends)
                        for one in theirs
                        if one.day == on and one.begins is not None and one.ends is not None
                    ),
                )
                for on in sorted({one.day for one in theirs})
            ),
            holidays=tuple(
                holiday.day
                for holiday in observed(
                    own_holidays(self._hospital, member.facilities[0]), day - _AROUND, day + _AROUND
                )
                if holiday.closed
            ),
        )


def _of_family(role: Role, facts: Facts) -> Person | None:
    """Whoever of them has a phone and may be texted."""
    patient, caregiver = facts.discharge.patient, facts.discharge.patient.caregiver
    if role is Role.PATIENT and patient.phone and consents(facts):
        return PATIENT
    if role is Role.CAREGIVER and caregiver and caregiver.phone:
        may = caregiver.may_be_told and caregiver.consent_to_text
        return CAREGIVER if may else None
    return None


def own_holidays(hospital: Hospital, facility: str) -> tuple[OwnHoliday, ...]:
    """What the file says of a facility's days."""
    return tuple(
        OwnHoliday(day=one.day, name=one.name, works=one.works)
        for one in hospital.holidays
        if one.facility == facility
    )
