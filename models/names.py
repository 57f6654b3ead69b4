"""Every name by which one part reaches another: ids, queues, workflows, handlers, attributes."""

from datetime import date

from temporalio.common import SearchAttributeKey

NAMESPACE = "default"
TASK_QUEUE = "homeward"
MESSAGES_TASK_QUEUE = "homeward-messages"

EPISODE = "Episode"
CONVERSATION = "Conversation"
SWEEP = "Sweep"
SWEEP_ID = "sweep"

ANSWER = "answer"
TAKE_BACK = "take_back"
WROTE = "wrote"
UNREACHABLE = "unreachable"
AMEND = "amend"
SUSPEND = "suspend"
RESUME = "resume"
CLOSE = "close"
CORRECT = "correct"
HAND_OVER = "hand_over"
REACHABLE = "reachable"
CARD = "card"
CARD_OPENED = "card_opened"
STATUS = "status"

ASK = "ask"
WITHDRAW = "withdraw"
RECEIVED = "received"
DELIVERY = "delivery"
NOTIFY = "notify"
CONSENT = "consent"
ROSTER = "roster"
PENDING = "pending"


def episode_id(facility: str, day: date, signs: str) -> str:
    """The workflow id of a discharge, for good: "mercy-general-0904-k7qd"; it names no patient."""
    return f"{facility}-{day:%m%d}-{signs}"


def message(inbox: int) -> str:
    """What the work queue calls a hospital's message."""
    return f"inbox:{inbox}"


def placing(episode: str) -> str:
    """What the work queue calls a discharge that cannot be placed."""
    return f"{episode}/disposition"


def doubting(episode: str) -> str:
    """What the work queue calls what a hospital said of an episode and nobody can rely upon."""
    return f"{episode}/doubt"


def cancelling(workflow_id: str) -> str:
    """What the work queue calls a request to cancel an episode or a thread."""
    return f"{workflow_id}/cancel-requested"


def conversation_id(phone_token: str) -> str:
    """The workflow id of the thread with one phone; it names no number."""
    return f"conversation-{phone_token}"


EPISODE_PHASE = SearchAttributeKey.for_keyword("EpisodePhase")
FACILITY = SearchAttributeKey.for_keyword("Facility")
TIER = SearchAttributeKey.for_keyword("Tier")
OUTCOME = SearchAttributeKey.for_keyword("Outcome")
PATHWAY = SearchAttributeKey.for_keyword("Pathway")
STEPS_OPEN = SearchAttributeKey.for_keyword_list("StepsOpen")
STEPS_OVERDUE = SearchAttributeKey.for_keyword_list("StepsOverdue")
OWNERS = SearchAttributeKey.for_keyword_list("Owners")
NEXT_DUE = SearchAttributeKey.for_datetime("NextDue")
DISCHARGED_ON = SearchAttributeKey.for_datetime("DischargedOn")
WINDOW_ENDS = SearchAttributeKey.for_datetime("WindowEnds")
UNOWNED = SearchAttributeKey.for_bool("Unowned")
URGENT = SearchAttributeKey.for_bool("Urgent")

SEARCH_ATTRIBUTES = (
    EPISODE_PHASE,
    FACILITY,
    TIER,
    OUTCOME,
    PATHWAY,
    STEPS_OPEN,
    STEPS_OVERDUE,
    OWNERS,
    NEXT_DUE,
    DISCHARGED_ON,
    WINDOW_ENDS,
    UNOWNED,
    URGENT,
)
