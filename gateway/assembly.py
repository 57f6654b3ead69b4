"""What the gateway is made of, put together from settings. Tests put in what they like."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from temporalio.client import Client

from activities.text_inbox import TextInbox
from adapters import wall_clock
from adapters.carrier import Attachments
from adapters.encryption import EncryptionCodec, Seal
from adapters.messages.feed_folder import FeedFolder
from adapters.settings import MllpPlace, Settings
from adapters.sql.database import Database
from adapters.temporal.connection import connect_lazily
from adapters.twilio.carrier import SignatureCheck, TwilioCarrier
from adapters.wording.pages import Pages
from adapters.wording.texts import Wording
from gateway.cards.access import CardAccess
from gateway.cards.episodes import Episodes
from gateway.cards.giving import CardGiving
from gateway.cards.pictures import CardPictures
from gateway.cards.routes import Cards
from gateway.cards.sessions import Sessions
from gateway.codec import Codec
from gateway.fhir.routes import FhirRoutes
from gateway.fhir.senders import FhirSenders
from gateway.health import Health
from gateway.hl7.from_settings import listener
from gateway.hl7.intake import Hl7Line
from gateway.hl7.mllp_listener import MllpCounts, MllpListener
from gateway.http.api_key_auth import ApiKeyAuth
from gateway.http.background import Background
from gateway.http.delivery_queue import Deliveries
from gateway.http.rate_limits import Limit, Limits
from gateway.ops.page import Ops
from gateway.ops.ui_links import UiLinks
from gateway.rest.routes import Rest
from gateway.twilio_calls import Calls
from gateway.twilio_webhooks import TwilioHooks
from intake.hospital_inbox import HospitalInbox
from store.patient_data.notes import Notes
from store.subscriptions import Subscriptions

TEMPLATES = Path(__file__).parent.parent / "templates"
IDENTITY = "gateway"
PICTURE_SECONDS = 4.0


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
class GatewayParts:
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
    carrier: TwilioCarrier


def assemble(
    settings: Settings,
    connect: Callable[[], Awaitable[Client]] | None = None,
    real_now: Callable[[], datetime] = wall_clock.now,
) -> GatewayParts:
    """Put the gateway together. Nothing is reached yet, neither store nor Temporal."""
    shared = _shared(settings, connect or Connection(settings), real_now)
    hooks, carrier = _hooks(shared), _carrier(settings)
    rest, fhir, line = _rest(shared), _fhir(shared), _line(shared)
    mllp = _mllp(shared, line)
    return GatewayParts(
        hooks=hooks,
        cards=_cards(shared, carrier),
        codec=_codec(settings, shared.database, real_now),
        ops=Ops(shared.database, shared.pages, shared.links, shared.clinical_now, shared.feeds),
        health=Health(
            shared.database,
            shared.connect,
            _refusals(shared, hooks, rest, fhir, (line, mllp)),
            shared.feeds.state,
        ),
        pages=shared.pages,
        links=shared.links,
        background=shared.background,
        deliveries=shared.deliveries,
        rest=rest,
        fhir=fhir,
        mllp=mllp,
        database=shared.database,
        carrier=carrier,
    )


@dataclass(frozen=True, kw_only=True)
class _Shared:
    """What several parts are made of."""

    settings: Settings
    connect: Callable[[], Awaitable[Client]]
    real_now: Callable[[], datetime]
    database: Database
    texts: TextInbox
    hospital_inbox: HospitalInbox
    deliveries: Deliveries
    holders: ApiKeyAuth
    feeds: FeedFolder
    background: Background
    pages: Pages
    links: UiLinks

    async def clinical_now(self) -> datetime:
        """The clinical time."""
        return await self.texts.clinical(self.real_now())


def _shared(
    settings: Settings,
    connect: Callable[[], Awaitable[Client]],
    real_now: Callable[[], datetime],
) -> _Shared:
    database = Database(settings.database_url)
    feeds = FeedFolder(settings.feeds_dir)
    hospital_inbox = HospitalInbox.of(settings, database, connect, real_now, feeds)
    pace = settings.requests_per_second
    limit = Limit(per_second=pace, burst=round(4 * pace))
    return _Shared(
        settings=settings,
        connect=connect,
        real_now=real_now,
        database=database,
        texts=TextInbox(database, Seal(settings.ring), settings.tokens, connect, real_now),
        hospital_inbox=hospital_inbox,
        deliveries=Deliveries(hospital_inbox.deliver_calmly),
        holders=ApiKeyAuth(database, real_now, time.monotonic, Limits(key=limit)),
        feeds=feeds,
        background=Background(),
        pages=Pages(TEMPLATES),
        links=UiLinks(settings.temporal_ui_url, settings.temporal_namespace),
    )


def _rest(shared: _Shared) -> Rest:
    return Rest(
        authenticate=shared.holders,
        hospital_inbox=shared.hospital_inbox,
        database=shared.database,
        tokens=shared.settings.tokens,
        notes=Notes(shared.database, Seal(shared.settings.ring)),
        connect=shared.connect,
        links=shared.links,
        background=shared.background,
        real_now=shared.real_now,
        base=shared.settings.public_base_url,
    )


def _fhir(shared: _Shared) -> FhirRoutes:
    settings = shared.settings
    senders = FhirSenders(shared.holders, shared.feeds, settings.fhir_server_tokens)
    return FhirRoutes(
        authenticate=senders.feed,
        take=shared.hospital_inbox.take,
        overtake=shared.hospital_inbox.overtake,
        deliver=shared.deliveries.start,
        fetch=senders.fetch,
        known=lambda feed, number: shared.hospital_inbox.knows_visit(feed.facility, number),
        subscriptions=Subscriptions(shared.database, settings.tokens),
        clinical_now=shared.hospital_inbox.now,
        base=f"{settings.public_base_url}/fhir",
    )


def _line(shared: _Shared) -> Hl7Line:
    inbox = shared.hospital_inbox
    return Hl7Line(inbox.take, shared.deliveries, shared.feeds, inbox.now)


def _mllp(shared: _Shared, line: Hl7Line) -> MllpListener | None:
    """The listener, where it lives in this process."""
    if shared.settings.mllp is not MllpPlace.GATEWAY:
        return None
    return listener(shared.settings, line)


def _hooks(shared: _Shared) -> TwilioHooks:
    settings = shared.settings
    return TwilioHooks(
        _signature(settings),
        settings.twilio_account_sid,
        shared.texts,
        Calls(
            shared.database,
            Seal(settings.ring),
            settings.tokens,
            Wording(TEMPLATES, settings.cards_url),
            f"{settings.public_base_url}/twilio/voice",
        ),
        shared.background,
        shared.real_now,
    )


def _carrier(settings: Settings) -> TwilioCarrier:
    """For pictures: the gateway itself sends nothing."""
    return TwilioCarrier(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        settings.twilio_from_number,
        base_url=settings.twilio_base_url,
        timeout=PICTURE_SECONDS,
    )


def _cards(shared: _Shared, carrier: Attachments) -> Cards:
    secure = shared.settings.public_base_url.startswith("https://")
    episodes = Episodes(shared.connect)
    return Cards(
        CardAccess(shared.database, shared.settings.ring, shared.real_now),
        episodes,
        Sessions(shared.settings.ring, shared.real_now, secure=secure),
        shared.pages,
        CardPictures(carrier),
        CardGiving(shared.database, episodes),
        shared.clinical_now,
    )


def _refusals(
    shared: _Shared,
    hooks: TwilioHooks,
    rest: Rest,
    fhir: FhirRoutes,
    hl7: tuple[Hl7Line, MllpListener | None],
) -> dict[str, Callable[[], int]]:
    """What was not taken since the start, by the names of the health page."""
    line, mllp = hl7
    lines = mllp.counts if mllp else MllpCounts()
    return {
        "webhooks_refused": lambda: hooks.refused,
        "keys_refused": lambda: shared.holders.failures,
        "bodies_refused": rest.refused.total,
        "fhir_notifications_missed": lambda: fhir.gaps,
        "hl7_not_kept": lambda: lines.failed,
        "hl7_half_messages": lambda: lines.incomplete,
        "hl7_too_long": lambda: lines.overlong,
        "hl7_not_mllp": lambda: lines.noisy,
        "hl7_peers_refused": lambda: lines.refused_peers,
        "hl7_too_many": lambda: lines.too_many,
        "hl7_no_handshake": lambda: lines.unopened,
        "hl7_acknowledgements": lambda: line.acknowledgements,
    }


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
