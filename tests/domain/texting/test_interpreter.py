"""What a text means on a phone of staff: codes, bare answers, corrections and requests."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.episode.escalation import ESCALATION
from domain.normalize import clean
from domain.pathway import Role
from domain.steps.contact import CALL, CALL_OTHER
from domain.steps.disposition import DISPOSITION
from domain.steps.equipment import EQUIPMENT_WORKS
from domain.steps.review import CONFIRM_DEATH
from domain.steps.transport import RIDE_OFFER
from domain.steps.visit_course import ATTENDED, BOOK_VISIT
from domain.steps.visit_slots import SLOT_OFFER
from domain.texting.interpretation import (
    Answered,
    Death,
    NotOpen,
    NotRead,
    Phone,
    Reserved,
    WhichOne,
)
from domain.texting.interpreter import listen
from tests.domain.texting.phones import NOW, holds, meaning, nurse, patient
from tests.pace import in_floors

CALLS = nurse(holds(27, CALL), holds(28, CALL), holds(29, BOOK_VISIT))
ONE = nurse(holds(27, CALL))
MINUTE = timedelta(minutes=1)

GRAMMAR: list[tuple[str, list[str]]] = [
    ("27 1", ["27 spoke_well"]),
    ("#27: 1", ["27 spoke_well"]),
    ("27-1", ["27 spoke_well"]),
    ("27 (1)", ["27 spoke_well"]),
    ("27 option 1", ["27 spoke_well"]),
    ("27 -> 1", ["27 spoke_well"]),
    ("\u201c27 1\u201d", ["27 spoke_well"]),
    ("27 \u201c1\u201d", ["27 spoke_well"]),
    ("27 \u2014 1", ["27 spoke_well"]),
    ("27 one", ["27 spoke_well"]),
    ("27 I", ["27 spoke_well"]),
    ("27 l.", ["27 spoke_well"]),
    ("27 1, 28 l", ["27 spoke_well", "28 spoke_well"]),
    ("27 I spoke to her", ["27 not read"]),
    ("I", ["not read"]),
    ("27 left vm", ["27 no_answer"]),
    ("27 NA", ["27 no_answer"]),
    ("27 lm", ["27 no_answer"]),
    ("27 LTM w wife", ["27 no_answer"]),
    ("27 unable to reach", ["27 no_answer"]),
    ("27 unable to reach pharmacy", ["27 not read"]),
    ("27 not reached", ["27 no_answer"]),
    ("27 went to voicemail", ["27 no_answer"]),
    ("27 i meant 4", ["27 no_answer"]),
    ("27 meant to call", ["27 not read"]),
    ("27 No answer.", ["27 no_answer"]),
    ("27 didn\u2019t pick up", ["27 no_answer"]),
    ("27 1, 28 3", ["27 spoke_well", "28 needs_case_manager"]),
    ("27 1\n28 3", ["27 spoke_well", "28 needs_case_manager"]),
    ("27 one, 28 two", ["27 spoke_well", "28 spoke_problem"]),
    ("27 1\n\n--\nAnn Lee RN\n617 555 0100", ["27 spoke_well"]),
    ("27 1\nAnn Lee RN\n617 555 0100", ["27 spoke_well"]),
    ("27 1\n> 28 CALL J.S.\n> 28 2", ["27 spoke_well"]),
    ("27 1\nOn Tue, Sep 8 Mercy wrote:\n28 2", ["27 spoke_well"]),
    ("Re: 27 1", ["27 spoke_well"]),
    ("27 1 yest 4:50p", ["27 spoke_well"]),
    ("29 tue 9/8 2:30p", ["29 at"]),
    ("\u0968\u096d \u0967", ["27 spoke_well"]),
    ("\u0662\u0667 \u0661", ["27 spoke_well"]),
    ("2\ufe0f\u20e37\ufe0f\u20e3 1\ufe0f\u20e3", ["27 spoke_well"]),
    ("1", ["which 27 28 29"]),
    ("left vm", ["which 27 28 29"]),
    ("271", ["not read"]),
    ("271 1", ["271 not open: "]),
    ("27 271", ["27 not read"]),
    ("27 1 28 3", ["27 not read"]),
    ("27 1, 27 2", ["27 not read"]),
    ("27 1, 27 1", ["27 spoke_well"]),
    ("27 undo, 27 2", ["27 not read"]),
    ("27, 28 1", ["27 not read", "28 spoke_well"]),
    ("27", ["27 not read"]),
    ("23", ["23 not open: A.B.: no longer needed"]),
    ("23 1", ["23 not open: A.B.: no longer needed"]),
    ("27 2 times called", ["27 not read"]),
    ("27 3 pm", ["27 not read"]),
    ("29 1 tue 3pm", ["29 not read"]),
    ("29 tuesday 3", ["29 lacking instant"]),
    ("thanks", []),
    ("ok", ["not read"]),
]


@pytest.mark.parametrize(("text", "told"), GRAMMAR)
def test_the_grammar(text: str, told: list[str]) -> None:
    """What names its prompt clearly is read; what could mean two things is asked about."""
    assert meaning(text, CALLS) == told


@pytest.mark.parametrize(
    ("taken", "answered", "undone"),
    [(2, None, 27), (2, 5, 27), (5, 2, 26), (2, 2, 27), (None, 5, 26)],
)
def test_undo_without_a_code_is_of_what_was_said_last(
    taken: int | None, answered: int | None, undone: int
) -> None:
    """What keeps its prompt open ("I take it") is an answer like others: never an older one."""
    alarm = holds(27, ESCALATION)
    if taken is not None:
        alarm = replace(alarm, taken_at=NOW - timedelta(minutes=taken))
    call = holds(26, CALL)
    if answered is not None:
        call = holds(26, CALL, closed=timedelta(minutes=answered), answered=True)
    held = nurse(call, alarm)
    assert meaning("UNDO", held) == [f"{undone} undo"]
    assert meaning("FIX", held) == [f"{undone} fix what"]


REQUESTS: list[tuple[str, list[str]]] = [
    ("UNDO", ["26 undo"]),
    ("undo please", ["26 undo"]),
    ("26 undo", ["26 undo"]),
    ("undo 26", ["26 undo"]),
    ("Please undo 26!", ["26 undo"]),
    ("27 1, undo 26", ["27 spoke_well", "26 undo"]),
    ("undo 23", ["23 not open: A.B.: no longer needed"]),
    ("26 FIX 4 left vm", ["26 corrected no_answer"]),
    ("fix 26 4", ["26 corrected no_answer"]),
    ("Fix 26: no answer", ["26 corrected no_answer"]),
    ("26 fix: 1 yest 4:50p", ["26 corrected spoke_well"]),
    ("27 1, fix 26 4", ["27 spoke_well", "26 corrected no_answer"]),
    ("26 FIX", ["26 fix what"]),
    ("fix 26", ["26 fix what"]),
    ("26 fix something", ["26 fix what"]),
    ("fix", ["26 fix what"]),
    ("27 fix 4", ["27 no_answer"]),
    ("27 fix", ["27 not read"]),
    ("25 fix 4", ["25 not open: J.S.: done by RN Lopez Tue 9/8 10a"]),
    ("23 fix 4", ["23 not open: A.B.: no longer needed"]),
    ("26 1", ["26 not open: J.S.: you said no answer"]),
    ("25 1", ["25 not open: J.S.: done by RN Lopez Tue 9/8 10a"]),
    ("WHO 27", ["27 who"]),
    ("27 who?", ["27 who"]),
    ("27?", ["27 who"]),
    ("27 ?", ["27 who"]),
    ("who is 27", ["27 who"]),
    ("who\u2019s 27?", ["27 who"]),
    ("quien es 27", ["27 who"]),
    ("who 99", ["99 not open: "]),
    ("LIST", ["list"]),
    ("list please.", ["list"]),
    ("Lista", ["list"]),
    ("more", ["more"]),
    ("M\u00c1S!", ["more"]),
    ("27 list", ["27 not read"]),
    ("OFF", ["off"]),
    ("off today", ["off"]),
    ("I\u2019m off", ["off"]),
    ("on", ["on"]),
    ("Back on.", ["on"]),
    ("on again", ["on"]),
    ("off to see her now", ["27 not read"]),
    ("27 off", ["27 not read"]),
    ("stop", ["reserved stop"]),
    ("please stop texting me", ["reserved stop"]),
    ("27 stop", ["27 not read"]),
    ("27 1, please stop texting me", ["27 spoke_well", "reserved stop"]),
    ("27 1\nSTOP", ["27 spoke_well", "reserved stop"]),
    ("27\nstop", ["27 not read"]),
    ("27 5 refused, she said don't text me", ["27 other"]),
    ("5 refused, she said don't text me", ["27 other"]),
    ("help", ["reserved help"]),
]


@pytest.mark.parametrize(("text", "told"), REQUESTS)
def test_requests_and_reserved_words(text: str, told: list[str]) -> None:
    """What is asked beside answering is read as a whole or by its code, and STOP before it."""
    phone = nurse(
        holds(25, CALL, closed=2 * MINUTE),
        holds(26, CALL, closed=5 * MINUTE, answered=True),
        holds(27, CALL),
        last_reply=MINUTE,
    )
    assert meaning(text, phone) == told


def test_only_people_with_shifts_are_off() -> None:
    """OFF of a vendor is no wish: they have no shifts."""
    assert meaning("off", replace(ONE, rostered=False)) == ["27 not read"]


def test_a_bare_answer_counts_for_the_only_prompt() -> None:
    """One prompt since the last reply: it is meant; a second that just closed makes it unclear."""
    late = holds(28, CALL, closed=MINUTE)
    assert meaning("1", ONE) == ["27 spoke_well"]
    assert meaning("1", nurse(holds(27, CALL), late)) == ["which 27"]
    assert meaning("1", nurse(holds(27, CALL), late, last_reply=timedelta())) == ["27 spoke_well"]
    assert meaning("1", nurse(late)) == ["28 not open: J.S.: done by RN Lopez Tue 9/8 10a"]


def test_a_prompt_that_was_handed_over_is_answered_by_its_code_alone() -> None:
    """Whoever called before the shift ended may still say so; a bare answer never reaches it."""
    passed_on = nurse(holds(27, CALL, closed=MINUTE, handed_over=True))
    assert meaning("27 1", passed_on) == ["27 spoke_well"]
    assert meaning("27 fix 4", passed_on) == ["27 no_answer"]
    assert meaning("1", passed_on) == ["27 not open: J.S.: done by RN Lopez Tue 9/8 10a"]
    settled = nurse(holds(27, CALL, closed=MINUTE, handed_over=True, answered=True))
    assert meaning("27 1", settled) == ["27 not open: J.S.: you said no answer"]


def test_a_vendor_may_say_yes() -> None:
    """To an offer "yes" accepts and "no" declines; whoever opted out comes back by it."""
    offered = nurse(holds(27, RIDE_OFFER, role=Role.VENDOR), rostered=False)
    assert meaning("yes", offered) == ["27 accepted"]
    assert meaning("27 yes please", offered) == ["27 accepted"]
    assert meaning("no", offered) == ["27 declined"]
    assert meaning("yes", replace(offered, opted_out=True)) == ["reserved start"]


def test_the_emergency_in_a_note_travels_with_it() -> None:
    """A nurse's answer counts, and the danger in its note or in words without a code is flagged."""
    for text, kind in (("27 2 cant breathe", Answered), ("cant breathe", WhichOne)):
        (heard,) = listen(text, CALLS, NOW)
        assert isinstance(heard, kind)
        assert isinstance(heard, Answered | WhichOne)
        assert heard.flag is not None


