"""Where the patient went: asked only when the hospital did not say it so that it can be understood.

Until it is known nothing else is asked (unless the pathway takes a blank for home, for the time
being). It is due when the first contact would be, and climbs the ladder well before that.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.asking.choices import CHOICES, Kind, Value
from domain.asking.question import Question, question
from domain.clinical.outline import Outline
from domain.episode.deadlines import deadlines
from domain.episode.decision import Decision, Settlement, StepState
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, Ended, Ending, Facts
from domain.hospital.discharge import Discharge
from domain.hospital.disposition import Route, route
from domain.pathway import Pathway, Role
from domain.time.calendar import Calendar

STEP = "disposition"
TITLE = "Where the patient went"
WHICH = f"{STEP}/which/1"
_DOUBT = f"{STEP}/doubt/"
_LATE = "/late"

_STILL = "All else still waits: answer where they went, or it climbs on."
_WHERE = frozenset(choice.value for choice in CHOICES[Kind.DISPOSITION])
_AT_HOME = (Value.WENT_HOME, Value.HOSPICE_AT_HOME)
_ENDINGS = {
    Value.WENT_ELSEWHERE: (Ending.TRANSFERRED, "to another facility"),
    Value.NOT_DISCHARGED: (Ending.CANCELLED, "not discharged"),
}


def unplaced(facts: Facts) -> bool:
    """Whether the hospital left open where the patient went; an answer does not change that.

    So it did when it announced a discharge and has not said that it took place.
    """
    discharge = facts.discharge
    return bool(discharge.expected or unsaid(discharge) or discharge.doubt)


def unsaid(discharge: Discharge | Outline) -> str:
    """What the hospital leaves open of where they went, in words; or nothing."""
    return discharge.unclear or ("" if discharge.disposition.strip() else "no disposition was sent")


def preparing(facts: Facts) -> bool:
    """Whether the patient has not gone home yet, so far as anybody has said."""
    return facts.discharge.expected and _said(facts) is None


def queued(facts: Facts) -> bool:
    """Whether everything else waits for the answer."""
    doubt = facts.discharge.doubt
    if doubt is not None and doubt.holds and _answer(facts) is None:
        return True
    if facts.discharge.expected or not unplaced(facts) or _said(facts) is not None:
        return False
    if facts.discharge.disposition.strip() and not facts.discharge.unclear:
        return False  # a doubt that holds nothing is asked beside whatever runs
    return bool(facts.discharge.unclear) or not facts.pathway.intake.provisional


def waits(facts: Facts) -> bool:
    """Whether the patient hears nothing until somebody has said where they went."""
    return queued(facts) or preparing(facts)


def hospice(facts: Facts) -> bool:
    """Whether the patient went home with hospice, as the hospital or the intake lead says."""
    answer = _said(facts) if unplaced(facts) else None
    if answer is not None and answer.value in _AT_HOME:
        return answer.value is Value.HOSPICE_AT_HOME
    return route(facts.discharge.disposition).route is Route.HOSPICE


def ending(facts: Facts) -> Ended | None:
    """The end of an episode of somebody who did not go home.

    "Died" ends it where a hospital told of a death, which it bears out; otherwise it is the first
    word of one, and the review asks for a second.
    """
    answer, doubt = _said(facts), facts.discharge.doubt
    if answer is None or not unplaced(facts):
        return None
    if answer.value is Value.DIED and doubt and doubt.death and _answer(facts) is answer:
        return Ended(ending=Ending.DIED, at=answer.told_at, by=answer.by.name)
    if answer.value not in _ENDINGS:
        return None
    how, reason = _ENDINGS[answer.value]
    return Ended(ending=how, at=answer.told_at, by=answer.by.name, reason=reason)


def due(
    discharged_at: datetime, calendar: Calendar, pathway: Pathway, doubted_at: datetime | None
) -> datetime:
    """With the first contact; of what was doubted later, once the intake lead has had hours."""
    contact = deadlines(discharged_at, calendar, pathway).contact_48h
    if doubted_at is None:
        return contact
    hours = timedelta(hours=pathway.intake.answer_hours)
    return max(contact, calendar.next_staffed(calendar.next_staffed(doubted_at) + hours))


def decide(facts: Facts, now: datetime) -> Decision:
    """Ask the intake lead; unanswered for hours, or at the first contact's due time, climb."""
    asked, answer = _asked(facts), _answer(facts)
    open_ = Decision(
        step=STEP,
        title=TITLE,
        due=asked.due,
        reason="when the first contact is due",
        questions=(asked,),
        owner=Role.INTAKE_LEAD,
        next=f"{_why(facts)}. {_meanwhile(facts)}",
    )
    if answer is not None:
        return replace(open_, questions=(), settled=_settled(answer), next="It is known.")
    if asked.ask_at > now:
        return replace(open_, questions=(), decide_again_at=asked.ask_at, next="It is announced.")
    hours = timedelta(hours=facts.pathway.intake.answer_hours)
    since = min(facts.calendar.next_staffed(asked.ask_at + hours), asked.due or asked.ask_at)
    since = max(since, facts.opened_at)
    if since > now:
        return replace(open_, decide_again_at=since)
    late = climb(_escalation(since, facts), facts, now)
    return replace(
        open_,
        questions=() if late.settled else (asked, *late.questions),
        decide_again_at=late.decide_again_at,
        settled=_called_settled(late, facts),
        escalated=True,
        taken_by=late.taken_by,
        owner=late.rung,
        next=_STILL if _said_settled(late) else late.next,
    )


