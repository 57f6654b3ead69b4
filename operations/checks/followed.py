"""What was understood of somebody who is followed, so far as it may stand in a report of a day.

Of names initials stand there, of numbers the last signs.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from adapters.encryption import Tokens
from adapters.messages.hl7 import people, syntax
from adapters.messages.hl7.reading import Reading
from adapters.reference.holidays import calendar_for
from adapters.reference.postal_codes import zone_of
from adapters.validation import Refused
from domain.clinical.outlining import outline_of
from domain.episode.facts import Facts
from domain.episode.family.recipient import recipient
from domain.hospital.discharge import Caregiver, Discharge
from domain.hospital.events import Appointment, AppointmentStatus
from domain.hospital.feed import Feed
from domain.hospital.languages import interpreter, language_name
from domain.pathway import Pathway, Role
from domain.protocol.opening import opening
from domain.time.phrasing import named_instant
from domain.words.phrasebook import worded
from operations.found_files import Piece
from operations.understood_lines import NO_TEXTS, TO_BE_CALLED, why_no_texts
from store.arrivals import Format

_ENDS = 2
_NOT_SAID = "relation not known here"
GETS_TEXTS = "gets the texts"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing that was understood: what it is, and its words."""

    label: str
    words: str


def told_of(  # noqa: PLR0913 - all that is known of one stay, in one readable call
    account: Discharge,
    appointments: Sequence[Appointment],
    pieces: Sequence[Piece],
    *,
    feed: Feed,
    pathway: Pathway,
    tokens: Tokens,
    now: datetime,
) -> tuple[Told, ...]:
    """Whom texts reach, in which language, who helps, and what the first days go by.

    `pieces` are the messages of this person: how the caregiver relates stands in them alone.
    """
    zone = zone_of(account.patient, account.time_zone)
    outline = outline_of(account, 0, tokens, urgent_items=pathway.equipment.urgent_items)
    facts = opening(outline, pathway, calendar_for(account, pathway), now, zone)
    found = (
        *_phones(account, facts),
        _language(account),
        _caregiver(account.patient.caregiver, facts, pieces, feed),
        _clinic(account),
        _list(account),
        *_visits(appointments, account.time_zone),
    )
    return tuple(Told(label=label, words=words) for label, words in found)


def _phones(account: Discharge, facts: Facts) -> Iterator[tuple[str, str]]:
    patient = account.patient
    if patient.mobile:
        why = why_no_texts(facts)
        yield "mobile", f"{ending(patient.mobile)} {f'{NO_TEXTS}: {why}' if why else GETS_TEXTS}"
    if patient.phone:
        yield "phone", f"{ending(patient.phone)} {TO_BE_CALLED}"
    if not (patient.mobile or patient.phone):
        yield "phone", "no number is known"


def _language(account: Discharge) -> tuple[str, str]:
    said = account.patient.language
    words = (worded(language_name(said)), worded(interpreter(said)))
    return "language", "; ".join(filter(None, words))


def _caregiver(
    known: Caregiver | None, facts: Facts, pieces: Sequence[Piece], feed: Feed
) -> tuple[str, str]:
    if known is None:
        return "caregiver", "nobody is known"
    numbers = [ending(one) for one in (known.mobile, known.phone) if one] or ["no number"]
    initials = "".join(f"{part[0]}." for part in known.name.split())
    texts = GETS_TEXTS if recipient(facts) is Role.CAREGIVER else NO_TEXTS
    related = _relation(known, pieces, feed)
    return "caregiver", f"{initials} {' '.join(numbers)}, {related}: {texts}"


def _relation(known: Caregiver, pieces: Sequence[Piece], feed: Feed) -> str:
    """How the newest message that names them says that they relate."""
    for piece in reversed(pieces):
        arrival = piece.arrival
        if arrival is None or arrival.format is not Format.HL7:
            continue
        with suppress(Refused):
            reading = Reading(syntax.parse(arrival.body), feed)
            found = (one for one in people.kin_in(reading) if one.who == known)
            if one := next(found, None):
                related = dict.fromkeys(filter(None, one.relationships))
                return " and ".join(related).replace("_", " ") or _NOT_SAID
    return _NOT_SAID


def _clinic(account: Discharge) -> tuple[str, str]:
    care = account.primary_care
    return "clinic", care.clinic or ("none of the feed's" if care.clinician else "not said")


def _list(account: Discharge) -> tuple[str, str]:
    drugs = account.medications.at_discharge
    if drugs is None:
        return "list at discharge", "missing"
    return "list at discharge", f"{len(drugs)} {'line' if len(drugs) == 1 else 'lines'}"


def _visits(appointments: Sequence[Appointment], zone: str) -> Iterator[tuple[str, str]]:
    booked = [
        (one.starts_at, one.clinic)
        for one in appointments
        if one.status is AppointmentStatus.BOOKED and one.starts_at and one.clinic
    ]
    for at, clinic in sorted(booked):
        yield "visit", f"{clinic}, {named_instant(at, zone)}"
    if not booked:
        yield "visit", "none is booked"


def ending(number: str) -> str:
    """The last signs of a number (of a telephone before its extension): its owner knows it."""
    return f"..{number.partition(';')[0][-_ENDS:]}"
