"""All that an episode knows: one frozen value; every decision is a function of it and the time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar, cast

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.clinical.flag import Flag
from domain.clinical.outline import Outline
from domain.clinical.risk import risk
from domain.hospital.discharge import Doubt
from domain.hospital.disposition import against_advice
from domain.hospital.events import Appointment
from domain.pathway import Pathway, Role
from domain.texting.attachments import Attachment
from domain.texting.leaving.told_no import ToldNo
from domain.time.calendar import Calendar
from domain.wire_enum import WireEnum


class Via(StrEnum):
    """How an answer reached us."""

    TEXT = "text"
    CARD = "card"
    BY_HAND = "by_hand"
    HOSPITAL = "hospital"


class Ending(StrEnum):
    """Why an episode ended, or that its thirty days ran out.

    `COMPLETED`: they ran out with nothing left open, and the visit took place. `UNRESOLVED`: they
    ran out otherwise.
    """

    COMPLETED = "completed"
    UNRESOLVED = "unresolved"
    DIED = "died"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"
    READMITTED = "readmitted"
    MERGED = "merged"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who did something: a roster handle (or "patient"), a name for texts, and the role."""

    handle: str
    name: str
    role: Role


OF_A_MESSAGE = "|"
"""Stands in the name of an answer between its question and the message that told it."""


