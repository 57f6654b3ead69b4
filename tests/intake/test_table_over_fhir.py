"""Each row of what once went wrong with hospitals' messages, over FHIR, on the real gateway."""

import gzip
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from domain import canonical_discharge, desired_episodes
from domain.hospital import certainty
from domain.hospital.stay import STRANGE_WORD
from domain.words.phrasebook import worded
from tests.adapters.messages.fhir.bodies import (
    IDENTIFIER_TYPE,
    bundle,
    concept,
    encounter,
    message,
    of_stay,
    patient,
)
from tests.adt import instant
from tests.intake.hospital import Hospital, ago, fits, hospital

_numbers = count(40_001)
AT_HOME = ("11-23 16:00", "runs")
DISPOSITIONS = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
CONTACT = "http://terminology.hl7.org/CodeSystem/v2-0131"


def at(hours: float) -> str:
    """So many hours before everything arrives, with the offset of the day."""
    return instant(ago(hours)).isoformat()


def went(word: str) -> dict[str, Any]:
    """Where they went."""
    return {"dischargeDisposition": concept(DISPOSITIONS, word)}


class Person:
    """One patient, and what their hospital says of them."""

    def __init__(self) -> None:
        self.mrn = str(next(_numbers))
        self.visit = f"V-{self.mrn}"

    def who(self, **more: Any) -> dict[str, Any]:
        """Their Patient."""
        number = [{"type": concept(IDENTIFIER_TYPE, "MR"), "value": self.mrn}]
        return patient(**{"id": f"p{self.mrn}", "identifier": number, **more})

    def stay(
        self,
        status: str = "finished",
        code: str = "IMP",
        *,
        updated: float = 96,
        visit: str | None = "",
        word: str = "home",
        **more: Any,
    ) -> dict[str, Any]:
        """An Encounter: home four days ago. `visit`: another one's number; None has none at all."""
        said = self.visit if visit == "" else visit
        numbers = [{"type": concept(IDENTIFIER_TYPE, "VN"), "value": said}] if said else []
        one = encounter(status, code, **{
            "id": said,
            "identifier": numbers,
            "subject": {"reference": f"Patient/p{self.mrn}"},
            "meta": {"lastUpdated": at(updated)},
            "period": {"start": at(170), "end": at(96)} if status == "finished"
            else {"start": at(170)},
            "hospitalization": went(word) if word else {},
            **more,
        })  # fmt: skip
        return {name: value for name, value in one.items() if value not in (None, [])}

    def home(self, **more: Any) -> dict[str, Any]:
        """The certain discharge."""
        return bundle(self.who(), self.stay(**more))


@pytest.fixture(scope="module")
async def mercy(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hospital]:
    """The hospital, and everything that it sends to."""
    async with hospital(tmp_path_factory.mktemp("fhir")) as found:
        yield found


@pytest.fixture
def jane() -> Person:
    """Somebody of whom nothing was said yet."""
    return Person()


def _later(hours: float = 24) -> dict[str, Any]:
    return {"updated": hours, "period": {"start": at(hours + 2), "end": at(hours)}}


# What comes after a certain discharge home: (what of the one at home, what else, what is asked).
DOUBTS: dict[str, tuple[dict[str, Any], str, list[str], list[str]]] = {
    "a clinic's visit without a number": (
        {"code": "AMB", "visit": None, "word": "snf", **_later()}, "runs", [], [],
    ),
    "a visit of no class and no number": (
        {"code": "", "visit": None, "word": "", **_later()},
        "runs", ["11-26 16:00"], [certainty.UNNUMBERED, desired_episodes.PERHAPS_AGAIN],
    ),
    "a finished visit of an unknown class": (
        {"code": "OPD", "visit": "W", **_later()},
        "runs", ["11-26 16:00"], ["patient class", desired_episodes.PERHAPS_AGAIN],
    ),
    "an unknown class under its number": (
        {"code": "OPD", "word": "snf", **_later()}, "runs", [], [certainty.OTHER_CLASS],
    ),
    "a clinic's words under its number": (
        {"code": "AMB", "word": "snf", **_later()}, "runs", [], [certainty.OTHER_CLASS],
    ),
    "an admission corrected afterwards": (
        {"updated": 24, "period": {"start": at(180), "end": at(96)}}, "runs", [], [],
    ),
    "an admission of an unknown class": (
        {"status": "in-progress", "code": "DAYS", "visit": "W", "updated": 20,
         "period": {"start": at(20)}}, "runs", [], [desired_episodes.PERHAPS_BACK],
    ),
    "taken back in another class": (
        {"status": "entered-in-error", "code": "AMB", "updated": 20},
        "runs", [], [certainty.CANCELLED_OTHERWISE],
    ),
    "another's that never was": (
        {"status": "entered-in-error", "visit": "W", "updated": 20}, "runs", [], [],
    ),
    "a clinic's cancelled visit": (
        {"status": "cancelled", "code": "AMB", "visit": "W", "updated": 20}, "runs", [], [],
    ),
    "an end before the beginning": (
        {"updated": 20, "period": {"start": at(90), "end": at(200)}},
        "runs", [], [certainty.NEWS_APART],
    ),
    "a disposition that nobody knows": (
        {"updated": 20, "word": "moon"}, "runs", [], [STRANGE_WORD],
    ),
    "an end that is a year": ({"updated": 20, "period": {"end": "2026"}}, "runs", [], []),
    "another's end that is a year": (
        {"updated": 20, "period": {"end": "2026"}, "visit": "W"},
        "runs", ["11-26 20:00"], [certainty.UNNUMBERED, desired_episodes.PERHAPS_AGAIN],
    ),
    "a nursing home, certainly": ({"updated": 20, "word": "snf"}, "transferred", [], []),
    "in bed again, certainly": (
        {"status": "in-progress", "visit": "W", "updated": 20, "period": {"start": at(20)},
         "word": ""}, "held", [], [],
    ),
    "entered in error, certainly": ({"status": "entered-in-error", "updated": 20},
                                    "cancelled", [], []),
    "cancelled, certainly": ({"status": "cancelled", "updated": 20}, "cancelled", [], []),
}  # fmt: skip


