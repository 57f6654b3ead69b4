"""Receipts move a text by rank alone, and say what an error means for the next one."""

from itertools import permutations, product

import pytest

from models.payloads import Delivery, DeliveryOutcome
from models.tables import OutboxRow
from store import receipts
from store.receipts import NOT_ARRIVED, UNDER_WAY, advances
from tests.activities.texts_out import NOW, Desk

OURS = ("pending", "unsent", "withdrawn", "dropped", "expired")
RANKS = (OURS, ("accepted", "scheduled"), ("queued",), ("sending",), ("sent",))
ENDS = ("delivered", "undelivered", "failed", "canceled", "refused", "rung")
ORDER = (*RANKS, ENDS)
"""From what is only meant to what nothing moves any more."""


@pytest.mark.parametrize(("lower", "higher"), list(product(range(len(ORDER)), repeat=2)))
def test_a_text_goes_up_and_never_down(lower: int, higher: int) -> None:
    """Every word of Twilio's and ours against every other: only a higher rank moves a text."""
    for status, heard in product(ORDER[lower], ORDER[higher]):
        assert advances(status, heard) is (lower < higher)


@pytest.mark.parametrize("status", [status for rank in ORDER for status in rank])
@pytest.mark.parametrize("heard", ["", "receiving", "received", "read", "DELIVERED"])
def test_words_that_nobody_knows_move_nothing(status: str, heard: str) -> None:
    """Twilio may learn new words; ours stay."""
    assert not advances(status, heard)


def test_what_is_under_way_is_what_the_carrier_may_still_speak_of() -> None:
    """Between our own words and the last ones."""
    assert set(UNDER_WAY) == {status for rank in RANKS[1:] for status in rank}


@pytest.mark.parametrize("end", ["delivered", "undelivered", "failed"])
def test_receipts_end_the_same_in_every_order(desk: Desk, end: str) -> None:
    """All orders of all four receipts, each told twice: one end, and one mishap told at most."""
    for number, order in enumerate(permutations(("queued", "sending", "sent", end))):
        told = [_heard(desk, f"{number}", status) for status in (*order, *order)]
        assert desk.row(f"{number}").status == end
        assert sum(told) == (end in NOT_ARRIVED)


def _heard(desk: Desk, key: str, status: str) -> bool:
    with desk.database.write() as session:
        if session.get(OutboxRow, key) is None:
            session.add(
                OutboxRow(
                    key=key,
                    phone_token="t",  # noqa: S106 # nobody's
                    body_sealed=b"",
                    body_hash="",
                    real_created_at=NOW,
                    created_at=NOW,
                )
            )
        return receipts.apply(session, Delivery(key=key, status=status), f"SM{key}") is not None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *((code, DeliveryOutcome.NEVER) for code in (21211, 21614, 30004, 30005, 30006)),
        (21610, DeliveryOutcome.OPTED_OUT),
        *((code, DeliveryOutcome.LATER) for code in (30001, 30003, 30008)),
        *((code, DeliveryOutcome.OPS) for code in (30002, 30007, 30034)),
        *((code, DeliveryOutcome.UNKNOWN) for code in (None, 0, 30999)),
    ],
)
def test_a_code_says_what_to_do_with_the_next_text(
    code: int | None, expected: DeliveryOutcome
) -> None:
    """Never again, later, not before ops have mended it; of other codes nobody knows."""
    assert receipts.delivery_outcome(code) is expected
