"""What happens between two steps of a thread, each played once by hand."""

from datetime import datetime, timedelta

import pytest

from domain.pathway import Role
from domain.steps.equipment import EQUIPMENT_WORKS
from models.payloads import Contact, DeliveryOutcome, Settled, ShiftChange
from tests.model_checking.carrier import Mood
from tests.model_checking.episodes import Wanted
from tests.model_checking.laws import Laws
from tests.model_checking.people import FOR_PATIENTS, NUMBERS, PATIENTS, STAFF, TASKS, Task
from tests.model_checking.world import Intent, World

TUESDAY = datetime.fromisoformat("2026-03-10T09:00:00-04:00")
LOPEZ, DIAZ = STAFF["lopez"], STAFF["diaz"]
ALONE = PATIENTS["episode-1"]
CALL, VISIT, LETTER, TOLD, DONE = TASKS[0], TASKS[2], TASKS[5], TASKS[7], TASKS[9]
WORKS = Task(kind=EQUIPMENT_WORKS, to=Role.PATIENT, key="equipment/works", reminders=(2, 3))
SOON, LATER = timedelta(minutes=3), timedelta(hours=2)


class Scene(World):
    """A world without chance: signals come at once and once, tasks of who goes OFF all move."""

    def __init__(self) -> None:
        super().__init__(TUESDAY, seed=1)
        self.dice.random = lambda: 0.6  # type: ignore[method-assign]
        self.dice.randrange = lambda *_: 0  # type: ignore[method-assign]

    def wants(self, episode: int, task: Task, of: Contact) -> Wanted:
        """An episode asks somebody something now."""
        self._asked += 1
        asked = task.question(self._asked, self.now, None)
        wanted = self.episodes.want(f"episode-{episode}", asked, of)
        self.settles()
        return wanted

    def will_want(self, episode: int, task: Task, of: Contact, ahead: timedelta) -> None:
        """An episode asks somebody something that goes out later."""
        self._asked += 1
        asked = task.question(self._asked, self.now + ahead, None)
        self.episodes.want(f"episode-{episode}", asked, of)
        self.settles()

    def types(self, who: Contact, body: str, *codes: int) -> None:
        """Somebody texts."""
        self.says(who.token, body, Intent.ANSWER, frozenset(codes))

    def is_settled(self, wanted: Wanted) -> None:
        """Somebody did it elsewhere."""
        settled = Settled(words="done", by="RN Ward", at=self.now)
        self.episodes.takes_back(wanted, settled=settled)
        self.settles()

    def later(self, span: timedelta) -> None:
        """The clock goes on, and what has not come back stays away."""
        self.now += span
        self.settles()

    def slow(self, who: Contact) -> None:
        """What that phone's thread begins does not come back before time passes."""
        self.goes_slow(NUMBERS.index(who.token))

    def silent(self, who: Contact) -> None:
        """The carrier takes the next text and does not say so."""
        self.carrier_is(NUMBERS.index(who.token), Mood.TAKES_AND_IS_SILENT, 1)

    def not_arrived(self, who: Contact) -> None:
        """A receipt for the phone's first text: not now."""
        sent = self.carrier.to(who.token)
        self.receipt(
            NUMBERS.index(who.token),
            len(sent) - 1,
            list(DeliveryOutcome).index(DeliveryOutcome.LATER),
        )

    def keys(self, who: Contact) -> list[str]:
        """The texts that the phone was sent."""
        return [each.text.key for each in self.carrier.to(who.token)]

    def lawful(self) -> None:
        """All comes back, and every law holds."""
        self.recovers()
        assert self.at_rest
        Laws(self).all_hold()


@pytest.fixture
def scene() -> Scene:
    """Nobody was asked anything."""
    return Scene()


def test_a_receipt_that_overtakes_its_text_counts(scene: Scene) -> None:
    """Undelivered before the attempt came back: the text goes out once more all the same."""
    scene.slow(LOPEZ)
    wanted = scene.wants(9, CALL, LOPEZ)
    scene.later(SOON)
    scene.not_arrived(LOPEZ)
    scene.passes(LATER)
    assert scene.keys(LOPEZ) == [f"{wanted.id}#1", f"{wanted.id}#1.1"]


def test_a_receipt_for_a_doubtful_text_counts(scene: Scene) -> None:
    """Undelivered while nobody knows whether it went out: then it did, and goes out once more."""
    scene.silent(LOPEZ)
    wanted = scene.wants(9, CALL, LOPEZ)
    scene.later(timedelta(minutes=2))
    scene.not_arrived(LOPEZ)
    scene.passes(LATER)
    assert scene.keys(LOPEZ) == [f"{wanted.id}#1", f"{wanted.id}#1.1"]


def test_a_late_receipt_repeats_nothing(scene: Scene) -> None:
    """The first text did not arrive, its reminder did: nothing goes out a third time."""
    wanted = scene.wants(9, DONE, DIAZ)
    scene.passes(timedelta(hours=13))
    scene.not_arrived(DIAZ)
    scene.passes(LATER)
    assert scene.keys(DIAZ) == [f"{wanted.id}#1", f"{wanted.id}#2"]


def test_off_is_heard_while_a_shift_is_looked_at(scene: Scene) -> None:
    """OFF in the moment in which the shift ends is not taken for what is being done already."""
    scene.wants(9, CALL, LOPEZ)
    scene.passes(timedelta(hours=6, minutes=29))
    scene.slow(LOPEZ)
    scene.later(timedelta(minutes=1))
    scene.types(LOPEZ, "OFF")
    scene.lawful()
    assert [change for _, change in scene.episodes.shift_requests] == [
        ShiftChange.LOOK,
        ShiftChange.OFF,
    ]


