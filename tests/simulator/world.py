"""A running simulator, a customer with webhooks, and the real Twilio client between them."""

import asyncio
import base64
import socket
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

import httpx
import uvicorn
from fastapi import FastAPI, Request, Response
from twilio.request_validator import RequestValidator, get_signature_algorithm
from twilio.rest import Client

from simulator.app import PhoneServer
from simulator.delivery import Pace
from simulator.exchange import Exchange
from simulator.network import Account, Algorithm
from simulator.scripted.people import Person

SID = "AC" + "0123456789abcdef" * 2
TOKEN = "a token for tests"  # noqa: S105  # nobody's
NUMBER = "+15005550006"
QUICK = Pace(until_sent=0.02, until_delivered=0.02, first_retry=0.02, longest_retry=0.08)

Found = TypeVar("Found")
_phones = count(16175550200)


def new_phone() -> str:
    """Give a number that no other test uses."""
    return f"+{next(_phones)}"


async def until(look: Callable[[], Found], within: float = 5.0) -> Found:
    """Wait until a look finds something."""
    async with asyncio.timeout(within):
        while not (found := look()):  # noqa: ASYNC110  # what is looked at raises no event
            await asyncio.sleep(0.01)
    return found


@asynccontextmanager
async def serving(server: uvicorn.Server) -> AsyncIterator[str]:
    """Serve on a free loopback port and give the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with serving_at(listener, server) as address:
            yield address


@asynccontextmanager
async def serving_at(listener: socket.socket, server: uvicorn.Server) -> AsyncIterator[str]:
    """Serve whoever comes to a listener and give its address."""
    task = asyncio.create_task(server.serve([listener]))
    await until(lambda: server.started)
    yield address_of(listener)
    server.should_exit = True
    await task


def address_of(listener: socket.socket) -> str:
    """Give the address that leads to a listener."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@dataclass(frozen=True)
class Post:
    """A webhook as the customer got it."""

    path: str
    form: dict[str, str]
    genuine: bool
    algorithm: str


class Customer:
    """The customer's webhooks: keeps every post, answers 200 or what was ordered for a phone."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self._failures: dict[str, deque[int]] = {}
        self._says: dict[str, deque[str]] = {}
        self.app = FastAPI()
        self.app.add_api_route("/{path:path}", self._take, methods=["POST"])

    def fails(self, phone: str, *statuses: int) -> None:
        """Answer the next texts typed on a phone with these statuses."""
        self._failures[phone] = deque(statuses)

    def says(self, phone: str, *twiml: str) -> None:
        """Answer the next digits pressed on a phone with this TwiML."""
        self._says[phone] = deque(twiml)

    def about(self, phone: str) -> list[Post]:
        """Give the posts of one phone's texts, in order."""
        return [post for post in self.posts if phone in {post.form["From"], post.form["To"]}]

    def typed(self, phone: str) -> list[Post]:
        """Give the posts of what one phone typed, in order."""
        return [post for post in self.about(phone) if "Body" in post.form]

    def bodies(self, phone: str) -> list[str]:
        """Give what one phone typed, in order."""
        return [post.form["Body"] for post in self.typed(phone)]

    async def _take(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        signed = request.headers["X-Twilio-Signature"]
        settings = request.headers.get("X-Twilio-Webhooks-Signature-Settings")
        algorithm = get_signature_algorithm(settings)
        genuine = RequestValidator(TOKEN).validate(str(request.url), form, signed, algorithm)
        self.posts.append(Post(request.url.path, form, genuine, algorithm))
        owner = form["To"] if "CallSid" in form else form["From"]
        failures, says = self._failures.get(owner), self._says.get(owner)
        twiml = says.popleft() if says and "CallSid" in form else "<Response/>"
        return Response(twiml, failures.popleft() if failures else 200)


@dataclass(frozen=True)
class World:
    """Both sides of the wire."""

    url: str
    exchange: Exchange
    twilio: Client
    http: httpx.AsyncClient
    customer: Customer
    customer_url: str

    async def send(self, to: str, body: str, **options: Any) -> Any:
        """Send with the real client, receipts to the customer."""
        callback = f"{self.customer_url}/status?key={to[1:]}&empty="
        options = {"from_": NUMBER, "status_callback": callback} | options
        return await asyncio.to_thread(self.twilio.messages.create, to=to, body=body, **options)

    async def types(self, phone: str, body: str, *media: tuple[str, bytes]) -> None:
        """Type a text on a phone, with pictures (kind and content) or without."""
        attached = [
            {"content_type": kind, "content": base64.b64encode(content).decode()}
            for kind, content in media
        ]
        written = {"from": phone, "body": body, "media": attached}
        answer = await self.http.post("/texts", json=written)
        assert answer.status_code == 201, answer.text

    async def rings(self, to: str, says: str = "Alarm. Press 1.", code: int = 27) -> str:
        """Call with the real client, digits to the customer; gives the call's id."""
        action = f"{self.customer_url}/twilio/voice?code={code}"
        twiml = (
            f'<Response><Gather numDigits="1" action="{action}" method="POST">'
            f'<Say loop="2">{says}</Say></Gather><Say>Goodbye.</Say></Response>'
        )
        create = self.twilio.calls.create
        call = await asyncio.to_thread(create, to=to, from_=NUMBER, twiml=twiml)
        return str(call.sid)

    async def presses(self, sid: str, digit: str) -> int:
        """Press a digit in a call; gives the answer's status."""
        answer = await self.http.post(f"/calls/{sid}/digits", json={"digit": digit})
        return answer.status_code

    async def orders(self, fault: str, **order: Any) -> None:
        """Order a fault."""
        answer = await self.http.post("/faults", json={"fault": fault, **order})
        assert answer.status_code == 204, answer.text

    async def describes(self, phone: str, kind: str) -> None:
        """Say what a number belongs to."""
        answer = await self.http.post(f"/phones/{phone}", json={"kind": kind})
        assert answer.status_code == 204, answer.text

    async def log(self, phone: str) -> list[dict[str, Any]]:
        """Read one phone's part of the log."""
        entries = (await self.http.get("/log.json")).json()
        return [entry for entry in entries if phone in {entry["from"], entry["to"]}]


@asynccontextmanager
async def world_with(
    people: Sequence[Person] = (), seed: int = 0, algorithm: Algorithm = Algorithm.SHA1
) -> AsyncIterator[World]:
    """Run a simulator with these people, its customer, and a client of each kind."""
    customer = Customer()
    config = uvicorn.Config(customer.app, access_log=False, log_level="warning")
    async with serving(uvicorn.Server(config)) as customer_url:
        account = Account(SID, TOKEN, NUMBER, f"{customer_url}/inbound#rc=3", algorithm)
        exchange = Exchange(account, people, QUICK, seed)
        async with (
            serving(PhoneServer(exchange, "127.0.0.1", 0)) as url,
            httpx.AsyncClient(base_url=url) as http,
        ):
            with twilio_client(url) as twilio:
                yield World(url, exchange, twilio, http, customer, customer_url)


@contextmanager
def twilio_client(url: str, token: str = TOKEN) -> Iterator[Client]:
    """Point the real client at a simulator."""
    client = Client(SID, token)
    client.api.base_url = url
    client.http_client.timeout = 5
    yield client
    client.http_client.session.close()
