"""Cards: who may see one, how it is answered, what is noted."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import httpx
import pytest
from sqlalchemy import update
from temporalio.client import Client, WorkflowHandle

from domain.asking.choices import Choice, Value
from domain.asking.kind import Kind
from domain.clinical.triage import Level
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Via
from domain.pathway import Role
from domain.steps.catalogue import kinds
from domain.steps.contact import CALL
from domain.steps.reconciliation import RECONCILE
from domain.steps.transport import RIDE_OFFER
from domain.steps.visit_course import BOOK_VISIT
from gateway.cards.access import LOCKED, TRIES
from gateway.cards.sessions import LASTS
from models import names
from models.payloads import Card, GivenAnswer, ShownDifference
from models.tables import Assignment, AuditRow
from store.patient_data.notes import Beside, Notes
from tests.gateway.stubs import Patient
from tests.gateway.world import EPISODE, NURSE, PIN, World

JANE = Card(
    open=True,
    title="Call J.S. after discharge",
    patient="Jane <b>Smith</b>",
    number="+16175550123",
    script=("How is your breathing?",),
    choices=CALL.choices,
    due=datetime(2026, 9, 8, 21, 0, tzinfo=UTC),
    time_zone="America/New_York",
)
HTML = {"Accept": "text/html"}
_numbers = count(1)


@dataclass
class Desk:
    """A nurse with a link, and the episode behind it."""

    world: World
    token: str
    episode: WorkflowHandle[Patient, None]

    @property
    def path(self) -> str:
        """The link."""
        return f"/c/{self.token}"

    async def get(self) -> httpx.Response:
        """Open the link."""
        return await self.world.http.get(self.path, headers=HTML)

    async def enters(self, pin: str = PIN) -> httpx.Response:
        """Type a PIN; the redirect is followed."""
        self.world.http.cookies.clear()
        return await self.world.http.post(
            self.path, data={"pin": pin}, headers=HTML, follow_redirects=True
        )

    def mark_of(self, page: httpx.Response) -> str:
        """What the form of a page stands for."""
        mark = re.search(r'name="form" value="([^"]+)"', page.text)
        return mark[1] if mark else ""

    async def answers(self, page: httpx.Response, **fields: str) -> httpx.Response:
        """Send the form of a page."""
        form = {"form": self.mark_of(page), **fields}
        return await self.world.http.post(f"{self.path}/answer", data=form, headers=HTML)

    async def noted(self) -> Beside:
        """Read what was written beside the only answer, where the store keeps it."""
        (given,) = await self.given()
        notes = Notes(self.world.database, self.world.seal)
        return (await notes.opened(self.episode.id, [given.note]))[given.note]

    async def given(self) -> list[GivenAnswer]:
        """Read what the episode was told."""
        return await self.episode.query(Patient.answers)


async def desk_with(world: World, temporal: Client, card: Card, role: str = "nurse") -> Desk:
    """Put an episode behind a link."""
    world.hands.client = temporal
    episode = await temporal.start_workflow(
        Patient.run, card, id=f"{EPISODE}-{next(_numbers)}", task_queue=names.TASK_QUEUE
    )
    token = world.assigns(role=role, episode=episode.id)
    return Desk(world, token, episode)


@pytest.fixture
async def desk(world: World, temporal: Client) -> AsyncIterator[Desk]:
    """A nurse asked to call Jane Smith."""
    desk = await desk_with(world, temporal, JANE)
    yield desk
    await desk.episode.terminate()


async def test_a_link_alone_shows_nobody(desk: Desk) -> None:
    """Without the PIN there is a field for it and nothing of the patient."""
    page = await desk.get()
    assert page.status_code == 200
    assert "PIN" in page.text
    assert "Smith" not in page.text
    assert desk.world.audited() == []


async def test_the_pin_opens_the_card_for_a_while(desk: Desk) -> None:
    """After the right PIN the card opens, escaped, until the session ends; each view is noted."""
    page = await desk.enters()
    assert "Jane &lt;b&gt;Smith" in page.text
    assert "tel:+16175550123" in page.text
    assert "How is your breathing?" in page.text
    assert "Tue 9/8 5p EDT" in page.text
    desk.world.hands.passes(LASTS)
    assert "Smith" not in (await desk.get()).text
    assert desk.world.audited() == [f"{NURSE}: right PIN", f"{NURSE}: card viewed"]


async def test_the_session_is_kept_from_scripts_and_other_sites(desk: Desk) -> None:
    """The cookie is HttpOnly, Secure, SameSite=Strict, short, and for this card's path alone."""
    answer = await desk.world.http.post(desk.path, data={"pin": PIN})
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=strict", "Max-Age=1800", f"Path={desk.path}"):
        assert part in cookie


