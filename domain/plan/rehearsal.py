"""The thirty days walked through in imagination: the protocol itself, without people or a server.

Time jumps from one instant at which something changes to the next; what the protocol asks is noted
and answered as the people of the rehearsal do. Of a ladder that begins again until somebody has
taken it only the first round is walked where nobody ever will: the others are the same, an hour
later and an hour later. Whoever answers has opened the card, and decides what stands on it; what is
refused they say otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.asking.question import Question
from domain.episode.contact_timing import civil_hours
from domain.episode.deadlines import window_ends
from domain.episode.decision import Action, ChooseSlot, Decision, HoldSlots, earliest
from domain.episode.facts import Ended, Facts, Offer, Person
from domain.pathway import Role
from domain.plan.answering import answer_of, in_turn, with_card_opened
from domain.plan.people import People, Reply, Silent
from domain.plan.setting import IMAGINED, Setting
from domain.protocol.protocol import alarm_stands, at_the_window, decide, ending, exists, steps
from domain.protocol.verdict import Ruling, judge
from domain.texting.pacing import given_with
from domain.words.phrasebook import phrase

STILL_AN_ALARM = phrase("plan.still_an_alarm")
PAST_THE_WINDOW = timedelta(days=1)
"""How long an episode is followed past its window, while an alarm stands that somebody may take."""
_HEARD_WITHIN = timedelta(days=7)
_MOST_MOMENTS = 5000
_ANY_HOUR = (Role.ON_CALL, Role.ALWAYS_ON, Role.VENDOR)


@dataclass(frozen=True, kw_only=True)
class AskedPeriod:
    """A question while it stood, and with whom; one `answered` is not asked again.

    What is `by_calendar` came of a step that ran, and by nobody's silence. `after` so many answers
    it was asked.
    """

    question: Question
    since: datetime
    until: datetime
    person: Person | None = None
    answered: bool = False
    by_calendar: bool = False
    after: int = 0


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """A walk to its end: every question that ever stood, and what was known and decided last.

    `again`: the second rounds of ladders that nobody will ever take, which were not walked.
    """

    stood: tuple[AskedPeriod, ...]
    again: tuple[Question, ...]
    facts: Facts
    ended: Ended
    decisions: tuple[Decision, ...]


def rehearse(facts: Facts, people: People, setting: Setting = IMAGINED) -> Rehearsed:
    """Walk from the opening to the end of the window."""
    return _Walk(facts, people, setting).through()


def first_look(facts: Facts) -> dict[str, Decision]:
    """What the protocol decides for each step as soon as the episode is open."""
    walk = _Walk(facts, Silent(), IMAGINED)
    return walk.settle(facts.opened_at)


def texts(stood: AskedPeriod, facts: Facts) -> tuple[datetime, ...]:
    """When a question's text and its reminders go out, by the rules of a phone's thread."""
    asked = stood.question
    times, now, sent = (asked.ask_at, *asked.remind_at), stood.since, 0
    went: list[datetime] = []
    while sent < len(times):
        now = _sendable(asked, max(now, times[sent]), facts)
        useless = asked.useless_after is not None and asked.useless_after <= now
        over = now >= stood.until and (bool(went) or not stood.answered)
        if over or useless:
            break
        went.append(facts.calendar.local(now))
        soon = now + given_with(facts.pathway.texts, first=not sent, urgent=asked.urgent)
        sent = max(sent + 1, sum(at <= soon for at in times))
    return tuple(went)


def _sendable(asked: Question, at: datetime, facts: Facts) -> datetime:
    """When it may go out: patients at civil hours, staff in the team's hours, others at once."""
    if asked.urgent or asked.to in _ANY_HOUR:
        return at
    return (
        civil_hours(facts).next_open(at) if asked.to.is_family else facts.calendar.next_staffed(at)
    )


