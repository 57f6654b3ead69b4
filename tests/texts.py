"""Every text that can go out, filled as the protocol fills it, with what is long in real life."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import chain, product
from random import Random

from adapters.files.pathway import MOST_LISTED, MOST_TOGETHER
from adapters.wording.texts import Wording
from domain.asking.choices import Value, Wants
from domain.asking.question import Question
from domain.episode.facts import Answer, Ended, Ending, Facts, Person
from domain.hospital.discharge import Discharge, EquipmentItem, Medications
from domain.pathway import Role
from domain.protocol.protocol import decide, steps
from domain.protocol.verdict import Judgement
from domain.steps.catalogue import kinds
from domain.steps.equipment import EQUIPMENT_WORKS
from domain.texting.interpretation import PromptOnPhone
from domain.time.hours import Reach
from domain.words.phrasebook import worded
from models.payloads import (
    Contact,
    GiveAnswer,
    Prompt,
    Settled,
    ShiftChange,
    StandingPrompt,
    TextItem,
    Verdict,
    VerdictState,
)
from tests.domain.examples import ET, LINE, NEW_YORK
from tests.domain.plan.wandering import NAMES, SHIPPED, Moment, Walk, first_facts, rich
from tests.places import ROOT
from tests.scripts import SCRIPTS, silent_moment
from tests.texts_to_wishes import ABOUT_FEEDS, FEED, handled
from workflows.conversation import wording

TEMPLATES = ROOT / "templates"
WORDING = Wording(TEMPLATES, "hw.example")

# What is long in a real hospital. The walks are in November: no date is longer.
FACILITY = "Mercy General Hospital"
CLINIC = "North Lake Behavioral and Family Health"
FAMILY = (Role.PATIENT, Role.CAREGIVER)
LABEL, CODE, CARD = "J.S.12", 127, "7Kq2mX9aB"
HOME = datetime(2026, 11, 18, 10, 45, tzinfo=ET)
NOW = HOME + timedelta(days=7)
NURSE = "RN Montgomery"
NO_MORE = "J.S. gets no more texts. Nor does the caregiver."
EVERY_KIND = set(kinds())
_BY_TASK = ("brief", "listed", "who", "fix_what")
"""Wordings that name tasks and choices by the file that all of them share."""
FEWEST_WALKS, MOST_WALKS = 8, 50
LOST = {"why": "lost", "count": "1234"}
SENT = "10 pictures and 10 attachments"
BESIDE = (
    *("emergency", "same_day", "told_a_person", "stopped", "started", "help", "heard", "after"),
    "wrong_number",
)
"""To patients, beside any question."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text on its way to a person of that role."""

    to: Role
    items: tuple[TextItem, ...]

    @property
    def public(self) -> bool:
        """Whether a patient or caregiver reads it."""
        return self.to.is_family

    @property
    def kinds(self) -> set[str]:
        """The templates that it needs."""
        kinds = {item.kind for item in self.items}
        kinds |= {"_reminder" for item in self.items if item.reminder}
        kinds |= {"_from" for item in self.items if "from" in item.words}
        return kinds | {"_tasks" for kind in kinds if kind in _BY_TASK}

    def read(self, language: str = "en") -> str:
        """As its reader sees it."""
        return WORDING.text(self.items, language=language, time_zone=NEW_YORK, now=NOW)


@cache
def moments() -> tuple[Moment, ...]:
    """Scripts and random walks through rich discharges, which meet every kind of question."""
    variants: tuple[Discharge, ...] = (
        rich(HOME),
        rich(HOME, medications=Medications(), equipment=(EquipmentItem(item="no table has it"),)),
        replace(rich(HOME), primary_care=replace(rich(HOME).primary_care, clinic=None)),
        replace(rich(HOME), patient=replace(rich(HOME).patient, consent_to_text=False)),
        replace(rich(HOME), patient=replace(rich(HOME).patient, language="ht")),
        rich(HOME, disposition=""),
    )
    given: Counter[tuple[str, str, Value]] = Counter()
    found = [*_scripted(first_facts(variants[0], HOME)), silent_moment(HOME)]
    for seed in range(MOST_WALKS):
        facts, dice = first_facts(variants[seed % len(variants)], HOME), Random(seed)  # noqa: S311 - a walk
        walked = tuple(Walk(facts=facts, dice=dice, talkative=0.7, given=given).moments())
        found += [*walked, *map(_ended, walked[::7])]
        met = {asked.kind for moment in found for asked in _questions(moment)}
        if seed >= FEWEST_WALKS and met == EVERY_KIND:
            break
    return tuple(found)


