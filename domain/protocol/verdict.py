"""What an episode says to an answer: recorded, already settled, refused, taken back, too late."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.asking.choices import Value
from domain.asking.question import Question, asked_now, first_occurrence
from domain.asking.reachability import Reachability
from domain.episode.deadlines import window_ends
from domain.episode.decision import Decision
from domain.episode.facts import Answer, Facts, Person
from domain.episode.family import recorded_consent
from domain.pathway import Role
from domain.protocol.protocol import decide, steps
from domain.steps.catalogue import step_of
from domain.steps.tier import LOWERED, refusal
from domain.words.phrasebook import phrase


class Ruling(StrEnum):
    """The closed set of verdicts that an open episode gives."""

    RECORDED = "recorded"
    ALREADY_SETTLED = "already_settled"
    TAKEN_BACK = "taken_back"
    TOO_LATE = "too_late"
    REFUSED = "refused"
    CORRECTED = "corrected"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The ruling, the facts after it, and the words that a confirmation needs.

    `opens` is what an answer of the family has others asked at once; `asks_back` whether it has
    they themselves asked something: that is their reply.
    """

    ruling: Ruling
    facts: Facts
    follows: str = ""
    by: str = ""
    at: datetime | None = None
    keeps_open: bool = False
    opens: Question | None = None
    asks_back: bool = False


def judge(answer: Answer, facts: Facts, now: datetime) -> Judgement:
    """Record an answer whose question stands open; the same message twice is one answer.

    A lowering of the tier answers nothing: it is a case manager's to say at any time.
    """
    if answer.question == LOWERED:
        return _lowered(answer, facts)
    step = answer.question.partition("/")[0]
    if step not in steps(facts):
        return _with_noes(answer, Judgement(ruling=Ruling.ALREADY_SETTLED, facts=facts))
    decision = decide(step, facts, now)
    answer = _of_the_newest(answer, decision)
    if _seen(answer, facts):
        return _recorded(answer, facts, decision)
    if _standing(answer.question, decision) is None:
        return _with_noes(answer, _settled_before(answer, facts, decision))
    refusal = _refusal(answer, facts)
    if refusal:
        return _with_noes(answer, _refused(refusal, facts))
    after = of_the_phones(answer, facts.answered(answer))
    judged = _recorded(answer, after, decide(step, after, now))
    return _with_what_it_opens(answer, judged, facts, now)


def _with_what_it_opens(
    answer: Answer, judged: Judgement, before: Facts, now: datetime
) -> Judgement:
    """What the family may be told comes of its answer: only what is asked of somebody by now."""
    if not answer.by.role.is_family:
        return judged
    known = {one.key for one in _asked(before, now)}
    new = [one for one in _asked(judged.facts, now) if one.key not in known]
    owed = [one for one in new if one.to.is_staff and one.due is not None]
    replies = [one for one in new if one.to.is_family and one.safety]
    first = min(owed, key=lambda one: (not one.urgent, one.due or now), default=None)
    return replace(judged, opens=first, asks_back=bool(replies))


def _asked(facts: Facts, now: datetime) -> list[Question]:
    return [asked for part in steps(facts) for asked in decide(part, facts, now).questions]


def _lowered(answer: Answer, facts: Facts) -> Judgement:
    if _seen(answer, facts):
        return Judgement(ruling=Ruling.RECORDED, facts=facts)
    if why := refusal(answer, facts):
        return _refused(why, facts)
    return Judgement(ruling=Ruling.RECORDED, facts=facts.answered(answer))


def _with_noes(answer: Answer, judged: Judgement) -> Judgement:
    """What is not recorded may still tell of a no: that counts, and is said back."""
    after = recorded_consent.noes_of(answer, judged.facts)
    follows = " ".join(filter(None, (judged.follows, _of_texts(answer, after))))
    return replace(judged, facts=after, follows=follows)


def _refused(why: str, facts: Facts) -> Judgement:
    return Judgement(ruling=Ruling.REFUSED, facts=facts, follows=why)


def of_the_phones(answer: Answer, facts: Facts) -> Facts:
    """What an answer says of the family's phones: not theirs, on, or to be texted no more."""
    facts = recorded_consent.after_answer(answer, facts)
    if answer.value is Value.WRONG_NUMBER:
        return facts.cannot_text(Role.PATIENT, Reachability.WRONG_NUMBER)
    return facts.reachable_again(answer.by.role)


def take_back(question: str, by: Person, facts: Facts, told_at: datetime) -> Judgement:
    """Forget a person's newest answer to a question, if told so within the pathway's undo time.

    What kept it on its way makes no UNDO late.
    """
    answer = facts.latest_answer(question) or _kept_as_newer(question, facts)
    if answer is None or answer.by.handle != by.handle:
        return _settled_by(answer, facts)
    if told_at - answer.told_at > timedelta(minutes=facts.pathway.undo_minutes):
        return Judgement(ruling=Ruling.TOO_LATE, facts=facts, at=answer.told_at)
    after = _without(answer, facts.taken_back(answer))
    after = recorded_consent.after_undo(answer, after, told_at)
    return Judgement(ruling=Ruling.TAKEN_BACK, facts=after, follows=_of_texts(answer, after))


