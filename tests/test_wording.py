"""Every text that can go out, as the protocol fills it: it renders, is cheap, and may be sent."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import chain, product
from pathlib import Path
from random import Random

import pytest

from adapters.templates import Wording
from domain.answers import CHOICES, TASKS, Kind, Value, Wants
from domain.consent import CARRIER_HELP, CARRIER_START, CARRIER_STOP
from domain.discharge import Discharge, Medications
from domain.facts import Answer, Ended, Ending, Facts, Person
from domain.gsm7 import segments
from domain.listening import Held
from domain.pathway import Role
from domain.protocol import decide, steps
from domain.questions import Question
from domain.reach import Reach
from domain.replies import choose
from domain.verdict import Judgement
from models.payloads import (
    Contact,
    GiveAnswer,
    Prompt,
    Settled,
    StandingPrompt,
    TextItem,
    Verdict,
    VerdictState,
)
from tests.domain.hospital import ET, NEW_YORK
from tests.domain.wandering import NAMES, SHIPPED, Moment, Walk, first_facts, rich
from workflows import wording

TEMPLATES = Path(__file__).parent.parent / "templates"
SMS = TEMPLATES / "sms"
LANGUAGES = ("en", "es")
WORDING = Wording(TEMPLATES, "hw.example")
RESERVED = CARRIER_STOP | CARRIER_START | CARRIER_HELP

# What is long in a real hospital. The walks are in November: no date is longer.
FACILITY = "Mercy General Hospital"
CLINIC = "North Lake Behavioral and Family Health"
LABEL, CODE, CARD = "J.S.12", 127, "7Kq2mX9aB"
HOME = datetime(2026, 11, 18, 10, 45, tzinfo=ET)
NOW = HOME + timedelta(days=7)
MOST_GATHERED = 4
WALKS = 8

SECRETS = (
    "Jane", "Smith", "MRN-4821", "V-20261118", "5550123", "555-0123", "heart", "I50", "warfarin",
)  # fmt: skip
OPTION = re.compile(r"(?<!\S)([1-9]) ([a-zA-Z][^0-9\n]*?)(?=,? [1-9] [a-z]|[.;\n]|$)")
"""A digit of a list and the words that explain it."""

PUBLIC = (Role.PATIENT, Role.CAREGIVER)
SCRIPTS = (
    (
        *((f"contact/call/{attempt}", Value.NO_ANSWER) for attempt in range(1, 5)),
        ("contact/caregiver/1", Value.NO_ANSWER),
        ("contact/late/1", Value.PASSED_ON),
        ("contact/late/2", Value.STOPPED),
    ),
    (("contact/call/1", Value.OTHER), ("contact/other/1", Value.DIED)),
    (("contact/call/1", Value.SPOKE_PROBLEM), ("contact/problem/1", Value.MEDICINES)),
)
BESIDE = ("emergency", "stopped", "started", "help", "heard")
"""To patients, beside any question."""
EITHER = (
    "thanks", "already_settled", "episode_closed", "lacking", "not_open", "not_read_code",
    "not_saved", "not_undone", "undone", "which_one",
)  # fmt: skip
"""To whoever answered, patients included."""
EVERY_KIND = set(Kind) - {Kind.UNKNOWN}
PROMPTED = (Kind.SLOT_OFFER, Kind.VISIT_REMINDER, Kind.EQUIPMENT_WORKS)
"""What the protocol asks or tells patients."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text on its way to a person of that role."""

    to: Role
    items: tuple[TextItem, ...]

    @property
    def public(self) -> bool:
        """Whether a patient or caregiver reads it."""
        return self.to in PUBLIC

    @property
    def kinds(self) -> set[str]:
        """The templates that it needs."""
        kinds = {item.kind for item in self.items}
        return kinds | {"_reminder"} if any(item.reminder for item in self.items) else kinds

    def read(self, language: str = "en") -> str:
        """As its reader sees it."""
        return WORDING.text(self.items, language=language, time_zone=NEW_YORK, now=NOW)


