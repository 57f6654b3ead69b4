"""Web pages: Jinja files in, HTML out, everything that came from people escaped.

Pages need no script and load nothing but pictures from this address: their one style sheet stands
in them, and the content policy allows it by its hash alone.
"""

import base64
import hashlib
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from domain.hospital.languages import interpreter, language_name
from domain.time.phrasing import named_instant
from domain.words.phrasebook import worded

STYLE = "style.css"
_NORTH_AMERICAN = "+1"
_NORTH_AMERICAN_LENGTH = 12


class Pages:
    """All pages of one installation, from `cards/` and `ops/` in its templates."""

    def __init__(self, templates_dir: Path) -> None:
        style = (templates_dir / STYLE).read_text(encoding="utf-8")
        self._files = jinja2.Environment(
            loader=jinja2.FileSystemLoader(templates_dir),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._files.globals["style"] = Markup(style)  # noqa: S704 - our own file
        self._files.filters |= {
            "instant": named_instant,
            "number": spaced_number,
            "worded": worded,
            "language": lambda code: worded(interpreter(code) or language_name(code)),
        }
        self.content_policy = _policy(style)

    def render(self, name: str, **values: Any) -> str:
        """Fill one page, such as `cards/pin`; a value that it lacks is an error."""
        return self._files.get_template(f"{name}.html.j2").render(values)


def spaced_number(number: str) -> str:
    """Write +16175550123 as 617-555-0123, and other countries' numbers as they are.

    An extension follows in words.
    """
    number, _, extension = number.partition(";ext=")
    if extension:
        return f"{spaced_number(number)} ext {extension}"
    if not number.startswith(_NORTH_AMERICAN) or len(number) != _NORTH_AMERICAN_LENGTH:
        return number
    return f"{number[2:5]}-{number[5:8]}-{number[8:]}"


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
