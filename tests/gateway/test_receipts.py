"""What carriers say of our texts."""

import itertools

import pytest

from models.payloads import Delivery, DeliveryOutcome
from models.tables import InboxRow, OutboxRow, WorkItem, place_of
from tests.gateway.world import World

KEY = "conversation/27 & more/1"


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sent", "delivered"])))
async def test_receipts_move_a_text_by_rank(world: World, order: tuple[str, ...]) -> None:
    """In whatever order receipts come, a text ends as delivered, and never goes back."""
    world.mailed(KEY)
    for status in order:
        assert (await world.reports(KEY, status)).status_code == 204
    (row,) = world.rows(OutboxRow)
    assert (row.status, row.sid) == ("delivered", "SM1")


async def test_a_text_that_did_not_arrive_is_told_once(world: World) -> None:
    """An undelivered text keeps its code and is queued for the phone's thread, once."""
    world.mailed(KEY, sid="SM1", status="sent")
    for status in ("undelivered", "undelivered", "delivered", "sent"):
        await world.reports(KEY, status, ErrorCode="30003")
    (row,) = world.rows(OutboxRow)
    assert (row.status, row.error_code) == ("undelivered", 30003)
    assert [row.key for row in world.rows(InboxRow)] == [f"receipt:{KEY}:SM1"]


@pytest.mark.parametrize(
    ("code", "outcome", "work"),
    [
        ("30005", DeliveryOutcome.NEVER, []),
        ("30003", DeliveryOutcome.LATER, []),
        ("30007", DeliveryOutcome.OPS, ["carrier-30007"]),
        ("30999", DeliveryOutcome.UNKNOWN, []),
        ("", DeliveryOutcome.UNKNOWN, []),
        ("not a code", DeliveryOutcome.UNKNOWN, []),
    ],
)
async def test_the_thread_hears_what_the_code_means_for_the_next_text(
    world: World, code: str, outcome: DeliveryOutcome, work: list[str]
) -> None:
    """Never, later, or not before ops have mended it, who are told too; else nobody knows."""
    for number in range(2):
        world.mailed(f"{KEY}{number}", sid=f"SM{number}", status="sent")
        await world.reports(f"{KEY}{number}", "failed", MessageSid=f"SM{number}", ErrorCode=code)
    told = [world.seal.open(row.body_sealed, place_of(row)) for row in world.rows(InboxRow)]
    assert [Delivery.model_validate_json(one).outcome for one in told] == [outcome, outcome]
    assert [item.key for item in world.rows(WorkItem)] == work


async def test_a_receipt_of_another_copy_changes_nothing(world: World) -> None:
    """A receipt whose id is not the row's tells of another text."""
    world.mailed(KEY, sid="SM1", status="sent")
    await world.reports(KEY, "failed", MessageSid="SM2")
    assert world.rows(OutboxRow)[0].status == "sent"


async def test_an_id_belongs_to_one_text(world: World) -> None:
    """A receipt cannot give a second text the id that another one has."""
    world.mailed("other", sid="SM1", status="sent")
    world.mailed(KEY)
    assert (await world.reports(KEY, "sent")).status_code == 204
    assert [row.sid for row in world.rows(OutboxRow)].count("SM1") == 1


@pytest.mark.parametrize("status", ["", "receiving", "READ", "x" * 500])
async def test_words_that_nobody_knows_move_nothing(world: World, status: str) -> None:
    """A status that is not in the table is taken and has no effect."""
    world.mailed(KEY)
    assert (await world.reports(KEY, status)).status_code == 204
    assert world.rows(OutboxRow)[0].status == "pending"


async def test_a_receipt_for_no_text_of_ours_is_taken(world: World) -> None:
    """An unknown key is acknowledged, so that Twilio does not report an error."""
    assert (await world.reports("nothing", "sent")).status_code == 204


async def test_a_receipt_names_its_text(world: World) -> None:
    """Without a key or an id nothing can be done with it."""
    assert (await world.reports("", "sent")).status_code == 400
    assert (await world.reports(KEY, "sent", MessageSid="")).status_code == 400


async def test_the_signature_covers_the_query(world: World) -> None:
    """A receipt for another key than the signed one is refused."""
    world.mailed(KEY)
    answer = await world.http.post(
        "/twilio/status?key=other",
        data={"MessageSid": "SM1", "MessageStatus": "failed"},
        headers={"X-Twilio-Signature": "bm90IGl0"},
    )
    assert answer.status_code == 403
