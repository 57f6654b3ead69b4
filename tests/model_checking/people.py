"""The people of the long conversation: three nurses, a case manager and two patients' phones."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.asking.choices import Choice, Wants
from domain.asking.kind import Kind
from domain.asking.question import Question, question
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.episode.facts import Person
from domain.pathway import Role
from domain.steps.contact import CALL, LETTER
from domain.steps.equipment import EQUIPMENT_WORKS
from domain.steps.equipment_problem import ARRANGE_EQUIPMENT
from domain.steps.reconciliation import RECONCILE
from domain.steps.review import PATIENT_WROTE
from domain.steps.visit_course import ATTENDED, BOOK_VISIT, VISIT_REMINDER
from domain.steps.visit_slots import SLOT_OFFER
from domain.time.hours import Reach, Window, every_day
from models.payloads import Contact, Prompt
from tests.domain.examples import LINE, LOS_ANGELES, NEW_YORK
from tests.keys import TOKENS

EPISODES = tuple(f"episode-{number}" for number in range(1, 41))
_WEEK = ("mon", "tue", "wed", "thu", "fri")
_WEEKEND = ("sat", "sun")


@dataclass(frozen=True, kw_only=True)
class Task:
    """A kind of question as it is asked here; `reminders` and `useless` are hours after it."""

    kind: Kind
    to: Role
    key: str
    urgent: bool = False
    due: int | None = None
    reminders: tuple[int, ...] = ()
    useless: int | None = None

    def question(
        self, number: int, ask_at: datetime, choices: tuple[Choice, ...] | None
    ) -> Question:
        """The question itself; `number` makes its key its own."""
        return question(
            f"{self.key}/{number}",
            self.kind,
            self.to,
            ask_at,
            choices=choices,
            due=None if self.due is None else ask_at + timedelta(hours=self.due),
            remind_at=tuple(ask_at + timedelta(hours=hours) for hours in self.reminders),
            useless_after=None if self.useless is None else ask_at + timedelta(hours=self.useless),
            urgent=self.urgent,
        )


TASKS = (
    Task(kind=CALL, to=Role.NURSE, key="contact/call", due=26, reminders=(20, 24)),
    Task(kind=BOOK_VISIT, to=Role.NURSE, key="visit/book", due=40, reminders=(16,)),
    Task(kind=ATTENDED, to=Role.NURSE, key="visit/attended", due=5),
    Task(kind=RECONCILE, to=Role.NURSE, key="medications/reconcile", due=30, reminders=(6,)),
    Task(kind=PATIENT_WROTE, to=Role.NURSE, key="contact/wrote", due=4),
    Task(kind=LETTER, to=Role.NURSE, key="contact/letter"),
    Task(kind=ARRANGE_EQUIPMENT, to=Role.NURSE, key="equipment/arrange", urgent=True, due=2),
    Task(kind=ESCALATION, to=Role.CASE_MANAGER, key="escalation/told", due=2),
    Task(kind=ESCALATION, to=Role.CASE_MANAGER, key="escalation/now", urgent=True, due=1),
    Task(kind=ESCALATION_DONE, to=Role.CASE_MANAGER, key="escalation/done", reminders=(12,)),
)
FOR_PATIENTS = (
    Task(kind=SLOT_OFFER, to=Role.PATIENT, key="visit/offer", useless=30),
    Task(kind=EQUIPMENT_WORKS, to=Role.PATIENT, key="equipment/works", reminders=(20,)),
    Task(kind=VISIT_REMINDER, to=Role.PATIENT, key="visit/remind", reminders=(22,), useless=30),
)


def _shifts(days: tuple[str, ...], begins: time, ends: time) -> Reach:
    windows = tuple(Window(day=day, begins=begins, ends=ends) for day in days)
    return Reach(time_zone=NEW_YORK, windows=windows)


def _contact(handle: str, name: str, role: Role, number: str, reach: Reach) -> Contact:
    person = Person(handle=handle, name=name, role=role)
    return Contact(
        person=person,
        token=TOKENS.phone(number),
        time_zone=reach.time_zone,
        reach=reach,
    )


def _patient(episode: str, number: str, zone: str) -> Contact:
    hours = every_day(zone, time(8), time(21))
    return _contact(f"{episode}/patient", "the patient", Role.PATIENT, number, hours)


STAFF = {
    contact.person.handle: contact
    for contact in (
        _contact("lopez", "RN Lopez", Role.NURSE, "+16175550131",
                 _shifts(_WEEK, time(7), time(15, 30))),
        _contact("kim", "RN Kim", Role.NURSE, "+16175550132",
                 _shifts(_WEEK + _WEEKEND, time(15), time(23, 30))),
        _contact("okafor", "RN Okafor", Role.NURSE, "+16175550133",
                 _shifts((*_WEEKEND, "fri"), time(0), time(0))),
        _contact("diaz", "CM Diaz", Role.CASE_MANAGER, "+16175550134",
                 Reach(time_zone=NEW_YORK)),
    )
}  # fmt: skip
PATIENTS = {
    EPISODES[0]: _patient(EPISODES[0], "+13235550141", LOS_ANGELES),
    EPISODES[1]: _patient(EPISODES[1], "+16175550142", NEW_YORK),
    EPISODES[2]: _patient(EPISODES[2], "+16175550142", NEW_YORK),
}
"""The last two share a phone."""
CONTACTS = (*STAFF.values(), *PATIENTS.values())
NUMBERS = tuple(dict.fromkeys(contact.token for contact in CONTACTS))
PUBLIC = frozenset(contact.token for contact in PATIENTS.values())


def prompt(episode: str, asked: Question, to: Contact) -> Prompt:
    """A question on its way to a phone."""
    return Prompt(
        episode=episode,
        patient=episode,
        facility_name="Mercy General",
        facility_zone="America/New_York",
        initials="J.S." if int(episode.rpartition("-")[2]) % 2 else "A.B.",
        question=asked,
        to=to,
        care_line=LINE,
        undo_minutes=10,
    )


def in_words(choice: Choice) -> str:
    """How somebody texts a choice, with what it wants."""
    match choice.wants:
        case Wants.INSTANT:
            return "tue 3pm" if choice.digit == 0 else f"{choice.digit} fri 10:15a"
        case Wants.REASON:
            return f"{choice.digit} she moved to her sister"
        case Wants.NOTHING:
            return str(choice.digit)
