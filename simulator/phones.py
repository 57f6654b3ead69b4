"""The people's side: the page of phones, what is typed on them, the log and the faults."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Self

from fastapi import APIRouter, Header, HTTPException, Path, status
from fastapi.responses import StreamingResponse
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, model_validator

from simulator.exchange import Exchange
from simulator.faults import FaultOrder
from simulator.network import E164, Call, Direction, Media, Message, Phone, PhoneKind
from simulator.twilio_api import Here

HEARTBEAT = 15.0  # seconds; a proxy or a browser must not think the stream dead

router = APIRouter()


class Attached(BaseModel):
    """A picture, or whatever else a phone can send."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    content_type: str = Field(pattern=r"^[a-z]+/[a-z0-9.+-]+$")
    content: Base64Bytes = Field(max_length=5_000_000)


class Typed(BaseModel):
    """What a person typed on their phone, and the pictures that they sent with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phone: str = Field(alias="from", pattern=E164)
    body: str = Field(default="", max_length=1600)
    media: tuple[Attached, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.body or self.media):
            raise ValueError("a text has words or a picture")
        return self


@router.get("/health")
async def health() -> dict[str, str]:
    """Say that the simulator answers."""
    return {"status": "ok"}


@router.post("/texts", status_code=status.HTTP_201_CREATED)
async def type_text(typed: Typed, exchange: Here) -> dict[str, Any]:
    """Send a text from a phone."""
    media = [Media(content_type=one.content_type, content=one.content) for one in typed.media]
    return entry_record(exchange.text(typed.phone, typed.body, media))


class Pressed(BaseModel):
    """A key of a phone that is in a call."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digit: str = Field(pattern=r"^[1-9]$")


@router.post("/calls/{sid}/digits", status_code=status.HTTP_202_ACCEPTED)
async def press_digit(sid: str, pressed: Pressed, exchange: Here) -> dict[str, Any]:
    """Press a digit in a call that waits for one, or has just been heard. Raises HTTPException."""
    call = exchange.network.call(sid)
    if call is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "no such call")
    if not exchange.press(call, pressed.digit):
        raise HTTPException(status.HTTP_409_CONFLICT, "that call waits for no digit")
    return entry_record(call)


class Described(BaseModel):
    """What a number is said to be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: PhoneKind


@router.post("/phones/{number}", status_code=status.HTTP_204_NO_CONTENT)
async def describe_phone(
    number: Annotated[str, Path(pattern=E164)], described: Described, exchange: Here
) -> None:
    """Let a number be a landline from now on, or a mobile phone again."""
    phone = exchange.network.phone(number)
    phone.kind = described.kind
    exchange.network.mark(phone)


@router.get("/log.json")
async def log(exchange: Here) -> list[dict[str, Any]]:
    """Give every text and call both ways, in order."""
    return [entry_record(entry) for entry in exchange.network.entries()]


@router.post("/faults", status_code=status.HTTP_204_NO_CONTENT)
async def order_fault(order: FaultOrder, exchange: Here) -> None:
    """Let something go wrong with the next texts."""
    exchange.faults.order(order)


@router.delete("/faults", status_code=status.HTTP_204_NO_CONTENT)
async def clear_faults(exchange: Here) -> None:
    """Let everything work again."""
    exchange.faults.clear()


@router.get("/events")
async def events(
    exchange: Here, last_event_id: Annotated[str | None, Header()] = None
) -> StreamingResponse:
    """Stream the phones, then every change; a reader that comes back goes on where it was."""
    stream = _changes(exchange, _seen(exchange, last_event_id))
    return StreamingResponse(
        stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


def _seen(exchange: Exchange, last_event_id: str | None) -> int:
    """Read the revision out of an event id; another run's ids count for nothing."""
    run, _, revision = (last_event_id or "").partition("-")
    return int(revision) if run == exchange.network.run and revision.isdecimal() else 0


async def _changes(exchange: Exchange, seen: int) -> AsyncIterator[str]:
    network = exchange.network
    if not seen:
        people = [
            person.model_dump(include={"name", "number", "role"}) for person in exchange.people
        ]
        yield _event("people", f"{network.run}-0", people)
    while not exchange.background.closing.is_set():
        for changed in await network.news(seen, HEARTBEAT):
            seen = changed.revision
            kind, record = _told(changed)
            yield _event(kind, f"{network.run}-{seen}", record)
        yield ":\n\n"


def _told(changed: Message | Call | Phone) -> tuple[str, dict[str, Any]]:
    if isinstance(changed, Phone):
        return "phone", phone_record(changed)
    return "entry", entry_record(changed)


def _event(kind: str, event_id: str, data: object) -> str:
    return f"event: {kind}\nid: {event_id}\ndata: {json.dumps(data)}\n\n"


def phone_record(phone: Phone) -> dict[str, Any]:
    """Show a phone that is not as others are."""
    return {"number": phone.number, "kind": phone.kind, "opted_out": phone.opted_out}


def entry_record(entry: Message | Call) -> dict[str, Any]:
    """Show a text or a call (its sid begins with CA) as the log and the page know it."""
    message = entry if isinstance(entry, Message) else None
    call = entry if isinstance(entry, Call) else None
    return {
        "sid": entry.sid,
        "direction": message.direction if message else Direction.OUTBOUND_API,
        "from": entry.sender,
        "to": entry.recipient,
        "body": entry.body,
        "status": entry.status,
        "error_code": message and message.error_code,
        "status_callback": message and message.status_callback,
        "at": entry.created_at.isoformat(),
        "webhook": message and _webhook(message),
        "num_media": len(message.media) if message else 0,
        "call": call and _call(call),
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "said": call.said,
        "listens": call.listens,
        "pressed": [
            {
                "digit": one.digit,
                "after": one.after,
                "at": one.at.isoformat(),
                "taken": one.taken,
            }
            for one in call.pressed
        ],
    }


def _webhook(message: Message) -> dict[str, Any] | None:
    if message.direction is not Direction.INBOUND:
        return None
    return {"delivered": message.taken, "attempts": message.attempts}
