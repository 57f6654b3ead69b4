"""What a rehearsal by the real workflows gives: what the pure one gives, and each phone's texts."""

import asyncio
from datetime import datetime
from operator import itemgetter

from cli.planning.plan_command import Begun
from cli.planning.plan_recipients import Told
from cli.planning.simulate_command import PhoneShown, Rehearsal
from domain.episode.deadlines import window_ends
from domain.episode.facts import Answer, Ended, Ending
from domain.plan.people import People
from domain.plan.plan import PlannedPrompt, prompt_of
from domain.plan.rehearsal import STILL_AN_ALARM
from domain.plan.simulation import Simulation, StepEnd, end_of
from domain.time.calendar import in_zone
from local.rehearsal.real import Lived, live
from local.rehearsal.stage import prepared


def really(begun: Begun, people: People) -> Rehearsal:
    """Run the episode that a discharge begins. Raises LocalRefusal or TimeStandsStill."""
    assert begun.facts is not None  # noqa: S101 - it begins one
    root, first = begun.root, begun.discharge.discharged_at.date()
    with prepared(root, begun.hospital, begun.facts.pathway, first) as stage:
        lived = asyncio.run(live(stage, begun.discharge, begun.facts, people, begun.wording))
    return Rehearsal(
        found=_simulation(lived, begun),
        told=_told(lived),
        phones=_phones(lived, begun),
    )


def _simulation(lived: Lived, begun: Begun) -> Simulation:
    answers = tuple(lived.answers.answers())
    texts = tuple(
        prompt_of(one.ask.question, one.ask.person, one.at, reminder=not one.first)
        for one in lived.phones.shown
    )
    came: list[tuple[datetime, PlannedPrompt | Answer]] = [(one.at, one) for one in texts]
    came += [(one.told_at, one) for one in answers]
    return Simulation(
        texts=texts,
        answers=answers,
        course=tuple(one for _, one in sorted(came, key=itemgetter(0))),
        steps=steps_of(lived, begun),
        ended=ended_of(lived, begun),
    )


def ended_of(lived: Lived, begun: Begun) -> Ended:
    """How it ended; of one that goes on with an alarm, how it stood when its window was over."""
    assert begun.facts is not None  # noqa: S101 - it began one
    if lived.summary is None:
        at = window_ends(begun.facts)
        return Ended(ending=Ending.UNRESOLVED, at=at, by="", reason=STILL_AN_ALARM)
    told = lived.summary
    return Ended(ending=told.ending, at=told.ended_at, by="", reason=told.reason)


def steps_of(lived: Lived, begun: Begun) -> tuple[StepEnd, ...]:
    """How each step ended, and why what was late was."""
    answered = {one.question for one in lived.answers.answers()}
    asked = {one.question.key: one.question for one in lived.asks.asks.values()}
    silent = [one for key, one in asked.items() if one.choices and key not in answered]
    ended_at = ended_of(lived, begun).at
    found = lived.summary.steps if lived.summary else lived.record.steps
    return tuple(
        end_of(
            StepEnd(
                step=one.step,
                title=one.title,
                state=one.state,
                due=one.due,
                settled_at=one.settled_at,
                late=one.late,
            ),
            ended_at,
            silent,
        )
        for one in found
    )


def _told(lived: Lived) -> list[Told]:
    return [
        Told(
            who=one.ask.person.handle if one.ask.person else "",
            at=(there := in_zone(one.at, one.zone)),
            zone=there.tzname() or one.zone,
            text=one.body,
        )
        for one in lived.phones.shown
    ]


def _phones(lived: Lived, begun: Begun) -> tuple[PhoneShown, ...]:
    found = lived.phones
    zones = {one.ask.person.handle: one.zone for one in found.shown if one.ask.person}
    names = {token: found.owners.get(token, "somebody") for token in found.transcripts}
    return tuple(
        PhoneShown(
            who=names[token],
            zone=zones.get(names[token], begun.discharge.time_zone),
            texts=tuple((one.at, one.ours, one.body) for one in texts),
        )
        for token, texts in found.transcripts.items()
    )
