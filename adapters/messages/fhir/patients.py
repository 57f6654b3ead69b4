"""Patient resources: who somebody is, how they are reached, who looks after them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from adapters.messages.fhir.bundles import Body
from adapters.messages.fhir.values import Element, all_words, codings, current, day, has_code, words
from adapters.reference.phone_numbers import OTHERS, Numbers, best
from domain.hospital import certainty, codes, next_of_kin
from domain.hospital.address import Address
from domain.hospital.discharge import Caregiver
from domain.hospital.events import Account
from domain.hospital.feed import Feed
from domain.hospital.identity import is_number
from domain.hospital.languages import OTHER, language_code
from domain.hospital.next_of_kin import Kin, is_child

NEVER_AN_MRN = {
    "systems": ("http://hl7.org/fhir/sid/us-ssn", "urn:oid:2.16.840.1.113883.4.1"),
    "types": ("ss", "sb", "dl", "ppn", "mb", "snbsn"),
}
"""Social security, licence, passport, insurance: not the hospital's own number for a patient."""
REPLACES = "replaces"
MERGES = (REPLACES, "replaced-by")
"""Patient.link.type: the A40 of FHIR."""
_NAMES = {"official": 0, "usual": 1, "": 2, "temp": 3, "nickname": 4, "maiden": 5, "old": 6,
          "anonymous": 7}  # fmt: skip
_OWN = 3
"""HumanName.use: what somebody is called by, the best first; beyond `_OWN` it is no name of theirs
to be called by. What is not here is as unspecified."""
_OF_A_CONTACT = "0131"
"""The table whose letters alone mean employers, insurers and agencies, by its number."""
_USES = {"mobile": 0, "home": 2, "temp": 3, "": 4}
"""Which number is tried first; a text to the place of work might be read by others."""
_SMS = 1
_EXTENSION = "/contactpoint-extension"
_A_TIME = re.compile(r"(?:19|2[01])\d\d(?:-|$)")
"""Of a death its year is enough."""
_DEATH = "deceased"
"""How its elements begin; of whatever else is sent there a person is asked."""


def mrn(patient: Element, feed: Feed) -> str | None:
    """The hospital's number for a patient: by the feed's systems, else type MR, else the first."""
    return number(list(patient.each("identifier")), feed, feed.fhir.patient_systems, "mr")


def number(
    identifiers: list[Element], feed: Feed, systems: tuple[str, ...], kind: str
) -> str | None:
    """Choose among identifiers by system in order, else by type, else the first that may be one.

    Where systems are agreed, an identifier of another system is nobody's number.
    """
    found = _chosen(identifiers, systems, kind)
    return feed.number(found) if found else None


def _chosen(identifiers: list[Element], systems: tuple[str, ...], kind: str) -> str | None:
    fit = [one for one in identifiers if is_number(one.text("value")) and not _private(one)]
    fit = [one for one in fit if one.text("use") != "old"]
    for system in systems:
        for one in fit:
            if one.text("system") == system:
                return one.text("value")
    if systems:
        return None
    typed = [one for one in fit if has_code(one.get("type"), kind)]
    return next((one.text("value") for one in typed + fit), None)


def _private(identifier: Element) -> bool:
    return identifier.text("system") in NEVER_AN_MRN["systems"] or has_code(
        identifier.get("type"), *NEVER_AN_MRN["types"]
    )