def _scripted(opened: Facts) -> Iterator[Moment]:
    """What hardly comes by chance: four calls and the caregiver's in vain, and a death."""
    for script in SCRIPTS:
        facts, now = opened, HOME + timedelta(days=5)
        for key, value in script:
            nurse = Person(handle="a", name=NAMES[Role.NURSE], role=Role.NURSE)
            told = Answer(question=key, value=value, by=nurse, happened_at=now, told_at=now)
            facts, now = facts.answered(told), now + timedelta(hours=5, minutes=3)
            decisions = {step: decide(step, facts, now) for step in steps(facts)}
            yield Moment(facts=facts, now=now, decisions=decisions)


def _ended(moment: Moment) -> Moment:
    """The same instant, had the episode been ended just before."""
    ended = Ended(ending=Ending.WITHDRAWN, at=moment.now, by="hospital")
    facts = replace(moment.facts, ended=moment.facts.ended or ended)
    decisions = {step: decide(step, facts, moment.now) for step in moment.decisions}
    return Moment(facts=facts, now=moment.now, decisions=decisions)


def _questions(moment: Moment) -> list[Question]:
    return [asked for each in moment.decisions.values() for asked in each.questions]


@cache
def questions() -> tuple[Question, ...]:
    """Every question that was ever wanted, once for each of its wordings, its times made long."""
    found: dict[object, Question] = {}
    for moment in moments():
        for asked in _questions(moment):
            filled = (*sorted(asked.words.items()), *sorted(asked.times), bool(asked.remind_at))
            found.setdefault((asked.kind, asked.to, asked.due is None, filled), asked)
    return tuple(_as_sent(asked) for asked in found.values())


def _as_sent(asked: Question) -> Question:
    """With the clinic's name and the discharge, as the roster adds them."""
    words = dict(asked.words)
    if words.get("clinic"):
        words["clinic"] = CLINIC
    times = dict.fromkeys((*asked.times, "home"), NOW)
    return replace(asked, words=words, times=times, due=asked.due and NOW)


def standing(asked: Question, *, sent: int = 0) -> StandingPrompt:
    """A question on the phone of the person whom it is for."""
    role = Role.NURSE if asked.to is Role.ON_CALL else asked.to
    contact = Contact(
        person=Person(handle="somebody", name=NAMES[role], role=role),
        token="token",  # noqa: S106 - of a phone
        time_zone=NEW_YORK,
        reach=Reach(time_zone=NEW_YORK),
    )
    prompt = Prompt(
        episode="episode-1",
        patient="episode-1",
        facility_name=FACILITY,
        facility_zone="America/New_York",
        initials="J.S.",
        question=asked,
        to=contact,
        care_line=LINE,
        undo_minutes=SHIPPED.undo_minutes,
        texts=SHIPPED.texts,
        card="" if role.is_family or role is Role.ALWAYS_ON else CARD,
    )
    return StandingPrompt(prompt=prompt, label=LABEL, asked_at=asked.ask_at, code=CODE, sent=sent)


@cache
def prompts() -> tuple[Text, ...]:
    """Every prompt and notice of the protocol, and what is said again."""
    return (
        tuple(
            Text(to=asked.to, items=(wording.prompt(standing(asked, sent=sent), CODE),))
            for asked in questions()
            for sent in ((0, 1) if asked.remind_at else (0,))
        )
        + tuple(
            Text(to=asked.to, items=(wording.prompt(standing(handed), CODE),))
            for asked in _one_of_each_kind()
            if asked.to.is_staff
            for handed in (replace(asked, words={**asked.words, "from": NURSE}),)
        )
        + tuple(
            Text(to=asked.to, items=(wording.prompt(standing(asked), CODE, shared=True),))
            for asked in for_the_family()
        )
    )


@cache
def for_the_family() -> tuple[Question, ...]:
    """Every question to a patient, and the same to a caregiver in their place."""
    asked = [one for one in questions() if one.to.is_family]
    both = (replace(one, to=role) for one in asked for role in FAMILY)
    return tuple({(one.kind, one.to, *sorted(one.times)): one for one in both}.values())


