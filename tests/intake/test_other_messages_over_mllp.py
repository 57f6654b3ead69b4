"""Messages of kinds that nobody complained of, after a discharge home, over MLLP.

Other triggers, classes and habits of senders than those of the table; what is right is ADR 26's.
"""

from collections.abc import AsyncIterator
from itertools import count

import pytest

from domain import desired_episodes
from domain.hospital import certainty
from domain.hospital.stay import STRANGE_DEATH
from tests.adapters.messages.fhir.bodies import encounter
from tests.adt import adt
from tests.intake.hospital import Hospital, ago, fits, hospital

_numbers = count(60_001)
LEFT = {"admitted": ago(170), "discharged": ago(96), "disposition": "01"}
WHEN = "11-23 16:00"
OTHER, NONE = {"visit": "W"}, {"visit": ""}
IN_BED = {**OTHER, "admitted": ago(20)}
GONE = {**OTHER, "discharged": ago(20), "disposition": "01"}
Case = tuple[str, dict[str, str], str, list[str]]


def of(kind: str, more: dict[str, str] | None = None, **said: str) -> dict[str, str]:
    """What a message of this class says."""
    return {"patient_class": kind, **(more or {}), **said}


NOTHING: list[Case] = [
    *((trigger, {}, "runs", []) for trigger in (
        "A02", "A05", "A09", "A10", "A12", "A14", "A15", "A20", "A21", "A22", "A25", "A26", "A27",
        "A32", "A33", "A38", "A52", "A53", "A54", "A55", "A60", "A61", "A62", "Z99",
    )),
    *((trigger, of("O", OTHER), "runs", []) for trigger in ("A01", "A04", "A07", "A08", "A11")),
    ("A01", of("R", IN_BED), "runs", []),
    ("A06", {"admitted": ago(168)}, "runs", []),
    ("A16", {"expected": ago(-24)}, "runs", []),
    ("A03", of("OBSV", GONE), "runs", []),
    ("A04", of("E", OTHER), "runs", []),
    ("A28", of("O", NONE, disposition="03"), "runs", []),
    ("A31", {**NONE, "died": "N"}, "runs", []),
    ("A08", {"died": '""'}, "runs", []),
    ("A03", LEFT, "runs", []),
]  # fmt: skip
CERTAIN: list[Case] = [
    *(("A01", of(kind, IN_BED), "held", []) for kind in (
        "I", "i", "B", "INPT", "inpatient", "I^Inpatient^HL70004", "^Inpatient", "X^^L^I",
    )),
    ("A06", of("I", IN_BED), "held", []),
    ("A13", of("I"), "cancelled", []),
    ("A13", of(""), "cancelled", []),
    ("A13", of("I", NONE), "cancelled", []),
    ("A23", of("I"), "cancelled", []),
    ("A08", {"disposition": "SNF"}, "transferred", []),
    ("A07", of("I", disposition="03"), "transferred", []),
    ("A08", {"died": "Yes"}, "died", []),
    ("A03", of("E", GONE, disposition="20"), "died", []),
]  # fmt: skip
DOUBTS: list[Case] = [
    ("A07", of("O"), "runs", [certainty.OTHER_CLASS]),
    ("A06", of("E", admitted=ago(20)), "runs", [certainty.OTHER_CLASS]),
    ("A25", of("O"), "runs", [certainty.CANCELLED_OTHERWISE]),
    ("A28", {**NONE, "patient_class": "", "disposition": "03"}, "runs", [certainty.NO_NUMBER]),
    ("A31", of("I", NONE, discharged=ago(30)), "runs", [certainty.NO_NUMBER]),
    ("A01", of("C", IN_BED), "runs", [desired_episodes.PERHAPS_BACK]),
    ("A01", of("N", IN_BED), "runs", [desired_episodes.PERHAPS_BACK]),
    ("A06", of("SURG", IN_BED), "runs", [desired_episodes.PERHAPS_BACK]),
    ("A03", of("O", GONE, disposition="20"), "runs", [certainty.A_DEATH]),
    ("A28", {**NONE, "died": "Y"}, "runs", [certainty.A_DEATH]),
    ("A02", {"died": "Y"}, "runs", [certainty.A_DEATH]),
    ("A37", {"died": "Y"}, "runs", [certainty.A_DEATH, "separate again"]),
    ("A04", {**NONE, "died": "Y"}, "runs", [certainty.A_DEATH, "PV1-19"]),
    ("A08", {"died": "UNKNOWN"}, "runs", [certainty.A_WORD_OF_DEATH]),
    ("A08", {"disposition": "Morgue"}, "runs", [STRANGE_DEATH]),
    ("A29", {**NONE, "patient_class": ""}, "runs", [certainty.DELETED]),
    ("A23", NONE, "runs", [certainty.DELETED]),
    *((trigger, of(kind, NONE), "runs", [certainty.WHICH_CANCELLED]) for trigger, kind in (
        ("A13", "ZZQ"), ("A13", "O"), ("A13", "E"), ("A13", "OBS"), ("A11", "O"), ("A11", "I"),
    )),
    ("A03", {**LEFT, "discharged": ago(1000)}, "runs", [certainty.NEWS_APART]),
    ("A08", {"admitted": ago(50)}, "runs", [certainty.NEWS_APART]),
    ("A45", {"merged": "99999", "visit": ""}, "runs", ["PV1-19"]),
    ("A40", {"visit": ""}, "runs", ["MRG"]),
]  # fmt: skip


