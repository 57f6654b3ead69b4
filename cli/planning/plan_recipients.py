"""Who gets a planned prompt, on whose clock, and in which words: what the hospital file knows.

A plan is made without a store, so nobody holds open tasks in it and no phone is marked. Several
prompts to one person within two minutes are one text in an episode; here each has its own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.files.hospital import Facility, Hospital
from adapters.wording.texts import Wording
from domain.asking.care_line import care_line
from domain.episode.facts import Facts
from domain.hospital.languages import texted_in
from domain.pathway import Role
from domain.plan.plan import PlannedPrompt
from domain.time.calendar import in_zone
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
        self._line = care_line(facts.pathway.lines, facts.calendar, facts.opened_at)
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
            code=None if family else CODE,
            label=self._facts.discharge.patient.initials,
            facility_name=self._facility.name,
            facility_zone=self._facts.discharge.time_zone,
            due=asked.due,
            choices=asked.choices,
            words=self._words(prompt),
            times={**asked.times, "home": self._facts.discharge.discharged_at},
            card="" if family else CARD,
            care_line=self._line,
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
        named = prompt.to is Role.VENDOR or prompt.to.is_staff
        handle = prompt.person.handle if prompt.person and named else ""
        members = {one.handle: one for one in self._hospital.people}
        if member := members.get(handle):
            return handle, member.time_zone, member.language
        zones = {one.handle: one.time_zone for one in self._hospital.organisations}
        return handle, zones.get(handle, here), "en"
