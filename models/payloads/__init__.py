"""Everything that crosses Temporal, one frozen value in and one out.

Fields are only ever added, with defaults; unknown fields are ignored, since histories hold old
and new payloads side by side. All instants are clinical unless the name says `real`.
"""

from models.payloads.answers import (
    GiveAnswer,
    PassOn,
    PhoneMark,
    TakeBack,
    Tell,
    Unreachable,
    Verdict,
    VerdictState,
)
from models.payloads.asking import Ask, AskedPerson, Contact, Prompt, Retraction, Settled, Withdraw
from models.payloads.base import Payload
from models.payloads.conversation import (
    ConversationState,
    Handing,
    OpenConversation,
    Outgoing,
    StandingPrompt,
    Wished,
)
from models.payloads.episode import (
    EpisodeRecord,
    EpisodeState,
    EpisodeSummary,
    OpenEpisode,
    StepSummary,
)
from models.payloads.episode_messages import (
    Amend,
    ChooseSlot,
    Close,
    HeldSlots,
    NotReached,
    Reachable,
    Resume,
    Slots,
    Suspend,
    Written,
)
from models.payloads.shifts import (
    HandedOver,
    HandedTask,
    OpenTask,
    ReviewShift,
    Shifted,
    Wish,
)
from models.payloads.texts import (
    Delivery,
    Fate,
    PhoneMemory,
    ReceivedText,
    RememberPhone,
    SendText,
    Sent,
    TextItem,
)
from models.payloads.views import Card, CardRequest, DeliverInbox, Pending, StatusPage, SweepReport

__all__ = [
    "Amend",
    "Ask",
    "AskedPerson",
    "Card",
    "CardRequest",
    "ChooseSlot",
    "Close",
    "Contact",
    "ConversationState",
    "DeliverInbox",
    "Delivery",
    "EpisodeRecord",
    "EpisodeState",
    "EpisodeSummary",
    "Fate",
    "GiveAnswer",
    "HandedOver",
    "HandedTask",
    "Handing",
    "HeldSlots",
    "NotReached",
    "OpenConversation",
    "OpenEpisode",
    "OpenTask",
    "Outgoing",
    "PassOn",
    "Payload",
    "Pending",
    "PhoneMark",
    "PhoneMemory",
    "Prompt",
    "Reachable",
    "ReceivedText",
    "RememberPhone",
    "Resume",
    "Retraction",
    "ReviewShift",
    "SendText",
    "Sent",
    "Settled",
    "Shifted",
    "Slots",
    "StandingPrompt",
    "StatusPage",
    "StepSummary",
    "Suspend",
    "SweepReport",
    "TakeBack",
    "Tell",
    "TextItem",
    "Unreachable",
    "Verdict",
    "VerdictState",
    "Wish",
    "Wished",
    "Withdraw",
    "Written",
]