class People:
    """Reads the patients of one body for one facility; what could not be used goes to `doubts`."""

    def __init__(self, body: Body, feed: Feed, at: datetime, doubts: list[str]) -> None:
        self._body = body
        self._feed = feed
        self._at = at
        self._doubts = doubts
        self._mrns: dict[int, str | None] = {}  # a body may tell of a person's thousand stays
        self._accounts: dict[int, Account] = {}

    def mrn_of(self, reference: Element, inside: Element | None = None) -> str | None:
        """Whose a resource is: by the Patient that is here, else by the reference's identifier."""
        if patient := self.patient(reference, inside):
            own = id(patient.value)
            if own not in self._mrns:
                self._mrns[own] = mrn(patient, self._feed)
            return self._mrns[own]
        feed = self._feed
        return number(list(reference.each("identifier")), feed, feed.fhir.patient_systems, "mr")

    def patient(self, reference: Element, inside: Element | None = None) -> Element | None:
        """The Patient that a reference means, if it is here."""
        found = self._body.resolve(reference, inside)
        return found if found and found.text("resourceType") == "Patient" else None

    def account(self, patient: Element | None) -> Account:
        """What a Patient says of the person."""
        consent = True if self._feed.consent_on_file else None
        if patient is None:
            return Account(consent_to_text=consent)
        own = id(patient.value)
        if own not in self._accounts:
            self._accounts[own] = self._read(patient, consent=consent)
        return self._accounts[own]

    def death(self, patient: Element) -> Account | None:
        """Who they are, where a Patient tells that they died, or may have; else none."""
        said = self._death(patient)
        if not (said.get("died") or said.get("perhaps_died")):
            return None
        name = self._name(patient)
        given, family = _given(name) or None, _family(name) or None
        return Account(given=given, family=family, birth_date=self._born(patient), **said)

    def _read(self, patient: Element, *, consent: bool | None) -> Account:
        name, numbers = self._name(patient), self._numbers(patient, OTHERS)
        clinic, clinician = self._care(patient)
        return Account(
            given=_given(name) or None,
            family=_family(name) or None,
            birth_date=self._born(patient),
            mobile=numbers.mobile,
            phone=numbers.phone,
            language=self._language(patient),
            postal_code=self._postal_code(patient),
            address=self._address(patient),
            consent_to_text=consent,
            caregiver=self._caregiver(patient),
            clinic=clinic,
            clinician=clinician,
            **self._death(patient),
        )

    def _name(self, patient: Element) -> Element:
        """What they are called by; an alias, a maiden or an old name where no other is said."""
        names = [one for one in patient.each("name") if _given(one) or _family(one)]
        nobody = Element(None, f"{patient.at}.name")
        return min(names, key=self._how_good, default=nobody)

    def _how_good(self, name: Element) -> tuple[bool, bool, int]:
        """A name of their own goes before any other, and of those a whole one."""
        rank = _NAMES.get(name.text("use"), _NAMES[""])
        old = not current(name, self._at)
        return old or rank > _OWN, not (_given(name) and _family(name)), rank

    def _born(self, patient: Element) -> date | None:
        born = day(patient.get("birthDate"))
        if born is None and patient.get("birthDate"):
            self._doubt(patient.get("birthDate"), "a whole date")
        return born

    def _numbers(self, of: Element, not_theirs: str) -> Numbers:
        """The best of all; one at work is called, as others might read a text there."""
        telecoms = [one for one in of.each("telecom") if current(one, self._at)]
        telecoms = [one for one in telecoms if one.text("system") in ("phone", "sms")]
        own = [(_preference(one), _typed(one)) for one in telecoms if one.text("use") in _USES]
        work = [(0, _typed(one)) for one in telecoms if one.text("use") == "work"]
        country = self._feed.country
        found, there = (best(said, country, not_theirs=not_theirs) for said in (own, work))
        found = replace(found, phone=found.phone or there.phone or there.mobile)
        if found.mobile is None and telecoms:
            called = "a number that can be texted" if found.phone else "a telephone number"
            self._doubt(telecoms[0].get("value"), called)
        return found

    def _language(self, patient: Element) -> str | None:
        spoken = list(patient.each("communication"))
        spoken.sort(key=lambda one: one.true("preferred") is not True)
        said = spoken[0].get("language") if spoken else Element(None, "")
        written = all_words(said)
        if own := codes.meaning(written, self._feed.languages, {}):
            return None if own == codes.UNSAID else own
        found = language_code(written)
        if found == OTHER:
            self._doubt(said, "a language that somebody knows, such as en or es")
        return found

    def _address(self, patient: Element) -> Address | None:
        home = self._home(patient)
        if home is None:
            return None
        found = Address(
            street=_street(home),
            city=home.text("city"),
            state=home.text("state"),
            postal_code=home.text("postalCode"),
            country=home.text("country"),
        )
        return found if found.abroad else replace(found, country="")

    def _home(self, patient: Element) -> Element | None:
        """Where somebody lives: not where bills go, nor (if there is another) where post goes."""
        lived_in = [one for one in self._places(patient) if one.text("use") != "billing"]
        lived_in = [one for one in lived_in if _street(one) or one.text("city")]
        return min(lived_in, key=lambda one: one.text("type") == "postal", default=None)

    def _places(self, patient: Element) -> list[Element]:
        places = [one for one in patient.each("address") if current(one, self._at)]
        places.sort(key=lambda one: {"home": 0, "": 1}.get(one.text("use"), 2))
        return places

    def _postal_code(self, patient: Element) -> str | None:
        """The code of where they live; another only where no home is known."""
        home = self._home(patient)
        places = self._places(patient) if home is None else (home,)
        return next((code for one in places if (code := one.text("postalCode"))), None)

    def _death(self, patient: Element) -> dict[str, Any]:
        """Patient.deceased. What is neither yes nor no nor a time is a doubt: a person is asked."""
        when, said = patient.get("deceasedDateTime"), patient.get("deceasedBoolean")
        names = patient.value if isinstance(patient.value, dict) else {}
        others = (patient.get(one) for one in names if one.startswith(_DEATH))
        strange = next((one for one in others if one and one.at not in (when.at, said.at)), None)
        words = [str(said.value)] if isinstance(said.value, str | int) and said else []
        words = words or (["false"] if said.value is False else [])
        found = codes.meaning(words, self._feed.deaths, codes.DEATHS)
        told = found != codes.ALIVE and self._died_then(patient, when.text())
        if found == codes.DIED or told:
            return {"died": True}
        if when or strange or (said and found is None):
            self._doubt(when or strange or said, "true or false, or a time of death")
            return {"perhaps_died": True}
        return {"died": False} if found == codes.ALIVE else {}

    def _died_then(self, patient: Element, said: str) -> bool:
        """Whether it is a time, and may be that of a death."""
        if not _A_TIME.match(said):
            return False
        alive = (day(patient.get("birthDate")),)
        return certainty.can_have_died(said[: len("2026-11-26")], alive, self._at)

    def _caregiver(self, patient: Element) -> Caregiver | None:
        """The likeliest of the contacts; of a child its parent or guardian first."""
        known = [found for one in patient.each("contact") if (found := self._kin(one))]
        child = is_child(day(patient.get("birthDate")), self._at.date())
        return next_of_kin.caregiver(known, child=child)

    def _kin(self, contact: Element) -> Kin | None:
        """A contact who is a person. FHIR does not say whether they may be told."""
        name, related = contact.get("name"), list(contact.each("relationship"))
        spoken = name.text("text") or " ".join([*name.texts("given")[:1], name.text("family")])
        if not spoken.strip() or not current(contact, self._at):
            return None
        numbers = self._numbers(contact, "")
        systems = [code.system for one in related for code in codings(one)]
        found = next_of_kin.kin(
            Caregiver(name=spoken.strip(), mobile=numbers.mobile, phone=numbers.phone),
            (),
            self._feed.relationships,
            contact=any(not system or _OF_A_CONTACT in system for system in systems),
            beside=map(all_words, related),
        )
        if found and found.unread and related:
            self._doubt(contact.get("relationship"), "a relationship that somebody knows")
        return found

    def _care(self, patient: Element) -> tuple[str | None, str | None]:
        """The clinic, if the feed knows one of its names, and the usual clinician."""
        those = list(patient.each("generalPractitioner"))
        names = [list(self._names(one, patient)) for one in those]
        own = self._feed.clinics
        clinic = codes.clinic([name for each in names for name in each], own)
        said = (
            one
            for one, called in zip(those, names, strict=True)
            if codes.clinic(called, own) != codes.UNSAID
        )
        clinicians = (self._clinician(one, patient) for one in said)
        if those and clinic is None:
            self._doubt(patient.get("generalPractitioner"), "one of the feed's clinics")
        known = None if clinic == codes.UNSAID else clinic
        return known, next(filter(None, clinicians), None)

    def clinic(self, reference: Element, inside: Element | None = None) -> str | None:
        """The handle that the feed gives for a place or a clinician."""
        found = codes.clinic(self._names(reference, inside), self._feed.clinics)
        return None if found == codes.UNSAID else found

    def _names(self, reference: Element, inside: Element | None) -> Iterator[str]:
        """Everything by which somebody may be known, also of the practice that a role is in."""
        said = reference.text("reference")
        yield from (said, said.rpartition("/")[2], reference.text("display"))
        yield from (one.text("value") for one in reference.each("identifier"))
        found = self._body.resolve(reference, inside)
        if found is None:
            return
        yield from (one.text("value") for one in found.each("identifier"))
        yield _name_of(found)
        if found.text("resourceType") == "PractitionerRole":
            for part in ("organization", "practitioner"):
                link = found.get(part)
                yield from (link.text("reference").rpartition("/")[2], link.text("display"))
                if there := self._body.resolve(link):
                    yield _name_of(there)

    def _clinician(self, reference: Element, inside: Element) -> str:
        found = self._body.resolve(reference, inside)
        kind = found.text("resourceType") if found else reference.text("type")
        if kind == "Organization" or "Organization/" in reference.text("reference"):
            return ""
        if found and kind == "PractitionerRole" and not reference.text("display"):
            return self._clinician(found.get("practitioner"), inside)
        return reference.text("display") or (_name_of(found) if found else "")

    def _doubt(self, element: Element, expected: str) -> None:
        self._doubts.append(f"{element.at}: expected {expected}")