async def test_a_session_opens_one_card(desk: Desk) -> None:
    """The cookie of one card opens no other, and a changed one opens none."""
    await desk.enters()
    cookie = desk.world.http.cookies["card"]
    other = desk.world.assigns(question="visit/book_visit/1")
    for path, value in ((f"/c/{other}", cookie), (desk.path, cookie[:-8] + "AAAAAAAA")):
        desk.world.http.cookies.clear()
        page = await desk.world.http.get(path, headers={"Cookie": f"card={value}"})
        assert "Your PIN" in page.text


async def test_wrong_pins_lock_the_card(desk: Desk) -> None:
    """Five wrong PINs lock a card for a quarter of an hour, and each is noted."""
    for _ in range(TRIES):
        assert (await desk.enters("0000")).status_code == 403
    assert (await desk.enters()).status_code == 429
    desk.world.hands.passes(LOCKED)
    assert "Smith" in (await desk.enters()).text
    assert desk.world.audited().count(f"{NURSE}: wrong PIN") == TRIES


async def test_many_guesses_at_once_are_many_guesses(desk: Desk) -> None:
    """Guesses that arrive together are counted one by one before any is judged."""
    holders = desk.world.parts.cards._holders  # noqa: SLF001
    holder = await holders.find(desk.token)
    assert holder is not None
    tried = await asyncio.gather(*(holders.tries(holder, "0000") for _ in range(12)))
    assert tried.count(False) == TRIES
    assert tried.count(None) == 12 - TRIES


async def test_nobody_without_a_pin_gets_in(desk: Desk) -> None:
    """Staff who have no PIN yet, and links that are not whole, open nothing."""
    assert (await desk.world.http.get("/c/guess")).status_code == 404
    token = desk.world.assigns(handle="rn-gone", question="visit/book_visit/1")
    answer = await desk.world.http.post(f"/c/{token}", data={"pin": ""})
    assert answer.status_code == 403


async def test_an_answer_reaches_the_episode(desk: Desk) -> None:
    """The chosen answer goes to the episode by its person, with the note and its danger."""
    page = await desk.enters()
    said = await desk.answers(page, choice="spoke_problem", note="says chest pain at night")
    assert "Saved" in said.text
    assert "Next: the visit." in said.text
    (given,) = await desk.given()
    assert (given.value, given.via, given.by.handle) == (Value.SPOKE_PROBLEM, Via.CARD, NURSE)
    assert given.told_at == given.happened_at == desk.world.hands.now
    assert given.flag is not None
    assert "chest pain" not in given.model_dump_json()
    assert given.flag.level is Level.EMERGENCY


async def test_a_form_sent_twice_is_one_answer(desk: Desk) -> None:
    """A double tap is answered twice and counts once, also after the card closed."""
    page = await desk.enters()
    for _ in range(2):
        assert "Saved" in (await desk.answers(page, choice="spoke_well")).text
    assert len(await desk.given()) == 1


async def test_what_another_settled_is_said(desk: Desk) -> None:
    """An answer that comes too late is told who was first, and when, on the card's clock."""
    page = await desk.enters()
    await desk.episode.signal(Patient.settle, "RN Kim")
    said = await desk.answers(page, choice="spoke_well")
    assert "Already done" in said.text
    assert "By RN Kim, Tue 9/8 2:30p EDT" in said.text


