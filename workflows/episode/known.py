"""What an episode knows, and what each step decides of it now."""

from dataclasses import replace
from datetime import datetime

from domain.episode.amendment import moved_within_family
from domain.episode.decision import Decision
from domain.episode.facts import Facts
from domain.protocol import protocol
from domain.protocol.ledger import Undo
from domain.steps.tier import carried
from models import payloads
from workflows.episode import mapping
from workflows.episode.asked_questions import AskedQuestions
from workflows.episode.untold import Untold
from workflows.waiting import ClinicalTime


class Known:
    """The facts, the questions that stand, and what others have yet to be told.

    `news` is set by whatever is learnt, until somebody has looked at it.
    """

    def __init__(self, opening: payloads.OpenEpisode) -> None:
        state = opening.state
        self.facts = state.facts if state else mapping.first_facts(opening)
        self.questions = AskedQuestions.parse(state.asked_questions if state else ())
        self.untold = Untold(opening, self.facts)
        self.news = True
        self.time = ClinicalTime(opening.clock)

    def now(self) -> datetime:
        """The clinical time."""
        return self.time.now()

    def decide(self, step: str) -> Decision:
        """A step's decision for what is known now."""
        return protocol.decide(step, self.facts, self.now())

    def next_change(self) -> tuple[datetime | None, Decision | None]:
        """When time alone changes something first, and whose decision."""
        return protocol.next_change(self.facts, self.now())

    def ended(self) -> bool:
        """Whether something has ended the episode."""
        return protocol.ending(self.facts) is not None

    def learn(self, facts: Facts, undo: Undo | None = None) -> None:
        """Replace the facts; whatever could have been asked until now is remembered."""
        facts = carried(self.facts, facts, self.now())
        for step in protocol.steps(self.facts):
            self.questions.remember_possible(self.decide(step).questions)
        for question in moved_within_family(self.facts, facts):
            self.questions.redirect(question)
        ended = protocol.ending(facts)  # whatever ends it, ends it for good
        known = facts if facts.ended or not ended else replace(facts, ended=ended)
        self.untold.learn(self.facts, known, self.now(), undo)
        self.facts = known
        self.news = True
