"""HL7 v2 messages as hospital events: which trigger says what, and what it must hold.

    Parsed    with events, or with the reason why there are none
    Refused   at a place of the message: "MSH", "PID", "PID-3", "PV1-19", "MRG-1", "SCH-2" …

Only what is understood becomes an event. A merge or a move may become several.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters.messages.hl7 import accounts, medications, people, syntax, triggers, values
from adapters.messages.hl7.hearing import Hearing
from adapters.messages.hl7.reading import Reading
from adapters.messages.hl7.stay_times import discharged_at, exactly
from adapters.messages.hl7.syntax import Message, refused
from adapters.messages.parsed import Parsed, places
from adapters.messages.records_apart import RECORDS, UNMERGED
from adapters.validation import Refused
from domain.hospital import codes
from domain.hospital.discharge import MOST_MEDICATIONS, Medication
from domain.hospital.events import A_DAY, Account, Appointment, AppointmentStatus, EventKind
from domain.hospital.feed import Feed

_VISIT_NEEDED = {"A04", "A16", "A25"}
_ASKED_WITHOUT_VISIT = {"A01", "A06", "A23"}
"""Of whom they are is known: it is asked whether somebody is in hospital, or was never."""
_OF_THE_END = {EventKind.DISCHARGED, EventKind.UPDATED}
_APPOINTMENT_TIMES = ("TQ1-7", "SCH-11.4", "AIS-4", "AIL-6", "AIP-6", "AIG-8")
_EXPECTED_TIMES = ("PV2-9", "PV1-45", "EVN-6", "EVN-2")
_PLACES = (("AIL", 3), ("AIP", 3))


def read(text: str, feed: Feed, received_at: datetime) -> Parsed:
    """What one message says. Future times are kept: the domain judges them. Raises Refused.

    A death that any PID tells is heard, whatever else comes of the message, unless it is a test's.
    """
    message = syntax.parse(text)
    label = syntax.label(message)
    if label.processing_id and label.processing_id not in feed.hl7.processing_ids:
        return Parsed(ignored=f"MSH-11: processing id {label.processing_id} is not taken here")
    tests = feed.hl7.test_numbers
    if tests and syntax.mrn(message, feed) in {feed.number(one) for one in tests}:
        return Parsed(ignored="PID-3: a test patient, by the feed")
    hearing = Hearing(Reading(message, feed), label, received_at)
    try:
        heard = _read(hearing)
    except Refused as refusal:
        heard = Parsed(for_a_person=places(refusal), missing=tuple(refusal.problems), always=True)
        if not (beside := hearing.deaths(heard)):
            raise
        heard = replace(heard, records=tuple(one.mrn for one in beside))
    else:
        beside = hearing.deaths(heard)
    if not beside:
        return heard
    doubts = tuple(dict.fromkeys((*heard.doubts, *hearing.reading.doubts)))
    return replace(heard, events=(*heard.events, *beside), ignored="", doubts=doubts)


def _read(hearing: Hearing) -> Parsed:
    """What a message says by its kind and event. Raises Refused."""
    structure = hearing.label.structure
    if not structure:
        found = hearing.message.raw("MSH-9")
        raise refused("MSH-9", found, "a message type and event, such as ADT^A03")
    reader = READERS.get(structure[:3])
    return reader(hearing) if reader else hearing.ignored("no kind of message that is read here")


def _adt(hearing: Hearing) -> Parsed:
    if why := RECORDS.get(hearing.trigger):
        unmerged = hearing.trigger == UNMERGED
        return Parsed(for_a_person=why, records=_records(hearing), always=unmerged)
    kind = triggers.ADT.get(hearing.trigger)
    match kind:
        case None:
            return hearing.ignored(
                triggers.WHY_NOTHING.get(hearing.trigger, "changes nothing here")
            )
        case EventKind.MERGED:
            return _merged(hearing)
        case EventKind.MOVED:
            return _moved(hearing)
        case _:
            return _happened(hearing, kind)


def _happened(hearing: Hearing, kind: EventKind) -> Parsed:
    """One event of one stay, or of a person."""
    reading, mrn = hearing.reading, hearing.mrn()
    needed = hearing.trigger in _VISIT_NEEDED
    encounter = hearing.encounter_needed() if needed else hearing.encounter()
    said = {**people.of_the_person(reading), **accounts.of_the_stay(reading)}
    if kind in _OF_THE_END:
        said["disposition"] = accounts.disposition(reading)
        said["discharged_at"], encounter = _left(hearing, kind, encounter)
    if kind is EventKind.DISCHARGE_EXPECTED:
        said["expected_at"] = _expected_at(hearing)
    happened, by_day = hearing.time_of("EVN-6"), None
    if kind is EventKind.DISCHARGED:
        happened = said["discharged_at"]
    if kind is EventKind.ADMITTED:
        said["admitted_at"] = exactly(reading, "PV1-44")
        happened = exactly(reading, "EVN-6")
        by_day = None if happened else _on_its_day(hearing, "PV1-44")
    if encounter is None and hearing.trigger in _ASKED_WITHOUT_VISIT:
        _lacks_its_visit(hearing)
    event = hearing.event(
        kind,
        mrn=mrn,
        encounter=encounter,
        happened_at=happened or by_day,
        by_day=by_day is not None,
        patient_class=accounts.patient_class(reading),
        account=Account(
            **said, deleted=frozenset(n for n in reading.deleted if said.get(n) is None)
        ),
    )
    return hearing.heard(event)


def _left(
    hearing: Hearing, kind: EventKind, encounter: str | None
) -> tuple[datetime | None, str | None]:
    """When they left, and which stay. A discharge that lacks one of them asks, from that day on.

    Its sender may be told what is missing.
    """
    ends, at = kind is EventKind.DISCHARGED, None
    try:
        at = discharged_at(hearing.reading, ends=ends)
    except Refused as refused:
        hearing.lacks(refused.problems)
    if encounter is None and ends:
        _lacks_its_visit(hearing)
    return at, encounter


def _lacks_its_visit(hearing: Hearing) -> None:
    try:
        hearing.encounter_needed()
    except Refused as refused:
        hearing.lacks(refused.problems)


def _on_its_day(hearing: Hearing, path: str) -> datetime | None:
    """Of a date alone, once it is over, its last minute: so it lies before any later day."""
    said = hearing.reading.moment(path)
    if said is None or said.exact:
        return None
    end = said.at + A_DAY
    return end if end < hearing.recorded_at() else None


def _expected_at(hearing: Hearing) -> datetime | None:
    said = (hearing.time_of(path) for path in _EXPECTED_TIMES)
    found = next((at for at in said if at), None)
    if found is None:
        hearing.reading.doubt("PV2-9", "not said when the discharge is expected")
    return found


def _merged(hearing: Hearing) -> Parsed:
    """One event for each pair: the PID survives, the MRG after it is no more."""
    pairs = [(group, (group,)) for group in hearing.message.groups("PID")]
    return _identities(hearing, EventKind.MERGED, pairs)


def _records(hearing: Hearing) -> tuple[str, ...]:
    """The numbers of everybody whom a message names, in its order: each PID, each MRG."""
    first, feed = hearing.mrn(), hearing.reading.feed
    now = [syntax.mrn(group, feed) for group in hearing.message.groups("PID")]
    before = [
        syntax.identifier(group.repeats("MRG-1"), feed) for group in hearing.message.groups("MRG")
    ]
    return tuple(dict.fromkeys(filter(None, (first, *now, *before))))


def _moved(hearing: Hearing) -> Parsed:
    """One event for each stay that moves to the PID before it."""
    people = hearing.message.groups("PID")
    if len(people) == 1:
        people = (hearing.message,)
    pairs = [(person, person.groups("MRG")) for person in people]
    return _identities(hearing, EventKind.MOVED, pairs)


def _identities(
    hearing: Hearing, kind: EventKind, pairs: Sequence[tuple[Message, Sequence[Message]]]
) -> Parsed:
    """What becomes of two numbers, and who they are now; nothing, when they are the same."""
    hearing.mrn()
    if not hearing.message.segment("MRG"):
        raise refused("MRG", "", "an MRG segment")
    if len(hearing.message.segments("MRG")) == syntax.MOST_OF_ONE_NAME:
        raise refused("MRG", "more", f"less than {syntax.MOST_OF_ONE_NAME} of them")
    events = []
    for now, befores in pairs:
        mrn, account = syntax.mrn(now, hearing.reading.feed), _of_the_person(hearing, now)
        for before in befores:
            other = syntax.identifier(before.repeats("MRG-1"), hearing.reading.feed)
            if not mrn or not other:
                found = before.raw("MRG-1")
                raise refused("MRG-1", found, "the number that the patient had before")
            stay = _stay_of(hearing, now, before) if kind is EventKind.MOVED else None
            if mrn != other:
                more: dict[str, Any] = {"other_mrn": other, "encounter": stay, "account": account}
                events.append(hearing.event(kind, mrn=mrn, **more))
    return hearing.heard(*events) if events else hearing.ignored("both numbers are the same")


def _of_the_person(hearing: Hearing, group: Message) -> Account:
    """Who the numbers belong to now, by the PID of their group; nothing is deleted by it."""
    group, whole = people.headed(group, hearing.message), hearing.reading
    reading = Reading(group, whole.feed, whole.doubts, sender=whole.sender)
    return Account(**people.of_the_person(reading))


def _stay_of(hearing: Hearing, person: Message, group: Message) -> str:
    """The feed's visit fields in the group of the MRG, MRG-5, the visit fields at all, MRG-3."""
    feed = hearing.reading.feed
    numbers = (
        hearing.visit_in(group),
        syntax.number(group.get("MRG-5"), feed),
        hearing.visit_in(person),
        syntax.number(group.get("MRG-3"), feed),
    )
    found = next(filter(None, numbers), None)
    if not found:
        raise refused("PV1-19", "", "the number of the visit that moves")
    return found


