"""`starter.py understood`: what was understood of a patient, for whom, and from which message."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from models.tables import Assignment, AuditRow, Encounter, Party, PartyRole, WorkItem
from tests.cli.world import World

Hl7 = Callable[..., Path]
JANE = ("--mrn", "mercy-general", "4821")
UNREAD = "no telephone number that can be read"


@pytest.fixture
def jane(running: World, hl7: Hl7) -> World:
    """Jane Smith was discharged (message 1) and her phone corrected (message 2)."""
    for name in ("a03-11-heart-failure", "a08-11-phone-corrected"):
        assert running.types("discharge", hl7(name, to=f"{name}.hl7")).exit_code == 0
    return running


def looks(world: World) -> list[AuditRow]:
    """The trail, as far as somebody looked."""
    with world.database.read() as session:
        return list(session.exec(select(AuditRow)).all())


def episode_of(world: World) -> str:
    """Hers."""
    with world.database.read() as session:
        return session.exec(select(Encounter.episode)).one()


def test_each_thing_names_the_message_that_says_it(jane: World) -> None:
    """Whoever may see all sees it, each with the newest message that says so, by both ways in."""
    shown = jane.types("understood", *JANE, "--by", "ortiz").stdout
    lines = {line[2:19].strip(): line[19:] for line in shown.splitlines() if line[:2] == "  "}
    assert lines["patient"] == "Jane Smith, born 1948-03-02  [2]"
    assert lines["mobile"].startswith("+1617555")
    assert lines["mobile"].endswith(": gets the texts  [2]")
    assert lines["language"] == "English  [2]"
    assert lines["caregiver"].endswith("nobody has said that they may be told; no text goes there"
                                       "  [1]")  # fmt: skip
    assert lines["diagnosis"].startswith("I50.9 Heart failure")
    assert lines["went"] == "home or self care (01)  [1]"
    assert lines["at discharge"] == "the list is missing"
    assert "LACE" in shown
    named = jane.types("understood", episode_of(jane), "--by", "ortiz").stdout
    assert named == shown
    as_json = json.loads(jane.types("understood", *JANE, "--by", "ortiz", "--json").stdout)
    assert "4821" in str(as_json)


def test_orders_name_every_message_that_brought_some(jane: World, hl7: Hl7) -> None:
    """A list that came in pieces is of all of them."""
    first = "rde-11-discharge-medications"
    jane.types("discharge", hl7(first, to="rde.hl7"))
    other = ("866427^metoprolol succinate", "310429^furosemide"), ("MX0000902", "MX0000903")
    jane.types("discharge", hl7(first, *other, to="another.hl7"))
    shown = jane.types("understood", *JANE, "--by", "ortiz").stdout
    drugs = [line[19:] for line in shown.splitlines() if line.startswith("  at discharge")]
    assert [line.partition(" ")[0] for line in drugs] == ["metoprolol", "furosemide"]
    assert all(line.endswith("[3, 4]") for line in drugs)


def test_a_number_that_cannot_be_read_is_seen_before_the_first_text(
    running: World, hl7: Hl7
) -> None:
    """No number, and which field of which message could not be read."""
    numbers = "(617)555-0166^PRN^PH~^PRS^CP^^1^617^5550123"
    wrong = hl7("a03-11-heart-failure", (numbers, "call the son"))
    assert running.types("discharge", wrong).exit_code == 0
    shown = running.types("understood", *JANE, "--by", "ortiz").stdout
    assert "no number is known" in shown
    assert f"PID-13: {UNREAD}  [1]" in shown[shown.index("what was said of their messages") :]


def test_one_who_is_followed_nowhere_is_shown_by_number(running: World, hl7: Hl7) -> None:
    """Before any discharge, and for a class that is not followed: why, and nobody gets texts."""
    here = ("ADT^A03^ADT_A03", "ADT^A01^ADT_A01"), ("EVN|A03", "EVN|A01")
    admitted = hl7("a03-11-heart-failure", *here, ("-0400|20260904150000-0400\r", "-0400\r"))
    running.types("discharge", admitted)
    shown = running.types("understood", *JANE, "--by", "ortiz").stdout
    assert shown.startswith("a stay without an episode: nothing was discharged yet")
    assert "is not known to have left" in shown
    assert "would get the texts of an episode" in shown
    (row,) = looks(running)
    assert (row.episode, row.about) == ("", "inbox:1")


def test_each_look_is_one_row(jane: World) -> None:
    """Who, in which role, at which kinds of things, of which episode; nothing names the patient."""
    jane.types("understood", *JANE, "--by", "ortiz")
    (row,) = looks(jane)
    assert (row.who, row.role, row.what) == ("ortiz", "case_manager", "understood shown")
    assert row.episode == row.about == episode_of(jane)
    assert row.via == "by_hand"
    assert "contact, clinical, drugs" in row.things
    assert "Smith" not in str(row)
    assert "4821" not in str(row)


def test_a_nurse_sees_of_whom_she_is_asked(jane: World) -> None:
    """By the matrix: times of everybody here; contact and drugs while she is asked of this one."""
    shown = jane.types("understood", *JANE, "--by", "lopez").stdout
    assert "Smith" not in shown
    assert "contact          not for lopez (nurse); said by 1, 2" in shown
    assert "home or self care" in shown
    asked = Assignment(
        episode=episode_of(jane), question="contact/call/1", role="nurse", handle="lopez"
    )
    with jane.database.write() as session:
        session.add(asked)
    assert "Jane Smith" in jane.types("understood", *JANE, "--by", "lopez").stdout
    assert "Jane Smith" not in jane.types("understood", *JANE, "--by", "chandra").stdout
    with jane.database.write() as session:
        session.get_one(Assignment, (episode_of(jane), "contact/call/1")).withdrawn = True
    assert "Jane Smith" not in jane.types("understood", *JANE, "--by", "lopez").stdout
    assert [("contact" in row.things) for row in looks(jane)] == [False, True, False, False]


def test_an_intake_lead_sees_whom_the_queue_asks_her_about(jane: World) -> None:
    """Work about their message is asked of the role that owns it: contact, and no drugs."""
    with jane.database.write() as session:
        session.add(
            Party(handle="gray", facility="mercy-general", name="I. Gray", kind="person",
                  time_zone="America/New_York")
        )  # fmt: skip
        session.flush()
        session.add(PartyRole(party="gray", role="intake_lead", facility="mercy-general"))
    assert "Smith" not in jane.types("understood", *JANE, "--by", "gray").stdout
    now = datetime.now(UTC)
    work = WorkItem(
        key="inbox:2", reason="look", about="inbox:2", since=now, owner="intake_lead", due=now
    )
    jane.keeps(work)
    shown = jane.types("understood", *JANE, "--by", "gray").stdout
    assert "Jane Smith" in shown
    assert "drugs            not for gray (intake lead)" in shown
    assert "inbox:2: look (intake lead, by " in shown


def test_who_sees_no_operations_is_told_of_no_work(jane: World) -> None:
    """A charge nurse's phone is a colleague's: of what she is not asked about she sees nothing."""
    shown = jane.types("understood", *JANE, "--by", "mercy-4-east")
    assert shown.exit_code == 1
    asked = Assignment(
        episode=episode_of(jane), question="ward/1", role="charge_nurse", handle="mercy-4-east"
    )
    with jane.database.write() as session:
        session.add(asked)
    shown = jane.types("understood", *JANE, "--by", "mercy-4-east")
    assert "Jane Smith" in shown.stdout
    assert "I50.9" not in shown.stdout
    assert "their messages" not in shown.stdout


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((*JANE, "--by", "stranger"), 1, "nobody on the roster"),
        ((*JANE, "--by", "brandt"), 1, "no role at mercy-general"),
        (("--mrn", "mercy-general", "1", "--by", "ortiz"), 1, "nothing was understood of them"),
        (("nothing", "--by", "ortiz"), 1, "no episode"),
        (("nothing", *JANE, "--by", "ortiz"), 2, "takes an episode or --mrn"),
        (("--by", "ortiz"), 2, "takes an episode or --mrn"),
        (JANE, 2, ""),
    ],
)
def test_slips(jane: World, words: tuple[str, ...], status: int, said: str) -> None:
    """Nobody, a stranger, another hospital's nurse, nobody who looks: nothing, and no row."""
    result = jane.types("understood", *words)
    assert result.exit_code == status
    assert said in result.output
    assert "Smith" not in result.output
    assert looks(jane) == []
