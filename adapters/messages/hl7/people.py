"""What an ADT message says of a person: PID, PD1, ROL, NK1, AL1, IAM."""

from dataclasses import replace
from typing import Any

from adapters.messages.hl7 import syntax, values
from adapters.messages.hl7.allergies import allergies
from adapters.messages.hl7.reading import Reading
from adapters.messages.hl7.segments import DELETED, Repeat, Segment
from adapters.messages.hl7.syntax import Message
from adapters.messages.hl7.values import Moment
from adapters.reference.phone_numbers import Numbers
from domain.hospital import certainty, codes, next_of_kin
from domain.hospital.address import Address
from domain.hospital.discharge import Caregiver
from domain.hospital.events import Account
from domain.hospital.feed import Feed
from domain.hospital.languages import OTHER, language_code
from domain.hospital.next_of_kin import Kin, is_child
from domain.normalize import plain

_HEAD = ("MSH", "EVN")
_LIVES = {"H": 0, "": 1, "L": 1, "P": 1, "RH": 1, "C": 2, "TM": 2, "V": 2, "M": 3}
"""Table 0190: where to look for a patient first. A mailing address is the last that helps."""


def of_the_person(reading: Reading) -> dict[str, Any]:
    """The fields of an `Account` that hold for the person."""
    given, family = _name(reading)
    numbers = _numbers(reading)
    return {
        "given": given,
        "family": family,
        "birth_date": _birth_date(reading),
        "mobile": numbers.mobile,
        "phone": numbers.phone,
        "language": _language(reading),
        "postal_code": _postal_code(reading),
        "address": _address(reading),
        **_death(reading),
        "caregiver": _caregiver(reading),
        **allergies(reading),
        "clinic": _clinic(reading),
        "clinician": _clinician(reading),
        "consent_to_text": True if reading.feed.consent_on_file else None,
    }


def deaths(message: Message, feed: Feed, doubts: list[str]) -> dict[str, Account]:
    """By the patient's number all of whom a PID tells that they died, or may have.

    Whatever the message is about. What of such a PID could not be read is added to `doubts`.
    """
    found: dict[str, Account] = {}
    for group in message.groups("PID"):
        reading = Reading(headed(group, message), feed)
        number, account = syntax.mrn(group, feed), _of_the_death(reading)
        if number and account and number not in found:
            found[number] = account
            doubts += [one for one in reading.doubts if one not in doubts]
    return found


def headed(group: Message, message: Message) -> Message:
    """A group of a message, with the segments that say when all of it was told."""
    head = (segment.line for name in _HEAD if (segment := message.segment(name)))
    return Message((*head, *group.lines), group.delimiters)


def _of_the_death(reading: Reading) -> Account | None:
    """Who they are of whom PID-29 or PID-30 tells a death, or may; nothing else is looked at."""
    said: dict[str, Any] = _death(reading)
    if not (said.get("died") or said.get("perhaps_died")):
        return None
    given, family = _name(reading)
    return Account(given=given, family=family, birth_date=_birth_date(reading), **said)


_KIN_PHONES = (5, 6, 31, 40, 41)
"""NK1: their numbers, at home and at work, and those of older and newer versions."""
_NUMBER = (1, 7, 12)
_PRIMARY_CARE = {
    "pp", "pcp", "fhcp", "primary care provider", "primary care physician", "primary care",
    "primary care practitioner", "primary care doctor", "primary provider", "primary physician",
    "family health care professional", "family physician", "general practitioner",
}  # fmt: skip
"""ROL-3 (table 0443), as a code or in words."""
_NAMES = {"L": 0, "D": 1, "": 1, "R": 1, "U": 2, "B": 2, "C": 2, "I": 2, "NAV": 2, "N": 4, "A": 4,
          "M": 5, "S": 6, "T": 6, "K": 7, "P": 7}  # fmt: skip
"""XPN.7 (table 0200): what somebody is called by, the best first. A maiden name or an alias only
where no other is said, a partner's or a business's last. What is not here is as unspecified."""


def _name(reading: Reading) -> tuple[str | None, str | None]:
    """PID-5, else PID-9. One name is enough: many have no other, and newborns none of their own."""
    names = [*reading.written("PID-5", "given", "family")]
    names = [one for one in names if _family(one) or _part(one, 2)] or [
        one for one in reading.written("PID-9") if _family(one) or _part(one, 2)
    ]
    best = min(names, key=_how_good, default=None)
    if best is None:
        return None, None
    gone = (name for part, name in ((1, "family"), (2, "given")) if best.get(part) == DELETED)
    reading.deleted.update(gone)
    return _part(best, 2) or None, _family(best) or None


