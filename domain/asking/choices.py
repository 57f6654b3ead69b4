"""What people may answer, as one table: a digit from 1 to 9 and a word for each choice.

Reply codes start at 21, so that a choice is never a code. No word that carriers reserve
(STOP END QUIT CANCEL UNSUBSCRIBE REVOKE OPTOUT YES START HELP INFO) is ever offered.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.wire_enum import WireEnum

LOWEST_CODE = 21


class Kind(WireEnum):
    """What is asked or told: names the wording (`templates/sms/<locale>/<kind>.txt.j2`)."""

    CALL = "call"
    CALL_PROBLEM = "call_problem"
    CALL_OTHER = "call_other"
    CALL_CAREGIVER = "call_caregiver"
    LETTER = "letter"
    SLOT_OFFER = "slot_offer"
    BOOK_VISIT = "book_visit"
    VISIT_REMINDER = "visit_reminder"
    ATTENDED = "attended"
    RECONCILE = "reconcile"
    PRESCRIBER = "prescriber"
    MISSING_LIST = "missing_list"
    RIDE_OFFER = "ride_offer"
    RIDE_CONFIRM = "ride_confirm"
    RIDE_PICKED_UP = "ride_picked_up"
    RIDE_CANCELLED = "ride_cancelled"
    ARRANGE_RIDE = "arrange_ride"
    EQUIPMENT_OFFER = "equipment_offer"
    EQUIPMENT_DELIVERED = "equipment_delivered"
    EQUIPMENT_WORKS = "equipment_works"
    EQUIPMENT_CANCELLED = "equipment_cancelled"
    ARRANGE_EQUIPMENT = "arrange_equipment"
    ESCALATION = "escalation"
    ESCALATION_DONE = "escalation_done"
    ALARM_WAS = "alarm_was"
    CONFIRM_DEATH = "confirm_death"
    PATIENT_WROTE = "patient_wrote"
    NEAR_LEAVING = "near_leaving"
    DISPOSITION = "disposition"
    LEFT_OPEN = "left_open"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> "Kind":
        """Take what a newer sender says, word for word: whoever knows it can still send it.

        A signal must never be dropped, and a prompt that is passed on must not lose its kind.
        """
        if not isinstance(value, str):
            return cls.UNKNOWN
        unknown = str.__new__(cls, value)
        unknown._name_, unknown._value_ = cls.UNKNOWN.name, value
        return unknown


class Value(WireEnum):
    """The closed set of what an answer can mean."""

    SPOKE_WELL = "spoke_well"
    SPOKE_PROBLEM = "spoke_problem"
    NEEDS_CASE_MANAGER = "needs_case_manager"
    NO_ANSWER = "no_answer"
    OTHER = "other"
    SYMPTOMS = "symptoms"
    MEDICINES = "medicines"
    FOLLOW_UP = "follow_up"
    RIDE_OR_EQUIPMENT = "ride_or_equipment"
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"
    CALL_LATER = "call_later"
    BACK_IN_HOSPITAL = "back_in_hospital"
    DIED = "died"
    SENT = "sent"
    SLOT_1 = "slot_1"
    SLOT_2 = "slot_2"
    SLOT_3 = "slot_3"
    NONE_FITS = "none_fits"
    AT = "at"
    NOTHING_IN_TIME = "nothing_in_time"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    MOVED = "moved"
    NOT_KNOWN = "not_known"
    SETTLED = "settled"
    PRESCRIBER_NEEDED = "prescriber_needed"
    LIST_MISSING = "list_missing"
    LIST_FOUND = "list_found"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    PICKED_UP = "picked_up"
    NOT_PICKED_UP = "not_picked_up"
    ARRANGED = "arranged"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    WORKS = "works"
    DOES_NOT_WORK = "does_not_work"
    TAKEN = "taken"
    DONE = "done"
    PASSED_ON = "passed_on"
    STOPPED = "stopped"
    REAL = "real"
    NOT_REAL = "not_real"
    MISTAKEN = "mistaken"
    WENT_HOME = "went_home"
    HOSPICE_AT_HOME = "hospice_at_home"
    WENT_ELSEWHERE = "went_elsewhere"
    NOT_DISCHARGED = "not_discharged"
    CANCELLED = "cancelled"
    TEXTS_WANTED = "texts_wanted"
    NO_MORE_TEXTS = "no_more_texts"
    UNKNOWN = "unknown"


class Wants(StrEnum):
    """What else a choice must carry to count."""

    NOTHING = "nothing"
    INSTANT = "instant"
    REASON = "reason"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing a person may answer. `label` is shown on cards; `words` stand for the digit.

    A choice that wants an INSTANT needs a date and time ("tue 2:30p"), one that wants a REASON
    needs a note. Digit 0 is the choice made by writing a date and time alone.
    """

    digit: int
    value: Value
    label: str
    words: tuple[str, ...] = ()
    wants: Wants = Wants.NOTHING


