"""A nurse with many patients: what she is asked, and what comes out of her phone's thread."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from temporalio import activity

from activities import interfaces
from domain.asking.choices import LOWEST_CODE, Value
from domain.asking.kind import Kind
from domain.asking.question import question
from domain.episode.facts import Person
from domain.pathway import Role
from domain.steps.contact import CALL
from domain.time.calendar import WEEKDAYS
from domain.time.clock import Clock
from domain.time.hours import Reach, Window
from models.payloads import (
    Contact,
    GiveAnswer,
    OpenConversation,
    PassedOn,
    PassOn,
    PhoneMark,
    PhoneMemory,
    Prompt,
    RememberPhone,
    ReviewShift,
    SendText,
    Sent,
    ShiftReviewed,
    TakeBack,
    Unreachable,
    Verdict,
    VerdictState,
)
from tests.domain.examples import LINE
from tests.keys import TOKENS

NUMBER, ZONE = "+16175550101", "America/New_York"
TOKEN = TOKENS.phone(NUMBER)
LOPEZ = Person(handle="a-lopez", name="RN Lopez", role=Role.NURSE)
WHENEVER = Reach(
    time_zone=ZONE,
    windows=tuple(Window(day=day, begins=time(0), ends=time(23)) for day in WEEKDAYS),
)
"""Long shifts, so that no test waits for the next one; written out as a roster's are."""
BEGINS = datetime(2026, 9, 8, 12, tzinfo=UTC)

Deed = tuple[str, str, str, Value | None]
"""What was done with which prompt by which message: ("answer", "episode-1|contact/call/1", ...)."""


def clock(speed: float) -> Clock:
    """A clinical clock that begins now, on a Tuesday morning."""
    return Clock(real_origin=datetime.now(UTC), clinical_origin=BEGINS, speed=speed)


def prompt(episode: str, number: int, initials: str, kind: Kind = CALL) -> Prompt:
    """The n-th thing that the nurse is asked of a patient, with all that a real prompt carries."""
    contact = Contact(person=LOPEZ, token=TOKEN, time_zone=ZONE, reach=WHENEVER)
    asked = question(
        f"contact/{kind}/{number}",
        kind,
        Role.NURSE,
        BEGINS,
        due=BEGINS + timedelta(days=20),
        times={"home": BEGINS},
    )
    return Prompt(
        episode=episode,
        patient=episode,
        facility_name="Mercy General",
        facility_zone="America/New_York",
        initials=initials,
        question=asked,
        to=contact,
        care_line=LINE,
        undo_minutes=10,
        card=f"7Kq2mX{number:06}",
        patient_language="en",
    )


class Ward(interfaces.Conversations, interfaces.Messaging, interfaces.Shifts):
    """Her episodes, her carrier and her roster: takes everything, once for each key, and notes it.

    `moved` is notified of everything that happens.
    """

    def __init__(self, now: Clock) -> None:
        self.opening = OpenConversation(token=TOKEN, clock=now)
        self.deeds: list[Deed] = []
        self.sent: list[SendText] = []
        self.beside: list[Unreachable | PhoneMark] = []
        self.passed_on: list[PassOn] = []
        self.moved = asyncio.Condition()

    def now(self) -> datetime:
        """The clinical time."""
        return self.opening.clock.clinical(datetime.now(UTC))

    async def until(self, look: Callable[[], bool], within: float = 240.0) -> None:
        """Wait until something that came out of the thread makes it so."""
        async with asyncio.timeout(within), self.moved:
            await self.moved.wait_for(look)

    @activity.defn
    async def send_text(self, text: SendText) -> Sent:
        """It goes out."""
        self.sent.append(text)
        await self._notify()
        return Sent(sid=f"SM{len(self.sent)}")

    @activity.defn
    async def load_phone(self, token: str) -> PhoneMemory:
        """A phone that nothing is known of but whose it is."""
        return PhoneMemory(next_code=LOWEST_CODE, staff=True, handle=LOPEZ.handle, time_zone=ZONE)

    @activity.defn
    async def save_phone(self, kept: RememberPhone) -> None:
        """Nobody asks for it again."""

    @activity.defn
    async def hand_over(self, answer: GiveAnswer) -> Verdict:
        """It is recorded."""
        return await self._deed("answer", answer, VerdictState.RECORDED, answer.value)

    @activity.defn
    async def take_back(self, take_back: TakeBack) -> Verdict:
        """It is taken back."""
        return await self._deed("undo", take_back, VerdictState.TAKEN_BACK)

    @activity.defn
    async def correct(self, answer: GiveAnswer) -> Verdict:
        """It is corrected."""
        return await self._deed("fix", answer, VerdictState.CORRECTED, answer.value)

    @activity.defn
    async def pass_on(self, words: PassOn) -> PassedOn:
        """Somebody reads them."""
        self.passed_on.append(words)
        return PassedOn(kept=True)

    @activity.defn
    async def tell_unreachable(self, unreachable: Unreachable) -> None:
        """Her episode hears of it."""
        self.beside.append(unreachable)

    @activity.defn
    async def mark_phone(self, mark: PhoneMark) -> None:
        """It is marked."""
        self.beside.append(mark)

    @activity.defn
    async def review_shift(self, review: ReviewShift) -> ShiftReviewed:
        """Nothing goes to anybody else."""
        return ShiftReviewed(reach=WHENEVER)

    async def _deed(
        self,
        verb: str,
        wish: GiveAnswer | TakeBack,
        said: VerdictState,
        value: Value | None = None,
    ) -> Verdict:
        """Once for each message and prompt, as an update's id has it."""
        deed = (verb, f"{wish.episode}|{wish.key}", wish.message_id, value)
        if deed not in self.deeds[-100:]:
            self.deeds.append(deed)
        await self._notify()
        return Verdict(state=said)

    async def _notify(self) -> None:
        async with self.moved:
            self.moved.notify_all()
