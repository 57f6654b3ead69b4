"""Problems are a fold of the answers: who told them, of which kind, from where."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.protocol.verdict import take_back
from domain.steps.call_detail import CALL_DETAIL
from domain.steps.problems import KINDS, problems
from tests.domain.steps.told import CALLED, LOPEZ, spoke, told

DETAIL = "contact/detail/1"


def test_each_digit_of_the_call_is_a_problem() -> None:
    """All that was chosen, in the order of the digits, of one source, since it was told."""
    known = told(spoke(), DETAIL, Value.RIDE, Value.MEDICINES, hours=1)
    at = CALLED + timedelta(hours=1)
    assert [(one.kind, one.source, one.at, one.by) for one in problems(known)] == [
        (Value.RIDE, "call-1", at, LOPEZ),
        (Value.MEDICINES, "call-1", at, LOPEZ),
    ]


def test_what_tells_no_problem_is_none() -> None:
    """Neither a call that went well nor the same words as an answer to something else."""
    known = told(spoke(), "contact/late/1", Value.OTHER)
    assert problems(known) == ()


def test_an_undo_takes_problems_back() -> None:
    """It is a fold: without its answer nothing of it is left."""
    known = told(spoke(), DETAIL, Value.SYMPTOMS)
    taken = take_back(DETAIL, LOPEZ, known, CALLED + timedelta(minutes=5)).facts
    assert (len(problems(known)), problems(taken)) == (1, ())


def test_the_kinds_are_what_the_call_may_name() -> None:
    """A digit that no kind stands for would be a problem that nobody hears of."""
    assert tuple(choice.value for choice in CALL_DETAIL.choices) == KINDS


@given(st.lists(st.sampled_from(KINDS), min_size=1, unique=True), st.booleans())
def test_whoever_names_it_first_counts(kinds: list[Value], again: bool) -> None:  # noqa: FBT001 - drawn
    """Told once more by the same question a problem is the same one, since it was first told."""
    known = told(spoke(), DETAIL, *kinds)
    if again:
        known = told(known, DETAIL, *reversed(kinds), hours=3)
    assert {one.kind for one in problems(known)} == set(kinds)
    assert {one.at for one in problems(known)} == {CALLED}
