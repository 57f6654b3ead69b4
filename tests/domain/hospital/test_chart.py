"""Charts: what is true of a person does not depend on the order in which it was told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.desired_episodes import DesiredEpisode, DesiredState, Terms, desired_episodes
from domain.episode.facts import Ending
from domain.hospital.chart import chart
from domain.hospital.disposition import Route
from domain.hospital.events import (
    Account,
    Appointment,
    AppointmentStatus,
    EventKind,
    HospitalEvent,
    PatientClass,
)
from domain.words.phrasebook import worded

NOON = datetime(2026, 9, 8, 16, tzinfo=UTC)
NOW = NOON + timedelta(days=6)
TERMS = Terms(
    facility="mercy-general",
    time_zone="America/New_York",
    accept_from=datetime(2026, 9, 1, tzinfo=UTC),
    window_days=30,
)
NAMED = Account(given="Jane", family="Smith")
IN = PatientClass.INPATIENT


def event(kind: EventKind, hours: float, **more: object) -> HospitalEvent:
    """An event of the first stay, so many hours after noon of the day of discharge."""
    at = NOON + timedelta(hours=hours)
    plain = HospitalEvent(
        kind=kind,
        facility="mercy-general",
        mrn="4821",
        encounter="V-1",
        recorded_at=at,
        sent_at=at + timedelta(seconds=5),
        received_at=min(at + timedelta(seconds=6), NOW),
        happened_at=at,
        trigger=f"ADT^{kind}",
        patient_class=IN,
        account=NAMED,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def discharged(hours: float, disposition: str | None = "01", **more: object) -> HospitalEvent:
    """An A03."""
    at = NOON + timedelta(hours=hours)
    account = replace(NAMED, disposition=disposition, discharged_at=at)
    return event(EventKind.DISCHARGED, hours, account=account, **more)


def only(*events: HospitalEvent, now: datetime = NOW) -> DesiredEpisode:
    """What should be with the one stay that matters."""
    (one,) = desired_episodes(chart(events), TERMS, now)
    return one


K = EventKind
ORDERS = {
    "cancelled": [discharged(0), event(K.DISCHARGE_CANCELLED, 1)],
    "cancelled without a visit number": [
        discharged(0),
        event(K.DISCHARGE_CANCELLED, 1, encounter=None),
    ],
    "discharged again": [discharged(0), event(K.DISCHARGE_CANCELLED, 1), discharged(5)],
    "readmitted": [discharged(0), event(K.ADMITTED, 30, encounter="V-2")],
    "readmission undone": [
        discharged(0),
        event(K.ADMITTED, 30, encounter="V-2"),
        event(K.ADMISSION_CANCELLED, 31, encounter="V-2"),
    ],
    "readmitted and home": [
        discharged(0),
        event(K.ADMITTED, 30, encounter="V-2"),
        discharged(60, encounter="V-2"),
    ],
    "corrected twice": [
        discharged(0),
        event(K.UPDATED, 1, account=Account(mobile="+16175550139")),
        event(K.UPDATED, 2, account=Account(mobile="+16175550140", disposition="06")),
    ],
    "turned out to be a facility": [
        discharged(0),
        event(K.UPDATED, 3, account=Account(disposition="03")),
    ],
    "announced": [
        event(K.DISCHARGE_EXPECTED, -20, account=replace(NAMED, expected_at=NOON)),
        discharged(0),
    ],
    "announcement taken back": [
        event(K.DISCHARGE_EXPECTED, -20, account=replace(NAMED, expected_at=NOON)),
        event(K.EXPECTED_CANCELLED, -10),
        event(K.DISCHARGE_EXPECTED, -5, account=replace(NAMED, expected_at=NOON)),
        discharged(0),
    ],
    "a visit moved and missed": [
        discharged(0),
        *(
            event(
                K.APPOINTMENT,
                hours,
                encounter=None,
                appointment=Appointment(id="F-1", status=status, starts_at=at, clinic="riverside"),
            )
            for hours, status, at in (
                (1, AppointmentStatus.BOOKED, NOON + timedelta(days=2)),
                (2, AppointmentStatus.BOOKED, NOON + timedelta(days=3)),
                (80, AppointmentStatus.MISSED, None),
            )
        ),
    ],
    "voided": [discharged(0), event(K.VOIDED, 2)],
    "seen in the emergency department": [
        discharged(0),
        event(K.REGISTERED, 40, encounter="V-9", patient_class=PatientClass.EMERGENCY),
    ],
}


@pytest.mark.parametrize("events", ORDERS.values(), ids=ORDERS)
def test_the_order_of_arrival_never_matters(events: list[HospitalEvent]) -> None:
    """Every order of a story's messages ends in the same episodes, told the same things."""
    expected = desired_episodes(chart(events), TERMS, NOW)
    for order in permutations(events):
        assert desired_episodes(chart(order), TERMS, NOW) == expected


