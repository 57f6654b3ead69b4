"""The wording of texts and calls: Jinja files in. Nothing here decides what is said to whom.

    WordingUnusable    a file is missing or wants what it was not given; only a corrected file helps

`templates/sms/<language>/<kind>.txt.j2` says one thing; a language without that file borrows the
English one whole, dates included. `_reminder.txt.j2` goes before what is said again, `_from.txt.j2`
after what somebody else had before. A file may say it in several ways, the fullest first, with a
line `--` between them: the first that fits into one segment goes out, else the last. Texts are
GSM-7. `templates/calls/<language>/<kind>.txt.j2` is what a call says, made to be heard.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
from jinja2.runtime import Context

from domain.asking.choices import Choice
from domain.clinical.equipment import in_language
from domain.texting.gsm7 import segments, to_gsm7
from domain.time import phrasing
from domain.words.phrasebook import worded
from models.payloads import TextItem

FALLBACK = "en"
IN_A_LIST = ("brief", "brief_end", "listed", "listed_end")
"""Kinds that stand in lists of prompts, line by line."""
_TEXTS, _CALLS = "sms", "calls"
_WITH_TIME = (
    phrasing.short_instant,
    phrasing.near_instant,
    phrasing.short_due,
    phrasing.short_time,
)
_OR = "\n--\n"
"""Between the ways in which a file says the same."""


class WordingUnusable(Exception):  # noqa: N818 - an outcome, named like the others of its kind
    """A wording file that cannot be rendered. Says which, and what it lacks."""

    def __init__(self, kind: str, language: str, lacks: str) -> None:
        self.kind = kind
        self.language = language
        super().__init__(f"wording {kind} in {language}: {lacks}")


class Wording:
    """All wording of one installation.

    `link_base` is where the gateway is reached, as short as a text can show it ("hw.example").
    """

    def __init__(self, templates_dir: Path, link_base: str) -> None:
        self._link_base = link_base.rstrip("/")
        self._files = jinja2.Environment(  # noqa: S701 - plain text: escaping would spoil it
            loader=jinja2.FileSystemLoader(templates_dir),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._files.filters |= {
            "instant": _local(phrasing.short_instant),
            "near": _local(phrasing.near_instant),
            "visit": _there(phrasing.short_instant),
            "visit_near": _there(phrasing.near_instant),
            "day": _local(phrasing.short_day),
            "due": _local(phrasing.short_due),
            "time": _local(phrasing.short_time),
            "zone": _local(phrasing.zone_name),
            "link": self._link,
            "lines": _lines,
            "inline": _inline,
            "phone": _phone,
            "equipment": _equipment,
            "spelled": _spelled,
        }

    def text(
        self, items: Sequence[TextItem], *, language: str, time_zone: str, now: datetime
    ) -> str:
        """Say these things in one text, a blank line between them, none between those of a list.

        A file sees the fields of its item, `now`, `time_zone` and `language`. Filters: `instant`,
        `near`, `day`, `time`, `zone` in the reader's zone and language, `visit` and `visit_near`
        in that of the place to come to; `link` for a card, `lines` for choices.
        """
        said, reader = "", {"time_zone": time_zone, "now": now}
        for item in items:
            between = "" if not said else "\n" if item.kind in IN_A_LIST else "\n\n"
            said += between + self._item(item, language, reader, alone=len(items) == 1)
        return to_gsm7(said)

    def spoken(self, item: TextItem, *, language: str = FALLBACK) -> str:
        """Say one thing aloud. A file sees the fields of its item; `spelled` is letters."""
        return " ".join(self._render(item.kind, language, _fields(item), _CALLS).split())

    def _item(self, item: TextItem, language: str, reader: dict[str, Any], *, alone: bool) -> str:
        """The fullest that fits: weekdays in full where nothing else is to stand in the text."""
        has_full = alone and phrasing.in_full(language) != language
        styles = (True, False) if has_full else (False,)
        written = (self._ways(item, language, reader | {"in_full": full}) for full in styles)
        return _fullest(tuple(way for ways in zip(*written, strict=True) for way in ways))

    def _ways(self, item: TextItem, language: str, reader: dict[str, Any]) -> tuple[str, ...]:
        reader = reader | ({"time_zone": item.zone} if item.zone else {})
        values = _fields(item) | reader | _numbers(item, reader["now"])
        before = f"{self._render('_reminder', language, values)} " if item.reminder else ""
        handed = "from" in item.words and item.kind not in IN_A_LIST
        after = f"\n{self._render('_from', language, values)}" if handed else ""
        ways = self._render(item.kind, language, values).split(_OR)
        zone = reader["time_zone"]
        written = phrasing.named_instant if item.zoned else phrasing.short_instant
        dates = phrasing.in_full(language) if reader["in_full"] else language
        return tuple(
            phrasing.with_instants(f"{before}{way}{after}", zone, dates, written) for way in ways
        )

    def _render(
        self, kind: str, language: str, values: dict[str, Any], folder: str = _TEXTS
    ) -> str:
        names = [f"{folder}/{spoken}/{kind}.txt.j2" for spoken in (language, FALLBACK)]
        try:
            file = self._files.select_template(names)
            spoken = language if file.name == names[0] else FALLBACK
            words = {name: worded(one, spoken) for name, one in values.get("words", {}).items()}
            return _trimmed(file.render(values | {"language": spoken, "words": words}))
        except jinja2.TemplateError as error:
            raise WordingUnusable(kind, language, str(error)) from error

    def _link(self, card: str) -> str:
        """Give the address of a card: hw.example/c/7Kq2mX."""
        return f"{self._link_base}/c/{card}"


def _local(write: Callable[[datetime, str, str], str]) -> Callable[[Context, datetime], str]:
    """Make a filter that writes an instant for the reader of the text."""

    @jinja2.pass_context
    def filtered(context: Context, instant: datetime) -> str:
        zone = context["time_zone"]
        said = write(instant, zone, _dates(context))
        timed = context.get("zoned") and write in _WITH_TIME and said[-1] in "ap"
        return f"{said} {phrasing.zone_name(instant, zone)}" if timed else said

    return filtered


def _dates(context: Context) -> str:
    """In which way days are written: that of the file's language, in full or not."""
    language: str = context["language"]
    return phrasing.in_full(language) if context.get("in_full") else language