@pytest.fixture(scope="module")
async def mercy(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hospital]:
    """The hospital, and everything that it sends to."""
    async with hospital(tmp_path_factory.mktemp("others")) as found:
        yield found


async def after_home(mercy: Hospital, trigger: str, said: dict[str, str]) -> str:
    """Somebody home for four days, and then this, twice; gives their number."""
    mrn = str(next(_numbers))
    mine = {"mrn": mrn, "visit": f"V-{mrn}"}
    home = adt("A03", ago(96), control=f"{mrn}-1", **mine, **LEFT)
    more = dict(said)
    if more.get("visit") == "W":
        more["visit"] = f"W-{mrn}"
    then = adt(trigger, ago(20), control=f"{mrn}-2", **{**mine, **more})
    assert await mercy.speaks(home, then, then) == ["AA"] * 3
    return mrn


@pytest.mark.parametrize(
    "case", [*NOTHING, *CERTAIN, *DOUBTS], ids=lambda case: f"{case[0]}, {case[1]}"
)
async def test_after_a_discharge_home(mercy: Hospital, case: Case) -> None:
    """Only what is certain ends or holds it; what is not is somebody's, and the rest is silent."""
    trigger, said, stands, asked = case
    seen = mercy.seen(await after_home(mercy, trigger, said))
    assert seen.episodes == [(WHEN, stands)]
    assert fits(seen.asked, asked), seen.asked
    told = await mercy.told(seen.rows[0])
    assert (told.disposition == "01") or stands == "transferred"


@pytest.mark.parametrize("kind", ["SDS", "C", "", "N"])
async def test_another_discharge_of_no_certain_class_asks_beside(
    mercy: Hospital, kind: str
) -> None:
    """Two episodes: the certain one goes on, the other asks where they went."""
    seen = mercy.seen(await after_home(mercy, "A03", of(kind, GONE)))
    assert seen.episodes == [(WHEN, "runs"), ("11-26 20:00", "runs")]
    assert fits(seen.asked, [desired_episodes.PERHAPS_AGAIN, "patient class"]), seen.asked


@pytest.mark.parametrize("trigger", ["A18", "A30", "A34", "A36", "A40", "A47"])
async def test_whoever_has_a_new_number_keeps_their_episode(mercy: Hospital, trigger: str) -> None:
    """By whatever trigger a hospital says so: one episode, found under the new number."""
    mrn = await after_home(mercy, "A02", {})
    await mercy.speaks(adt(trigger, ago(10), mrn=f"{mrn}0", visit="", merged=mrn))
    assert mercy.seen(f"{mrn}0").episodes == [(WHEN, "runs")]


async def test_what_must_not_exist_for_a_create_to_count_is_looked_for(mercy: Hospital) -> None:
    """If-None-Exist that names a visit we know: nothing of the body counts, in whatever words."""
    mrn = str(next(_numbers))
    await mercy.speaks(adt("A03", ago(96), control=f"{mrn}-1", mrn=mrn, visit=f"V-{mrn}", **LEFT))
    named = {"if-none-exist": f"identifier=urn:visits|V-{mrn}"}
    answer = await mercy.posts(encounter(), "/Encounter", **named)
    assert (answer.status_code, "known already" in answer.text) == (200, True)
    assert mercy.seen(mrn).episodes == [(WHEN, "runs")]
    named = {"if-none-exist": "identifier=urn:visits|V-nobody"}
    assert (await mercy.posts(encounter(), "/Encounter", **named)).status_code != 200
