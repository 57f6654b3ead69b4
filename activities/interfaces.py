"""What workflows may ask of the world, as abstract classes. Implementations stand beside them.

Every method is idempotent by a key from the domain, since it may run twice.
"""

from abc import ABC, abstractmethod

from temporalio import activity

from models.payloads import (
    CancelRequested,
    ChooseSlot,
    DeliverInbox,
    EpisodeSummary,
    Errand,
    ErrandDone,
    GiveAnswer,
    HeldSlots,
    PassedOn,
    PassOn,
    PhoneMark,
    PhoneMemory,
    RememberPhone,
    ReviewShift,
    SendText,
    Sent,
    ShiftReviewed,
    Slots,
    SweepReport,
    TakeBack,
    TellConsent,
    TellDeath,
    Unreachable,
    Verdict,
)


class Prompts(ABC):
    """What phones' threads and other episodes must be told."""

    @abstractmethod
    @activity.defn
    async def tell_consent(self, tell: TellConsent) -> None:
        """Tell a phone's thread what its holder said of being texted; told twice it is one word."""

    @abstractmethod
    @activity.defn
    async def tell_death(self, tell: TellDeath) -> None:
        """Tell every other running episode of the patient; told twice it is one word.

        Raises `ApplicationError` while one of them is being started.
        """


class Scheduling(ABC):
    """The clinics' slots."""

    @abstractmethod
    @activity.defn
    async def hold_slots(self, held: HeldSlots) -> Slots:
        """Hold free slots for an episode; the same round gives the same slots."""

    @abstractmethod
    @activity.defn
    async def choose_slot(self, choice: ChooseSlot) -> Slots:
        """Book one of the held slots, or let all go. Gives back what is booked."""


class Records(ABC):
    """The end of an episode, and the work queue."""

    @abstractmethod
    @activity.defn
    async def close_episode(self, summary: EpisodeSummary) -> None:
        """Note the outcome; what is unresolved goes to the work queue."""

    @abstractmethod
    @activity.defn
    async def note_cancel_request(self, request: CancelRequested) -> None:
        """Put a request that changed nothing before somebody, at once."""


class Errands(ABC):
    """What a change of an episode has for the world."""

    @abstractmethod
    @activity.defn
    async def run_errand(self, errand: Errand) -> ErrandDone:
        """Do each part, once by its key; says who was asked, and what failed.

        An errand of one part raises what it failed with.
        """


class Messaging(ABC):
    """Texts out."""

    @abstractmethod
    @activity.defn
    async def send_text(self, text: SendText) -> Sent:
        """Send one text, once; with `voice` its call is placed too, also where the text is refused.

        Raises `ApplicationError`: Busy (its detail is in how many seconds), OutcomeUnknown, Ops and
        Refused can be tried again; OptedOut, CannotReach and TooLate cannot.
        """


class Conversations(ABC):
    """What a phone's thread needs from outside."""

    @abstractmethod
    @activity.defn
    async def load_phone(self, token: str) -> PhoneMemory:
        """What this phone's earlier threads left."""

    @abstractmethod
    @activity.defn
    async def save_phone(self, kept: RememberPhone) -> None:
        """Keep what must outlive the thread."""

    @abstractmethod
    @activity.defn
    async def hand_over(self, answer: GiveAnswer) -> Verdict:
        """Give an answer to its episode; an episode that is not found has closed."""

    @abstractmethod
    @activity.defn
    async def take_back(self, take_back: TakeBack) -> Verdict:
        """Ask the episode to forget an answer."""

    @abstractmethod
    @activity.defn
    async def correct(self, answer: GiveAnswer) -> Verdict:
        """Put another answer in the place of one that this person gave; audited."""

    @abstractmethod
    @activity.defn
    async def pass_on(self, words: PassOn) -> PassedOn:
        """Bring words that answer nothing to the episodes of this phone, else to the work queue."""

    @abstractmethod
    @activity.defn
    async def tell_unreachable(self, unreachable: Unreachable) -> None:
        """Tell the asking episode that this phone cannot be reached."""

    @abstractmethod
    @activity.defn
    async def mark_phone(self, mark: PhoneMark) -> None:
        """Keep that a phone gets no texts, or does again; whoever must know is told."""


class Shifts(ABC):
    """Who works when, as far as a phone's thread has to do with it."""

    @abstractmethod
    @activity.defn
    async def review_shift(self, review: ReviewShift) -> ShiftReviewed:
        """Change and read somebody's hours; hand over what cannot wait until they work again."""


class Inbox(ABC):
    """Everything from outside, committed first and delivered after."""

    @abstractmethod
    @activity.defn
    async def deliver(self, deliver: DeliverInbox) -> int:
        """Deliver one key's waiting rows in order; says how many are done."""

    @abstractmethod
    @activity.defn
    async def sweep(self) -> SweepReport:
        """Deliver whatever still waits."""
