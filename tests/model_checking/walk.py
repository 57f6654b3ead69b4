"""One long game, drawn from a seed: as many days as its moves take."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from tests.model_checking.carrier import Mood
from tests.model_checking.laws import Laws
from tests.model_checking.people import EPISODES
from tests.model_checking.world import OTHER_TEXTS, World

A_LONG_WHILE = timedelta(days=8)
_BEGINS = datetime.fromisoformat("2026-03-06T11:00:00-05:00")
_SPANS = (
    *(timedelta(seconds=5), timedelta(seconds=50), timedelta(minutes=3), timedelta(minutes=20)),
    *(timedelta(hours=2), timedelta(hours=11), timedelta(days=4), timedelta(days=6)),
)
Move = Callable[[World, Random], None]


def _asks(world: World, dice: Random) -> None:
    episode = dice.choice((dice.randrange(3), *(dice.randrange(len(EPISODES)) for _ in range(2))))
    world.asks(episode, dice.randrange(20), dice.choice((0, 0, 0, 1, 30, 600)))


def _takes_back(world: World, dice: Random) -> None:
    world.takes_back(dice.randrange(60), silent=dice.random() < 0.5)


def _replies(world: World, dice: Random) -> None:
    picks = tuple(dice.randrange(80) for _ in range(dice.choice((1, 1, 1, 2, 3))))
    world.replies(dice.randrange(6), picks, dice.randrange(15))


def _replies_bare(world: World, dice: Random) -> None:
    world.replies_bare(dice.randrange(6), dice.randrange(8))


def _says_something(world: World, dice: Random) -> None:
    world.says_something(dice.randrange(6), dice.randrange(len(OTHER_TEXTS)))


def _receipt(world: World, dice: Random) -> None:
    world.receipt(dice.randrange(6), dice.randrange(6), dice.randrange(4))


def _carrier(world: World, dice: Random) -> None:
    world.carrier_is(dice.randrange(6), dice.choice(tuple(Mood)), dice.randrange(1, 4))


def _trouble(world: World, dice: Random) -> None:
    dice.choice((world.goes_slow, world.goes_slow, world.falls_asleep, world.crashes))(
        dice.randrange(6)
    )


def _passes(world: World, dice: Random) -> None:
    world.passes(dice.choice(_SPANS))


def _recovers(world: World, _dice: Random) -> None:
    world.recovers()


MOVES: tuple[tuple[Move, int], ...] = (
    (_asks, 6),
    (_takes_back, 2),
    (_replies, 6),
    (_replies_bare, 3),
    (_says_something, 3),
    (_receipt, 2),
    (_carrier, 2),
    (_trouble, 4),
    (_passes, 6),
    (_recovers, 1),
)


def walked(seed: int, moves: int) -> World:
    """Play, judge after every move, and let it come to rest."""
    dice, world = Random(seed), World(_BEGINS, seed)  # noqa: S311 - a game
    laws = Laws(world)
    drawn, weights = zip(*MOVES, strict=True)
    for move in dice.choices(drawn, weights, k=moves):
        move(world, dice)
        laws.all_hold()
    world.recovers()
    world.passes(A_LONG_WHILE)
    laws.all_hold()
    return world