_HOURS = st.integers(min_value=-50, max_value=300)
_EVENTS = st.builds(
    event,
    st.sampled_from(EventKind),
    _HOURS,
    encounter=st.sampled_from(["V-1", "V-2", "V-3", None]),
    patient_class=st.sampled_from([IN, PatientClass.OBSERVATION, PatientClass.EMERGENCY, None]),
    account=st.builds(
        Account,
        given=st.sampled_from(["Jane", None]),
        family=st.just("Smith"),
        mobile=st.sampled_from(["+16175550139", None]),
        disposition=st.sampled_from(["01", "03", "20", "Feeling great", None]),
        discharged_at=st.sampled_from([NOON, NOON + timedelta(days=2), None]),
        deleted=st.sampled_from([frozenset(), frozenset({"mobile"})]),
    ),
    appointment=st.none(),
)


@settings(max_examples=300)
@given(st.lists(_EVENTS, max_size=12), st.randoms(use_true_random=False))
def test_any_messages_in_any_order(events: list[HospitalEvent], dice: object) -> None:
    """Whatever is sent, shuffled or sent twice, gives one and the same answer."""
    shuffled = [*events]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert desired_episodes(chart(shuffled), TERMS, NOW) == desired_episodes(
        chart(events), TERMS, NOW
    )


@given(st.lists(_EVENTS, max_size=12))
def test_one_person_has_one_window(events: list[HospitalEvent]) -> None:
    """However many stays: at most one discharged episode is open or held at any time."""
    found = desired_episodes(chart(events), TERMS, NOW)
    running = [
        one
        for one in found
        if one.desired in (DesiredState.OPEN, DesiredState.HELD)
        and one.discharge
        and not one.discharge.expected
    ]
    in_doubt = [one for one in running if one.discharge and one.discharge.unclear]
    assert len(running) - len(in_doubt) <= 1


@pytest.mark.parametrize(
    ("name", "desired", "ending"),
    [
        ("cancelled", DesiredState.OVER, Ending.CANCELLED),
        ("cancelled without a visit number", DesiredState.OVER, Ending.CANCELLED),
        ("discharged again", DesiredState.OPEN, None),
        ("readmitted", DesiredState.HELD, None),
        ("readmission undone", DesiredState.OPEN, None),
        ("corrected twice", DesiredState.OPEN, None),
        ("turned out to be a facility", DesiredState.OVER, Ending.TRANSFERRED),
        ("announced", DesiredState.OPEN, None),
        ("voided", DesiredState.OVER, Ending.CANCELLED),
        ("seen in the emergency department", DesiredState.OPEN, None),
    ],
)
def test_what_each_story_comes_to(name: str, desired: DesiredState, ending: Ending | None) -> None:
    """One course for each story, and how an open episode of it ends."""
    one = only(*ORDERS[name])
    assert (one.desired, one.ending) == (desired, ending)


def test_the_next_discharge_takes_over() -> None:
    """Readmitted and home again: the older ends as readmitted, each knows the other."""
    older, newer = desired_episodes(chart(ORDERS["readmitted and home"]), TERMS, NOW)
    assert (older.ending, older.next_encounter) == (Ending.READMITTED, "V-2")
    assert (newer.desired, newer.follows) == (DesiredState.OPEN, "V-1")


