"""In silence each text of an episode's first days is the planned one: who, when, in which words."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from adapters.reference.holidays import calendar_for
from adapters.wording.texts import Wording
from cli.planning.hospital_setting import OfHospital, own_holidays
from cli.planning.plan_recipients import LINK_BASE, Recipients, Told
from domain.hospital.discharge import Caregiver, Diagnosis, Discharge, EquipmentItem, Transport
from domain.plan.plan import plan
from domain.protocol.opening import opening
from tests.outlines import outlined
from tests.phone_rules import GATHERED_WITHIN
from tests.places import ROOT
from tests.stories.people import CAREGIVER, HOSPITAL, OXYGEN, ZONE, home, patient
from tests.stories.story import Story

MOTHER = Caregiver(name="Ann", mobile=CAREGIVER, may_be_told=True, consent_to_text=True)
WHOSE = {
    "a-lopez": "nurse", "b-kim": "other_nurse", "diaz": "case_manager", "hale": "supervisor",
    "": "always_on", "home-supply": "supplier", "med-depot": "other_supplier",
    "city-ride": "driver", "blue-van": "other_driver", "patient": "patient",
    "caregiver": "caregiver",
}  # fmt: skip
NURSES = {"nurse", "other_nurse"}
"""Two steps ask the roster at once: of nurses who are free alike either may come first."""
HIGH = {"admission_type": "emergency", "ed_visits_6_months": 3,
        "diagnoses": (Diagnosis(code="I50.22"),)}  # fmt: skip
ROWS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "10, a child": ("2026-09-08 16:00", "2026-09-09 08:30",
        {"patient": patient(birth_date=date(2018, 5, 1), caregiver=MOTHER)}),
    "16, against advice": ("2026-09-15 18:30", "2026-09-16 08:30", {"disposition": "07"}),
    "17, hospice": ("2026-09-08 16:00", "2026-09-10 08:30",
        {"disposition": "50", "transport": Transport(to_visits=True, home=True)}),
    "34, Saturday 8:10a": ("2026-09-12 08:10", "2026-09-14 17:05", {}),
    "36, Tuesday 6:30p": ("2026-09-15 18:30", "2026-09-17 15:05", {}),
    "37, oxygen with no time": ("2026-09-08 21:30", "2026-09-08 22:05", {"equipment": OXYGEN}),
    "38, a ventilator": ("2026-09-08 21:30", "2026-09-08 22:05",
        {"equipment": (EquipmentItem(item="home ventilator"),)}),
    "39, high risk on a Friday": ("2026-09-11 15:00", "2026-09-12 08:30", HIGH),
    "40, unknown risk on a Friday": ("2026-09-11 15:00", "2026-09-12 08:30",
        {**HIGH, "ed_visits_6_months": None}),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
async def test_in_silence_each_planned_prompt_comes(story: Story, row: str) -> None:
    """Nobody answers: each planned prompt reaches its reader in its minute, in its words.

    What comes within two minutes on one phone is one text there, by its first line.
    """
    left, until, changes = ROWS[row]
    going = home(left, **changes)
    for phone in story.network.phones.values():
        phone.allows("")
    await story.discharge(going)
    await story.reaches(until)
    now = await story.now()
    planned = [one for one in planned_for(story, going) if one.at + GATHERED_WITHIN < now]
    assert planned
    lacking = [(one.who, one.at, one.text) for one in planned if not came(story, one)]
    assert not lacking, f"{lacking}\n{story.transcript()}"
    never = set(WHOSE.values()).difference(*(phones(one) for one in planned_for(story, going)))
    unplanned = {name for name in never if getattr(story, name).received}
    assert not unplanned, story.transcript()
    await story.replays()


def planned_for(story: Story, going: Discharge) -> list[Told]:
    """What `plan` says of nobody's answering."""
    calendar = calendar_for(going, story.pathway, own_holidays(HOSPITAL, going.facility))
    facts = opening(outlined(going), story.pathway, calendar, going.discharged_at, ZONE)
    people = Recipients(HOSPITAL, facts, Wording(ROOT / "templates", LINK_BASE))
    return people.told(plan(facts, OfHospital(HOSPITAL, going.facility)).silence)


def phones(one: Told) -> set[str]:
    """Whose phones it may reach."""
    name = WHOSE[one.who]
    return NURSES if name in NURSES else {name}


def came(story: Story, one: Told) -> bool:
    """Whether its reader got it in time, whole or as a line among others."""
    words = bare(one.text)
    for at, body in (text for name in phones(one) for text in getattr(story, name).received):
        in_time = timedelta(minutes=-1) < at - one.at < GATHERED_WITHIN + timedelta(minutes=1)
        lines = [re.sub(r"^\d+ ", "", line) for line in body.splitlines()]
        among = len(lines) > 1 and any(re.match(head(words), line) for line in lines)
        if in_time and (bare(body) == words or among):
            return True
    return False


def head(words: str) -> str:
    """What a line in a list begins with: the task of the planned text, and whose it is."""
    task = words.removeprefix("N ").split(" J.S.")[0]
    return rf"{re.escape(task)}.{{0,12}} J\.S\."


def bare(body: str) -> str:
    """Without the code, the card and the imagined times of a clinic."""
    body = re.sub(r"\b\d\d\b(?= [A-Z]| and a digit| 1\b)", "N", body)
    body = re.sub(r"/c/\w+", "/c/CARD", body).replace("follow-up visit", "visit")
    return "\n".join(line for line in body.splitlines() if not line.startswith("Reply 1"))