@cache
def moments() -> tuple[Moment, ...]:
    """Scripts and random walks through rich discharges, which meet every kind of question."""
    variants: tuple[Discharge, ...] = (
        rich(HOME),
        rich(HOME, medications=Medications()),
        replace(rich(HOME), primary_care=replace(rich(HOME).primary_care, clinic=None)),
        replace(rich(HOME), patient=replace(rich(HOME).patient, consent_to_text=False)),
    )
    given: Counter[tuple[str, Kind, Value]] = Counter()
    found = list(_scripted(first_facts(variants[0], HOME)))
    for seed in range(WALKS):
        facts, dice = first_facts(variants[seed % 4], HOME), Random(seed)  # noqa: S311 - a walk
        walked = tuple(Walk(facts=facts, dice=dice, talkative=0.7, given=given).moments())
        found += [*walked, *map(_ended, walked[::7])]
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
            filled = (*sorted(asked.words.items()), *sorted(asked.times))
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
        number="+16175550141",
        token="token",  # noqa: S106 - of a phone
        time_zone=NEW_YORK,
        reach=Reach(time_zone=NEW_YORK),
    )
    prompt = Prompt(
        episode="episode-1",
        facility_name=FACILITY,
        initials="J.S.",
        question=asked,
        to=contact,
        care_line=SHIPPED.lines.care,
        undo_minutes=SHIPPED.undo_minutes,
        card="" if role in (*PUBLIC, Role.ALWAYS_ON) else CARD,
    )
    return StandingPrompt(prompt=prompt, label=LABEL, code=CODE, sent=sent)


@cache
def prompts() -> tuple[Text, ...]:
    """Every prompt and notice of the protocol, and what is said again."""
    return tuple(
        Text(to=asked.to, items=(wording.prompt(standing(asked, sent=sent), CODE),))
        for asked in questions()
        for sent in ((0, 1) if asked.remind_at else (0,))
    )


@cache
def replies() -> tuple[Text, ...]:
    """What is said back to answers, right and wrong ones, to each question."""
    return tuple(chain.from_iterable(_about(asked) for asked in _one_of_each_kind()))


def _one_of_each_kind() -> list[Question]:
    found = {(asked.kind, asked.to): asked for asked in questions() if asked.choices}
    return list(found.values())


def _about(asked: Question) -> Iterator[Text]:
    held = standing(asked)
    for answer, verdict in product(_answers(asked, held), _verdicts(asked.kind)):
        yield Text(to=asked.to, items=(wording.verdict(held, answer, verdict),))
    for state in (VerdictState.TAKEN_BACK, VerdictState.TOO_LATE):
        yield Text(to=asked.to, items=(wording.taken_back(held, Verdict(state=state)),))
    yield Text(to=asked.to, items=(wording.not_read(held),))
    for choice in asked.choices:
        if choice.wants is not Wants.NOTHING:
            yield Text(to=asked.to, items=(wording.lacking(held, choice),))
    done = wording.settled(Settled(words="done", by=NAMES[Role.CASE_MANAGER], at=NOW), NEW_YORK)
    yield Text(to=asked.to, items=(wording.not_open(CODE, f"{LABEL}: {done}"),))
    several = tuple(_held(asked, CODE + n) for n in range(9))
    tasks = {one.id: wording.task(held) for one in several}
    yield Text(to=asked.to, items=(wording.which_one(several, tasks),))
    if asked.to not in PUBLIC:
        yield Text(to=asked.to, items=(wording.no_reply_needed(held, done),))
        yield Text(to=asked.to, items=(wording.not_read(None, FACILITY),))


