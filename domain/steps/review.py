"""Case review: what a person must look at now, whatever the other steps say.

Reviews are not raised, they follow from the facts: a danger word, a problem that needs the case
manager, a reported death, words that answered nothing. Taking an answer back takes them back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.asking.choices import Kind, Value
from domain.asking.question import Question, question
from domain.clinical.lexicon import Level
from domain.episode.card_views import unread
from domain.episode.decision import Decision, Settlement, StepState, earliest
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, EdVisit, Facts, Person, Sense, Wrote
from domain.episode.recorded_consent import LEAVING
from domain.pathway import Role
from domain.texting.attachments import in_words
from domain.time.phrasing import for_reader

STEP = "review"
TITLE = "Case review"

_ANSWER_WITHIN = timedelta(hours=4)
_CALL_WITHIN = timedelta(hours=2)
_SAME_DANGER = timedelta(hours=1)
_SEEN_TO = (Value.TAKEN, Value.DONE, Value.PASSED_ON, Value.STOPPED)
"""Answers of somebody whom the ladder reached: the danger in their note is what they deal with."""
_CLOSES = (
    Value.DONE,
    Value.STOPPED,
    Value.DIED,
    Value.MISTAKEN,
    Value.TEXTS_WANTED,
    Value.NO_MORE_TEXTS,
)
"""Answers after which nobody else reads it: to take it or to pass it on closes nothing."""
_ALIVE = (Value.MISTAKEN, Value.STOPPED)
_RAISED = {
    Value.NEEDS_CASE_MANAGER: ("PROBLEM", "The nurse asks you to take it."),
    Value.BACK_IN_HOSPITAL: ("BACK IN HOSPITAL?", "Heard on the call; not yet from the hospital."),
}


def decide(facts: Facts, now: datetime) -> Decision:
    """Everything that is under review now."""
    items = tuple(_items(facts, now))
    open_items = tuple(item for item in items if item.settled is None)
    pressing = tuple(question for item in open_items for question in item.questions)
    last = next((item.settled for item in reversed(items) if item.settled), None)
    return Decision(
        step=STEP,
        title=TITLE,
        due=earliest(*(question.due for question in pressing)),
        questions=tuple(question for item in items for question in item.questions),
        decide_again_at=earliest(*(item.decide_again_at for item in open_items)),
        settled=None if open_items else last,
        escalated=any(item.rung is not Role.NURSE for item in items),
        urgent=any(item.urgent for item in open_items),
        taken_by=_taken_by(open_items),
        owner=open_items[0].rung if open_items else Role.CASE_MANAGER,
        next=open_items[0].next if open_items else "Nothing is under review.",
    )


def _taken_by(open_items: tuple[Climb, ...]) -> Person | None:
    """Whoever took what is gravest; nobody while something as grave stands untaken."""
    climbing = tuple(item for item in open_items if _climbs(item))
    gravest = tuple(item for item in climbing if item.urgent) or climbing
    untaken = any(item.taken_by is None for item in gravest)
    return None if untaken or not gravest else gravest[0].taken_by


def _climbs(item: Climb) -> bool:
    return item.urgent or any(asked.kind is Kind.ESCALATION for asked in item.questions)


def refusal(answer: Answer, facts: Facts) -> str:
    """Why an answer does not close what is under review, or nothing: nobody closes words unread."""
    about_words = any(f".{wrote.message_id}" in answer.question for wrote in facts.written)
    may_read = answer.by.role is not Role.ALWAYS_ON
    if may_read and about_words and answer.value in _CLOSES and unread(facts, answer.by):
        return "You have not read what was written: open the card first."
    return ""


def exists(facts: Facts) -> bool:
    """Whether anything was ever under review."""
    return next(_items(facts, facts.opened_at), None) is not None


def death_reported(facts: Facts) -> bool:
    """Whether somebody said that the patient died, and nobody that this was a mistake."""
    answered = (_death_key(one, facts) for one in facts.answers if _reports_death(one))
    written = (_written_key(one) for one in facts.written if one.sense is Sense.DEATH)
    return any(_said_of_death(key, facts) not in _ALIVE for key in (*answered, *written))


def confirmed_death(facts: Facts) -> Answer | None:
    """The case manager's confirmation of a death."""
    return next(
        (
            answer
            for answer in facts.answers
            if answer.question.startswith(f"{STEP}/death.")
            and answer.value in (Value.DIED, Value.DONE)
        ),
        None,
    )


def of_deaths(decision: Decision) -> Decision:
    """The review without what may wait while the patient is in hospital: all but a death."""
    kept = tuple(one for one in decision.questions if one.key.startswith(f"{STEP}/death."))
    climbs = any(one.kind is Kind.ESCALATION for one in kept)
    return replace(decision, questions=kept, escalated=climbs)


def _said_of_death(key: str, facts: Facts) -> Value | None:
    """What was last said to the question, or on its ladder by who was told instead."""
    root = key.rpartition("/")[0]
    asked = (f"{root}/", f"{root}-late/")
    said = [each.value for each in facts.answers if each.question.startswith(asked)]
    return said[-1] if said else None


