"""Scripted people open cards over HTTP and answer on them, as a person with a browser does."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator

import pytest

from simulator.scripted.card_visits import TRIES, link_in, visit
from simulator.scripted.people import OnCard, Person, Rule
from tests.simulator.scripted.desk import MARK, PIN, Desk
from tests.simulator.world import QUICK, World, address_of, serving, serving_at, until, world_with

SETTLED = OnCard(
    press="Settled", each="Intended, reason known", reason="as planned", note="both lists read"
)
READ = OnCard()
LOPEZ = Person(
    name="RN Lopez",
    number="+16175550111",
    pin=PIN,
    rule=(
        Rule(see=re.compile("MEDS .* to decide"), card=SETTLED, after=(0, 0)),
        Rule(see=re.compile("WROTE"), card=READ, reply="{code} 1 called back", after=(0, 0)),
    ),
)


@pytest.fixture
def desk() -> Desk:
    """Whoever serves cards, not serving yet."""
    return Desk()


@pytest.fixture
async def link(desk: Desk) -> AsyncIterator[str]:
    """A link to a card that is served."""
    async with serving(desk.server()) as url:
        yield f"{url}/c/7Kq2mX"


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A simulator with a nurse who opens cards."""
    async with world_with([LOPEZ]) as world:
        yield world


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("21 MEDS\nLists: 127.0.0.1:8080/c/7Kq2mX\n1 yes", "http://127.0.0.1:8080/c/7Kq2mX"),
        ("21 MEDS http://localhost:8080/c/7Kq2mX.", "http://localhost:8080/c/7Kq2mX"),
        ("21 MEDS https://[::1]:8080/c/7Kq2mX", "https://[::1]:8080/c/7Kq2mX"),
        ("(home Fri 9/4) by 2.30p/3p: hw.example/c/7Kq2mX", "http://hw.example/c/7Kq2mX"),
        ("21 MEDS J.S. (home Fri 9/4) by Tue 9/8 5p\nWarfarin 2.5/5 mg", None),
    ],
)
def test_a_link_is_found_in_a_text(text: str, link: str | None) -> None:
    """With a scheme or without, whatever stands beside it; a date or a dose is no link."""
    assert link_in(text) == link


async def test_a_card_is_answered_as_in_a_browser(world: World, desk: Desk, link: str) -> None:
    """PIN, cookie, form: hidden things go along, what is undecided is decided, the rest stays."""
    shown = link.removeprefix("http://")
    await world.send(LOPEZ.number, f"21 MEDS J.S. by 5p: 3 to decide on the card.\nLists: {shown}")
    assert await until(lambda: desk.answers) == [
        {
            "form": MARK,
            "difference-1": "stop",
            "reason-1": "a rash",
            "difference-2": "intended",
            "reason-2": "as planned",
            "difference-3": "intended",
            "reason-3": "as planned",
            "consent": "",
            "note": "both lists read",
            "ticked": "1",
            "happened": "",
            "choice": "settled",
        }
    ]
    assert desk.asked == ["PIN page", "card"]
    assert world.customer.bodies(LOPEZ.number) == []


async def test_a_text_follows_what_was_read(world: World, desk: Desk, link: str) -> None:
    """With a card and a reply the card comes first; nothing is pressed where nothing is said."""
    await world.send(LOPEZ.number, f"22 J.S. WROTE. Read and answer by 5p:\n{link}")
    await until(lambda: world.customer.bodies(LOPEZ.number) == ["22 1 called back"])
    assert desk.asked == ["PIN page", "card"]
    assert desk.answers == []


async def test_a_prompt_is_answered_on_its_card_once(world: World, desk: Desk, link: str) -> None:
    """The same prompt texted again changes nothing; another prompt is another visit."""
    for code in (23, 23, 24):
        await world.send(LOPEZ.number, f"{code} J.S. WROTE. Read and answer by 5p:\n{link}")
    await until(lambda: "24 1 called back" in world.customer.bodies(LOPEZ.number))
    assert sorted(world.customer.bodies(LOPEZ.number)) == ["23 1 called back", "24 1 called back"]


