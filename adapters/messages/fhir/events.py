"""FHIR R4 bodies into events: messages, subscription notifications, bundles and lone resources.

Read tolerantly: an unknown field or a wrong type is an absent value, and only what makes an event
impossible is refused, at its element. The strict reader is
`adapters/messages/fhir/operation_outcome.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.messages import records_apart
from adapters.messages.fhir.bundles import (
    SOURCE,
    Body,
    NotificationType,
    Shape,
    decode,
    relative,
    trigger_of,
)
from adapters.messages.fhir.clinical_lists import Lists
from adapters.messages.fhir.encounters import Stay, problem, read_stay
from adapters.messages.fhir.patients import MERGES, REPLACES, People, mrn
from adapters.messages.fhir.values import Element, noted
from adapters.messages.parsed import Parsed, placed
from adapters.validation import Problem, Refused
from domain.hospital.discharge import MOST_MEDICATIONS
from domain.hospital.events import Account, EventKind, HospitalEvent
from domain.hospital.feed import Feed

_AN_MRN = "a patient with an identifier of this hospital"
_NO_EVENTS = (NotificationType.HANDSHAKE, NotificationType.HEARTBEAT)
_EVENTFUL = ("Encounter", "Appointment", "Patient")
_WHO_GOES_ON = "two records were merged and it is not said, by Patient.link, which goes on"
_THE_PERSON_IS_VOID = ("A23", "A29")
MOST_PATIENTS = 50
"""Each patient of a body has a row of their own, and each row holds the whole body: without a bound
a body of 16 MiB would be stored as often as it names people."""
_BESIDE_A_STAY = (
    "AllergyIntolerance", "Condition", "DeviceRequest", "MedicationRequest", "MedicationStatement",
    "ServiceRequest",
)  # fmt: skip


def read(body: str, feed: Feed, received_at: datetime, *, only_mrn: str | None = None) -> Parsed:
    """Read one body. Raises Refused with every element that is wrong.

    With `only_mrn` the events of one patient are given; the others have rows of their own.
    """
    reading = _Reading(Body(decode(body)), feed, received_at)
    heard = reading.heard()
    if len({one.mrn for one in heard.events}) > MOST_PATIENTS:
        expected = f"at most {MOST_PATIENTS} patients in one body"
        raise Refused(SOURCE, [Problem(field="Bundle.entry", found="more", expected=expected)])
    if only_mrn is None:
        return heard
    return replace(heard, events=tuple(one for one in heard.events if one.mrn == only_mrn))


@dataclass(frozen=True)
class _Said:
    """Whose a resource is, and when it was recorded."""

    mrn: str
    recorded_at: datetime
    says_when: bool
    account: Account


class _Reading:
    """One pass over a body."""

    def __init__(self, body: Body, feed: Feed, received_at: datetime) -> None:
        self._body = body
        self._feed = feed
        self._zone = ZoneInfo(feed.time_zone)
        self._received_at = received_at
        self._doubts: list[str] = []
        self._sent_at = self._instant(body.root.get("timestamp"))
        self._problems: list[Problem] = []
        self._ignored: list[str] = []
        self._people = People(body, feed, received_at, self._doubts)
        self._lists = Lists(body, feed, self._doubts, self._problems)

    def heard(self) -> Parsed:
        """Every event of the body; Refused when an event is there and cannot be told."""
        if why := self._nothing_to_read():
            return Parsed(ignored=why)
        if (code := self._body.event_code) in records_apart.RECORDS:
            return Parsed(
                events=tuple(self._deaths(())),
                for_a_person=records_apart.RECORDS[code],
                records=self._records(),
                doubts=tuple(dict.fromkeys(self._doubts)),
                always=code == records_apart.UNMERGED,
            )
        events = [event for one in self._encounters() for event in self._of_encounter(one)]
        for one in self._body.of("Appointment"):
            events += self._of_appointment(one)
        alone = next(self._body.of("Encounter", "Appointment"), None) is None
        alone = alone and not self._problems
        people = [
            each for one in self._body.of("Patient") for each in self._of_patient(one, alone=alone)
        ]
        events += dict.fromkeys(people)  # both sides of a merge may tell of it
        events += self._deaths(events)
        if self._problems and not events:
            raise Refused(SOURCE, list(dict.fromkeys(self._problems)))
        kinds = {one.kind for one in events}
        self._doubts += [
            f"{one.at}: a referral is not acted upon" for one in self._body.of("ServiceRequest")
        ]
        unsaid = self._body.event_code in records_apart.MERGES and EventKind.MERGED not in kinds
        return Parsed(
            events=tuple(events),
            ignored="" if events or unsaid else self._why_none(),
            for_a_person=_WHO_GOES_ON if unsaid else "",
            records=self._records() if unsaid else (),
            doubts=tuple(dict.fromkeys(self._doubts)),
            aside=tuple(dict.fromkeys(placed(one) for one in self._problems)),
        )

    def _records(self) -> tuple[str, ...]:
        """The numbers of everybody whom a message brings, in its order. Raises Refused: nobody."""
        found = [mrn(one, self._feed) for one in self._body.of("Patient")]
        known = tuple(dict.fromkeys(filter(None, found)))
        if not known:
            raise Refused(SOURCE, [problem(Element(None, "Bundle.entry"), _AN_MRN)])
        return known

    def _nothing_to_read(self) -> str:
        body = self._body
        if body.notification is not None and body.notification.type in _NO_EVENTS:
            return f"a subscription's {body.notification.type}"
        if body.shape is Shape.MESSAGE and body.header is None:
            place = Element(None, "Bundle.entry[0].resource")
            raise Refused(SOURCE, [problem(place, "a MessageHeader")])
        if body.header is not None and body.header.get("response"):
            return "an answer to a message"
        return ""

    def _why_none(self) -> str:
        if self._ignored:
            return "; ".join(dict.fromkeys(self._ignored))
        if any(True for _ in self._body.of(*_BESIDE_A_STAY)):
            return f"{trigger_of(self._body.root)} without the encounter that it belongs to"
        return f"{trigger_of(self._body.root)} holds nothing of ours"

    def _encounters(self) -> list[Element]:
        """What a message or notification is about, else all."""
        about = [Element({"reference": one}, "") for one in self._body.focus()]
        found = [self._body.resolve(one) for one in about]
        if self._body.notification is not None:
            self._focus_is_here(about, found)
        chosen = {id(one.value): one for one in found if one and _is(one, "Encounter")}
        return list(chosen.values()) or list(self._body.of("Encounter"))

    def _focus_is_here(self, about: list[Element], found: list[Element | None]) -> None:
        """A notification may name what it is about and leave it out."""
        for reference, resource in zip(about, found, strict=True):
            kind = relative(reference.text("reference")).partition("/")[0]
            if resource is None and kind in _EVENTFUL:
                place = f"{self._body.resources[0][1].at}.parameter.part"
                expected = f"a focus whose {kind} is in the bundle"
                self._problems.append(Problem(field=place, found="a reference", expected=expected))

    def _of_encounter(self, one: Element) -> Iterator[HospitalEvent]:
        doubts: list[str] = []
        stay = read_stay(one, self._body.event_code, self._feed, doubts)
        nobodys = stay.beside if self._people.mrn_of(one.get("subject"), one) is None else ""
        if stay.ignored or nobodys or not (stay.kinds or stay.problems):
            self._ignored.append(stay.ignored or nobodys or "nothing that matters happened")
            return
        self._doubts += doubts
        said = self._said(one, one.get("subject"), stay.problems, stay.lacks)
        if said is None:
            return
        account = replace(_both(said.account, stay.account), **self._listed(one, stay))
        for kind in stay.kinds:
            yield replace(
                self._event(kind, said, one),
                encounter=stay.encounter,
                happened_at=stay.happened_at,
                patient_class=stay.patient_class,
                account=account,
            )

    def _said(
        self,
        one: Element,
        whose: Element,
        problems: Sequence[Problem] = (),
        lacks: Sequence[Problem] = (),
    ) -> _Said | None:
        """Whose a resource is; without a number, or with other problems, they are noted.

        What it lacks and is taken without is a doubt, and a problem where it is not taken.
        """
        mrn = self._people.mrn_of(whose, one)
        if mrn is None:
            patient = self._people.patient(whose, one)
            wrong = patient.get("identifier") if patient else whose
            problems = [*problems, *lacks, problem(wrong, _AN_MRN)]
        self._problems += problems
        if mrn is None or problems:
            return None
        self._doubts += [placed(one) for one in lacks]
        return self._recorded(one, mrn, self._people.account(self._people.patient(whose, one)))

    def _recorded(self, one: Element, mrn: str, account: Account) -> _Said:
        recorded = self._instant(one.get("meta", "lastUpdated"))
        return _Said(
            mrn=mrn,
            recorded_at=recorded or self._sent_at or self._received_at,
            says_when=bool(recorded or self._sent_at),
            account=account,
        )

    def _instant(self, said: Element) -> datetime | None:
        at = noted(said, self._zone)
        if said and at is None:
            self._doubts.append(f"{said.at}: expected a date with its time")
        return at

    def _listed(self, encounter: Element, stay: Stay) -> dict[str, Any]:
        """The lists beside a stay. While the patient lies in the ward, orders are the ward's."""
        ends, orders = EventKind.DISCHARGED in stay.kinds, self._body.brings_orders
        ahead = ends or EventKind.DISCHARGE_EXPECTED in stay.kinds
        brought, ended = self._lists.to_take_home(encounter) if orders else (None, None)
        leaving = self._lists.at_discharge(encounter) if ends and not orders else None
        room = MOST_MEDICATIONS - len(brought or leaving or ())
        return {
            "allergies": self._lists.allergies(encounter),
            "diagnoses": self._lists.diagnoses(encounter),
            "before_admission": self._lists.before_admission(encounter, room),
            "at_discharge": leaving,
            "orders": brought,
            "orders_ended": ended,
            "equipment": self._lists.equipment(encounter) if ahead else None,
        }

    def _of_appointment(self, one: Element) -> Iterator[HospitalEvent]:
        appointment = self._lists.appointment(one)
        if appointment is None:
            self._ignored.append("an appointment that is only a wish")
            return
        actors = [each.get("actor") for each in one.each("participant")]
        patients = [each for each in actors if self._is_patient(each, one)]
        whose = next(iter(patients), Element(None, f"{one.at}.participant"))
        said = self._said(one, whose)
        if said is None:
            return
        others = (self._people.clinic(each, one) for each in actors if each not in patients)
        clinic = next((handle for handle in others if handle), None)
        yield replace(
            self._event(EventKind.APPOINTMENT, said, one),
            appointment=replace(appointment, clinic=clinic),
        )

    def _is_patient(self, actor: Element, inside: Element) -> bool:
        said = actor.text("reference")
        return (
            self._people.patient(actor, inside) is not None
            or "Patient/" in said
            or actor.text("type") == "Patient"
        )

    def _of_patient(self, one: Element, *, alone: bool) -> Iterator[HospitalEvent]:
        """What became known of a person; a number that was replaced says no more than that.

        Beside a stay, which says the rest, a person's merges alone are told.
        """
        links = [each for each in one.each("link") if each.text("type") in MERGES]
        if not (alone or links):
            return
        link = Element({"reference": f"Patient/{one.text('id')}"}, one.at)
        whose = link if self._body.same(link, one) else Element({}, one.at)
        said = self._said(one, whose)
        if said is None:
            return
        if alone and all(each.text("type") == REPLACES for each in links):
            voided = self._body.event_code in _THE_PERSON_IS_VOID
            yield self._event(EventKind.VOIDED if voided else EventKind.UPDATED, said, one)
        for each in links:
            yield from self._of_link(each, said, one)

    def _deaths(self, events: Iterable[HospitalEvent]) -> list[HospitalEvent]:
        """A word for each death that a Patient tells and no event does, whatever else is told."""
        heard = [one for one in events if one.appointment is None]
        told = {one.mrn for one in heard if one.account.died or one.account.perhaps_died}
        found: dict[str, HospitalEvent] = {}
        for patient in self._patients():
            number, account = mrn(patient, self._feed), self._people.death(patient)
            if number and account and number not in told and number not in found:
                said = self._recorded(patient, number, account)
                found[number] = self._event(EventKind.DEATH_TOLD, said, patient)
        return list(found.values())

    def _patients(self) -> Iterator[Element]:
        """Every Patient of the body, also those within what is about them."""
        yield from self._body.of("Patient")
        for _, one in self._body.resources:
            yield from (each for each in one.each("contained") if _is(each, "Patient"))

    def _of_link(self, link: Element, said: _Said, one: Element) -> Iterator[HospitalEvent]:
        other = self._people.mrn_of(link.get("other"), one)
        if other is None:
            self._doubts.append(f"{link.at}.other: expected {_AN_MRN}")
        elif other != said.mrn:
            merged = self._event(EventKind.MERGED, said, one)
            if link.text("type") == REPLACES:
                yield replace(merged, other_mrn=other)
            else:
                survivor = self._people.account(self._people.patient(link.get("other"), one))
                yield replace(merged, mrn=other, other_mrn=said.mrn, account=survivor)

    def _event(self, kind: EventKind, said: _Said, one: Element) -> HospitalEvent:
        code = self._body.event_code
        return HospitalEvent(
            kind=kind,
            facility=self._feed.facility,
            mrn=said.mrn,
            recorded_at=said.recorded_at,
            sent_at=self._sent_at or self._received_at,
            received_at=self._received_at,
            says_when=said.says_when,
            trigger=f"FHIR {code}" if code else trigger_of(one),
            account=said.account,
        )


def _is(one: Element, kind: str) -> bool:
    return one.text("resourceType") == kind


def _both(person: Account, stay: Account) -> Account:
    said = {name: value for name, value in vars(stay).items() if value is not None}
    return replace(person, **said)
