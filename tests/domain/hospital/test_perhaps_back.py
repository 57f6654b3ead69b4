"""One leaving under two numbers, and a registration that may be a bed: nobody is called back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desired_episodes import DesiredState, desired_episodes
from domain.episode.facts import Ending
from domain.hospital import certainty
from domain.hospital.chart import chart
from domain.hospital.events import HospitalEvent, PatientClass
from tests.domain.hospital.test_chart import NAMED, NOON, NOW, TERMS, K, discharged, event, only


@pytest.mark.parametrize(
    ("began", "hours", "ending"),
    [
        (-90, 1, Ending.MERGED),  # in the other bed before they left this one
        (None, 1, Ending.MERGED),  # nothing is known of its beginning: the same day
        (None, -1, Ending.MERGED),  # the hospital's own is the earlier of the two
        (None, 30, Ending.READMITTED),
        (2, 60, Ending.READMITTED),
    ],
)
def test_one_leaving_under_two_numbers_is_no_readmission(
    began: float | None, hours: float, ending: Ending
) -> None:
    """Told by hand and by the hospital it is one window, and nobody came back."""
    told = discharged(0, encounter="TYPED")
    admitted = None if began is None else NOON + timedelta(hours=began)
    account = replace(
        NAMED, disposition="01", discharged_at=NOON + timedelta(hours=hours), admitted_at=admitted
    )
    other = event(K.DISCHARGED, hours, encounter="V-2", account=account)
    older, newer = desired_episodes(chart([told, other]), TERMS, NOW + timedelta(days=4))
    assert (older.desired, older.ending) == (DesiredState.OVER, ending)
    assert newer.desired is DesiredState.OPEN


def registered(hours: float, said: PatientClass | None, encounter: str = "V-9") -> HospitalEvent:
    """An A04."""
    return event(K.REGISTERED, hours, encounter=encounter, patient_class=said)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (PatientClass.INPATIENT, True),
        (PatientClass.UNKNOWN, True),
        (PatientClass.OUTPATIENT, False),
        (PatientClass.OBSERVATION, False),
        (PatientClass.EMERGENCY, False),
        (None, False),
    ],
)
def test_a_registration_that_may_be_a_bed_is_asked_about(
    said: PatientClass | None, *, asked: bool
) -> None:
    """It neither holds nor ends the episode; a clinic's, and the emergency's, is no doubt."""
    went = only(discharged(0), registered(5, said))
    assert went.desired is DesiredState.OPEN
    assert went.discharge is not None
    assert (certainty.REGISTERED in [one.reason for one in went.discharge.doubts]) is asked


def test_a_registration_is_settled_by_what_came_of_it() -> None:
    """Before the discharge it says nothing; the admission holds; cancelled, it is none."""
    early = only(registered(-50, PatientClass.INPATIENT), discharged(0))
    back = event(K.ADMITTED, 6, encounter="V-9")
    (held,) = desired_episodes(
        chart([discharged(0), registered(5, PatientClass.INPATIENT), back]), TERMS, NOW
    )
    gone = event(K.ADMISSION_CANCELLED, 7, encounter="V-9")
    (again,) = desired_episodes(
        chart([discharged(0), registered(5, PatientClass.INPATIENT), back, gone]), TERMS, NOW
    )
    for one, state in (
        (early, DesiredState.OPEN),
        (held, DesiredState.HELD),
        (again, DesiredState.OPEN),
    ):
        assert one.discharge is not None
        assert (one.desired, one.discharge.doubts) == (state, ())
