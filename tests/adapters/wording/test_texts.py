"""The wording engine: files in, a text out that a cheap phone shows as meant."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.wording.texts import Wording, WordingUnusable
from domain.steps.contact import CALL
from domain.texting.gsm7 import segments
from models.payloads import TextItem

NOW = datetime(2026, 9, 5, 13, tzinfo=UTC)
DUE = datetime(2026, 9, 8, 21, tzinfo=UTC)
FILES = {
    "en/call.txt.j2": """
        {{ code }} CALL {{ label }} (home {{ times.discharged | day }}) by {{ due | instant }}
        {{ card | link }}
        {% if choices %}
        {{ choices | lines }}
        {% endif %}
        Reply {{ code }} and a digit
        """,
    "en/visit_reminder.txt.j2": "Visit at {{ words.clinic }} {{ times.visit | instant }}.",
    "es/visit_reminder.txt.j2": "Cita en {{ words.clinic }}: {{ times.visit | instant }}.",
    "en/letter.txt.j2": "By {{ due | instant }} at the latest, now {{ now | time }}.",
    "en/slot_offer.txt.j2": "{{ words.missing }}",
    "en/attended.txt.j2": "{% if %}",
    "en/ways.txt.j2": "full, at {{ words.clinic }}\n--\nless",
    "en/_reminder.txt.j2": "Reminder {{ code }}:",
    "es/_reminder.txt.j2": "Aviso {{ code }}:",
}
ASKED = TextItem(
    kind="call",
    code=27,
    label="J.S.",
    due=DUE,
    choices=CALL.choices[:2],
    times={"discharged": datetime(2026, 9, 4, 19, tzinfo=UTC)},
    card="7Kq2mX",
)
VISIT = TextItem(kind="visit_reminder", words={"clinic": "Riverside"}, times={"visit": DUE})


@pytest.fixture
def wording(tmp_path: Path) -> Wording:
    """An installation with the files above."""
    for name, text in FILES.items():
        path = tmp_path / "sms" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(line.strip() for line in text.splitlines()), encoding="utf-8")
    return Wording(tmp_path, "hw.example/")


def say(
    wording: Wording, *items: TextItem, language: str = "en", zone: str = "America/New_York"
) -> str:
    """One text, as it would be sent."""
    return wording.text(items, language=language, time_zone=zone, now=NOW)


def test_a_prompt_reads_as_written(wording: Wording) -> None:
    """Code, label, days in the reader's zone, the card's link and the choices stand in one text."""
    assert say(wording, ASKED) == (
        "27 CALL J.S. (home Fri 9/4) by Tue 9/8 5p\n"
        "hw.example/c/7Kq2mX\n"
        "1 Spoke, all well\n"
        "2 Spoke, a problem, I have it\n"
        "Reply 27 and a digit"
    )


@pytest.mark.parametrize(
    ("zone", "language", "text"),
    [
        ("America/New_York", "en", "Visit at Riverside Tue 9/8 5p."),
        ("America/Chicago", "en", "Visit at Riverside Tue 9/8 4p."),
        ("America/New_York", "es", "Cita en Riverside: martes 8 sep 5pm."),
        ("America/New_York", "fr", "Visit at Riverside Tue 9/8 5p."),
    ],
)
def test_times_are_the_readers_own(wording: Wording, zone: str, language: str, text: str) -> None:
    """Days and times follow the reader's zone and the language of the words around them."""
    assert say(wording, VISIT, language=language, zone=zone) == text


def test_a_language_without_a_file_borrows_the_english_one_whole(wording: Wording) -> None:
    """English words never stand around Spanish dates."""
    letter = TextItem(kind="letter", due=DUE)
    assert say(wording, letter, language="es") == "By Tue 9/8 5p at the latest, now 9a."


@pytest.mark.parametrize(("clinic", "said"), [("Riverside", "full,"), ("R" * 140, "less")])
def test_the_fullest_way_that_fits_is_said(wording: Wording, clinic: str, said: str) -> None:
    """A file may say the same in several ways; what was said before counts when it is measured."""
    ways = TextItem(kind="ways", words={"clinic": clinic}, reminder=True)
    assert say(wording, ways).split()[2] == said


@pytest.mark.parametrize(("language", "begins"), [("en", "Reminder 21:"), ("es", "Aviso 21:")])
def test_what_is_said_again_begins_so(wording: Wording, language: str, begins: str) -> None:
    """A reminder is its wording with a word before it."""
    again = VISIT.model_copy(update={"reminder": True, "code": 21})
    assert say(wording, again, language=language).startswith(f"{begins} ")


def test_several_things_stand_apart(wording: Wording) -> None:
    """What goes to one person in one go is one text with blank lines between."""
    assert say(wording, VISIT, ASKED, VISIT).count("\n\n") == 2


def test_typographic_letters_are_written_plain(wording: Wording) -> None:
    """One curly quote would cost half of the text's room."""
    text = say(
        wording, VISIT.model_copy(update={"words": {"clinic": "St. Anne\u2019s \u2013 West"}})
    )

    assert text == "Visit at St. Anne's - West Tue 9/8 5p."
    assert segments(text * 4) == 1


def test_words_are_never_read_as_a_template(wording: Wording) -> None:
    """What people wrote is shown and not interpreted, and nothing is escaped for the web."""
    text = say(wording, VISIT.model_copy(update={"words": {"clinic": "{{ card }} <b> & co"}}))
    assert text.startswith("Visit at {{ card }} <b> & co Tue")


@pytest.mark.parametrize(
    ("kind", "lacks"),
    [
        ("slot_offer", "'dict object' has no attribute 'missing'"),
        ("attended", "Expected an expression"),
        ("ride_offer", "sms/en/ride_offer.txt.j2"),
        ("../../secret", "secret"),
    ],
)
def test_wording_that_cannot_be_rendered_is_named(wording: Wording, kind: str, lacks: str) -> None:
    """A missing file, word or bracket fails loudly, naming the wording; never a hole in a text."""
    with pytest.raises(WordingUnusable, match=r"^wording .* in es: ") as unusable:
        say(wording, TextItem(kind=kind), language="es")

    assert lacks in str(unusable.value)
    assert unusable.value.kind == kind