def test_a_choice_that_is_made_twice_keeps_both_notes() -> None:
    """The same answer twice in one text is one answer."""
    (heard,) = listen("27 4 left vm\n27 4 again at noon", CALLS, NOW)
    assert isinstance(heard, Answered)
    assert (heard.chosen.choice.value, heard.chosen.note) == (
        Value.NO_ANSWER,
        "left vm; again at noon",
    )


_PIECES = st.sampled_from(
    [
        *(
            "27",
            "28",
            "1",
            "2",
            "4",
            "271",
            "2728",
            "26",
            ",",
            "\n",
            "and",
            ";",
            ".",
            ":",
            "-",
            "#",
        ),
        *("undo", "fix", "who", "?", "list", "off", "stop", "left vm", "no", "yes", "ok", "spoke"),
        *("yest", "4:50p", "tue 3pm", "9/9", "l", "I", "please", "la", "primera", "cant breathe"),
        *("wrong number", "Re:", "--", "or", "sorry", "\u0661", "'", '"', "("),
    ]
)
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=10).map(" ".join))
_PHONES = st.sampled_from(
    [
        CALLS,
        ONE,
        nurse(holds(26, CALL, closed=MINUTE, answered=True), holds(27, CALL)),
        nurse(holds(27, CALL, closed=MINUTE, handed_over=True), holds(28, ESCALATION)),
        nurse(),
        patient(SLOT_OFFER),
        patient(SLOT_OFFER, EQUIPMENT_WORKS),
        patient(),
    ]
)


