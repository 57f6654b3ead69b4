"""Stores of both kinds, and a desk that sends texts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.activities.texts_out import Desk
from tests.stores import database, database_url, postgresql

__all__ = ["database", "database_url", "desk", "postgresql"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a carrier that takes everything."""
    desk = Desk.at(tmp_path)
    yield desk
    desk.database.close()
