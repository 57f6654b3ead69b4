"""Case review: what a person must look at now, whatever the other steps say.

Reviews are not raised, they follow from the facts: a danger word, a problem that needs the case
manager, a reported death, words that answered nothing. Taking an answer back takes them back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question, question
from domain.episode import closing, deaths
from domain.episode.card_views import unread
from domain.episode.decision import Decision, earliest, held, settled_by
from domain.episode.escalation import ESCALATION, Climb, Escalation, climb
from domain.episode.facts import Answer, EdVisit, Ended, Ending, Facts, Person, Sense, Wrote
from domain.episode.family.recorded_consent import LEAVING, decided
from domain.languages import Level
from domain.pathway import Role
from domain.steps.step import Step, one
from domain.texting.attachments import in_words
from domain.words.phrasebook import phrase

NAME = deaths.ASKED_AS
TITLE = phrase("review.title")

CONFIRM_DEATH = Kind("confirm_death", Value.DIED, Value.MISTAKEN, on_card=(OnCard.WORDS,))
PATIENT_WROTE = Kind("patient_wrote", Value.DONE, Value.NEEDS_CASE_MANAGER, on_card=(OnCard.WORDS,))
NEAR_LEAVING = Kind(
    "near_leaving", Value.TEXTS_WANTED, Value.NO_MORE_TEXTS, on_card=(OnCard.WORDS,)
)

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
_RAISED = {
    Value.NEEDS_CASE_MANAGER: (phrase("review.problem"), phrase("review.take_it")),
    Value.BACK_IN_HOSPITAL: (phrase("review.back_in_hospital"), phrase("review.heard_on_call")),
}


def decide(facts: Facts, now: datetime) -> Decision:
    """Everything that is under review now."""
    items = tuple(_items(facts, now))
    open_items = tuple(item for item in items if item.settled is None)
    pressing = tuple(question for item in open_items for question in item.questions)
    last = next((item.settled for item in reversed(items) if item.settled), None)
    return Decision(
        step=NAME,
        title=TITLE,
        due=earliest(*(question.due for question in pressing)),
        questions=tuple(question for item in items for question in item.questions),
        decide_again_at=earliest(*(item.decide_again_at for item in open_items)),
        settled=None if open_items else last,
        escalated=any(item.rung is not Role.NURSE for item in items),
        urgent=any(item.urgent for item in open_items),
        taken_by=_taken_by(open_items),
        owner=open_items[0].rung if open_items else Role.CASE_MANAGER,
        next=open_items[0].next if open_items else phrase("review.nothing"),
    )


def _taken_by(open_items: tuple[Climb, ...]) -> Person | None:
    """Whoever took what is gravest; nobody while something as grave stands untaken."""
    climbing = tuple(item for item in open_items if _climbs(item))
    gravest = tuple(item for item in climbing if item.urgent) or climbing
    untaken = any(item.taken_by is None for item in gravest)
    return None if untaken or not gravest else gravest[0].taken_by


def _climbs(item: Climb) -> bool:
    return item.urgent or any(asked.kind == ESCALATION for asked in item.questions)


def refusal(answer: Answer, facts: Facts) -> str:
    """Why an answer does not close what is under review, or nothing: nobody closes words unread."""
    about_words = any(f".{wrote.message_id}" in answer.question for wrote in facts.written)
    may_read = answer.by.role is not Role.ALWAYS_ON
    if may_read and about_words and answer.value in _CLOSES and unread(facts, answer.by):
        return phrase("review.not_read")
    return ""


def exists(facts: Facts) -> bool:
    """Whether anything was ever under review."""
    return next(_items(facts, facts.opened_at), None) is not None


def of_deaths(decision: Decision) -> Decision:
    """The review without what may wait while the patient is in hospital: all but a death."""
    kept = tuple(one for one in decision.questions if one.key.startswith(deaths.CONFIRMS))
    climbs = any(one.kind == ESCALATION for one in kept)
    return replace(decision, questions=kept, escalated=climbs)


def _items(facts: Facts, now: datetime) -> Iterator[Climb]:
    for answer in facts.answers:
        if answer.flag is not None and answer.value not in _SEEN_TO:
            danger = _danger(deaths.source(answer, facts), answer.told_at, answer, facts)
            yield climb(danger, facts, now)
        elif answer.value in _RAISED:
            yield climb(_raised(answer, facts), facts, now)
        if deaths.reported_by(answer):
            key = deaths.key_of_answer(answer, facts)
            yield _death(key, answer.told_at, answer.by.name, facts, now)
    for visit in facts.ed_visits:
        yield climb(_seen_in_ed(visit, facts), facts, now)
    yield from _written(facts, now)


def _written(facts: Facts, now: datetime) -> Iterator[Climb]:
    """Each text that answered nothing; the same danger of one family in the hour is one ladder.

    So are the words of one colleague within the hour one message to the case manager.
    """
    alarms: dict[tuple[str, str], tuple[datetime, Climb]] = {}
    noted: dict[str, tuple[datetime, Climb]] = {}
    for wrote in facts.written:
        if wrote.sense is Sense.DEATH:
            yield _death(deaths.key_of_words(wrote), wrote.at, _who(wrote), facts, now)
        elif wrote.sense is Sense.NEAR_LEAVING:
            yield _near_leaving(wrote, facts, now)
        if wrote.flag is None and not _is_for_a_reader(wrote):
            continue
        if wrote.flag is None:
            before = noted.get(wrote.by.handle) if wrote.by.role.is_staff else None
            if before is None or not _joins(wrote, *before, facts):
                noted[wrote.by.handle] = (wrote.at, _words(wrote, facts, now))
                yield noted[wrote.by.handle][1]
        elif wrote.flag.level is Level.SAME_DAY:
            yield _same_day(wrote, facts, now)
        else:
            same = (_whose(wrote), wrote.flag.name)
            alarm = alarms.get(same)
            if alarm is None or not _joins(wrote, *alarm, facts):
                danger = _danger(f"wrote.{wrote.message_id}", wrote.at, wrote, facts)
                alarms[same] = (wrote.at, climb(danger, facts, now))
                yield alarms[same][1]
                if (over := _closed_unread(danger.key, facts)) is not None:
                    yield _words(replace(wrote, at=over.told_at), facts, now)


def _whose(wrote: Wrote) -> str:
    """Whose danger it is: a family speaks of one patient, a colleague for themselves."""
    return wrote.by.handle if wrote.by.role.is_staff else NAME


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


def _joins(wrote: Wrote, since: datetime, alarm: Climb, facts: Facts) -> bool:
    """Whether a text belongs to an alarm that nobody has settled before it came."""
    over = alarm.settled is not None and alarm.settled.at <= wrote.at
    within = timedelta(minutes=facts.pathway.review.same_danger_minutes)
    return wrote.at - since < within and not over


def _who(wrote: Wrote) -> str:
    return phrase("review.patients_phone") if wrote.by.role is Role.PATIENT else wrote.by.name


def _danger(source: str, at: datetime, said: Answer | Wrote, facts: Facts) -> Escalation:
    who = phrase("review.patient") if said.by.role is Role.PATIENT else said.by.name
    flag = phrase(f"dangers.{said.flag.name}") if said.flag else ""
    return Escalation(
        key=f"{NAME}/{source}",
        since=max(at, facts.opened_at),
        headline=phrase("review.urgent"),
        why=phrase("review.wrote_of", who=who, what=flag),
        done=phrase("review.safe"),
        urgent=True,
    )


def _raised(answer: Answer, facts: Facts) -> Escalation:
    headline, why = _RAISED[answer.value]
    note = phrase("review.note_on_card", who=answer.by.name) if answer.note else ""
    return Escalation(
        key=f"{NAME}/{deaths.source(answer, facts)}",
        since=answer.told_at,
        headline=headline,
        why=" ".join(filter(None, (why, note))),
    )


def _seen_in_ed(visit: EdVisit, facts: Facts) -> Escalation:
    """A visit to an emergency department is a sign and not yet a readmission."""
    return Escalation(
        key=f"{NAME}/ed.{visit.id}",
        since=max(visit.at, facts.opened_at),
        headline=phrase("review.seen_in_ed"),
        why=phrase("review.emergency_visit", when=visit.at),
        done=phrase("review.called"),
    )


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
    done: str = phrase("ladder.done")
    words: dict[str, str] = field(default_factory=dict)


def _death(key: str, at: datetime, by: str, facts: Facts, now: datetime) -> Climb:
    """The case manager confirms a death before anything is closed; texts have stopped already."""
    matter = _Matter(
        name=key.rpartition("/")[0],
        kind=CONFIRM_DEATH,
        to=Role.CASE_MANAGER,
        at=at,
        within=timedelta(hours=facts.pathway.review.answer_hours),
        headline=phrase("review.death_to_confirm"),
        why=phrase("review.death_reported", who=by),
        done=phrase("review.death_confirmed"),
        words={"by": by},
    )
    return _ask_then_climb(matter, facts, now)


def _words(wrote: Wrote, facts: Facts, now: datetime) -> Climb:
    """What a patient wrote goes to the nurse, what staff wrote to the case manager.

    Unread for long it climbs.
    """
    matter = _Matter(
        name=f"{NAME}/words.{wrote.message_id}",
        kind=PATIENT_WROTE,
        to=Role.CASE_MANAGER if wrote.by.role.is_staff else Role.NURSE,
        at=facts.calendar.next_staffed(wrote.at),
        within=timedelta(hours=facts.pathway.review.answer_hours),
        headline=phrase("review.patient_wrote"),
        why=phrase("review.unread"),
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
        name=f"{NAME}/today.{wrote.message_id}",
        kind=PATIENT_WROTE,
        to=Role.NURSE,
        at=facts.calendar.next_staffed(wrote.at),
        within=timedelta(hours=facts.pathway.review.call_hours),
        headline=phrase("review.call_today"),
        why=phrase("review.nobody_called"),
        done=phrase("review.called"),
        words={"flag": phrase(f"dangers.{wrote.flag.name}") if wrote.flag else ""} | _sent(wrote),
    )
    return _ask_then_climb(matter, facts, now)


def _near_leaving(wrote: Wrote, facts: Facts, now: datetime) -> Climb:
    """Somebody may want no more texts: they pause until it is said which.

    By the nurse, or by whoever of the ladder calls it done: to close it leaves it to nobody.
    """
    matter = _Matter(
        name=f"{LEAVING}{wrote.message_id}",
        kind=NEAR_LEAVING,
        to=Role.NURSE,
        at=facts.calendar.next_staffed(wrote.at),
        within=timedelta(hours=facts.pathway.review.answer_hours),
        headline=phrase("review.no_more_texts"),
        why=phrase("review.texts_pause"),
    )
    said, asked = decided(wrote, facts), _question(matter, facts)
    if said is not None:
        return Climb(settled=settled_by(said), rung=asked.to)
    return _ask_then_climb(matter, facts, now, asks=asked)


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


def _ask_then_climb(
    matter: _Matter, facts: Facts, now: datetime, asks: Question | None = None
) -> Climb:
    """One question first; unanswered by its due time it climbs the routine ladder.

    `asks`: what whoever closes the ladder must say as well.
    """
    asked = _question(matter, facts)
    answer = facts.latest_answer(asked.key)
    if answer is not None:
        return Climb(settled=settled_by(answer), rung=asked.to)
    due = asked.due or asked.ask_at
    if due > now:
        return Climb(
            questions=(asked,),
            decide_again_at=due,
            rung=asked.to,
            next=phrase("review.waits"),
        )
    late = Escalation(
        key=f"{matter.name}-late",
        since=due,
        headline=matter.headline,
        why=matter.why,
        done=matter.done,
        asks=asks,
    )
    climbed = climb(late, facts, now)
    return climbed if climbed.settled else replace(climbed, questions=(asked, *climbed.questions))


def _ends(facts: Facts) -> Ended | None:
    died = deaths.confirmed(facts)
    if died is None:
        return None
    return Ended(ending=Ending.DIED, at=died.told_at, by=died.by.name)


def _in_hospital(decision: Decision, facts: Facts) -> Decision:
    """Of somebody who is in hospital again it is asked whether a death is true."""
    return of_deaths(decision) if deaths.is_reported(facts) else held(decision)


def _red_flags(facts: Facts) -> Iterator[tuple[str, Answer, int]]:
    """Every alarm of somebody's words that whoever closed it called real."""
    asked = f"{NAME}/"
    said = (each for each in facts.answers if each.question.startswith(asked))
    for count, answer in enumerate((each for each in said if each.value is Value.REAL), start=1):
        yield "red_flag", answer, count


STEP = Step(
    name=NAME,
    heading="review",
    parts=one(NAME, decide),
    kinds=(CONFIRM_DEATH, PATIENT_WROTE, NEAR_LEAVING),
    exists=exists,
    ends=_ends,
    silences=deaths.is_reported,
    in_hospital=_in_hospital,
    farewell=lambda parting, facts: closing.notices(parting.left(), parting.ended, facts),
    refusal=refusal,
    raises=_red_flags,
)
