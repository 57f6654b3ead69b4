"""What every test of intake shares."""

import pytest

from intake import delivery


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine's five seconds are no failure: what times out waits for another try."""
    monkeypatch.setattr(delivery, "PATIENCE_SECONDS", 60.0)
