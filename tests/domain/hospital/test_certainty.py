"""What a hospital says with no number or no class: it is asked about, and ends nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.desired_episodes import DesiredEpisode, DesiredState, desired_episodes
from domain.episode.facts import Ending
from domain.hospital.chart import chart
from domain.hospital.discharge import Diagnosis, Doubt, in_words
from domain.hospital.events import Account, EventKind, HospitalEvent, PatientClass
from tests.domain.hospital.test_chart import NAMED, NOON, NOW, TERMS, discharged, event

K, C = EventKind, PatientClass
NOT_SURE = [C.OUTPATIENT, C.UNKNOWN, None]
OTHER = [C.OUTPATIENT, C.UNKNOWN, C.EMERGENCY]


def found(*events: HospitalEvent) -> dict[str, DesiredEpisode]:
    """What should be with every stay."""
    return {one.encounter: one for one in desired_episodes(chart(events), TERMS, NOW)}


def doubt_of(one: DesiredEpisode) -> Doubt | None:
    """What a person is asked of it, several things put together."""
    assert one.discharge is not None, one
    doubts = one.discharge.doubts
    if len(doubts) < 2:
        return next(iter(doubts), None)
    return Doubt(
        reason=in_words(doubts),
        since=max(doubt.since for doubt in doubts),
        holds=any(doubt.holds for doubt in doubts),
        death=any(doubt.death for doubt in doubts),
    )


def unmoved(one: DesiredEpisode, left: datetime = NOON) -> bool:
    """Whether an episode runs as the certain discharge had it."""
    said = one.discharge
    return (
        one.desired is DesiredState.OPEN
        and said is not None
        and (said.discharged_at, said.disposition, said.unclear) == (left, "01", "")
    )


def news(hours: float, patient_class: PatientClass | None, **said: object) -> HospitalEvent:
    """News without a visit number."""
    account = Account(**said)  # type: ignore[arg-type]
    more = {"encounter": None, "patient_class": patient_class, "account": account}
    return event(K.UPDATED, hours, **more)


@pytest.mark.parametrize("patient_class", [*C, None])
@pytest.mark.parametrize(
    "said",
    [
        {"disposition": "03"},
        {"disposition": "07"},
        {"disposition": "Feeling great"},
        {"discharged_at": NOON + timedelta(days=3)},
        {"discharged_at": NOON - timedelta(hours=5)},
        {"admitted_at": NOON + timedelta(days=1)},
        {"expected_at": NOON + timedelta(days=2)},
        {"diagnoses": (Diagnosis(code="Z00.00"),)},
        {"deleted": frozenset({"disposition", "discharged_at", "diagnoses"})},
    ],
)
def test_news_without_a_number_moves_nothing(
    patient_class: PatientClass | None, said: dict[str, object]
) -> None:
    """Whatever its class: not class, times, disposition or diagnoses; the episode goes on."""
    before = found(discharged(0))["V-1"]
    after = found(discharged(0), news(20, patient_class, **said))["V-1"]
    assert unmoved(after)
    assert before.discharge
    assert after.discharge
    assert replace(after.discharge, doubts=()) == before.discharge


@pytest.mark.parametrize("patient_class", [C.INPATIENT, C.UNKNOWN, None])
@pytest.mark.parametrize("said", [{"disposition": "03"}, {"discharged_at": NOON + timedelta(1)}])
def test_news_without_a_number_that_says_otherwise_is_asked_about(
    patient_class: PatientClass | None, said: dict[str, object]
) -> None:
    """It may be of the very stay that is followed: a person is asked, and nothing is held."""
    told = news(20, patient_class, **said)
    doubt = doubt_of(found(discharged(0), told)["V-1"])
    assert doubt == Doubt(reason=doubt.reason if doubt else "", since=told.received_at)
    again = replace(told, recorded_at=told.recorded_at + timedelta(hours=1))
    assert doubt_of(found(discharged(0), told, again)["V-1"]) == doubt
    corrected = event(K.UPDATED, 30, account=Account(disposition="01"))
    assert doubt_of(found(discharged(0), told, corrected)["V-1"]) is None


@pytest.mark.parametrize("patient_class", OTHER)
@pytest.mark.parametrize("kind", [K.UPDATED, K.DISCHARGED, K.ADMITTED, K.DISCHARGE_EXPECTED])
def test_another_class_under_the_same_number_ends_nothing(
    patient_class: PatientClass, kind: EventKind
) -> None:
    """A clinic's words under an inpatient stay's number are asked about; the stay is as it was."""
    account = Account(disposition="03", discharged_at=NOON + timedelta(days=2))
    other = event(kind, 50, patient_class=patient_class, account=account)
    one = found(discharged(0), other)["V-1"]
    assert unmoved(one)
    assert doubt_of(one) is not None


@pytest.mark.parametrize("patient_class", OTHER)
@pytest.mark.parametrize("kind", [K.DISCHARGE_CANCELLED, K.VOIDED])
def test_a_cancellation_of_another_class_holds_and_is_asked(
    patient_class: PatientClass, kind: EventKind
) -> None:
    """The number fits and the class does not: texts are held; a new discharge settles it."""
    other = event(kind, 50, patient_class=patient_class)
    one = found(discharged(0), other)["V-1"]
    assert unmoved(one)
    doubt = doubt_of(one)
    assert doubt is not None
    assert doubt.holds
    again = found(discharged(0), other, discharged(60))["V-1"]
    assert doubt_of(again) is None


@pytest.mark.parametrize("patient_class", [*OTHER, None])
def test_an_admission_cancelled_in_another_class_sends_nobody_home(
    patient_class: PatientClass | None,
) -> None:
    """They may still be in hospital: the older episode stays held, and somebody is asked."""
    back = event(K.ADMITTED, 30, encounter="V-2")
    a11 = event(K.ADMISSION_CANCELLED, 31, encounter="V-2", patient_class=patient_class)
    one = found(discharged(0), back, a11)["V-1"]
    doubt = doubt_of(one)
    assert one.desired is DesiredState.HELD
    assert one.held_since == back.happened_at
    assert doubt is not None
    assert doubt.holds
    certain = replace(a11, patient_class=C.INPATIENT, recorded_at=NOON + timedelta(hours=32))
    settled = found(discharged(0), back, a11, certain)["V-1"]
    assert unmoved(settled)
    assert doubt_of(settled) is None
    again = found(discharged(0), back, a11, event(K.ADMITTED, 33, encounter="V-2"))["V-1"]
    assert again.desired is DesiredState.HELD
    assert doubt_of(again) is None


@pytest.mark.parametrize("patient_class", [*OTHER, None])
def test_a_return_under_the_same_number_is_cancelled_by_its_own_class_alone(
    patient_class: PatientClass | None,
) -> None:
    """Admitted again as the same visit: held, and asked; after the discharge it undoes nothing."""
    back = event(K.ADMITTED, 30)
    a11 = event(K.ADMISSION_CANCELLED, 31, patient_class=patient_class)
    one = found(discharged(0), back, a11)["V-1"]
    assert one.desired is DesiredState.HELD
    assert (doubt := doubt_of(one)) is not None
    assert doubt.holds
    assert unmoved(found(discharged(0), a11)["V-1"])
    assert doubt_of(found(discharged(0), a11)["V-1"]) is None


@pytest.mark.parametrize("patient_class", [*OTHER, None])
def test_an_admission_cancelled_in_another_class_takes_no_announced_discharge_back(
    patient_class: PatientClass | None,
) -> None:
    """The episode of an announced discharge goes on, held until somebody has said so."""
    a16 = event(K.DISCHARGE_EXPECTED, -30, account=replace(NAMED, expected_at=NOON))
    a11 = event(K.ADMISSION_CANCELLED, -20, patient_class=patient_class)
    one = found(a16, a11)["V-1"]
    assert one.desired is DesiredState.OPEN
    assert (doubt := doubt_of(one)) is not None
    assert doubt.holds


@pytest.mark.parametrize("patient_class", OTHER)
def test_a_registration_of_another_class_revives_nothing(patient_class: PatientClass) -> None:
    """A stay that never was stays so when a clinic registers somebody under its number."""
    told = [discharged(0), event(K.VOIDED, 5)]
    clinic = event(K.REGISTERED, 10, patient_class=patient_class)
    assert found(*told)["V-1"] == found(*told, clinic)["V-1"]


@pytest.mark.parametrize("patient_class", OTHER)
def test_a_discharge_of_another_class_still_gets_its_episode(patient_class: PatientClass) -> None:
    """Admitted as an inpatient, discharged as something else: somebody is asked, nobody is lost."""
    one = found(event(K.ADMITTED, -90), discharged(0, patient_class=patient_class))["V-1"]
    assert unmoved(one)
    doubt = doubt_of(one)
    assert doubt is not None
    assert doubt.holds is (patient_class is not C.UNKNOWN)


@pytest.mark.parametrize("patient_class", NOT_SURE)
def test_a_doubtful_stay_takes_no_certain_ones_place(patient_class: PatientClass | None) -> None:
    """An A03 of another visit whose class nobody knows: both stay; a clinic's is none of ours."""
    other = discharged(50, encounter="V-2", patient_class=patient_class)
    both = found(discharged(0), other)
    assert unmoved(both["V-1"])
    if patient_class is C.OUTPATIENT:
        assert both["V-2"].desired is DesiredState.OVER
        return
    assert doubt_of(both["V-1"]) is not None
    assert both["V-2"].discharge is not None
    assert both["V-2"].discharge.unclear


