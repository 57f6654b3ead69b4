"""What an episode's history says of each thing that is done and waited for."""

from domain.episode.decision import Decision
from domain.episode.facts import Asked, Ending, Facts
from domain.protocol.ledger import Entries
from domain.time.phrasing import short_instant
from domain.words.phrasebook import all_of, phrase
from models.payloads import AskTogether, ChooseSlot, EpisodeRecord, HeldSlots, TellConsent, Withdraw
from workflows import timeline
from workflows.episode.asked_questions import base


def ask(asks: AskTogether) -> str:
    """`ask chandra: call`; whom the roster is still to find is named by their part."""
    first = asks.first.question
    who = asks.first.first_of or first.to.replace("_", " ")
    tasks = dict.fromkeys(timeline.task(one.kind, one.step) for one in (first, *asks.then))
    return timeline.line(phrase("timeline.ask", who=who), *tasks)


def death() -> str:
    """That other episodes of the patient hear of one."""
    return timeline.line(phrase("timeline.others_of_patient"), phrase("timeline.death"))


def take_back(step: str, back: Withdraw, facts: Facts) -> str:
    """`take back from chandra: call, done by okafor`."""
    settled = back.settled
    taken = [one for key in back.keys if (one := _asked(base(key), facts)) is not None]
    who = dict.fromkeys(one.person.handle for one in taken if one.person is not None)
    tasks = dict.fromkeys(timeline.task(one.kind, step) for one in taken) or [step]
    why = settled.words or phrase("withdrawn.not_needed")
    if settled.handle:
        why = phrase("withdrawn.by", what=why, who=settled.handle)
    named = phrase("timeline.take_back_from", who=all_of(*who)) if who else ""
    return timeline.line(named or phrase("timeline.take_back"), *tasks, why)


def wait(decision: Decision | None, facts: Facts) -> str:
    """`okafor: no answer to call by Tue 9/8 2:30p`, as it will be true if the timer fires.

    Of whoever the roster is still finding the role is said. It is the timer of all steps: of the
    others' waiting, each has its line when it comes first.
    """
    at = decision.decide_again_at if decision else None
    if decision is None or at is None:
        last_day = phrase("timeline.day", n=facts.pathway.window_days)
        return timeline.line(last_day, phrase("timeline.window_ends"))
    until = short_instant(at, facts.calendar.time_zone)
    standing = [one for one in decision.questions if one.choices and one.ask_at < at]
    for one in reversed(standing):
        person, asked = facts.asked_of(one.key), timeline.task(one.kind, one.step)
        if person is None and facts.nobody_for(one.key):
            continue
        who = person.handle if person else one.to.replace("_", " ")
        if facts.latest_answer(one.key) is not None:
            said = phrase("timeline.not_done", task=asked, when=until)
        else:
            said = phrase("timeline.no_answer_by", task=asked, when=until)
        return timeline.line(who, said)
    return timeline.line(decision.title, phrase("timeline.until", when=until))


def save(entries: Entries) -> str:
    """`save chandra: call, no answer`."""
    newest = entries.answers[-1] if entries.answers else None
    if newest is None:
        what = phrase("timeline.visit") if entries.bookings else phrase("timeline.risk")
        return timeline.line(phrase("timeline.save"), what)
    said = [timeline.answer(newest.kind, value) for value in newest.answer.values]
    said = [phrase("timeline.taken_back")] if newest.taken_back else said
    step = newest.answer.question.partition("/")[0]
    asked = timeline.task(newest.kind, step) if newest.kind else step
    who = newest.answer.by.handle or phrase("timeline.somebody")
    return timeline.line(phrase("timeline.save_of", who=who), asked, *said)


def consent(tell: TellConsent) -> str:
    """What a phone of the family is told of being texted."""
    given = tell.told.given
    said = phrase("timeline.texts") if given else phrase("timeline.no_more_texts")
    return timeline.line(phrase("timeline.familys_phone"), said)


def hold(held: HeldSlots) -> str:
    """Times for a visit, that are looked for."""
    return timeline.line(phrase("timeline.hold"), phrase("timeline.round", n=held.round))


def choose(choice: ChooseSlot) -> str:
    """What becomes of the held times."""
    head = phrase("timeline.book") if choice.slot_id else phrase("timeline.let_go")
    return timeline.line(head, phrase("timeline.round", n=choice.round))


def close(ending: Ending) -> str:
    """How the episode ends."""
    return timeline.line(phrase("timeline.close"), ending)


def publish(record: EpisodeRecord) -> str:
    """The list of episodes, as far as it changes."""
    urgent = phrase("timeline.urgent") if record.urgent else ""
    unowned = phrase("timeline.unowned") if record.unowned else ""
    return timeline.line(phrase("timeline.list"), record.phase, urgent, unowned)


def _asked(question: str, facts: Facts) -> Asked | None:
    return next((one for one in reversed(facts.asked) if one.question == question), None)
