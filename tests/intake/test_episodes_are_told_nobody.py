"""Whatever a hospital writes, and in whatever field: its episode is not told who somebody is."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from adapters.sql.database import Database
from intake.changes import EpisodeSignal
from models.payloads import OpenEpisode, Suspend
from store.arrivals import Arrival, Format
from tests.adt import adt, instant, siu
from tests.intake.mixed_hospital import Engine, Hospital

HOME = "2026-09-08 10:00"
MRN = "MRN-77120"
NEVER = (
    "wilhelmina",
    "ashgrovenor",
    "bartholomew",
    "quillfeather",
    "dabigatran",
    "77120",
    "5550186",
)
SAID = adt("A03", HOME, mrn=MRN, name="Ashgrovenor^Wilhelmina", disposition="01", discharged=HOME)


@dataclass
class Overheard(Engine):
    """Keeps every word that an episode is told."""

    words: list[str] = field(default_factory=list)

    async def start(self, opening: OpenEpisode, suspended: Suspend | None = None) -> None:
        """Its input."""
        self.words.append(opening.model_dump_json())
        await super().start(opening, suspended)

    async def signal(self, tell: EpisodeSignal) -> None:
        """A signal."""
        self.words.append(tell.payload.model_dump_json())
        await super().signal(tell)


def with_field(name: str, place: int, said: str) -> str:
    """The discharge with something else in one field; a segment that it lacks is put behind."""
    lines = SAID.rstrip("\r").split("\r")
    if not any(line.startswith(f"{name}|") for line in lines):
        lines.append(name)
    for number, line in enumerate(lines):
        fields = line.split("|")
        if fields[0] == name:
            fields += [""] * (place + 1 - len(fields))
            fields[place] = said
            lines[number] = "|".join(fields)
    return "".join(f"{line}\r" for line in lines)


WORDS = {
    "a diagnosis in words": with_field("DG1", 3, "Wilhelmina Ashgrovenor fell"),
    "a diagnosis in words and its system": with_field("DG1", 3, "dabigatran^bleeds^LOCAL"),
    "words behind a code": with_field("DG1", 3, "D68.32 dabigatran bleed^x^I10"),
    "a number as a code": with_field("DG1", 3, "77120^fall^L"),
    "a class": with_field("PV1", 2, "Wilhelmina"),
    "an admission type": with_field("PV1", 4, "Ashgrovenor"),
    "a language": with_field("PID", 15, "Wilhelminese^what Wilhelmina speaks"),
    "a clinic": with_field("PD1", 3, "Practice of Ashgrovenor^^ASHGROVENOR"),
    "a death": with_field("PID", 30, "ask Bartholomew"),
    "a relationship": with_field("NK1", 3, "Bartholomew, 6175550186"),
    "an address": with_field("PID", 11, "7 Quillfeather Ln^^Quillfeather^MA^02139"),
    "a telephone": with_field("PID", 13, "ask for Bartholomew 617 5550186^PRS^CP"),
    "a visit": with_field("PV1", 19, "Ashgrovenor 77120^^^MERCY^VN"),
    "a time": with_field("PV1", 45, "Wilhelmina knows"),
}


async def told(database: Database, *texts: str) -> str:
    """Every word that the episodes of these messages are told."""
    hospital = Hospital(database, instant(HOME) + timedelta(minutes=1))
    hospital.engine = overheard = Overheard()
    for number, text in enumerate(texts):
        hospital.now += timedelta(minutes=number)
        arrival = Arrival(
            format=Format.HL7, facility="mercy-general", sender_key="", trigger="ADT", body=text,
            mrn=MRN,
        )  # fmt: skip
        kept = await hospital.inbox.take(arrival)
        await hospital.inbox.deliver(kept.ordering_key)
    assert overheard.words
    return "\n".join(overheard.words).casefold()


@pytest.mark.parametrize("said", WORDS)
async def test_whatever_stands_in_a_field_no_episode_is_told_who_it_is(
    database: Database, said: str
) -> None:
    """What is not understood is somebody's work, and stays in the store."""
    words = await told(database, WORDS[said])
    assert [one for one in NEVER if one in words] == []


async def test_a_clinic_s_number_of_an_appointment_tells_nobody_either(database: Database) -> None:
    """Many are made of the patient's: an answer is named after it, and answers are never erased."""
    booked = siu("S12", HOME, "2026-09-14 09:00", id_="77120-1").replace("4821", MRN)
    words = await told(database, SAID, booked)
    assert '"starts_at"' in words
    assert [one for one in NEVER if one in words] == []
