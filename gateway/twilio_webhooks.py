"""Twilio's webhooks: checked, committed, acknowledged; everything else happens afterwards.

    POST /twilio/inbound            somebody texted us
    POST /twilio/status?key=...     what became of a text of ours; the key is its outbox row
    POST /twilio/voice?code=...     somebody pressed a digit in a call of ours, about this code

Twilio retries on 5xx and drops on 4xx: so a store that fails is a 500, and only what nobody could
ever use is a 4xx. What is signed is never held up: a text beyond any rate is still somebody's text.
What is not signed is answered without reading its body, and after some from one address with 429.
"""

import re
import time
from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Request, Response

from activities.text_inbox import TextInbox
from adapters.logging import get_logger
from adapters.twilio.carrier import SignatureCheck
from adapters.twilio.media import attached
from domain.texting.leaving.consent import carrier_keyword
from gateway.http.background import Background
from gateway.http.bodies import read_form
from gateway.http.rate_limits import Buckets, Limits
from gateway.http.refusals import NotSigned, Refusal, Unreadable
from gateway.twilio_calls import Calls, Pressed
from models.payloads import DeliverInbox, Delivery, ReceivedText

TAKEN, XML = "<Response/>", "application/xml"
_ID = re.compile(r"[A-Za-z0-9]{1,64}")
_SENDER = re.compile(r"[^\s\x00]{1,64}")
_CODE = re.compile(r"[0-9]{1,6}")
log = get_logger(__name__)


class TwilioHooks:
    """All webhooks. `refused` counts what nobody signed; `failures` are held off by address."""

    def __init__(
        self,
        signature: SignatureCheck,
        account: str,
        inbox: TextInbox,
        calls: Calls,
        background: Background,
        real_now: Callable[[], datetime],
    ) -> None:
        self._signature = signature
        self._account = account
        self._inbox = inbox
        self._calls = calls
        self._background = background
        self._real_now = real_now
        self.failures = Buckets(Limits().failures, time.monotonic)
        self.refused = 0

    def router(self) -> APIRouter:
        """Give the routes."""
        router = APIRouter(prefix="/twilio")
        router.add_api_route("/inbound", self.inbound, methods=["POST"])
        router.add_api_route("/status", self.status, methods=["POST"])
        router.add_api_route("/voice", self.voice, methods=["POST"])
        return router

    async def inbound(self, request: Request) -> Response:
        """Take a text. A message that was taken before is only answered."""
        form = await self._signed_form(request)
        sender = form.get("From", "")
        await self._take(sender, await self._text(sender, form))
        return Response(TAKEN, media_type=XML)

    async def voice(self, request: Request) -> Response:
        """Take a digit: 1 is a text of that phone, others are asked again. Raises Unreadable."""
        form = await self._signed_form(request)
        pressed = Pressed.of(request.query_params.get("code", ""), form)
        if not pressed.takes:
            return Response(await self._calls.once_more(pressed), media_type=XML)
        await self._calls.check(pressed)
        at = await self._inbox.clinical(self._real_now())
        await self._take(pressed.phone, pressed.text(self._inbox.phone(pressed.phone), at))
        return Response(self._calls.taken(), media_type=XML)

    async def status(self, request: Request) -> Response:
        """Take a receipt. Raises Unreadable."""
        form = await self._signed_form(request)
        key, sid = request.query_params.get("key", ""), form.get("MessageSid", "")
        if not key or "\0" in key or not _ID.fullmatch(sid):
            raise Unreadable("A receipt names its text.")
        code = form.get("ErrorCode", "")
        delivery = Delivery(
            key=key,
            status=form.get("MessageStatus", ""),
            error_code=int(code) if _CODE.fullmatch(code) else None,
        )
        if phone := await self._inbox.record_receipt(delivery, sid):
            self._deliver(phone)
        return Response(status_code=204)

    async def _signed_form(self, request: Request) -> dict[str, str]:
        signed = request.headers.get("X-Twilio-Signature")
        settings = request.headers.get("X-Twilio-Webhooks-Signature-Settings")
        try:
            form = await read_form(request) if signed else {}
        except Refusal:
            self._fail(request)
            raise
        if not self._signature.valid(_as_sent(request), form, signed, settings):
            self._fail(request)
            raise NotSigned
        return form

    def _fail(self, request: Request) -> None:
        """Count a failure; after some from one address, say so. Raises TooMany."""
        self.refused += 1
        self.failures.take(request.client.host if request.client else "")
        log.warning("webhook_refused", total=self.refused)

    async def _take(self, number: str, text: ReceivedText) -> None:
        """Keep a text for good, then see to it that it is acted on."""
        if await self._inbox.commit(number, text, self._real_now()):
            log.info("text_taken", message=text.message_id)
            self._deliver(text.phone)

    async def _text(self, sender: str, form: dict[str, str]) -> ReceivedText:
        sid = form.get("MessageSid", "")
        if not _ID.fullmatch(sid) or not _SENDER.fullmatch(sender):
            raise Unreadable("A text has an id and a sender.")
        body = form.get("Body", "")
        return ReceivedText(
            message_id=sid,
            phone=self._inbox.phone(sender),
            body=body,
            at=await self._inbox.clinical(self._real_now()),
            carrier_confirms=bool(form.get("OptOutType")) or carrier_keyword(body),
            attached=attached(form, self._account),
        )

    def _deliver(self, phone: str) -> None:
        self._background.start(self._inbox.deliver(DeliverInbox(ordering_key=phone)))


def _as_sent(request: Request) -> str:
    """Give path and query exactly as they came: the signature is over those characters."""
    path = request.scope.get("raw_path", request.url.path.encode()).partition(b"?")[0]
    query = request.scope["query_string"]
    return str((path + b"?" + query if query else path).decode("latin-1"))
