"""Asking people: from an episode to a phone."""

from datetime import datetime

from domain.asking.care_line import CareLine
from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.clinical.outline import PatientOutline
from domain.episode.facts import Person
from domain.pathway import CivilHours, TextRules
from domain.time.clock import Clock
from domain.time.hours import Reach
from models.payloads.base import Payload


class Ask(Payload):
    """Have one question asked: the roster resolves the role, the person's thread sends it.

    `avoid` are handles that this episode cannot reach, `not_of` those passed over this once,
    `first_of` who takes it over. `at` is when it is asked, which may be long after `ask_at`.
    """

    episode: str
    facility: str
    facility_name: str
    facility_zone: str
    home_at: datetime
    patient: PatientOutline
    patient_zone: str
    question: Question
    care_line: CareLine
    always_on: str
    texts: TextRules
    patient_hours: CivilHours
    undo_minutes: int
    clock: Clock
    avoid: tuple[str, ...] = ()
    not_of: tuple[str, ...] = ()
    first_of: str = ""
    at: datetime | None = None


class AskTogether(Payload):
    """Questions that are asked in one go, of whom and when their own fields say."""

    first: Ask
    then: tuple[Question, ...] = ()

    def each(self) -> tuple[Ask, ...]:
        """One by one."""
        others = (self.first.model_copy(update={"question": one}) for one in self.then)
        return (self.first, *others)


class AskedPerson(Payload):
    """Who was asked; nobody when no one could be found or the question was withdrawn first.

    `reachability`: it was meant for a phone that gets no texts.
    """

    person: Person | None = None
    reachability: Reachability = Reachability.REACHABLE


class AskedTogether(Payload):
    """Who was asked each of the questions, in their order."""

    people: tuple[AskedPerson, ...]


class Settled(Payload):
    """Why a question needs no answer any more, said to those who saw it when `by` is named."""

    words: str = ""
    by: str = ""
    handle: str = ""
    at: datetime | None = None
    silent: bool = False
    handed_over: bool = False


class Withdraw(Payload):
    """Take questions back from whoever may have been asked, even while they are being asked."""

    episode: str
    keys: tuple[str, ...]
    settled: Settled = Settled()
    clock: Clock


class Contact(Payload):
    """One person's phone. `token` is the keyed hash of its number, which is read at sending."""

    person: Person
    token: str
    language: str = "en"
    time_zone: str
    reach: Reach


class Prompt(Payload):
    """A question on its way to one phone. `card` is the token of its link, or empty.

    `patient` is the token of whom it is about: one patient may have several episodes.
    """

    episode: str
    patient: str
    facility_name: str
    facility_zone: str
    initials: str
    question: Question
    to: Contact
    care_line: CareLine
    undo_minutes: int
    card: str = ""
    patient_language: str = ""
    texts: TextRules = TextRules()


class Retraction(Payload):
    """A prompt that is taken back. It leaves a tombstone when it comes before its prompt."""

    episode: str
    key: str
    settled: Settled = Settled()
