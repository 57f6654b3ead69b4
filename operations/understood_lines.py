"""What was understood of one stay, a line for each thing: its kind, its words, who said it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.clinical.age import age_unknown
from domain.clinical.medications import compare, names_from
from domain.episode.facts import Facts
from domain.episode.family.recipient import minor, recipient
from domain.episode.family.recorded_consent import newest
from domain.hospital import address
from domain.hospital.discharge import Caregiver, Discharge, Medication
from domain.hospital.disposition import route
from domain.hospital.languages import interpreter, language_name, texted_in
from domain.hospital.sources import CLASS, LEFT
from domain.hospital.stay import Stay
from domain.pathway import Role
from domain.permissions import Thing
from domain.protocol.must_know import must_know
from domain.time.phrasing import named_instant
from domain.words.phrasebook import worded
from operations.cards import allergies_in_words, difference_in_words, drug_line

Said = Mapping[str, tuple[int, ...]]
TO_BE_CALLED, NO_TEXTS = "to be called, never texted", "no text goes there"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was understood. `messages` are the inbox ids that say it, if any still do."""

    thing: Thing
    label: str
    words: str
    messages: tuple[int, ...] = ()


def lines_of(
    account: Discharge, stay: Stay | None, facts: Facts, said: Said, *, followed: bool
) -> Iterator[Line]:
    """Every line, whoever may see it. `stay` is the chart's, as long as that is kept.

    `followed`: an episode runs. Else nobody is texted or called, and a line says who would be.
    """

    def line(thing: Thing, label: str, words: str, *fields: str) -> Line:
        ids = {one for name in fields for one in said.get(name, ())}
        return Line(thing=thing, label=label, words=words, messages=tuple(sorted(ids)))

    gets = "gets the texts" if followed else "would get the texts of an episode"
    for parts, thing in (
        (_contact(account, facts, said, gets), Thing.CONTACT),
        (_when_and_where(account, stay), Thing.TIMES_AND_PLACES),
        (_clinical(account, facts, followed=followed), Thing.CLINICAL),
        (_drugs(account), Thing.DRUGS),
        (_doubts(account), Thing.OPERATIONS),
    ):
        yield from (line(thing, *part) for part in parts)


def _contact(account: Discharge, facts: Facts, said: Said, gets: str) -> Iterator[tuple[str, ...]]:
    patient = account.patient
    born = f"born {patient.birth_date}" if patient.birth_date else "birth date not said"
    yield "patient", f"{patient.name}, {born}", "given", "family", "birth_date"
    yield "record", f"{patient.mrn}, visit {account.encounter or 'not said'}"
    if patient.mobile:
        why = why_no_texts(facts)
        words = f"{NO_TEXTS}: {why}" if why else gets
        yield "mobile", f"{patient.mobile}: {words}", "mobile", "consent_to_text"
    if patient.phone:
        yield "phone", f"{patient.phone}: {TO_BE_CALLED}", "phone"
    if not (patient.mobile or patient.phone):
        yield "phone", "no number is known", "mobile", "phone"
    language = patient.language
    named = worded(language_name(language))
    told = named if said.get("language") else f"{named} (not said)"
    yield "language", "; ".join(filter(None, (told, worded(interpreter(language))))), "language"
    lives = worded(address.in_words(patient.address, patient.postal_code))
    yield "address", lives, "address", "postal_code"
    yield "zone", f"texts go by {facts.patient_zone}", "address", "postal_code"
    yield from _caregiver(patient.caregiver, facts, gets)


def _caregiver(caregiver: Caregiver | None, facts: Facts, gets: str) -> Iterator[tuple[str, ...]]:
    label = "guardian" if minor(facts) else "caregiver"
    if caregiver is None:
        yield label, "nobody is known", "caregiver"
        return
    may = "may be told" if caregiver.may_be_told else "nobody has said that they may be told"
    numbers = " and ".join(filter(None, (caregiver.mobile, caregiver.phone))) or "no number"
    texts = gets if recipient(facts) is Role.CAREGIVER else NO_TEXTS
    yield label, f"{caregiver.name}, {numbers}: {may}; {texts}", "caregiver"


