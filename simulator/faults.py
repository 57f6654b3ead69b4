"""Faults to order: what goes wrong with the next texts, of everybody or of one phone."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from simulator.network import E164


class Fault(StrEnum):
    """A thing that goes wrong with a create, with what becomes of a text, or with who asks."""

    TOO_MANY_REQUESTS = "too_many_requests"  # 429 with Retry-After of `seconds`; not accepted
    ERROR_BEFORE_ACCEPTING = "error_before_accepting"  # 500; not accepted
    ERROR_AFTER_ACCEPTING = "error_after_accepting"  # accepted, yet the client sees 500
    HANG_AFTER_ACCEPTING = "hang_after_accepting"  # accepted, answered after `seconds`
    RESET_BEFORE_ACCEPTING = "reset_before_accepting"  # the connection is cut; not accepted
    RESET_AFTER_ACCEPTING = "reset_after_accepting"  # accepted, then the connection is cut

    RECEIPTS_DROPPED = "receipts_dropped"  # none is posted
    RECEIPTS_DUPLICATED = "receipts_duplicated"  # each is posted twice
    RECEIPTS_REORDERED = "receipts_reordered"  # the last is posted before `sent`
    RECEIPTS_DELAYED = "receipts_delayed"  # none is posted before `seconds` have passed
    UNDELIVERED = "undelivered"  # `undelivered` with `code` instead of `delivered`
    LISTED_LATE = "listed_late"  # delivered, yet in no list before `seconds` have passed
    FAILED = "failed"  # `failed` with `code` instead of `sent`, and nothing after it

    INBOUND_REPEATED = "inbound_repeated"  # what a person typed is posted once more when taken
    INBOUND_DROPPED = "inbound_dropped"  # it is never posted: it only stands in the list

    LIST_FAILS = "list_fails"  # 500 to who asks for a list


class Stage(StrEnum):
    """When a fault strikes; a text takes at most one at each."""

    CREATE = "create"
    JOURNEY = "journey"
    INBOUND = "inbound"
    LIST = "list"


_JOURNEY_FAULTS = {
    Fault.RECEIPTS_DROPPED,
    Fault.RECEIPTS_DUPLICATED,
    Fault.RECEIPTS_REORDERED,
    Fault.RECEIPTS_DELAYED,
    Fault.LISTED_LATE,
    Fault.UNDELIVERED,
    Fault.FAILED,
}
_INBOUND_FAULTS = {Fault.INBOUND_REPEATED, Fault.INBOUND_DROPPED}
STAGES: dict[Fault, Stage] = (
    dict.fromkeys(Fault, Stage.CREATE)
    | dict.fromkeys(_JOURNEY_FAULTS, Stage.JOURNEY)
    | dict.fromkeys(_INBOUND_FAULTS, Stage.INBOUND)
    | {Fault.LIST_FAILS: Stage.LIST}
)


class FaultOrder(BaseModel):
    """A fault for the next `times` texts that nothing else was ordered for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fault: Fault
    times: int = Field(default=1, ge=1)
    seconds: float = Field(default=1.0, ge=0)
    code: int = Field(default=30003, ge=10000, le=99999)  # the phone is off, unless told otherwise
    to: str | None = Field(default=None, pattern=E164)  # the one phone that it is for


class Faults:
    """A queue for each stage: a text takes the first order that is for its phone, or for all."""

    def __init__(self) -> None:
        self._queues: dict[Stage, list[FaultOrder]] = {stage: [] for stage in Stage}

    def order(self, order: FaultOrder) -> None:
        """Put a fault behind those already ordered."""
        self._queues[STAGES[order.fault]].extend([order] * order.times)

    def clear(self) -> None:
        """Let everything work again."""
        for queue in self._queues.values():
            queue.clear()

    def take(self, stage: Stage, phone: str) -> FaultOrder | None:
        """Take what goes wrong now with a text to a phone, or from it."""
        queue = self._queues[stage]
        for place, order in enumerate(queue):
            if order.to in {None, phone}:
                return queue.pop(place)
        return None
