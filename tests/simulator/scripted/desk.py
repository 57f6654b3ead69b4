"""Cards on a real server: a PIN page, a cookie, a form with hidden and chosen things."""

from collections import deque

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

PIN = "4101"
MARK = 'sealed "mark" & more'
COOKIE = "card"
_PIN_PAGE = """<p role="alert">{problem}</p>
<form method="post" action="/c/{card}"><label for="pin">PIN</label>
<input id="pin" name="pin" type="password" required autofocus><button>Open the card</button></form>
"""
_CARD = """<!doctype html><title>Card</title><form method="post" action="/c/{card}/texts">
<input type="hidden" name="form" value="another"><button name="texts" value="no">No more</button>
</form>
<form method="post" action="/c/{card}/answer">
<input type="hidden" name="form" value="sealed &quot;mark&quot; &amp; more">
<button name="choice" value="" tabindex="-1" aria-hidden="true">Settled by nobody</button>
<select name="difference-1"><option value="">Choose</option>
<option value="stop" selected>Stop it</option>
<option value="intended">Intended, reason known</option></select>
<input name="reason-1" value="a rash">
<select name="difference-2"><option value="">Choose</option><option value="stop">Stop it</option>
<option value="intended">Intended,
  reason known</option></select>
<input name="reason-2" type="text" value="">
<select name="difference-3"><option value="">Not decided
<option value="intended">Intended, reason known</select>
<input name="reason-3">
<select name="consent"><option value="">Not asked</option><option>agreed</option></select>
<textarea name="note" rows="3">
written before</textarea>
<input type="checkbox" name="ticked" checked value="1"><input type="checkbox" name="unticked">
<input name="old" value="x" disabled><input type="datetime-local" name="happened">
<button name="choice" value="settled">Settled, <b>card</b> opened</button>
<button name="choice" value="prescriber">Prescriber needed</button>
</form>"""


class Desk:
    """Whoever serves cards: keeps what was asked for and what was answered.

    `fails` are the statuses of the next answers, before they are taken again.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: list[dict[str, str]] = []
        self.closed = False
        self.fails: deque[int] = deque()
        app = FastAPI()
        app.add_api_route("/c/{card}", self._open, methods=["GET"])
        app.add_api_route("/c/{card}", self._enter, methods=["POST"])
        app.add_api_route("/c/{card}/answer", self._answer, methods=["POST"])
        app.add_api_route("/away", self._away, methods=["GET"])
        self._app = app

    def server(self) -> uvicorn.Server:
        """Give a server of the cards."""
        return uvicorn.Server(uvicorn.Config(self._app, access_log=False, log_level="warning"))

    async def _open(self, card: str, request: Request) -> Response:
        self.asked.append("card" if COOKIE in request.cookies else "PIN page")
        if self.closed:
            return HTMLResponse("<h1>Closed</h1>", 410)
        page = _CARD if request.cookies.get(COOKIE) == card else _PIN_PAGE
        return HTMLResponse(page.replace("{card}", card).replace("{problem}", ""))

    async def _enter(self, card: str, request: Request) -> Response:
        if (await request.form())["pin"] != PIN:
            page = _PIN_PAGE.replace("{card}", card)
            return HTMLResponse(page.replace("{problem}", "That is not your PIN."), 403)
        entered = RedirectResponse(f"/c/{card}", 303)
        entered.set_cookie(COOKIE, card, path=f"/c/{card}", httponly=True, samesite="strict")
        return entered

    async def _answer(self, card: str, request: Request) -> Response:
        assert request.cookies[COOKIE] == card
        self.answers.append({name: str(value) for name, value in (await request.form()).items()})
        status = self.fails.popleft() if self.fails else 200
        return HTMLResponse('<p role="alert">Settle each <b>difference</b>\nfirst.</p>', status)

    async def _away(self) -> Response:
        return RedirectResponse("http://hw.example/c/7Kq2mX", 303)
