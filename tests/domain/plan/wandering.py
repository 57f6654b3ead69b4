"""Thirty days walked at random: people answer anything or nothing, at any time, in any order."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from adapters.files.pathway import read_pathway
from domain.asking.choices import Choice, Value, Wants
from domain.asking.question import Question
from domain.clinical.flag import Flag
from domain.episode.deadlines import window_ends
from domain.episode.decision import Action, ChooseSlot, Decision, HoldSlots, earliest
from domain.episode.drug_decisions import DrugDecision, comparison
from domain.episode.facts import (
    Answer,
    Asked,
    Ended,
    Ending,
    Facts,
    Offer,
    Person,
    Sense,
    Slot,
    Via,
    Viewed,
    Wrote,
)
from domain.episode.family.recorded_consent import after_words
from domain.hospital.discharge import (
    Caregiver,
    Diagnosis,
    Discharge,
    EquipmentItem,
    Medication,
    Medications,
    Patient,
    PrimaryCare,
    Transport,
)
from domain.languages import Level
from domain.pathway import Pathway, Role
from domain.protocol.opening import opening
from domain.protocol.protocol import (
    alarm_stands,
    at_the_window,
    decide,
    ending,
    steps,
)
from domain.protocol.verdict import Judgement, Ruling, judge, take_back
from domain.texting.attachments import Attachment
from tests.domain.examples import NEW_YORK, calendar
from tests.outlines import outlined
from tests.places import ROOT

SHIPPED: Pathway = read_pathway(ROOT / "pathways" / "standard.toml")
_SENSES = (Sense.WORDS, Sense.DEATH, Sense.NEAR_LEAVING, Sense.WANTS_TEXTS)
FLAG = Flag(level=Level.EMERGENCY, name="breathing")
TODAY = Flag(level=Level.SAME_DAY, name="weight_or_swelling")
NAMES = {
    Role.COORDINATOR: "Coordinator Okonkwo-Hughes",
    Role.NURSE: "RN Fitzgerald-Jones",
    Role.PHARMACIST: "Pharmacist Abernathy",
    Role.ON_CALL: "RN Featherstonehaugh",
    Role.CASE_MANAGER: "CM Montgomery-Diaz",
    Role.SUPERVISOR: "Supervisor Hale",
    Role.INTAKE_LEAD: "Intake Moreau-Delacroix",
    Role.ALWAYS_ON: "the always-on number",
    Role.PATIENT: "the patient",
    Role.CAREGIVER: "the caregiver",
    Role.VENDOR: "Breathe Well Home Oxygen",
}
_MOST_MOMENTS = 3000
_AT_REST = 300
_WARFARIN = Medication(name="warfarin", dose="5 mg", frequency="daily")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What was decided at one instant; `judged` are the answers given since the last moment."""

    facts: Facts
    now: datetime
    decisions: dict[str, Decision]
    judged: tuple[tuple[Question, Judgement], ...] = ()


def rich(discharged_at: datetime, **changes: object) -> Discharge:
    """A discharge with everything in it."""
    discharge = Discharge(
        facility="mercy-general",
        encounter="V-20261118-0117",
        time_zone=NEW_YORK,
        discharged_at=discharged_at,
        disposition="01",
        diagnoses=(Diagnosis(code="I50.9", text="Heart failure, unspecified", principal=True),),
        patient=Patient(
            mrn="MRN-4821", given="Jane", family="Smith", birth_date=date(1948, 3, 2),
            mobile="+16175550123",
            consent_to_text=True,
            caregiver=Caregiver(name="Tom Smith", mobile="+16175550124", may_be_told=True),
        ),
        primary_care=PrimaryCare(clinic="riverside-family"),
        medications=Medications(
            before_admission=(_WARFARIN,), at_discharge=(replace(_WARFARIN, dose="7.5 mg"),)
        ),
        equipment=(
            EquipmentItem(item="home oxygen concentrator", needed_by=None),
            EquipmentItem(item="semi-electric hospital bed with rails"),
        ),
        transport=Transport(to_visits=True, home=True, wheelchair=True),
    )  # fmt: skip
    return replace(discharge, **changes)  # type: ignore[arg-type]


def first_facts(discharge: Discharge, learnt_at: datetime) -> Facts:
    """What an episode of that discharge knows when it opens."""
    told = outlined(discharge, urgent_items=SHIPPED.equipment.urgent_items)
    zone = discharge.time_zone
    return opening(told, SHIPPED, calendar(zone), learnt_at, zone)


