"""Deaths as hospitals send them: which time can be one, and in which message it is heard."""

from dataclasses import replace
from datetime import date

import pytest

from adapters.messages.hl7.events import read
from adapters.messages.parsed import places
from adapters.validation import Refused
from domain.hospital import certainty
from domain.hospital.chart import chart
from domain.hospital.events import Account, EventKind, HospitalEvent
from tests.adapters.messages.hl7.speech import FEED, LINES, RECEIVED, event, field, message


@pytest.mark.parametrize(
    ("when", "died", "perhaps"),
    [
        ("20260905", True, None),
        ("20260906", None, True),
        ("20991231", None, True),
        ("19000101", None, True),
        ("19700101", None, True),
        ("19480301", None, True),
        ("20260820", None, True),
        ("20260821", True, None),
    ],
)
def test_a_death_that_cannot_have_been_then_is_asked(
    when: str, *, died: bool | None, perhaps: bool | None
) -> None:
    """Before the birth or the admission, ahead, or a date that fills a field: nobody is dead."""
    lines = {"PID": field("PID", 29, when), "PV1": field("PV1", 44, "202608210900")}
    heard = read(message(**lines), FEED, RECEIVED)
    said = heard.events[0].account
    assert (said.died, said.perhaps_died) == (died, perhaps)
    places = [one.partition(":")[0] for one in heard.doubts]
    assert places == (["PID-29"] if perhaps else [])
    told = event(message(**lines | {"PID": field(lines["PID"], 30, "Y")})).account
    assert told.died is True


IGNORED = ("A02", "A05", "A09", "A10", "A12", "A17", "A54", "A61", "A99")
OF_OTHER_KINDS = ("ORU^R01", "DFT^P03", "VXU^V04", "BAR^P01", "ORM^O01", "ZZZ^Z01")
DEAD = field("PID", 30, "Y")


def appointment(kind: str, *more: str) -> str:
    """An appointment of somebody who died."""
    return message(kind, "SCH|R-1|F-1|||||||||^^30^20260910100000", *more, PID=DEAD, PV1="")


def of_a_death(one: HospitalEvent) -> bool:
    """Whether it is the word of a death, of the person, and tells nothing else."""
    said = one.account
    who = Account(given=said.given, family=said.family, birth_date=said.birth_date)
    return (one.kind, one.encounter, one.patient_class, one.appointment, said) == (
        EventKind.DEATH_TOLD, None, None, None, replace(who, died=True),
    )  # fmt: skip


@pytest.mark.parametrize("kind", [*(f"ADT^{one}" for one in IGNORED), *OF_OTHER_KINDS])
@pytest.mark.parametrize("pid", [DEAD, field("PID", 29, "20260904")])
def test_a_death_is_heard_in_whatever_message_tells_it(kind: str, pid: str) -> None:
    """A transfer, a result, a bill that is ignored otherwise says of its PID that they died."""
    (one,) = read(message(kind, PID=pid), FEED, RECEIVED).events
    assert of_a_death(one)
    assert (one.mrn, one.account.family) == ("4821", "Smith")
    assert not read(message(kind), FEED, RECEIVED).events


@pytest.mark.parametrize(
    "text",
    [
        appointment("SIU^S12"),
        message("RDE^O11", "ORC|NW" + "|" * 28 + "O", "RXE||warfarin|5||mg", PID=DEAD),
        message("MDM^T02", "TXA|1|DS", "RXO|^aspirin|81||mg", PID=DEAD),
    ],
)
def test_a_death_is_told_beside_what_else_a_message_is_about(text: str) -> None:
    """What an appointment, an order or a document says is as it was, and the death beside it."""
    own, death = read(text, FEED, RECEIVED).events
    assert (own.account.died, of_a_death(death)) == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        *(message(f"ADT^{one}", PID=DEAD, PV1="PV1|1|I") for one in ("A04", "A16", "A25")),
        message("ADT^A40", PID=DEAD),
        message("ADT^A24", PID=DEAD),
        message("ADT^A37", PID=DEAD),
        message("SIU^S12", PID=DEAD),
        message("RDE^O11", "ORC|NW", "RXE||warfarin|5||mg", PID=DEAD),
    ],
)
def test_a_death_is_heard_in_what_waits_for_a_person(text: str) -> None:
    """The message is work as it was, with its reason; who stands in it is texted no more."""
    heard = read(text, FEED, RECEIVED)
    (one,) = heard.events
    assert of_a_death(one)
    assert heard.for_a_person
    assert heard.records == ("4821",)
    assert _why(text.replace(DEAD, LINES["PID"])) == heard.for_a_person


def _why(text: str) -> str:
    try:
        return read(text, FEED, RECEIVED).for_a_person
    except Refused as refusal:
        return places(refusal)


def test_each_person_of_a_message_died_by_their_own_pid() -> None:
    """A swap of beds names two: whose PID says so is asked about, and nobody beside them."""
    second = field(DEAD, 3, "5822^^^MERCY^MR")
    (one,) = read(message("ADT^A17", second), FEED, RECEIVED).events
    assert one.mrn == "5822"
    both = read(message("ADT^A17", second, PID=DEAD), FEED, RECEIVED).events
    assert [each.mrn for each in both] == ["4821", "5822"]


def test_a_time_of_death_that_cannot_be_is_asked_of_the_second_person_too() -> None:
    """What lies ahead of the message, or a word that nobody knows, is perhaps a death."""
    for number, said in ((29, "20991231"), (30, "DECEASED")):
        second = field(field("PID", 3, "5822^^^MERCY^MR"), number, said)
        heard = read(message("ADT^A17", second), FEED, RECEIVED)
        assert [one.account.perhaps_died for one in heard.events] == [True]
        assert [one.partition(":")[0] for one in heard.doubts] == [f"PID-{number}"]


@pytest.mark.parametrize("word", ["N", "", '""'])
def test_who_is_not_dead_is_not_told_of(word: str) -> None:
    """Many send N always: no result and no transfer says anything by it."""
    assert read(message("ORU^R01", PID=field("PID", 30, word)), FEED, RECEIVED).ignored


def test_a_test_message_kills_nobody() -> None:
    """MSH-11 that does not count: nothing of it is heard."""
    tested = message("ORU^R01", PID=DEAD).replace("|P|2.5.1", "|T|2.5.1")
    assert read(tested, FEED, RECEIVED).ignored


def test_a_death_in_any_message_holds_every_text_and_changes_nothing_else() -> None:
    """As a death without a visit number does: asked, of a name that stays as it was."""
    home = event(message())
    told = read(message("ORU^R01", PID=field(DEAD, 5, "SMITH^JANE")), FEED, RECEIVED).events
    late = [replace(one, recorded_at=RECEIVED, sent_at=RECEIVED) for one in told]
    known = chart([home, *late])
    assert [(one.reason, one.holds, one.death) for one in known.deaths] == [
        (certainty.A_DEATH, True, True)
    ]
    assert replace(known, deaths=()) == chart([home])
    stranger = [replace(one, account=replace(one.account, given="Tom")) for one in late]
    named = [
        replace(one, account=replace(one.account, birth_date=date(1960, 1, 1))) for one in stranger
    ]
    assert chart([home, *named]).others == tuple(named)