def why_no_texts(facts: Facts) -> str:
    """Why the patient's mobile gets none; "" where it does, by the rule that episodes go by."""
    who, patient = recipient(facts), facts.discharge.patient
    if who is Role.PATIENT:
        return ""
    reasons = {
        "the caregiver gets them": who is Role.CAREGIVER,
        f"none is written in {worded(language_name(patient.language))}": not texted_in(
            patient.language
        ),
        "the patient is a child": minor(facts),
        "the hospital has no consent to texts": not patient.consent_to_text,
        "the birth date is not known, and nobody here has recorded a consent": (
            patient.consent_to_text
            and age_unknown(facts.discharge)
            and newest(facts, Role.PATIENT) is None
        ),
    }
    marked = [
        why.value.replace("_", " ") for role, why in facts.unreachable if role is Role.PATIENT
    ]
    return "; ".join([*(why for why, holds in reasons.items() if holds), *marked]) or "they said no"


def _when_and_where(account: Discharge, stay: Stay | None) -> Iterator[tuple[str, ...]]:
    zone = account.time_zone
    if stay is not None:
        yield "class", (stay.patient_class or "not said"), CLASS
    came = account.admitted_at or (stay.admitted_at if stay else None)
    yield "admitted", named_instant(came, zone) if came else "not said", "admitted_at"
    yield "left", _left(account, stay), LEFT
    went = account.disposition
    yield "went", f"{worded(route(went).reason)} ({went})" if went else "not said", "disposition"
    care = account.primary_care
    unknown = "none of the feed's clinics" if care.clinician else "not said"
    yield "clinic", care.clinic or unknown, "clinic"
    yield "clinician", care.clinician or "not said", "clinician"
    for one in account.equipment:
        by = f", by {named_instant(one.needed_by, zone)}" if one.needed_by else ""
        yield "equipment", f"{one.item}{by}{' (taken back)' if one.withdrawn else ''}", "equipment"
    rides = account.transport
    asked = (("to visits", rides.to_visits), ("home", rides.home), ("wheelchair", rides.wheelchair))
    if named := ", ".join(name for name, wanted in asked if wanted):
        yield "rides", named, "transport"


def _left(account: Discharge, stay: Stay | None) -> str:
    if stay is not None and not (stay.discharged_at or stay.expected_at):
        return "is not known to have left"
    when = named_instant(account.discharged_at, account.time_zone)
    return f"expected {when}" if account.expected else when


def _clinical(account: Discharge, facts: Facts, *, followed: bool) -> Iterator[tuple[str, ...]]:
    for one in account.diagnoses:
        principal = " (principal)" if one.principal else ""
        yield "diagnosis", f"{one.code} {one.text}{principal}", "diagnoses"
    if not account.diagnoses:
        yield "diagnosis", "none was sent", "diagnoses"
    yield "admission", account.admission_type or "type not said", "admission_type"
    before = (
        (account.ed_visits_6_months, "emergency visits in six months", "ed_visits_6_months"),
        (account.admissions_12_months, "admissions in twelve months", "admissions_12_months"),
    )
    for count, what, name in before:
        yield "before", f"{what}: {'not said' if count is None else count}", name
    for known in must_know(facts) if followed else ():
        yield "must know", worded(known)


def _drugs(account: Discharge) -> Iterator[tuple[str, ...]]:
    for words in allergies_in_words(account):
        yield "allergy", words, "allergies"
    lists = account.medications
    yield from _list("before admission", lists.before_admission, "before_admission")
    yield from _list("at discharge", lists.at_discharge, "at_discharge", "orders", "orders_ended")
    for each in compare(lists).differences:
        yield "difference", difference_in_words(each)
    yield "drug names", f"read with {worded(names_from(lists))}"


def _list(
    label: str, drugs: tuple[Medication, ...] | None, *fields: str
) -> Iterator[tuple[str, ...]]:
    if not drugs:
        yield label, "the list is missing" if drugs is None else "the list is empty", *fields
    for one in drugs or ():
        yield label, drug_line(one), *fields


def _doubts(account: Discharge) -> Iterator[tuple[str, ...]]:
    if account.unclear:
        yield "asked", worded(account.unclear)
    for one in account.doubts:
        held = "; until it is answered nobody is texted" if one.holds else ""
        yield "asked", f"{worded(one.reason)}{held}"
