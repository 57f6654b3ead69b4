"""A scripted person opens the card behind a text's link, as with a browser, and answers there.

Nothing is known of whoever made the pages: the link is in the text, the rest is what they show.
The network is this machine's loopback: a link that leads elsewhere is not opened.
"""

import asyncio
import ipaddress
import logging
import re
import ssl
from collections.abc import Mapping
from urllib.parse import urljoin

import httpx

from simulator.delivery import Pace
from simulator.scripted.forms import PASSWORD, SELECT, TEXT, Field, Form, Page, read_page
from simulator.scripted.people import OnCard, Person

log = logging.getLogger(__name__)

TRIES = 8
_CLOSED = 410
_BROKEN = 500
_HOST = r"(?:localhost|\[[0-9a-f:]+\]|\d{1,3}(?:\.\d{1,3}){3}|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})"
_LINK = re.compile(rf"(?:https?://|(?<![\w./-])){_HOST}(?::\d+)?/[\w/-]+", re.IGNORECASE)
_TRUSTED = ssl.create_default_context()  # read once: it takes longer than a visit


class _Thwarted(Exception):  # noqa: N818 - a fact: of no use to a caller
    """Why nothing came of a visit."""


class _Closed(Exception):  # noqa: N818 - the same
    """The card needs nothing more."""


def link_in(text: str) -> str | None:
    """Find the link in a text, which may show it without a scheme."""
    found = _LINK.search(text)
    if found is None:
        return None
    return found[0] if "://" in found[0] else f"http://{found[0]}"


async def visit(person: Person, link: str, task: OnCard, pace: Pace) -> bool:
    """Open a card and do what is to be done there; say whether it was, and log why not."""
    try:
        async with httpx.AsyncClient(
            event_hooks={"request": [_stay_on_loopback]},
            follow_redirects=True,
            timeout=pace.webhook,
            trust_env=False,
            verify=_TRUSTED,
        ) as http:
            await _Browser(http, pace).go_through(link, person.pin or "", task)
    except _Closed:
        log.info("%s found a card closed", person.name)
    except (_Thwarted, httpx.HTTPError, httpx.InvalidURL) as error:
        log.warning("%s did not get through with a card: %s", person.name, error)
    else:
        return True
    return False


async def _stay_on_loopback(request: httpx.Request) -> None:
    host = request.url.host
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here:
        raise _Thwarted(f"{host} is not on this machine")


class _Browser:
    """One visit, and the cookies of it."""

    def __init__(self, http: httpx.AsyncClient, pace: Pace) -> None:
        self._http = http
        self._pace = pace
        self._url = ""

    async def go_through(self, link: str, pin: str, task: OnCard) -> None:
        """From the link to the answer. Raises _Thwarted, _Closed."""
        page = await self._open("GET", link)
        if locked := _asking_for_pin(page):
            for field in locked.fields:
                field.value = pin if field.kind == PASSWORD else field.value
            page = await self._send(locked, locked.sent_by(None))
        if not task.press:
            return
        for form in page.forms:
            if button := form.button(task.press):
                _fill(form, task)
                await self._send(form, form.sent_by(button))
                return
        raise _Thwarted(f"it has no button {task.press!r}")

    async def _send(self, form: Form, fields: Mapping[str, str]) -> Page:
        return await self._open("POST", urljoin(self._url, form.action), fields)

    async def _open(self, method: str, url: str, fields: Mapping[str, str] | None = None) -> Page:
        answer = await self._ask(method, url, fields)
        if answer.status_code == _CLOSED:
            raise _Closed
        page = read_page(answer.text)
        if not answer.is_success:
            raise _Thwarted(f"{method} was answered {answer.status_code} {page.alert}".rstrip())
        self._url = str(answer.url)
        return page

    async def _ask(self, method: str, url: str, fields: Mapping[str, str] | None) -> httpx.Response:
        """Ask until somebody answers, for a while: the same form again, as a reload sends it."""
        pause, problem = self._pace.first_retry, ""
        for left in reversed(range(TRIES)):
            try:
                answer = await self._http.request(method, url, data=fields)
                if answer.status_code < _BROKEN:
                    return answer
                problem = str(answer.status_code)
            except httpx.TransportError as error:
                problem = repr(error)
            if left:
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._pace.longest_retry)
        raise _Thwarted(f"given up after {TRIES} tries: {problem}")


def _asking_for_pin(page: Page) -> Form | None:
    return next((form for form in page.forms if form.asks(PASSWORD)), None)


def _fill(form: Form, task: OnCard) -> None:
    """Decide what is undecided and write what is missing; what stands there stays."""
    for field in form.fields:
        if field.kind == SELECT and field.name.startswith("difference-"):
            if task.each and not field.value:
                field.value = _value_of(field, task.each)
        elif field.kind == TEXT and field.name.startswith("reason-"):
            field.value = field.value or task.reason
        elif field.name == "note":
            field.value = task.note or field.value


def _value_of(field: Field, label: str) -> str:
    found = next((option.value for option in field.options if option.label == label), None)
    if found is None:
        raise _Thwarted(f"{field.name} offers no {label!r}")
    return found
