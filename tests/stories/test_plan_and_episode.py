"""What a plan says of a family's first text is what their phone gets, and when."""

from datetime import timedelta

import pytest

from adapters.reference.holidays import calendar_for
from adapters.wording.texts import Wording
from cli.planning.hospital_setting import OfHospital, own_holidays
from cli.planning.plan_recipients import LINK_BASE, Recipients
from domain.hospital.discharge import Caregiver, Patient
from domain.plan.plan import plan
from domain.protocol.opening import opening
from tests.outlines import outlined
from tests.places import ROOT
from tests.stories.people import CAREGIVER, HOSPITAL, ZONE, home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 16:00"
ANN = Caregiver(
    name="Ann G", mobile=CAREGIVER, may_be_told=True, consent_to_text=True, gets_texts=True
)


@pytest.mark.parametrize(
    ("who", "local", "family"),
    [
        (patient(mobile=None, caregiver=ANN), ZONE, "caregiver"),
        (patient(postal_code="96813"), "Pacific/Honolulu", "patient"),
    ],
    ids=["row 13, only a caregiver", "row 35, a patient in Hawaii"],
)
async def test_the_first_text_is_the_planned_one(
    story: Story, who: Patient, local: str, family: str
) -> None:
    """The same reader, the same instant on their clock, the same words but for the free times.

    Those are the clinic's own, which a plan imagines.
    """
    going = home(TUESDAY, patient=who)
    calendar = calendar_for(going, story.pathway, own_holidays(HOSPITAL, going.facility))
    facts = opening(outlined(going), story.pathway, calendar, going.discharged_at, local)
    planned = plan(facts, OfHospital(HOSPITAL, going.facility)).silence
    told = Recipients(HOSPITAL, facts, Wording(ROOT / "templates", LINK_BASE)).told(planned)
    first = next(one for one in told if one.who in ("patient", "caregiver"))
    phone = getattr(story, family)
    phone.allows("J.S.")
    phone.allows("Reply 1")
    story.nurse.allows("J.S.")
    await story.discharge(going)
    await story.reaches("Wed 2026-09-09 07:50")
    at, body = phone.received[0]
    assert first.who == family
    assert abs(at - first.at) < timedelta(minutes=1)
    assert _but_its_times(body) == _but_its_times(first.text)
    others = {"patient": story.caregiver, "caregiver": story.patient}
    assert others[family].received == []
    await story.replays()


def _but_its_times(body: str) -> list[str]:
    """Longer times take the shorter of two wordings: what that leaves out is left out of both."""
    body = body.replace("follow-up visit", "visit")
    return [line for line in body.splitlines() if not line.startswith("Reply 1")]
