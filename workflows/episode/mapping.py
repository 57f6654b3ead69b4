"""From the domain's values to payloads and back: what an episode sends, shows and records."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

from domain.asking.care_line import care_line
from domain.asking.choices import Value
from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.clinical.outline import PatientOutline
from domain.episode import whereabouts
from domain.episode.amendment import News
from domain.episode.closing import left_to
from domain.episode.deadlines import window_ends
from domain.episode.decision import Decision, HoldSlots, StepState
from domain.episode.escalation import ALARM_WAS
from domain.episode.facts import Answer, Ended, Facts, Person, Via, Viewed
from domain.episode.family.recorded_consent import consents, stopped_on_an_earlier_number, to_tell
from domain.hospital.discharge import Doubt
from domain.protocol import protocol
from domain.protocol.ledger import Undo
from domain.protocol.opening import opening
from domain.protocol.overview import Overview, StepView, overview, said_to_be
from domain.protocol.ownership import asked_first
from domain.protocol.status_page import page
from domain.protocol.verdict import Judgement
from domain.steps.catalogue import kind_of
from domain.steps.tier import standing, text_rules
from domain.time.clock import Clock
from domain.words.phrasebook import phrase, read_in, worded
from models import names
from models.payloads import (
    Amend,
    Ask,
    CardOpened,
    Close,
    EpisodeRecord,
    EpisodeSummary,
    GivenAnswer,
    HeldSlots,
    KnownDoubt,
    NotReached,
    OpenEpisode,
    ReassignQuestion,
    Settled,
    StatusPage,
    StepSummary,
    TakeBack,
    TellConsent,
    ToldConsent,
    Verdict,
    VerdictState,
    Withdraw,
)
from workflows.episode.asked_questions import base


def first_facts(told: OpenEpisode) -> Facts:
    """What an episode knows when it opens."""
    return opening(
        told.discharge,
        told.pathway,
        told.calendar,
        told.opened_at,
        told.patient_zone,
        consents=told.consents,
        written=told.deaths,
    )


def first_to_tell(opening: OpenEpisode) -> list[TellConsent]:
    """What the patient's phone must hear first: a no that was said before this episode."""
    facts = first_facts(opening)
    return phones_to_tell(replace(facts, consents=()), facts, opening.clock)


def news(amend: Amend, facts: Facts, now: datetime) -> News:
    """The hospital's newer account; what an older sender leaves out stays as it was."""
    return News(
        discharge=amend.discharge,
        calendar=amend.calendar or facts.calendar,
        patient_zone=amend.patient_zone or facts.patient_zone,
        at=amend.at,
        heard_at=now,
        ed_visits=amend.ed_visits,
        appointments=amend.appointments,
    )


def ask(
    opening: OpenEpisode,
    facts: Facts,
    wire: Question,
    avoid: tuple[str, ...],
    now: datetime,
    moved: ReassignQuestion | None = None,
) -> Ask:
    """A question for the roster and its person's thread; who had it before is passed over."""
    if moved is not None:
        wire = replace(wire, words={**wire.words, "from": moved.from_name})
    return Ask(
        episode=opening.episode,
        facility=facts.discharge.facility,
        facility_name=opening.facility_name,
        facility_zone=facts.discharge.time_zone,
        home_at=facts.discharge.discharged_at,
        patient=_with_consent(facts),
        patient_zone=facts.patient_zone,
        question=wire,
        care_line=care_line(facts.pathway.lines, facts.calendar, now),
        always_on=facts.pathway.lines.always_on,
        texts=text_rules(facts, now),
        patient_hours=facts.pathway.patient_hours,
        undo_minutes=facts.pathway.undo_minutes,
        clock=opening.clock,
        avoid=avoid,
        not_of=(moved.from_handle,) if moved else (),
        first_of=moved.to_handle if moved else asked_first(wire, facts),
        at=now,
    )


def withdraw(opening: OpenEpisode, keys: tuple[str, ...], settled: Settled) -> Withdraw:
    """Questions that are taken back, and why."""
    return Withdraw(episode=opening.episode, keys=keys, settled=settled, clock=opening.clock)


def _with_consent(facts: Facts) -> PatientOutline:
    """The patient as the hospital says, with the consent that a nurse recorded."""
    return replace(facts.discharge.patient, consent_to_text=consents(facts))


def held_slots(opening: OpenEpisode, facts: Facts, action: HoldSlots, now: datetime) -> HeldSlots:
    """A request for slots."""
    return HeldSlots(
        episode=opening.episode,
        round=action.round,
        clinic=action.clinic,
        facility=facts.discharge.facility,
        after=action.after,
        before=action.before,
        count=facts.pathway.visit.offers,
        until=action.until,
        at=now,
    )


