"""Composition root: the gateway process. `python -m gateway.app`, or a factory for uvicorn."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from adapters import logging, settings
from gateway.assembly import GatewayParts, assemble
from gateway.fhir import responses as outcomes
from gateway.http.error_middleware import ErrorMiddleware
from gateway.http.refusals import NotOffered, Refusal, status_and_words
from gateway.rest import problems

LAST_SECONDS = 10
LAST_DELIVERIES_SECONDS = 2.0


def create() -> FastAPI:
    """Make the application from the environment. Raises SettingsRefused."""
    found = settings.load()
    logging.configure(found.log_format)
    return build(assemble(found))


def build(parts: GatewayParts) -> FastAPI:
    """Put the routes together."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with parts.mllp or nullcontext():
            yield
        await parts.deliveries.close(LAST_DELIVERIES_SECONDS)
        await parts.background.close()
        parts.carrier.close()
        parts.database.close()

    app = FastAPI(title="Homeward", lifespan=lifespan, openapi_url=None, redirect_slashes=False)
    # A redirect would name whatever host was asked for, and bodies would follow it without TLS.
    doors = (parts.hooks, parts.cards, parts.codec, parts.ops, parts.health, parts.rest, parts.fhir)
    for part in doors:
        app.include_router(part.router())
    app.add_api_route("/", _index, methods=["GET"])
    app.state.parts = parts
    _say_no(app, parts)
    app.add_middleware(ErrorMiddleware, headers=_headers(parts))
    return app


async def _index(request: Request) -> HTMLResponse:
    parts: GatewayParts = request.app.state.parts
    return HTMLResponse(parts.pages.render("ops/index", links=parts.links))


def _say_no(app: FastAPI, parts: GatewayParts) -> None:
    """Word refusals, ours and Starlette's own, as whoever asks at an address reads them."""

    async def refuse(request: Request, error: Exception) -> Response:
        if not isinstance(error, Refusal | HTTPException):
            raise error  # it is registered for no others
        if problems.covers(request.url.path):
            return problems.answer(request, error)
        if outcomes.covers(request.url.path):
            return outcomes.refused(error)
        return _plainly(parts, request, error)

    app.add_exception_handler(Refusal, refuse)
    app.add_exception_handler(HTTPException, refuse)


def _plainly(parts: GatewayParts, request: Request, error: Refusal | HTTPException) -> Response:
    """Word a refusal as a page for people, and as a line for machines."""
    status, _ = status_and_words(error)
    refusal = error if isinstance(error, Refusal) else NotOffered()
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(refusal.words, status, headers=error.headers)
    page = parts.pages.render("notice", title=refusal.title, words=refusal.words)
    return HTMLResponse(page, status, headers=error.headers)


def _headers(parts: GatewayParts) -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": parts.pages.content_policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def main() -> None:
    """Serve until told to end. Paths hold secrets, so there is no access log."""
    found = settings.load()
    logging.configure(found.log_format)
    uvicorn.run(
        build(assemble(found)),
        host=found.gateway_host,
        port=found.gateway_port,
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=LAST_SECONDS,
    )


if __name__ == "__main__":
    main()