def _appointment(hearing: Hearing) -> Parsed:
    """An appointment of a person. Its own visit number and its demographics are left alone."""
    if hearing.trigger not in triggers.SIU:
        return hearing.ignored("changes no appointment here")
    status = triggers.SIU[hearing.trigger]
    if status is AppointmentStatus.BOOKED:
        own = hearing.reading.feed.appointments
        said = hearing.reading.meaning("SCH-25", "a status", own, codes.APPOINTMENTS)
        if said == codes.PENDING:
            return hearing.ignored("asked for and not booked yet")
        status = AppointmentStatus(said) if said and said != codes.UNSAID else status
    number = next((n for path in ("SCH-2", "SCH-1") if (n := hearing.reading.said(path))), None)
    if number is None:
        hearing.mrn()
        raise refused("SCH-2", "", "the number of the appointment")
    starts = next((at for path in _APPOINTMENT_TIMES if (at := hearing.time_of(path))), None)
    if starts is None and status is AppointmentStatus.BOOKED:
        hearing.reading.doubt("SCH-11", "not said when the appointment is")
    clinic = _clinic(hearing)
    appointment = Appointment(id=number, status=status, starts_at=starts, clinic=clinic)
    return hearing.heard(hearing.event(EventKind.APPOINTMENT, appointment=appointment))


