"""Siblings of what strangers wrote that was read wrong: equal lines, and what looks like them."""

import pytest

from tests.domain.clinical.written_lines import one_line_each, pairs


def _told(text: str) -> tuple[int, int]:
    """How many differences are to be settled, either way round."""
    there, back = one_line_each(text)
    return len(there.to_settle), len(back.to_settle)


@pytest.mark.parametrize("text", pairs("same_strangers.txt"))
def test_what_a_stranger_wrote_in_another_way_is_the_same(text: str) -> None:
    """A count behind the product, days on and off, a drug that tells when: nothing to settle."""
    assert _told(text) == (0, 0)


@pytest.mark.parametrize("text", pairs("other_strangers.txt"))
def test_what_only_looks_like_it_is_told(text: str) -> None:
    """Another count, cycle, rate or drug beside the same words is never passed over."""
    assert all(_told(text))
