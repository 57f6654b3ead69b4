"""Times of death as hospitals send them: what can be one, and what only fills a field."""

import pytest

from adapters.messages.hl7.events import read
from tests.adapters.messages.hl7.speech import FEED, RECEIVED, event, field, message


@pytest.mark.parametrize(
    ("when", "died", "perhaps"),
    [
        ("20260905", True, None),
        ("20260906", None, True),
        ("20991231", None, True),
        ("19000101", None, True),
        ("19700101", None, True),
        ("19480301", None, True),
        ("20260820", None, True),
        ("20260821", True, None),
    ],
)
def test_a_death_that_cannot_have_been_then_is_asked(
    when: str, *, died: bool | None, perhaps: bool | None
) -> None:
    """Before the birth or the admission, ahead, or a date that fills a field: nobody is dead."""
    lines = {"PID": field("PID", 29, when), "PV1": field("PV1", 44, "202608210900")}
    heard = read(message(**lines), FEED, RECEIVED)
    said = heard.events[0].account
    assert (said.died, said.perhaps_died) == (died, perhaps)
    places = [one.partition(":")[0] for one in heard.doubts]
    assert places == (["PID-29"] if perhaps else [])
    told = event(message(**lines | {"PID": field(lines["PID"], 30, "Y")})).account
    assert told.died is True
