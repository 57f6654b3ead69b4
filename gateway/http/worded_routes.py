"""Routes whose errors are told in the words of the interface that they belong to."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from gateway.http.error_middleware import unforeseen
from gateway.http.refusals import Refusal

Wording = Callable[[Refusal | HTTPException], Response]


def worded_by(word: Wording) -> type[APIRoute]:
    """Give a class of routes whose refusals, and whatever was not foreseen, are worded so.

    FastAPI's handlers of exceptions cannot do it: what one for every Exception has answered is
    raised again, and its message may hold what was sent.
    """

    class WordedRoute(APIRoute):
        """A route that words its errors."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            """Wrap the handler."""
            handler = super().get_route_handler()

            async def handle(request: Request) -> Response:
                try:
                    return await handler(request)
                except (Refusal, HTTPException) as error:
                    return word(error)
                except Exception as error:  # noqa: BLE001 - its message may hold what was sent
                    return word(unforeseen(error))

            return handle

    return WordedRoute
