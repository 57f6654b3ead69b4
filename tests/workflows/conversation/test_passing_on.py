"""What a colleague's text says of one patient is told of no other."""

import pytest

from domain.episode.facts import Sense
from tests.workflows.conversation.held import nurses_thread, says

CHEST, DEATH, NO = "chest_pain", Sense.DEATH, Sense.NO_MORE_TEXTS
Meant = dict[tuple[str, ...], tuple[str, Sense]]


def meant(body: str) -> Meant:
    """Of whom what is passed on when two patients' calls are open."""
    words = says(nurses_thread("J.S.", "M.R."), body)
    told = {one.episodes: (one.flag.name if one.flag else "", one.sense) for one in words}
    assert len(told) == len(words), words
    assert len({one.text.message_id for one in words}) <= 1
    return told


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "21 chest pain\n22 wants no more texts",
            {("ep-21",): (CHEST, Sense.WORDS), ("ep-22",): ("", NO)},
        ),
        ("22 pt died\n21 no more texts", {("ep-22",): ("", DEATH), ("ep-21",): ("", NO)}),
        ("21 chest pain\n22 chest pain", {(f"ep-{n}",): (CHEST, Sense.WORDS) for n in (21, 22)}),
        ("21 pt died\n22 pt died", {(f"ep-{n}",): ("", DEATH) for n in (21, 22)}),
    ],
)
def test_each_patient_is_told_of_their_own_line(body: str, expected: Meant) -> None:
    """A text about two patients is two messages, and neither has the other's meaning."""
    assert meant(body) == expected


@pytest.mark.parametrize("body", ["21 wants no more texts, 22 chest pain", "21 1, 22 chest pain"])
def test_a_danger_beside_another_code_is_told_of_both(body: str) -> None:
    """Which of the two it is of is asked; nobody is opted out, and no danger is swallowed."""
    assert meant(body) == {("ep-21",): (CHEST, Sense.WORDS), ("ep-22",): (CHEST, Sense.WORDS)}


def test_a_no_beside_another_code_is_asked_about() -> None:
    """A no whose line names another open code is nobody's yet."""
    assert meant("21 wants no more texts, 22 too") == {}


def test_two_things_of_one_patient_are_both_told() -> None:
    """A death does not hide a no: if it was a mistake, the no stands."""
    thread = nurses_thread("J.S.", "M.R.")
    words = says(thread, "22 pt died\n22 no more texts")
    assert [(one.episodes, one.sense) for one in words] == [(("ep-22",), DEATH), (("ep-22",), NO)]
    assert len({one.text.message_id for one in words}) == len(words), "each is heard once"
