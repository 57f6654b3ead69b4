"""The pathway: one hospital's settings for every step, as a value that travels with an episode.

Nothing here decides; a changed file touches only episodes that start after the change.
Hours and minutes are elapsed time; days are calendar days in the facility's zone.
"""

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from domain.check_in_rules import CheckInRules

OF_AGE_YEARS = 18
"""Where a pathway does not say otherwise; and who decides for a child: 45 CFR 164.502(g)(3)."""


class Role(StrEnum):
    """What somebody is to an episode. The roster finds a person of a staff role when it is time."""

    COORDINATOR = "coordinator"
    NURSE = "nurse"
    PHARMACIST = "pharmacist"
    ON_CALL = "on_call"
    CASE_MANAGER = "case_manager"
    SUPERVISOR = "supervisor"
    INTAKE_LEAD = "intake_lead"
    OPS = "ops"
    AUDITOR = "auditor"
    CHARGE_NURSE = "charge_nurse"
    ALWAYS_ON = "always_on"
    PATIENT = "patient"
    CAREGIVER = "caregiver"
    VENDOR = "vendor"
    PROVIDER = "provider"

    @property
    def is_staff(self) -> bool:
        """Whether they are the hospital's own people; the always-on number is nobody's."""
        return self in _STAFF

    @property
    def is_family(self) -> bool:
        """Whether it is the patient or whoever stands in for them."""
        return self in _FAMILY


_STAFF = frozenset(
    {
        Role.COORDINATOR,
        Role.NURSE,
        Role.PHARMACIST,
        Role.ON_CALL,
        Role.CASE_MANAGER,
        Role.SUPERVISOR,
        Role.INTAKE_LEAD,
        Role.OPS,
        Role.AUDITOR,
        Role.CHARGE_NURSE,
    }
)
_FAMILY = frozenset({Role.PATIENT, Role.CAREGIVER})


class WhenUnstaffed(StrEnum):
    """What a contact call does when the team has too few hours between first ask and due time."""

    ON_CALL = "on_call"
    EARLIER = "earlier"
    NEXT_STAFFED = "next_staffed"


@dataclass(frozen=True, kw_only=True)
class StaffedHours:
    """The hours in which the team works, or a line answers.

    Not on holidays, unless the hospital works on them.

    `days` are lower-case English abbreviations: mon, tue, wed, thu, fri, sat, sun.
    """

    days: tuple[str, ...]
    opens: time
    closes: time


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The numbers every episode needs, E.164.

    `care` is printed in patients' texts that go out in its `hours`, `night` in those of all other
    hours; `always_on` answers the staff at any hour and is the last rung of the urgent ladder.
    """

    care: str
    hours: StaffedHours
    night: str
    always_on: str


@dataclass(frozen=True, kw_only=True)
class CivilHours:
    """When a patient may be texted, local to the patient; the last second is just before `ends`."""

    begins: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class ContactRules:
    """The 48-hour call. `first_ask_day` counts from D; attempts are `attempt_gap_hours` apart.

    A discharge that is known within `in_transit_minutes` was known as it happened.

    Who left against advice is first asked for from `first_ask_day_against_advice`, of the team
    when it has `nurse_hours` left that day.
    Between the first ask and the ladder the nurse has `nurse_hours`, and the ladder has
    `ladder_hours` before Medicare's contact day ends: staffed hours, or on-call ones.
    """

    due_hours: int
    first_ask_day: int
    remind_hours_before: tuple[int, ...]
    attempts: int
    attempts_in_time: int
    attempt_gap_hours: int
    when_unstaffed: WhenUnstaffed
    when_unstaffed_high_risk: WhenUnstaffed
    in_transit_minutes: int
    first_ask_day_against_advice: int = 0
    nurse_hours: int = 2
    ladder_hours: int = 2


@dataclass(frozen=True, kw_only=True)
class VisitRules:
    """The primary-care visit. Days count from D; `booked_day` moves to the next business day.

    A visit that somebody texts as before `earliest` or after `latest`, local, is asked about. Later
    rounds offer times of the next `search_days`; a visit is not reminded of within
    `quiet_hours_after_booking`, and the nurse is, `remind_hours_before_closing` of the last day.
    """

    offers: int
    reply_hours: int
    booked_day: int
    attended_day: int
    patient_reminder_hours: tuple[int, ...]
    rebookings: int
    unknown_business_days: int
    search_days: int
    quiet_hours_after_booking: int
    remind_hours_before_closing: int
    earliest: time = time(6)
    latest: time = time(21)


@dataclass(frozen=True, kw_only=True)
class ReconciliationRules:
    """Medication reconciliation; an unsettled answer is asked after again later."""

    due_hours: int
    remind_hours_before: tuple[int, ...]
    ask_again_hours: int


@dataclass(frozen=True, kw_only=True)
class VendorRules:
    """How long a vendor may think: `reply_share` of what is left, within the two bounds.

    When less than `two_at_once_hours` are left, two vendors are asked at the same time.
    """

    reply_share: float
    reply_minutes_least: int
    reply_minutes_most: int
    two_at_once_hours: int


@dataclass(frozen=True, kw_only=True)
class TransportRules:
    """Rides: placed `due_hours_before` the need, or by half of what is left when that is less.

    The ride home leaves `home_minutes_after` the discharge; `silent_minutes` after it was asked
    whether somebody was picked up, the nurse looks after it.
    """

    due_hours_before: int
    confirm_hours_before: int
    picked_up_after_minutes: int
    ride_before_visit_minutes: int
    home_minutes_after: int
    silent_minutes: int


@dataclass(frozen=True, kw_only=True)
class EquipmentRules:
    """Equipment without its own `needed_by` is due `due_hours` after discharge.

    What keeps somebody alive (by the table in `domain/clinical`) is due `hours_before` the
    discharge, unless its `needed_by` lies on that day, and climbs the urgent ladder; so does what
    `urgent_items` names. That it works is heard from the patient within `works_hours` of its
    delivery (`works_hours_urgent` of such an item), else the nurse is asked; in twice that it
    climbs.
    """

    due_hours: int
    urgent_items: tuple[str, ...]
    works_hours: int
    works_hours_urgent: int
    hours_before: int = 2


@dataclass(frozen=True, kw_only=True)
class Rung:
    """Who is told, and how long they have to own it before the next is told."""

    role: Role
    reply_minutes: int


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Who is told, in order. `ask_done_minutes` after "I take it", it is asked whether it is done.

    In `staffed_only` ladders a rung waits for staffed hours. `again_minutes` after the last rung
    was told it begins from the top, until somebody has taken it, and meanwhile the last rung hears
    it every `ring_again_minutes`; with 0 the last rung hears it each staffed morning instead.
    """

    rungs: tuple[Rung, ...]
    ask_done_minutes: int
    again_minutes: int
    ring_again_minutes: int
    staffed_only: bool


