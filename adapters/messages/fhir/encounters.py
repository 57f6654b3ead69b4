"""Encounters: what one says of a stay; which events its status, class and message make of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from adapters.messages.fhir.patients import number
from adapters.messages.fhir.values import (
    Coding,
    Element,
    all_words,
    coding,
    codings,
    day,
    first_minute,
    instant,
)
from adapters.validation import Problem
from domain.hospital import codes
from domain.hospital import disposition as where
from domain.hospital.events import Account, EventKind, PatientClass
from domain.hospital.feed import Feed

_C, _K = PatientClass, EventKind
_OWN_CLASSES = codes.CLASSES | {"p": _C.OUTPATIENT, "n": _C.UNKNOWN}
"""A preadmission is an encounter of its own in FHIR."""


class EncounterStatus(StrEnum):
    """Encounter.status, as far as it matters to us."""

    EXPECTED = "expected"
    PRESENT = "present"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    IN_ERROR = "in error"


STATUSES = {
    "planned": EncounterStatus.EXPECTED,
    "arrived": EncounterStatus.PRESENT,
    "triaged": EncounterStatus.PRESENT,
    "in-progress": EncounterStatus.PRESENT,
    "onleave": EncounterStatus.PRESENT,
    "finished": EncounterStatus.FINISHED,
    "cancelled": EncounterStatus.CANCELLED,
    "entered-in-error": EncounterStatus.IN_ERROR,
}
_STATUS = f"one of {', '.join(STATUSES)}"

_BACK_IN_BED = (_K.DISCHARGE_CANCELLED, _K.ADMITTED)
"""The status may return from finished; a cancellation of nothing is nothing."""
KINDS_BY_STATUS: dict[tuple[EncounterStatus, PatientClass], tuple[EventKind, ...]] = {
    (EncounterStatus.PRESENT, _C.INPATIENT): _BACK_IN_BED,
    (EncounterStatus.PRESENT, _C.OBSERVATION): _BACK_IN_BED,
    (EncounterStatus.PRESENT, _C.UNKNOWN): _BACK_IN_BED,
    (EncounterStatus.PRESENT, _C.EMERGENCY): (_K.REGISTERED,),
    (EncounterStatus.FINISHED, _C.INPATIENT): (_K.DISCHARGED,),
    (EncounterStatus.FINISHED, _C.OBSERVATION): (_K.DISCHARGED,),
    (EncounterStatus.FINISHED, _C.UNKNOWN): (_K.DISCHARGED,),
    (EncounterStatus.FINISHED, _C.EMERGENCY): (_K.REGISTERED, _K.DISCHARGED),
    (EncounterStatus.FINISHED, _C.OUTPATIENT): (_K.DISCHARGED,),
    **dict.fromkeys(((EncounterStatus.CANCELLED, each) for each in _C), (_K.VOIDED,)),
    **dict.fromkeys(((EncounterStatus.IN_ERROR, each) for each in _C), (_K.VOIDED,)),
}
"""What a status means in a class, unless the message says more. What is not here means nothing."""
_ANY = frozenset(EncounterStatus)
MESSAGES: dict[str, tuple[frozenset[EncounterStatus], tuple[EventKind, ...]]] = {
    "A03": (_ANY - {EncounterStatus.CANCELLED, EncounterStatus.IN_ERROR}, (_K.DISCHARGED,)),
    "notification-discharge": (
        _ANY - {EncounterStatus.CANCELLED, EncounterStatus.IN_ERROR},
        (_K.DISCHARGED,),
    ),
    "A08": (frozenset({EncounterStatus.PRESENT, EncounterStatus.EXPECTED}), (_K.UPDATED,)),
    "A31": (frozenset({EncounterStatus.PRESENT, EncounterStatus.EXPECTED}), (_K.UPDATED,)),
    "A11": (
        _ANY - {EncounterStatus.CANCELLED, EncounterStatus.IN_ERROR},
        (_K.ADMISSION_CANCELLED,),
    ),
    "A13": (
        _ANY - {EncounterStatus.CANCELLED, EncounterStatus.IN_ERROR},
        (_K.DISCHARGE_CANCELLED, _K.ADMITTED),
    ),
    "A16": (
        frozenset({EncounterStatus.PRESENT, EncounterStatus.EXPECTED}),
        (_K.DISCHARGE_EXPECTED,),
    ),
    "A23": (_ANY, (_K.VOIDED,)),
    "A25": (
        frozenset({EncounterStatus.PRESENT, EncounterStatus.EXPECTED}),
        (_K.EXPECTED_CANCELLED,),
    ),
    "A02": (frozenset({EncounterStatus.PRESENT}), ()),
    "A12": (frozenset({EncounterStatus.PRESENT}), ()),
    "notification-transfer": (frozenset({EncounterStatus.PRESENT}), ()),
}
"""Events that a message says for itself, in these statuses; in any other the status decides."""
_NOT_OURS = (_C.OUTPATIENT, _C.EMERGENCY)
"""Classes whose discharge starts nothing, and is told by the status alone. It may tell of a death,
or of a stay that was an inpatient's before."""