def _without(wrong: Answer, facts: Facts) -> Facts:
    """What a wrong answer said of the family's phones is not so."""
    return facts.can_text(Role.PATIENT) if wrong.value is Value.WRONG_NUMBER else facts


def correct(right: Answer, facts: Facts, now: datetime) -> Judgement:
    """Replace a person's own newest answer by another, however long ago; both are kept.

    Nothing was answered by them: then it is refused. What followed from the wrong answer is taken
    back, what follows from the right one begins now.
    """
    wrong = facts.latest_answer(right.question) or _kept_as_newer(right.question, facts)
    step = right.question.partition("/")[0]
    if wrong is None or wrong.by.handle != right.by.handle or step not in steps(facts):
        return _with_noes(right, _settled_by(wrong, facts))
    right = replace(right, question=wrong.question, under=wrong.under)
    if _seen(right, facts):
        return _corrected(right, facts, now)
    refusal = _refusal(right, facts)
    if refusal:
        return _with_noes(right, _refused(refusal, facts))
    if right.happened_at == right.told_at:  # no other time was said: it happened when it did
        right = replace(right, happened_at=wrong.happened_at)
    after = of_the_phones(right, _without(wrong, facts.with_correction(wrong, right)))
    return _corrected(right, after, now)


def _corrected(right: Answer, after: Facts, now: datetime) -> Judgement:
    step = right.question.partition("/")[0]
    decision = decide(step, after, now)
    return Judgement(
        ruling=Ruling.CORRECTED,
        facts=after,
        follows=" ".join(filter(None, (_of_texts(right, after), decision.next))),
        keeps_open=_standing(right.question, decision) is not None,
    )


def _standing(key: str, decision: Decision) -> Question | None:
    return next((asked for asked in decision.questions if asked.key == key), None)


def _of_the_newest(answer: Answer, decision: Decision) -> Answer:
    """An answer to what was asked again is one to that: an alarm taken late is taken."""
    asked = asked_now(answer.question, decision.questions)
    if asked is None or asked.key == answer.question:
        return answer
    return replace(answer, question=asked.key, under=answer.question)


def _kept_as_newer(question: str, facts: Facts) -> Answer | None:
    """What was answered under this older name, kept under the name of the round it came in."""
    first = first_occurrence(question)
    same = (one for one in reversed(facts.answers) if first_occurrence(one.question) == first)
    return next(same, None)


def _seen(answer: Answer, facts: Facts) -> bool:
    return any(
        known.message_id == answer.message_id
        and first_occurrence(known.question) == first_occurrence(answer.question)
        for known in facts.answers
        if answer.message_id
    )


def _recorded(answer: Answer, facts: Facts, decision: Decision) -> Judgement:
    return Judgement(
        ruling=Ruling.RECORDED,
        facts=facts,
        follows=" ".join(filter(None, (_of_texts(answer, facts), decision.next))),
        keeps_open=_standing(answer.question, decision) is not None,
    )


def _of_texts(answer: Answer, facts: Facts) -> str:
    return recorded_consent.words(recorded_consent.key_of(answer), facts)


def _settled_before(answer: Answer, facts: Facts, decision: Decision) -> Judgement:
    """Somebody else answered, or the step was settled another way, or the question is gone."""
    known = facts.latest_answer(answer.question)
    if known is None and (settled := decision.closed) is not None:
        return Judgement(ruling=Ruling.ALREADY_SETTLED, facts=facts, by=settled.by, at=settled.at)
    return _settled_by(known, facts)


def _settled_by(answer: Answer | None, facts: Facts) -> Judgement:
    by, at = (answer.by.name, answer.told_at) if answer else ("", None)
    return Judgement(ruling=Ruling.ALREADY_SETTLED, facts=facts, by=by, at=at)


def _refusal(answer: Answer, facts: Facts) -> str:
    """Why an answer cannot be taken as given, in words for the person; empty when it can."""
    if answer.happened_at < facts.discharge.discharged_at and not facts.discharge.expected:
        return phrase("verdict.that_is_before")
    step = step_of(answer.question)
    told = _instant_refusal(answer, answer.at, facts) if answer.at is not None else ""
    return told or (step.refusal(answer, facts) if step else "")


def _instant_refusal(answer: Answer, at: datetime, facts: Facts) -> str:
    if at < facts.discharge.discharged_at:
        return phrase("verdict.before_discharge", when=at)
    if answer.value is Value.AT and at <= answer.told_at:
        return phrase("verdict.past", when=at)
    if at >= window_ends(facts):
        return phrase("verdict.after_window", when=at, days=facts.pathway.window_days)
    return ""