async def test_a_closed_card_shows_nobody(desk: Desk) -> None:
    """Once the prompt closed the card says so, and nothing of the patient."""
    await desk.enters()
    await desk.episode.signal(Patient.settle, "RN Kim")
    page = await desk.get()
    assert page.status_code == 410
    assert "closed" in page.text
    assert "Smith" not in page.text


async def test_a_withdrawn_question_needs_no_pin_to_be_closed(desk: Desk) -> None:
    """A question that was taken back is closed before anybody types a PIN."""
    with desk.world.database.write() as session:
        session.execute(update(Assignment).values(withdrawn=True))
    assert (await desk.get()).status_code == 410


async def test_while_temporal_is_away_there_is_a_plain_page(desk: Desk) -> None:
    """A card that cannot be read is a page that says to try again, with 503."""
    desk.world.hands.client = None
    page = await desk.enters()
    assert page.status_code == 503
    assert "try again in a minute" in page.text
    assert "Smith" not in page.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose one of the answers."),
        ({"choice": "made up"}, "Choose one of the answers."),
        ({"choice": "died", "note": "not offered here"}, "Choose one of the answers."),
        ({"choice": "spoke_well", "note": "x" * 1001}, "The note is longer"),
        ({"choice": "spoke_well", "happened": "2027-01-01T10:00"}, "must lie in the past"),
        ({"choice": "spoke_well", "happened": "yesterday"}, "must lie in the past"),
    ],
)
async def test_what_does_not_count_is_said_and_the_note_stays(
    desk: Desk, fields: dict[str, str], words: str
) -> None:
    """An incomplete answer shows the card again with the reason and what was typed."""
    page = await desk.enters()
    said = await desk.answers(page, **fields)
    assert said.status_code == 422
    assert words in said.text
    assert fields.get("note", "") in said.text
    assert await desk.given() == []


async def test_a_form_of_another_card_or_none_is_not_taken(desk: Desk) -> None:
    """Without this card's own form nothing is recorded: nobody can post from elsewhere."""
    page = await desk.enters()
    for form in ("", "made-up", desk.world.http.cookies["card"]):
        answer = await desk.world.http.post(
            f"{desk.path}/answer", data={"form": form, "choice": "spoke_well"}
        )
        assert answer.status_code == 422
    desk.world.http.cookies.clear()
    assert (await desk.answers(page, choice="spoke_well")).status_code == 403
    assert await desk.given() == []


async def test_when_it_happened_counts(desk: Desk) -> None:
    """An earlier time is read on the clocks of the card's zone."""
    page = await desk.enters()
    await desk.answers(page, choice="no_answer", happened="2026-09-08T10:05")
    (given,) = await desk.given()
    assert given.happened_at == datetime(2026, 9, 8, 14, 5, tzinfo=UTC)


async def test_a_booking_carries_its_date(world: World, temporal: Client) -> None:
    """A choice that wants a date takes its own field, and refuses to go without."""
    desk = await desk_with(world, temporal, card_of(BOOK_VISIT))
    page = await desk.enters()
    assert "needs a date and a time" in (await desk.answers(page, choice="at")).text
    await desk.answers(page, **{"choice": "at", "at-at": "2026-09-10T09:30"})
    (given,) = await desk.given()
    assert given.at == datetime(2026, 9, 10, 13, 30, tzinfo=UTC)
    await desk.episode.terminate()


async def test_closing_wants_its_reason(world: World, temporal: Client) -> None:
    """A choice that wants a reason is not taken without a note."""
    desk = await desk_with(world, temporal, card_of(ESCALATION))
    page = await desk.enters()
    assert "needs the reason" in (await desk.answers(page, choice="stopped")).text
    await desk.answers(page, choice="stopped", note="moved to hospice")
    assert (await desk.noted()).note == "moved to hospice"
    await desk.episode.terminate()


DIFFERENCES = (
    ShownDifference(id="d1", words="warfarin 5 mg, was 2.5 mg", high_alert=True),
    ShownDifference(id="d2", words="aspirin added"),
    ShownDifference(id="d3", words="other code", matters=False),
)