def why(step: str, decision: Decision, facts: Facts, news: tuple[Answer, ...]) -> Settled:
    """Why questions of a step are withdrawn, for those who saw them.

    `news` are the answers, of any step, since the step was last decided.
    """
    ended = protocol.ending(facts)
    if ended is not None:
        return Settled(words=phrase("withdrawn.closed", ending=ended.ending), at=ended.at)
    mine = [answer for answer in news if answer.question.startswith(f"{step}/")]
    if mine:
        return _answered(mine[-1], decision)
    if facts.suspended_at is not None:
        return Settled(words=phrase("withdrawn.readmitted"), at=facts.suspended_at)
    if any(one.again_of for one in decision.questions):
        return Settled(words=phrase("withdrawn.asked_again"), silent=True, handed_over=True)
    settled, done = decision.closed, phrase("withdrawn.done")
    return Settled(words=done, by=settled.by, at=settled.at) if settled else Settled()


def phones_to_tell(before: Facts, after: Facts, clock: Clock) -> list[TellConsent]:
    """What phones must hear of what was newly recorded of being texted."""
    return [
        TellConsent(
            phone=phone,
            told=ToldConsent(key=said.key, given=said.given, at=said.at),
            clock=clock,
        )
        for phone, said in to_tell(before, after)
    ]


def ended(close: Close) -> Ended:
    """The end of an episode that somebody ends early."""
    return Ended(
        ending=close.ending,
        at=close.at,
        by=close.by,
        reason=close.reason,
        note=close.note,
        next_episode=close.next_episode,
    )


def stopped_elsewhere(
    facts: Facts, person: Person | None, told: NotReached, now: datetime
) -> Facts:
    """A STOP that came while the number was corrected is theirs, whatever phone it came from."""
    if person and person.role.is_family and told.why is Reachability.OPTED_OUT:
        return stopped_on_an_earlier_number(person.role, facts, now)
    return facts


def without_vendor(facts: Facts, question: str, person: Person, now: datetime) -> Facts:
    """A vendor who cannot be texted has declined what was offered; the rest waits for silence."""
    kinds = (kind_of(one.kind) for one in facts.asked if one.question == question)
    offers = any(choice.value is Value.ACCEPTED for kind in kinds for choice in kind.choices)
    if not offers or facts.latest_answer(question) is not None:
        return facts
    declined = Answer(
        question=question,
        value=Value.DECLINED,
        by=person,
        happened_at=now,
        told_at=now,
        via=Via.BY_HAND,
    )
    return facts.answered(declined)


def _answered(last: Answer, decision: Decision) -> Settled:
    """What the others hear: taken is not done, and no vendor is told who else has it.

    Nor is it done while whoever says so is asked for more.
    """
    if last.value is Value.ACCEPTED:
        return Settled(words=phrase("withdrawn.placed"), handle=last.by.handle)
    asked = (one for one in decision.questions if one.kind != ALARM_WAS)
    asked_more = any(one.whom == last.by.handle for one in asked)
    taken = last.value is Value.TAKEN or (asked_more and last.value in (Value.DONE, Value.STOPPED))
    words = phrase("withdrawn.taken") if taken else phrase("withdrawn.done")
    return Settled(words=words, by=last.by.name, handle=last.by.handle, at=last.told_at)


def answer(given: GivenAnswer) -> Answer:
    """An answer as the domain keeps it, under the question's own key."""
    return Answer(
        question=base(given.key),
        value=given.value,
        also=given.also,
        by=given.by,
        happened_at=given.happened_at,
        told_at=given.told_at,
        via=given.via,
        at=given.at,
        note=given.note,
        told_no=given.told_no,
        flag=given.flag,
        card=given.card,
        message_id=given.message_id,
    )


def undo(told: TakeBack, now: datetime) -> Undo:
    """An UNDO as the domain keeps it: no clock that is ahead makes it later than now."""
    return Undo(by=told.by, at=min(told.at, now), via=told.via, message_id=told.message_id)


def view(seen: CardOpened) -> Viewed:
    """Who opened which card, under the question's own key."""
    return Viewed(question=base(seen.key), by=seen.by, first=seen.at, words=seen.written)


def verdict(judged: Judgement) -> Verdict:
    """The domain's ruling, on its way to the person."""
    return Verdict(
        state=VerdictState(judged.ruling),
        follows=judged.follows,
        by=judged.by,
        at=judged.at,
        keeps_open=judged.keeps_open,
        due=judged.opens.due if judged.opens else None,
        urgent=judged.opens.urgent if judged.opens else False,
        asks_back=judged.asks_back,
    )


def closed(facts: Facts) -> Verdict:
    """What a closed episode says to any answer."""
    ended = protocol.ending(facts)
    at = ended.at if ended else None
    return Verdict(state=VerdictState.CLOSED, by=ended.ending if ended else "", at=at)


