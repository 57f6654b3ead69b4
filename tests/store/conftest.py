"""A desk that sends texts."""

from tests.activities.texts_out import desk

__all__ = ["desk"]
