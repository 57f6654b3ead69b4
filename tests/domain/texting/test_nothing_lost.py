"""No text is swallowed, and danger and death are heard whatever a phone said before."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.episode.escalation import ESCALATION
from domain.normalize import bare
from domain.pathway import Role
from domain.steps.contact import CALL
from domain.steps.equipment import EQUIPMENT_WORKS
from domain.steps.reconciliation import RECONCILE
from domain.steps.transport import RIDE_OFFER
from domain.steps.visit_course import BOOK_VISIT
from domain.steps.visit_slots import SLOT_OFFER
from domain.texting.interpretation import Danger, Death, Phone
from domain.texting.interpreter import listen
from tests.domain.texting.phones import NOW, holds, nurse, patient

MINUTE = timedelta(minutes=1)
PHONES = [
    nurse(holds(27, CALL), holds(28, CALL), holds(29, BOOK_VISIT)),
    nurse(holds(27, CALL)),
    nurse(holds(26, CALL, closed=MINUTE, answered=True), holds(27, ESCALATION)),
    nurse(holds(27, CALL, closed=MINUTE, handed_over=True), holds(28, RECONCILE)),
    nurse(holds(27, RIDE_OFFER, role=Role.VENDOR), rostered=False),
    nurse(),
    patient(SLOT_OFFER),
    patient(SLOT_OFFER, EQUIPMENT_WORKS),
    patient(SLOT_OFFER, opted_out=True),
    patient(),
]
ASK_FOR_NOTHING = frozenset(
    {
        "ok",
        "k",
        "please",
        "u",
        "thanks",
        "thank",
        "you",
        "gracias",
        "muchas",
        "la",
        "mi",
        "no",
        "ty",
    }
)
PIECES = st.sampled_from(
    [
        *(
            "27",
            "28",
            "99",
            "1",
            "2",
            "4",
            "9",
            "but",
            "only",
            "if",
            "?",
            ",",
            "\n",
            "ok",
            "thanks",
        ),
        *("gracias", "la", "primera", "undo", "fix", "who", "give", "to", "kim", "remind", "me"),
        *("later", "JS", "tue", "3pm", "9/15", "lvm", "moved", "away", "ride", "pharmacy", "why"),
        *("please", "call", "mi", "mama", "cita", "no", "puedo", "ir", "\U0001f44d", "he", "is"),
    ]
)
BEFORE = st.none() | st.integers(0, 300).map(lambda ago: NOW - ago * MINUTE)
"""When the phone was last heard: never, just now, or hours ago."""
DANGERS = [
    *("she cant breathe", "no puede respirar", "found down unresponsive", "having a siezure"),
    *("SI w plan", "sats 78", "chest pain since 9am", "i want to kill myself"),
]
DEATHS = [
    "pt died this morning",
    "she passed away last night",
    "murio mi papa anoche",
    "pt expired",
]


@given(st.lists(PIECES, min_size=1, max_size=7).map(" ".join), st.sampled_from(PHONES), BEFORE)
@settings(max_examples=400, deadline=None)
def test_no_text_is_swallowed(text: str, phone: Phone, last: datetime | None) -> None:
    """Each ends as an answer, a question back, words for a person: or it asked for nothing."""
    heard = listen(text, replace(phone, last_reply_at=last), NOW)
    if not heard:
        assert set(bare(text).split()) <= ASK_FOR_NOTHING


@pytest.mark.parametrize("text", [*DANGERS, *DEATHS])
@pytest.mark.parametrize("code", ["", "27 ", "27 1 ", "28 2, ", "99 "])
def test_whatever_the_phone_said_before_a_danger_or_a_death_is_heard(code: str, text: str) -> None:
    """On every kind of phone, behind every code, however lately it was heard or had left."""
    for phone in PHONES:
        for last in (None, NOW, NOW - MINUTE, NOW - 300 * MINUTE):
            for left in (False, True):
                known = replace(phone, last_reply_at=last, opted_out=left)
                heard = listen(f"{code}{text}", known, NOW)
                assert any(_is_loud(one) for one in heard), (heard, known)


def _is_loud(heard: object) -> bool:
    """Whether it is a danger or a death, or an answer that carries one."""
    if isinstance(heard, Danger | Death) or getattr(heard, "flag", None) is not None:
        return True
    chosen = getattr(heard, "chosen", None)
    return chosen is not None and chosen.choice.value == "died"
