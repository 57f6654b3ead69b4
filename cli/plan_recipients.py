"""Who gets a planned prompt, on whose clock, and in which words: what the hospital file knows.

A plan is made without a store, so nobody holds open tasks in it and no phone is marked. Several
prompts to one person within two minutes are one text in an episode; here each has its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from adapters.files.hospital import Facility, Hospital, Organisation, Person
from adapters.reference.holidays import observed
from adapters.wording.texts import Wording
from domain.episode.facts import Facts
from domain.hospital.languages import texted_in
from domain.parties import VENDOR_FOR
from domain.pathway import Role
from domain.plan.plan import PlannedPrompt
from domain.staffing.assignment import Candidate, Need, choose
from domain.staffing.on_call import Listed, places
from domain.staffing.stand_ins import answers_for
from domain.time.calendar import OwnHoliday, in_zone
from domain.time.hours import DayHours, Reach, Window
from models.payloads import TextItem

CODE = 27
"""The code of every planned text, as in the examples: real ones are given when it is sent."""
CARD = "7Kq2mX"
LINK_BASE = "hw.example"
_AROUND = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A prompt as it reaches somebody: `at` is on their clock, `zone` the name that it has then.

    `who` is a handle, "patient", "caregiver"; empty where only the role is known.
    """

    who: str
    at: datetime
    zone: str
    text: str


class Recipients:
    """The people of one discharge's facility, as its hospital file has them."""

    def __init__(self, hospital: Hospital, facts: Facts, wording: Wording) -> None:
        self._hospital, self._facts, self._wording = hospital, facts, wording
        self._handle = facts.discharge.facility
        self._met: set[Role] = set()

    def told(self, prompts: tuple[PlannedPrompt, ...]) -> list[Told]:
        """Each of them, in order: the first text to one of the family says whose it is."""
        self._met.clear()
        return [self._told(prompt) for prompt in prompts]

    def _told(self, prompt: PlannedPrompt) -> Told:
        who, zone, language = self._reached(prompt)
        there = in_zone(prompt.at, zone)
        text = self._wording.text(
            (self._item(prompt),), language=language, time_zone=zone, now=prompt.at
        )
        self._met.add(prompt.to)
        return Told(who=who, at=there, zone=there.tzname() or zone, text=text)

    def _item(self, prompt: PlannedPrompt) -> TextItem:
        asked, family = prompt.question, prompt.to.is_family
        first = family and prompt.to not in self._met
        return TextItem(
            kind=asked.kind,
            code=CODE,
            label=self._facts.discharge.patient.initials,
            facility_name=self._facility.name,
            facility_zone=self._facts.discharge.time_zone,
            due=asked.due,
            choices=asked.choices,
            words=self._words(prompt),
            times={**asked.times, "home": self._facts.discharge.discharged_at},
            card=CARD,
            care_line=self._facts.pathway.lines.care,
            reminder=prompt.reminder,
            first=first,
            named=first or prompt.to is Role.CAREGIVER,
        )

    def _words(self, prompt: PlannedPrompt) -> dict[str, str]:
        """The clinic by its name; outside the hospital by its neutral one, if it has one."""
        words = dict(prompt.question.words)
        clinics = (one for one in self._hospital.organisations if one.handle == words.get("clinic"))
        clinic = next(clinics, None)
        if clinic is not None:
            outside = prompt.to.is_family or prompt.to is Role.VENDOR
            words["clinic"] = (outside and clinic.neutral_name) or clinic.name
        return words

    @property
    def _facility(self) -> Facility:
        unknown = Facility(
            handle=self._handle, name=self._handle, time_zone=self._facts.calendar.time_zone
        )
        named = (one for one in self._hospital.facilities if one.handle == self._handle)
        return next(named, unknown)

    def _reached(self, prompt: PlannedPrompt) -> tuple[str, str, str]:
        """Who, in which zone, in which language."""
        here = self._facts.calendar.time_zone
        if prompt.to.is_family:
            spoken = self._facts.discharge.patient.language
            return prompt.to, self._facts.patient_zone, spoken if texted_in(spoken) else "en"
        if prompt.to is Role.VENDOR:
            vendor = self._vendor(prompt)
            return (vendor.handle, vendor.time_zone, "en") if vendor else ("", here, "en")
        member = self._member(prompt) if prompt.to.is_staff else None
        return (member.handle, member.time_zone, member.language) if member else ("", here, "en")

    def _vendor(self, prompt: PlannedPrompt) -> Organisation | None:
        kind = VENDOR_FOR.get(prompt.step.partition("-")[0])
        serving = (
            one
            for one in self._hospital.organisations
            if kind in one.roles and self._handle in (one.facilities or (self._handle,))
        )
        return next((v for n, v in enumerate(serving, start=1) if n == prompt.rank), None)

    def _member(self, prompt: PlannedPrompt) -> Person | None:
        asked, patient = prompt.question, self._facts.discharge.patient
        need = Need(
            role=prompt.to,
            at=asked.ask_at,
            due=asked.due,
            urgent=asked.urgent,
            language=patient.language,
        )
        chosen = choose(list(self._candidates(need)), need)
        handle = chosen.handle if chosen else ""
        return next((one for one in self._hospital.people if one.handle == handle), None)

    def _candidates(self, need: Need) -> Iterator[Candidate]:
        own = {Role(role): stand_in for role, stand_in in self._facility.stand_ins.items()}
        roles = answers_for(need.role, own)
        here = [one for one in self._hospital.people if self._handle in one.facilities]
        reaches = {member.handle: self._reach(member, need.at.date()) for member in here}
        having = [(one, role) for one in here for role in one.inside if role in roles]
        for member, role in having:
            on_call = places(self._listed(role), reaches, need.at)
            yield Candidate(
                handle=member.handle,
                name=member.name,
                role=role,
                turn=roles.index(role),
                reach=reaches[member.handle],
                cap=member.cap,
                languages=member.speaks(),
                on_call=on_call.get(member.handle, 0),
            )

    def _listed(self, role: Role) -> Iterator[Listed]:
        for one in self._hospital.on_call:
            if (one.facility, one.role) == (self._handle, role):
                yield from (Listed(handle=handle, days=tuple(one.days)) for handle in one.order)

    def _reach(self, member: Person, day: date) -> Reach:
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


def own_holidays(hospital: Hospital, facility: str) -> tuple[OwnHoliday, ...]:
    """What the file says of a facility's days."""
    return tuple(
        OwnHoliday(day=one.day, name=one.name, works=one.works)
        for one in hospital.holidays
        if one.facility == facility
    )
