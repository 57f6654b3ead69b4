"""Words with a visit number that do not fit where the person is: asked, and nothing is ended."""

from datetime import timedelta

import pytest

from domain.desired_episodes import DesiredState
from domain.episode.facts import Ending
from domain.hospital import certainty
from domain.hospital.events import Account, EventKind, HospitalEvent, PatientClass
from domain.hospital.stay import STRANGE_WORD
from tests.domain.hospital.test_certainty import doubt_of, found, unmoved
from tests.domain.hospital.test_chart import NOON, discharged, event

K, C = EventKind, PatientClass


def reasons(*events: object) -> list[str]:
    """What is asked of the first stay."""
    said = found(*events)["V-1"].discharge  # type: ignore[arg-type]
    return [one.reason for one in said.doubts] if said else []


@pytest.mark.parametrize("kind", [K.UPDATED, K.DISCHARGED])
@pytest.mark.parametrize("said", ["30", "09", "9"])
def test_who_went_home_is_not_still_a_patient(kind: EventKind, said: str) -> None:
    """A "still a patient" of somebody at home ends no episode: asked, until a word that can be."""
    account = Account(disposition=said, discharged_at=NOON)
    slip = event(kind, 10, account=account, happened_at=NOON)
    one = found(discharged(0), slip)["V-1"]
    assert unmoved(one)
    assert reasons(discharged(0), slip) == [STRANGE_WORD]
    again = event(K.UPDATED, 12, account=Account(disposition="06"))
    assert doubt_of(found(discharged(0), slip, again)["V-1"]) is None


def test_who_is_in_bed_again_is_still_a_patient() -> None:
    """Of who came back it is no slip; nor is it where it was the first word."""
    back = [discharged(0), event(K.ADMITTED, 5)]
    assert reasons(*back, event(K.UPDATED, 6, account=Account(disposition="30"))) == []
    first = found(discharged(0, "30"))["V-1"]
    assert (first.desired, first.ending) == (DesiredState.OVER, Ending.TRANSFERRED)


def test_a_cancelled_discharge_of_who_is_in_another_bed_is_asked_about() -> None:
    """Without a number it may be of the discharge from there, which has not come: texts wait."""
    elsewhere = event(K.ADMITTED, 20, encounter="V-2")
    cancelled = event(K.DISCHARGE_CANCELLED, 30, encounter=None)
    one = found(discharged(0), elsewhere, cancelled)["V-1"]
    assert one.desired is DesiredState.HELD
    assert reasons(discharged(0), elsewhere, cancelled) == [certainty.WHICH_CANCELLED]
    assert found(discharged(0), cancelled)["V-1"].desired is DesiredState.OVER
    out = event(K.ADMISSION_CANCELLED, 25, encounter="V-2")
    assert found(discharged(0), elsewhere, out, cancelled)["V-1"].desired is DesiredState.OVER


def test_who_is_made_an_outpatient_in_bed_is_asked_about() -> None:
    """A07 under the number of the stay that holds: it lifts nothing, and somebody must look."""
    back = event(K.ADMITTED, 20, encounter="V-2")
    made = event(K.UPDATED, 22, encounter="V-2", patient_class=C.OUTPATIENT)
    assert found(discharged(0), back, made)["V-1"].desired is DesiredState.HELD
    assert reasons(discharged(0), back, made) == [certainty.OTHER_CLASS]
    still = event(K.UPDATED, 24, encounter="V-2", patient_class=C.INPATIENT)
    assert reasons(discharged(0), back, made, still) == []
    emergency = event(K.UPDATED, 22, encounter="V-2", patient_class=C.EMERGENCY)
    assert reasons(discharged(0), back, emergency) == []


def begun_again(hours: float, admitted: float | None) -> HospitalEvent:
    """An A01 under the number of the stay that was discharged, with or without a PV1-44."""
    at = None if admitted is None else NOON + timedelta(hours=admitted)
    return event(K.ADMITTED, hours, account=Account(admitted_at=at), happened_at=None)


def test_a_stay_that_begins_again_without_a_time_is_asked_about() -> None:
    """It may be the old admission, sent anew: texts wait, and nobody waits in silence."""
    again = begun_again(30, None)
    assert found(discharged(0), again)["V-1"].desired is DesiredState.HELD
    assert reasons(discharged(0), again) == [certainty.BEGUN_AGAIN]
    assert reasons(discharged(0), begun_again(30, 29)) == []
    assert reasons(discharged(0), again, begun_again(31, 30)) == []
    assert reasons(discharged(0), again, event(K.ADMISSION_CANCELLED, 31)) == []
    assert reasons(discharged(0), again, discharged(32)) == []


def test_what_began_again_and_proves_to_be_the_past_never_began() -> None:
    """The same admission with its time, of before the discharge: the episode goes on, as itself."""
    one = found(discharged(0), begun_again(30, None), begun_again(31, -70))["V-1"]
    assert unmoved(one)
    assert (doubt_of(one), one.returns) == (None, 0)


def test_a_corrected_past_lifts_no_hold_of_a_certain_return() -> None:
    """Back with a time of their own; that the first admission was earlier changes nothing of it."""
    one = found(discharged(0), begun_again(30, 29), begun_again(31, -70))["V-1"]
    assert (one.desired, one.returns) == (DesiredState.HELD, 1)
