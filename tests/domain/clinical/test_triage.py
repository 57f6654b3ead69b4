"""Danger words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clinical.death import says_death
from domain.clinical.triage import Flag, Level, look, look_in_note
from domain.languages import LANGUAGES, Language
from domain.languages.language import Entry

R = [
    ("cant breathe", "breathing"),
    ("can't breath", "breathing"),
    ("can\u2019t breathe", "breathing"),
    ("can\u00b4t breathe", "breathing"),
    ("can t breathe", "breathing"),
    ("CANT BREATHE!!!", "breathing"),
    ("i cannot breeeeathe", "breathing"),
    ("cant breth", "breathing"),
    ("cant braethe", "breathing"),
    ("cnt brethe", "breathing"),
    ("help I can't breathe", "breathing"),
    ("trouble with breathing", "breathing"),
    ("very short of breath", "breathing"),
    ("I have no air", "breathing"),
    ("no puedo respirar", "breathing"),
    ("NO PUEDO RESPIRAR", "breathing"),
    ("me falta el aire", "breathing"),
    ("2 but cant breathe", "breathing"),
    ("her lips are blue", "blue_lips"),
    ("chest pains", "chest_pain"),
    ("pain in my chest", "chest_pain"),
    ("my chest really hurts", "chest_pain"),
    ("cheast pain", "chest_pain"),
    ("no, chest pain", "chest_pain"),
    ("No. Chest pain", "chest_pain"),
    ("no fever but chest pain", "chest_pain"),
    ("me duele el pecho", "chest_pain"),
    ("I passed out", "fainting"),
    ("mom is confused", "confusion"),
    ("she's confused about where she is", "confusion"),
    ("her face is drooping", "stroke"),
    ("suicidal", "suicide"),
    ("want to kill myself", "suicide"),
    ("I want to die", "suicide"),
    ("i don't want to die", "suicide"),
    ("i don't want to live", "suicide"),
    ("quiero morir", "suicide"),
    ("quiero morirme", "suicide"),
    ("coughing up blood", "bleeding"),
    ("the bleeding won't stop", "bleeding"),
    ("sangrando mucho", "bleeding"),
    ("the oxygen never came", "home_oxygen"),
    ("we have no oxygen", "home_oxygen"),
    ("no tengo oxígeno", "home_oxygen"),
    ("not able to breathe", "breathing"),
    ("hard 2 breathe", "breathing"),
    ("I want 2 die", "suicide"),
    ("dont know if i can go on like this", "suicide"),
    ("no chest pain, cant breathe", "breathing"),
    ("no chest pain and cant breathe", "breathing"),
    ("no idea if its gas or chest pain", "chest_pain"),
]
Y = [
    ("gained 5 lbs since monday", "weight_or_swelling"),
    ("my feet are swollen", "weight_or_swelling"),
    ("feeling dizzy", "dizzy"),
    ("i have a fever", "fever"),
    ("temp is 101.2", "fever"),
    ("fiebre", "fever"),
    ("threw up twice", "vomiting"),
    ("wound looks red", "wound"),
    ("i fell last night", "fall"),
    ("can't get my pills", "medicines"),
    ("out of insulin", "medicines"),
    ("i dont have a ride", "ride"),
    ("no tengo transporte", "ride"),
    ("walker never came", "equipment"),
    ("me siento peor", "pain_or_worse"),
    ("not feeling well", "pain_or_worse"),
]
NONE = [
    "1", "27 1", "yes", "tue 3pm", "ok thanks", "none fits", "no problem", "stop", "call me later",
    "no chest pain", "denies chest pain", "denies any chest pain", "No more chest pain",
    "denies chest pain or shortness of breath", "no fever", "not suicidal", "not dizzy",
    "not having chest pain", "never had chest pain", "no me duele el pecho", "sin fiebre",
    "spoke with daughter, all well", "I'm confused about my appointment", "i fell asleep",
    "i don't need a ride", "can't talk right now", "can't speak right now", "left vm, try after 3",
    "I can't see you tuesday", "patient feels better", "don't stop my lisinopril?", "", "Dr Lee",
    "la clinica no responde", "need to change the visit", "what is the address",
    "no air conditioning",
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), R)
def test_emergencies(text: str, name: str) -> None:
    """However it is spelled, in English or Spanish, an emergency is seen."""
    assert look(text) == Flag(level=Level.EMERGENCY, name=name)


@pytest.mark.parametrize(("text", "name"), Y)
def test_same_day(text: str, name: str) -> None:
    """What wants a call today is seen, and is no emergency."""
    assert look(text) == Flag(level=Level.SAME_DAY, name=name)


@pytest.mark.parametrize("text", NONE)
def test_nothing(text: str) -> None:
    """Everyday answers, and dangers that are plainly denied, raise nothing."""
    assert look(text) is None


def test_emergency_beats_same_day() -> None:
    """A text that says both is an emergency."""
    assert look("fever and cant breathe") == Flag(level=Level.EMERGENCY, name="breathing")


@pytest.mark.parametrize(
    ("language", "entry"),
    [
        pytest.param(language, entry, id=f"{language.code}: {entry.name}")
        for language in LANGUAGES
        for entry in language.entries
    ],
)
def test_every_phrase_of_the_lexicon_is_found(language: Language, entry: Entry) -> None:
    """No line of the lexicon is dead: each raises its level at least, whatever surrounds it."""
    least = (entry.level, Level.EMERGENCY)
    found = {one: look(f"Hi. {_said(one, language).upper()}. thanks") for one in entry.phrases}
    assert [one for one, flag in found.items() if flag is None or flag.level not in least] == []


def _said(phrase: str, language: Language) -> str:
    """A text that says it: a class by its first word, other words for a gap."""
    words = (
        language.classes[word.strip("<>")][0] if word.startswith("<") else word
        for word in re.sub(r" (?:\.\.\.|\+|&) ", " xx ", phrase.replace(" |", "")).split()
    )
    return " ".join(words).replace("*", "")


@given(st.text(max_size=80))
def test_any_text_can_be_looked_at(text: str) -> None:
    """No text is an error, and a danger stays one whatever stands before it and a full stop."""
    look(text)
    assert look(f"{text}. cant breathe") is not None


def test_an_unknown_level_is_taken_seriously() -> None:
    """A level that a newer sender invented decodes as an emergency."""
    assert Level("volcanic") is Level.EMERGENCY


NOTES = [
    "denies sob, cp, fever", "reviewed red flags, knows to call 911 for chest pain",
    "neg for chest pain",
    "chest pain resolved", "hx of stroke, doing well", "s/p stroke, PT tomorrow",
    "seizure meds filled",
    "doing fine without oxygen", "O2 off, sats 96 without oxygen", "niega dolor de pecho",
]  # fmt: skip
ALARMS = ["but has chest pain", "SI w plan", "sats 82%", "glucose 42", "seizure: 2 min this am"]


@pytest.mark.parametrize("note", NOTES)
def test_what_clinicians_deny_teach_or_recall_is_no_alarm(note: str) -> None:
    """Denied lists, what was taught and what was before raise nothing in a note of staff."""
    assert look_in_note(note) is None


@pytest.mark.parametrize("note", ALARMS)
def test_what_clinicians_see_now_is_an_alarm(note: str) -> None:
    """Danger that is there, and readings, raise an emergency in a note of staff."""
    assert look_in_note(note) is not None


DEATHS = [
    "John passed away", "she died last night", "mami fallecio ayer", "dad didnt make it",
    "we buried her saturday", "se nos fue anoche", "lost my husband tuesday",
    "Jane expired this morning",
]  # fmt: skip
ALIVE = [
    "my phone died", "my husband died last year", "dying to see you", "my prescription expired",
    "se murio la pila del telefono", "i didnt make it to the pharmacy", "dead tired", "no one died",
    "casi se muere de risa", "we lost her appointment card",
]  # fmt: skip


@pytest.mark.parametrize("text", DEATHS)
def test_a_death_is_heard(text: str) -> None:
    """However it is said, in English or Spanish."""
    assert says_death(text)


@pytest.mark.parametrize("text", ALIVE)
def test_other_ends_are_no_death(text: str) -> None:
    """Batteries, cards, figures of speech and deaths of long ago are none."""
    assert not says_death(text)


@pytest.mark.parametrize("said", ["isnt", "is not", "are not", "was not", "not", "isn't", "aint"])
@pytest.mark.parametrize(
    "text", ["mom {} waking up", "he {} breathing", "she {} making sense", "the oxygen {} working"]
)
def test_every_way_to_say_not_fires(text: str, said: str) -> None:
    """Whatever fires with "not" fires with isn't, is not, are not, was not."""
    found = look(text.format(said))
    assert found is not None
    assert found.level is Level.EMERGENCY