@dataclass(frozen=True, kw_only=True)
class Ladders:
    """Routine for what is late, urgent for what is dangerous."""

    routine: Ladder
    urgent: Ladder


@dataclass(frozen=True, kw_only=True)
class IntakeRules:
    """A discharge that cannot be placed: how long the intake lead has before the ladder begins.

    `provisional`: with no disposition at all, an inpatient is taken to have gone home until
    somebody says otherwise; else nobody is asked for anything but that. Of messages that nobody
    could use, what comes of one feed within `gather_minutes` is one text to each role.
    """

    answer_hours: int = 4
    gather_minutes: int = 60
    provisional: bool = True


@dataclass(frozen=True, kw_only=True)
class ReviewRules:
    """What somebody must look at: read and answered within `answer_hours`, staffed ones.

    A sign that wants a call today is called about within `call_hours`. The same danger within
    `same_danger_minutes` is one alarm.
    """

    answer_hours: int
    call_hours: int
    same_danger_minutes: int


@dataclass(frozen=True, kw_only=True)
class OpeningRules:
    """The opening text: it is sent up to `latest_day` from D, and is of no use a day later."""

    latest_day: int = 1


@dataclass(frozen=True, kw_only=True)
class SymptomRules:
    """Who feels sick is called within `review_hours`, at any hour."""

    review_hours: int = 2


@dataclass(frozen=True, kw_only=True)
class MedicineRules:
    """Of a high-alert drug today; on call, with fewer than `on_call_under_hours` staffed left."""

    on_call_under_hours: int = 2


@dataclass(frozen=True, kw_only=True)
class ProblemRules:
    """What a call found is answered by the end of so many business days after it was said."""

    due_business_days: int = 1


@dataclass(frozen=True, kw_only=True)
class TierRules:
    """What makes it case management, beside a score that is high. `unknown`: one that may be is.

    So many chronic groups, a stay that ended within `stay_days` of this admission, so many visits
    that were missed.
    """

    unknown: bool = True
    chronic_groups: int = 3
    stay_days: int = 90
    no_shows: int = 2


@dataclass(frozen=True, kw_only=True)
class ClosingRules:
    """What an ending leaves is due when the team closes, so many business days later."""

    left_due_business_days: int


@dataclass(frozen=True, kw_only=True)
class TextRules:
    """How a phone is texted; the defaults are those of a phone that was never asked anything.

    A patient's phone gets so many texts a day and a week of theirs; `case_management_per_week` up
    to `case_management_days` from D. Replies, confirmations and safety texts are never held. In
    place of whoever is younger than `adult_from_age` on D a guardian is texted.

    Staff get what comes within `gather_minutes` as one text, of `together` prompts at most. From
    `list_from` open ones on a shift begins, or up to `list_minutes` later, with a list of `listed`
    (what is not urgent is not repeated so soon). What failed goes out after `resend_minutes`.

    A phone is told `corrections` times within `repeat_minutes` that it was not understood, twice
    as often where safety hangs on it, and once whom to call; what comes then a person reads. Who
    wrote less than `awake_minutes` ago is answered at any hour. An answer is corrected for
    `fix_days`. A colleague's phone that gets no texts is seen to within `lost_phone_hours`.
    """

    patient_per_day: int = 1
    patient_per_week: int = 3
    case_management_per_week: int = 5
    case_management_days: int = 7
    adult_from_age: int = OF_AGE_YEARS
    gather_minutes: int = 2
    together: int = 3
    list_from: int = 2
    list_minutes: int = 30
    listed: int = 4
    resend_minutes: tuple[int, ...] = (5, 30)
    corrections: int = 3
    repeat_minutes: int = 10
    awake_minutes: int = 10
    fix_days: int = 7
    lost_phone_hours: int = 24


@dataclass(frozen=True, kw_only=True)
class Pathway:
    """All settings of the thirty days."""

    name: str
    window_days: int
    undo_minutes: int
    lines: Lines
    staffed: StaffedHours
    patient_hours: CivilHours
    contact: ContactRules
    visit: VisitRules
    reconciliation: ReconciliationRules
    vendors: VendorRules
    transport: TransportRules
    equipment: EquipmentRules
    ladders: Ladders
    review: ReviewRules
    closing: ClosingRules
    opening: OpeningRules = OpeningRules()
    intake: IntakeRules = IntakeRules()
    texts: TextRules = TextRules()
    check_ins: CheckInRules = field(default_factory=CheckInRules)
    tier: TierRules = TierRules()
    symptoms: SymptomRules = SymptomRules()
    medicines: MedicineRules = MedicineRules()
    problems: ProblemRules = ProblemRules()
