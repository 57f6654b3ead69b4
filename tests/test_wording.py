"""Every text that can go out: it renders, is cheap, is understood, and may be sent."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, product

import pytest

from domain.asking.spoken import SPOKEN
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.hospital.languages import ENGLISH, TEXTED
from domain.pathway import Role
from domain.steps.catalogue import kinds
from domain.steps.check_in_kinds import CHECK_IN_MENU
from domain.steps.contact import CALL
from domain.steps.visit_slots import SLOT_OFFER
from domain.texting.gsm7 import segments, to_gsm7
from domain.texting.leaving.consent import CARRIER_HELP, CARRIER_START, CARRIER_STOP
from domain.texting.reply_grammar import choose
from domain.time.phrasing import short_due
from domain.words.phrasebook import worded
from models.payloads import TextItem
from operations.checks.language_check import FOR_FAMILIES
from operations.reading import phone_of, read
from tests.domain.examples import ET, LINE, NEW_YORK
from tests.texts import (
    BESIDE,
    CODE,
    EVERY_KIND,
    FACILITY,
    LABEL,
    NOW,
    TEMPLATES,
    WORDING,
    Text,
    beside,
    every_text,
    first_texts,
    gathered,
    merged,
    on_request,
    prompts,
    questions,
    replies,
    standing,
)
from workflows.conversation import wording

SMS = TEMPLATES / "sms"
RESERVED = CARRIER_STOP | CARRIER_START | CARRIER_HELP
SECRETS = (
    "Jane", "Smith", "MRN-4821", "V-20261118", "5550123", "555-0123", "heart", "I50", "warfarin",
)  # fmt: skip
OPTION = re.compile(r"(?<!\S)([1-9]) ([a-zA-Z][^0-9\n]*?)(?=,? [1-9] [a-z]|[.;\n]|$)")
"""A digit of a list and the words that explain it."""
SENDER = "Mercy General"
"""The hospital, or so much of its name as still fits."""
WHY = {
    "en": re.compile("after going home|now home|follow-up visit"),
    "es": re.compile("tras el alta|control de"),
}
ACCENTLESS = re.compile(
    r"(?i)\b(numero|codigo|mas|anoto|termino|recibira|llamara|telefono|mie|interprete|a que)\b"
)
PROMPTED = tuple(kind for kind in kinds().values() if kind.families)
"""What the protocol tells patients."""


# ---- what is there


def test_the_walks_meet_every_kind_of_question() -> None:
    """Nothing that the protocol can ask is left out of the tests below."""
    assert {asked.kind for asked in questions()} == EVERY_KIND


def test_what_is_asked_has_a_wording_and_a_name() -> None:
    """Each kind has an English file; each that is asked has a name for confirmations."""
    files = {path.name.partition(".")[0] for path in (SMS / "en").iterdir()}
    assert files >= EVERY_KIND
    named = {kind for kind, spoken in SPOKEN.items() if spoken.task}
    assert named == {name for name, kind in kinds().items() if kind.choices}


def test_patients_are_texted_in_the_languages_that_have_a_folder() -> None:
    """What the rule takes for a language of ours is one, and none lies there that it ignores."""
    assert {path.name for path in SMS.iterdir()} == set(TEXTED)


@pytest.mark.parametrize("language", sorted(set(TEXTED) - {ENGLISH}))
def test_a_language_is_whole(language: str) -> None:
    """Whatever can go to a patient or caregiver has a file in it, and nothing else has one."""
    assert {asked.kind for asked in questions() if asked.to.is_family} == set(PROMPTED)
    needed = set().union(*(text.kinds for text in every_text() if text.public))
    files = {path.name.partition(".")[0] for path in (SMS / language).iterdir()}
    assert (needed ^ files, needed) == (set(), {*FOR_FAMILIES}), "missing or needless"


def test_no_wording_lies_about_unused() -> None:
    """Each file is needed by some text."""
    needed = set().union(*(text.kinds for text in every_text()))
    files = {path.name.partition(".")[0] for path in (SMS / ENGLISH).iterdir()}
    assert files - needed == set()


# ---- what it costs


@pytest.mark.parametrize("language", TEXTED)
@pytest.mark.parametrize(
    "texts", [prompts, first_texts, replies, beside, gathered, merged, on_request]
)
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


@pytest.mark.parametrize("language", TEXTED)
def test_a_text_about_a_prompt_begins_with_its_code(language: str) -> None:
    """Staff and vendors answer by code: it comes first, whatever language they read."""
    for text in every_text():
        if text.public or text.items[0].code is None or not text.items[0].choices:
            continue
        said = text.read(language).removeprefix("Reminder: ").removeprefix("Recordatorio: ")
        assert said.startswith(f"{CODE} "), said


@pytest.mark.parametrize("language", TEXTED)
def test_a_prompt_shows_every_answer_that_it_takes(language: str) -> None:
    """Each digit stands in the text, and so does how to reply."""
    for text in prompts():
        said = text.read(language)
        digits = [choice.digit for choice in text.items[0].choices if choice.digit]
        assert all(re.search(rf"(?<!\d){digit} \w", said) for digit in digits), said
        if digits:
            assert re.search(rf"(Reply|Reply like|Responda) ({CODE}|{min(digits)} )", said), said


@pytest.mark.parametrize("language", TEXTED)
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
    for choice in chain.from_iterable(kind.choices for kind in kinds().values()):
        assert not _words(choice.label) & RESERVED, choice.label
        assert not set(choice.words) & RESERVED, choice.words


@pytest.mark.parametrize("language", TEXTED)
def test_what_asks_a_patient_says_how_to_leave_and_whom_to_call(language: str) -> None:
    """Sender, number, emergency line and STOP stand in each question to a patient, but a reply."""
    for text in (*prompts(), *first_texts(), *merged()):
        if text.public:
            said = text.read(language)
            assert SENDER in said
            assert all(one in said for one in ("617-555-0100", "911")), said
            item = text.items[0]
            assert "STOP" in said or item.kind == CHECK_IN_MENU or not item.choices, said


@pytest.mark.parametrize("language", TEXTED)
def test_the_first_text_says_from_whom_about_whom_and_why(language: str) -> None:
    """Whatever it is, and to whomever: the sender, the initials, and that somebody went home."""
    for text in (*first_texts(), *merged()):
        if text.items[0].first:
            assert re.search(rf"{SENDER}.*{re.escape(LABEL)}", said := text.read(language)), said
            assert WHY[language].search(said), said
            alone = text.items[0].model_copy(update={"label": "J.S."})
            assert ".." not in replace(text, items=(alone,)).read(language)


def test_the_first_text_as_it_usually_is() -> None:
    """With initials that nobody shares on that phone and two times on the hour: nothing is cut."""
    offer = next(text for text in first_texts() if "slot_3" in text.items[0].times)
    days = {f"slot_{n}": datetime(2026, 9, 8 + n, 9, tzinfo=ET) for n in (1, 2)}
    usual = replace(
        offer, items=(offer.items[0].model_copy(update={"label": "J.S.", "times": days}),)
    )
    assert usual.read().splitlines()[:2] == [
        "Mercy General Hospital: follow-up visit for J.S. after going home.",
        "Reply 1 Wed 9/9 9a, 2 Thu 9/10 9a, 4 none fit.",
    ]
    assert usual.read("es").splitlines()[:2] == [
        "Mercy General Hospital: cita de J.S. tras el alta.",
        "Responda 1 mié 9 sep 9am, 2 jue 10 sep 9am, 4 ninguna.",
    ]


def test_a_caregiver_never_reads_of_their_own_visit() -> None:
    """It is somebody else's: the initials say whose."""
    for text, language in product((*prompts(), *replies()), TEXTED):
        if text.to is Role.CAREGIVER:
            assert not re.search(r"\b(your visit|su cita)\b", text.read(language).casefold())


