"""What people may answer: a digit from 1 to 9, and words that stand for it.

Reply codes start at 21, so that a choice is never a code. No word that carriers reserve
(STOP END QUIT CANCEL UNSUBSCRIBE REVOKE OPTOUT YES START HELP INFO) is ever offered.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.wire_enum import WireEnum

LOWEST_CODE = 21


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
    RIDE = "ride"
    EQUIPMENT = "equipment"
    HOME_HEALTH = "home_health"
    PLAN_UNCLEAR = "plan_unclear"
    NEEDS_AT_HOME = "needs_at_home"
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
    NO_MORE_CHECK_INS = "no_more_check_ins"
    GO_ON = "go_on"
    DANGEROUS = "dangerous"
    CAN_WAIT = "can_wait"
    UNKNOWN = "unknown"
    LOWERED = "lowered"
    FINE = "fine"
    NOT_FINE = "not_fine"
    PROBLEM = "problem"
    SAFE_AT_HOME = "safe_at_home"
    SENT_TO_ED = "sent_to_ed"
    SEEN_TODAY = "seen_today"
    NOT_REACHED = "not_reached"
    STANDS = "stands"
    CANNOT = "cannot"
    KNOWN = "known"
    NAMED = "named"
    NOTHING_LEFT = "nothing_left"
    COST = "cost"
    NO_STOCK = "no_stock"
    SIDE_EFFECT = "side_effect"
    UNSURE = "unsure"
    CHOOSES_NOT = "chooses_not"
    HAVE_ALL = "have_all"
    WAITING = "waiting"
    CAN_SAY_IT = "can_say_it"
    PARTLY = "partly"


class Wants(StrEnum):
    """What else a choice must carry to count."""

    NOTHING = "nothing"
    INSTANT = "instant"
    REASON = "reason"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing a person may answer. `label` is shown on cards; `words` stand for the digit.

    A choice that wants an INSTANT needs a date and time ("tue 2:30p"), one that wants a REASON
    needs a note. Digit 0 is the choice made by writing a date and time alone. One that may stand
    `beside` others of its kind is given with them: "2,4".
    """

    digit: int
    value: Value
    label: str
    words: tuple[str, ...] = ()
    wants: Wants = Wants.NOTHING
    beside: bool = False


OFFERED = frozenset({Value.SLOT_1, Value.SLOT_2, Value.SLOT_3})