@pytest.mark.parametrize("case", DOUBTS)
async def test_only_a_certain_word_ends_or_moves_a_certain_episode(
    mercy: Hospital, jane: Person, case: str
) -> None:
    """After the discharge home, once and once more: as the table of HL7 has it."""
    said, stands, others, asked = DOUBTS[case]
    more = dict(said)
    if more.get("visit") == "W":
        more["visit"] = f"W-{jane.mrn}"
    assert (await mercy.posts(jane.home())).status_code == 200
    for _ in range(2):
        answer = await mercy.posts(bundle(jane.who(), jane.stay(**more)))
        assert answer.status_code == 200
    seen = mercy.seen(jane.mrn)
    assert seen.episodes == [(AT_HOME[0], stands), *((left, "runs") for left in others)]
    assert fits(seen.asked, asked), seen.asked
    if stands == "runs":
        told = await mercy.told(seen.rows[0])
        assert (told.disposition, told.discharged_at.isoformat()) == ("01", at(96))


def _ended(jane: Person, end: str, updated: float) -> dict[str, Any]:
    return bundle(jane.who(), jane.stay(updated=updated, period={"start": at(170), "end": end}))


@pytest.mark.parametrize(
    ("end", "left"),
    [
        ("2026-11-24", "11-24 00:00"),
        ("2026-11-24T00:00:00Z", "11-24 00:00"),
        ("2026-11-24T00:00:00.000+00:00", "11-24 00:00"),
        ("2026-11-24T17:12:00-05:00", "11-24 17:12"),
        ("2026-11-24T17:12", "11-24 17:12"),
    ],
)
async def test_an_end_is_read_as_what_it_is(
    mercy: Hospital, jane: Person, end: str, left: str
) -> None:
    """A date is a date, a midnight in UTC too; nobody is asked."""
    assert (await mercy.posts(_ended(jane, end, 60))).status_code == 200
    seen = mercy.seen(jane.mrn)
    assert (seen.episodes, seen.asked) == ([(left, "runs")], [])


@pytest.mark.parametrize("end", ["2026", "2026-11", "9999-12-31", "last Friday"])
async def test_an_end_that_is_no_time_asks(mercy: Hospital, jane: Person, end: str) -> None:
    """It counts from when it was recorded, is due from then, and its sender is told the place."""
    answer = await mercy.posts(_ended(jane, end, 20))
    assert answer.status_code == 200
    place = "Bundle.entry[1].resource.period.end"
    assert any(one["diagnostics"].startswith(place) for one in answer.json()["issue"])
    seen = mercy.seen(jane.mrn)
    assert (seen.episodes, seen.asked) == ([("11-26 20:00", "runs")], [certainty.UNNUMBERED])
    assert seen.items[0].due == instant(ago(20)) + timedelta(hours=48)
    await mercy.posts(_ended(jane, end, 2))
    assert len(mercy.seen(jane.mrn).rows) == 1
    await mercy.posts(_ended(jane, at(30), 1))
    seen = mercy.seen(jane.mrn)
    assert seen.episodes == [("11-26 10:00", "runs"), ("11-26 20:00", "cancelled")]
    assert seen.asked == []


async def test_a_discharge_before_its_admission_is_a_doubt(mercy: Hospital, jane: Person) -> None:
    """The first word of somebody, recorded today and told of last month: asked, never "past"."""
    times = {"start": at(7 * 24), "end": at(31 * 24 + 3)}
    await mercy.posts(jane.home(updated=3, period=times))
    seen = mercy.seen(jane.mrn)
    assert seen.episodes == [("11-27 13:00", "runs")]
    assert any(canonical_discharge.MISDATED in one for one in seen.asked)