@pytest.mark.parametrize("disposition", ["03", "02", "63"])
def test_a_doubtful_stay_that_went_elsewhere_is_asked_about(disposition: str) -> None:
    """A class nobody knows, gone to a facility: no episode of its own, and not silence either."""
    other = discharged(50, disposition, encounter="V-2", patient_class=C.UNKNOWN)
    both = found(discharged(0), other)
    assert unmoved(both["V-1"])
    assert doubt_of(both["V-1"]) is not None


@pytest.mark.parametrize("patient_class", [C.UNKNOWN, None])
def test_an_admission_of_no_known_class_holds_nothing_and_is_asked_about(
    patient_class: PatientClass | None,
) -> None:
    """They may be in hospital again, and may not."""
    one = found(discharged(0), event(K.ADMITTED, 30, encounter="V-2", patient_class=patient_class))
    assert unmoved(one["V-1"])
    assert doubt_of(one["V-1"]) is not None


@pytest.mark.parametrize("patient_class", [*NOT_SURE, C.INPATIENT])
@pytest.mark.parametrize("said", [{"died": True}, {"disposition": "20"}])
def test_a_death_without_a_visit_holds_every_text_and_is_asked(
    patient_class: PatientClass | None, said: dict[str, object]
) -> None:
    """Nobody texts a family that may be mourning, and nobody ends an episode unasked."""
    one = found(discharged(0), news(20, patient_class, **said))["V-1"]
    assert unmoved(one)
    doubt = doubt_of(one)
    assert doubt is not None
    assert doubt.holds


