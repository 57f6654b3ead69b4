"""The list of steps: names that are one thing each, and words for all that is asked."""

from domain.asking.spoken import SPOKEN
from domain.steps.catalogue import STEPS, kind_of, kinds, step_of


def test_each_name_is_one_step_and_one_kind() -> None:
    """A part is found by its name up to a dash: no name holds one, none stands twice."""
    names = [step.name for step in STEPS]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "-" in name or "/" in name]
    asked = [str(kind) for step in STEPS for kind in step.kinds]
    assert len(set(asked)) == len(asked)
    assert all(step_of(f"{name}-2/place/1") is step_of(name) for name in names)
    assert not kind_of("nobody_asks_this").choices


def test_the_words_are_those_of_what_may_be_answered() -> None:
    """No answer is without its label, no row without its answer, no kind in two tables."""
    for name, kind in kinds().items():
        said = SPOKEN[name].answers if name in SPOKEN else {}
        assert set(said) == {choice.value for choice in kind.choices}, name
    assert SPOKEN.keys() <= kinds().keys()
