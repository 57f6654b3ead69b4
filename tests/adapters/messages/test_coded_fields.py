"""Each coded field in the hospital's own words, by HL7 and by FHIR: one table, one fold."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from adapters.messages.hl7 import events as hl7
from adapters.messages.parsed import Parsed
from domain.hospital.chart import Chart, chart
from domain.hospital.feed import Feed
from domain.hospital.languages import OTHER
from tests.adapters.messages.fhir import bodies
from tests.adapters.messages.hl7 import speech

Said = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Coded:
    """One coded field: how a word of it is sent, and what the chart makes of it.

    `unmapped` is what the chart says of a word that nobody knows, `unsaid` of one that says
    nothing.
    """

    table: str
    meant: str
    v2: Callable[[str], str]
    fhir: Callable[[str], list[Said]]
    told: Callable[[Chart], object]
    expected: object
    unmapped: object
    unsaid: object
    doubted: bool = True


def _pid(number: int) -> Callable[[str], str]:
    return lambda word: speech.message(PID=speech.field("PID", number, word))


def _pv1(number: int) -> Callable[[str], str]:
    return lambda word: speech.message(PV1=speech.field("PV1", number, word))


def _person(**more: Any) -> list[Said]:
    return [bodies.patient(**more), bodies.encounter()]


def _stay(**more: Any) -> list[Said]:
    return [bodies.patient(), bodies.encounter(**more)]


def _local(word: str) -> Said:
    return bodies.concept("urn:mercy", word)


def _caregiver(known: Chart) -> object:
    return known.person.caregiver.name if known.person.caregiver else None


FRIEND_V2 = "NK1|2|Roe^Ann|FND"
FRIEND_FHIR = {"name": {"text": "Ann Roe"}, "relationship": [_local("Friend")]}
FIELDS = [
    Coded(
        table="patient_classes",
        meant="observation",
        v2=_pv1(2),
        fhir=lambda word: _stay(**{"class": {"system": "urn:mercy", "code": word}}),
        told=lambda known: str(known.stays[0].patient_class),
        expected="observation",
        unmapped="unknown",
        unsaid=None,
    ),
    Coded(
        table="dispositions",
        meant="06",
        v2=_pv1(36),
        fhir=lambda word: _stay(hospitalization={"dischargeDisposition": _local(word)}),
        told=lambda known: known.stays[0].account.disposition,
        expected="06",
        unmapped="zzq",
        unsaid=None,
        doubted=False,
    ),
    Coded(
        table="admission_types",
        meant="urgent",
        v2=_pv1(4),
        fhir=lambda word: _stay(priority=_local(word)),
        told=lambda known: known.stays[0].account.admission_type,
        expected="urgent",
        unmapped=None,
        unsaid=None,
    ),
    Coded(
        table="languages",
        meant="so",
        v2=_pid(15),
        fhir=lambda word: _person(communication=[{"language": _local(word)}]),
        told=lambda known: known.person.language,
        expected="so",
        unmapped=OTHER,
        unsaid=None,
    ),
    Coded(
        table="relationships",
        meant="spouse",
        v2=lambda word: speech.message("ADT^A03", f"NK1|1|Smith^Tom|{word}", FRIEND_V2),
        fhir=lambda word: _person(
            contact=[{"name": {"text": "Tom Smith"}, "relationship": [_local(word)]}, FRIEND_FHIR]
        ),
        told=_caregiver,
        expected="Tom Smith",
        unmapped="Ann Roe",
        unsaid="Ann Roe",
    ),
    Coded(
        table="deaths",
        meant="died",
        v2=_pid(30),
        fhir=lambda word: _person(deceasedBoolean=word),
        told=lambda known: (known.person.died, bool(known.deaths)),
        expected=(True, False),
        unmapped=(None, True),
        unsaid=(None, False),
    ),
    Coded(
        table="clinics",
        meant="old-mill-medicine",
        v2=lambda word: speech.message("ADT^A03", f"PD1||||{word}^Lee^Ann"),
        fhir=lambda word: _person(generalPractitioner=[{"identifier": {"value": word}}]),
        told=lambda known: known.person.clinic,
        expected="old-mill-medicine",
        unmapped=None,
        unsaid=None,
    ),
]


def _hl7(field: Coded, word: str, feed: Feed) -> Parsed:
    return hl7.read(field.v2(word), feed, speech.RECEIVED)


def _fhir(field: Coded, word: str, feed: Feed) -> Parsed:
    return bodies.read(bodies.bundle(*field.fhir(word)), feed)


READERS = {"hl7": (_hl7, speech.FEED), "fhir": (_fhir, bodies.FEED)}


def _heard(way: str, field: Coded, word: str, table: Mapping[str, str]) -> tuple[object, Parsed]:
    read, feed = READERS[way]
    heard = read(field, word, replace(feed, **{field.table: dict(table)}))  # type: ignore[arg-type]
    return field.told(chart(heard.events)), heard


@pytest.mark.parametrize("way", READERS)
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.table)
@pytest.mark.parametrize("written", ["zzq", "ZZQ", "Zz Q"])
def test_the_feeds_word_is_what_it_says(way: str, field: Coded, written: str) -> None:
    """Whatever its case and spaces, by both ways, and with no doubt left."""
    told, heard = _heard(way, field, written, {"zzq": field.meant, " zz  Q ": field.meant})
    assert told == field.expected
    assert heard.doubts == ()


@pytest.mark.parametrize("way", READERS)
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.table)
def test_a_word_that_nobody_knows_is_a_doubt_and_no_silence(way: str, field: Coded) -> None:
    """It is named by its place and never repeated; a disposition asks by the chart itself."""
    told, heard = _heard(way, field, "zzq", {})
    assert told == field.unmapped
    assert bool(heard.doubts) is field.doubted
    assert "zzq" not in " ".join(heard.doubts).casefold()


@pytest.mark.parametrize("way", READERS)
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.table)
def test_a_word_can_be_said_to_say_nothing(way: str, field: Coded) -> None:
    """As if the field were blank; a FHIR class, which must be there, is then not known."""
    told, heard = _heard(way, field, "zzq", {"ZZQ": "unsaid"})
    needed = way == "fhir" and field.table == "patient_classes"
    assert str(told) == ("unknown" if needed else str(field.unsaid))
    assert bool(heard.doubts) is needed


ORDER = speech.message(
    "RDE^O11", "ORC|NW|1|||||||||||||||||||||||||||{}", "RXE||1049621^Oxycodone^RXNORM|1||TAB"
).replace("PV1|1|I||E", "PV1|1|I||")


def order(way: str, word: str) -> str:
    """A message with one order, of which this word says what it is for."""
    if way == "hl7":
        return ORDER.format(word)
    category = {"category": [_local(word)]} if word else {}
    drug = {"medicationCodeableConcept": {"text": "Oxycodone"}, "intent": "order"}
    asked = bodies.of_stay("MedicationRequest", **drug, **category)
    body = bodies.message("O11", asked, bodies.patient(), bodies.encounter("in-progress"))
    body["entry"][0]["resource"]["focus"] = [{"reference": "MedicationRequest/r1"}]
    return json.dumps(body)


def _orders(way: str, word: str, table: Mapping[str, str]) -> Parsed:
    if way == "hl7":
        feed = replace(speech.FEED, orders=dict(table))
        return hl7.read(order(way, word), feed, speech.RECEIVED)
    return bodies.read(json.loads(order(way, word)), replace(bodies.FEED, orders=dict(table)))


@pytest.mark.parametrize("way", READERS)
def test_an_order_that_was_stopped_leaves_the_list(way: str) -> None:
    """DC, or the status stopped: the drug is named, so that it is taken home no more."""
    said = order(way, "zzq").replace("ORC|NW", "ORC|DC").replace('"active"', '"stopped"')
    feed = replace(speech.FEED if way == "hl7" else bodies.FEED, orders={"zzq": "home"})
    read = (
        hl7.read(said, feed, speech.RECEIVED)
        if way == "hl7"
        else bodies.read(json.loads(said), feed)
    )
    (account,) = {one.account for one in read.events if one.account.orders_ended}
    assert account.orders is None
    assert [one.name.casefold().split()[0] for one in account.orders_ended or ()] == ["oxycodone"]


@pytest.mark.parametrize("way", READERS)
@pytest.mark.parametrize("word", ["zzq", ""])
def test_which_orders_are_the_discharge_list_is_the_feeds_word(way: str, word: str) -> None:
    """A blank one too; what nobody knows is for a person, and no list."""

    def lists(meant: str) -> set[object]:
        heard = _orders(way, word, {word: meant})
        return {one.account.orders for one in heard.events if one.account.orders}

    assert len(lists("home")) == 1
    assert lists("ward") == lists("unsaid") == set()
    heard = _orders(way, word, {})
    assert not [one for one in heard.events if one.account.orders]
    assert heard.for_a_person or heard.aside
