"""Settings are read once, whole, and never on a secret out of the documentation."""

import base64
import re
from pathlib import Path

import pytest

from adapters.settings import PREFIX, LogFormat, Settings, SettingsRefused, load
from tests.places import ROOT

EXAMPLE = ROOT / ".env.example"
NOWHERE = Path("/nonexistent/.env")
RING_KEY = base64.b64encode(bytes(range(32))).decode()
TOKEN_KEY = base64.b64encode(bytes(range(32, 64))).decode()
GOOD = {
    "ENCRYPTION_KEYS": f"2026:{RING_KEY}",
    "TOKEN_KEY": TOKEN_KEY,
    "TWILIO_ACCOUNT_SID": "AC5f1a9e0c2b7d4e6f8a9b0c1d2e3f4a5b",
    "TWILIO_AUTH_TOKEN": "9e1b6f0a4c7d2e8f5a3b1c0d9e8f7a6b",
    "TWILIO_FROM_NUMBER": "+16175550100",
}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from an environment in which every required setting is good."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(PREFIX + name, value)


def test_what_is_required_is_enough() -> None:
    """Everything else has a default that suits one machine."""
    settings = load(NOWHERE)
    assert settings.temporal_address == "127.0.0.1:7233"
    assert settings.twilio_base_url is None
    assert settings.cards_url == "http://127.0.0.1:8080"
    assert settings.ring.sealing_id == "2026"
    assert len(settings.tokens.phone("+16175550123")) == 20


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file gives what the environment does not; what neither knows of us is ignored."""
    file = tmp_path / ".env"
    file.write_text(
        "HOMEWARD_GATEWAY_PORT=1\nHOMEWARD_LOG_FORMAT=json\nHOMEWARD_OLD_SETTING=1\nUNRELATED=1\n"
    )
    monkeypatch.setenv("HOMEWARD_GATEWAY_PORT", "9000")
    settings = load(file)
    assert settings.gateway_port == 9000
    assert settings.log_format is LogFormat.JSON


def test_empty_means_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line without a value leaves the default."""
    monkeypatch.setenv("HOMEWARD_METRICS_BIND", "")
    monkeypatch.setenv("HOMEWARD_GATEWAY_PORT", "")
    settings = load(NOWHERE)
    assert settings.metrics_bind is None
    assert settings.gateway_port == 8080


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("ENCRYPTION_KEYS", "2026:change-me", "is still a placeholder"),
        ("ENCRYPTION_KEYS", "2026:" + "A" * 43 + "=", "not random"),
        ("ENCRYPTION_KEYS", TOKEN_KEY, "not written id:base64"),
        ("TOKEN_KEY", "A" * 43 + "=", "not random"),
        ("TOKEN_KEY", RING_KEY, "a key of its own"),
        ("TOKEN_KEY", "c2hvcnQ=", "5 bytes, expected 32"),
        ("TWILIO_AUTH_TOKEN", "your_auth_token", "is still a placeholder"),
        ("TWILIO_AUTH_TOKEN", "0" * 32, "is still a placeholder"),
        ("TWILIO_PREVIOUS_AUTH_TOKEN", "changeme", "is still a placeholder"),
        ("TWILIO_ACCOUNT_SID", "AC" + "0" * 32, "is still a placeholder"),
        ("TWILIO_FROM_NUMBER", "617-555-0100", "is not a number like"),
        ("DATABASE_URL", "postgresql://homeward:change-me@db/homeward", "still a placeholder"),
        ("PUBLIC_BASE_URL", "homeward.example.org", "does not begin with http"),
        ("GATEWAY_PORT", "eighty", "valid integer"),
        ("LOG_FORMAT", "xml", "'console' or 'json'"),
    ],
)
def test_what_will_not_do_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    """The problem names the setting and what is wrong, and never repeats the value."""
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsRefused, match=problem) as caught:
        load(NOWHERE)
    assert [line.split()[0] for line in caught.value.problems] == [PREFIX + name]
    assert value not in str(caught.value)


def test_all_problems_come_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator hears of everything at once, a line each."""
    monkeypatch.delenv("HOMEWARD_TOKEN_KEY")
    monkeypatch.setenv("HOMEWARD_TWILIO_AUTH_TOKEN", "change-me")
    monkeypatch.setenv("HOMEWARD_GATEWAY_PORT", "0")
    with pytest.raises(SettingsRefused) as caught:
        load(NOWHERE)
    assert len(caught.value.problems) == 3
    assert "HOMEWARD_TOKEN_KEY is not set" in str(caught.value)


def test_secrets_do_not_show_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings can be logged: no secret and no database password is in them."""
    monkeypatch.setenv("HOMEWARD_DATABASE_URL", "postgresql://homeward:s3cret@db/homeward")
    shown = repr(load(NOWHERE))
    assert "s3cret" not in shown
    for name in ("ENCRYPTION_KEYS", "TOKEN_KEY", "TWILIO_AUTH_TOKEN"):
        assert GOOD[name] not in shown


def test_a_process_we_start_gets_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment made for a child reads back as the same settings."""
    settings = load(NOWHERE)
    monkeypatch.setenv("HOMEWARD_CARD_BASE_URL", "left.over")
    environment = settings.environment()
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert load(NOWHERE) == settings
    assert "PATH" in environment


def test_the_example_is_refused_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copying `.env.example` and starting names every setting that must be filled in."""
    for name in GOOD:
        monkeypatch.delenv(PREFIX + name)
    with pytest.raises(SettingsRefused) as caught:
        load(EXAMPLE)
    refused = {line.split()[0] for line in caught.value.problems}
    assert refused >= {PREFIX + name for name in GOOD}


def test_the_example_knows_every_setting() -> None:
    """Each setting stands in `.env.example`, with words above it, and none that we do not read."""
    text = EXAMPLE.read_text()
    named = re.findall(rf"^#? ?{PREFIX}(\w+)=", text, flags=re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)
    blocks = [block for block in text.split("\n\n") if PREFIX in block]
    assert all(re.match(r"# \w", block) for block in blocks)