@dataclass
class Walk:
    """One walk. `talkative` is how likely a person does something at any instant, 0 to 1.

    `given` counts the answers of several walks: with it, what was never answered comes first.
    """

    facts: Facts
    dice: Random
    talkative: float = 0.6
    vendors: int = 2
    given: Counter[tuple[str, str, Value]] | None = None
    _judged: list[tuple[Question, Judgement]] = field(default_factory=list)
    _last: Moment = field(init=False)
    _told: int = 0

    def moments(self) -> Iterator[Moment]:
        """Every instant at which something was decided, until the episode is over."""
        now, ends = self.facts.opened_at, window_ends(self.facts)
        for _ in range(_MOST_MOMENTS):
            yield from self._settle(now)
            if ending(self.facts) is not None:
                return
            for _ in range(self._events()):
                self._something_happens(now)
                yield from self._settle(now)
            later = self._later()
            now = later if now >= ends else min(later, ends)
            over = now >= ends and not alarm_stands(self.facts, now)
            if over and ending(self.facts) is None:
                self.facts = replace(self.facts, ended=at_the_window(self.facts, now))
        raise RuntimeError("the walk does not end")

    def _events(self) -> int:
        """How much happens at one instant: nothing, something, or all at once."""
        return self.dice.randint(1, 4) if self.dice.random() < self.talkative else 0

    def _settle(self, now: datetime) -> Iterator[Moment]:
        """Act and ask until nothing more is wanted at this instant."""
        for _ in range(_AT_REST):
            moment = self._last = self._decided(now)
            yield moment
            action = next((each.action for each in moment.decisions.values() if each.action), None)
            new = [asked for asked in _standing(moment) if not self._known(asked)]
            if action is not None:
                self._act(action)
            elif new:
                asked = tuple(self._ask(one, now) for one in new)
                self.facts = replace(self.facts, asked=(*self.facts.asked, *asked))
            else:
                return
        raise RuntimeError("the protocol does not come to rest")

    def _decided(self, now: datetime) -> Moment:
        judged, self._judged = tuple(self._judged), []
        decisions = {step: decide(step, self.facts, now) for step in steps(self.facts)}
        return Moment(facts=self.facts, now=now, decisions=decisions, judged=judged)

    def _known(self, asked: Question) -> bool:
        return any(known.question == asked.key for known in self.facts.asked)

    def _later(self) -> datetime:
        """When time alone changes something, or a person does something before that."""
        last = self._last
        wake = earliest(*(each.decide_again_at for each in last.decisions.values()))
        soon = last.now + timedelta(minutes=self.dice.choice((5, 120, 700, 2900)))
        return soon if wake is None or self.dice.random() < self.talkative else wake

    def _act(self, action: Action) -> None:
        match action:
            case HoldSlots(round=number):
                offer = Offer(round=number, slots=self._slots(action))
                self.facts = replace(self.facts, offers=(*self.facts.offers, offer))
            case ChooseSlot(round=number, slot=slot):
                booked = (*self.facts.booked, (number, slot))
                self.facts = replace(self.facts, booked=booked)

    def _slots(self, wanted: HoldSlots) -> tuple[Slot, ...]:
        hours = int((wanted.before - wanted.after) / timedelta(hours=1))
        count = self.dice.randint(0, min(3, hours))
        picked = sorted(self.dice.sample(range(hours), count))
        starts = (wanted.after + timedelta(hours=hour, minutes=45) for hour in picked)
        return tuple(Slot(id=f"slot-{at:%m%d%H}", starts_at=at) for at in starts)

    def _ask(self, asked: Question, now: datetime) -> Asked:
        nobody = asked.rank > self.vendors or (asked.to.is_family and self.dice.random() < 0.05)
        person = None if nobody else _person(asked)
        key, to = asked.key, asked.to
        return Asked(question=key, kind=asked.kind, to=to, person=person, at=now)

    # ---- people

    def _something_happens(self, now: datetime) -> None:
        if self.dice.random() < 0.9:
            self._somebody_answers(now)
            return
        happens = (
            self._patient_writes, self._patient_writes, self._answer_is_taken_back,
            self._answer_is_taken_back, self._phone_is_off, self._readmitted, self._closed_early,
        )  # fmt: skip
        self.dice.choice(happens)(now)

    def _somebody_answers(self, now: datetime) -> None:
        early = self.dice.random() < 0.03
        standing = [
            asked
            for asked in _standing(self._last)
            if asked.choices and (early or asked.ask_at <= now)
        ]
        if not standing:
            return
        asked, choice = self._picked(standing)
        if not self._hasty():
            view = Viewed(
                question=asked.key, by=_person(asked), first=now, words=len(self.facts.written)
            )
            self.facts = self.facts.viewed(view)
        judged = judge(self._answer(asked, choice, now), self.facts, now)
        assert judged.ruling in (Ruling.RECORDED, Ruling.REFUSED), (asked, judged.ruling)
        self._judged.append((asked, judged))
        self.facts = judged.facts

    def _picked(self, standing: list[Question]) -> tuple[Question, Choice]:
        if self.given is None:
            asked = self.dice.choice(standing)
            return asked, self.dice.choice(asked.choices)
        given, answers = self.given, [(asked, c) for asked in standing for c in asked.choices]
        self.dice.shuffle(answers)
        rare = min(
            answers, key=lambda answer: given[answer[0].step, answer[0].kind, answer[1].value]
        )
        given[rare[0].step, rare[0].kind, rare[1].value] += 1
        return rare

    def _hasty(self) -> bool:
        """One in four answers without having opened the card, and decides nothing there."""
        return self._told % 4 == 0

    def _answer(self, asked: Question, choice: Choice, now: datetime) -> Answer:
        differences = () if self._hasty() else comparison(self.facts).differences
        self._told += 1
        before = timedelta(minutes=self.dice.choice((0, 0, 10, 300)))
        ahead = timedelta(hours=self.dice.choice((-20, 3, 20, 50, 150, 400)))
        return Answer(
            question=asked.key,
            value=choice.value,
            by=_person(asked),
            happened_at=max(now - before, self.facts.discharge.discharged_at),
            told_at=now,
            via=self.dice.choice((Via.TEXT, Via.CARD)),
            at=now + ahead if choice.wants is Wants.INSTANT else None,
            note="a note" if choice.wants is Wants.REASON or self._told % 4 else "",
            card=tuple((each.id, DrugDecision.CHANGE) for each in differences),
            flag=FLAG if self.dice.random() < 0.02 else None,
            message_id=f"SM{self._told}",
        )

    def _patient_writes(self, now: datetime) -> None:
        self._told += 1
        flag = self.dice.choice((FLAG, TODAY, None, None))
        patient = Person(handle="patient", name=NAMES[Role.PATIENT], role=Role.PATIENT)
        sense = self.dice.choices(_SENSES, (20, 2, 8, 1))[0] if flag is None else Sense.WORDS
        sent = (Attachment(kind="image/jpeg"),) * (self._told % 3)
        words = Wrote(
            message_id=f"SM{self._told}",
            at=now,
            by=patient,
            body="" if len(sent) > 1 else "words",
            flag=flag,
            sense=sense,
            attached=sent,
        )
        self.facts = after_words(words, self.facts)

    def _answer_is_taken_back(self, now: datetime) -> None:
        if self.facts.answers:
            last = self.facts.answers[-1]
            self.facts = take_back(last.question, last.by, self.facts, now).facts

    def _phone_is_off(self, now: datetime) -> None:
        """A text to the patient does not arrive."""
        asked = [fact for fact in self.facts.asked if fact.person and fact.person.role.is_family]
        if asked:
            off = self.dice.choice(asked)
            others = tuple(fact for fact in self.facts.asked if fact is not off)
            self.facts = replace(self.facts, asked=(*others, replace(off, person=None)))

    def _readmitted(self, now: datetime) -> None:
        held = self.facts.suspended_at
        self.facts = replace(self.facts, suspended_at=now if held is None else None)

    def _closed_early(self, now: datetime) -> None:
        if self.dice.random() < 0.1:
            over = Ended(ending=Ending.WITHDRAWN, at=now, by="hospital")
            self.facts = replace(self.facts, ended=over)


def _standing(moment: Moment) -> list[Question]:
    return [asked for each in moment.decisions.values() for asked in each.questions]


def _person(asked: Question) -> Person:
    return Person(handle=f"{asked.to}-{asked.rank}", name=NAMES[asked.to], role=asked.to)