def _family(name: Repeat) -> str:
    said = values.family(name)
    return "" if said == DELETED else said


def _how_good(name: Repeat) -> tuple[bool, bool, int]:
    """A name of their own goes before any other, and of those a whole one."""
    rank = _NAMES.get(name.get(7).upper(), _NAMES["U"])
    return rank > 1, not (_family(name) and _part(name, 2)), rank


def _birth_date(reading: Reading) -> Any:
    if not (text := reading.said("PID-7", "birth_date")):
        return None
    if not (born := values.day(text)):
        reading.doubt("PID-7", "no date that can be read")
    return born


def _numbers(reading: Reading) -> Numbers:
    """The best of all repetitions of all fields that the feed names."""
    fields = reading.feed.hl7.phone_fields
    written = [one for path in fields for one in reading.written(path)]
    said = [one.standing() for one in written if not _taken_away(one)]
    said = [one for one in said if one.text.strip(one.delimiters.component)]
    gone = any(map(reading.gone, fields)) or any(map(_taken_away, written))
    found = values.telephone(said, reading.feed.country)
    if found.phone and not found.mobile:
        reading.doubt(fields[0], "only a number that can be called and not texted")
    elif said and not found.mobile:
        reading.doubt(fields[0], "no telephone number that can be read")
    elif not said and gone:
        reading.deleted |= {"mobile", "phone"}
    return found


def _taken_away(number: Repeat) -> bool:
    """Whether the parts of an XTN that may say a number say none, and one of them is deleted."""
    said = {number.get(part) for part in _NUMBER} - {""}
    return said == {DELETED}


def _language(reading: Reading) -> str | None:
    """PID-15 by the hospital's words, then as languages are written everywhere."""
    said = values.coded_words(reading.repeats("PID-15", "language"))
    if own := codes.meaning(said, reading.feed.languages, {}):
        return None if own == codes.UNSAID else own
    found = language_code(said)
    if found == OTHER:
        reading.doubt("PID-15", "a language that nobody knows")
    return found


def _postal_code(reading: Reading) -> str | None:
    """The code of where they live; of an office only where no home is known, never beside one."""
    home = _home(reading, "postal_code")
    others = [one for one in reading.written("PID-11", "postal_code") if one.get(5)]
    best = home or min(others, key=lambda one: _LIVES.get(one.get(7).upper(), 4), default=None)
    code = best.get(5) if best else reading.message.get("PID-11.5")
    if code == DELETED:
        reading.deleted.add("postal_code")
        return None
    return code or None


def _address(reading: Reading) -> Address | None:
    home = _home(reading, "address")
    if home is None:
        return None
    found = Address(
        street=", ".join(filter(None, (_street(home), _part(home, 2)))),
        city=_part(home, 3),
        state=_part(home, 4),
        postal_code=_part(home, 5),
        country=_part(home, 6),
    )
    return found if found.abroad else replace(found, country="")


def _home(reading: Reading, name: str) -> Repeat | None:
    """The first place of PID-11 where somebody lives: no office, and none that proved wrong."""
    places = [one for one in reading.written("PID-11", name) if one.get(7).upper() in _LIVES]
    places = [one for one in places if _street(one) or _part(one, 3)]
    return min(places, key=lambda one: _LIVES[one.get(7).upper()], default=None)


def _street(place: Repeat) -> str:
    """The first part, or (as XAD has it too) a house number and a street of their own."""
    return _part(place, 1) or " ".join(filter(None, (place.get(1, 3), place.get(1, 2))))


def _part(place: Repeat, number: int) -> str:
    said = place.get(number)
    return "" if said == DELETED else said


def _death(reading: Reading) -> dict[str, bool | None]:
    """PID-30, or a time in PID-29 alone. A "not dead" alone corrects what was told by mistake.

    What nobody understands, or what contradicts itself, is neither: a person is asked.
    """
    reading.said("PID-30", "died")
    told = bool(reading.said("PID-29", "died"))
    words = reading.words("PID-30")
    word = codes.meaning(words, reading.feed.deaths, {}) if words else codes.UNSAID
    word = word or codes.meaning(words[:1], {}, codes.DEATHS)
    if word is None:
        reading.doubt("PID-30", "a word on a death that nobody knows")
    when = _died_at(reading) if told else None
    if word == codes.DIED:
        return {"died": True}
    if word is None or (told and when is None):
        return {"perhaps_died": True}
    if word == codes.ALIVE and when:
        reading.doubt("PID-30", "not dead, beside a time of death")
        return {"perhaps_died": True}
    return {"died": True if when else False if word == codes.ALIVE else None}