def test_blank_means_unchanged_and_deleted_means_gone() -> None:
    """A blank phone leaves the one that is known; `""` takes it away."""
    known = event(K.UPDATED, -1, account=replace(NAMED, mobile="+16175550139"))
    blank = discharged(0)
    gone = event(K.UPDATED, 1, account=Account(deleted=frozenset({"mobile"})))
    kept, lost = only(known, blank).discharge, only(known, blank, gone).discharge
    assert kept is not None
    assert lost is not None
    assert (kept.patient.mobile, lost.patient.mobile) == ("+16175550139", None)


def test_a_cancellation_waits_for_its_beginning() -> None:
    """An A13 of nothing changes nothing and is remembered; its older A03 is cancelled by it."""
    cancelled = event(K.DISCHARGE_CANCELLED, 1)
    assert chart([cancelled]).waiting == (cancelled,)
    assert chart([cancelled, discharged(0)]).waiting == ()


@pytest.mark.parametrize(
    ("events", "desired", "words"),
    [
        ([discharged(0, "Feeling great")], DesiredState.OPEN, "unknown disposition"),
        ([discharged(0, None)], DesiredState.OPEN, "unknown disposition"),
        (
            [discharged(0, patient_class=PatientClass.OBSERVATION)],
            DesiredState.OVER,
            "not an inpatient",
        ),
        ([discharged(0, patient_class=PatientClass.UNKNOWN)], DesiredState.OPEN, "class is not"),
        ([discharged(24 * 8)], DesiredState.OPEN, "the time of the discharge cannot be"),
        ([discharged(-24 * 9)], DesiredState.PAST, "before 2026-09-01"),
    ],
)
def test_what_is_not_clear_is_never_guessed(
    events: list[HospitalEvent], desired: DesiredState, words: str
) -> None:
    """Each doubt has its course and its reason."""
    one = only(*events)
    assert one.desired is desired
    assert words in worded(one.reason)


def test_a_word_that_nobody_knows_must_be_cleared_up_and_a_blank_need_not() -> None:
    """`unclear` holds everything back; a blank disposition is the pathway's to decide."""
    strange, blank = only(discharged(0, "O")).discharge, only(discharged(0, None)).discharge
    assert strange is not None
    assert blank is not None
    assert (bool(strange.unclear), bool(blank.unclear)) == (True, False)
    assert Route.WORK_QUEUE


def test_an_old_backlog_opens_nothing() -> None:
    """A discharge whose thirty days are over opens no window."""
    late = NOON + timedelta(days=31, hours=1)
    assert only(discharged(0), now=late).desired is DesiredState.PAST


def test_an_announcement_that_is_taken_back_ends_the_preparing() -> None:
    """A25, or A11, after A16: the preparing episode is told to end."""
    announced = event(K.DISCHARGE_EXPECTED, -20, account=replace(NAMED, expected_at=NOON))
    for undone in (K.EXPECTED_CANCELLED, K.ADMISSION_CANCELLED):
        one = only(announced, event(undone, -10), now=NOON - timedelta(hours=9))
        assert (one.desired, one.ending) == (DesiredState.OVER, Ending.CANCELLED)
    slip = event(K.DISCHARGE_EXPECTED, -20, account=replace(NAMED, expected_at=NOW))
    assert only(slip, now=NOON - timedelta(days=30)).desired is DesiredState.UNCLEAR


@pytest.mark.parametrize("word", ["20", "EXP", " exp ", "41"])
def test_a_death_anywhere_ends_everything(word: str) -> None:
    """A death in the emergency department, by disposition alone, stops the episode that runs."""
    died = discharged(50, word, encounter="V-9", patient_class=PatientClass.EMERGENCY)
    found = desired_episodes(chart([discharged(0), died]), TERMS, NOW)
    assert {one.ending for one in found} == {Ending.DIED}


def test_a_death_can_be_taken_back() -> None:
    """PID-30 Y by mistake, then N: the patient is followed again."""
    yes = event(K.UPDATED, 1, account=Account(died=True))
    no = event(K.UPDATED, 2, account=Account(died=False))
    assert only(discharged(0), yes).ending is Ending.DIED
    assert only(discharged(0), yes, no).desired is DesiredState.OPEN


