"""Two thousand messages of eight visits and five classes a patient, against a judge of its own."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from adapters.sql.database import Database
from tests.intake.certain_facts import Facts
from tests.intake.mixed_hospital import Hospital
from tests.intake.mixed_messages import Message, person

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)


def arriving(people: dict[str, list[Message]], dice: Random) -> list[tuple[datetime, str, Message]]:
    """Everybody's messages between each other: most soon after they are recorded, some late."""
    found = []
    for who, messages in people.items():
        for said in messages:
            late = dice.choice([0.01, 0.1, 1, 3, 60]) * timedelta(hours=1)
            written = said.written or min(said.recorded, NOW - timedelta(days=1))
            found.append((min(written + late, NOW), who, said))
    return sorted(found, key=lambda one: one[0])


@dataclass
class Counted:
    """What a run looked at, so that it cannot idle: each is counted after every message."""

    messages: int = 0
    certain: set[str] = field(default_factory=set)
    watched: int = 0
    asked: int = 0
    held: int = 0
    silent: int = 0


async def told(
    database: Database, seed: int, many: int, most: int, *, backlog: bool
) -> tuple[Counted, dict[str, Facts]]:
    """Tell of so many people at most so much, and look at the laws after every message."""
    dice, counted = Random(seed), Counted()  # noqa: S311 - a shuffle, and no secret
    people = {f"p{n}": person(n, seed, NOW) for n in range(many)}
    hospital = Hospital(database, NOW if backlog else NOW - timedelta(days=60))
    coming = arriving(people, dice)
    if backlog:
        coming = [(NOW, who, said) for _, who, said in coming]
        dice.shuffle(coming)
    known: dict[str, Facts] = {}
    for came, who, said in coming[:most]:
        facts = known[who] = await hospital.hears(who, said, came)
        counted.messages += 1
        if hospital.joined(who, people[who]):
            broken = hospital.broken(facts)
            assert broken == [], f"seed {seed}: {who}, after {said.control}"
            counted.watched += bool(facts.runs)
            counted.certain |= {facts.runs} - {""}
            counted.asked += facts.asked and bool(facts.runs)
            counted.held += facts.held
            counted.silent += facts.silent and bool(facts.runs)
    return counted, known


@pytest.mark.parametrize("backlog", [False, True])
async def test_no_doubtful_word_ends_a_certain_episode(
    database: Database, *, backlog: bool
) -> None:
    """After every single message, whatever came so far: the laws of ADR 26 hold."""
    counted, _ = await told(database, 2 if backlog else 0, 2, 120, backlog=backlog)
    assert counted.messages > 60
    assert counted.watched > 30
    assert counted.asked > 10


@pytest.mark.long
@pytest.mark.parametrize("backlog", [False, True])
async def test_two_thousand_mixed_messages(database: Database, *, backlog: bool) -> None:
    """More than a thousand as they are recorded, as many in any order: the laws hold after each."""
    counted, _ = await told(database, 7, 30, 1500, backlog=backlog)
    print(  # noqa: T201 - how much was looked at is the proof that it did not idle
        f"{counted.messages} messages, {len(counted.certain)} certain episodes, watched "
        f"{counted.watched} times, {counted.asked} doubts asked, {counted.held} held, "
        f"{counted.silent} with texts held"
    )
    assert counted.messages > 1000
    assert len(counted.certain) > 25
    assert counted.watched > 400
    assert counted.asked > 150
    assert counted.held > 5
    assert counted.silent > 50


async def test_another_order_of_arrival_comes_to_the_same(database: Database) -> None:
    """Where the senders' own times say which was first: what runs, is held and is asked is one."""
    hospital, followed = Hospital(database, NOW), 0
    for number in range(5):
        plain = {one.recorded: one for one in person(number, 3, NOW) if one.recorded < NOW}
        ended = []
        for shuffled in range(2):
            who = f"{number}-{shuffled}"
            mine = [renumbered(one, f"{shuffled}") for one in plain.values()]
            Random(shuffled).shuffle(mine)  # noqa: S311 - a shuffle, and no secret
            facts = [await hospital.hears(who, said, NOW) for said in mine][-1]
            assert hospital.broken(facts) == [], who
            ended.append(sorted((visit[:-1], *rest) for visit, *rest in hospital.going(facts)))
        assert ended[0] == ended[1], number
        followed += len(ended[0])
    assert followed > 3


def renumbered(said: Message, more: str) -> Message:
    """The same of another person, whose every number ends in one digit more."""
    visit = said.visit and f"{said.visit}{more}"
    merged = said.merged and f"{said.merged}{more}"
    control = f"{said.control}-{more}"
    return replace(said, mrn=f"{said.mrn}{more}", visit=visit, merged=merged, control=control)
