"""A question on its way to somebody, as an episode asks it."""

from datetime import timedelta

from adapters.files.pathway import read_pathway
from domain.asking.question import question
from domain.clinical.outlining import outline_of
from domain.hospital.discharge import Caregiver
from domain.pathway import Role
from domain.steps.contact import CALL
from domain.time.clock import Clock
from models.payloads import Ask
from tests.activities.wards import at
from tests.domain.examples import LINE
from tests.keys import TOKENS
from tests.places import ROOT
from tests.stories.people import CAREGIVER, FACILITY, ZONE, home, patient

PATHWAY = read_pathway(ROOT / "pathways" / "standard.toml")
MONDAY = at("2026-11-23 10:00")
TOM = Caregiver(name="Tom", mobile=CAREGIVER, may_be_told=True, consent_to_text=True)


def ask(
    to: Role,
    language: str = "en",
    *,
    key: str = "contact/call/1",
    urgent: bool = False,
    **more: object,
) -> Ask:
    """A question on Monday, due on Wednesday."""
    due = MONDAY + timedelta(hours=48)
    asked = question(key, CALL, to, MONDAY, due=due, urgent=urgent)
    discharge = outline_of(
        home("2026-11-20 10:00", patient=patient(language=language, caregiver=TOM)),
        1,
        TOKENS,
        urgent_items=(),
    )
    whole = Ask(
        episode="episode-1",
        facility=FACILITY,
        facility_name="Mercy General",
        facility_zone=ZONE,
        home_at=discharge.discharged_at,
        patient=discharge.patient,
        patient_zone=ZONE,
        question=asked,
        care_line=LINE,
        always_on=PATHWAY.lines.always_on,
        texts=PATHWAY.texts,
        patient_hours=PATHWAY.patient_hours,
        undo_minutes=PATHWAY.undo_minutes,
        clock=Clock(real_origin=MONDAY, clinical_origin=MONDAY),
    )
    return whole.model_copy(update=more)