@cache
def first_texts() -> tuple[Text, ...]:
    """What a phone gets first of an episode, whatever it is but a reply."""
    first = [one for one in for_the_family() if one.kind not in ("check_in_menu", "still")]
    items = [(wording.prompt(standing(one), CODE, first=True),) for one in first]
    return tuple(Text(to=one.to, items=said) for one, said in zip(first, items, strict=True))


@cache
def replies() -> tuple[Text, ...]:
    """What is said back to answers, right and wrong ones, to each question."""
    return tuple(chain.from_iterable(_about(asked) for asked in _one_of_each_kind()))


def _one_of_each_kind() -> list[Question]:
    found = {(asked.kind, asked.to): asked for asked in questions() if asked.choices}
    return list(found.values())


def _about(asked: Question) -> Iterator[Text]:
    held = standing(asked)
    whose = {False, asked.to.is_family}
    for answer, said, shared in product(_answers(asked, held), _verdicts(asked.kind), whose):
        yield Text(to=asked.to, items=(wording.verdict(held, answer, said, shared=shared),))
    for answer in () if asked.to.is_family else _answers(asked, held):
        for state in (VerdictState.CORRECTED, VerdictState.ALREADY_SETTLED):
            said = Verdict(state=state, follows="You are asked again Wed 11/25 10:45a.")
            yield Text(to=asked.to, items=(wording.corrected(held, answer, said),))
    if asked.to.is_staff:
        done = wording.answered(held, asked.choices[-1:], NOW)
        was = held.model_copy(update={"closed_words": done})
        yield Text(to=asked.to, items=(wording.fix_what(was),))
    for state, shared in product((VerdictState.TAKEN_BACK, VerdictState.TOO_LATE), whose):
        undone = wording.taken_back(held, Verdict(state=state), shared=shared)
        yield Text(to=asked.to, items=(undone,))
    for choice in asked.choices:
        if choice.wants is not Wants.NOTHING:
            yield Text(to=asked.to, items=(wording.lacking(held, choice),))
    done = wording.settled(Settled(words="done", by=NAMES[Role.CASE_MANAGER], at=NOW), NEW_YORK)
    yield Text(to=asked.to, items=(wording.not_open(CODE, f"{LABEL}: {done}"),))
    if asked.to.is_staff:
        yield from (Text(to=asked.to, items=(item,)) for item in handled(held, NOW))
    several = tuple(_held(asked, CODE + n) for n in range(9))
    tasks = {one.id: wording.task(held) for one in several}
    yield Text(to=asked.to, items=(wording.which_one(several, tasks),))
    if not asked.to.is_family:
        yield Text(to=asked.to, items=(wording.no_reply_needed(held, done),))
        yield Text(to=asked.to, items=(wording.not_read(None, FACILITY),))
        yield Text(to=asked.to, items=(wording.not_read(held),))


def _held(asked: Question, code: int) -> PromptOnPhone:
    return PromptOnPhone(
        id=f"{asked.key}|{code}",
        code=code,
        label=LABEL,
        role=asked.to,
        choices=asked.choices,
        shown_at=NOW,
        time_zone=NEW_YORK,
    )


def _answers(asked: Question, held: StandingPrompt) -> Iterator[GiveAnswer]:
    for choice in asked.choices:
        yield GiveAnswer(
            episode="episode-1",
            key=asked.key,
            value=choice.value,
            by=held.prompt.to.person,
            happened_at=NOW,
            told_at=NOW,
            at=NOW if choice.wants is Wants.INSTANT else None,
        )


@cache
def _verdicts(kind: str) -> tuple[Verdict, ...]:
    """What the walks heard in answer to this kind of question, and the short ones."""
    heard = {(said.ruling, said.follows) for answer, said in _judged() if answer.kind == kind}
    by, at = NAMES[Role.CASE_MANAGER], NOW
    return (
        Verdict(state=VerdictState.RECORDED, follows="You are asked again Wed 11/25 10:45a."),
        *(Verdict(state=VerdictState.RECORDED, due=NOW, urgent=urgent) for urgent in (False, True)),
        *(Verdict(state=VerdictState(ruling), follows=follows) for ruling, follows in heard),
        Verdict(state=VerdictState.ALREADY_SETTLED, by=by, at=at),
        Verdict(state=VerdictState.ALREADY_SETTLED),
        Verdict(state=VerdictState.REFUSED, follows="That is before the discharge."),
        Verdict(state=VerdictState.ALREADY_SETTLED, by=by, at=at, follows=NO_MORE),
        Verdict(state=VerdictState.CLOSED, by="withdrawn", at=at),
        Verdict(state=VerdictState.CLOSED, by="withdrawn", at=at, follows=NO_MORE),
    )