def _held(asked: Question, code: int) -> Held:
    return Held(
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
def _verdicts(kind: Kind) -> tuple[Verdict, ...]:
    """What the walks heard in answer to this kind of question, and the three short ones."""
    heard = {(said.ruling, said.follows) for answer, said in _judged() if answer.kind is kind}
    by, at = NAMES[Role.CASE_MANAGER], NOW
    return (
        Verdict(state=VerdictState.RECORDED, follows="You are asked again Wed 11/25 10:45a."),
        *(Verdict(state=VerdictState(ruling), follows=follows) for ruling, follows in heard),
        Verdict(state=VerdictState.ALREADY_SETTLED, by=by, at=at),
        Verdict(state=VerdictState.ALREADY_SETTLED),
        Verdict(state=VerdictState.CLOSED, by="withdrawn", at=at),
    )


@cache
def _judged() -> tuple[tuple[Question, Judgement], ...]:
    """Each answer of the walks, with its question and what was said to it."""
    return tuple(pair for moment in moments() for pair in moment.judged)


@cache
def beside() -> tuple[Text, ...]:
    """What patients are told beside any question, known to a hospital or not."""
    known, unknown = (FACILITY, SHIPPED.lines.care), ("", "")
    return tuple(
        Text(to=Role.PATIENT, items=(wording.to_the_public(kind, *who),))
        for kind in BESIDE
        for who in (known, unknown)
    )


@cache
def gathered() -> tuple[Text, ...]:
    """Escalations that are due to one person at the same time, as many as go into one text."""
    headlines = sorted(
        {asked.words["headline"] for asked in questions() if asked.kind is Kind.ESCALATION},
        key=len,
    )
    longest = [
        next(asked for asked in questions() if asked.words.get("headline") == headline)
        for headline in headlines[-MOST_GATHERED:]
    ]
    lines = [wording.prompt(standing(asked), CODE) for asked in longest]
    items = [item.model_copy(update={"kind": "escalation_line"}) for item in lines]
    footer = TextItem(kind="escalation_choices")
    return tuple(
        Text(to=Role.CASE_MANAGER, items=(*items[-count:], footer))
        for count in range(2, MOST_GATHERED + 1)
    )


def every_text() -> tuple[Text, ...]:
    """All of them."""
    return (*prompts(), *replies(), *beside(), *gathered())


# ---- what is there


def test_the_walks_meet_every_kind_of_question() -> None:
    """Nothing that the protocol can ask is left out of the tests below."""
    assert {asked.kind for asked in questions()} == EVERY_KIND


def test_what_is_asked_has_a_wording_and_a_name() -> None:
    """Each kind has an English file; each that is asked has a name for confirmations."""
    files = {path.name.partition(".")[0] for path in (SMS / "en").iterdir()}
    assert files >= EVERY_KIND
    assert set(TASKS) == set(CHOICES)


def test_patients_read_spanish() -> None:
    """Whatever can go to a patient or caregiver has a Spanish file."""
    public = {asked.kind for asked in questions() if asked.to in PUBLIC}
    assert public == set(PROMPTED)
    kinds = set().union(*(text.kinds for text in every_text() if text.public))
    assert kinds - {path.name.partition(".")[0] for path in (SMS / "es").iterdir()} == set()


def test_no_wording_lies_about_unused() -> None:
    """Each file is needed by some text."""
    needed = set().union(*(text.kinds for text in every_text()))
    for language in LANGUAGES:
        files = {path.name.partition(".")[0] for path in (SMS / language).iterdir()}
        assert files - needed == set(), language


# ---- what it costs


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("texts", [prompts, replies, beside, gathered])
def test_every_text_is_in_the_cheap_alphabet_and_fits(
    texts: Callable[[], tuple[Text, ...]], language: str
) -> None:
    """GSM-7 alone; two segments at most for staff and vendors, one for patients."""
    for text in texts():
        said = text.read(language)
        strange = {char for char in said if segments(char * 71) > 1}
        assert not strange, f"{strange} in {said!r}"
        assert segments(said) <= (1 if text.public else 2), f"{text.to}, {len(said)}: {said}"


# ---- what it says


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_about_a_prompt_begins_with_its_code(language: str) -> None:
    """Staff and vendors answer by code: it comes first, whatever language they read."""
    for text in every_text():
        if text.public or text.items[0].code is None or not text.items[0].choices:
            continue
        said = text.read(language).removeprefix("Reminder: ").removeprefix("Recordatorio: ")
        assert said.startswith(f"{CODE} "), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_prompt_shows_every_answer_that_it_takes(language: str) -> None:
    """Each digit stands in the text, and so does how to reply."""
    for text in prompts():
        said = text.read(language)
        digits = [choice.digit for choice in text.items[0].choices if choice.digit]
        assert all(re.search(rf"(?<!\d){digit} \w", said) for digit in digits), said
        if digits:
            assert re.search(rf"(Reply|Responda) ({CODE}|1 )", said), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reserved_word_is_offered_as_an_answer(language: str) -> None:
    """Who sends "stop" or "yes" alone speaks to the carrier: no such word stands by a digit."""
    for text in (*prompts(), *gathered()):
        for _, words in OPTION.findall(text.read(language)):
            assert not _words(words) & RESERVED, f"{words!r} in {text.read(language)!r}"


def test_the_words_beside_a_digit_never_mean_another() -> None:
    """Who writes what is printed instead of its digit is understood, or asked; never misread."""
    for text in (*prompts(), *gathered()):
        choices = text.items[0].choices
        for digit, words in OPTION.findall(text.read()):
            chosen = choose(words, choices, now=NOW, zone=NEW_YORK)
            if chosen is not None and chosen.choice.digit != 0:
                assert chosen.choice.digit == int(digit), f"{digit} {words}"


def test_no_reserved_word_stands_for_a_choice() -> None:
    """Neither as a word that is understood nor as the label on a card."""
    for choice in chain.from_iterable(CHOICES.values()):
        assert not _words(choice.label) & RESERVED, choice.label
        assert not set(choice.words) & RESERVED, choice.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_asks_a_patient_says_how_to_leave_and_whom_to_call(language: str) -> None:
    """Sender, number, emergency line and STOP stand in each question to a patient."""
    for text in prompts():
        if text.public:
            said = text.read(language)
            assert FACILITY in said
            assert "617-555-0100" in said
            assert "911" in said
            assert "STOP" in said or not text.items[0].choices, said


@pytest.mark.parametrize("language", LANGUAGES)
def test_patients_read_no_diagnosis_drug_or_item(language: str) -> None:
    """A phone lies about: what a patient's text says, anyone in the house may read."""
    said = " ".join(text.read(language) for text in every_text() if text.public).casefold()
    for secret in (*SECRETS, "oxygen", "concentrator", "bed with"):
        assert secret.casefold() not in said, secret


def test_no_text_names_the_patient() -> None:
    """Initials and a code are all that staff and vendors read; the rest is on the card."""
    said = " ".join(text.read() for text in every_text()).casefold()
    for secret in SECRETS:
        assert secret.casefold() not in said, secret


def test_whoever_is_unknown_gets_whole_sentences() -> None:
    """Where neither hospital nor care line is known, none is named."""
    for kind, language in product(BESIDE, LANGUAGES):
        text = Text(to=Role.PATIENT, items=(wording.to_the_public(kind, "", ""),))
        assert not re.search(r"(call|llame|line|equipo:) ?[.:]|^[:.]|  ", text.read(language))


def test_samples_read_as_the_nurses_were_promised() -> None:
    """The wording that was agreed on, word for word."""
    friday, due = datetime(2026, 9, 4, 15, tzinfo=ET), datetime(2026, 9, 8, 17, tzinfo=ET)
    asked = next(asked for asked in questions() if asked.kind is Kind.CALL)
    call = wording.prompt(standing(replace(asked, due=due, times={"home": friday})), 27)
    call = call.model_copy(update={"label": "J.S.", "card": "7Kq2mX"})
    assert Text(to=Role.NURSE, items=(call,)).read() == (
        "27 CALL J.S. (home Fri 9/4) by Tue 9/8 5p\n"
        "Name, number, drug lists: hw.example/c/7Kq2mX\n"
        "1 spoke, all well\n"
        "2 problem, I have it\n"
        "3 problem, need CM\n"
        "4 no answer/left msg\n"
        "5 other\n"
        "Reply 27 and a digit"
    )


def _words(option: str) -> set[str]:
    return set(re.findall(r"[a-z]+", option.casefold()))
