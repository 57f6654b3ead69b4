"""Scripted people answer as their file says."""

from pathlib import Path

import pytest

from simulator.scripted.people import OnCard, PeopleError, Person, load_people
from simulator.scripted.scripts import Prompt, Reply, Script, Visit, prompts_in
from tests.simulator.world import until, world_with

LOPEZ = """
[[person]]
name = "RN Lopez"
number = "+16175550111"
role = "nurse"

  [[person.rule]]
  see = "CALL (?P<who>\\\\S+)"
  reply = "{code} 2 {who}"
  after = 0.0
  times = 1

  [[person.rule]]
  see = "CALL"
  reply = "{code} 1"
  after = [0.0, 0.1]

  [[person.rule]]
  see = "(?i)how are you"
  reply = "fine"
  after = 0.0

  [[person.says]]
  text = "On duty"
  after = 0.01

  [[person.says]]
  text = "What is that?"
  after_see = "gibberish"
"""


@pytest.fixture
def people_file(tmp_path: Path) -> Path:
    """An empty file of people."""
    return tmp_path / "people.toml"


@pytest.fixture
def lopez(people_file: Path) -> Person:
    """A nurse with rules for calls."""
    people_file.write_text(LOPEZ)
    return load_people(people_file)[0]


def test_a_gathered_text_is_split_at_its_codes() -> None:
    """A prompt begins at a line with a code from 21 upwards and has the lines below it."""
    body = "2 to do:\n21 CALL J.S.\n1 reached\n10 other\n104 CALL M.T.\n1 reached"
    assert prompts_in(body) == [
        Prompt("21", "21 CALL J.S.\n1 reached\n10 other"),
        Prompt("104", "104 CALL M.T.\n1 reached"),
    ]


@pytest.mark.parametrize("body", ["How are you?\n1 good 2 bad", "20 grams", "21", ""])
def test_a_text_without_codes_is_one_prompt(body: str) -> None:
    """Without a line that starts with a code the whole text is asked at once."""
    assert prompts_in(body) == [Prompt(None, body)]


def test_the_first_rule_with_uses_left_answers(lopez: Person) -> None:
    """A rule used up lets the next one answer; groups and codes are filled in."""
    script = Script(lopez, seed=1)
    gathered = "21 CALL J.S. now\n22 CALL M.T. now"
    assert [reply.text for reply in script.answers(gathered)] == ["21 2 J.S.", "22 1"]
    assert [reply.text for reply in script.answers("23 CALL A.B.")] == ["23 1"]


def test_nobody_answers_what_no_rule_sees(lopez: Person) -> None:
    """No rule, no answer; nor an answer with a code to a prompt without one."""
    script = Script(lopez, seed=1)
    assert script.answers("21 VISIT J.S.") == []
    assert script.answers("CALL J.S.") == []
    assert [reply.text for reply in script.answers("How are YOU today?")] == ["fine"]


def test_what_is_said_after_seeing_is_said_once(lopez: Person) -> None:
    """An unasked text waits for its cue and is not repeated."""
    script = Script(lopez, seed=1)
    assert [reply.text for reply in script.opening()] == ["On duty"]
    assert [reply.text for reply in script.answers("gibberish")] == ["What is that?"]
    assert script.answers("gibberish") == []


def test_a_seed_repeats_the_delays(lopez: Person) -> None:
    """The same seed draws the same seconds within the range; another draws others."""

    def delays(seed: int) -> list[float]:
        script = Script(lopez, seed)
        return [script.answers("21 CALL J.S.")[0].after for _ in range(5)]

    assert delays(1) == delays(1) != delays(2)
    assert all(0 <= seconds <= 0.1 for seconds in delays(1))


CARDS = """
[[person]]
name = "RN Lopez"
number = "+16175550111"
pin = "0401"
rule = [
    { see = "MEDS", card = { press = "Settled", each = "Intended", note = "" }, after = 0.0 },
    { see = "WROTE", card = {}, reply = "{code} 1 called", times = 1, after = 0.0 },
    { see = "MEDS|WROTE", reply = "WHO {code}", after = 0.0 },
]
"""


def test_a_rule_has_a_card_a_reply_or_both(people_file: Path) -> None:
    """A card is opened before the reply is texted; without a press it is only read."""
    people_file.write_text(CARDS)
    (lopez,) = load_people(people_file)
    assert lopez.pin == "0401"
    link = "http://127.0.0.1:8080/c/7Kq2mX"
    settled = Visit(link, OnCard(press="Settled", each="Intended"))
    script = Script(lopez, seed=1)
    assert script.answers("21 MEDS 127.0.0.1:8080/c/7Kq2mX") == [Reply(0.0, None, settled)]
    assert script.answers(f"22 WROTE\n{link}") == [Reply(0.0, "22 1 called", Visit(link, OnCard()))]


def test_a_card_answers_only_what_shows_a_link(people_file: Path) -> None:
    """A prompt without a link is left to the next rule, and uses nothing up."""
    people_file.write_text(CARDS)
    script = Script(load_people(people_file)[0], seed=1)
    gathered = "21 MEDS J.S.\n22 WROTE J.S."
    assert script.answers(gathered) == [Reply(0.0, "WHO 21"), Reply(0.0, "WHO 22")]
    assert script.answers("22 WROTE 127.0.0.1/c/7Kq2mX")[0].text == "22 1 called"


