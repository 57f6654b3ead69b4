"""What was decided of each difference between the drug lists, and what nobody has decided yet.

Each difference ends as continued, changed, stopped or intended (with its reason), or waits for the
prescriber. The newest word counts; taking an answer back takes its decisions back.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.clinical.outline import ListDifference, ListDifferences
from domain.episode.facts import Answer, Facts
from domain.words.phrasebook import phrase

_STEP = "reconciliation/"
_BECAUSE = ": "
_IN_WORDS = "in words"
"""In place of a reason that the store keeps."""


class DrugDecision(StrEnum):
    """What may be decided of one difference."""

    CONTINUE = "continue"
    CHANGE = "change"
    STOP = "stop"
    INTENDED = "intended"
    ASK_PRESCRIBER = "ask_prescriber"


LABELS = {
    DrugDecision.CONTINUE: phrase("drug_decisions.continue"),
    DrugDecision.CHANGE: phrase("drug_decisions.change"),
    DrugDecision.STOP: phrase("drug_decisions.stop"),
    DrugDecision.INTENDED: phrase("drug_decisions.intended"),
    DrugDecision.ASK_PRESCRIBER: phrase("drug_decisions.ask_prescriber"),
}
"""As the card offers them."""
NEEDS_REASON = frozenset({DrugDecision.INTENDED})
"""An intended difference is one whose reason is documented."""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What somebody decided of one difference, and when; `reasoned` whether they said why.

    `note` is the name under which the store keeps the reason.
    """

    decision: DrugDecision
    by: str
    at: datetime
    reasoned: bool = False
    note: str = ""

    @property
    def is_final(self) -> bool:
        """Whether nobody has to come back to it: a reason where one is needed, no prescriber."""
        if self.decision is DrugDecision.ASK_PRESCRIBER:
            return False
        return self.reasoned or self.decision not in NEEDS_REASON


def as_chosen(decision: DrugDecision, reason: str) -> str:
    """How an answer's card carries a decision and its reason."""
    return f"{decision}{_BECAUSE}{reason}" if reason else str(decision)


def reason_of(chosen: str) -> str:
    """The reason beside a decision, as its card carries both; nothing where none was given."""
    decision, _, reason = chosen.partition(_BECAUSE)
    return reason.strip() if decision in set(DrugDecision) else ""


def reasons_in(card: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The reasons that stand on a card, in words."""
    return tuple(filter(None, (reason_of(chosen) for _, chosen in card)))


def without_reasons(card: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The same choices; of a reason only that there is one."""
    return tuple(
        (one, as_chosen(DrugDecision(chosen.partition(_BECAUSE)[0]), _IN_WORDS))
        if reason_of(chosen)
        else (one, chosen)
        for one, chosen in card
    )


def comparison(facts: Facts) -> ListDifferences:
    """The differences between what was taken before and what was prescribed at discharge."""
    return facts.discharge.medications


def decided(facts: Facts) -> dict[str, Decided]:
    """The newest decision on each difference, by its id."""
    found: dict[str, Decided] = {}
    for answer in facts.answers:
        if answer.question.startswith(_STEP):
            found |= decisions_of(answer)
    return found


def decisions_of(answer: Answer) -> dict[str, Decided]:
    """What an answer's card decides; what is no decision on a difference is left out."""
    found: dict[str, Decided] = {}
    for name, chosen in answer.card:
        decision = chosen.partition(_BECAUSE)[0]
        if decision in set(DrugDecision):
            reasoned = bool(reason_of(chosen))
            found[name] = Decided(
                decision=DrugDecision(decision),
                by=answer.by.name,
                at=answer.told_at,
                reasoned=reasoned,
                note=answer.note if reasoned else "",
            )
    return found


def undecided(facts: Facts, answer: Answer | None = None) -> tuple[ListDifference, ...]:
    """The differences that matter and wait for a decision, also after `answer` counted."""
    known = decided(facts) | (decisions_of(answer) if answer else {})
    return tuple(
        one
        for one in comparison(facts).to_settle
        if one.id not in known or not known[one.id].is_final
    )


def in_words(facts: Facts) -> str:
    """How the lists were settled, naming no drug: what was decided, and what was not."""
    found = comparison(facts)
    count, left = len(found.to_settle), len(undecided(facts))
    if not count:
        none = "" if found.missing else phrase("reconciliation.no_difference")
    elif left:
        none = phrase("reconciliation.left_open", left=left, count=count)
    else:
        none = phrase("reconciliation.decided", count=count)
    missing = missing_lists(facts)
    lists = phrase("reconciliation.without_list", missing=missing) if missing else ""
    return "; ".join(filter(None, (none, lists)))


def missing_lists(facts: Facts) -> str:
    """Which of the two lists nobody has sent; nothing where both are there."""
    named = [
        phrase(f"reconciliation.list_{one.replace(' ', '_')}") for one in comparison(facts).missing
    ]
    if len(named) > 1:
        return phrase("reconciliation.both", first=named[0], second=named[1])
    return "".join(named)