def _clinic(hearing: Hearing) -> str | None:
    """The clinic by any part of a location or a person, or by the name as it is read out."""
    repeats = [
        repeat
        for name, number in _PLACES
        for segment in hearing.message.segments(name)
        for repeat in segment.repeats(number)
    ]
    named = [name for one in repeats for name in values.names_of(one)]
    said = [*values.words(repeats, range(1, 12)), *named]
    found = codes.clinic(said, hearing.reading.feed.clinics)
    place = next((name for name, _ in _PLACES if hearing.message.segments(name)), "")
    if found is None and any(said):
        hearing.reading.doubt(f"{place}-3", "none of the feed's clinics: no visit of ours")
    return None if found == codes.UNSAID else found


def _order(hearing: Hearing) -> Parsed:
    """A discharge prescription: the list holds what this message holds, and nothing of its PID."""
    if hearing.label.structure[:7] not in triggers.ORDERS:
        return hearing.ignored("no order that is read here")
    if hearing.label.structure == "ORM^O01" and not medications.holds_drugs(hearing.message):
        return hearing.ignored("no order of a drug")
    orders = medications.to_take_home(hearing.reading)
    read_any = orders.stand or orders.ended
    if not read_any and hearing.reading.doubts:
        doubts = tuple(hearing.reading.doubts)
        why, records = "; ".join(doubts), (hearing.mrn(),)
        return Parsed(for_a_person=why, records=records, always=True, doubts=doubts)
    if not read_any:
        places = " or ".join(hearing.reading.feed.hl7.order_fields) or "the feed's words"
        return hearing.ignored(f"no order to take home, by {places}")
    return replace(_list(hearing, orders.stand, orders.ended), aside=orders.unread)


def _document(hearing: Hearing) -> Parsed:
    if hearing.trigger not in triggers.DOCUMENTS:
        return hearing.ignored("no document that is read here")
    lines = medications.listed(hearing.reading)
    return _list(hearing, lines) if lines else hearing.ignored("no medication list in it")


def _list(
    hearing: Hearing, lines: tuple[Medication, ...], ended: tuple[Medication, ...] = ()
) -> Parsed:
    if medications.too_many(hearing.message, lines):
        hearing.reading.doubt("RXE-2", f"more than {MOST_MEDICATIONS} medications")
    account = Account(
        orders=lines[:MOST_MEDICATIONS] or None, orders_ended=ended[:MOST_MEDICATIONS] or None
    )
    encounter = hearing.encounter()
    if encounter is None:
        hearing.reading.doubt("PV1-19", "a medication list of no visit")
    return hearing.heard(hearing.event(EventKind.UPDATED, encounter=encounter, account=account))


READERS: dict[str, Callable[[Hearing], Parsed]] = {
    "ADT": _adt,
    "SIU": _appointment,
    "RDE": _order,
    "OMP": _order,
    "RDS": _order,
    "RDO": _order,
    "ORM": _order,
    "MDM": _document,
}
"""Who reads which MSH-9.1."""
