"""The short page that staff see when they open an episode in the Temporal UI."""

from domain.episode.decision import StepState
from domain.episode.facts import Facts
from domain.hospital.languages import interpreter
from domain.protocol.must_know import must_know
from domain.protocol.overview import Overview, StepView
from domain.protocol.protocol import window_ends
from domain.steps import contact
from domain.time.phrasing import read_in, short_day, short_due, short_instant

_MARK = {
    StepState.OPEN: "◻",
    StepState.DONE: "✔",
    StepState.STOPPED: "■",
    StepState.UNRESOLVED: "◻",
}


def page(facts: Facts, seen: Overview) -> str:
    """Markdown: the phase, each step with owner and due, the last contact, what happens next."""
    zone = facts.calendar.time_zone
    home = short_day(facts.discharge.discharged_at, zone)
    going = "To go home" if facts.discharge.expected else "Home"
    head = f"**{going} {home}, followed until {short_due(window_ends(facts), zone)}**, {seen.phase}"
    rows = [_row(view, zone) for view in seen.steps] or ["| | nothing to prepare | | | |"]
    return "\n".join(
        [
            head + (" — **urgent**" if seen.urgent else "") + _unowned(seen),
            "",
            "| | step | owner | due | next |",
            "|---|---|---|---|---|",
            *rows,
            "",
            *_must_know(facts),
            *_interpreter(facts),
            _last_contact(facts, zone),
            *_corrected(facts, zone),
        ]
    )


def _must_know(facts: Facts) -> list[str]:
    """A paragraph for each thing."""
    return [line for known in must_know(facts) for line in (known, "")]


def _interpreter(facts: Facts) -> list[str]:
    """What whoever calls must know of the patient's language."""
    needed = interpreter(facts.discharge.patient.language)
    return [f"**{needed}.**"] if needed else []


def _corrected(facts: Facts, zone: str) -> list[str]:
    """The discharge times that the hospital took back, the oldest first."""
    return [
        f"The hospital first said: home {short_instant(was.discharged_at, zone)}."
        for was in facts.earlier
    ]


def _unowned(seen: Overview) -> str:
    return " — **escalated, nobody has taken it**" if seen.unowned else ""


def _row(view: StepView, zone: str) -> str:
    decision = view.decision
    late = " **late**" if view.late else ""
    due = short_due(decision.due, zone) if decision.due else ""
    settled = decision.settled
    if settled is not None:
        by = f" by {settled.by}" if settled.by else ""
        how = f": {settled.record}" if settled.record else ""
        done = f"{settled.state} {short_instant(settled.at, zone)}{by}{how}"
        return f"| {_MARK[view.state]} | {decision.title} | | {due}{late} | {done} |"
    owner = view.owner.handle if view.owner else decision.owner.replace("_", " ")
    follows = read_in(decision.next, zone)
    return f"| {_MARK[view.state]} | {decision.title} | {owner} | {due}{late} | {follows} |"


def _last_contact(facts: Facts, zone: str) -> str:
    told = [answer for answer in facts.answers if answer.question.startswith(contact.STEP)]
    if not told:
        return "No contact with the patient yet."
    last = told[-1]
    what = last.value.replace("_", " ")
    return f"Last contact: {what}, {short_instant(last.happened_at, zone)}, {last.by.handle}."