@pytest.mark.parametrize("patient_class", NOT_SURE)
@pytest.mark.parametrize("disposition", ["20", "41", "exp"])
def test_a_death_at_a_stay_of_no_certain_class_is_asked(
    patient_class: PatientClass | None, disposition: str
) -> None:
    """An A03 of an unmapped class that says "died" holds the certain stay's texts."""
    other = discharged(50, disposition, encounter="V-2", patient_class=patient_class)
    one = found(discharged(0), other)["V-1"]
    assert unmoved(one)
    doubt = doubt_of(one)
    assert doubt is not None
    assert doubt.holds


def test_a_death_that_is_certain_ends_and_one_taken_back_is_forgotten() -> None:
    """With its number and class it needs no answer; a certain "not dead" settles a doubt."""
    certain = event(K.UPDATED, 20, account=Account(died=True))
    assert found(discharged(0), certain)["V-1"].ending is Ending.DIED
    alive = event(K.UPDATED, 30, account=Account(died=False))
    one = found(discharged(0), news(20, None, died=True), alive)["V-1"]
    assert doubt_of(one) is None


@pytest.mark.parametrize("encounter", ["V-1", None])
@pytest.mark.parametrize("patient_class", [*OTHER, C.INPATIENT, None])
def test_a_word_of_death_that_nobody_understands_holds_and_is_asked(
    patient_class: PatientClass | None, encounter: str | None
) -> None:
    """With number and class too: nothing ends, nobody is texted, and the same word asks once."""
    more = {"encounter": encounter, "patient_class": patient_class}
    words = [event(K.UPDATED, at, account=Account(perhaps_died=True), **more) for at in (20, 25)]
    one, again = found(discharged(0), words[0])["V-1"], found(discharged(0), *words)["V-1"]
    assert unmoved(one)
    doubt, same = doubt_of(one), doubt_of(again)
    assert doubt is not None
    assert same is not None
    assert doubt.holds
    assert doubt.since == same.since or patient_class in OTHER