def summary(episode: str, facts: Facts, now: datetime) -> EpisodeSummary:
    """How each step ended; what is open is unresolved."""
    ended = protocol.ending(facts) or protocol.at_the_window(facts, now)
    seen = overview(facts, now)
    return EpisodeSummary(
        episode=episode,
        ending=ended.ending,
        ended_at=ended.at,
        reason=worded(ended.reason),
        note=ended.note,
        next_episode=ended.next_episode,
        steps=tuple(_step(view, facts.calendar.time_zone, final=True) for view in seen.steps),
        left=left_to(protocol.left_behind(ended, facts), ended.at, facts),
    )


def record(opening: OpenEpisode, facts: Facts, seen: Overview, version: int) -> EpisodeRecord:
    """The read model's view."""
    ended = protocol.ending(facts)
    where = next((one for one in seen.steps if one.decision.step == whereabouts.ASKED_AS), None)
    settled = where.decision.settled if where else None
    return EpisodeRecord(
        episode=opening.episode,
        version=version,
        phase=seen.phase,
        outcome=ended.ending if ended else "",
        at=ended.at if ended else facts.answers[-1].told_at if facts.answers else facts.opened_at,
        next_due=seen.next_due,
        unowned=seen.unowned,
        urgent=seen.urgent,
        alarms_real=said_to_be(Value.REAL, facts),
        alarms_false=said_to_be(Value.NOT_REAL, facts),
        steps=tuple(_step(view, facts.calendar.time_zone, final=False) for view in seen.steps),
        owners=tuple((view.decision.step, _owner(view)) for view in seen.open),
        doubts=_doubts(facts, whereabouts.answered_doubts(facts, settled)),
    )


def _doubts(facts: Facts, answered: tuple[Doubt, ...]) -> tuple[KnownDoubt, ...]:
    known = facts.discharge.doubts
    return tuple(
        KnownDoubt(reason=one.reason, came_at=one.times[-1], answered=one in answered)
        for one in known
    )


def status_page(opening: OpenEpisode, facts: Facts, now: datetime, version: int) -> StatusPage:
    """The page that the UI shows, with the record behind it."""
    seen = overview(facts, now)
    day = facts.calendar.day(now) - facts.calendar.day(facts.discharge.discharged_at)
    return StatusPage(
        phase=seen.phase,
        day=max(day.days, 0),
        window_days=facts.pathway.window_days,
        markdown=page(facts, seen),
        record=record(opening, facts, seen, version),
    )


class Attributes:
    """The search attributes as last written; only what changed is written again."""

    def __init__(self) -> None:
        self._written: dict[str, object] = {}

    def changed(self, facts: Facts, seen: Overview) -> list[SearchAttributeUpdate[Any]]:
        """The updates that staff's filters need now."""
        updates: list[SearchAttributeUpdate[Any]] = []
        for key, value in _attributes(facts, seen).items():
            if key.name not in self._written or self._written[key.name] != value:
                self._written[key.name] = value
                updates.append(key.value_unset() if value is None else key.value_set(value))
        return updates


def _attributes(facts: Facts, seen: Overview) -> dict[SearchAttributeKey[Any], Any]:
    ended = protocol.ending(facts)
    still = seen.open if ended is None else ()
    return {
        names.EPISODE_PHASE: seen.phase.value,
        names.FACILITY: facts.discharge.facility,
        names.TIER: standing(facts).tier.value,
        names.OUTCOME: ended.ending.value if ended else None,
        names.PATHWAY: facts.pathway.name,
        names.STEPS_OPEN: [view.decision.step for view in still] or None,
        names.STEPS_OVERDUE: list(seen.overdue if ended is None else ()) or None,
        names.OWNERS: sorted({_owner(view) for view in still}) or None,
        names.NEXT_DUE: seen.next_due if ended is None else None,
        names.DISCHARGED_ON: facts.discharge.discharged_at,
        names.WINDOW_ENDS: window_ends(facts),
        names.UNOWNED: seen.unowned and ended is None,
        names.URGENT: seen.urgent and ended is None,
    }


def _owner(view: StepView) -> str:
    return view.owner.handle if view.owner else view.decision.owner.value


def _step(view: StepView, zone: str, *, final: bool) -> StepSummary:
    decision, settled, closed = view.decision, view.decision.settled, view.decision.closed
    unresolved = final and view.state is StepState.OPEN
    return StepSummary(
        step=decision.step,
        title=worded(decision.title),
        state=StepState.UNRESOLVED if unresolved else view.state,
        due=decision.due,
        settled_at=settled.at if settled else None,
        by=worded(settled.by) if settled else "",
        late=view.late,
        escalated=view.escalated,
        detail=read_in(closed.detail if closed else decision.next, zone),
        record=worded(settled.record) if settled else "",
    )
