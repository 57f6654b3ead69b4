"""Texts as tired colleagues and vendors write them: nothing is half used, nobody is mistaken."""

from datetime import datetime

import pytest

from operations.reading import in_words, read

NOW = datetime.fromisoformat("2026-09-08T10:30:00-04:00")
TWO_CALLS = "27 CALL J.S., 28 CALL M.R."


def heard(text: str, open_: str = TWO_CALLS, who: str = "nurse") -> list[tuple[str, int | None]]:
    """What a text is, and of which prompt."""
    return [(one.kind, one.prompt) for one in read(text, in_words(who, open_, NOW)[1], NOW)]


@pytest.mark.parametrize("text", ["27 1 28 expired", "27 1. 28 expired", "27 died no that was 28"])
def test_a_death_beside_another_code_is_told_of_both(text: str) -> None:
    """One too many is a question more; one too few is a family that goes on being texted."""
    assert set(heard(text)) == {("death", 27), ("death", 28)}


@pytest.mark.parametrize(
    "text", ["27 died aug 28", "27 died at 28", "27 expired, was 28 yo", "27 died 8/28"]
)
def test_a_day_or_an_age_is_nobodys_death(text: str) -> None:
    """Another patient whose code it happens to be is not touched."""
    assert heard(text) == [("death", 27)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "27 1 wait no that was 28",
            "27 2 scratch that 3",
            "27 1 no wait, 28",
            "27 2 strike that",
        ),
        *(
            "27 1 didnt actually reach pt, spoke w neighbor",
            "27 1 she didnt answer",
            "27 1 hung up",
        ),
        *(
            "27 1 she never answered",
            "27 1 she didnt answer",
            "27 2 strike that",
            "27 1 not spoken",
            "27 3 no cm needed",
        ),
        *("27 1 ok 28 same", "27 1 see 28 too"),
    ],
)
def test_what_takes_its_own_digit_back_is_asked_about(text: str) -> None:
    """It is no answer of either."""
    assert heard(text) == [("asked", 27)]


def test_nobody_was_reached_where_somebody_was_found() -> None:
    """The danger is told, and the digit asked about."""
    found = heard("27 4 found on floor by son unresponsive ems there")
    assert {kind for kind, _ in found} == {"danger", "asked"}


@pytest.mark.parametrize(
    "text", ["27 3 no help at home", "27 1 no need for a ride", "27 1 no needs"]
)
def test_a_no_that_is_no_word_on_its_digit_is_a_note(text: str) -> None:
    """Who has no help needs the case manager."""
    assert heard(text) == [("answer", 27)]


@pytest.mark.parametrize("text", ["27 fri 2:30p at riverside", "27 fri 2:30p at clinic w Dr Lee"])
def test_where_a_visit_is_names_no_zone(text: str) -> None:
    """It is no Atlantic Time."""
    assert heard(text, "27 BOOK VISIT J.S.") == [("answer", 27)]


@pytest.mark.parametrize("text", ["1 not delivered", "1 never came", "1 didnt get it there"])
def test_what_was_not_done_is_not_done(text: str) -> None:
    """A vendor's digit in front of a no."""
    assert heard(text, "27 DELIVERED? (vendor)", "vendor") == [("asked", 27)]


@pytest.mark.parametrize(
    ("text", "alarms"),
    [
        ("27 1 c/o cp tho", True),
        ("27 2 ams x 1 day per wife", True),
        ("mr cp now help", True),
        ("27 1 no cp now", False),
        ("27 1 neg for cp at rest", False),
        ("27 1 s/p ams resolved", False),
    ],
)
def test_a_complaint_in_two_letters_alarms_where_it_is_one(text: str, *, alarms: bool) -> None:
    """CP alone stands in every chart; complained of now it is chest pain."""
    assert ("danger" in {kind for kind, _ in heard(text)}) is alarms


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("27 1 pt wants no more texts", "no_more_texts"),
        ("27 1 pt may want to opt out", "near_stop"),
    ],
)
def test_a_no_beside_an_answer_is_shown(text: str, kind: str) -> None:
    """As the ledger reads it with the answer."""
    assert heard(text) == [("answer", 27), (kind, 27)]


@pytest.mark.parametrize(
    "text", ["27=1 28=4", "27-1 28-4", "27:1, 28:4", "27 1 / 28 4", "27 1 + 28 4", "27-1 and 28-4"]
)
def test_two_answers_with_marks_of_ones_own(text: str) -> None:
    """A mark between code and digit, or between the answers, leaves nothing to guess."""
    chosen = [
        (one.prompt, one.choice) for one in read(text, in_words("nurse", TWO_CALLS, NOW)[1], NOW)
    ]
    assert chosen == [(27, "spoke_well"), (28, "no_answer")]


@pytest.mark.parametrize("text", ["10-1 11-2", "27 1 28 4", "27 1 bp 130 / 80", "27-28 1"])
def test_what_may_be_a_day_a_reading_or_a_range_answers_nobody_else(text: str) -> None:
    """A second answer without a mark is asked about; a reading is a note."""
    assert all(kind != "answer" or prompt == 27 for kind, prompt in heard(text))
    assert ("answer", 28) not in heard(text)


@pytest.mark.parametrize(
    "text", ["27 pt may want to opt out", "27 wondering if she should stop the texts"]
)
def test_a_doubtful_no_without_a_digit_pauses_their_texts(text: str) -> None:
    """Nobody is texted until somebody has asked which; the prompt stays open."""
    assert heard(text) == [("near_stop", 27)]


@pytest.mark.parametrize(
    "text", ["27 M.R. may want to opt out", "27 may need you to stop texting me"]
)
def test_whose_doubtful_no_it_is_must_be_clear(text: str) -> None:
    """Another patient's, or the writer's own, pauses nobody's."""
    assert ("near_stop", 27) not in heard(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("who has 27", "who"),
        ("whos on tonite", "on_call"),
        ("resend link for 28 pls", "resend"),
        ("ty have a good nite", "courtesy"),
        ("thanks! done", "asked"),
    ],
)
def test_what_is_asked_of_the_texting_in_plain_words(text: str, kind: str) -> None:
    """Courtesy is silent, unless an answer may stand in it."""
    assert [one for one, _ in heard(text)] == [kind]