def _reports_death(answer: Answer) -> bool:
    return answer.value is Value.DIED and not answer.question.startswith(f"{STEP}/")


def _items(facts: Facts, now: datetime) -> Iterator[Climb]:
    for answer in facts.answers:
        if answer.flag is not None and answer.value not in _SEEN_TO:
            yield climb(_danger(_source(answer, facts), answer.told_at, answer, facts), facts, now)
        elif answer.value in _RAISED:
            yield climb(_raised(answer, facts), facts, now)
        if _reports_death(answer):
            yield _death(_death_key(answer, facts), answer.told_at, answer.by.name, facts, now)
    for visit in facts.ed_visits:
        yield climb(_seen_in_ed(visit, facts), facts, now)
    yield from _written(facts, now)


def _written(facts: Facts, now: datetime) -> Iterator[Climb]:
    """Each text that answered nothing; the same danger within the hour is one ladder.

    So are the words of one colleague within the hour one message to the case manager.
    """
    alarms: dict[tuple[str, str], tuple[datetime, Climb]] = {}
    noted: dict[str, tuple[datetime, Climb]] = {}
    for wrote in facts.written:
        if wrote.sense is Sense.DEATH:
            yield _death(_written_key(wrote), wrote.at, _who(wrote), facts, now)
        elif wrote.sense is Sense.NEAR_LEAVING:
            yield _near_leaving(wrote, facts, now)
        if wrote.flag is None and not _is_for_a_reader(wrote):
            continue
        if wrote.flag is None:
            before = noted.get(wrote.by.handle) if wrote.by.role.is_staff else None
            if before is None or not _joins(wrote, *before):
                noted[wrote.by.handle] = (wrote.at, _words(wrote, facts, now))
                yield noted[wrote.by.handle][1]
        elif wrote.flag.level is Level.SAME_DAY:
            yield _same_day(wrote, facts, now)
        else:
            same = (wrote.by.handle, wrote.flag.name)
            alarm = alarms.get(same)
            if alarm is None or not _joins(wrote, *alarm):
                danger = _danger(f"wrote.{wrote.message_id}", wrote.at, wrote, facts)
                alarms[same] = (wrote.at, climb(danger, facts, now))
                yield alarms[same][1]
                if (over := _closed_unread(danger.key, facts)) is not None:
                    yield _words(replace(wrote, at=over.told_at), facts, now)


def _closed_unread(alarm: str, facts: Facts) -> Answer | None:
    """What the always-on number closed it with: it has no card, so a nurse reads the words."""
    said = (one for one in facts.answers if one.question.startswith(f"{alarm}/"))
    return next(
        (one for one in said if one.value in _CLOSES and one.by.role is Role.ALWAYS_ON), None
    )


def _is_for_a_reader(wrote: Wrote) -> bool:
    """Whether nobody else reads it: words, and what came with a START or a no."""
    asked = wrote.sense in (Sense.DEATH, Sense.NEAR_LEAVING)
    return wrote.sense is Sense.WORDS or (bool(wrote.attached) and not asked)


def _joins(wrote: Wrote, since: datetime, alarm: Climb) -> bool:
    """Whether a text belongs to an alarm that nobody has settled before it came."""
    over = alarm.settled is not None and alarm.settled.at <= wrote.at
    return wrote.at - since < _SAME_DANGER and not over


def _source(answer: Answer, facts: Facts) -> str:
    """A name for the answer that raised a review: its question and how often it was answered."""
    return (
        f"{answer.question.replace('/', '.')}.{facts.answers_to(answer.question).index(answer) + 1}"
    )


def _who(wrote: Wrote) -> str:
    return "the patient's phone" if wrote.by.role is Role.PATIENT else wrote.by.name


def _written_key(wrote: Wrote) -> str:
    return f"{STEP}/death.wrote.{wrote.message_id}/1"


def _danger(source: str, at: datetime, said: Answer | Wrote, facts: Facts) -> Escalation:
    who = "Patient" if said.by.role is Role.PATIENT else said.by.name
    flag = said.flag.name.replace("_", " ") if said.flag else ""
    return Escalation(
        key=f"{STEP}/{source}",
        since=max(at, facts.opened_at),
        headline="URGENT",
        why=f"{who} wrote of: {flag}. Read the card and call now.",
        done="reached and safe",
        urgent=True,
    )


def _raised(answer: Answer, facts: Facts) -> Escalation:
    headline, why = _RAISED[answer.value]
    note = f" Note on the card from {answer.by.name}." if answer.note else ""
    return Escalation(
        key=f"{STEP}/{_source(answer, facts)}",
        since=answer.told_at,
        headline=headline,
        why=f"{why}{note}",
    )


def _seen_in_ed(visit: EdVisit, facts: Facts) -> Escalation:
    """A visit to an emergency department is a sign and not yet a readmission."""
    when = for_reader(visit.at)
    return Escalation(
        key=f"{STEP}/ed.{visit.id}",
        since=max(visit.at, facts.opened_at),
        headline="SEEN IN THE ED",
        why=f"The hospital reports an emergency visit {when}. Call the patient.",
        done="called",
    )