def _there(write: Callable[[datetime, str, str], str]) -> Callable[[Context, datetime], str]:
    """Make a filter that writes an instant of a place: its zone is told to who is in another."""

    @jinja2.pass_context
    def filtered(context: Context, instant: datetime) -> str:
        reader, language = context["time_zone"], _dates(context)
        there = context.get("facility_zone") or reader
        said = write(instant, there, language)
        alike = said == write(instant, reader, language)
        return said if alike else f"{said} {phrasing.zone_name(instant, there)}"

    return filtered


@jinja2.pass_context
def _equipment(context: Context, title: str) -> str:
    """A kind of equipment as the reader of the text calls it."""
    return in_language(title, context["language"])


def _lines(choices: Sequence[Choice]) -> str:
    """Each choice on a line of its own; what is answered by writing a date has no digit."""
    return "\n".join(f"{choice.digit} {choice.label}" for choice in choices if choice.digit)


def _inline(choices: Sequence[Choice]) -> str:
    """The choices on one line, for kinds that a file has no shorter words for."""
    return " ".join(f"{choice.digit} {choice.label}" for choice in choices if choice.digit)


def _phone(number: str) -> str:
    """A number as people dial it: 617-555-0100 at home, +44... elsewhere."""
    digits = number.removeprefix("+1")
    at_home = number.startswith("+1") and len(digits) == len("6175550100")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if at_home else number


def _spelled(label: str) -> str:
    """Initials as they are read out: J.S.2 is "J, S, 2"."""
    return ", ".join(re.findall(r"[^\W\d_]|\d+", label))


def _fields(item: TextItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in TextItem.model_fields}


def _numbers(item: TextItem, now: datetime) -> dict[str, str]:
    """The number that answers when the text goes out, and the one at night where that differs."""
    if (line := item.care_line) is None:
        return dict.fromkeys(("care_line", "day_line", "night_line"), "")
    return {"care_line": line.at(now), "day_line": line.care, "night_line": line.at_night}


def _fullest(ways: tuple[str, ...]) -> str:
    """The first way to say it that costs one segment, else the last."""
    return next((way for way in ways if segments(to_gsm7(way)) == 1), ways[-1])


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()
