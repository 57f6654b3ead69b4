"""Whatever is typed about one episode: the same words and status for the same state of it."""

import pytest

from models.tables import Assignment, EpisodeRow, StepRow, WorkItem
from tests.cli.world import EVENING, World, encounter

EPISODE = "episode-mercy-general-m6hd3cv2w4ao5nqjx7kb-1"
CALL = "contact/call/1"
LOOKS = [("status", EPISODE)]
TELLS = [
    ("answer", EPISODE),
    ("answer", EPISODE, CALL, "4"),
    ("close", EPISODE, "--reason", "died"),
    ("readmit", EPISODE),
    ("readmit", EPISODE, "--undo"),
]
ABOUT_ONE = LOOKS + TELLS

UNKNOWN = f"there is no episode {EPISODE!r}; `starter.py list --all` shows each\n"
CLOSED = f"{EPISODE} is closed: withdrawn\n"
AWAY = "nobody answers: are Temporal and the worker running?\n"
NOT_BEGUN = f"nothing runs under {EPISODE!r}: it has yet to begin, or somebody ended its run\n"


def opened(world: World, outcome: str = "") -> None:
    """The store knows an episode: its nurse is asked, or it has ended."""
    phase = "closed" if outcome else "contact"
    with world.database.write() as session:
        session.add(encounter(EPISODE, outcome))
        session.add(
            EpisodeRow(episode=EPISODE, version=1, phase=phase, outcome=outcome, at=EVENING)
        )
        session.add(
            Assignment(
                episode=EPISODE,
                question=CALL,
                role="nurse",
                handle="b-kim",
                person_name="RN Kim",
                withdrawn=bool(outcome),
            )
        )


@pytest.fixture(params=["world", "running"])
def either(request: pytest.FixtureRequest) -> World:
    """A world in which Temporal is away, and one in which it is there."""
    found: World = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("words", ABOUT_ONE, ids=" ".join)
def test_what_does_not_exist_exists_for_nobody(words: tuple[str, ...], either: World) -> None:
    """One line and status 1 for every command, whether Temporal is there or not."""
    result = either.types(*words)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", UNKNOWN)
    assert either.audited() == []


@pytest.mark.parametrize("words", TELLS, ids=" ".join)
def test_what_is_closed_hears_nothing_more(words: tuple[str, ...], either: World) -> None:
    """How it ended is said, and nothing is told to it or noted."""
    opened(either, "withdrawn")
    result = either.types(*words)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", CLOSED)
    assert either.audited() == []


def test_what_is_closed_is_still_shown(either: World) -> None:
    """Its page is there, from the store when nobody answers: nothing more will be known of it."""
    opened(either, "withdrawn")
    result = either.types("status", EPISODE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "closed: withdrawn" in result.stdout
    assert "nobody answers" not in result.stdout


def test_what_is_closed_has_no_open_step(world: World) -> None:
    """From the store as well: what nobody will do is not done, unless the queue has it."""
    opened(world, "died")
    steps = [
        StepRow(episode=EPISODE, step=step, title=f"the {step}", state="unresolved", owner="lopez")
        for step in ("contact", "visit")
    ]
    left = WorkItem(key=f"{EPISODE}/visit", reason="open", about=EPISODE, since=EVENING)
    with world.database.write() as session:
        session.add_all([*steps, left])
    shown = world.types("status", EPISODE).stdout
    (contact,) = (line for line in shown.splitlines() if "the contact" in line)
    (visit,) = (line for line in shown.splitlines() if "the visit" in line)
    assert "not done: the episode ended" in contact
    assert "in the work queue" in visit
    assert "lopez" not in shown


@pytest.mark.parametrize("words", TELLS, ids=" ".join)
@pytest.mark.parametrize(("where", "said"), [("world", AWAY), ("running", NOT_BEGUN)])
def test_an_episode_that_cannot_be_reached_can_be_tried_again(
    where: str, said: str, words: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    """Status 3 where Temporal is away, and where it has nothing under that id yet."""
    world: World = request.getfixturevalue(where)
    opened(world)
    result = world.types(*words)
    assert (result.exit_code, result.stdout, result.stderr) == (3, "", said)


@pytest.mark.parametrize(("where", "said"), [("world", AWAY), ("running", NOT_BEGUN)])
def test_what_the_store_last_knew_is_shown_for_what_it_is(
    where: str, said: str, request: pytest.FixtureRequest
) -> None:
    """A page that may be old says so, and so does the status, as with every other command."""
    world: World = request.getfixturevalue(where)
    opened(world)
    result = world.types("status", EPISODE)
    assert (result.exit_code, result.stderr) == (3, said)
    assert "contact — nobody answers; as of Fri 9/4 5p" in result.stdout


def test_the_list_knows_what_the_others_know(world: World) -> None:
    """Nothing: that is said and is no fault. A closed one is listed when all are asked for."""
    empty = world.types("list")
    assert (empty.exit_code, empty.stdout, empty.stderr) == (0, "nothing to show\n", "")
    opened(world, "withdrawn")
    assert world.types("list").stdout == "nothing to show\n"
    every = world.types("list", "--all")
    assert every.exit_code == 0
    assert EPISODE in every.stdout
    assert "withdrawn" in every.stdout


def test_an_open_one_without_questions_has_none(world: World) -> None:
    """That nobody is asked anything is an answer; a question that is not asked takes none."""
    opened(world)
    with world.database.write() as session:
        session.merge(Assignment(episode=EPISODE, question=CALL, handle="b-kim", withdrawn=True))
    none = world.types("answer", EPISODE)
    assert (none.exit_code, none.stdout) == (0, "nothing to show\n")
    refused = world.types("answer", EPISODE, CALL, "4")
    assert refused.exit_code == 1
    assert refused.stderr == f"{CALL!r} is not open; without a question, the open ones are listed\n"