NUBC_SYSTEMS = (
    "http://www.nubc.org/patient-discharge",
    "https://www.nubc.org/patient-discharge",
    "https://www.nubc.org/codesystem/patdischargestatus",
    "http://www.nubc.org/codesystem/patdischargestatus",
    "http://terminology.hl7.org/codesystem/nubc-ub92",
    "http://terminology.hl7.org/codesystem/v2-0112",
    "urn:oid:2.16.840.1.113883.6.301.5",
    "",
)
"""In lower case: code systems whose one or two digits are NUBC form locator 17."""
HL7_DISPOSITION = "http://terminology.hl7.org/codesystem/discharge-disposition"
ADMISSIONS = {
    "http://terminology.hl7.org/CodeSystem/v3-ActPriority": {
        "EM": "emergency", "S": "emergency", "UR": "urgent", "A": "urgent", "EL": "elective",
        "R": codes.UNSAID,
    },
    "http://terminology.hl7.org/CodeSystem/v2-0007": {
        "E": "emergency", "U": "urgent", "C": "elective", "N": "newborn", "A": "emergency",
        "R": codes.UNSAID,
    },
    "http://terminology.hl7.org/CodeSystem/admit-source": {"EMD": "emergency", "BORN": "newborn"},
}  # fmt: skip
"""Codes that tell the admission type."""
_NO_TYPE = ("R", "ROUTINE", "CR", "CS", "CSP", "CSR", "P", "PRN", "RR", "T", "UD")
"""Of v3 ActPriority what tells none. Priority "routine" tells nothing: most send it always."""


@dataclass(kw_only=True)
class Stay:
    """One Encounter, read. `problems` says why it cannot be used, `ignored` why it need not be.

    `lacks` is what a discharge lacks that is taken all the same, and asks.
    """

    encounter: str | None
    patient_class: PatientClass
    kinds: tuple[EventKind, ...]
    account: Account
    happened_at: datetime | None
    problems: list[Problem] = field(default_factory=list)
    lacks: list[Problem] = field(default_factory=list)
    ignored: str = ""

    @property
    def beside(self) -> str:
        """Why nothing is asked for to read it: a visit to a clinic that ended; there are many.

        It is heard where it says whose it is: it may have been an inpatient's, or tell of a death.
        """
        ended = _K.DISCHARGED in self.kinds and self.patient_class is _C.OUTPATIENT
        return f"an encounter of the class {self.patient_class} that is finished" if ended else ""

    @property
    def begins(self) -> bool:
        """Whether it ends a stay whose lists matter."""
        return _K.DISCHARGED in self.kinds and self.patient_class not in _NOT_OURS


def read_stay(one: Element, event_code: str, feed: Feed, doubts: list[str]) -> Stay:
    """Read an Encounter, without its patient and its lists."""
    zone = ZoneInfo(feed.time_zone)
    problems: list[Problem] = []
    lacks: list[Problem] = []
    patient_class = _class(one, feed, doubts)
    status = STATUSES.get(one.text("status"))
    kinds, ignored = _kinds(status, patient_class, event_code)
    discharged = _K.DISCHARGED in kinds
    if status is None and not kinds and not ignored:
        problems.append(problem(one.get("status"), _STATUS))
    if discharged and status is not EncounterStatus.FINISHED:
        doubts.append(f"{one.at}.status: expected finished, as the message says discharged")
    start, end = instant(one.get("period", "start"), zone), _end(one, zone, doubts)
    if kinds and start is None and one.get("period", "start"):
        doubts.append(f"{one.at}.period.start: expected a date with its time")
    if discharged and end is None and patient_class not in _NOT_OURS:
        unread = lacks if one.get("period", "end") else problems
        unread.append(problem(one.get("period", "end"), "when the patient left, date and time"))
    if discharged and start and end and start >= end and not day(one.get("period", "end")):
        doubts.append(f"{one.at}.period.start: expected an instant before the end")
        start = None
    announced = _K.DISCHARGE_EXPECTED in kinds
    if announced and end is None and one.get("period", "end"):
        doubts.append(f"{one.at}.period.end: expected a date with its time")
    return Stay(
        encounter=_encounter(one, feed),
        patient_class=patient_class,
        kinds=kinds,
        account=Account(
            admitted_at=start if patient_class not in _NOT_OURS else None,
            discharged_at=end if discharged else None,
            expected_at=end if announced else None,
            disposition=disposition(one.get("hospitalization", "dischargeDisposition"), feed),
            admission_type=_admission_type(one, feed, doubts),
        ),
        happened_at=_happened(kinds, start, end),
        problems=problems,
        lacks=lacks,
        ignored=ignored,
    )


def _end(one: Element, zone: ZoneInfo, doubts: list[str]) -> datetime | None:
    """When it ended. Of a date alone its first minute holds, so that no deadline is too late."""
    said = one.get("period", "end")
    dated = first_minute(said, zone)
    if dated is None:
        return instant(said, zone)
    doubts.append(f"{said.at}: a date without a time")
    return dated


