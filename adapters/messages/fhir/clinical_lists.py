"""What a stay leaves behind: diagnoses, drug lists, equipment and appointments.

A list is the whole list or None: from one prescription alone nobody learns what else was stopped.
Lists are therefore read only beside the Encounter they belong to.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from adapters.messages.fhir.bundles import Body
from adapters.messages.fhir.encounters import problem
from adapters.messages.fhir.values import (
    Coding,
    Element,
    all_words,
    codings,
    has_code,
    instant,
    number_of,
    words,
)
from adapters.messages.parsed import MOST_DIAGNOSES, MOST_EQUIPMENT
from adapters.validation import Problem
from domain.hospital import codes
from domain.hospital.discharge import (
    MOST_ALLERGIES,
    MOST_MEDICATIONS,
    Allergy,
    Diagnosis,
    EquipmentItem,
    Medication,
)
from domain.hospital.events import Appointment, AppointmentStatus
from domain.hospital.feed import Feed

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD_10 = (
    "http://hl7.org/fhir/sid/icd-10-cm",
    "http://hl7.org/fhir/sid/icd-10",
    "urn:oid:2.16.840.1.113883.6.90",
    "urn:oid:2.16.840.1.113883.6.3",
)
LISTED = (
    "AllergyIntolerance", "Condition", "DeviceRequest", "MedicationRequest", "MedicationStatement",
)  # fmt: skip
_OWNERS = ("patient", "encounter", "context", "subject")
"""Whose a line is. Somebody's allergies are their own, whichever stay they were noted in."""
_PAST = ("inactive", "resolved")
_UNTRUE = ("refuted", "entered-in-error")
_ORDERS = ("order", "plan", "original-order", "instance-order", "reflex-order", "filler-order")
_AT_DISCHARGE = {"discharge": codes.HOME}
_CATEGORIES = _AT_DISCHARGE | {
    "outpatient": codes.HOME,
    "community": codes.HOME,
    "inpatient": codes.WARD,
}
"""MedicationRequest.category: whether an order is for the way home. Silence says neither."""
_TAKEN = ("active", "unknown", "on-hold")
"""MedicationStatement.status of what the patient takes at home; stopped ones are not taken."""
_STANDS = ("active", "completed")
_ENDED = ("stopped", "cancelled", "on-hold", "entered-in-error")
"""MedicationRequest.status of what was to be taken home, and is not any more."""
_WANTED = ("active", "completed", "on-hold", "unknown")
"""DeviceRequest.status of what must stand in the home."""
APPOINTMENTS = {
    "booked": AppointmentStatus.BOOKED,
    "arrived": AppointmentStatus.BOOKED,
    "checked-in": AppointmentStatus.BOOKED,
    "fulfilled": AppointmentStatus.KEPT,
    "noshow": AppointmentStatus.MISSED,
    "cancelled": AppointmentStatus.CANCELLED,
    "entered-in-error": AppointmentStatus.CANCELLED,
}
"""The others (proposed, pending, waitlist) are wishes."""
_UNITS = {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month"}
_ONCE_EACH = {"day": "daily", "week": "weekly", "month": "monthly"}
_TIMES = {1: "once", 2: "twice", 3: "three times", 4: "four times"}


class Lists:
    """Reads what belongs to an encounter, or to its patient where no encounter is named."""

    def __init__(self, body: Body, feed: Feed, doubts: list[str], problems: list[Problem]) -> None:
        self._body = body
        self._feed = feed
        self._zone = ZoneInfo(feed.time_zone)
        self._doubts = doubts
        self._problems = problems

    def diagnoses(self, encounter: Element) -> tuple[Diagnosis, ...] | None:
        """Of the encounter, by Encounter.diagnosis or Condition.encounter; the principal one first.

        Without an ICD-10 code the sender's own code stands, all digits in SNOMED CT.
        """
        listed = [
            (one, found)
            for one in encounter.each("diagnosis")
            if (found := self._body.resolve(one.get("condition"), encounter))
        ]
        ranked = [found for _, found in sorted(listed, key=lambda pair: _rank(pair[0]))]
        known = {id(one.value) for one in ranked}
        principal = ranked[:1] if listed and any(_principal(one) for one, _ in listed) else []
        theirs = self._of_encounter("Condition", encounter)
        true = [
            one
            for one in ranked + [one for one in theirs if id(one.value) not in known]
            if not has_code(one.get("verificationStatus"), *_UNTRUE) and words(one.get("code"))
        ]
        kept = self._first(MOST_DIAGNOSES, "diagnoses", true)
        return tuple(_diagnosis(one, principal=one in principal) for one in kept) or None

    def at_discharge(self, encounter: Element) -> tuple[Medication, ...] | None:
        """The discharge prescriptions, as far as their category tells them from the ward's.

        Requests of the category "discharge", if there are any; else those of the encounter that are
        not of the category "inpatient". Requests that name no encounter count only as "discharge".
        """
        requests = [
            one
            for one in self._of_encounter("MedicationRequest", encounter, loose=True)
            if one.text("intent") in _ORDERS and one.true("doNotPerform") is not True
        ]
        own = self._feed.orders
        marked = [one for one in requests if _meant_for(one, own, _AT_DISCHARGE) == codes.HOME]
        if marked:
            return self._medications(marked, ("active", "completed"))
        plain = [
            one
            for one in requests
            if one.get("encounter") and _meant_for(one, own, _CATEGORIES) != codes.WARD
        ]
        return self._medications(plain, ("active",))

    def to_take_home(
        self, encounter: Element
    ) -> tuple[tuple[Medication, ...] | None, tuple[Medication, ...] | None]:
        """Orders of the encounter for the way home: what stands, and what was ended.

        Of orders that nobody knows what they are for a person must hear.
        """
        orders = []
        for one in self._of_encounter("MedicationRequest", encounter):
            if one.text("intent") not in _ORDERS or one.true("doNotPerform") is True:
                continue
            meant = _meant_for(one, self._feed.orders, _CATEGORIES)
            if meant is None:
                expected = "a category that says what the order is for"
                self._problems.append(problem(one.get("category"), expected))
            orders += [one] if meant == codes.HOME else []
        return self._medications(orders, _STANDS), self._medications(orders, _ENDED)

    def before_admission(
        self, encounter: Element, room: int = MOST_MEDICATIONS
    ) -> tuple[Medication, ...] | None:
        """What the patient took at home: MedicationStatement."""
        statements = self._of_encounter("MedicationStatement", encounter, loose=True)
        return self._medications(statements, _TAKEN, room)

    def _first(self, most: int, what: str, found: list[Element]) -> list[Element]:
        """As many as an account may list; the first one that is left out is named."""
        for one in found[most : most + 1]:
            self._doubts.append(f"{one.at}: expected at most {most} {what} of a stay")
        return found[:most]

    def _medications(
        self, found: list[Element], statuses: tuple[str, ...], room: int = MOST_MEDICATIONS
    ) -> tuple[Medication, ...] | None:
        read: list[Medication] = []
        counted = [one for one in found if one.text("status") in statuses]
        for one in self._first(room, "medications", counted):
            if medication := self._medication(one):
                read.append(medication)
            else:
                self._doubts.append(f"{one.at}.medication: expected a drug")
        return tuple(read) or None

    def _medication(self, one: Element) -> Medication | None:
        concept = one.get("medicationCodeableConcept")
        if not concept:
            drug = self._body.resolve(one.get("medicationReference"), one)
            display = one.text("medicationReference", "display")
            concept = drug.get("code") if drug else Element({"text": display}, "")
        name = words(concept)
        if not name:
            return None
        dosage = one.get(
            "dosageInstruction" if one.text("resourceType") == "MedicationRequest" else "dosage"
        ).first()
        dose, frequency = _dose(dosage), _frequency(dosage)
        if not dose and not frequency:
            frequency = dosage.text("text")
        rxcui = next((code.code for code in codings(concept) if code.system == RXNORM), "")
        return Medication(
            name=name,
            rxcui=rxcui or None,
            dose=dose or None,
            frequency=frequency or None,
            route=words(dosage.get("route")) or None,
        )

    def equipment(self, encounter: Element) -> tuple[EquipmentItem, ...] | None:
        """What must stand in the home: DeviceRequest."""
        items: list[EquipmentItem] = []
        requests = self._of_encounter("DeviceRequest", encounter, loose=True)
        wanted = [one for one in requests if one.text("status") in _WANTED]
        for one in self._first(MOST_EQUIPMENT, "items of equipment", wanted):
            device = self._body.resolve(one.get("codeReference"), one)
            named = words(one.get("codeCodeableConcept")) or one.text("codeReference", "display")
            if item := named or (words(device.get("type")) if device else ""):
                items.append(EquipmentItem(item=item, needed_by=self._needed_by(one)))
            else:
                self._doubts.append(f"{one.at}.code: expected a device")
        return tuple(items) or None

    def allergies(self, encounter: Element) -> tuple[Allergy, ...] | None:
        """What the patient should not be given: AllergyIntolerance, "no known allergies" too."""
        found = [
            one
            for one in self._of_encounter("AllergyIntolerance", encounter, loose=True)
            if not has_code(one.get("verificationStatus"), *_UNTRUE)
        ]
        true = [one for one in found if not has_code(one.get("clinicalStatus"), *_PAST)]
        read: dict[Allergy, None] = {}
        for one in self._first(MOST_ALLERGIES, "allergies", true):
            if said := _allergy(one):
                read[said] = None
            else:
                self._doubts.append(f"{one.at}.code: expected what they are allergic to")
        return tuple(read) if read or (found and not true) else None

    def _needed_by(self, request: Element) -> datetime | None:
        said = request.get("occurrenceDateTime") or request.get("occurrencePeriod", "start")
        at = instant(said, self._zone)
        if said and at is None:
            self._doubts.append(f"{said.at}: expected a date with its time")
        return at

    def appointment(self, one: Element) -> Appointment | None:
        """An Appointment as far as it is more than a wish; without an id there is none."""
        status = APPOINTMENTS.get(one.text("status"))
        own = one.text("id") or next((i.text("value") for i in one.each("identifier")), "")
        if status is None or not own:
            return None
        start = instant(one.get("start"), self._zone)
        if one.get("start") and start is None:
            self._doubts.append(f"{one.at}.start: expected a date with its time")
        return Appointment(id=own, status=status, starts_at=start)

    def _of_encounter(self, kind: str, encounter: Element, *, loose: bool = False) -> list[Element]:
        """Resources that name this encounter; `loose` adds those of its patient that name none."""
        subject = self._body.resolve(encounter.get("subject"), encounter)
        owners = [encounter, subject] if loose and subject else [encounter]
        return [one for owner in owners for one in self._owned.get((kind, id(owner.value)), [])]

    @cached_property
    def _owned(self) -> dict[tuple[str, int], list[Element]]:
        """Every listed resource by the encounter it names, else by its patient."""
        owned: dict[tuple[str, int], list[Element]] = {}
        for one in self._body.of(*LISTED):
            link = next(filter(None, (one.get(name) for name in _OWNERS)), Element(None, ""))
            if id(one.value) in self._body.alone:
                continue  # the whole list was asked for, and this line stands in it
            if owner := self._body.resolve(link):
                key = one.text("resourceType"), id(owner.value)
                owned.setdefault(key, []).append(one)
        return owned


def _meant_for(request: Element, own: Mapping[str, str], standard: Mapping[str, str]) -> str | None:
    """What an order is for, by the feed's words, then by the standard's; a blank one is "".

    Of several categories the one that says "home" counts.
    """
    said = [words for one in request.each("category") if (words := all_words(one))]
    found = [codes.meaning(words, own, standard) for words in said or [[""]]]
    return codes.HOME if codes.HOME in found else next(filter(None, found), None)


def _allergy(one: Element) -> Allergy | None:
    reactions = list(one.each("reaction"))
    what = words(one.get("code")) or next(
        (words(each.get("substance")) for each in reactions if each.get("substance")), ""
    )
    if not what:
        return None
    seen = (words(sign) for each in reactions for sign in each.each("manifestation"))
    high = "high risk" if one.text("criticality") == "high" else ""
    severe = (each.text("severity") for each in reactions)
    return Allergy(
        substance=what,
        reaction=", ".join(dict.fromkeys(filter(None, seen))),
        severity=", ".join(dict.fromkeys(filter(None, (*severe, high)))),
    )


def _rank(diagnosis: Element) -> tuple[bool, int]:
    rank = diagnosis.get("rank").value
    return not _principal(diagnosis), rank if type(rank) is int else 99


def _principal(diagnosis: Element) -> bool:
    """Ranked first among the discharge diagnoses, or first without a use."""
    use = diagnosis.get("use")
    return diagnosis.get("rank").value == 1 and (not use or has_code(use, "dd"))


def _diagnosis(condition: Element, *, principal: bool) -> Diagnosis:
    known = codings(condition.get("code"))
    icd = [one for one in known if one.system in ICD_10 and one.code]
    chosen = next(iter(icd + [one for one in known if one.code]), Coding("", "", ""))
    text = words(condition.get("code"))
    return Diagnosis(code=chosen.code or text, text=text, principal=principal)


def _dose(dosage: Element) -> str:
    amount = dosage.get("doseAndRate").first()
    quantity = amount.get("doseQuantity")
    if value := number_of(quantity.get("value")):
        return f"{value} {_unit(quantity)}".strip()
    low, high = amount.get("doseRange", "low"), amount.get("doseRange", "high")
    values = [text for text in (number_of(low.get("value")), number_of(high.get("value"))) if text]
    return f"{'-'.join(values)} {_unit(high) or _unit(low)}".strip() if values else ""


def _unit(quantity: Element) -> str:
    return quantity.text("unit") or quantity.text("code")


def _frequency(dosage: Element) -> str:
    """How often, in words; what the sender wrote itself goes before what can be put together."""
    timing = dosage.get("timing")
    said = words(timing.get("code")) or _repeat(timing.get("repeat"))
    if dosage.true("asNeededBoolean") or dosage.get("asNeededCodeableConcept"):
        return said if "needed" in said else f"{said} as needed".strip()
    return said


def _repeat(repeat: Element) -> str:
    count, period = repeat.get("frequency").value, number_of(repeat.get("period"))
    unit = _UNITS.get(repeat.text("periodUnit"), "")
    count = 1 if count is None else count
    if not period or not unit or type(count) is not int or count < 1:
        return ""
    every = unit if period == "1" else f"{period} {unit}s"
    if count == 1:
        return _ONCE_EACH.get(every, f"every {every}")
    times = _TIMES.get(count, f"{count} times")
    return f"{times} daily" if every == "day" else f"{times} every {every}"
