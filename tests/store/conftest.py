"""A desk that sends texts, and a ward of whose patients one is erased."""

from tests.activities.texts_out import desk
from tests.store.erasing_ward import ward

__all__ = ["desk", "ward"]