def problem(element: Element, expected: str) -> Problem:
    """Word what is wrong with an element; what was found is not repeated."""
    return Problem(
        field=element.at, found="something else" if element else "nothing", expected=expected
    )


def _kinds(
    status: EncounterStatus | None, patient_class: PatientClass, event_code: str
) -> tuple[tuple[EventKind, ...], str]:
    """Which events there are, or why there are none."""
    statuses, kinds = MESSAGES.get(event_code, (frozenset[EncounterStatus](), ()))
    if event_code in MESSAGES and (status is None or status in statuses):
        if patient_class not in _NOT_OURS:
            return kinds, "" if kinds else f"{event_code} changes nothing here"
        if _K.VOIDED in kinds or _K.ADMISSION_CANCELLED in kinds:
            return kinds, ""
    if status is None:
        return (), "an outpatient encounter" if patient_class is _C.OUTPATIENT else ""
    if found := KINDS_BY_STATUS.get((status, patient_class)):
        return found, ""
    return (), f"an encounter of the class {patient_class} that is {status}"


def _happened(
    kinds: tuple[EventKind, ...], start: datetime | None, end: datetime | None
) -> datetime | None:
    if _K.DISCHARGED in kinds and _K.REGISTERED not in kinds:
        return end
    return start if _K.ADMITTED in kinds or _K.REGISTERED in kinds else None


def _class(one: Element, feed: Feed, doubts: list[str]) -> PatientClass:
    """Encounter.class by the hospital's words, then ActEncounterCode and table 0004."""
    said = one.get("class").first()
    known = [coding(said), *codings(said)]
    words = [word for each in known for word in (each.code, each.display)]
    found = codes.meaning([*words, said.text("text")], feed.patient_classes, _OWN_CLASSES)
    if found in (None, codes.UNSAID):
        doubts.append(f"{one.at}.class: expected a code of v3 ActEncounterCode")
        return PatientClass.UNKNOWN
    return PatientClass(found or "")


def _encounter(one: Element, feed: Feed) -> str | None:
    """The visit number: by the feed's systems, else type VN, else the first; else the id."""
    systems = feed.fhir.encounter_systems
    return number(list(one.each("identifier")), feed, systems, "vn") or one.text("id") or None


def disposition(concept: Element, feed: Feed) -> str | None:
    """Where the patient went: a NUBC code, else the hospital's own word, else the code as it is.

    Nothing is defaulted. A number of a system that nobody knows keeps the system before it, so
    that it is not taken for NUBC's. Words of it that say otherwise are kept beside it.
    """
    coded = [one for one in codings(concept) if one.code]
    words = [word for word in (concept.text("text"), *(one.display for one in coded)) if word]
    said = [*words, *(one.code for one in coded)]
    own = codes.meaning(said, feed.dispositions, {})
    if any(codes.meaning([word], feed.dispositions, {}) == where.ASK for word in said):
        return where.asking(said)
    standard = list(_standard(coded))
    nubc = next((code for code in standard if code.isdigit()), None)
    if nubc is None and own == codes.UNSAID:
        return None
    found = nubc or own or next(iter(standard), None) or next(_raw(coded), None)
    if found is None:
        return concept.text("text") or None
    theirs = (codes.meaning([word], feed.dispositions, {}) or word for word in words)
    return where.beside(found, (*standard, *(one for one in theirs if one != codes.UNSAID)))


def _standard(coded: list[Coding]) -> Iterator[str]:
    for one in coded:
        if one.system.lower() in NUBC_SYSTEMS and _two_digits(one.code):
            yield one.code.zfill(2)
        elif one.system.lower() == HL7_DISPOSITION:
            yield one.code.lower()


def _raw(coded: list[Coding]) -> Iterator[str]:
    for one in coded:
        known = not one.code.isdigit() or one.system.lower() in NUBC_SYSTEMS
        yield one.code if known else f"{one.system}|{one.code}"


def _two_digits(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) <= len("01")


def _admission_type(one: Element, feed: Feed, doubts: list[str]) -> str | None:
    """Of admitSource, priority and type the first that says; the feed's words before any code.

    A priority that nobody knows is a doubt; the others mostly tell of something else.
    """
    source, priority = one.get("hospitalization", "admitSource"), one.get("priority")
    concepts = [source, priority, *one.each("type")]
    words = [word for concept in concepts for word in all_words(concept)]
    if found := codes.meaning(words, feed.admission_types, {}):
        return None if found == codes.UNSAID else found
    said = [code for concept in concepts for code in codings(concept)]
    known = (ADMISSIONS.get(code.system, {}).get(code.code.upper()) for code in said)
    if found := next(filter(None, known), None):
        return found
    ranked = [word for word in all_words(priority) if word.upper() not in _NO_TYPE]
    found = codes.meaning(ranked, {}, codes.ADMISSION_TYPES)
    if found is None and len(ranked) == len(all_words(priority)) > 0:
        doubts.append(f"{priority.at}: expected an admission type that somebody knows")
    return None if found == codes.UNSAID else found
