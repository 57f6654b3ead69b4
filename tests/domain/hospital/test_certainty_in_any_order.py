"""Doubtful words among certain ones, shuffled, repeated and interleaved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.desired_episodes import DesiredState
from domain.hospital.discharge import Diagnosis
from domain.hospital.events import Account, HospitalEvent
from tests.domain.hospital.test_certainty import NOT_SURE, OTHER, C, K, found
from tests.domain.hospital.test_chart import NOON, NOW, discharged, event

_HOURS = st.integers(min_value=1, max_value=140)
_SAID = st.builds(
    Account,
    disposition=st.sampled_from(["01", "03", "06", "Feeling great", None]),
    discharged_at=st.sampled_from([NOON - timedelta(days=1), NOON + timedelta(days=4), None]),
    admitted_at=st.sampled_from([NOON - timedelta(days=3), NOON + timedelta(days=2), None]),
    diagnoses=st.sampled_from([(Diagnosis(code="Z00.00"),), None]),
    died=st.sampled_from([None, None, True]),
)


def _doubtful(make: Callable[..., HospitalEvent], **more: st.SearchStrategy[object]) -> object:
    return st.builds(make, hours=_HOURS, account=_SAID, appointment=st.none(), **more)


_WITHOUT_A_NUMBER = _doubtful(
    event,
    kind=st.sampled_from([K.UPDATED, K.VOIDED, K.ADMITTED, K.DISCHARGED, K.REGISTERED]),
    encounter=st.none(),
    patient_class=st.sampled_from([*C, None]),
)
_OF_NO_CLASS = _doubtful(
    event,
    kind=st.sampled_from([one for one in K if one not in (K.MERGED, K.MOVED, K.APPOINTMENT)]),
    encounter=st.sampled_from([f"V-{n}" for n in range(3, 9)]),
    patient_class=st.sampled_from(NOT_SURE),
)
_OF_ANOTHER_CLASS = _doubtful(
    event,
    kind=st.sampled_from(
        [K.UPDATED, K.DISCHARGED, K.ADMITTED, K.DISCHARGE_CANCELLED, K.VOIDED, K.REGISTERED]
    ),
    encounter=st.just("V-2"),
    patient_class=st.sampled_from(OTHER),
)
_CERTAIN = {
    "home": [discharged(0, encounter="V-2")],
    "home again": [
        discharged(-99, encounter="V-1"),
        event(K.ADMITTED, -60, encounter="V-2"),
        discharged(0, encounter="V-2"),
    ],
    "corrected": [
        discharged(0, "06", encounter="V-2"),
        event(K.UPDATED, 0.5, encounter="V-2", account=Account(disposition="01")),
    ],
}


@settings(max_examples=300, deadline=None)
@given(
    story=st.sampled_from(sorted(_CERTAIN)),
    doubtful=st.lists(_WITHOUT_A_NUMBER | _OF_NO_CLASS | _OF_ANOTHER_CLASS, max_size=12),  # type: ignore[operator]
    dice=st.randoms(use_true_random=False),
)
def test_no_certain_episode_is_ended_or_moved(
    story: str, doubtful: list[HospitalEvent], dice: Random
) -> None:
    """Eight visits, five classes, any order, sent twice: the certain episode runs as it did."""
    certain = found(*_CERTAIN[story])["V-2"]
    told = [*_CERTAIN[story], *doubtful, *dice.sample(doubtful, len(doubtful) // 2)]
    dice.shuffle(told)
    after = found(*told)["V-2"]
    assert (after.desired, after.ending) == (DesiredState.OPEN, None)
    assert certain.discharge
    assert after.discharge
    assert replace(after.discharge, doubts=()) == replace(certain.discharge, doubts=())
    dead = [one for one in doubtful if one.account.died]
    doubts = after.discharge.doubts
    assert not dead or any(one.holds for one in doubts)
    theirs = [one for one in doubtful if one.encounter == "V-2" and one.kind is not K.REGISTERED]
    assert not theirs or doubts
    assert all(one.times[-1] <= NOW for one in doubts)