def test_a_word_that_nobody_knows_replaces_none_that_is_known() -> None:
    """A later "Feeling great" stops nobody's oxygen: home holds, and a person is told."""
    one = only(discharged(0), event(K.UPDATED, 1, account=Account(disposition="Feeling great")))
    assert one.discharge is not None
    assert (one.discharge.disposition, one.discharge.unclear) == ("01", "")
    (doubt,) = one.discharge.doubts
    assert "not understood" in worded(doubt.reason)
    later = event(K.UPDATED, 2, account=Account(disposition="06"))
    doubted = event(K.UPDATED, 1, account=Account(disposition="O"))
    settled = only(discharged(0), doubted, later).discharge
    assert settled is not None
    assert settled.doubts == ()


def test_a_slip_of_the_pen_takes_nobodys_place() -> None:
    """A discharge of the year 2062 closes no episode of today."""
    typo = discharged(24 * 365 * 36, encounter="V-2")
    first, second = desired_episodes(chart([discharged(0), typo]), TERMS, NOW)
    assert (first.desired, second.desired) == (DesiredState.OPEN, DesiredState.OPEN)
    assert (first.discharge and first.discharge.unclear) == ""
    assert second.discharge
    assert second.discharge.unclear
    assert second.discharge.discharged_at == NOW


def test_a_class_that_was_not_sent_is_asked_for() -> None:
    """A blank PV1-2 is defaulted to nothing; nor does it take the place of a certain stay."""
    blank = discharged(20, encounter="V-2", patient_class=None)
    older, newer = desired_episodes(chart([discharged(0), blank]), TERMS, NOW)
    assert older.desired is DesiredState.OPEN
    assert older.discharge
    assert [one.holds for one in older.discharge.doubts] == [False]
    assert newer.discharge is not None
    assert worded(newer.discharge.unclear) == "the patient class was not sent"


def test_a_moved_stay_brings_no_stranger_along() -> None:
    """What was said of a stay under the wrong record is not said of the right person."""
    stranger = replace(NAMED, given="Bob", mobile="+16175550199", disposition="01")
    wrong = event(K.DISCHARGED, 0, mrn="9999", account=replace(stranger, discharged_at=NOON))
    moved = event(K.MOVED, 1, other_mrn="9999", account=replace(NAMED, mobile="+16175550123"))
    discharge = only(wrong, moved).discharge
    assert discharge is not None
    patient = discharge.patient
    assert (patient.mrn, patient.given, patient.mobile) == ("4821", "Jane", "+16175550123")


def test_news_without_a_visit_number_is_of_the_stay_that_is_meant() -> None:
    """An RDE without PV1-19 is of the stay that they are in, else of the latest discharge."""
    from domain.hospital.discharge import Medication  # noqa: PLC0415 - one use

    orders = (Medication(name="warfarin"),)
    told = event(K.UPDATED, 3, encounter=None, account=Account(orders=orders), patient_class=None)
    discharge = only(discharged(0), told).discharge
    assert discharge is not None
    assert discharge.medications.at_discharge == orders
    assert discharge.doubts == ()


def test_what_was_said_after_a_discharge_is_newer_than_its_file() -> None:
    """A file imported two days late does not undo the phone that was corrected meanwhile."""
    from adapters.messages.discharge_json import event_of  # noqa: PLC0415 - one use

    corrected = event(K.UPDATED, 5, account=Account(mobile="+16175550139"))
    discharge = only(discharged(0), corrected).discharge
    assert discharge is not None
    wrong = replace(discharge, patient=replace(discharge.patient, mobile="+16175550100"))
    late = event_of(wrong, NOON + timedelta(days=2))
    after = only(corrected, late).discharge
    assert after is not None
    assert after.patient.mobile == "+16175550139"


def test_a_hostile_chart_is_folded_in_linear_time() -> None:
    """Ten thousand stays of one person take no longer each than ten."""
    many = [discharged(n / 100, encounter=f"V-{n}", mrn="4821") for n in range(10_000)]
    found = desired_episodes(chart(many), TERMS, NOW + timedelta(days=1))
    assert sum(one.desired is DesiredState.OPEN for one in found) == 1
