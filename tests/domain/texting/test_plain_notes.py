"""Beside an answer that binds what takes it back is asked about, whatever its words."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.reading import in_words, read

NOW = datetime.fromisoformat("2026-09-08T10:30:00-04:00")
Row = tuple[str, str, tuple[str, ...]]
# fmt: off
TAKEN_BACK: tuple[Row, ...] = (
    (
        "case_manager",
        "27 ESCALATION J.S.",
        (
            "27 2 no answer", "27 2 left vm", "27 2 couldnt reach", "27 2 no one picked up",
            "27 2 mailbox full", "27 2 will try again", "27 2 calling now", "27 2 handed to Kim",
            "27 2 pt still sob", "27 2 still sick", "27 1 cannot", "27 1 not me",
        ),
    ),
    (
        "case_manager",
        "27 DIED? J.S.",
        (
            "27 2 he passed", "27 2 yes he died", "27 2 she passed last night",
            "27 2 death confirmed", "27 2 deceased", "27 1 not true", "27 1 he answered phone",
            "27 1 different patient", "27 1 wrong mr jones", "27 1 it was his brother",
            "27 1 she is fine", "27 1 not sure",
        ),
    ),
    (
        "vendor",
        "27 DELIVERED?",
        (
            "27 1 otw", "27 1 on the way", "27 1 en camino", "27 1 ya mero", "27 1 loading now",
            "27 1 will deliver tonight", "27 1 will be there 3pm", "27 1 eta 30",
            "27 1 scheduled", "27 1 mañana", "27 1 wrong house", "27 1 delivered to wrong house",
            "27 1 returned", "27 1 half", "27 1 everything except regulator",
            "27 1 minus regulator", "27 1 sin regulador", "27 1 w/o tubing", "27 1 doesnt work",
            "27 1 machine is beeping wont run", "27 1 wheelchair only, bed tomorrow",
        ),
    ),
    (
        "vendor",
        "27 RIDE offer",
        (
            "27 1 have to cancel", "27 1 cancel", "27 1 full", "27 1 sold out", "27 1 we are out",
            "27 1 just the tubing", "27 1 sin tanque", "27 1 delivery fri", "27 1 ships friday",
            "27 1 in 3 days", "27 1 first thing monday", "27 1 will be 45 min behind",
            "27 1 as soon as truck is fixed", "27 1 long as he can walk",
            "27 1 per driver availability", "27 1 we'll do our best", "27 1 3pm", "27 1 at 3pm",
            "27 1 around 6 pm", "27 1 noon", "27 1 eta 9pm", "27 1 by 11pm",
        ),
    ),
    (
        "nurse",
        "27 CALL J.S.",
        (
            "27 1 went back to ED", "27 1 at ER", "27 1 he went to er", "27 1 taken to hospital",
            "27 1 was sent to ED", "27 1 back at hospital", "27 1 rehospitalized",
            "27 1 admitted last nite to St Marys", "27 1 wife spoke for him, he's at ER",
            "27 1 in obs unit", "27 1 transferred to rehab", "27 1 mailbox full",
            "27 1 number disconnected", "27 1 line busy", "27 1 wrong #",
            "27 1 she is asleep, will call back", "27 1 call back later", "27 1 -> actually 2",
            "27 1 > 2", "27 1 => 4", "27 1 make that 2", "27 1 nope 2", "27 1 sry 4",
            "27 1 change to 4", "27 1 meant for 28", "27 4 then reached him", "27 4 he answered",
            "27 4 got ahold of him 2nd try",
        ),
    ),
    (
        "nurse",
        "27 BOOK J.S.",
        (
            "27 9/10 3pm canceled", "27 9/10 3pm called off", "27 9/10 3pm no slots",
            "27 9/10 3pm is taken", "27 9/10 3pm declined", "27 9/10 3pm on hold",
            "27 9/10 3pm requested", "27 9/10 3pm left msg", "27 9/10 3pm they will confirm",
            "27 9/10 3pm needs referral first", "27 9/10 3pm hopefully",
        ),
    ),
    (
        "nurse",
        "27 ATTENDED J.S.",
        (
            "27 1 cancelled", "27 1 going tomorrow", "27 1 she will",
        ),
    ),
    (
        "nurse",
        "27 WORKS? J.S.",
        (
            "27 1 family says broken", "27 1 havent checked", "27 1 pt not using it",
        ),
    ),
    (
        "nurse",
        "27 PRESCRIBER J.S.",
        (
            "27 1 lvm w office", "27 1 faxed",
        ),
    ),
    (
        "nurse",
        "27 MISSING LIST J.S.",
        (
            "27 1 req sent", "27 1 will send", "27 1 partial list",
        ),
    ),
    (
        "vendor",
        "27 PICKED UP",
        (
            "27 1 pt not ready", "27 1 driver on the way", "27 1 we are waiting outside",
        ),
    ),
    (
        "nurse",
        "27 MEDS J.S.",
        (
            "27 1 lists dont match", "27 1 one diff", "27 1 pt stopped warfarin",
        ),
    ),
    (
        "nurse",
        "27 PATIENT WROTE J.S.",
        (
            "27 1 lvm no ans", "27 1 called, no answer",
        ),
    ),
)
PLAIN: tuple[Row, ...] = (
    (
        "case_manager",
        "27 ESCALATION J.S.",
        (
            "27 2 spoke w pt ok", "27 2 ems took her", "27 2 false alarm", "27 1 on it",
            "27 2 pt sleeping fine", "27 2 reached dtr, pt safe at home",
        ),
    ),
    (
        "case_manager",
        "27 DIED? J.S.",
        (
            "27 1 at home last night", "27 1 per hospice rn", "27 1 confirmed by wife",
            "27 2 spoke w him", "27 2 wrong pt", "27 2 alive and well", "27 1 9/7 4pm",
        ),
    ),
    (
        "vendor",
        "27 DELIVERED?",
        (
            "27 1 signed by maria", "27 1 left w wife, all working", "27 1 3:15p",
            "27 1 set up and tested, no issues", "27 1 ok thanks", "1 on porch, pt signed",
        ),
    ),
    (
        "vendor",
        "27 RIDE offer",
        (
            "27 1 driver Mike", "27 1 no problem", "27 1 see you then", "27 1 trip # 4471",
            "27 1 driver will call",
        ),
    ),
    (
        "nurse",
        "27 CALL J.S.",
        (
            "27 1 sleeping well", "27 1 home from hosp, happy", "27 1 doing well, wt stable",
            "27 4 will try again", "27 1 dtr there, no questions", "27 2 out of lasix",
        ),
    ),
    (
        "nurse",
        "27 BOOK J.S.",
        (
            "27 9/10 3pm w dr lee", "27 9/10 3pm pt aware",
        ),
    ),
    (
        "nurse",
        "27 ATTENDED J.S.",
        (
            "27 1 per clinic", "27 1 saw dr lee, bp 120/80",
        ),
    ),
    (
        "nurse",
        "27 WORKS? J.S.",
        (
            "27 1 per wife",
        ),
    ),
    (
        "nurse",
        "27 PRESCRIBER J.S.",
        (
            "27 1 dr lee says stop lasix",
        ),
    ),
    (
        "nurse",
        "27 MISSING LIST J.S.",
        (
            "27 1 from pcp",
        ),
    ),
    (
        "vendor",
        "27 PICKED UP",
        (
            "27 1 on board", "27 1 2:10p", "27 1 pt in van",
        ),
    ),
    (
        "nurse",
        "27 MEDS J.S.",
        (
            "27 1 all match",
        ),
    ),
    (
        "nurse",
        "27 PATIENT WROTE J.S.",
        (
            "27 1 told her to take w food",
        ),
    ),
)
# fmt: on
UNKNOWN = ("qwrt", "zanbar", "flibble", "tomorrow", "not", "half", "truck", "wait", "sick", "gone")


def each(table: tuple[Row, ...]) -> list[tuple[str, str, str]]:
    """Who writes, what is open, and the text."""
    return [(who, open_, text) for who, open_, texts in table for text in texts]


def answers(who: str, open_: str, text: str) -> bool:
    """Whether anything was recorded of it."""
    heard = read(text, in_words(who, open_, NOW)[1], NOW)
    return any(one.kind == "answer" for one in heard)


@pytest.mark.parametrize(("who", "open_", "text"), each(TAKEN_BACK))
def test_what_takes_an_answer_back_is_asked_about(who: str, open_: str, text: str) -> None:
    """In whatever words: the ladder, the ride and the family's texts go on as they were."""
    assert not answers(who, open_, text)


@pytest.mark.parametrize(("who", "open_", "text"), each(PLAIN))
def test_what_is_plain_is_an_answer(who: str, open_: str, text: str) -> None:
    """Nobody is asked twice for saying who, where or that all is well."""
    assert answers(who, open_, text)


@given(
    words=st.lists(st.sampled_from(UNKNOWN), min_size=1, max_size=4),
    open_=st.sampled_from(("27 DELIVERED?", "27 RIDE offer", "27 PICKED UP")),
)
def test_no_word_that_nobody_knows_is_swallowed_by_a_vendors_yes(
    words: list[str], open_: str
) -> None:
    """What binds is used only beside what is known to be plain."""
    assert not answers("vendor", open_, f"27 1 {' '.join(words)}")
