"""Twilio's REST API under /2010-04-01, as far as its client is used here."""

import base64
import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response, status

from simulator.clock import now
from simulator.exchange import Exchange
from simulator.faults import Fault, FaultOrder, Stage
from simulator.listing import between, listed_by, page, sent_when
from simulator.network import Account, Message
from simulator.refusals import TwilioError, check_call, check_message
from simulator.twilio_wire import (
    API_VERSION,
    call_resource,
    media_resource,
    message_resource,
)


class ConnectionCut(Exception):  # noqa: N818  # nobody is told of an error: nobody is answered
    """The client is to find its connection reset instead of an answer."""


def exchange_of(request: Request) -> Exchange:
    """Give the exchange that the app was built around."""
    exchange: Exchange = request.app.state.exchange
    return exchange


Here = Annotated[Exchange, Depends(exchange_of)]


async def form_of(request: Request) -> dict[str, str]:
    """Read a form body."""
    return {name: str(value) for name, value in (await request.form()).items()}


Form = Annotated[dict[str, str], Depends(form_of)]


def authenticate(request: Request, exchange: Here) -> None:
    """Let nobody in but the account's owner, and only to the account. Raises TwilioError."""
    given = request.headers.get("Authorization", "")
    if not secrets.compare_digest(given.encode(), _basic(exchange.account)):
        raise TwilioError(20003)
    if request.path_params.get("account_sid") != exchange.account.sid:
        raise TwilioError(20404, path=request.url.path)


def _basic(account: Account) -> bytes:
    return b"Basic " + base64.b64encode(f"{account.sid}:{account.token}".encode())


router = APIRouter(
    prefix=f"/{API_VERSION}/Accounts/{{account_sid}}", dependencies=[Depends(authenticate)]
)


@router.post("/Messages.json", status_code=status.HTTP_201_CREATED)
async def create_message(exchange: Here, form: Form) -> dict[str, Any]:
    """Accept a text, unless it is refused or a fault was ordered."""
    check_message(form, exchange.network)
    order = exchange.faults.take(Stage.CREATE, form["To"])
    _fail_before_accepting(order)
    resource = message_resource(exchange.accept(form), exchange.account)
    await _fail_after_accepting(order, exchange)
    return resource


def _fail_before_accepting(order: FaultOrder | None) -> None:
    match order:
        case FaultOrder(fault=Fault.TOO_MANY_REQUESTS):
            refusal = TwilioError(20429)
            refusal.headers["Retry-After"] = f"{order.seconds:g}"
            raise refusal
        case FaultOrder(fault=Fault.ERROR_BEFORE_ACCEPTING):
            raise TwilioError(20500)
        case FaultOrder(fault=Fault.RESET_BEFORE_ACCEPTING):
            raise ConnectionCut
        case _:
            return


async def _fail_after_accepting(order: FaultOrder | None, exchange: Exchange) -> None:
    match order:
        case FaultOrder(fault=Fault.HANG_AFTER_ACCEPTING):
            await exchange.background.pause(order.seconds)
        case FaultOrder(fault=Fault.ERROR_AFTER_ACCEPTING):
            raise TwilioError(20500)
        case FaultOrder(fault=Fault.RESET_AFTER_ACCEPTING):
            raise ConnectionCut
        case _:
            return


@router.get("/Messages.json")
async def list_messages(request: Request, exchange: Here) -> dict[str, Any]:
    """List texts both ways, newest first. Raises TwilioError."""
    query = request.query_params
    if exchange.faults.take(Stage.LIST, query.get("To") or query.get("From") or ""):
        raise TwilioError(20500)
    known = listed_by(exchange.network.messages(), now())
    found = sent_when(between(known, query), query)
    shown, frame = page(found, request.url.path, query)
    return frame | {"messages": [message_resource(text, exchange.account) for text in shown]}


@router.get("/Messages/{sid}.json")
async def fetch_message(sid: str, request: Request, exchange: Here) -> dict[str, Any]:
    """Give one text. Raises TwilioError."""
    return message_resource(_message(sid, request, exchange), exchange.account)


def _message(sid: str, request: Request, exchange: Exchange) -> Message:
    message = exchange.network.message(sid)
    if message is None:
        raise TwilioError(20404, path=request.url.path)
    return message


@router.get("/Messages/{sid}/Media.json")
async def list_media(sid: str, request: Request, exchange: Here) -> dict[str, Any]:
    """List what came with a text and is still there. Raises TwilioError."""
    message = _message(sid, request, exchange)
    shown, frame = page(message.media.values(), request.url.path, request.query_params)
    return frame | {"media_list": [media_resource(message, one, exchange.account) for one in shown]}


@router.get("/Messages/{sid}/Media/{media_sid}")
async def fetch_media(sid: str, media_sid: str, request: Request, exchange: Here) -> Response:
    """Give a picture itself; Twilio leads to another host for it. Raises TwilioError."""
    media = _message(sid, request, exchange).media.get(media_sid)
    if media is None:
        raise TwilioError(20404, path=request.url.path)
    return Response(media.content, media_type=media.content_type)


@router.delete("/Messages/{sid}/Media/{media_sid}.json", status_code=status.HTTP_204_NO_CONTENT)
async def delete_media(sid: str, media_sid: str, request: Request, exchange: Here) -> None:
    """Forget a picture. Raises TwilioError."""
    if _message(sid, request, exchange).media.pop(media_sid, None) is None:
        raise TwilioError(20404, path=request.url.path)


@router.post("/Calls.json", status_code=status.HTTP_201_CREATED)
async def create_call(exchange: Here, form: Form) -> dict[str, Any]:
    """Place a call, unless it is refused."""
    check_call(form)
    return call_resource(exchange.place(form), exchange.account)


@router.get("/Calls.json")
async def list_calls(request: Request, exchange: Here) -> dict[str, Any]:
    """List calls, newest first."""
    found = between(exchange.network.calls(), request.query_params)
    shown, frame = page(found, request.url.path, request.query_params)
    return frame | {"calls": [call_resource(call, exchange.account) for call in shown]}


@router.api_route("/{_:path}", methods=["GET", "POST", "PUT", "DELETE"], include_in_schema=False)
async def nothing_here(request: Request) -> None:
    """Refuse what Twilio has and the simulator has not. Raises TwilioError."""
    raise TwilioError(20404, path=request.url.path)
