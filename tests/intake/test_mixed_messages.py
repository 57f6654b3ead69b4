"""Two thousand messages of eight visits and five classes a patient, against a judge of its own."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from adapters.sql.database import Database
from tests.intake.mixed_hospital import Hospital
from tests.intake.mixed_messages import Message, person

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)


def arriving(people: dict[str, list[Message]], dice: Random) -> list[tuple[datetime, str, Message]]:
    """Everybody's messages between each other: most soon after they are recorded, some days late."""
    found = []
    for who, messages in people.items():
        for said in messages:
            late = dice.choice([0.01, 0.1, 1, 3, 60]) * timedelta(hours=1)
            written = min(said.recorded, NOW - timedelta(days=1))
            found.append((min(written + late, NOW), who, said))
    return sorted(found, key=lambda one: one[0])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("backlog", [False, True])
async def test_no_doubtful_word_ends_a_certain_episode(
    database: Database, seed: int, backlog: bool
) -> None:
    """After every single message, whatever came so far: the laws of ADR 26 hold."""
    dice = Random(seed)
    people = {f"p{n}": person(n, seed, NOW) for n in range(6)}
    hospital = Hospital(database, NOW if backlog else NOW - timedelta(days=60))
    coming = arriving(people, dice)
    if backlog:
        coming = [(NOW, who, said) for _, who, said in coming]
        dice.shuffle(coming)
    for came, who, said in coming:
        facts = await hospital.hears(who, said, came)
        if hospital.joined(who, people[who]):
            broken = hospital.broken(facts)
            assert broken == [], (seed, who, said, hospital.told[who])