def _death_key(report: Answer, facts: Facts) -> str:
    return f"{STEP}/death.{_source(report, facts)}/1"


@dataclass(frozen=True, kw_only=True)
class _Matter:
    """Something that one person is asked about first; unanswered in time it climbs.

    `at` is when it may be asked, `within` how many staffed hours that person has.
    """

    name: str
    kind: Kind
    to: Role
    at: datetime
    within: timedelta
    headline: str
    why: str
    done: str = "done"
    words: dict[str, str] = field(default_factory=dict)


def _death(key: str, at: datetime, by: str, facts: Facts, now: datetime) -> Climb:
    """The case manager confirms a death before anything is closed; texts have stopped already."""
    matter = _Matter(
        name=key.rpartition("/")[0],
        kind=Kind.CONFIRM_DEATH,
        to=Role.CASE_MANAGER,
        at=at,
        within=_ANSWER_WITHIN,
        headline="DEATH TO CONFIRM",
        why=f"{by} reported it; nobody has confirmed. 4 if alive.",
        done="died, confirmed",
        words={"by": by},
    )
    return _ask_then_climb(matter, facts, now)


def _words(wrote: Wrote, facts: Facts, now: datetime) -> Climb:
    """What a patient wrote goes to the nurse, what staff wrote to the case manager.

    Unread for long it climbs.
    """
    matter = _Matter(
        name=f"{STEP}/words.{wrote.message_id}",
        kind=Kind.PATIENT_WROTE,
        to=Role.CASE_MANAGER if wrote.by.role.is_staff else Role.NURSE,
        at=facts.calendar.next_staffed(wrote.at),
        within=_ANSWER_WITHIN,
        headline="PATIENT WROTE",
        why="Nobody has read it yet.",
        words=_sent(wrote),
    )
    return _ask_then_climb(matter, facts, now)


def _sent(wrote: Wrote) -> dict[str, str]:
    """What came with the words; `alone` when there were none."""
    if not wrote.attached:
        return {}
    return {"sent": in_words(wrote.attached), "alone": "" if wrote.body.strip() else "1"}


def _same_day(wrote: Wrote, facts: Facts, now: datetime) -> Climb:
    """A sign that wants a call today: the nurse, within two staffed hours, then the ladder."""
    matter = _Matter(
        name=f"{STEP}/today.{wrote.message_id}",
        kind=Kind.PATIENT_WROTE,
        to=Role.NURSE,
        at=facts.calendar.next_staffed(wrote.at),
        within=_CALL_WITHIN,
        headline="CALL TODAY",
        why="Wrote of a sign that wants a call today; nobody has called yet.",
        done="called",
        words={"flag": wrote.flag.name.replace("_", " ") if wrote.flag else ""} | _sent(wrote),
    )
    return _ask_then_climb(matter, facts, now)


def _near_leaving(wrote: Wrote, facts: Facts, now: datetime) -> Climb:
    """Somebody may want no more texts: they pause until the nurse has asked and says which."""
    matter = _Matter(
        name=f"{LEAVING}{wrote.message_id}",
        kind=Kind.NEAR_LEAVING,
        to=Role.NURSE,
        at=facts.calendar.next_staffed(wrote.at),
        within=_ANSWER_WITHIN,
        headline="NO MORE TEXTS?",
        why="They are not texted until somebody has asked them.",
    )
    found, asked = _ask_then_climb(matter, facts, now), _question(matter, facts)
    if found.settled is None or facts.latest_answer(asked.key) is not None:
        return found
    return Climb(questions=(asked,), rung=asked.to, next="Somebody must say which.")


def _question(matter: _Matter, facts: Facts) -> Question:
    staffed = facts.calendar.next_staffed(matter.at)
    return question(
        f"{matter.name}/1",
        matter.kind,
        matter.to,
        matter.at,
        due=facts.calendar.next_staffed(staffed + matter.within),
        words=matter.words,
    )


def _ask_then_climb(matter: _Matter, facts: Facts, now: datetime) -> Climb:
    """One question first; unanswered by its due time it climbs the routine ladder."""
    asked = _question(matter, facts)
    answer = facts.latest_answer(asked.key)
    if answer is not None:
        return Climb(settled=_settled(answer), rung=asked.to)
    due = asked.due or asked.ask_at
    if due > now:
        return Climb(
            questions=(asked,),
            decide_again_at=due,
            rung=asked.to,
            next="It waits to be read.",
        )
    late = Escalation(
        key=f"{matter.name}-late",
        since=due,
        headline=matter.headline,
        why=matter.why,
        done=matter.done,
    )
    climbed = climb(late, facts, now)
    return climbed if climbed.settled else replace(climbed, questions=(asked, *climbed.questions))


def _settled(answer: Answer) -> Settlement:
    return Settlement(
        state=StepState.DONE, at=answer.happened_at, by=answer.by.name, detail=answer.value
    )
