"""The reply grammar: what is read, and what is asked about instead."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.asking.choices import LOWEST_CODE, Value
from domain.asking.kind import Kind
from domain.episode.escalation import ESCALATION
from domain.steps.catalogue import kinds
from domain.steps.contact import CALL, CALL_OTHER
from domain.steps.equipment import EQUIPMENT_WORKS
from domain.steps.transport import RIDE_OFFER
from domain.steps.transport_legs import RIDE_PICKED_UP
from domain.steps.visit_course import ATTENDED, BOOK_VISIT
from domain.steps.visit_slots import SLOT_OFFER
from domain.texting.reply_grammar import Chosen, Incomplete, choose, split
from tests.domain.examples import NEW_YORK

NOW = datetime.fromisoformat("2026-09-08T10:30:00-04:00")  # a Tuesday

SPLITS: list[tuple[str, list[tuple[int | None, str]]]] = [
    ("27 1", [(27, "1")]),
    ("27 done", [(27, "done")]),
    ("#27: 1", [(27, "1")]),
    ("27-1", [(27, "1")]),
    ("27. 1", [(27, "1")]),
    ("27 - 1", [(27, "1")]),
    ("27) 1", [(27, "1")]),
    ("(27) 1", [(27, "1")]),
    ("27:1", [(27, "1")]),
    ("27, 1", [(27, "1")]),
    ("27\n1", [(27, "1")]),
    ("Reply 27 1", [(27, "1")]),
    ("  27   1  ", [(27, "1")]),
    ("Re: 27 1", [(27, "1")]),
    ("RE: Re: 27 1", [(27, "1")]),
    ("1", [(None, "1")]),
    ("27", [(None, "27")]),
    ("271", [(None, "271")]),
    ("271 1", [(271, "1")]),
    ("12 1", [(None, "12 1")]),
    ("20 1", [(None, "20 1")]),
    ("21 1", [(21, "1")]),
    ("27 1, 28 3", [(27, "1"), (28, "3")]),
    ("27 1; 28 3", [(27, "1"), (28, "3")]),
    ("27 1\n28 3", [(27, "1"), (28, "3")]),
    ("27 1 and 28 3", [(27, "1"), (28, "3")]),
    ("27 1 & 28 3", [(27, "1"), (28, "3")]),
    ("27 1. 28 3", [(27, "1"), (28, "3")]),
    ("27 1, and 28 left vm", [(27, "1"), (28, "left vm")]),
    ("27 1\n28 left something odd", [(27, "1"), (28, "left something odd")]),
    ("27 tue 9/8 2:30p, 28 wed 9a", [(27, "tue 9/8 2:30p"), (28, "wed 9a")]),
    ("1, 28 3", [(None, "1"), (28, "3")]),
    ("27 1 bp was 140, 90 now", [(27, "1 bp was 140, 90 now")]),
    ("27 1 daughter, son, 30 min", [(27, "1 daughter, son, 30 min")]),
    ("27 1 spoke to\nher daughter", [(27, "1 spoke to her daughter")]),
    ("27 undo", [(27, "undo")]),
    ("undo 27", [(27, "undo")]),
    ("UNDO", [(None, "UNDO")]),
    ("Undo 27, 28 1", [(27, "Undo"), (28, "1")]),
    ("28 1, undo 27", [(28, "1"), (27, "undo")]),
    ("27 1\n--\nAnn Lee RN", [(27, "1")]),
    ("27 1\nSent from my iPhone", [(27, "1")]),
    ("27 1 Sent from my Galaxy", [(27, "1")]),
    ("27 1 she\u2019s \u201cfine\u201d", [(27, "1 she's \"fine\"")]),
    ("\uff12\uff17 \uff11", [(27, "1")]),
    ("\u0662\u0667 \u0661", [(27, "1")]),
    ("27 1️⃣", [(27, "1")]),
    ("27\u00a01", [(27, "1")]),
    ("22:30", [(None, "22:30")]),
    ("617 555 0100", [(None, "617 555 0100")]),
    ("27 1\nAnn Lee\n(617) 555-0100", [(27, "1 Ann Lee (617) 555-0100")]),
    ("# 27 1", [(27, "1")]),
    ('"27 1"', [(27, '1"')]),
    ("Code: 27 1", [(27, "1")]),
    ("for 27: 1", [(27, "1")]),
    ("27;1", [(27, "1")]),
    ("27 -> 1", [(27, "1")]),
    ("27 I", [(27, "1")]),
    ("27 l", [(27, "1")]),
    ("27 i", [(27, "i")]),
    ("27 I called", [(27, "I called")]),
    ("27 1, 28 I", [(27, "1"), (28, "1")]),
    ("27 1, 30 I think", [(27, "1, 30 I think")]),
    ("27 one, 28 two", [(27, "one"), (28, "two")]),
    ("27 1, 28 yes", [(27, "1"), (28, "yes")]),
    ("please undo 27", [(27, "undo")]),
    ("deshacer 27", [(27, "deshacer")]),
    ("27 fix 4", [(27, "fix 4")]),
    ("fix 27 4", [(27, "fix 4")]),
    ("Fix 27: left vm", [(27, "Fix left vm")]),
    ("fix 27", [(27, "fix")]),
    ("28 1, fix 27 4", [(28, "1"), (27, "fix 4")]),
    ("28 1, 27 fix 4", [(28, "1"), (27, "fix 4")]),
    ("who 27", [(27, "who")]),
    ("Who is 27?", [(27, "Who is")]),
    ("27?", [(27, "?")]),
    ("27 ?", [(27, "?")]),
    ("271?", [(271, "?")]),
    ("27 1\n> 27 CALL J.S.", [(27, "1")]),
    ("27 1\nOn Tue, Sep 8, Mercy wrote:\n27 CALL", [(27, "1")]),
    ("27 1\n\n\n28 3", [(27, "1"), (28, "3")]),
    ("\u0968\u096d \u0967", [(27, "1")]),
    ("2\ufe0f\u20e37\ufe0f\u20e3 1\ufe0f\u20e3", [(27, "1")]),
    ("9/8 14:30", [(None, "9/8 14:30")]),
    ("", []),
    ("cant breathe", [(None, "cant breathe")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lines"), SPLITS)
def test_split(text: str, lines: list[tuple[int | None, str]]) -> None:
    """A text is cut where a code and an answer begin, and nowhere else."""
    assert [(line.code, line.body) for line in split(text)] == lines


CHOSEN = [
    (CALL, "1", Value.SPOKE_WELL, ""),
    (CALL, "1.", Value.SPOKE_WELL, ""),
    (CALL, "1!", Value.SPOKE_WELL, ""),
    (CALL, "1 daughter helps", Value.SPOKE_WELL, "daughter helps"),
    (CALL, "1 - no problems, 30 min", Value.SPOKE_WELL, "no problems, 30 min"),
    (CALL, "1 30 min call", Value.SPOKE_WELL, "30 min call"),
    (CALL, "1 no problem", Value.SPOKE_WELL, "no problem"),
    (CALL, "2 ok now", Value.SPOKE_PROBLEM, "ok now"),
    (CALL, "spoke", Value.SPOKE_WELL, ""),
    (CALL, "Spoke, all well", Value.SPOKE_WELL, "all well"),
    (CALL, "No  Answer", Value.NO_ANSWER, ""),
    (CALL, "NA", Value.NO_ANSWER, ""),
    (CALL, "n/a", Value.NO_ANSWER, ""),
    (CALL, "left vm, try after 3", Value.NO_ANSWER, "try after 3"),
    (CALL, "Didn't answer x2", Value.NO_ANSWER, "x2"),
    (CALL, "left a voicemail", Value.NO_ANSWER, ""),
    (CALL, "need cm: no food at home", Value.NEEDS_CASE_MANAGER, "no food at home"),
    (CALL, "problem with meds", Value.SPOKE_PROBLEM, "with meds"),
    (CALL, "four", Value.NO_ANSWER, ""),
    (CALL_OTHER, "died in hospital", Value.DIED, "in hospital"),
    (CALL_OTHER, "passed away this morning", Value.DIED, "this morning"),
    (SLOT_OFFER, "2", Value.SLOT_2, ""),
    (SLOT_OFFER, "None fits", Value.NONE_FITS, ""),
    (SLOT_OFFER, "la primera", Value.SLOT_1, ""),
    (SLOT_OFFER, "La primera, por favor", Value.SLOT_1, "por favor"),
    (SLOT_OFFER, "the second one please", Value.SLOT_2, "please"),
    (SLOT_OFFER, "3rd", Value.SLOT_3, ""),
    (SLOT_OFFER, "option 2", Value.SLOT_2, ""),
    (SLOT_OFFER, "opci\u00f3n 2", Value.SLOT_2, ""),
    (SLOT_OFFER, '"2"', Value.SLOT_2, ""),
    (SLOT_OFFER, "(2)", Value.SLOT_2, ""),
    (EQUIPMENT_WORKS, "si funciona", Value.WORKS, ""),
    (EQUIPMENT_WORKS, "s\u00ed", Value.WORKS, ""),
    (EQUIPMENT_WORKS, "It doesn\u2019t work", Value.DOES_NOT_WORK, ""),
    (RIDE_OFFER, "yes", Value.ACCEPTED, ""),
    (RIDE_PICKED_UP, "yes", Value.PICKED_UP, ""),
    (ATTENDED, "yes", Value.ATTENDED, ""),
    (CALL, "is 1", Value.SPOKE_WELL, ""),
    (SLOT_OFFER, "ninguna", Value.NONE_FITS, ""),
    (ATTENDED, "no-show", Value.NO_SHOW, ""),
    (RIDE_PICKED_UP, "not picked up", Value.NOT_PICKED_UP, ""),
    (RIDE_PICKED_UP, "picked up", Value.PICKED_UP, ""),
    (ESCALATION, "I'll take it", Value.TAKEN, ""),
    (ESCALATION, "4 patient moved to Ohio", Value.STOPPED, "patient moved to Ohio"),
    (ESCALATION, "close patient moved to Ohio", Value.STOPPED, "patient moved to Ohio"),
]


@pytest.mark.parametrize(("kind", "body", "value", "note"), CHOSEN)
def test_choose(kind: Kind, body: str, value: Value, note: str) -> None:
    """A digit or a word chooses, and what follows is a note."""
    found = choose(body, kinds()[kind].choices, now=NOW, zone=NEW_YORK)
    assert isinstance(found, Chosen)
    assert (found.choice.value, found.note, found.happened_at) == (value, note, None)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        *[(CALL, body) for body in ("1 or 2", "1 2", "1/2", "1-2", "1, 3", "1 and 3", "1 & 2")],
        *[(CALL, body) for body in ("1 sorry 2", "1 no wait 2", "1 not 2", "1?", "12", "6", "0")],
        *[(CALL, body) for body in ("1 28 3", "1 no answer", "1 left msg", "1 problem with meds")],
        *[(CALL, body) for body in ("well or problem", "not well", "well she didnt answer")],
        *[(CALL, body) for body in ("ok will do", "spoke, has a problem", "1 yest 4:50", "")],
        *[
            (CALL, body)
            for body in ("1 yest", "1 on 9/7", "1 tomorrow 3pm", "1 9/9 3pm", "1 o 2", "1st")
        ],
        *[(CALL, body) for body in ("done?", "answered", "message her tomorrow", "1 8/1 9a")],
        (ESCALATION, "take her off my list"),
        (ESCALATION, "pass away"),
        (ESCALATION, "1 done"),
        (SLOT_OFFER, "1 or 3"),
        (SLOT_OFFER, "cant breathe"),
        (SLOT_OFFER, "tue 3pm"),
        (CALL_OTHER, "dead battery"),
        (BOOK_VISIT, "1 tue 3pm"),
        (BOOK_VISIT, "2 9/9 2:30p"),
        (BOOK_VISIT, "patient asleep"),
        *[(CALL, body) for body in ("2 times called", "2 calls", "1 of 3", "3 days")],
        *[(SLOT_OFFER, body) for body in ("2 pm", "2pm", "2:30 works", "1.30", "3 o'clock")],
        *[(SLOT_OFFER, body) for body in ("the first time I took it", "el 2 de junio", "yes")],
        *[(SLOT_OFFER, body) for body in ("no lo se", "uno mas", "second thoughts", "the 5")],
        *[(RIDE_OFFER, body) for body in ("ok thanks", "no thanks", "yes or no", "yes but")],
        *[(EQUIPMENT_WORKS, body) for body in ("si no funciona", "works sometimes", "si o no")],
        (ESCALATION, "yes"),
        (CALL, "yes"),
    ],
)
def test_ambiguity_is_never_guessed(kind: Kind, body: str) -> None:
    """What names two choices, none, or a time that is unclear is asked about."""
    assert choose(body, kinds()[kind].choices, now=NOW, zone=NEW_YORK) is None


@pytest.mark.parametrize(
    ("body", "happened_at", "note"),
    [
        ("1 yest 4:50p", "2026-09-07T16:50", ""),
        ("1 yest 4:50p, daughter there", "2026-09-07T16:50", "daughter there"),
        ("1 10:02a", "2026-09-08T10:02", ""),
        ("1 2:30p", "2026-09-07T14:30", ""),
        ("1, 9/7 4:50p", "2026-09-07T16:50", ""),
        ("well yest 16:50", "2026-09-07T16:50", ""),
        ("4 today 9a left vm", "2026-09-08T09:00", "left vm"),
        ("4 no answer 9:02a, again later", "2026-09-08T09:02", "again later"),
        ("no answer yest 4:50p", "2026-09-07T16:50", ""),
        ("1 around 9a", "2026-09-08T09:00", ""),
        ("1 @ 9:05a", "2026-09-08T09:05", ""),
    ],
)
def test_when_it_happened(body: str, happened_at: str, note: str) -> None:
    """A time after the choice is when it happened; the rest is the note."""
    found = choose(body, CALL.choices, now=NOW, zone=NEW_YORK)
    assert isinstance(found, Chosen)
    assert found.happened_at is not None
    assert (found.happened_at.isoformat()[:16], found.note) == (happened_at, note)


@pytest.mark.parametrize(
    ("kind", "body", "value", "at"),
    [
        (BOOK_VISIT, "tue 9/8 2:30p", Value.AT, "2026-09-08T14:30"),
        (BOOK_VISIT, "booked for wed 3pm", Value.AT, "2026-09-09T15:00"),
        (BOOK_VISIT, "2:30p 9/9, Dr Lee", Value.AT, "2026-09-09T14:30"),
        (BOOK_VISIT, "0 wed 3pm", Value.AT, "2026-09-09T15:00"),
        (ATTENDED, "3 9/15 9a", Value.MOVED, "2026-09-15T09:00"),
        (ATTENDED, "moved to 9/15 9a", Value.MOVED, "2026-09-15T09:00"),
    ],
)
def test_bookings(kind: Kind, body: str, value: Value, at: str) -> None:
    """A choice that wants an instant takes one ahead; a bare one is the choice without a digit."""
    found = choose(body, kinds()[kind].choices, now=NOW, zone=NEW_YORK)
    assert isinstance(found, Chosen)
    assert found.at is not None
    assert (found.choice.value, found.at.isoformat()[:16]) == (value, at)


@pytest.mark.parametrize(
    ("kind", "body", "value"),
    [
        (ATTENDED, "3", Value.MOVED),
        (ATTENDED, "3 tuesday 3", Value.MOVED),
        (ATTENDED, "moved", Value.MOVED),
        (ESCALATION, "4", Value.STOPPED),
        (ESCALATION, "close", Value.STOPPED),
        (BOOK_VISIT, "tuesday 3", Value.AT),
        (BOOK_VISIT, "9/9 9:30", Value.AT),
        (BOOK_VISIT, "3pm", Value.AT),
    ],
)
def test_what_is_missing_is_named(kind: Kind, body: str, value: Value) -> None:
    """A choice without the instant or the reason that it wants is incomplete, not wrong."""
    found = choose(body, kinds()[kind].choices, now=NOW, zone=NEW_YORK)
    assert isinstance(found, Incomplete)
    assert found.choice.value is value


@pytest.mark.parametrize("kind", kinds())
def test_every_word_and_digit_is_understood(kind: Kind) -> None:
    """Whatever the table offers can be answered, by digit, by word and in capitals."""
    for choice in kinds()[kind].choices:
        for body in (*([str(choice.digit)] if choice.digit else []), *choice.words):
            for said in (body, body.upper(), f" {body}. "):
                found = choose(said, kinds()[kind].choices, now=NOW, zone=NEW_YORK)
                assert found is not None, (kind, said)
                assert found.choice == choice


_PIECES = st.sampled_from(
    [
        *("27", "1", "28", "12", "20", "3", ",", "\n", "and", "done", "no answer", "yest", "4:50p"),
        *("9/8", "2:30p", "undo", "#", ":", "-", "or", "?", "Re:", "--", "\u0662", "\uff11", "tue"),
        *("\u2019", "ok", "x"),
    ]
)
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=9).map(" ".join))


@given(_TEXTS)
def test_any_text_can_be_split(text: str) -> None:
    """No text is an error, and no code below the lowest is ever read."""
    assert all(line.code is None or line.code >= LOWEST_CODE for line in split(text))


@given(_TEXTS, st.sampled_from(sorted(kinds())))
def test_any_text_can_be_read(text: str, kind: Kind) -> None:
    """No body is an error; a booking lies ahead and what happened has happened."""
    found = choose(text, kinds()[kind].choices, now=NOW, zone=NEW_YORK)
    if isinstance(found, Chosen):
        assert found.at is None or found.at > NOW
        assert found.happened_at is None or found.happened_at <= NOW
