"""Two hundred workers die between the intent and the recorded id: the phones see each text once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import cycle, islice, product
from pathlib import Path

import pytest

from simulator.faults import Fault
from tests.activities.crashing import Death, Mishap, Office, Plan, When, office
from tests.activities.texts_out import plain_wording, store, text
from tests.simulator.world import new_phone

LINES, LINES_AFTER_DOUBT, LINES_OF_A_CALL = 6, 12, 6
CARRIER_FAULTS = (
    Fault.TOO_MANY_REQUESTS,
    Fault.ERROR_BEFORE_ACCEPTING,
    Fault.ERROR_AFTER_ACCEPTING,
    Fault.RESET_BEFORE_ACCEPTING,
    Fault.RESET_AFTER_ACCEPTING,
    Fault.HANG_AFTER_ACCEPTING,
)
FIRST: tuple[Mishap, ...] = (*map(Death, range(LINES)), *CARRIER_FAULTS)
SECOND: tuple[Mishap, ...] = tuple(map(Death, range(LINES_AFTER_DOUBT)))
NAMED = [
    f"{when} {what}"
    for when, what in product(("after", "before"), ("the text", "the record", "the intent"))
]
LOOKS = ["before the look", "after the look"]


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Office]:
    """An office on a store of its own."""
    database = store(tmp_path)
    async with office(database, plain_wording(tmp_path / "templates")) as found:
        yield found
    database.close()


def plans() -> Iterator[list[Plan]]:
    """Every first mishap with every second, a phone for each first; receipts come at all times.

    Every other phone gets the same words in all of its texts, the others in every second one.
    """
    whens, more = cycle((When.BEFORE, When.BETWEEN, When.AFTER)), cycle(map(Death, NAMED))
    for number, first in enumerate(FIRST):
        phone, alike = new_phone(), len(SECOND) if number % 2 else 2
        yield [
            Plan(
                text(f"{number}/{place}#1", f"27 saved {place // alike}", to=phone),
                [first, second, *islice(more, 3)],
                next(whens),
            )
            for place, second in enumerate(SECOND)
        ]


def judged(post: Office, sent: list[Plan]) -> None:
    """The network's own book: each text once, and each of our rows with the id of its own."""
    for plan in sent:
        (seen,) = post.texts(plan.key)
        row = post.row(plan.key)
        assert (row.sid, row.status) == (seen.sid, "delivered"), plan


async def test_two_hundred_deaths_lose_nothing_and_repeat_nothing(post: Office) -> None:
    """Die at any line, up to five times in a row, whatever the carrier did and says meanwhile.

    No text is missing, none is repeated, and none has the id of another.
    """
    threads = list(plans())
    await asyncio.gather(*map(post.carry, threads))

    judged(post, [plan for thread in threads for plan in thread])
    assert set(post.deaths) == {*NAMED, *LOOKS}
    assert len(post.deaths) >= 200


async def test_a_call_rings_once_wherever_a_worker_dies(post: Office) -> None:
    """The text and the call have each their own row: neither is lost and neither comes twice."""
    deaths = range(LINES + LINES_OF_A_CALL)
    sent = [
        Plan(text(f"{first}/{second}#1", to=new_phone(), voice=True), [Death(first), Death(second)])
        for first, second in product(deaths, range(0, LINES_AFTER_DOUBT, 3))
    ]
    for number in range(0, len(sent), 12):
        await asyncio.gather(*(post.carry([plan]) for plan in sent[number : number + 12]))

    judged(post, sent)
    for plan in sent:
        (rung,) = post.calls(plan.number)
        assert post.row(f"{plan.key}/voice").sid == rung.sid