@pytest.mark.parametrize("language", TEXTED)
def test_on_a_phone_of_several_patients_each_text_says_whose(language: str) -> None:
    """Two spouses, or a mother and her child: a question, a reminder, a reply name one of them."""
    named = [text for text in every_text() if text.public and text.items[0].named]
    kinds = {text.items[0].kind for text in named}
    assert kinds >= {*PROMPTED, "thanks", "already_settled", "episode_closed", "not_saved"}
    assert kinds >= {"undone", "not_undone"}
    for text in named:
        for label in (LABEL, "J.S."):
            item = text.items[0].model_copy(update={"label": label})
            said = replace(text, items=(item,)).read(language)
            assert label.rstrip(".") in said, said
            assert ".." not in said, said
            assert not re.search(r"\b(your visit|su cita)\b", said.casefold()), said


def test_spanish_is_written_as_it_is_spoken() -> None:
    """In letters that the cheap alphabet has: no word that lost its accent, ¿ before a question."""
    for path in (SMS / "es").iterdir():
        source = path.read_text(encoding="utf-8")
        assert to_gsm7(source) == source, path.name
        said = re.sub(r"{%.*?%}|{{.*?}}", " ", source)
        assert not ACCENTLESS.search(said), path.name
        assert said.count("?") == said.count("¿"), path.name


