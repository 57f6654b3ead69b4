"""Volumes, hours, counts and products as wards, pharmacies and families write them."""

import pytest

from tests.domain.clinical.written_lines import pairs, to_settle


@pytest.mark.parametrize("text", pairs("same_wards.txt"))
def test_what_a_ward_writes_in_another_way_is_the_same(text: str) -> None:
    """Count, strength and volume come to one amount, and the calendar to one time."""
    assert to_settle(text) == (0, 0)


@pytest.mark.parametrize("text", pairs("other_wards.txt"))
def test_what_only_looks_like_it_isto_settle(text: str) -> None:
    """Another volume, hour, count, part or product beside the same words is never passed over."""
    assert all(to_settle(text))