async def test_a_clock_ahead_outranks_nobody(mercy: Hospital, jane: Person) -> None:
    """Entered in error by a clock a year ahead: the discharge that is told next opens again."""
    await mercy.posts(jane.home())
    ahead = {"lastUpdated": "2027-11-27T10:00:00-05:00"}
    await mercy.posts(bundle(jane.who(), jane.stay("entered-in-error", meta=ahead)))
    assert mercy.seen(jane.mrn).episodes == [(AT_HOME[0], "cancelled")]
    again = {"lastUpdated": at(-1)}
    await mercy.posts(bundle(jane.who(), jane.stay(meta=again)))
    assert mercy.seen(jane.mrn).episodes == [(AT_HOME[0], "cancelled"), AT_HOME]


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        (("finished", "01:50"), ("in-progress", "01:10"), "cancelled"),
        (("finished", "01:10"), ("in-progress", "01:50"), "cancelled"),
        (("in-progress", "01:10"), ("finished", "01:50"), "runs"),
        (("in-progress", "01:50"), ("finished", "01:10"), "runs"),
    ],
)
async def test_the_hour_that_comes_twice_goes_by_receipt(
    mercy: Hospital, jane: Person, first: tuple[str, str], second: tuple[str, str], stands: str
) -> None:
    """1 November, no offsets: whatever hour each was written in, what came last counts."""
    await mercy.posts(jane.home(meta={"lastUpdated": "2026-10-31T12:00:00-04:00"}, period={
        "start": "2026-10-28T12:00:00-04:00", "end": "2026-10-31T11:00:00-04:00"}))  # fmt: skip
    for status, clock in (first, second):
        when = {"start": "2026-10-28T12:00:00-04:00"}
        when |= {"end": "2026-11-01T00:30:00"} if status == "finished" else {}
        meta = {"lastUpdated": f"2026-11-01T{clock}:00"}
        await mercy.posts(bundle(jane.who(), jane.stay(status, meta=meta, period=when)))
    assert mercy.seen(jane.mrn).episodes[-1][1] == stands


@pytest.mark.parametrize(
    "named", [[{"text": "Suharto"}], [{"family": "Suharto"}], [{"given": ["Suharto"]}]]
)
async def test_one_name_is_enough(mercy: Hospital, jane: Person, named: list[Any]) -> None:
    """The label is what there is, and nobody is asked for another."""
    await mercy.posts(bundle(jane.who(name=named), jane.stay()))
    seen = mercy.seen(jane.mrn)
    assert (seen.episodes, seen.asked) == ([AT_HOME], [])
    assert (await mercy.told(seen.rows[0])).patient.initials == "S."


@pytest.mark.parametrize(
    ("numbers", "mobile"),
    [
        (["555-0142", "(617)555-0143"], "+16175550143"),
        (["(000)000-0000", "9999999999", "617.555.0144 CELL"], "+16175550144"),
        (["(617)555-0145 x12", "617-555-0146"], "+16175550146"),
        (["555-0142"], None),
    ],
)
async def test_a_number_is_whole_or_none(
    mercy: Hospital, jane: Person, numbers: list[str], mobile: str | None
) -> None:
    """The next is tried; a part of a number is never made up to one."""
    telecom = [{"system": "phone", "use": "home", "value": one} for one in numbers]
    await mercy.posts(bundle(jane.who(telecom=telecom), jane.stay()))
    (row,) = mercy.seen(jane.mrn).rows
    assert (await mercy.told(row)).patient.mobile == mobile


@pytest.mark.parametrize(
    ("said", "beside", "stands", "asked"),
    [
        ({"deceasedBoolean": True}, False, "runs", [certainty.A_DEATH]),
        ({"deceasedDateTime": "2026"}, False, "runs", [certainty.A_DEATH]),
        ({"deceasedBoolean": "DECEASED"}, False, "runs", [certainty.A_WORD_OF_DEATH]),
        ({"deceasedBoolean": "DECEASED"}, True, "runs", [certainty.A_WORD_OF_DEATH]),
        ({"deceasedDateTime": "2026-11-26"}, True, "died", []),
        ({"deceasedBoolean": True}, True, "died", []),
        ({"deceasedBoolean": False}, False, "runs", []),
    ],
)
async def test_a_death_ends_with_its_stay_and_else_is_asked(
    mercy: Hospital, jane: Person, said: dict[str, Any], *, beside: bool, stands: str,
    asked: list[str],
) -> None:  # fmt: skip
    """Of the patient alone it holds every text; a word that nobody understands always does."""
    await mercy.posts(jane.home())
    more = [jane.stay(updated=20)] if beside else []
    await mercy.posts(bundle(jane.who(**said, meta={"lastUpdated": at(20)}), *more))
    seen = mercy.seen(jane.mrn)
    assert seen.episodes == [(AT_HOME[0], stands)]
    assert fits(seen.asked, asked), seen.asked
    if asked:
        doubts = (await mercy.told(seen.rows[0])).doubts
        assert any(one.holds for one in doubts)


