"""Who may be in hospital is not texted, whatever class a later word gives their stay."""

from datetime import timedelta

import pytest

from domain.desired_episodes import DesiredState
from domain.hospital.certainty import CANCELLED_OTHERWISE
from domain.hospital.events import Account, EventKind, PatientClass
from tests.domain.hospital.test_certainty import OTHER, K, doubt_of, found
from tests.domain.hospital.test_chart import NOON, discharged, event


@pytest.mark.parametrize("patient_class", OTHER)
@pytest.mark.parametrize("kind", [K.ADMISSION_CANCELLED, K.VOIDED])
def test_a_cancelled_admission_of_another_class_lets_nobody_be_texted(
    patient_class: PatientClass, kind: EventKind
) -> None:
    """The older episode stays held while its patient may be in hospital, and somebody is asked."""
    back = event(K.ADMITTED, 30, encounter="V-2", account=Account(admitted_at=NOON + timedelta(1)))
    other = event(kind, 31, encounter="V-2", patient_class=patient_class)
    held = found(discharged(0), back, other)["V-1"]
    assert held.desired is DesiredState.HELD
    assert (said := doubt_of(held)) is not None
    assert said.reason == CANCELLED_OTHERWISE
    assert said.holds
    sure = event(K.ADMISSION_CANCELLED, 40, encounter="V-2")
    after = found(discharged(0), back, other, sure)["V-1"]
    assert (after.desired, doubt_of(after)) == (DesiredState.OPEN, None)
    again = event(K.ADMITTED, 40, encounter="V-2", account=back.account)
    assert doubt_of(found(discharged(0), back, other, again)["V-1"]) is None
