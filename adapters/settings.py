"""The only reader of the environment. `.env.example` explains each setting in words.

    SettingsRefused      names every setting that will not do, never a value  (an operator must act)

`load` reads `HOMEWARD_` and the setting's name from the environment, else from `.env` in the
working directory. Placeholders are refused: nothing ever runs on a secret of the documentation.
"""

import os
import re
from enum import StrEnum
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TypeVar

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.encryption import KeyRing, KeyUnusable, Tokens, parse_key
from models import names

PREFIX = "HOMEWARD_"
SCHEMES = ("http://", "https://")

_PLACEHOLDER = re.compile(r"(?i)change.?me|placeholder|your[a-z_-]*(key|token|secret|password)")
_ALL_ZERO = re.compile(r"\D{0,2}0{6,}")
_PHONE_NUMBER = re.compile(r"\+[1-9]\d{6,14}")

_Value = TypeVar("_Value")


class LogFormat(StrEnum):
    """For people or for machines."""

    CONSOLE = "console"
    JSON = "json"


class MllpPlace(StrEnum):
    """Where hospitals' HL7 connections end."""

    GATEWAY = "gateway"
    """In the gateway's process."""
    OWN = "own"
    """In a process of its own: `python -m gateway.mllp_app`."""


class SettingsRefused(Exception):  # noqa: N818 - a fact, as all our errors are named
    """One line for each setting that will not do."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Settings(BaseSettings):
    """Everything that differs from one installation to another."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = names.NAMESPACE
    temporal_ui_url: str = "http://127.0.0.1:8233"
    database_url: str = Field(default="sqlite:///.homeward/homeward.db", repr=False)

    encryption_keys: SecretStr
    token_key: SecretStr

    twilio_account_sid: str
    twilio_auth_token: SecretStr
    twilio_previous_auth_token: SecretStr | None = None
    twilio_from_number: str
    twilio_base_url: str | None = None
    texts_per_second: float = Field(default=1.0, gt=0)
    carrier_lag_seconds: float = Field(default=300.0, gt=0)
    sweep_seconds: float = Field(default=60.0, ge=1)

    public_base_url: str = "http://127.0.0.1:8080"
    card_base_url: str | None = None
    gateway_host: str = "127.0.0.1"
    gateway_port: int = Field(default=8080, ge=1, le=65535)
    metrics_bind: str | None = None
    worker_build: str | None = None
    log_format: LogFormat = LogFormat.CONSOLE
    pathways_dir: Path = Path("pathways")
    feeds_dir: Path = Path("feeds")
    fhir_tokens: SecretStr | None = None

    requests_per_second: float = Field(default=50.0, gt=0)

    mllp: MllpPlace = MllpPlace.GATEWAY
    mllp_host: str = "127.0.0.1"
    mllp_port: int = Field(default=2575, ge=0, le=65535)
    mllp_peers: str = Field(default="", validate_default=True)
    mllp_certificate: Path | None = None
    mllp_key: Path | None = Field(default=None, validate_default=True)
    mllp_client_authority: Path | None = None

    @field_validator("*")
    @classmethod
    def _refuse_placeholders(cls, value: _Value) -> _Value:
        text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        if _PLACEHOLDER.search(text) or _ALL_ZERO.fullmatch(text):
            raise ValueError("is still a placeholder")
        return value

    @field_validator("encryption_keys")
    @classmethod
    def _refuse_unusable_ring(cls, value: SecretStr) -> SecretStr:
        try:
            KeyRing.parse(value.get_secret_value())
        except KeyUnusable as error:
            raise ValueError(str(error)) from None
        return value

    @field_validator("token_key")
    @classmethod
    def _refuse_unusable_token_key(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Tokens outlive every encryption key, so their key must not be one of those."""
        try:
            parse_key(value.get_secret_value())
        except KeyUnusable as error:
            raise ValueError(str(error)) from None
        ring = info.data.get("encryption_keys")
        if ring and value.get_secret_value() in ring.get_secret_value():
            raise ValueError("is also an encryption key; it needs a key of its own")
        return value

    @field_validator("mllp_key")
    @classmethod
    def _refuse_half_of_tls(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        """A certificate without its key would listen in clear text."""
        if (value is None) != (info.data.get("mllp_certificate") is None):
            raise ValueError("and HOMEWARD_MLLP_CERTIFICATE are set together, or neither is")
        return value

    @field_validator("mllp_peers")
    @classmethod
    def _refuse_no_networks(cls, value: str, info: ValidationInfo) -> str:
        """Whoever listens beyond this machine says to whom."""
        try:
            peers = [ip_network(peer.strip()) for peer in value.split(",") if peer]
        except ValueError:
            raise ValueError("is not a list of networks like 10.1.2.0/24,10.1.3.7") from None
        if not peers and not ip_address(info.data.get("mllp_host", "127.0.0.1")).is_loopback:
            raise ValueError("must name the networks that may connect, like 10.1.2.0/24")
        return value

    @field_validator("mllp_host")
    @classmethod
    def _refuse_no_host(cls, value: str) -> str:
        try:
            ip_address(value)
        except ValueError:
            raise ValueError("is not an address like 127.0.0.1") from None
        return value

    @field_validator("twilio_from_number")
    @classmethod
    def _refuse_no_number(cls, value: str) -> str:
        if not _PHONE_NUMBER.fullmatch(value):
            raise ValueError("is not a number like +16175550100")
        return value

    @field_validator("public_base_url", "temporal_ui_url", "twilio_base_url")
    @classmethod
    def _refuse_no_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(SCHEMES):
            raise ValueError("does not begin with http:// or https://")
        return value and value.rstrip("/")

    @field_validator("fhir_tokens")
    @classmethod
    def _refuse_unnamed_tokens(cls, value: SecretStr | None) -> SecretStr | None:
        entries = value.get_secret_value().split(",") if value else ()
        pairs = (entry.partition(":") for entry in entries)
        if not all(name.strip() and token.strip() for name, _, token in pairs):
            raise ValueError("is not written facility:token,facility:token")
        return value

    @property
    def fhir_server_tokens(self) -> dict[str, str]:
        """The bearer tokens for hospitals' own FHIR servers, by facility."""
        entries = self.fhir_tokens.get_secret_value().split(",") if self.fhir_tokens else ()
        pairs = (entry.partition(":") for entry in entries)
        return {name.strip(): token.strip() for name, _, token in pairs}

    @property
    def ring(self) -> KeyRing:
        """The keys that seal and open."""
        return KeyRing.parse(self.encryption_keys.get_secret_value())

    @property
    def tokens(self) -> Tokens:
        """The keyed hashes by which people and encounters are found."""
        return Tokens.parse(self.token_key.get_secret_value())

    @property
    def cards_url(self) -> str:
        """Where cards are, as short as it can stand in a text: maybe without a scheme."""
        return (self.card_base_url or self.public_base_url).rstrip("/")

    def environment(self) -> dict[str, str]:
        """Our own environment with these settings in it, secrets too: for a process we start."""
        given = {
            PREFIX + name.upper(): _as_text(value) for name, value in self if value is not None
        }
        others = {name: text for name, text in os.environ.items() if not name.startswith(PREFIX)}
        return {**others, **given}


class LocalPorts(BaseSettings):
    """Where the parts of a stack on this machine listen, on its loopback alone (`local/`)."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    temporal_port: int = Field(default=7233, ge=1, le=65535)
    temporal_ui_port: int = Field(default=8233, ge=1, le=65535)
    gateway_port: int = Field(default=8080, ge=1, le=65535)
    simulator_port: int = Field(default=8090, ge=1, le=65535)
    mllp_port: int = Field(default=2575, ge=0, le=65535)


def load_local_ports() -> LocalPorts:
    """Read them from the environment. Raises SettingsRefused."""
    try:
        return LocalPorts()
    except ValidationError as error:
        raise SettingsRefused(_problems(error)) from None


def load(env_file: Path = Path(".env")) -> Settings:
    """Read the environment, then the file. Raises SettingsRefused with every problem there is."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingsRefused(_problems(error)) from None


def _problems(error: ValidationError) -> tuple[str, ...]:
    return tuple(
        f"{PREFIX}{str(problem['loc'][0]).upper()} {_in_words(problem['type'], problem['msg'])}"
        for problem in error.errors(include_input=False, include_context=False)
    )


def _in_words(kind: str, message: str) -> str:
    return "is not set" if kind == "missing" else message.removeprefix("Value error, ")


def _as_text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