async def test_a_merge_moves_and_an_unmerge_is_work(mercy: Hospital, jane: Person) -> None:
    """Patient.link brings two records to one episode; A37 names both and takes nothing apart."""
    old = Person()
    await mercy.posts(old.home(updated=95))
    link = [{"type": "replaces", "other": {"reference": f"Patient/p{old.mrn}"}}]
    await mercy.posts(jane.home())
    await mercy.posts(bundle(jane.who(link=link, meta={"lastUpdated": at(50)}), old.who()))
    assert sorted(mercy.seen(jane.mrn).episodes) == [(AT_HOME[0], "merged"), AT_HOME]
    header = message("A37", jane.who(), old.who(), id=f"m{jane.mrn}")
    assert (await mercy.posts(header, "/$process-message")).status_code == 200
    seen = mercy.seen(jane.mrn)
    assert sorted(seen.episodes) == [(AT_HOME[0], "merged"), AT_HOME]
    (reason,) = seen.asked
    assert "two records are separate again" in reason
    assert worded(reason).count("record ") == 2


async def test_coded_fields_that_nobody_knows_are_doubts_and_drop_nobody(
    mercy: Hospital, jane: Person
) -> None:
    """A relationship, a language, a priority: the caregiver stands, each place is named."""
    contact = {"relationship": [{"text": "FA"}], "name": {"text": "Lee Ek"},
               "telecom": [{"system": "phone", "value": "617 555 0199"}]}  # fmt: skip
    who = jane.who(contact=[contact], communication=[{"language": {"text": "E"}}])
    answer = await mercy.posts(bundle(who, jane.stay(priority={"text": "ER"})))
    seen = mercy.seen(jane.mrn)
    assert (seen.episodes, seen.asked) == ([AT_HOME], [])
    caregiver = (await mercy.told(seen.rows[0])).patient.caregiver
    assert caregiver
    assert (caregiver.name, caregiver.mobile) == ("Lee Ek", "+16175550199")
    for place in ("contact[0].relationship", "communication[0].language", "priority"):
        assert place in answer.text
        assert place in seen.messages[-1].detail


@pytest.mark.parametrize(
    ("category", "listed"),
    [("discharge", True), ("outpatient", True), ("inpatient", False), ("", False), ("Z", False)],
)
async def test_an_order_is_listed_where_it_is_said_to_be_for_home(
    mercy: Hospital, jane: Person, category: str, *, listed: bool
) -> None:
    """A message about orders alone: of the ward's none is listed."""
    await mercy.posts(jane.home())
    order = of_stay(
        "MedicationRequest",
        intent="order",
        subject={"reference": f"Patient/p{jane.mrn}"},
        encounter={"reference": f"Encounter/{jane.visit}"},
        category=[{"coding": [{"code": category}]}] if category else [],
        medicationCodeableConcept={"text": "Metformin 500 MG"},
    )
    told = message("O11", jane.who(), jane.stay(updated=90), order, id=f"m{jane.mrn}")
    told["entry"][0]["resource"]["focus"] = [{"reference": "MedicationRequest/r1"}]
    await mercy.posts(told, "/$process-message")
    (row,) = mercy.seen(jane.mrn).rows
    assert bool((await mercy.told(row)).medications.at_discharge) is listed


async def test_packed_bodies_and_conditions(mercy: Hospital, jane: Person) -> None:
    """Gzip is read; If-None-Exist is named; criteria are taken; a version is refused, kept not."""
    packed = gzip.compress(json.dumps(jane.home()).encode())
    headers = {"content-encoding": "gzip", "if-none-exist": "identifier=a|1"}
    answer = await mercy.posts(packed, **headers)
    assert answer.status_code == 200
    assert "If-None-Exist" in answer.text
    assert mercy.seen(jane.mrn).episodes == [AT_HOME]
    dead = jane.who(deceasedBoolean=True, meta={"lastUpdated": at(9)})
    refused = await mercy.posts(dead, f"/Patient/p{jane.mrn}", "PUT", **{"if-match": 'W/"3"'})
    assert refused.status_code == 412
    assert mercy.seen(jane.mrn).asked == []
    taken = await mercy.posts(dead, "/Patient?identifier=a|1", "PUT")
    assert taken.status_code == 200
    assert mercy.seen(jane.mrn).asked == [certainty.A_DEATH]
