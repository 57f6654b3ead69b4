"""Cancellations without a visit number: of the one stay that fits, else a person says of which."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desired_episodes import DesiredState
from domain.episode.facts import Ending
from domain.hospital import certainty
from domain.hospital.chart import chart
from domain.hospital.events import EventKind, PatientClass
from tests.domain.hospital.test_certainty import CANCEL, C, K, doubt_of, found, unmoved
from tests.domain.hospital.test_chart import discharged, event


@pytest.mark.parametrize("patient_class", [C.INPATIENT, None])
def test_a_cancellation_without_a_number_takes_the_one_stay_that_fits(
    patient_class: PatientClass | None,
) -> None:
    """One discharge: it is cancelled. One admission: it is, and the episode goes on."""
    a13 = event(K.DISCHARGE_CANCELLED, 5, patient_class=patient_class, **CANCEL)
    assert found(discharged(0), a13)["V-1"].ending is Ending.CANCELLED
    back = event(K.ADMITTED, 30, encounter="V-2")
    a11 = event(K.ADMISSION_CANCELLED, 31, patient_class=patient_class, **CANCEL)
    assert found(discharged(0), back)["V-1"].desired is DesiredState.HELD
    assert found(discharged(0), back, a11)["V-1"].desired is DesiredState.OPEN


@pytest.mark.parametrize("kind", [K.DISCHARGE_CANCELLED, K.ADMISSION_CANCELLED])
def test_a_cancellation_that_fits_several_holds_and_is_asked(kind: EventKind) -> None:
    """Two stays fit: nothing is undone, texts are held, a person says which."""
    second = discharged(40, encounter="V-2")
    beds = [event(K.ADMITTED, 50 + n, encounter=f"V-{n}") for n in (3, 4)]
    told = [discharged(0), second, *(beds if kind is K.ADMISSION_CANCELLED else [])]
    one = found(*told, event(kind, 60, **CANCEL))["V-2"]
    assert one.desired in (DesiredState.OPEN, DesiredState.HELD)
    doubt = doubt_of(one)
    assert doubt is not None
    assert doubt.holds
    named = event(kind, 61, encounter="V-2" if kind is K.DISCHARGE_CANCELLED else "V-4")
    assert found(*told, named)["V-2"].desired is not DesiredState.PAST


@pytest.mark.parametrize("kind", [K.DISCHARGE_CANCELLED, K.ADMISSION_CANCELLED])
@pytest.mark.parametrize("patient_class", [C.OUTPATIENT, C.EMERGENCY, C.OBSERVATION])
def test_a_clinics_cancellation_that_fits_no_stay_is_asked(
    patient_class: PatientClass, kind: EventKind
) -> None:
    """It says itself that it is of another stay, and none fits: held, and somebody says which."""
    cancelled = event(kind, 5, patient_class=patient_class, **CANCEL)
    one = found(discharged(0), cancelled)["V-1"]
    assert unmoved(one)
    doubt = doubt_of(one)
    assert doubt is not None
    assert (doubt.reason, doubt.holds) == (certainty.WHICH_CANCELLED, True)
    assert chart([cancelled]).waiting == (cancelled,)


@pytest.mark.parametrize("patient_class", [C.OUTPATIENT, C.OBSERVATION])
def test_a_clinics_cancellation_finds_its_own_stay(patient_class: PatientClass) -> None:
    """Sent twice, and before what it cancels, it undoes that one visit: nobody is asked."""
    other = discharged(3, encounter="V-9", patient_class=patient_class)
    a13 = event(K.DISCHARGE_CANCELLED, 5, patient_class=patient_class, **CANCEL)
    twice = replace(a13, sent_at=a13.sent_at + timedelta(minutes=5), receipt=7)
    for told in ([discharged(0), other, a13, twice], [twice, a13, other, discharged(0)]):
        one = found(*told)["V-1"]
        assert unmoved(one)
        assert doubt_of(one) is None


@pytest.mark.parametrize("patient_class", [C.UNKNOWN])
def test_a_cancellation_of_no_known_class_is_asked(patient_class: PatientClass) -> None:
    """One stay fits, and the class is a word nobody knows: held, and asked."""
    a13 = event(K.DISCHARGE_CANCELLED, 5, patient_class=patient_class, **CANCEL)
    one = found(discharged(0), a13)["V-1"]
    assert unmoved(one)
    doubt = doubt_of(one)
    assert doubt is not None
    assert doubt.holds