def _choices(*rows: tuple[Value, str, tuple[str, ...]]) -> tuple[Choice, ...]:
    """Give the rows their digits from 1, in the order in which they are printed."""
    return tuple(
        Choice(digit=digit, value=value, label=label, words=words)
        for digit, (value, label, words) in enumerate(rows, start=1)
    )


OFFERED = frozenset({Value.SLOT_1, Value.SLOT_2, Value.SLOT_3})
_V = Value
_FOUND = ("found", "settled", "done")
_WHAT_ELSE = ("other", "died", "deceased", "hospital", "readmitted", "wrong number", "declined")
_NO_MORE_TEXTS = ("no more texts", "no texts", "stop texts", "opt out", "opted out", "dont text")
"""What these mean alone, of the writer's own phone, they do not mean beside a code."""
_TAKE_IT = (
    Choice(digit=1, value=_V.TAKEN, label="I take it", words=("take", "mine", "i take it")),
    Choice(digit=2, value=_V.DONE, label="Done", words=("done", "reached", "fixed")),
    Choice(digit=3, value=_V.PASSED_ON, label="Pass it on", words=("pass", "pass on")),
    Choice(
        digit=4,
        value=_V.STOPPED,
        label="Close it, with a reason",
        words=("drop", "close"),
        wants=Wants.REASON,
    ),
)

