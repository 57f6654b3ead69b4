"""A case manager lowers the tier: an answer to no question, kept among the others."""

from datetime import datetime

from domain.asking.choices import Value
from domain.clinical.triage import look
from domain.episode.facts import Person, Via
from domain.steps.tier import LOWERED
from models.payloads import GiveAnswer


def lowered(episode: str, by: Person, at: datetime, why: str, message_id: str) -> GiveAnswer:
    """What their episode is told. `why` is kept sealed, like any note."""
    return GiveAnswer(
        episode=episode,
        key=LOWERED,
        value=Value.LOWERED,
        by=by,
        happened_at=at,
        told_at=at,
        via=Via.BY_HAND,
        note=why,
        flag=look(why),
        message_id=message_id,
    )