def entry_of(question: str, message_id: str, told_at: datetime) -> str:
    """The name of an answer: its question, and its message or, without one, when it was told."""
    return f"{question}{OF_A_MESSAGE}{message_id or told_at.isoformat()}"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer: what, by whom, when it happened, when it was told, and how.

    `also` is what was chosen together with `value`, where a question takes several; `at` the
    instant that a booking or a move names. `note` is the name under which the store
    keeps words that were written beside it, `told_no` what they say of being texted. `card` holds
    what was chosen on the card, difference by difference. `under`: the older name of the question,
    where it was given under one.
    """

    question: str
    value: Value
    by: Person
    happened_at: datetime
    told_at: datetime
    also: tuple[Value, ...] = ()
    via: Via = Via.TEXT
    at: datetime | None = None
    note: str = ""
    told_no: ToldNo | None = None
    flag: Flag | None = None
    card: tuple[tuple[str, str], ...] = ()
    message_id: str = ""
    under: str = ""

    @property
    def values(self) -> tuple[Value, ...]:
        """All that was chosen."""
        return (self.value, *self.also)

    @property
    def entry(self) -> str:
        """The name under which it is kept for good: a message answers a question once."""
        return entry_of(self.question, self.message_id, self.told_at)


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A free appointment at a clinic."""

    id: str
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class Offer:
    """The slots held for one round of booking; empty when the clinic had none."""

    round: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who a question went to; nobody when the roster or the vendors had no one left.

    `repeats` is the question that it asks again, if it does; `at`, since when it stands.
    """

    question: str
    kind: str
    to: Role
    person: Person | None
    repeats: str = ""
    at: datetime | None = None


class Sense(WireEnum, unknown="WORDS"):
    """What words mean beside any question, as far as the texting itself must know."""

    WORDS = ""
    DEATH = "death"
    NEAR_LEAVING = "near_leaving"
    WANTS_TEXTS = "wants_texts"
    NO_MORE_TEXTS = "no_more_texts"
    NO_MORE_TO_CAREGIVER = "no_more_to_caregiver"
    NO_MORE_TO_FAMILY = "no_more_to_family"


@dataclass(frozen=True, kw_only=True)
class Wrote:
    """Words that somebody texted and that answered no question, and what came with them.

    Of words that stand beside an answer only `note` is here, their name in the store.
    """

    message_id: str
    at: datetime
    by: Person
    body: str
    note: str = ""
    flag: Flag | None = None
    sense: Sense = Sense.WORDS
    attached: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Viewed:
    """A card that its person opened `first` then; `words` of `Facts.written` have stood on it."""

    question: str
    by: Person
    first: datetime
    words: int = 0


@dataclass(frozen=True, kw_only=True)
class RecordedConsent:
    """What the patient or the caregiver said of being texted, and who wrote it down.

    `at` is when it was said, `key` the message that told it. Each is kept for good: an UNDO takes
    back an answer and no no.
    """

    whose: Role
    given: bool
    at: datetime
    by: Person
    key: str


@dataclass(frozen=True, kw_only=True)
class EdVisit:
    """The patient came to an emergency department and was not admitted, so far as is known."""

    id: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Raised:
    """A reason for case management: a row of the table of them, in words, and since when it holds.

    `entry` names the answer without which it would not; none where the hospital's account is all.
    """

    name: str
    words: str
    since: datetime
    entry: str = ""


RAN_OUT = (Ending.COMPLETED, Ending.UNRESOLVED)
"""The thirty days are over, however they went."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The end of an episode before its window ran out.

    `reason` is the hospital's, `note` the name of what a person wrote beside it.
    """

    ending: Ending
    at: datetime
    by: str
    reason: str = ""
    note: str = ""
    next_episode: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything known about one episode. Answers are kept in the order in which they were told.

    `earlier` are the accounts of the discharge that a correction of its time replaced;
    `appointments` are the clinics' own bookings, as last told; `corrected` are the answers
    that their givers replaced; `unreachable` are those of the family whom no text reaches, and why;
    `consents` are what was said of being texted, to staff or by START; `views` who opened which
    card; `lists_changed_at` when the hospital last sent drug lists that differ otherwise;
    `doubts_heard` when this episode heard of what is doubtful, by when it came to us and whether it
    holds: a message that is read anew may hold what it did not; `held_back` are the questions for
    which a family's phone had no room when they came; `raised` are the reasons for case
    management that held for an account which a newer one replaced; `owners` those whom a part was
    given to, with the role that it asked.
    """

    discharge: Outline
    pathway: Pathway
    calendar: Calendar
    opened_at: datetime
    patient_zone: str
    answers: tuple[Answer, ...] = ()
    offers: tuple[Offer, ...] = ()
    booked: tuple[tuple[int, str], ...] = ()
    asked: tuple[Asked, ...] = ()
    written: tuple[Wrote, ...] = ()
    suspended_at: datetime | None = None
    ended: Ended | None = None
    ed_visits: tuple[EdVisit, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    earlier: tuple[Outline, ...] = ()
    corrected: tuple[Answer, ...] = ()
    unreachable: tuple[tuple[Role, Reachability], ...] = ()
    consents: tuple[RecordedConsent, ...] = ()
    views: tuple[Viewed, ...] = ()
    lists_changed_at: datetime | None = None
    doubts_heard: tuple[tuple[datetime, bool, datetime], ...] = ()
    held_back: tuple[str, ...] = ()
    raised: tuple[Raised, ...] = ()
    owners: tuple[tuple[str, Role, Person], ...] = ()

    @property
    def against_advice(self) -> bool:
        """Whether the patient left against medical advice."""
        return against_advice(self.discharge.disposition)

    @property
    def high_risk(self) -> bool:
        """Whether the call is staffed as for high risk, which nobody knows to be lower.

        It follows what the hospital says: what is missing may come with a later message.
        """
        return self.against_advice or risk(self.discharge).counts_as_high

    def heard_of(self, doubt: Doubt, came_at: datetime) -> datetime:
        """When this episode heard of a doubt that came then: nobody can have answered it before."""
        heard = {(came, holds): at for came, holds, at in self.doubts_heard}
        return heard.get((came_at, doubt.holds), came_at)

    def answers_to(self, key: str) -> tuple[Answer, ...]:
        """The answers to one question, oldest first."""
        return tuple(answer for answer in self.answers if answer.question == key)

    def latest_answer(self, key: str) -> Answer | None:
        """The newest answer to a question."""
        return next((answer for answer in reversed(self.answers) if answer.question == key), None)

    def offer(self, number: int) -> Offer | None:
        """What was held for a round of booking, once that was looked for."""
        return next((offer for offer in self.offers if offer.round == number), None)

    def nobody_for(self, key: str) -> bool:
        """Whether a question found nobody to go to."""
        return any(asked.question == key and asked.person is None for asked in self.asked)

    def asked_of(self, key: str) -> Person | None:
        """Who a question went to."""
        return next((asked.person for asked in self.asked if asked.question == key), None)

    def was_asked(self, asked: Question, person: Person | None, at: datetime) -> "Facts":
        """The facts when it is known who was asked; of a repeated question the newest counts."""
        this = Asked(
            question=asked.key,
            kind=asked.kind,
            to=asked.to,
            person=person,
            repeats=asked.again_of,
            at=at,
        )
        repeated = {asked.key, asked.again_of} - {""}
        others = (one for one in self.asked if not {one.question, one.repeats} & repeated)
        return replace(self, asked=(*others, this))

    def waits(self, key: str) -> "Facts":
        """The facts when a phone has no room yet for what it is asked."""
        return replace(self, held_back=(*self.held_back, key))

    def shown(self, key: str, at: datetime) -> "Facts":
        """The facts when what had waited is on the phone since then."""
        asked = (replace(one, at=at) if one.question == key else one for one in self.asked)
        held = tuple(one for one in self.held_back if one != key)
        return replace(self, asked=tuple(asked), held_back=held)

    def answered(self, answer: Answer) -> "Facts":
        """The facts with one answer more."""
        return replace(self, answers=(*self.answers, answer))

    def taken_back(self, answer: Answer) -> "Facts":
        """The facts without that answer."""
        return replace(self, answers=tuple(kept for kept in self.answers if kept is not answer))

    def with_correction(self, wrong: Answer, right: Answer) -> "Facts":
        """The facts with another answer in the place of one that is kept for the record."""
        without = self.taken_back(wrong)
        return replace(without.answered(right), corrected=(*self.corrected, wrong))

    def viewed(self, view: Viewed) -> "Facts":
        """The facts when somebody opened a card: what they have once read stays read."""
        same = [one for one in self.views if (one.question, one.by) == (view.question, view.by)]
        known = replace(
            view,
            first=min(one.first for one in (view, *same)),
            words=max(one.words for one in (view, *same)),
        )
        others = tuple(one for one in self.views if one not in same)
        return replace(self, views=(*others, known))

    def cannot_text(self, role: Role, why: Reachability) -> "Facts":
        """The facts when a text to somebody of the family could not arrive."""
        others = tuple(known for known in self.unreachable if known[0] is not role)
        return replace(self, unreachable=(*others, (role, why)))

    def reachable_again(self, role: Role) -> "Facts":
        """The facts when somebody of the family wrote: their phone is on."""
        silent = (role, Reachability.SILENT) in self.unreachable
        return self.can_text(role) if silent else self

    def can_text(self, role: Role) -> "Facts":
        """The facts when their phone is back."""
        return replace(
            self, unreachable=tuple(one for one in self.unreachable if one[0] is not role)
        )


_Follows = TypeVar("_Follows")


def once(follows: Callable[[Facts], _Follows]) -> Callable[[Facts], _Follows]:
    """Work out once what follows from an account of the facts alone: an account never changes.

    Who gets it must not change it. Another account, be it equal, begins without.
    """

    @wraps(follows)
    def known(facts: Facts) -> _Follows:
        kept = beside(facts)
        if follows not in kept:
            kept[follows] = follows(facts)
        return cast("_Follows", kept[follows])

    return known


def beside(facts: Facts) -> dict[Any, Any]:
    """What was worked out of one account: no part of it, and gone when it goes."""
    kept: dict[Any, Any] = vars(facts).setdefault("_derived", {})
    return kept