def test_a_prompt_is_for_its_card_once(people_file: Path) -> None:
    """The same prompt again gets nothing, by no rule; one with another code does."""
    people_file.write_text(CARDS)
    script = Script(load_people(people_file)[0], seed=1)
    prompt = "22 WROTE 127.0.0.1/c/7Kq2mX"
    assert len(script.answers(prompt)) == 1
    assert script.answers(prompt) == []
    assert script.answers(prompt.replace("22", "23")) == [Reply(0.0, "WHO 23")]


SHARED = """
[rules]
nurse = [{ see = "CALL", reply = "1", times = 1 }, { see = "VISIT", reply = "1" }]

[[person]]
name = "RN Lopez"
number = "+16175550111"
like = "nurse"
rule = [{ see = "VISIT", reply = "2" }]

[[person]]
name = "RN Chandra"
number = "+16175550112"
like = "nurse"
"""


def test_what_many_do_is_written_once(people_file: Path) -> None:
    """Who is like others has their rules after their own, and uses them up alone."""
    people_file.write_text(SHARED)
    lopez, chandra = (Script(person, seed=1) for person in load_people(people_file))
    assert [reply.text for reply in lopez.answers("21 VISIT\n22 CALL\n23 CALL")] == ["2", "1"]
    assert [reply.text for reply in chandra.answers("21 VISIT\n22 CALL")] == ["1", "1"]


PERSON = '[[person]]\nname = "A"\nnumber = "+16175550111"\n'
RULE = PERSON + "[[person.rule]]\n"
CARD = RULE.replace("[[person.rule]]", 'pin = "1"\n[[person.rule]]') + 'see = "x"\n'


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("age = 3", "age: unknown key"),
        (PERSON + 'rol = "x"', "person 1, rol: unknown key"),
        (PERSON + PERSON, "more than one person has +16175550111"),
        (PERSON.replace("+1", "1"), "person 1, number: "),
        (RULE + 'see = "("\nreply = "1"', "person 1, rule 1, see: not a regular expression: "),
        (RULE + 'see = "x"\nreply = "{who}"', "rule 1: reply names ['who'], known are ['code']"),
        (RULE + 'see = "x"\nreply = "{"', "rule 1: "),
        (RULE + 'see = "x"\nreply = "1"\nafter = [2, 1]', "rule 1, after: seconds are "),
        (RULE + 'see = "x"', "person 1, rule 1: needs reply, card or both"),
        (RULE + 'see = "x"\ndigit = "1"\nreply = "1"', "rule 1: a digit answers a call, "),
        (RULE + 'see = "x"\ndigit = "1"\ncard = {}', "rule 1: a digit answers a call, "),
        (RULE + 'see = "x"\ndigit = "0"', "person 1, rule 1, digit: "),
        (RULE + 'see = "x"\ndigit = "12"', "person 1, rule 1, digit: "),
        (RULE + 'see = "x"\ndigit = 1', "person 1, rule 1, digit: "),
        (RULE + 'see = "x"\ncard = {}', "person 1 opens cards and needs a pin"),
        (PERSON + 'like = "nurse"', "person 1 is like 'nurse', known are []"),
        (
            "[rules]\nnurse = [{ see = 'x', card = {} }]\n" + PERSON + 'like = "nurse"',
            "person 1 opens cards and needs a pin",
        ),
        ("[rules]\nnurse = [{ see = 'x' }]", "rules, nurse 1: needs reply, card or both"),
        (PERSON + 'pin = "41o1"', "person 1, pin: "),
        (PERSON + "pin = 4101", "person 1, pin: "),
        (CARD + 'card = { push = "x" }', "person 1, rule 1, card, push: unknown key"),
        (CARD + 'card = { press = " " }', "rule 1, card, press: a label of blanks is on no page"),
        (CARD + 'card = { press = "x", each = "" }', "person 1, rule 1, card, each: "),
        (CARD + 'card = { press = "x", each = " " }', "card, each: a label of blanks "),
        (CARD + 'card = { note = "x" }', "card: each, reason and note need a button to press"),
        (PERSON + '[[person.says]]\ntext = "hi"', "says 1: needs after, after_see or both"),
        ("person = ", "Invalid value (at end of document)"),
    ],
)
def test_a_bad_file_is_refused_with_place_and_reason(
    people_file: Path, toml: str, complaint: str
) -> None:
    """A mistake in the file names the file, the place and the reason."""
    people_file.write_text(toml)
    with pytest.raises(PeopleError) as refused:
        load_people(people_file)
    assert str(refused.value).startswith(f"{people_file}: ")
    assert complaint in str(refused.value)


async def test_a_scripted_person_answers_over_the_network(lopez: Person) -> None:
    """A person speaks unasked, reads a delivered text and answers the number that sent it."""
    async with world_with([lopez]) as world:
        await until(lambda: world.customer.bodies(lopez.number) == ["On duty"])
        await world.send(lopez.number, "21 CALL J.S.\n22 CALL M.T.", from_="+15005550017")
        await until(lambda: len(world.customer.typed(lopez.number)) == 3)
        assert set(world.customer.bodies(lopez.number)[1:]) == {"21 2 J.S.", "22 1"}
        assert world.customer.typed(lopez.number)[1].form["To"] == "+15005550017"