@pytest.mark.parametrize("language", TEXTED)
def test_patients_read_no_diagnosis_drug_or_words_for_an_item(language: str) -> None:
    """A phone lies about: anyone in the house may read it. An item goes by its kind alone."""
    said = " ".join(text.read(language) for text in every_text() if text.public).casefold()
    for secret in (*SECRETS, "home oxygen", "semi-electric", "bed with"):
        assert secret.casefold() not in said, secret


@pytest.mark.parametrize("language", TEXTED)
def test_our_own_words_quoted_raise_no_alarm(language: str) -> None:
    """Whoever quotes what we sent them, line by line, is in no danger by it, and nobody died."""
    phone = phone_of("patient", ())
    for text in every_text():
        if text.public:
            quoted = "\n".join(f"> {line}" for line in text.read(language).splitlines())
            heard = {one.kind for one in read(f"see you then\n{quoted}", phone, NOW)}
            assert not heard & {"danger", "same_day", "death"}, quoted


def test_no_text_names_the_patient() -> None:
    """Initials and a code are all that staff and vendors read; the rest is on the card."""
    said = " ".join(text.read() for text in every_text()).casefold()
    assert [secret for secret in SECRETS if secret.casefold() in said] == []


def test_whoever_is_unknown_gets_whole_sentences() -> None:
    """Where neither hospital nor care line is known, none is named."""
    for kind, language in product(BESIDE, TEXTED):
        text = Text(to=Role.PATIENT, items=(wording.to_the_public(kind, "", None),))
        assert not re.search(r"(call|llame|line|equipo:) ?[.:]|^[:.]|  ", text.read(language))


def test_samples_read_as_the_nurses_were_promised() -> None:
    """The wording that was agreed on, word for word."""
    friday, due = datetime(2026, 9, 4, 15, tzinfo=ET), datetime(2026, 9, 8, 17, tzinfo=ET)
    asked = next(asked for asked in questions() if asked.kind == CALL)
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


# ---- what is said aloud


def test_a_call_says_which_hospital_whose_alarm_and_of_what_kind() -> None:
    """The initials letter by letter, the kind in words; each digit is named for what it does."""
    alarms = [one for one in questions() if (one.kind, one.to) == (ESCALATION, Role.ALWAYS_ON)]
    assert {worded(asked.words["headline"]) for asked in alarms} >= {"URGENT"}
    for asked in alarms:
        said = WORDING.spoken(wording.prompt(standing(asked), CODE))
        assert said.startswith(f"This is {FACILITY}, with an alarm about a patient. "), said
        assert "initials: J, S, 12." in said
        assert re.findall(r"(?i)press \S+", said) == ["Press 1"]
        assert worded(asked.words["headline"]) not in said  # capitals are read out one by one
        assert not re.search(r"[^\x20-\x7e]", said)