def test_who_hands_over_is_told_what(scene: Scene) -> None:
    """The prompts are withdrawn before the roster's word is back: the note names them still."""
    scene.wants(9, CALL, LOPEZ)
    scene.passes(SOON)
    scene.dice.random = lambda: 0.5  # type: ignore[method-assign]
    scene.types(LOPEZ, "OFF")
    (note,) = [a.text for a in scene.carrier.to(LOPEZ.token) if a.text.key.endswith("#shift")]
    assert note.items[0].words["handed"].startswith("21 ")


def test_a_verdict_opens_nothing_that_was_withdrawn(scene: Scene) -> None:
    """Taken, then somebody settles it, then the first verdict returns: it stays closed."""
    wanted = scene.wants(9, TOLD, DIAZ)
    scene.passes(SOON)
    scene.slow(DIAZ)
    scene.types(DIAZ, "21 1", 21)
    scene.is_settled(wanted)
    scene.lawful()


def test_undo_opens_nothing_that_was_handed_over(scene: Scene) -> None:
    """Who answered by code after handing over, and takes it back, is not asked again."""
    scene.wants(9, CALL, LOPEZ)
    scene.passes(SOON)
    scene.dice.random = lambda: 0.5  # type: ignore[method-assign]
    scene.types(LOPEZ, "OFF")
    scene.passes(timedelta(seconds=5))
    scene.types(LOPEZ, "21 4", 21)
    scene.types(LOPEZ, "21 UNDO", 21)
    scene.lawful()


def test_a_patient_gets_one_text_a_day_in_doubt_too(scene: Scene) -> None:
    """While nobody knows whether a text went out, no other takes its place within the cap."""
    scene.passes(timedelta(hours=4))
    scene.silent(ALONE)
    scene.wants(1, FOR_PATIENTS[0], ALONE)
    scene.wants(1, FOR_PATIENTS[1], ALONE)
    scene.passes(SOON)
    scene.lawful()


def test_nurses_get_one_text_in_two_minutes_in_doubt_too(scene: Scene) -> None:
    """While nobody knows whether a text went out, what is not urgent waits behind it."""
    scene.silent(LOPEZ)
    for episode in range(9, 14):
        scene.wants(episode, CALL, LOPEZ)
    scene.passes(SOON)
    scene.lawful()


def test_an_answered_text_in_doubt_counts(scene: Scene) -> None:
    """A patient's answer shows that a text went out: the next question waits for tomorrow."""
    scene.passes(timedelta(hours=4))
    scene.silent(ALONE)
    scene.wants(1, FOR_PATIENTS[0], ALONE)
    scene.types(ALONE, "1")
    scene.wants(1, FOR_PATIENTS[0], ALONE)
    scene.passes(SOON)
    scene.lawful()


def test_what_was_asked_before_a_reply_does_not_follow_from_it(scene: Scene) -> None:
    """A prompt that was to go an hour after the reply goes two minutes after the one before it."""
    scene.wants(9, CALL, LOPEZ)
    scene.will_want(9, LETTER, LOPEZ, timedelta(hours=1))
    scene.passes(SOON)
    scene.types(LOPEZ, "21 4", 21)
    scene.passes(timedelta(minutes=54, seconds=30))
    for episode in (10, 11, 12):
        scene.wants(episode, CALL, LOPEZ)
    scene.passes(timedelta(minutes=10))
    scene.lawful()


def test_a_repeated_text_uncaps_no_reminder(scene: Scene) -> None:
    """What went out once more because it was lost stays one of a day: its reminders wait."""
    scene.passes(timedelta(hours=2))
    scene.wants(1, WORKS, ALONE)
    scene.not_arrived(ALONE)
    scene.passes(timedelta(hours=6))
    scene.lawful()


def test_an_undone_answer_is_not_asked_again(scene: Scene) -> None:
    """Who answers has seen the text, though nobody knows that it went out."""
    scene.silent(LOPEZ)
    scene.wants(9, CALL, LOPEZ)
    scene.wants(10, VISIT, LOPEZ)
    scene.later(timedelta(minutes=2))
    scene.types(LOPEZ, "22 4, 21 1", 21, 22)
    scene.types(LOPEZ, "21 UNDO", 21)
    scene.passes(SOON)
    scene.lawful()


def test_an_answer_means_what_stood_there_when_it_was_sent(scene: Scene) -> None:
    """Two texts and a withdrawal wait for a worker: the bare one could mean two prompts."""
    wanted = scene.wants(9, CALL, LOPEZ)
    scene.wants(10, VISIT, LOPEZ)
    scene.passes(timedelta(minutes=4))
    scene.falls_asleep(NUMBERS.index(LOPEZ.token))
    scene.types(LOPEZ, "WHO 21", 21)
    scene.later(timedelta(seconds=5))
    scene.types(LOPEZ, "1")
    scene.is_settled(wanted)
    scene.lawful()
    assert scene.episodes.given == []


@pytest.mark.parametrize("other_stands", [True, False], ids=["thread lives", "thread ended"])
def test_a_prompt_is_not_forgotten_before_a_reply(scene: Scene, *, other_stands: bool) -> None:
    """A prompt was withdrawn days ago: the first reply since then without a code is in doubt."""
    wanted = scene.wants(9, TOLD, DIAZ)
    scene.passes(SOON)
    if other_stands:
        scene.wants(10, TOLD, DIAZ)
    scene.is_settled(wanted)
    scene.passes(timedelta(days=9))
    if not other_stands:
        scene.wants(11, TOLD, DIAZ)
    scene.passes(SOON)
    scene.types(DIAZ, "2")
    scene.lawful()
    assert scene.episodes.given == []
