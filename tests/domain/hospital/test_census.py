"""A nightly census in the chart: no more than a doubt, which a certain word takes away."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desired_episodes import DesiredEpisode, DesiredState, desired_episodes
from domain.hospital import certainty
from domain.hospital.chart import chart
from domain.hospital.discharge import in_words
from domain.hospital.events import Account, EventKind, HospitalEvent, PatientClass
from tests.domain.hospital.test_chart import NOON, NOW, TERMS, discharged, event

K, C = EventKind, PatientClass


def found(*events: HospitalEvent) -> dict[str, DesiredEpisode]:
    """What should be with every stay."""
    return {one.encounter: one for one in desired_episodes(chart(events), TERMS, NOW)}


def asked(*events: HospitalEvent) -> str:
    """What a person is asked of V-1's episode, which runs all the while."""
    one = found(*events)["V-1"]
    assert one.desired is DesiredState.OPEN
    assert one.discharge is not None
    assert not any(doubt.holds for doubt in one.discharge.doubts)
    return in_words(one.discharge.doubts)


def counted(hours: float, encounter: str = "V-2", late: float = 2) -> HospitalEvent:
    """A census so many hours after the discharge has this stay in house."""
    return event(K.COUNTED, hours, encounter=encounter, patient_class=None, late_bed_hours=late)


def test_who_is_counted_again_is_asked_about() -> None:
    """A stay of which no admission came: the episode goes on, and somebody is asked."""
    assert asked(discharged(0), counted(14)) == certainty.COUNTED_BACK
    assert asked(discharged(0), counted(-10)) == ""


@pytest.mark.parametrize("late", [0, 2, 5])
def test_who_is_still_counted_is_asked_about_after_the_lag(late: float) -> None:
    """A bed that is cleaned late is no doubt, as late as that hospital is; a full one is."""
    assert asked(discharged(0), counted(late, "V-1", late)) == ""
    assert asked(discharged(0), counted(late + 0.1, "V-1", late)) == certainty.STILL_COUNTED


def test_a_later_night_asks_nothing_anew() -> None:
    """The first census that contradicts is the question, however many follow."""
    one = found(discharged(0), counted(14), counted(38), counted(62))["V-1"]
    assert one.discharge is not None
    assert one.discharge.doubts == found(discharged(0), counted(14))["V-1"].discharge.doubts  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("word", "desired"),
    [
        (event(K.ADMITTED, 15, encounter="V-2", happened_at=NOON + timedelta(hours=13)), "held"),
        (event(K.ADMISSION_CANCELLED, 15, encounter="V-2"), "open"),
        (event(K.VOIDED, 15, encounter="V-2"), "open"),
    ],
)
def test_a_certain_word_settles_it(word: HospitalEvent, desired: str) -> None:
    """The admission itself holds as always; that it never was takes the doubt away."""
    one = found(discharged(0), counted(14), word)["V-1"]
    assert one.desired == desired
    assert one.discharge is not None
    assert one.discharge.doubts == ()


def test_the_discharge_said_again_settles_who_was_still_counted() -> None:
    """A certain word with the visit number, recorded after the census."""
    again = event(K.UPDATED, 30, account=Account(disposition="01"))
    assert asked(discharged(0), counted(14, "V-1"), again) == ""


def test_a_stay_that_is_known_in_hospital_is_no_news() -> None:
    """Its admission came: the census says the same, and nothing is asked beside the hold."""
    admitted = event(K.ADMITTED, 10, encounter="V-2", happened_at=NOON + timedelta(hours=9))
    one = found(discharged(0), admitted, counted(14))["V-1"]
    assert one.desired is DesiredState.HELD
    assert one.discharge is not None
    assert one.discharge.doubts == ()


def test_an_observation_that_the_census_counts_as_inpatient_is_asked_about() -> None:
    """Its change of class (A06) never came."""
    seen = event(K.ADMITTED, 10, encounter="V-2", patient_class=C.OBSERVATION)
    assert asked(discharged(0), seen, counted(14)) == certainty.COUNTED_BACK


WORDS = st.lists(
    st.tuples(st.floats(-30, 200), st.sampled_from(["V-1", "V-2", "V-3"])), min_size=1, max_size=6
)


@given(WORDS)
def test_no_census_ends_holds_or_moves_an_episode(words: list[tuple[float, str]]) -> None:
    """Whatever is counted, when, and how often: the episode is what it was without, but a doubt."""
    before = found(discharged(0))["V-1"]
    after = found(discharged(0), *(counted(hours, visit) for hours, visit in words))
    assert set(after) == {"V-1"}
    one = after["V-1"]
    assert one.discharge is not None
    assert before.discharge is not None
    assert (one.desired, one.held_since, one.ending) == (DesiredState.OPEN, None, None)
    assert one.discharge.discharged_at == before.discharge.discharged_at
    assert one.discharge.disposition == before.discharge.disposition
    assert one.discharge.unclear == ""


def test_the_order_of_arrival_is_no_matter() -> None:
    """Census, admission and discharge of the second stay, in any order."""
    events = [
        discharged(0),
        counted(14),
        event(K.ADMITTED, 10, encounter="V-2", happened_at=NOON + timedelta(hours=9)),
        discharged(40, encounter="V-2"),
    ]
    told = [found(*order) for order in permutations(events)]
    assert all(one == told[0] for one in told)
    assert told[0]["V-2"].desired is DesiredState.OPEN