def _given(name: Element) -> str:
    return next(iter(name.texts("given")), "")


def _family(name: Element) -> str:
    """The family name; of a name that is only written out the whole: nobody guesses its parts."""
    return name.text("family") or ("" if name.texts("given") else name.text("text"))


def _street(address: Element) -> str:
    """All lines; where there are none the whole address as text, unless its town stands apart."""
    lines = ", ".join(address.texts("line"))
    return lines or ("" if address.text("city") else address.text("text"))


def _preference(telecom: Element) -> int:
    use = _USES[telecom.text("use")]
    return min(use, _SMS) if telecom.text("system") == "sms" else use


def _typed(telecom: Element) -> str:
    """The number as it was typed, with the extension of its own that FHIR has for it."""
    own = [one for one in telecom.each("extension") if one.text("url").endswith(_EXTENSION)]
    behind = "".join(f" ext {one.text('valueString')}" for one in own[:1])
    return f"{telecom.text('value')}{behind}"


def _name_of(resource: Element) -> str:
    """The name of a practitioner or a place."""
    if said := resource.text("name"):
        return said
    name = resource.get("name").first()
    whole = [*name.texts("prefix")[:1], *name.texts("given")[:1], name.text("family")]
    return name.text("text") or words(Element({"text": " ".join(whole)}, ""))
