"""The outermost layer: nothing that arrives ends the process or prints what it carried."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.logging import get_logger, place_of
from gateway.http.refusals import Failed

log = get_logger(__name__)


class ErrorMiddleware:
    """Answers 500 in plain words to whatever was not foreseen, and adds headers to all answers."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def covered(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._cover(MutableHeaders(scope=message))
            await send(message)

        try:
            await self._app(scope, receive, covered)
        except Exception as error:  # noqa: BLE001 - the last resort
            failed = unforeseen(error)
            if not begun:
                answer = PlainTextResponse(failed.words, failed.status)
                await answer(scope, receive, covered)

    def _cover(self, headers: MutableHeaders) -> None:
        for name, value in self._headers.items():
            headers.setdefault(name, value)


def unforeseen(error: Exception) -> Failed:
    """Log an error by its type and place alone: its message may hold what a person wrote."""
    log.error("request_failed", error=type(error).__name__, place=place_of(error))
    return Failed()