CHOICES: dict[Kind, tuple[Choice, ...]] = {
    Kind.CALL: _choices(
        (_V.SPOKE_WELL, "Spoke, all well", ("spoke", "all well", "well")),
        (_V.SPOKE_PROBLEM, "Spoke, a problem, I have it", ("problem",)),
        (_V.NEEDS_CASE_MANAGER, "Spoke, a problem, needs the case manager", ("cm", "need cm")),
        (
            _V.NO_ANSWER,
            "No answer, or left a message",
            ("no answer", "na", "n/a", "left msg", "left vm", "left message", "vm", "message"),
        ),
        (_V.OTHER, "Other", _WHAT_ELSE),
    ),
    Kind.CALL_PROBLEM: _choices(
        (_V.SYMPTOMS, "Symptoms", ("symptoms", "symptom")),
        (_V.MEDICINES, "Medicines", ("medicines", "meds", "medicine")),
        (_V.FOLLOW_UP, "Follow-up", ("follow-up", "followup", "follow up", "visit")),
        (_V.RIDE_OR_EQUIPMENT, "Ride or equipment", ("ride", "equipment")),
        (_V.OTHER, "Something else", ("other",)),
    ),
    Kind.CALL_OTHER: _choices(
        (_V.WRONG_NUMBER, "Wrong number", ("wrong", "wrong number")),
        (_V.DECLINED, "Declined the call", ("declined", "refused")),
        (_V.CALL_LATER, "Asked to call later", ("later", "call later")),
        (_V.BACK_IN_HOSPITAL, "Back in hospital", ("hospital", "readmitted")),
        (_V.DIED, "Died", ("died", "deceased")),
        (_V.NO_MORE_TEXTS, "No more texts", _NO_MORE_TEXTS),
    ),
    Kind.CALL_CAREGIVER: _choices(
        (_V.SPOKE_WELL, "Spoke with the caregiver, all well", ("spoke", "all well", "well")),
        (_V.SPOKE_PROBLEM, "Spoke, a problem, I have it", ("problem",)),
        (_V.NEEDS_CASE_MANAGER, "Spoke, a problem, needs the case manager", ("cm", "need cm")),
        (_V.NO_ANSWER, "No answer, or left a message", ("no answer", "na", "left msg", "left vm")),
        (_V.OTHER, "Other", _WHAT_ELSE),
    ),
    Kind.LETTER: _choices((_V.SENT, "Letter sent", ("sent", "done"))),
    Kind.SLOT_OFFER: _choices(
        (_V.SLOT_1, "The first time", ("first",)),
        (_V.SLOT_2, "The second time", ("second",)),
        (_V.SLOT_3, "The third time", ("third",)),
        (_V.NONE_FITS, "None fits", ("none", "none fit", "none fits", "no")),
    ),
    Kind.BOOK_VISIT: (
        Choice(digit=0, value=_V.AT, label="Booked for", wants=Wants.INSTANT),
        *_choices(
            (_V.DECLINED, "Patient declines the visit", ("declined", "declines", "refused")),
            (_V.NOTHING_IN_TIME, "The clinic has nothing in time", ("nothing", "full")),
        ),
    ),
    Kind.ATTENDED: (
        Choice(digit=1, value=_V.ATTENDED, label="Attended", words=("attended", "came")),
        Choice(digit=2, value=_V.NO_SHOW, label="No-show", words=("no show", "no-show", "noshow")),
        Choice(digit=3, value=_V.MOVED, label="Moved to", words=("moved",), wants=Wants.INSTANT),
        Choice(digit=4, value=_V.NOT_KNOWN, label="Not known yet", words=("unknown", "not known")),
    ),
    Kind.RECONCILE: _choices(
        (_V.SETTLED, "Settled", ("settled", "done")),
        (_V.PRESCRIBER_NEEDED, "Prescriber needed", ("prescriber", "doctor")),
        (_V.LIST_MISSING, "A list is missing", ("missing",)),
    ),
    Kind.PRESCRIBER: _choices(
        (_V.SETTLED, "Prescriber answered, settled", ("settled", "done")),
        (_V.NOT_KNOWN, "Not yet", ("not yet", "waiting")),
    ),
    Kind.MISSING_LIST: _choices(
        (_V.LIST_FOUND, "Found and compared (say in the note what it showed)", _FOUND),
        (_V.NOT_KNOWN, "Not yet", ("not yet", "waiting")),
    ),
    Kind.RIDE_OFFER: _choices(
        (_V.ACCEPTED, "Accept", ("accept", "accepted", "ok")),
        (_V.DECLINED, "Decline", ("decline", "declined", "no")),
    ),
    Kind.RIDE_CONFIRM: _choices(
        (_V.CONFIRMED, "Confirmed", ("confirmed", "confirm", "ok")),
        (_V.DECLINED, "Cannot do it", ("cannot", "no")),
    ),
    Kind.RIDE_PICKED_UP: _choices(
        (_V.PICKED_UP, "Picked up", ("picked up", "on board", "done")),
        (_V.NOT_PICKED_UP, "Not picked up", ("no", "no show", "not picked up")),
    ),
    Kind.ARRANGE_RIDE: _choices(
        (_V.ARRANGED, "Ride arranged", ("arranged", "done")),
        (_V.DECLINED, "Not needed any more", ("not needed",)),
    ),
    Kind.EQUIPMENT_OFFER: _choices(
        (_V.ACCEPTED, "Accept", ("accept", "accepted", "ok")),
        (_V.DECLINED, "Decline", ("decline", "declined", "no")),
    ),
    Kind.EQUIPMENT_DELIVERED: _choices(
        (_V.DELIVERED, "Delivered", ("delivered", "done")),
        (_V.DELAYED, "Not in time", ("delayed", "late", "no")),
    ),
    Kind.EQUIPMENT_WORKS: _choices(
        (_V.WORKS, "Works", ("works", "working", "ok")),
        (_V.DOES_NOT_WORK, "Does not work", ("broken", "no", "does not work")),
    ),
    Kind.ARRANGE_EQUIPMENT: _choices(
        (_V.ARRANGED, "In place and working", ("arranged", "works", "done")),
        (_V.DECLINED, "Not needed any more", ("not needed",)),
    ),
    Kind.ESCALATION: _TAKE_IT,
    Kind.ESCALATION_DONE: _TAKE_IT,
    Kind.ALARM_WAS: _choices(
        (_V.REAL, "It was real", ("real", "it was real")),
        (_V.NOT_REAL, "It was not: a false alarm", ("false", "false alarm", "not real")),
    ),
    Kind.CONFIRM_DEATH: _choices(
        (_V.DIED, "Confirmed: died", ("died", "confirmed")),
        (_V.MISTAKEN, "A mistake: alive", ("alive", "mistake", "mistaken")),
    ),
    Kind.DISPOSITION: _choices(
        (_V.WENT_HOME, "Home, alone or with care", ("home",)),
        (_V.HOSPICE_AT_HOME, "Home with hospice", ("hospice",)),
        (_V.WENT_ELSEWHERE, "Another facility", ("facility", "snf", "rehab", "transfer")),
        (_V.DIED, "Died", ("died", "deceased")),
        (_V.NOT_DISCHARGED, "Not discharged", ("still here", "not discharged")),
    ),
    Kind.PATIENT_WROTE: _choices(
        (_V.DONE, "Handled", ("done", "handled")),
        (_V.NEEDS_CASE_MANAGER, "Needs the case manager", ("cm", "need cm")),
    ),
    Kind.NEAR_LEAVING: _choices(
        (_V.TEXTS_WANTED, "Wants our texts", ("wanted", "keep")),
        (_V.NO_MORE_TEXTS, "No more texts", ("unwanted", *_NO_MORE_TEXTS)),
    ),
}
"""Kinds that are not listed are told and not asked."""