@given(_TEXTS, _PHONES)
def test_an_answered_prompt_was_named_or_stood_alone(text: str, phone: Phone) -> None:
    """No text is an error; only its code in the text, or being the only one, answers a prompt."""
    answered = [one for one in listen(text, phone, NOW) if isinstance(one, Answered)]
    for one in answered:
        named = str(one.prompt.code) in clean(text)
        alone = phone.seen_since_last_reply(NOW) == (one.prompt,) and one.prompt.closed_at is None
        assert named or alone
    assert len({one.prompt.id for one in answered}) == len(answered)


@given(st.integers(100, 999_999), st.sampled_from([ONE, patient(SLOT_OFFER)]))
def test_a_code_that_ran_together_with_its_choice_answers_nothing(
    number: int, phone: Phone
) -> None:
    """A number such as 271 is refused, alone, with a mark, or in front of a choice."""
    for text in (f"{number}", f"#{number}.", f"{number} 1"):
        assert not any(isinstance(one, Answered) for one in listen(text, phone, NOW))


AT_ONCE = 12.0
"""Floors of work; the slowest of these texts takes seven."""
LONG = [
    "no " * 533, "no chest pain or " * 95, "no bleeding or bleeding or " * 60, "cant " * 320,
    "27" + " " * 1597 + "1", "x" + "\n" * 1597 + "y", "x" + "\t \n" * 530, "\u00a0" * 1600,
    "27 " * 533, "27 1, " * 266, "27 1\n" * 320, "fix 27 " * 228, "who 27, " * 200, "\ufdfa" * 1600,
    "wrong number. " * 114, "i dont know " * 133, "stop sending " * 123, "re: " * 400,
    "1 or " * 320, "tue 9/8 " * 200, "at on for " * 160, "\n--" * 533, "sent from m " * 133,
    "'\"(#" * 400,
    "no thanks " * 160, "all of " * 228, "text messages " * 114, "these texts are annoying " * 60,
    "tengo este numero desde hace " * 55, "you can " * 200, "who is this " * 133, "Mary " * 320,
    "no vivo aqui " * 123, "a" * 1600, "27 1 left vm " * 123, "the 1 la 2 " * 145,
]  # fmt: skip


