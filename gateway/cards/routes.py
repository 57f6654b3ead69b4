"""The page behind a prompt's link: opened with a PIN by the person asked, until the prompt closes.

    GET  /c/{card}          the PIN page, or the card
    POST /c/{card}          the PIN
    POST /c/{card}/answer   the answer
    POST /c/{card}/texts    what the patient said to being texted, while the episode runs
    POST /c/{card}/give     to whom it is given, with the rest of its step
    GET  /c/{card}/picture/{number}   one of the pictures on it

Whoever forwards a text forwards no patient: without the PIN a link shows nothing. Vendors have no
PIN: their cards say only what a vendor may know.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from http import HTTPMethod
from typing import NoReturn

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from adapters.logging import get_logger
from adapters.wording.pages import Pages
from domain.asking.choices import Wants
from domain.clinical.triage import look
from domain.episode.drug_decisions import LABELS
from domain.episode.facts import Via
from domain.episode.family.recorded_consent import AGREED, DECLINED, told_staff
from domain.permissions import Thing, sees
from domain.steps.tapped import WHOSE_CONSENT
from domain.time.calendar import in_zone
from domain.words.phrasebook import phrase, worded
from gateway.cards.access import LOCKED, CardAccess, Holder
from gateway.cards.answer_form import (
    LONGEST_NOTE,
    LONGEST_REASON,
    TICKED,
    Given,
    Incomplete,
    read_answer,
)
from gateway.cards.episodes import Episodes
from gateway.cards.giving import CardGiving
from gateway.cards.pictures import CardPictures, chosen
from gateway.cards.sessions import LASTS, Mark, Sessions
from gateway.http.bodies import read_form
from gateway.http.refusals import NotOffered
from models.payloads import Card, CardOpened, GiveAnswer, VerdictState

COOKIE = "card"
ANSWERED, GIVEN_AWAY = "card answered", "card given to a colleague"
NO_RECORDED, YES_RECORDED = "no more texts recorded", "consent to texts recorded"
SAID_OF_TEXTS = {
    DECLINED: (
        NO_RECORDED,
        phrase("card_page.saved_no_texts"),
        phrase("card_page.saved_no_texts_means"),
    ),
    AGREED: (
        YES_RECORDED,
        phrase("card_page.saved_texts"),
        phrase("card_page.saved_texts_means"),
    ),
}
"""By what a button sends: how the audit trail names it, and what is said back."""
NOT_TAKEN = (VerdictState.REFUSED, VerdictState.TOO_LATE, VerdictState.UNKNOWN)
_TOO_LONG_OPEN = phrase("card_page.open_too_long")
_NO_NOTE: Mapping[str, str] = {}
log = get_logger(__name__)


class Cards:
    """The routes of all cards, and what they show."""

    def __init__(  # noqa: PLR0913, PLR0917 - its parts, put together in one place
        self,
        holders: CardAccess,
        episodes: Episodes,
        sessions: Sessions,
        pages: Pages,
        pictures: CardPictures,
        giving: CardGiving,
        clinical_now: Callable[[], Awaitable[datetime]],
    ) -> None:
        self._holders = holders
        self._episodes = episodes
        self._sessions = sessions
        self._pages = pages
        self._pictures = pictures
        self._giving = giving
        self._clinical_now = clinical_now

    def router(self) -> APIRouter:
        """Give the routes."""
        router = APIRouter(prefix="/c/{card}")
        router.add_api_route("", self.open, methods=["GET"])
        router.add_api_route("", self.enter, methods=[HTTPMethod.POST])
        router.add_api_route("/answer", self.answer, methods=[HTTPMethod.POST])
        router.add_api_route("/texts", self.texts, methods=[HTTPMethod.POST])
        router.add_api_route("/give", self.give, methods=[HTTPMethod.POST])
        router.add_api_route("/picture/{number}", self.picture, methods=["GET"])
        return router

    async def open(self, card: str, request: Request) -> Response:
        """Show a card to whoever may see it, else ask for the PIN."""
        holder = await self._holder(card)
        admitted = self._admitted(holder, request)
        if not await self._over(holder):
            return await self._show(holder) if admitted else self._pin(holder)
        if not holder.needs_pin:
            return self._closed()
        return await self._ended(holder) if admitted else self._closed(pin_for=holder.card)

    async def picture(self, card: str, number: str, request: Request) -> Response:
        """Show one picture to whoever may see the card. Raises NotOffered, TryAgain."""
        holder = await self._holder(card)
        if await self._over(holder):
            return self._closed()
        if not holder.needs_pin or Thing.NOTES not in sees(holder.person.role):
            raise NotOffered  # what a patient sent is for nobody whom a link alone lets in
        if not self._admitted(holder, request):
            return self._pin(holder, status=403)
        seen = await self._seen(holder)
        sent = chosen(seen.attached, number)
        await self._holders.sees_picture(holder)
        return await self._pictures.answer(sent)

    async def enter(self, card: str, request: Request) -> Response:
        """Check a PIN and begin a short session."""
        form = await read_form(request)
        holder = await self._holder(card)
        right = await self._holders.tries(holder, form.get("pin", "").strip())
        if right is None:
            return self._locked()
        if not right:
            log.warning("card_pin_wrong", who=holder.person.handle)
            return self._pin(holder, phrase("card_page.wrong_pin"), 403)
        answer = RedirectResponse(f"/c/{card}", 303)
        self._begin(answer, holder)
        return answer

    async def answer(self, card: str, request: Request) -> Response:
        """Give the answer to the episode, and show what it says."""
        form = await read_form(request)
        holder = await self._holder(card)
        if not self._admitted(holder, request):
            return self._pin(holder, _TOO_LONG_OPEN, 403)
        mark = self._sessions.marked(form.get("form", ""), card, holder.person.handle)
        if mark is None:
            return await self._show(holder, form, _TOO_LONG_OPEN)
        seen = await self._seen(holder)
        now = await self._clinical_now()
        try:
            given = read_answer(form, seen, mark.time_zone, now)
        except Incomplete as error:
            return await self._show(holder, form, error.words)
        return await self._give(holder, mark, given, now)

    async def texts(self, card: str, request: Request) -> Response:
        """Record what the patient said to a colleague; the question itself stays as it is.

        A no must be honoured however it was said, so also when the question was settled meanwhile.
        """
        form = await read_form(request)
        holder = await self._holder(card)
        if not holder.person.role.is_staff:
            self._unknown()
        if not self._admitted(holder, request):
            return self._pin(holder, _TOO_LONG_OPEN, 403)
        mark = self._sessions.marked(form.get("form", ""), card, holder.person.handle)
        said = form.get("texts", "")
        if mark is None or said not in SAID_OF_TEXTS:
            return await self._show(holder, form, _TOO_LONG_OPEN)
        what, title, words = SAID_OF_TEXTS[said]
        await self._holders.audit(holder, what)
        key, now = f"{mark.message_id}:{said}", await self._clinical_now()
        told = told_staff(key, now, holder.person, given=said == AGREED)
        if not await self._episodes.wrote(holder.episode, told):
            return self._notice(phrase("card_page.closed"), phrase("card_page.ended"), 410)
        return self._notice(title, words)

    async def give(self, card: str, request: Request) -> Response:
        """Let a colleague have it who is on now; whoever cannot take it any more is named."""
        form = await read_form(request)
        holder = await self._holder(card)
        if not holder.person.role.is_staff:
            self._unknown()
        if not self._admitted(holder, request):
            return self._pin(holder, _TOO_LONG_OPEN, 403)
        if self._sessions.marked(form.get("form", ""), card, holder.person.handle) is None:
            return await self._show(holder, form, _TOO_LONG_OPEN)
        await self._holders.audit(holder, GIVEN_AWAY)
        who = await self._giving.give(holder, form.get("to", ""), await self._clinical_now())
        if who is None:
            return await self._show(holder, form, phrase("card_page.cannot_take"))
        return self._notice(
            phrase("card_page.given", who=who), phrase("card_page.given_means", who=who)
        )

    async def _give(self, holder: Holder, mark: Mark, given: Given, now: datetime) -> Response:
        await self._holders.audit(holder, ANSWERED)
        answer = GiveAnswer(
            episode=holder.episode,
            key=holder.question,
            value=given.value,
            also=given.also,
            by=holder.person,
            happened_at=given.happened_at,
            told_at=now,
            via=Via.CARD,
            at=given.at,
            note=given.note,
            flag=look(given.note),
            card=given.decisions,
            message_id=mark.message_id,
        )
        verdict = await self._episodes.answer(await self._holders.by_reference(answer))
        return self._page(
            "cards/verdict",
            422 if verdict.state in NOT_TAKEN else 200,
            verdict=verdict,
            label=given.label,
            card=holder.card,
            zone=mark.time_zone,
        )

    async def _show(
        self, holder: Holder, form: Mapping[str, str] = _NO_NOTE, problem: str = ""
    ) -> Response:
        """Show the card; with a problem, also what its reader had filled in."""
        clinical_now = await self._clinical_now()
        seen = await self._seen(holder)
        if not seen.open:
            shown = await self._holders.whole(seen, holder) if holder.needs_pin else None
            return self._closed(shown)
        whole = await self._holders.whole(seen, holder)
        now = in_zone(clinical_now, seen.time_zone)
        if holder.needs_pin:
            await self._episodes.opened(
                holder.episode,
                CardOpened(
                    key=holder.question,
                    by=holder.person,
                    at=clinical_now,
                    written=seen.written,
                ),
            )
        return self._page(
            "cards/card",
            422 if problem else 200,
            card=whole,
            clinic=await self._holders.clinic(seen.clinic) if seen.clinic else None,
            pictures=await self._pictures.look(seen.attached),
            colleagues=await self._giving.colleagues(holder, clinical_now),
            token=holder.card,
            form=defaultdict(str, form),
            problem=worded(problem),
            mark=self._sessions.mark(holder.card, holder.person.handle, seen.time_zone),
            decisions={one: worded(label) for one, label in LABELS.items()},
            case_consents=[(one, worded(phrase(f"tier.consent_{one}"))) for one in WHOSE_CONSENT],
            longest_note=LONGEST_NOTE,
            longest_reason=LONGEST_REASON,
            ticked=TICKED,
            instant=Wants.INSTANT,
            reason=Wants.REASON,
            now=now,
        )

    async def _seen(self, holder: Holder) -> Card:
        return await self._episodes.card(holder.episode, holder.question, holder.person.role)

    async def _holder(self, card: str) -> Holder:
        holder = await self._holders.find(card)
        return holder or self._unknown()

    def _unknown(self) -> NoReturn:
        log.warning("card_unknown")
        raise NotOffered(worded(phrase("card_page.unknown")))

    def _admitted(self, holder: Holder, request: Request) -> bool:
        cookie = request.cookies.get(COOKIE, "")
        return not holder.needs_pin or self._sessions.holds(
            cookie, holder.card, holder.person.handle
        )

    def _begin(self, answer: Response, holder: Holder) -> None:
        answer.set_cookie(
            COOKIE,
            self._sessions.begin(holder.card, holder.person.handle),
            max_age=int(LASTS.total_seconds()),
            path=f"/c/{holder.card}",
            secure=self._sessions.secure,
            httponly=True,
            samesite="strict",
        )

    def _pin(self, holder: Holder, problem: str = "", status: int = 200) -> Response:
        return self._page("cards/pin", status, card=holder.card, problem=worded(problem))

    def _locked(self) -> Response:
        minutes = int(LOCKED.total_seconds() // 60)
        words = phrase("card_page.locked_for", minutes=minutes)
        return self._notice(phrase("card_page.locked"), words, 429)

    def _notice(self, title: str, words: str, status: int = 200) -> Response:
        return self._page("notice", status, title=worded(title), words=worded(words))

    async def _over(self, holder: Holder) -> bool:
        """Taken back, and not because its alarm is asked anew: that one still needs somebody."""
        if not holder.withdrawn or not holder.needs_pin:
            return holder.withdrawn
        return not (await self._seen(holder)).rings_on

    async def _ended(self, holder: Holder) -> Response:
        """What was taken back shows nothing, but for its own answer to whoever gave it."""
        seen = await self._seen(holder)
        mine = not seen.open and seen.answered_by == holder.person.handle
        return self._closed(await self._holders.whole(seen, holder) if mine else None)

    def _closed(self, seen: Card | None = None, pin_for: str = "") -> Response:
        """Nothing more to do; behind a PIN, whoever was asked to the end sees how it ended."""
        return self._page("cards/closed", 410, ended=seen.ended if seen else (), card=pin_for)

    def _page(self, name: str, status: int = 200, **values: object) -> Response:
        return HTMLResponse(self._pages.render(name, **values), status)
