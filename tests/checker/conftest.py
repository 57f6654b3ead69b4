"""A recorded run for each test, to be damaged."""

import pytest

from tests.checker.evidence import Evidence
from tests.checker.trips import recording


@pytest.fixture
def run() -> Evidence:
    """A copy of the recorded run of the demo."""
    return recording("demo.json.gz").copy()