def _died_at(reading: Reading) -> Moment | None:
    """PID-29; none where it cannot be the time of a death."""
    said = reading.moment("PID-29")
    if said is None:
        return None
    sent = reading.moment("MSH-7") or reading.moment("EVN-2") or said
    admitted = reading.moment("PV1-44")
    alive = (values.day(reading.message.get("PID-7")), admitted.at.date() if admitted else None)
    if certainty.can_have_died(said.at.date().isoformat(), alive, sent.at):
        return said
    reading.doubt("PID-29", "a time of death that cannot be")
    return None


def _caregiver(reading: Reading) -> Caregiver | None:
    """The likeliest of the next of kin; of a child its parent or guardian first."""
    segments, known = reading.message.segments("NK1"), kin_in(reading)
    if any(one.unread for one in known):
        reading.doubt("NK1-3", "a relationship that nobody knows")
    if segments and all(one.deleted(2) for one in segments):
        reading.deleted.add("caregiver")
    sent, born = reading.moment("MSH-7"), values.day(reading.message.get("PID-7"))
    child = sent is not None and is_child(born, sent.at.date())
    return next_of_kin.caregiver(known, child=child)


def kin_in(reading: Reading) -> list[Kin]:
    """Everybody of NK1 who is no stranger, in their order, with how they relate."""
    segments = reading.message.segments("NK1")
    return [found for one in segments if (found := _kin(reading, one))]


def _kin(reading: Reading, segment: Segment) -> Kin | None:
    name = values.person(segment.repeat(2).standing())
    if not name:
        return None
    related = values.coded_words(one.standing() for one in segment.repeats(3))
    roles = values.coded_words(one.standing() for one in segment.repeats(7))
    phones = [one.standing() for field in _KIN_PHONES for one in segment.repeats(field)]
    phones = [one for one in phones if one.text.strip(one.delimiters.component)]
    numbers = values.telephone(phones, reading.feed.country, not_theirs="")
    if phones and numbers == Numbers():
        reading.doubt("NK1-5", "no telephone number that can be read")
    who = Caregiver(name=name, mobile=numbers.mobile, phone=numbers.phone)
    own = reading.feed.relationships
    by_role = next_of_kin.kin(who, roles, own, contact=True)
    if not related or codes.meaning(related, own, {}) == codes.UNSAID:
        return by_role
    in_words = [one for one in roles if len(one) > 1 or codes.meaning([one], own, {})]
    found = next_of_kin.kin(who, related, own, contact=False, beside=[in_words])
    return None if by_role is None and found and found.unread else found


def _clinic(reading: Reading) -> str | None:
    """By the practice, then by who works there; a clinician of no clinic stands on the card."""
    practices = values.words(reading.repeats("PD1-3", "clinic"), (1, 3, 10))
    roles = _primary_care_roles(reading)
    theirs = [text for role in roles for text in values.words(role.repeats(13), (1, 3, 10))]
    doctors = [*reading.repeats("PD1-4"), *(one for role in roles for one in role.repeats(4))]
    named = [name for one in doctors for name in values.names_of(one)]
    found = codes.clinic([*practices, *theirs, *named], reading.feed.clinics)
    if found is None and practices:
        reading.doubt("PD1-3", "a practice that is none of the feed's clinics")
    elif found is None and (theirs or named):
        place = "PD1-4" if reading.repeats("PD1-4") else "ROL-4"
        reading.doubt(place, "a clinician of none of the feed's clinics")
    return None if found == codes.UNSAID else found


def _clinician(reading: Reading) -> str | None:
    """The first by name; one whom the feed says to be nobody (`unsaid`) is as a blank."""
    doctors = [*reading.repeats("PD1-4", "clinician")]
    doctors += [one for role in _primary_care_roles(reading) for one in role.repeats(4)]
    own = reading.feed.clinics
    said = (one for one in doctors if codes.clinic(values.names_of(one), own) != codes.UNSAID)
    return next((name for one in said if (name := values.person(one, start=2))), None)


def _primary_care_roles(reading: Reading) -> list[Segment]:
    roles = reading.message.segments("ROL")
    said = [(role, values.coded_words(role.repeats(3)[:1])) for role in roles]
    return [role for role, words in said if _PRIMARY_CARE & {plain(word) for word in words}]
