"""Composition root: hospitals' HL7 connections, in a process of their own.

Run with `python -m gateway.mllp_app`, and `HOMEWARD_MLLP=own` for the gateway.
"""

import asyncio
import signal

from adapters import logging, settings
from adapters.messages.feed_folder import FeedFolder
from adapters.settings import Settings
from adapters.sql.database import Database
from gateway.assembly import Connection
from gateway.hl7.from_settings import listener
from gateway.hl7.intake import Hl7Line
from gateway.http.delivery_queue import Deliveries
from intake.hospital_inbox import HospitalInbox

LAST_SECONDS = 5.0
log = logging.get_logger(__name__)


async def serve(found: Settings) -> None:
    """Listen until told to end; what was read is kept and answered first."""
    database = Database(found.database_url)
    feeds = FeedFolder(found.feeds_dir)
    hospital_inbox = HospitalInbox.of(found, database, Connection(found), feeds=feeds)
    deliveries = Deliveries(hospital_inbox.deliver_calmly)
    line = Hl7Line(hospital_inbox.take, deliveries, feeds, hospital_inbox.now)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with listener(found, line) as listening:
        log.info("mllp_listening", port=listening.port)
        await stop.wait()
    await deliveries.close(LAST_SECONDS)
    database.close()


def main() -> None:
    """Serve with the environment's settings."""
    found = settings.load()
    logging.configure(found.log_format)
    asyncio.run(serve(found))


if __name__ == "__main__":
    main()