async def test_each_difference_that_matters_is_decided(world: World, temporal: Client) -> None:
    """Lists are not settled while one is open, waits for a prescriber or lacks its reason."""
    differences = DIFFERENCES
    card = card_of(RECONCILE).model_copy(update={"differences": differences})
    desk = await desk_with(world, temporal, card)
    page = await desk.enters()
    for chosen, said in (
        ("", "Difference 2 is not decided."),
        ("made up", "Difference 2 is not decided."),
        ("ask_prescriber", "Difference 2 waits for the prescriber: it is not settled."),
        ("intended", "Difference 2: &#34;Intended, reason known&#34; needs its reason."),
    ):
        shown = await desk.answers(
            page, **{"choice": "settled", "difference-1": "continue", "difference-2": chosen}
        )
        assert said in shown.text
    decided = {"difference-1": "continue", "difference-2": "intended", "reason-2": "stent"}
    await desk.answers(page, **{"choice": "settled", **decided})
    assert (await desk.given())[0].card == (("d1", "continue"), ("d2", "intended: in words"))
    assert (await desk.noted()).card == (("d1", "continue"), ("d2", "intended: stent"))
    await desk.episode.terminate()


async def test_what_is_decided_so_far_is_kept(world: World, temporal: Client) -> None:
    """With "prescriber needed" one may be decided and another wait; neither is lost."""
    card = card_of(RECONCILE).model_copy(update={"differences": DIFFERENCES})
    desk = await desk_with(world, temporal, card)
    page = await desk.enters()
    decided = {"difference-1": "ask_prescriber", "difference-2": "stop"}
    await desk.answers(page, **{"choice": "prescriber_needed", **decided})
    assert (await desk.given())[0].card == (("d1", "ask_prescriber"), ("d2", "stop"))
    await desk.episode.terminate()


async def test_an_opened_card_is_told_to_its_episode(world: World, temporal: Client) -> None:
    """Who opened a card, and how many texts stood on it; the PIN page tells nothing."""
    desk = await desk_with(world, temporal, JANE.model_copy(update={"written": 2}))
    await desk.get()
    assert await desk.episode.query(Patient.opened) == []
    await desk.enters()
    (told,) = await desk.episode.query(Patient.opened)
    assert told.endswith(" 2")
    await desk.episode.terminate()


async def test_a_vendor_needs_no_pin(world: World, temporal: Client) -> None:
    """A vendor's card opens by its link and shows what the episode put on it, no more."""
    card = Card(open=True, title="Ride", address="12 Elm St", choices=RIDE_OFFER.choices,
                role=Role.VENDOR)  # fmt: skip
    desk = await desk_with(world, temporal, card, role="vendor")
    page = await desk.get()
    assert "12 Elm St" in page.text
    assert "Saved" in (await desk.answers(page, choice="accepted")).text
    await desk.episode.terminate()


async def test_a_patient_has_no_card(desk: Desk) -> None:
    """A link that belongs to a patient or caregiver opens nothing."""
    with desk.world.database.write() as session:
        session.execute(update(Assignment).values(role="patient"))
    assert (await desk.get()).status_code == 404


async def test_an_episode_that_is_forgotten_is_closed(world: World, temporal: Client) -> None:
    """A card whose episode the server does not know any more is closed."""
    world.hands.client = temporal
    token = world.assigns()
    await world.http.post(f"/c/{token}", data={"pin": PIN})
    assert (await world.http.get(f"/c/{token}")).status_code == 410


async def test_the_trail_names_episode_and_question(desk: Desk) -> None:
    """What is noted says which card, by episode and question, with the real time."""
    await desk.enters()
    row = desk.world.rows(AuditRow)[-1]
    assert row.about == f"{desk.episode.id} contact/call/1"
    assert row.real_at - desk.world.hands.now < timedelta(seconds=1)


def card_of(kind: Kind) -> Card:
    """Give Jane's card with other choices."""
    choices: tuple[Choice, ...] = kinds()[kind].choices
    return JANE.model_copy(update={"choices": choices})