@cache
def _judged() -> tuple[tuple[Question, Judgement], ...]:
    """Each answer of the walks, with its question and what was said to it."""
    return tuple(pair for moment in moments() for pair in moment.judged)


@cache
def beside() -> tuple[Text, ...]:
    """What patients are told beside any question, known to a hospital or not."""
    known, unknown = (FACILITY, LINE), ("", None)
    return tuple(
        Text(to=Role.PATIENT, items=(wording.to_the_public(kind, *who),))
        for kind in BESIDE
        for who in (known, unknown)
    )


@cache
def merged() -> tuple[Text, ...]:
    """Questions to patients that also remind of a visit."""
    reminder = next(standing(one) for one in for_the_family() if one.incidental)
    return tuple(
        Text(to=one.to, items=(wording.with_visit(item, reminder),))
        for one in for_the_family()
        for first in (True, False)
        for item in (wording.prompt(standing(one), CODE, first=first, shared=True),)
        if one.kind in (EQUIPMENT_WORKS, "check_in")
    )


@cache
def gathered() -> tuple[Text, ...]:
    """Prompts to one member of staff that go out together, as many as go into one text."""
    found: dict[str, Question] = {}
    for asked in questions():
        if asked.to.is_staff and asked.choices:
            longest = worded(found.get(asked.kind, asked).words.get("headline", ""))
            if len(worded(asked.words.get("headline", ""))) >= len(longest):
                found[asked.kind] = asked
    handed = [replace(asked, words={**asked.words, "from": NURSE}) for asked in found.values()]
    texts = []
    for asked in (*found.values(), *handed):
        known = [standing(asked)] * MOST_TOGETHER
        lines = tuple(wording.brief(held, CODE) for held in known)
        end = wording.brief_end(CODE, known)
        texts += [(*lines, end), (*lines[1:], end)]
        if "from" not in asked.words:
            morning = wording.brief_end(CODE, known, morning=True)
            texts.append((wording.morning(200), *lines, morning))
    return tuple(Text(to=Role.NURSE, items=items) for items in texts)


@cache
def on_request() -> tuple[Text, ...]:
    """Lists, what stands behind a code, and what is said of shifts and phones."""
    asked = [asked for asked in _one_of_each_kind() if asked.to.is_staff]
    end = wording.listed_end(196, CODE)
    lists = [(*[wording.listed(standing(one), CODE)] * MOST_LISTED, end) for one in asked]
    noted = [(wording.death_noted(standing(one)),) for one in asked]
    noted += [(wording.listed_end(0, None),), *((wording.who(standing(one)),) for one in asked)]
    noted += [(wording.no_more_texts(standing(one), FAMILY),) for one in asked]
    noted += [(wording.looked_at(SENT, code),) for code in (CODE, None)]
    noted += [(wording.no_not_kept(standing(one)),) for one in asked]
    noted += [(wording.may_leave(standing(one)),) for one in asked]
    named = tuple(f"{CODE} {LABEL} equipment" for _ in range(9))
    shifts = [
        (wording.shift(change, handed, (NURSE, "RN Featherstonehaugh"), NOW),)
        for change in (ShiftChange.LOOK, ShiftChange.OFF, ShiftChange.ON)
        for handed in (named, ())
        if handed or change is not ShiftChange.LOOK
    ]
    lost = {"facility_name": FACILITY, "due": NOW, "words": {"name": NURSE, **LOST, **FEED}}
    told = ("phone_lost", "phone_back", "census_gone", *ABOUT_FEEDS)
    phones = [(TextItem.model_validate({"kind": kind, **lost}),) for kind in told]
    danger = [{"number": "+13125550177", "over": over} for over in ("", "1")]
    phones += [(TextItem(kind="stranger_danger", words=words),) for words in danger]
    noted += [(wording.to_the_public("help_staff", FACILITY, LINE),)]
    return tuple(Text(to=Role.NURSE, items=one) for one in (*lists, *noted, *shifts, *phones))


def every_text() -> tuple[Text, ...]:
    """All of them."""
    families = (*prompts(), *first_texts(), *merged(), *replies(), *beside())
    return (*families, *gathered(), *on_request())
