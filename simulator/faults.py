"""Faults to order: what goes wrong with the next texts."""

from collections import deque
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Fault(StrEnum):
    """A thing that goes wrong with a create, or with the receipts of a text."""

    TOO_MANY_REQUESTS = "too_many_requests"  # 429 with Retry-After of `seconds`; not accepted
    ERROR_BEFORE_ACCEPTING = "error_before_accepting"  # 500; not accepted
    ERROR_AFTER_ACCEPTING = "error_after_accepting"  # accepted, yet the client sees 500
    HANG_AFTER_ACCEPTING = "hang_after_accepting"  # accepted, answered after `seconds`
    RECEIPTS_DROPPED = "receipts_dropped"  # none is posted
    RECEIPTS_DUPLICATED = "receipts_duplicated"  # each is posted twice
    RECEIPTS_REORDERED = "receipts_reordered"  # `delivered` is posted before `sent`
    UNDELIVERED = "undelivered"  # the phone is off: 30003 instead of `delivered`


CREATE_FAULTS = frozenset(
    {
        Fault.TOO_MANY_REQUESTS,
        Fault.ERROR_BEFORE_ACCEPTING,
        Fault.ERROR_AFTER_ACCEPTING,
        Fault.HANG_AFTER_ACCEPTING,
    }
)


class FaultOrder(BaseModel):
    """A fault for the next `times` texts that nothing else was ordered for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fault: Fault
    times: int = Field(default=1, ge=1)
    seconds: float = Field(default=1.0, ge=0)


class Faults:
    """Two queues, for creates and for receipts: each text takes the head of both."""

    def __init__(self) -> None:
        self._creates: deque[FaultOrder] = deque()
        self._receipts: deque[FaultOrder] = deque()

    def order(self, order: FaultOrder) -> None:
        """Put a fault behind those already ordered."""
        queue = self._creates if order.fault in CREATE_FAULTS else self._receipts
        queue.extend([order] * order.times)

    def clear(self) -> None:
        """Let everything work again."""
        self._creates.clear()
        self._receipts.clear()

    def for_create(self) -> FaultOrder | None:
        """Take what goes wrong with the create at hand."""
        return self._creates.popleft() if self._creates else None

    def for_receipts(self) -> Fault | None:
        """Take what goes wrong with the receipts of the text at hand."""
        return self._receipts.popleft().fault if self._receipts else None
