"""The codec that the Temporal UI calls to show payloads in clear, and to encrypt what staff type.

Its address holds a secret that only the UI is told (docs/adr/0002-codec-access.md). Each use is
audited before anything is shown.
"""

import hmac
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from google.protobuf import json_format
from temporalio.api.common.v1 import Payload, Payloads

from adapters.encryption import EncryptionCodec, EncryptionError
from adapters.logging import get_logger
from adapters.sql.database import Database
from gateway.http.bodies import read_body
from gateway.http.refusals import NotOffered, Unreadable
from store.views import View, Viewer, audited

BODY_BYTES = 16 * 1024 * 1024
HEADERS = "content-type, x-namespace, authorization, authorization-extras"
PREFLIGHT_SECONDS = "600"
READER = "temporal-ui"
VIA = "codec"
_LOOPBACK = ("127.0.0.1", "localhost")
log = get_logger(__name__)

Convert = Callable[[Sequence[Payload]], Coroutine[None, None, list[Payload]]]


class Codec:
    """Decodes and encodes for one namespace and the pages of one UI."""

    def __init__(
        self,
        codec: EncryptionCodec,
        namespace: str,
        secret: str,
        ui_url: str,
        database: Database,
        real_now: Callable[[], datetime],
    ) -> None:
        self._codec = codec
        self._namespace = namespace
        self._secret = secret
        self._origins = origins(ui_url)
        self._database = database
        self._real_now = real_now

    def router(self) -> APIRouter:
        """Give the routes. `/download` is for payloads kept elsewhere; ours never are."""
        router = APIRouter(prefix="/codec/{secret}")
        for verb, use in (
            ("decode", self.decode),
            ("download", self.decode),
            ("encode", self.encode),
        ):
            router.add_api_route(f"/{verb}", use, methods=["POST"])
            router.add_api_route(f"/{verb}", self.preflight, methods=["OPTIONS"])
        return router

    async def preflight(self, secret: str, request: Request) -> Response:
        """Tell a browser which page may call."""
        self._admit(secret, request)
        return Response(status_code=204, headers=self._cors(request))

    async def decode(self, secret: str, request: Request) -> Response:
        """Open payloads."""
        return await self._use(secret, request, "payloads decoded", self._codec.decode)

    async def encode(self, secret: str, request: Request) -> Response:
        """Seal payloads."""
        return await self._use(secret, request, "payloads encoded", self._codec.encode)

    async def _use(self, secret: str, request: Request, what: str, convert: Convert) -> Response:
        self._admit(secret, request)
        payloads = _read(await read_body(request, BODY_BYTES))
        await self._audit(what, len(payloads))
        try:
            converted = Payloads(payloads=await convert(payloads))
        except EncryptionError as error:
            log.warning("codec_refused", error=type(error).__name__)
            raise Unreadable("These payloads cannot be opened here.") from None
        return Response(
            json_format.MessageToJson(converted, indent=None),
            media_type="application/json",
            headers=self._cors(request),
        )

    def _admit(self, secret: str, request: Request) -> None:
        """Programs send no origin; pages must be the UI's."""
        origin = request.headers.get("origin")
        known = hmac.compare_digest(secret.encode(), self._secret.encode())
        if not known or (origin is not None and origin not in self._origins):
            raise NotOffered
        if request.headers.get("x-namespace", self._namespace) != self._namespace:
            raise Unreadable("This codec knows another namespace.")

    async def _audit(self, what: str, count: int) -> None:
        who, at = Viewer(handle=READER, via=VIA), self._real_now()
        used = View(what=what, about=f"{self._namespace} {count}")
        await self._database.writing(lambda session: audited(session, at, who, used))
        log.info("codec_used", what=what, namespace=self._namespace, count=count)

    def _cors(self, request: Request) -> dict[str, str]:
        return {
            "Access-Control-Allow-Origin": request.headers.get("origin", self._origins[0]),
            "Access-Control-Allow-Methods": "POST, OPTIONS",
            "Access-Control-Allow-Headers": HEADERS,
            "Access-Control-Max-Age": PREFLIGHT_SECONDS,
            "Vary": "Origin",
        }


def origins(ui_url: str) -> tuple[str, ...]:
    """Give the UI's origin; on one machine people write the loopback address in two ways."""
    address = urlsplit(ui_url)
    hosts = _LOOPBACK if address.hostname in _LOOPBACK else (address.hostname,)
    port = f":{address.port}" if address.port else ""
    return tuple(f"{address.scheme}://{host}{port}" for host in hosts)


def _read(body: bytes) -> Sequence[Payload]:
    try:
        return json_format.Parse(body, Payloads(), ignore_unknown_fields=True).payloads
    except (json_format.ParseError, UnicodeDecodeError, RecursionError):
        raise Unreadable("This is no list of payloads.") from None