TASKS: dict[Kind, str] = {
    Kind.CALL: "call",
    Kind.CALL_PROBLEM: "call problem",
    Kind.CALL_OTHER: "call",
    Kind.CALL_CAREGIVER: "caregiver call",
    Kind.LETTER: "letter",
    Kind.SLOT_OFFER: "visit",
    Kind.BOOK_VISIT: "visit",
    Kind.ATTENDED: "visit",
    Kind.RECONCILE: "meds",
    Kind.PRESCRIBER: "meds",
    Kind.MISSING_LIST: "meds",
    Kind.RIDE_OFFER: "ride",
    Kind.RIDE_CONFIRM: "ride",
    Kind.RIDE_PICKED_UP: "ride",
    Kind.ARRANGE_RIDE: "ride",
    Kind.EQUIPMENT_OFFER: "equipment",
    Kind.EQUIPMENT_DELIVERED: "delivery",
    Kind.EQUIPMENT_WORKS: "equipment",
    Kind.ARRANGE_EQUIPMENT: "equipment",
    Kind.ESCALATION: "escalation",
    Kind.ESCALATION_DONE: "escalation",
    Kind.ALARM_WAS: "alarm",
    Kind.CONFIRM_DEATH: "death report",
    Kind.PATIENT_WROTE: "message",
    Kind.NEAR_LEAVING: "texts",
    Kind.DISPOSITION: "where to",
}
"""What a confirmation calls each kind."""
