"""What every test shares."""

import hypothesis
import pytest

from tests.stores import database, database_url, postgresql

__all__ = ["database", "database_url", "postgresql"]

# Imported now: its pytest plugin would import it at the very end, while the last workflows'
# coroutines are collected, and CPython 3.11 then miscounts its stack (SystemError in ast.parse).
hypothesis.settings.register_profile("homeward", deadline=None)
hypothesis.settings.load_profile("homeward")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make histories` writes the golden histories anew."""
    parser.addoption("--record-histories", action="store_true", help="write the golden histories")