async def test_what_stands_in_a_form_stays(desk: Desk, link: str) -> None:
    """Who has nothing to choose or to write sends a form as it came, with the button alone."""
    assert await visit(LOPEZ, link, OnCard(press="Prescriber"), QUICK)
    (sent,) = desk.answers
    assert {sent["difference-2"], sent["reason-2"]} == {""}
    assert (sent["note"], sent["choice"]) == ("written before", "prescriber")


async def test_a_closed_card_is_nothing_more_to_do(
    desk: Desk, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    """410 ends a visit at once: nothing is answered, and nothing is wrong."""
    desk.closed = True
    assert not await visit(LOPEZ, link, SETTLED, QUICK)
    assert (desk.asked, desk.answers, caplog.messages) == (["PIN page"], [], [])


async def test_a_card_is_asked_for_again_while_nobody_is_there(desk: Desk) -> None:
    """Who hangs up twice and then serves, as a gateway that is started again, loses no answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        link = f"{address_of(listener)}/c/7Kq2mX"
        visiting = asyncio.create_task(visit(LOPEZ, link, SETTLED, QUICK))
        listener.setblocking(False)
        for _ in range(2):
            caller, _ = await asyncio.get_running_loop().sock_accept(listener)
            caller.close()
        async with serving_at(listener, desk.server()):
            assert await visiting
    assert len(desk.answers) == 1


async def test_an_answer_in_doubt_is_the_same_answer(desk: Desk, link: str) -> None:
    """What may have been saved is sent again as it was, hidden mark and all."""
    desk.fails.extend([503, 503])
    assert await visit(LOPEZ, link, SETTLED, QUICK)
    first, *again = desk.answers
    assert again == [first, first]


async def test_tries_come_to_an_end(
    desk: Desk, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever never serves is given up, and the log says who gave up and why."""
    desk.fails.extend([503] * TRIES)
    assert not await visit(LOPEZ, link, SETTLED, QUICK)
    assert len(desk.answers) == TRIES
    assert caplog.messages == [
        f"RN Lopez did not get through with a card: given up after {TRIES} tries: 503"
    ]


@pytest.mark.parametrize(
    ("person", "task", "complaint"),
    [
        (LOPEZ.model_copy(update={"pin": "9999"}), READ, "403 That is not your PIN."),
        (LOPEZ, OnCard(press="Done"), "it has no button 'Done'"),
        (LOPEZ, OnCard(press="Settled", each="Later"), "difference-2 offers no 'Later'"),
    ],
)
async def test_what_is_not_on_the_card_is_said(
    desk: Desk, link: str, caplog: pytest.LogCaptureFixture, *, person: Person, task: OnCard,
    complaint: str,
) -> None:  # fmt: skip
    """A wrong PIN, a button or an option that nobody can see ends a visit without an answer."""
    assert not await visit(person, link, task, QUICK)
    assert desk.answers == []
    assert complaint in caplog.text


async def test_an_answer_that_is_refused_is_said(
    desk: Desk, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not sent again: the log has the words of the page."""
    desk.fails.append(422)
    assert not await visit(LOPEZ, link, SETTLED, QUICK)
    assert len(desk.answers) == 1
    assert "POST was answered 422 Settle each difference first." in caplog.text


async def test_nobody_leaves_the_loopback(link: str, caplog: pytest.LogCaptureFixture) -> None:
    """A link to another host is not opened, nor one that only leads there."""
    leading = link.replace("/c/7Kq2mX", "/away")
    for elsewhere in ("http://hw.example/c/7Kq2mX", "http://192.0.2.7/c/7Kq2mX", leading):
        caplog.clear()
        assert not await visit(LOPEZ, elsewhere, READ, QUICK)
        assert "is not on this machine" in caplog.text