@pytest.mark.parametrize("text", LONG, ids=lambda text: repr(text[:12]))
@pytest.mark.parametrize("phone", [CALLS, patient(SLOT_OFFER)], ids=["staff", "patient"])
def test_no_text_takes_long(text: str, phone: Phone) -> None:
    """The longest text that a carrier passes on is read at once, and no square of its length."""
    assert in_floors(lambda: listen(text[:1600], phone, NOW)) < AT_ONCE


ANSWERED = nurse(holds(27, CALL, closed=timedelta(minutes=5), answered=True))


@pytest.mark.parametrize("rostered", [True, False], ids=["colleague", "vendor"])
@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("stop. pt cant breathe", False),
        ("please stop texting me, patient cant breathe", False),
        ("STOP\nhe is not breathing", False),
        ("pt not breathing. stop texting me", False),
        ("stop, pt has chest pain", False),
        ("stop texting me. pt died", True),
        ("unsubscribe. patient passed away", True),
    ],
)
def test_a_danger_or_a_death_beside_a_colleagues_own_stop_is_heard(
    text: str, *, dead: bool, rostered: bool
) -> None:
    """Who leaves is heard in what they say last: it goes on, and their STOP counts."""
    phone = nurse(holds(27, CALL), holds(28, CALL), rostered=rostered)
    told, *_, left = listen(text, phone, NOW)
    assert isinstance(left, Reserved)
    assert isinstance(told, Death) if dead else isinstance(told, NotRead) and told.flag


