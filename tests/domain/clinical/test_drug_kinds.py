"""Ways of writing that are read by their kind, and what only looks like them."""

import pytest

from tests.domain.clinical.written_lines import pairs, to_settle


@pytest.mark.parametrize("text", pairs("same_kinds.txt"))
def test_another_way_of_a_kind_is_the_same(text: str) -> None:
    """Counts behind a dash, codes of forms and labels, hours, rounding: nothing to settle."""
    assert to_settle(text) == (0, 0)


@pytest.mark.parametrize("text", pairs("other_kinds.txt"))
def test_what_only_looks_like_a_kind_is_to_settle(text: str) -> None:
    """Another count, time, release, salt or drug in the same way of writing is told."""
    assert all(to_settle(text))