class _Walk:
    """One walk: the facts as they grow, and the questions that stand."""

    def __init__(self, facts: Facts, people: People, setting: Setting) -> None:
        self._facts = facts
        self._setting = setting
        self._people = people
        self._ends = window_ends(facts)
        self._last = self._ends + PAST_THE_WINDOW
        self._standing: dict[str, AskedPeriod] = {}
        self._over: list[AskedPeriod] = []
        self._said: set[str] = set()
        self._again: dict[str, Question] = {}
        self._running: set[str] = set()

    def through(self) -> Rehearsed:
        """Every moment in turn, boundedly."""
        now: datetime | None = self._facts.opened_at
        decisions: dict[str, Decision] = {}
        for _ in range(_MOST_MOMENTS):
            if now is None or self._is_over(now):
                break
            decisions = self.settle(now)
            if self._is_over(now):
                break
            now = self._next(now, decisions)
        return self._told(decisions, max(now or self._ends, self._ends))

    def _is_over(self, now: datetime) -> bool:
        """Past the window, unless an alarm stands that somebody may still take."""
        if now < self._ends:
            return False
        asked = (one.question for one in self._standing.values())
        takers = any(self._people.ever(one) for one in asked if one.urgent)
        return not takers or now >= self._last or not alarm_stands(self._facts, now)

    def _told(self, decisions: dict[str, Decision], at: datetime) -> Rehearsed:
        ended = ending(self._facts)
        if ended is None:
            alarm = alarm_stands(self._facts, at)
            at = self._ends if alarm else at
            decisions = {step: decide(step, self._facts, at) for step in steps(self._facts)}
            ended = at_the_window(self._facts, at)
            if alarm:
                reason = "; ".join(filter(None, (ended.reason, STILL_AN_ALARM)))
                ended = replace(ended, reason=reason)
            self._stand_until(at)
            if not alarm:
                self._part(ended)
        order = {one.question: place for place, one in enumerate(self._facts.asked)}
        stood = [*self._over, *self._standing.values()]
        stood.sort(key=lambda one: (one.since, order.get(one.question.key, 0)))
        return Rehearsed(
            stood=tuple(stood),
            again=tuple(self._again.values()),
            facts=self._facts,
            ended=ended,
            decisions=tuple(one for step, one in decisions.items() if exists(step, self._facts)),
        )

    def _part(self, ended: Ended) -> None:
        """Who is left with something hears of it, when they may."""
        self._facts = replace(self._facts, ended=ended)
        self.settle(ended.at)
        self._stand_until(ended.at + _HEARD_WITHIN)

    def _stand_until(self, at: datetime) -> None:
        self._standing = {key: replace(one, until=at) for key, one in self._standing.items()}

    def settle(self, now: datetime) -> dict[str, Decision]:
        """Do and ask what is wanted at this moment, until nothing more is."""
        for _ in range(_MOST_MOMENTS):
            decisions = {step: decide(step, self._facts, now) for step in steps(self._facts)}
            if not self._do_one(decisions, now):
                self._running = {step for step, one in decisions.items() if one.running}
                return decisions
        raise RuntimeError("the protocol does not come to rest")

    def _do_one(self, decisions: dict[str, Decision], now: datetime) -> bool:
        """The first action, the changed questions, or one answer; nothing means all is quiet."""
        action = next((each.action for each in decisions.values() if each.action), None)
        if action is not None:
            self._facts = self._acted(action)
            return True
        every = [asked for each in decisions.values() for asked in each.questions]
        for asked in filter(self._in_vain, every):
            self._again.setdefault(asked.again_of, asked)
        wanted = [asked for asked in every if not self._in_vain(asked)]
        return self._let_go(wanted, now) or self._ask(wanted, now) or self._answer_one(now)

    def _in_vain(self, asked: Question) -> bool:
        """Whether it begins a ladder again of which nobody will ever take a rung."""
        return bool(asked.again_of) and not self._people.ever(asked)

    def _let_go(self, wanted: list[Question], now: datetime) -> bool:
        keys = {asked.key for asked in wanted}
        gone = [key for key in self._standing if key not in keys]
        for key in gone:
            answered = self._facts.latest_answer(key) is not None
            self._over.append(replace(self._standing.pop(key), until=now, answered=answered))
        self._said.difference_update(gone)
        return bool(gone)

    def _ask(self, wanted: list[Question], now: datetime) -> bool:
        """One new question; of a ladder that begins again all of that round."""
        new = [asked for asked in wanted if asked.key not in self._standing]
        together = [asked for asked in new if asked.again_of and asked.step == new[0].step]
        for asked in together if new and new[0].again_of else new[:1]:
            open_ = (one.person for one in self._standing.values() if one.question.choices)
            held = tuple(one.handle for one in open_ if one)
            person = self._setting.person(asked, self._facts, now, held)
            self._standing[asked.key] = AskedPeriod(
                question=asked,
                since=now,
                until=self._last,
                person=person,
                by_calendar=asked.step in self._running,
                after=len(self._facts.answers),
            )
            self._facts = self._facts.was_asked(asked, person, now)
        return bool(new)

    def _answer_one(self, now: datetime) -> bool:
        """Whoever is first gives what they chose; what is refused they say otherwise."""
        due = [(reply.at, stood, reply) for stood, reply in self._replies() if reply.at <= now]
        if not due:
            return False
        _, stood, reply = min(due, key=lambda one: one[0])
        asked = stood.question
        self._said.add(asked.key)
        if (person := stood.person) is not None:
            self._facts = with_card_opened(asked, person, self._facts, now)
            for said in in_turn(asked, reply.choice):
                judged = judge(answer_of(asked, said, person, self._facts, now), self._facts, now)
                self._facts = judged.facts
                if judged.ruling is not Ruling.REFUSED:
                    break
        return True

    def _next(self, now: datetime, decisions: dict[str, Decision]) -> datetime | None:
        again = (
            each.decide_again_at
            for each in decisions.values()
            if each.decide_again_at and each.decide_again_at > now
            if not any(map(self._in_vain, each.questions))
        )
        found = earliest(*again, *(reply.at for _, reply in self._replies()))
        return self._ends if found is None or now < self._ends < found else found

    def _replies(self) -> Iterator[tuple[AskedPeriod, Reply]]:
        """The questions that will be answered, with what and when."""
        for stood in self._standing.values():
            asked = stood.question
            went = texts(stood, self._facts)[:1]
            if asked.choices and asked.key not in self._said and stood.person and went:
                reply = self._people.reply(asked, went[0])
                if reply is not None:
                    yield stood, reply

    def _acted(self, action: Action) -> Facts:
        match action:
            case HoldSlots(round=number):
                slots = self._setting.slots(action, self._facts)
                offer = Offer(round=number, slots=slots)
                return replace(self._facts, offers=(*self._facts.offers, offer))
            case ChooseSlot(round=number, slot=slot):
                return replace(self._facts, booked=(*self._facts.booked, (number, slot)))
