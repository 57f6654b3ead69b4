"""What the gateway is made of, put together from settings. Tests put in what they like."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from temporalio.client import Client

from activities.text_inbox import TextInbox
from adapters import wall_clock
from adapters.encryption import EncryptionCodec, Seal
from adapters.messages.feed_file import read_feeds
from adapters.settings import MllpPlace, Settings
from adapters.sql.database import Database
from adapters.temporal.connection import connect_lazily
from adapters.twilio.carrier import SignatureCheck
from adapters.wording.pages import Pages
from gateway.cards.access import CardHolders
from gateway.cards.episodes import Episodes
from gateway.cards.routes import Cards
from gateway.cards.sessions import Sessions
from gateway.codec import Codec
from gateway.fhir.routes import FhirRoutes
from gateway.fhir.senders import FhirSenders
from gateway.health import Health
from gateway.hl7.from_settings import listener
from gateway.hl7.intake import Hl7Line
from gateway.hl7.mllp_listener import MllpListener
from gateway.http.api_key_auth import KeyHolders
from gateway.http.background import Background
from gateway.http.delivery_queue import Deliveries
from gateway.http.rate_limits import Limit, Limits
from gateway.ops.page import Ops
from gateway.ops.ui_links import UiLinks
from gateway.rest.routes import Rest
from gateway.twilio_webhooks import TwilioHooks
from intake.reception import HospitalInbox
from store.subscriptions import Subscriptions

TEMPLATES = Path(__file__).parent.parent / "templates"
IDENTITY = "gateway"


class Connection:
    """Gives one client, made when it is first wanted; it connects at its first call."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: Client | None = None

    async def __call__(self) -> Client:
        """Give the client."""
        if self._client is None:
            self._client = await connect_lazily(self._settings, identity=IDENTITY)
        return self._client


@dataclass(frozen=True)
class Parts:
    """Everything with routes, and what must be closed at the end."""

    hooks: TwilioHooks
    cards: Cards
    codec: Codec
    ops: Ops
    health: Health
    pages: Pages
    links: UiLinks
    background: Background
    deliveries: Deliveries
    rest: Rest
    fhir: FhirRoutes
    mllp: MllpListener | None
    database: Database


def assemble(
    settings: Settings,
    connect: Callable[[], Awaitable[Client]] | None = None,
    real_now: Callable[[], datetime] = wall_clock.now,
) -> Parts:
    """Put the gateway together. Nothing is reached yet, neither store nor Temporal."""
    connect = connect or Connection(settings)
    database = Database(settings.database_url)
    inbox = TextInbox(database, Seal(settings.ring), settings.tokens, connect, real_now)
    background, pages = Background(), Pages(TEMPLATES)
    links = UiLinks(settings.temporal_ui_url, settings.temporal_namespace)

    async def clinical_now() -> datetime:
        return await inbox.clinical(real_now())

    reception = HospitalInbox.of(settings, database, connect, real_now)
    deliveries = Deliveries(reception.deliver_calmly)
    feeds = read_feeds(settings.feeds_dir)
    pace = settings.requests_per_second
    limit = Limit(per_second=pace, burst=round(4 * pace))
    holders = KeyHolders(database, real_now, time.monotonic, Limits(key=limit))
    senders = FhirSenders(holders, feeds, settings.fhir_server_tokens)
    line = Hl7Line(reception.take, deliveries, feeds, reception.now)
    hooks = TwilioHooks(_signature(settings), inbox, background, real_now)
    rest = Rest(
        authenticate=holders,
        reception=reception,
        database=database,
        tokens=settings.tokens,
        connect=connect,
        links=links,
        background=background,
        real_now=real_now,
        base=settings.public_base_url,
    )
    mllp = listener(settings, line) if settings.mllp is MllpPlace.GATEWAY else None
    refusals = {
        "webhooks_refused": lambda: hooks.refused,
        "keys_refused": lambda: holders.failures,
        "bodies_refused": rest.refused.total,
        "hl7_not_kept": lambda: mllp.counts.failed if mllp else 0,
        "hl7_half_messages": lambda: mllp.counts.incomplete if mllp else 0,
        "hl7_peers_refused": lambda: mllp.counts.refused_peers if mllp else 0,
    }
    return Parts(
        hooks=hooks,
        cards=Cards(
            CardHolders(database, real_now),
            Episodes(connect),
            Sessions(settings.ring, real_now),
            pages,
            clinical_now,
            secure=settings.public_base_url.startswith("https://"),
        ),
        codec=_codec(settings, database, real_now),
        ops=Ops(database, pages, links, clinical_now),
        health=Health(database, connect, refusals),
        pages=pages,
        links=links,
        background=background,
        deliveries=deliveries,
        rest=rest,
        fhir=FhirRoutes(
            authenticate=senders.feed,
            take=reception.take,
            deliver=deliveries.start,
            fetch=senders.fetch,
            subscriptions=Subscriptions(database, settings.tokens),
            clinical_now=reception.now,
            base=f"{settings.public_base_url}/fhir",
        ),
        mllp=mllp,
        database=database,
    )


def _signature(settings: Settings) -> SignatureCheck:
    previous = settings.twilio_previous_auth_token
    tokens = [settings.twilio_auth_token, *([previous] if previous else [])]
    return SignatureCheck([token.get_secret_value() for token in tokens], settings.public_base_url)


def _codec(settings: Settings, database: Database, real_now: Callable[[], datetime]) -> Codec:
    return Codec(
        EncryptionCodec(settings.ring, settings.temporal_namespace),
        settings.temporal_namespace,
        settings.tokens.codec(),
        settings.temporal_ui_url,
        database,
        real_now,
    )
