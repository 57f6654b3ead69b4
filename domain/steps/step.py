"""What a step declares: all that the protocol, cards, boards, plans and reports know of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question
from domain.episode.decision import Decision, Phase, StepState, held
from domain.episode.facts import Answer, Ended, Facts
from domain.parties import VendorKind

Decide = Callable[[Facts, datetime], Decision]
Parts = Mapping[str, Decide]
Since = Callable[[Facts], datetime | None]
"""Since when it is case management; of care coordination, never."""


@dataclass(frozen=True, kw_only=True)
class Parting:
    """How an episode ended, how the step stood then, and what is left to somebody."""

    ended: Ended
    decision: Decision
    left: Callable[[], tuple[Decision, ...]]


def _no_parts(*_: object) -> Parts:
    return {}


def _nothing(*_: object) -> tuple[()]:
    return ()


def _no(*_: object) -> bool:
    return False


def _yes(*_: object) -> bool:
    return True


def _none(*_: object) -> None:
    return None


def _no_words(*_: object) -> str:
    return ""


def _no_item(*_: object) -> int:
    return 0


def _held(decision: Decision, _: Facts) -> Decision:
    return held(decision)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the thirty days.

    `name` begins its questions' keys and holds no "-" or "/"; `heading` stands over its column on
    the board, none: it has none. `parts` is what it decides now, by name: one decision, one for
    each item, or nothing; `parts_by_tier` what hangs on the tier, which all steps make together.
    `kinds` is all that it asks or tells.
    """

    name: str
    heading: str = ""
    parts: Callable[[Facts], Parts] = _no_parts
    parts_by_tier: Callable[[Facts, Since], Parts] = _no_parts
    kinds: tuple[Kind, ...]

    phase: Callable[[StepState, Facts], Phase | None] = _none
    """The word for where the thirty days stand that this step decides, as it now stands."""
    exists: Callable[[Facts], bool] = _yes
    """Whether people see it: what never arose is carried, and not shown."""
    must_take_place: str = ""
    """Why thirty days are not completed in which it was not done; empty: they may be."""

    ends: Callable[[Facts], Ended | None] = _none
    """What ends the episode, by what was said here."""
    yields: bool = False
    """Whether what it asks the family waits for its time, and while another step asks them."""
    silences: Callable[[Facts], bool] = _no
    """Whether all others ask nothing, for what was said here."""
    in_hospital: Callable[[Decision, Facts], Decision] = _held
    """What of it goes on while the patient is in hospital again."""
    farewell: Callable[[Parting, Facts], tuple[Question, ...]] = _nothing
    """What must still be heard when an episode has ended."""
    refusal: Callable[[Answer, Facts], str] = _no_words
    """Why an answer cannot be taken as it was given, in words for whoever gave it; or nothing."""

    raises: Callable[[Facts], Iterable[tuple[str, Answer, int]]] = _nothing
    """What shows that somebody finds their way with difficulty: the name of a reason for case
    management, the answer that told it, and the how many-th that was."""
    must_know: Callable[[Facts], tuple[str, ...]] = _nothing
    """What whoever looks at the episode must know first."""
    on_page: Callable[[Facts], str] = _no_words
    """A line below the table of steps in the Temporal UI."""
    on_card: frozenset[OnCard] = frozenset()
    """What every card of it shows, whatever is asked."""
    item: Callable[[str, Facts], int] = _no_item
    """Which item of the hospital's account the part of that name is about, from 1; or 0."""
    why: Callable[[Facts], str] = _no_words
    """What brought its questions up, where that may stand on a card alone."""
    attempts: Callable[[Facts], tuple[Answer, ...]] = _nothing
    """What was tried in vain: every card lists it."""
    tells_how: bool = False
    """Whether the line of an episode that has ended tells how it was settled."""
    vendor: VendorKind | None = None
    """Who is asked outside the hospital."""


def one(
    name: str, decide: Decide, *, when: Callable[[Facts], bool] = _yes
) -> Callable[[Facts], Mapping[str, Decide]]:
    """The parts of a step that decides one thing, or nothing."""
    return lambda facts: {name: decide} if when(facts) else {}