def test_each_alarm_is_told_on_its_own_hospitals_clock() -> None:
    """One number answers for hospitals of two zones: the hour is its hospital's, with its name.

    Whatever was asked of that phone last. A colleague reads one clock, their own, without a name.
    """
    alarm = next(
        asked
        for asked in questions()
        if (asked.kind, asked.to) == (ESCALATION, Role.ALWAYS_ON) and asked.due
    )
    in_time = {"language": "en", "now": NOW - timedelta(hours=1)}
    for zone, shown in (("America/Chicago", "CST"), (NEW_YORK, "EST"), ("Pacific/Guam", "ChST")):
        asked_there = standing(alarm)
        to = asked_there.prompt.to.model_copy(update={"time_zone": zone})
        prompt = asked_there.prompt.model_copy(update={"to": to})
        item = wording.prompt(asked_there.model_copy(update={"prompt": prompt}), CODE)
        said = WORDING.text((item,), time_zone="Pacific/Honolulu", **in_time)  # type: ignore[arg-type]
        assert f"by {short_due(NOW, zone)} {shown}" in said
    nurse = next(asked for asked in questions() if asked.to is Role.NURSE and asked.due)
    item = wording.prompt(standing(nurse), CODE)
    said = WORDING.text((item,), time_zone="Pacific/Honolulu", **in_time)  # type: ignore[arg-type]
    assert short_due(NOW, NEW_YORK) in said
    assert "EST" not in said


def test_a_call_says_nothing_that_a_person_wrote() -> None:
    """Whoever picks up, or a machine that records: no drug, no quoted words, no code, no link."""
    for asked in questions():
        if asked.kind != ESCALATION:
            continue
        free = dict.fromkeys(set(asked.words) - {"headline"}, " ".join(SECRETS))
        item = wording.prompt(standing(replace(asked, words={**asked.words, **free})), CODE)
        for secret in (*SECRETS, str(CODE), "http", "hw.example"):
            assert secret not in WORDING.spoken(item), secret


def test_a_call_to_a_language_without_words_is_in_english() -> None:
    """As with texts: a file that is not there is borrowed whole."""
    assert WORDING.spoken(item := TextItem(kind="no_digit"), language="es") == WORDING.spoken(item)


def test_every_file_of_a_call_can_be_said() -> None:
    """No file lies about unused, and each ends as a sentence."""
    said = {"escalation", "once_more", "no_digit", "digit_taken"}
    assert {path.name.partition(".")[0] for path in (TEMPLATES / "calls/en").iterdir()} == said
    for kind in said - {"escalation"}:
        assert WORDING.spoken(TextItem(kind=kind)).endswith(".")


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=30)])
def test_nobody_reads_of_a_reply_time_that_is_past(late: timedelta) -> None:
    """An alarm that is handed over, or was taken meanwhile, comes when its own time is over."""
    for kind in (ESCALATION, ESCALATION_DONE):
        asked = next(one for one in questions() if one.kind == kind and one.words["then"])
        item = wording.prompt(standing(replace(asked, due=NOW - late)), CODE)
        said = WORDING.text([item], language=ENGLISH, time_zone=NEW_YORK, now=NOW)
        assert said.endswith(f"Reply {CODE} and a digit"), said
        ahead = item.model_copy(update={"due": NOW + timedelta(minutes=1)})
        said = WORDING.text([ahead], language=ENGLISH, time_zone=NEW_YORK, now=NOW)
        assert re.search(rf"and a digit by .+, else {worded(asked.words['then'])}", said)


@pytest.mark.parametrize("language", TEXTED)
@pytest.mark.parametrize("kind", ["slot_offer", "thanks", "visit_reminder"])
def test_a_visit_is_on_the_clock_of_the_place_to_come_to(kind: str, language: str) -> None:
    """A patient in Hawaii reads 2:30p EDT of a visit in New York, not half past eight; ET none."""
    asked = datetime(2026, 11, 20, 14, 30, tzinfo=ET)
    times = {"visit": asked, "slot_1": asked, "slot_2": asked + timedelta(days=1)}
    item = TextItem(
        kind=kind, label=LABEL, facility_name=FACILITY, facility_zone=NEW_YORK, times=times,
        care_line=LINE, choices=SLOT_OFFER.choices,
        words={"clinic": "Riverside Family", "value": "slot_1", "task": "visit"},
    )  # fmt: skip
    zones = (NEW_YORK, "America/Detroit", far := "Pacific/Honolulu")
    said = {z: WORDING.text((item,), language=language, time_zone=z, now=NOW) for z in zones}
    far = said[far]
    assert ("2:30p" in far, " EST" in far, "9:30a" in far) == (True, True, False)
    assert " EST" not in said[NEW_YORK]
    assert said[NEW_YORK] == said["America/Detroit"]
    assert segments(far) <= 2
