"""Six phones against a plain account: whatever comes in whatever order, the laws hold."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.model_checking.carrier import Mood
from tests.model_checking.laws import Laws
from tests.model_checking.rare import rare
from tests.model_checking.walk import A_LONG_WHILE, walked
from tests.model_checking.world import OTHER_TEXTS, World

STARTS = (
    "2026-03-06T11:00:00-05:00",  # a Friday: the clocks go forward on Sunday
    "2026-10-30T20:30:00-04:00",  # a Friday night: they go back
    "2026-09-08T06:30:00-04:00",  # a Tuesday before the shift
)
SPANS = (
    timedelta(seconds=1),
    timedelta(seconds=40),
    timedelta(minutes=3),
    timedelta(minutes=45),
    timedelta(hours=3),
    timedelta(hours=11),
    timedelta(days=1),
    timedelta(days=4),
)
phones, any_one = st.integers(0, 5), st.integers(0, 60)
few = st.lists(st.integers(0, 80), min_size=1, max_size=3).map(tuple)


class Conversations(RuleBasedStateMachine):
    """Moves are drawn by hypothesis; `World` plays them, `Laws` judges after each."""

    @initialize(start=st.sampled_from(STARTS), seed=st.integers(0, 1000))
    def begins(self, start: str, seed: int) -> None:
        """Nobody was asked anything yet."""
        self.world = World(datetime.fromisoformat(start), seed)
        self.laws = Laws(self.world)

    # ---- moves

    @rule(
        episode=st.integers(0, 39) | st.integers(0, 2),
        task=st.integers(0, 19),
        ahead=st.sampled_from((0, 0, 1, 30, 600)),
    )
    def asks(self, episode: int, task: int, ahead: int) -> None:
        """An episode wants something."""
        self.world.asks(episode, task, ahead)

    @precondition(lambda self: self.world.episodes.standing())
    @rule(which=any_one, silent=st.booleans())
    def takes_back(self, which: int, silent: bool) -> None:  # noqa: FBT001 - drawn
        """An episode needs it no more."""
        self.world.takes_back(which, silent=silent)

    @precondition(lambda self: self.world.carrier.accepted)
    @rule(phone=phones, picks=few, verb=st.integers(0, 14))
    def replies(self, phone: int, picks: tuple[int, ...], verb: int) -> None:
        """Somebody answers, corrects or asks, by code."""
        self.world.replies(phone, picks, verb)

    @precondition(lambda self: self.world.carrier.accepted)
    @rule(phone=phones, pick=st.integers(0, 8))
    def replies_bare(self, phone: int, pick: int) -> None:
        """Somebody answers without a code."""
        self.world.replies_bare(phone, pick)

    @rule(phone=phones, what=st.integers(0, len(OTHER_TEXTS) - 1))
    def says_something(self, phone: int, what: int) -> None:
        """Somebody texts what is no answer."""
        self.world.says_something(phone, what)

    @precondition(lambda self: self.world.carrier.accepted)
    @rule(phone=phones, which=st.integers(0, 5), outcome=st.integers(0, 3))
    def receipt(self, phone: int, which: int, outcome: int) -> None:
        """A text did not arrive."""
        self.world.receipt(phone, which, outcome)

    @rule(phone=phones, mood=st.sampled_from(Mood), times=st.integers(1, 3))
    def carrier_is(self, phone: int, mood: Mood, times: int) -> None:
        """The carrier will be difficult."""
        self.world.carrier_is(phone, mood, times)

    @rule(phone=phones)
    def goes_slow(self, phone: int) -> None:
        """Activities take a while."""
        self.world.goes_slow(phone)

    @rule(phone=phones)
    def falls_asleep(self, phone: int) -> None:
        """A worker is down."""
        self.world.falls_asleep(phone)

    @rule(phone=phones)
    def crashes(self, phone: int) -> None:
        """A thread continues as new."""
        self.world.crashes(phone)

    @rule(span=st.sampled_from(SPANS))
    def passes(self, span: timedelta) -> None:
        """Time passes."""
        self.world.passes(span)

    @rule()
    def recovers(self) -> None:
        """All is well again."""
        self.world.recovers()

    def teardown(self) -> None:
        """At the end nothing goes wrong for some days, and everything is where it belongs."""
        if hasattr(self, "world"):
            self.world.recovers()
            self.world.passes(A_LONG_WHILE)
            assert self.world.at_rest
            self.laws.all_hold()

    # ---- laws

    @invariant()
    def no_answer_on_the_wrong_prompt(self) -> None:
        """An answer goes to the prompt whose code it names, or to the only one it can mean."""
        self.laws.no_answer_on_the_wrong_prompt()

    @invariant()
    def no_code_twice(self) -> None:
        """A code is one prompt's on its phone for ever, and never below 21."""
        self.laws.no_code_twice()

    @invariant()
    def every_text_is_acted_on_once(self) -> None:
        """A text that comes twice is read once, and none is left unread."""
        self.laws.every_text_is_acted_on_once()

    @invariant()
    def nothing_is_lost(self) -> None:
        """What an episode wants stands open on its phone, and nothing else does."""
        self.laws.nothing_is_lost()

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        """A prompt is shown once for each occasion."""
        self.laws.nothing_is_sent_twice()

    @invariant()
    def three_corrections_in_ten_minutes(self) -> None:
        """Nobody is told more than three times in ten minutes that they were not understood."""
        self.laws.three_corrections_in_ten_minutes()

    @invariant()
    def no_text_is_swallowed(self) -> None:
        """Something comes of every text."""
        self.laws.no_text_is_swallowed()

    @invariant()
    def danger_and_death_are_heard(self) -> None:
        """Danger and death reach a person whatever was said before."""
        self.laws.danger_and_death_are_heard()

    @invariant()
    def patients_are_left_in_peace(self) -> None:
        """Patients are texted by day and within the caps, else only replied to."""
        self.laws.patients_are_left_in_peace()

    @invariant()
    def one_patient_at_a_time(self) -> None:
        """A shared phone is asked about one patient at a time."""
        self.laws.one_patient_at_a_time()

    @invariant()
    def staff_get_what_comes_together_as_one(self) -> None:
        """What comes within two minutes is one text, of three prompts at most."""
        self.laws.staff_get_what_comes_together_as_one()

    @invariant()
    def who_opted_out_gets_nothing(self) -> None:
        """A phone that opted out gets safety texts and at most one confirmation."""
        self.laws.who_opted_out_gets_nothing()

    @invariant()
    def both_hear_of_a_handing_over(self) -> None:
        """Whoever gives away what they have seen is told."""
        self.laws.both_hear_of_a_handing_over()


Conversations.TestCase.settings = settings(
    max_examples=250,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestConversations = Conversations.TestCase


def test_a_thousand_days() -> None:
    """Five thousand moves of one long game break no law, reach each rare state, come to rest."""
    world = walked(seed=7, moves=5000)
    assert world.at_rest
    assert [state for state, count in rare(world).items() if not count] == []
    assert world.lasted > timedelta(days=1000)
