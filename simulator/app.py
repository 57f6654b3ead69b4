"""The simulator's web application and the server that ends it cleanly."""

import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from simulator import phones, twilio_api
from simulator.exchange import Exchange
from simulator.refusals import TwilioError
from simulator.twilio_api import ConnectionCut
from simulator.twilio_wire import error_body

PAGE = Path(__file__).parent / "page"


def build_app(exchange: Exchange) -> FastAPI:
    """Put the HTTP edge before an exchange."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        exchange.open()
        yield
        await exchange.close()

    app = FastAPI(title="Phone simulator", lifespan=lifespan)
    app.state.exchange = exchange
    app.add_exception_handler(TwilioError, _refuse)
    app.add_exception_handler(ConnectionCut, _hold_back)
    app.include_router(twilio_api.router)
    app.include_router(phones.router)
    app.mount("/", StaticFiles(directory=PAGE, html=True))
    return app


class PhoneServer(uvicorn.Server):
    """A server that ends its streams first: uvicorn waits for open connections."""

    def __init__(self, exchange: Exchange, host: str, port: int) -> None:
        app = build_app(exchange)
        app.state.cut = self.cut
        super().__init__(uvicorn.Config(app, host=host, port=port, access_log=False))
        self._exchange = exchange

    def cut(self, client: tuple[str, int]) -> None:
        """Reset a client's connection: without lingering it sees a reset, not an orderly end."""
        for connection in self.server_state.connections:
            transport = connection.transport
            if (transport.get_extra_info("peername") or ())[:2] == client:
                transport.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
                transport.abort()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Hang up, then let uvicorn close."""
        self._exchange.hang_up()
        await super().shutdown(sockets)


async def _refuse(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, TwilioError):
        raise error
    return JSONResponse(error_body(error), error.status, error.headers)


async def _hold_back(request: Request, _: Exception) -> Response:
    """Cut the connection; what is returned is written to nobody."""
    request.app.state.cut(request.scope["client"])
    return Response(status_code=500)
