"""What is said to GIVE, SNOOZE and "who is on call", in each way; and of a hospital's messages."""

from collections.abc import Iterator
from datetime import datetime

from domain.pathway import Role
from models.payloads import NotGiven, StandingPrompt, TextItem
from tests.domain.examples import LINE
from tests.domain.plan.wandering import NAMES
from workflows.conversation import wording

ABOUT_FEEDS = ("feed_silent", "feed_back", "unread_discharge", "unread_discharges")
FEED = {
    "key": "silence:mercy-general:1234567", "id": "1234567", "count": "12345",
    "facility": "mercy-general",
}  # fmt: skip
"""The longest that such a text may have to name."""


def handled(held: StandingPrompt, now: datetime) -> Iterator[TextItem]:
    """What is said to GIVE, SNOOZE and "who is on call"."""
    names = (NAMES[Role.NURSE], NAMES[Role.CASE_MANAGER])
    yield wording.given(held, names[0])
    for why in NotGiven:
        yield wording.not_given(held, why, "Chandra from the night shift", names)
    yield wording.snoozed(held, now)
    yield wording.snooze_when(held)
    yield wording.on_call(tuple(f"{name} (case manager)" for name in names), LINE)
    yield wording.on_call((), None)
