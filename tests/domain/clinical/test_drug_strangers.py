"""Siblings of what strangers wrote that was read wrong: equal lines, and what looks like them."""

import pytest

from tests.domain.clinical.written_lines import pairs, to_settle


@pytest.mark.parametrize("text", pairs("same_strangers.txt"))
def test_what_a_stranger_wrote_in_another_way_is_the_same(text: str) -> None:
    """A count behind the product, days on and off, a drug that tells when: nothing to settle."""
    assert to_settle(text) == (0, 0)


@pytest.mark.parametrize("text", pairs("other_strangers.txt"))
def test_what_only_looks_like_it_isto_settle(text: str) -> None:
    """Another count, cycle, rate or drug beside the same words is never passed over."""
    assert all(to_settle(text))