def test_a_word_of_death_is_settled_by_a_certain_one() -> None:
    """A certain "not dead" takes the question back, a certain death ends the episode."""
    word = event(K.UPDATED, 20, account=Account(perhaps_died=True))
    alive = event(K.UPDATED, 30, account=Account(died=False))
    dead = event(K.UPDATED, 30, account=Account(died=True))
    assert doubt_of(found(discharged(0), word, alive)["V-1"]) is None
    assert found(discharged(0), word, dead)["V-1"].ending is Ending.DIED


def test_a_death_told_after_a_word_that_nobody_understood_is_a_question_of_its_own() -> None:
    """Whoever said "a slip" of the word has said nothing of the death."""
    word = event(K.UPDATED, 20, account=Account(perhaps_died=True))
    doubt = doubt_of(found(discharged(0), word, news(25, None, died=True))["V-1"])
    assert doubt is not None
    assert doubt.since > word.received_at


@pytest.mark.parametrize(
    ("word", "holds"),
    [
        ("DECEASED", True),
        ("Expired in house", True),
        ("Morgue", True),
        ("DOA", True),
        ("fallecido", True),
        ("Home w/ experience", False),
        ("Feeling great", False),
        ("Diedrich House", False),
    ],
)
def test_a_newer_disposition_that_sounds_of_death_holds(word: str, *, holds: bool) -> None:
    """The older disposition stands, a person is asked; of a death nobody is texted meanwhile."""
    said = event(K.UPDATED, 20, account=Account(disposition=word))
    one = found(discharged(0), said)["V-1"]
    assert unmoved(one)
    doubt = doubt_of(one)
    assert doubt is not None
    assert doubt.holds is holds


CANCEL = {"encounter": None, "account": NAMED}


def test_a_person_deleted_without_a_visit_is_asked_about() -> None:
    """A29 without a number ends no certain stay: texts are held until somebody says so."""
    one = found(discharged(0), event(K.VOIDED, 5, **CANCEL))["V-1"]
    assert unmoved(one)
    doubt = doubt_of(one)
    assert doubt is not None
    assert doubt.holds
    assert found(discharged(0), event(K.VOIDED, 5))["V-1"].ending is Ending.CANCELLED


@pytest.mark.parametrize("hours", [-240, -72, -1])
@pytest.mark.parametrize("patient_class", [C.INPATIENT, None])
def test_an_admission_before_the_discharge_corrects_the_past(
    hours: float, patient_class: PatientClass | None
) -> None:
    """An A01 of the same visit that is recorded afterwards begins nothing again."""
    at = NOON + timedelta(hours=hours)
    said = replace(NAMED, admitted_at=at)
    late = event(K.ADMITTED, 24, happened_at=None, account=said, patient_class=patient_class)
    one = found(discharged(0), late)["V-1"]
    assert unmoved(one)
    assert one.returns == 0
    assert one.discharge
    assert one.discharge.admitted_at == at