@pytest.mark.parametrize("text", ["stop", "cancel", "stop texting me, its my day off", "STOP!"])
def test_a_colleagues_stop_alone_is_only_that(text: str) -> None:
    """Nothing is read into it."""
    assert meaning(text, nurse(holds(27, CALL))) == ["reserved stop"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("27 fix 4. stop texting me", ["27 corrected no_answer", "reserved stop"]),
        (
            "27 fix 4 cant breathe, please stop texting me",
            ["27 corrected no_answer", "reserved stop"],
        ),
        ("27 undo\n28 1. please stop texting me", ["27 undo", "28 spoke_well", "reserved stop"]),
    ],
)
def test_a_correction_beside_a_colleagues_own_stop_counts(text: str, told: list[str]) -> None:
    """As an answer does: what was on record wrongly does not stay because its writer leaves."""
    phone = replace(ANSWERED, prompts=(*ANSWERED.prompts, holds(28, CALL)))
    assert meaning(text, phone) == told


@pytest.mark.parametrize(
    "text", ["27 3 cant breathe\n27 1", "27 1\n27 3 cant breathe", "27 3 having chest pain, 27 2"]
)
def test_a_danger_in_an_answer_that_contradicts_another_is_heard(text: str) -> None:
    """Also where the answer lacked its date: both are asked about, and the danger goes on."""
    (asked,) = listen(text, nurse(holds(27, ATTENDED)), NOW)
    assert isinstance(asked, NotRead)
    assert asked.flag is not None


@pytest.mark.parametrize("kind", [DISPOSITION, CALL_OTHER, CONFIRM_DEATH])
def test_died_said_to_a_question_that_was_taken_back_is_a_death(kind: Kind) -> None:
    """Its episode ended while they typed; any other answer takes none, nor does one said twice."""
    gone = holds(21, kind, role=Role.CASE_MANAGER, closed=timedelta(minutes=5))
    mine = holds(21, kind, role=Role.CASE_MANAGER, closed=timedelta(minutes=5), answered=True)
    number = next(n for n, one in enumerate(gone.choices, 1) if one.value is Value.DIED)
    assert listen(f"21 {number}", nurse(gone), NOW) == (Death(prompt=gone),)
    assert listen(f"FIX 21 {number}", nurse(gone), NOW) == (Death(prompt=gone),)
    other = 1 if number != 1 else 2
    assert all(isinstance(one, NotOpen) for one in listen(f"21 {other}", nurse(gone), NOW))
    assert not any(isinstance(one, Death) for one in listen(f"21 {number}", nurse(mine), NOW))
