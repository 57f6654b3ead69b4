"""Logs: events in snake_case with ids as keys, one line each, on standard error.

No number, name or body belongs in a log. Whatever a library says, what looks like a phone number
is masked in the finished line, whether it stood in the event, in a key or in a traceback.
"""

import logging
import re
import sys
from traceback import extract_tb
from typing import cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from adapters.settings import LogFormat

MASK = "[number]"

# A country code after + or %2B, and the North American forms without one.
_NUMBERS = re.compile(
    r"(?:\+|%2B)\d(?:[ .()-]{0,2}\d){6,14}"
    r"|(?<![\w.-])(?:1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]?[2-9]\d{2}[ .-]?\d{4}(?![\w-])",
    re.IGNORECASE,
)
_QUIET = ("twilio.http_client", "httpx", "httpcore", "uvicorn.access")  # they print addresses
_OWN_HANDLERS = ("uvicorn", "uvicorn.error", "uvicorn.access")


def configure(log_format: LogFormat) -> None:
    """Send every log, structlog's and the standard library's, through one handler."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_known(), structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(log_format),
                _mask,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in _OWN_HANDLERS:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.NOTSET)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_known(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Give a logger; it may be made before `configure`."""
    return cast(structlog.stdlib.BoundLogger, structlog.get_logger(name))


def place_of(error: Exception) -> str:
    """Where an error arose: its message may hold what a person wrote, so it is not logged."""
    frames = extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


def mask_numbers(text: str) -> str:
    """Put a mask where something looks like a phone number."""
    return _NUMBERS.sub(MASK, text)


def _mask(_logger: WrappedLogger, _method: str, line: EventDict | str) -> str:
    return mask_numbers(str(line))


def _known() -> list[Processor]:
    """Say what every line knows: what is bound to the task, level, logger, time."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _rendering(log_format: LogFormat) -> list[Processor]:
    """Render plain tracebacks: the pretty ones print local variables, and so patients."""
    match log_format:
        case LogFormat.JSON:
            return [
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ]
        case LogFormat.CONSOLE:
            plain = structlog.dev.plain_traceback
            colors = sys.stderr.isatty()
            return [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]
