"""The short page that staff see when they open an episode in the Temporal UI."""

from collections.abc import Container

from domain.episode.deadlines import window_ends
from domain.episode.decision import StepState
from domain.episode.facts import Ended, Facts
from domain.hospital.languages import interpreter
from domain.protocol.must_know import must_know, risk_by_parts
from domain.protocol.overview import Overview, StepView
from domain.protocol.protocol import ending, left_behind
from domain.steps import catalogue
from domain.time.phrasing import short_day, short_due
from domain.words.phrasebook import phrase, read_in

_MARK = {
    StepState.OPEN: "◻",
    StepState.RUNNING: "○",
    StepState.DONE: "✔",
    StepState.STOPPED: "■",
    StepState.UNRESOLVED: "◻",
}
LEFT = phrase("page.left")
NOT_DONE = phrase("page.not_done")
"""Of a step that nobody settled: whether somebody is left with it."""
_COLUMNS = 5


def page(facts: Facts, seen: Overview) -> str:
    """Markdown: the phase, each step with owner and due, the last contact, what happens next.

    Of one that has ended: why, what was done, and what is left to whom; what will not be done any
    more is no open box.
    """
    zone, ended = facts.calendar.time_zone, ending(facts)
    rows = [_row(view, zone) for view in seen.steps] or [
        _line("", phrase("page.nothing_to_prepare"))
    ]
    head, known = _head(facts, seen), [*_must_know(facts), *_interpreter(facts)]
    if ended is not None:
        left = {one.step for one in left_behind(ended, facts)}
        rows = [_row_at_the_end(view, zone, left) for view in seen.steps]
        head, known = _end(ended, facts), []
    page = "\n".join(
        [
            head,
            "",
            _line("", *(phrase(f"page.column_{one}") for one in ("step", "owner", "due", "next"))),
            "|---|---|---|---|---|",
            *rows,
            "",
            *known,
            *_of_steps(facts),
            *_corrected(facts),
        ]
    )
    return read_in(page, zone)


def _line(*cells: str) -> str:
    """A row of the table, with what it lacks left blank."""
    filled = (*cells, *[""] * (_COLUMNS - len(cells)))
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in filled)


def _of_steps(facts: Facts) -> list[str]:
    """What steps say of themselves below the table."""
    return [line for step in catalogue.STEPS if (line := step.on_page(facts))]


def _head(facts: Facts, seen: Overview) -> str:
    zone = facts.calendar.time_zone
    until = short_due(window_ends(facts), zone)
    head = phrase("page.followed", home=_home(facts), until=until, phase=seen.phase)
    remarks = [phrase("page.urgent")] * seen.urgent + [phrase("page.unowned")] * seen.unowned
    return " — ".join((head, *remarks))


def _home(facts: Facts) -> str:
    home = short_day(facts.discharge.discharged_at, facts.calendar.time_zone)
    going = facts.discharge.expected
    return phrase("page.to_go_home", day=home) if going else phrase("page.home", day=home)


def _end(ended: Ended, facts: Facts) -> str:
    """Why it ended, when, by whose word, and where it goes on."""
    why = ", ".join(filter(None, (ended.ending, ended.reason)))
    closed = phrase("page.closed", when=ended.at, why=why)
    head = phrase("page.by", what=closed, who=ended.by) if ended.by else closed
    following = ended.next_episode
    goes_on = phrase("page.goes_on", episode=following) if following else ""
    return " ".join(filter(None, (f"{head}. {_home(facts)}.", goes_on)))


def _row_at_the_end(view: StepView, zone: str, left: Container[str]) -> str:
    if view.state is not StepState.OPEN:
        return _row(view, zone)
    if view.decision.step in left:
        return _line(_MARK[view.state], view.decision.title, "", "", LEFT)
    return _line("", view.decision.title, "", "", NOT_DONE)


def _must_know(facts: Facts) -> list[str]:
    """A paragraph for each thing."""
    return [line for known in (*must_know(facts), *risk_by_parts(facts)) for line in (known, "")]


def _interpreter(facts: Facts) -> list[str]:
    """What whoever calls must know of the patient's language."""
    needed = interpreter(facts.discharge.patient.language)
    return [f"**{needed}.**"] if needed else []


def _corrected(facts: Facts) -> list[str]:
    """The discharge times that the hospital took back, the oldest first."""
    said = (
        phrase("page.was_to_go_home", when=was.discharged_at)
        if was.expected
        else phrase("page.was_home", when=was.discharged_at)
        for was in facts.earlier
    )
    first, *others = dict.fromkeys(said) or [""]
    told = "".join((first, *(phrase("page.then", what=one) for one in others)))
    return [phrase("page.first_said", what=told)] if told else []


def _row(view: StepView, zone: str) -> str:
    decision = view.decision
    due = short_due(decision.due, zone) if decision.due else ""
    due = f"{due} {phrase('page.late')}" if view.late else due
    settled = decision.settled
    if settled is not None:
        state, at, by = settled.state, settled.at, settled.by
        said = phrase("page.settled", state=state, when=at)
        said = phrase("page.settled_by", state=state, when=at, who=by) if by else said
        told = decision.next if decision.running else settled.record
        done = ": ".join(filter(None, (said, told)))
        return _line(_MARK[view.state], decision.title, "", due, done)
    owner = view.owner.handle if view.owner else phrase(f"roles.{decision.owner}")
    return _line(_MARK[view.state], decision.title, owner, due, decision.next)
