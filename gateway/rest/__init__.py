"""REST for hospitals."""