def _called_settled(late: Climb, facts: Facts) -> Settlement | None:
    """As `_settled`, of what somebody closed on the ladder."""
    if late.settled is None:
        return None
    closed = (one for one in facts.answers if one.question.startswith(f"{_escalation_key(facts)}/"))
    told = max((one.told_at for one in closed), default=late.settled.at)
    return replace(late.settled, at=told)


def _said_settled(late: Climb) -> bool:
    """Whether whoever was told last says that it is settled, and has not said where they went."""
    return bool(late.questions) and late.questions[-1].kind is Kind.DISPOSITION


def _meanwhile(facts: Facts) -> str:
    alone = queued(facts) or facts.suspended_at is not None
    return "Only this is asked." if alone else "Taken to be home."


def _settled(answer: Answer) -> Settlement:
    """It is known since it was told, whenever they went: what came before is answered by it."""
    return Settlement(
        state=StepState.DONE,
        at=answer.told_at,
        by=answer.by.name,
        detail=answer.value.replace("_", " "),
    )


def _answer(facts: Facts) -> Answer | None:
    """To what is asked now."""
    return None if _unanswered(facts) else _said(facts)


def _said(facts: Facts) -> Answer | None:
    """The newest word of where the patient went, whatever it was asked for."""
    said = (one for one in reversed(facts.answers) if _says_where(one))
    return next(said, None)


def _says_where(answer: Answer) -> bool:
    """Whether it answers the question itself, whoever was asked; to take its ladder does not."""
    return answer.question.startswith(f"{STEP}/") and answer.value in _WHERE


def _unanswered(facts: Facts) -> datetime | None:
    """When what is doubtful and unanswered came: of each thing its first time, of all the last.

    An answer counts for what came before its question, and for what was only said again since.
    """
    doubt = facts.discharge.doubt
    if doubt is None:
        return None
    said = [one for one in facts.answers if _says_where(one)]
    first = [_left(times, said) for times in ((doubt.since,), *doubt.again)]
    return max((at for at in first if at is not None), default=None)


def _left(times: tuple[datetime, ...], said: list[Answer]) -> datetime | None:
    """The first time that no answer covers."""
    for answer in said:
        of_a_doubt = answer.question.startswith(_DOUBT)
        if times and of_a_doubt and _asking(times[0]) <= answer.question:
            times = tuple(at for at in times[1:] if at > answer.told_at)
    return times[0] if times else None


def _asking(doubted_at: datetime) -> str:
    """What the question is called: a doubt that arises later is one of its own."""
    return f"{_DOUBT}{doubted_at.astimezone(UTC):%Y%m%d%H%M%S}"


def _key(facts: Facts) -> str:
    """The question that stands, else the one that was answered."""
    doubted_at, said = _unanswered(facts), _said(facts)
    if doubted_at is not None:
        return _asking(doubted_at)
    if facts.discharge.doubt is None or said is None:
        return WHICH
    return said.question.partition(_LATE)[0]


def _asked(facts: Facts) -> Question:
    """At once; of an announced discharge some hours after it should have taken place."""
    at, discharge, doubted_at = facts.opened_at, facts.discharge, _unanswered(facts)
    if doubted_at is not None:
        at = max(at, doubted_at)
    elif discharge.expected:
        hours = timedelta(hours=facts.pathway.intake.answer_hours)
        at = max(at, discharge.discharged_at + hours)
    return question(
        _key(facts),
        Kind.DISPOSITION,
        Role.INTAKE_LEAD,
        facts.calendar.next_staffed(at),
        due=due(discharge.discharged_at, facts.calendar, facts.pathway, doubted_at),
        words={"why": _reason(facts)},
    )


def _why(facts: Facts) -> str:
    why = _reason(facts)
    return why[:1].upper() + why[1:]


def _reason(facts: Facts) -> str:
    discharge = facts.discharge
    left_out = unsaid(discharge)
    if discharge.doubt is not None:
        return "; ".join(filter(None, (discharge.doubt.reason, left_out)))
    if discharge.expected:
        return "the hospital announced the discharge and has not reported it"
    return left_out


def _escalation_key(facts: Facts) -> str:
    of = STEP if facts.discharge.doubt is None else _key(facts)
    return f"{of}{_LATE}"


def _escalation(since: datetime, facts: Facts) -> Escalation:
    return Escalation(
        key=_escalation_key(facts),
        since=since,
        headline="DISCHARGE UNCLEAR",
        why=f"{_why(facts)}; nobody has said where the patient went.",
        done="settled",
        asks=_asked(facts) if waits(facts) else None,
    )
