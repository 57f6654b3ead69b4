"""Whatever is logged, by us or by a library, leaves as one line without a phone number."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from adapters.logging import MASK, configure, get_logger, mask_numbers
from adapters.settings import LogFormat

NUMBER = "+16175550123"


def _look_up(words: str) -> None:
    raise LookupError(words)


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """Leave logging as it was found."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_events_carry_ids_as_keys(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for machines is JSON with the event, its keys, the level, the logger and the time."""
    configure(LogFormat.JSON)
    with structlog.contextvars.bound_contextvars(episode="episode-1"):
        get_logger("activities.messaging").info("text_sent", sid="SM1")
    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "text_sent",
        "sid": "SM1",
        "episode": "episode-1",
        "level": "info",
        "logger": "activities.messaging",
    }


@pytest.mark.parametrize("log_format", LogFormat)
def test_libraries_speak_the_same_way(
    capsys: pytest.CaptureFixture[str], log_format: LogFormat
) -> None:
    """The standard library's logs take the same road, with what they carry beside the message."""
    configure(log_format)
    logging.getLogger("temporalio").warning("slow %s", "poll", extra={"queue": "homeward"})
    out = capsys.readouterr()
    assert out.out == ""
    assert "slow poll" in out.err
    assert "homeward" in out.err


@pytest.mark.parametrize("log_format", LogFormat)
def test_no_number_gets_out(capsys: pytest.CaptureFixture[str], log_format: LogFormat) -> None:
    """Not from an event, a key, a library's message or the traceback of an error."""
    configure(log_format)
    get_logger("a").info("sent", to=NUMBER, nested={"to": [NUMBER]})
    logging.getLogger("b").warning("POST /Messages To=%s", NUMBER)
    try:
        _look_up(NUMBER)
    except LookupError:
        get_logger("c").exception("lost")
    lines = capsys.readouterr().err
    assert "LookupError" in lines
    assert "6175550123" not in lines
    assert lines.count(MASK) == 4


def test_tracebacks_show_no_variables(capsys: pytest.CaptureFixture[str]) -> None:
    """The values of local variables stay out of the log of an error."""
    configure(LogFormat.CONSOLE)
    patient = "Jane " + "Smith"
    try:
        _look_up(str(len(patient)))
    except LookupError:
        get_logger("c").exception("lost")
    assert patient not in capsys.readouterr().err


def test_what_prints_addresses_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """Twilio's client prints bodies at INFO; its warnings still come."""
    configure(LogFormat.JSON)
    logging.getLogger("twilio.http_client").info("Body=hello")
    logging.getLogger("uvicorn.access").info("GET /c/7Kq2mX")
    assert capsys.readouterr().err == ""


def test_a_server_that_configured_itself_first_is_overruled(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Uvicorn's own handlers go: its lines come once, in our form."""
    own = logging.StreamHandler(sys.stderr)
    logging.getLogger("uvicorn").addHandler(own)
    configure(LogFormat.JSON)
    logging.getLogger("uvicorn.error").info("started")
    assert json.loads(capsys.readouterr().err)["event"] == "started"


@pytest.mark.parametrize(
    "written",
    [
        NUMBER,
        "+44 20 7946 0958",
        "%2B16175550123",
        "617-555-0123",
        "(617) 555-0123",
        "617.555.0123",
        "16175550123",
        "6175550123",
    ],
)
def test_numbers_are_seen_however_they_are_written(written: str) -> None:
    """With and without country code, separators or URL encoding."""
    masked = mask_numbers(f"to={written}, then")
    assert masked == f"to={MASK}, then"


@pytest.mark.parametrize(
    "written",
    [
        "2026-09-04T15:00:00.123456+00:00",
        "episode-mercy-general-mfrggzdfmztwq2lk-1",
        "0b9c6a52-9f0e-4d0b-8a57-2345678901ab",
        "1757000000",
        "took 0.2345678901 s",
        "127.0.0.1:7233",
    ],
)
def test_times_and_ids_stay(written: str) -> None:
    """What only has digits in it is left alone."""
    assert mask_numbers(written) == written
