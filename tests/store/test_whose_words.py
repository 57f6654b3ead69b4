"""Of whom a text's words are: a nurse may be family too, and her patient is not her mother."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.sql.database import Database
from domain.clinical.flag import Flag
from domain.episode.facts import Person, Sense
from domain.languages import Level
from domain.pathway import Role
from domain.time.clock import Clock
from domain.words.phrasebook import worded
from models.payloads import PassOn, ReceivedText
from models.tables import Encounter, FamilyPhone, WorkItem
from store.whose_words import listeners, of_nobody
from tests.activities.wards import Ward, at

NOW = at("2026-11-23 12:00")
PHONE, OWN, PATIENT = "phone-kim", "ep-own-mother", "ep-patient"
KIM = Person(handle="kim", name="RN Kim", role=Role.NURSE)
CAREGIVER, NURSE = "caregiver", "nurse"


@pytest.fixture
def ward(database: Database) -> Ward:
    """Nurse Kim is her mother's caregiver and calls a patient, both from one phone."""
    ward = Ward(database)
    ward.opens()
    ward.has("kim")
    ward.treats(OWN, CAREGIVER, role=CAREGIVER, phone_token=PHONE, person_name="the caregiver")
    ward.treats(PATIENT, "kim", role=NURSE, phone_token=PHONE, person_name="RN Kim")
    return ward


def words(*episodes: str, message_id: str = "SM1", **said: Any) -> PassOn:
    """Something that she texts."""
    text = ReceivedText(message_id=message_id, phone="+16175550111", body="words", at=NOW)
    clock = Clock(real_origin=NOW, clinical_origin=NOW)
    return PassOn(text=text, phone_token=PHONE, episodes=episodes, clock=clock, **said)


def told(ward: Ward, said: PassOn) -> dict[str, str]:
    """Which episodes hear of it, and as whose words."""
    with ward.database.read() as session:
        return {one: by.role.value for one, by in listeners(session, said).items()}


@pytest.mark.parametrize("by", [KIM, None])
def test_words_go_where_the_thread_named(ward: Ward, by: Person | None) -> None:
    """What she says of her patient is a nurse's, and her mother's episode hears nothing of it."""
    assert told(ward, words(PATIENT, by=by)) == {PATIENT: NURSE}


def test_family_only_where_nothing_of_hers_was_named(ward: Ward) -> None:
    """What her thread has of her mother, or of nobody, is her mother's."""
    assert told(ward, words(OWN)) == {OWN: CAREGIVER}
    assert told(ward, words()) == {OWN: CAREGIVER}


def test_what_she_says_of_an_ended_episode_is_no_familys(ward: Ward) -> None:
    """Her patient's thirty days are over: nobody else's hear of it, by what was asked or chart."""
    ward.treats(PATIENT, outcome="completed")
    assert told(ward, words(PATIENT)) == {}
    assert told(ward, words(by=KIM)) == {}
    ward.treats(OWN, outcome="completed")
    ward.treats("ep-chart")
    ward.keep(FamilyPhone(episode="ep-chart", role=CAREGIVER, phone_token=PHONE, language="en"))
    assert told(ward, words(PATIENT)) == {}
    assert told(ward, words(OWN)) == {"ep-chart": CAREGIVER}


def test_her_start_is_no_yes_of_her_patients(ward: Ward) -> None:
    """START is said of a phone by its holder: no patient of hers has said anything."""
    ward.treats(OWN, outcome="completed")
    assert PATIENT not in told(ward, words(OWN, PATIENT, sense=Sense.WANTS_TEXTS))


def test_the_gravest_of_a_text_is_what_the_queue_says(ward: Ward) -> None:
    """Two patients' words of one text that reach nobody: danger is not written over."""
    for flag in (None, Flag(level=Level.EMERGENCY, name="chest_pain"), None):
        with ward.database.write() as session:
            of_nobody(session, words(PATIENT, by=KIM, flag=flag))
    with ward.database.read() as session:
        item = session.get_one(WorkItem, "text:SM1")
        assert (worded(item.reason), item.owner) == ("danger words in a text", "case_manager")
        assert item.due == item.since


def test_words_that_fit_no_episode_are_somebodys_within_a_day(ward: Ward) -> None:
    """Whoever wrote them, a case manager owns them, with a clock."""
    for by in (None, KIM):
        with ward.database.write() as session:
            of_nobody(session, words(PATIENT, by=by))
        with ward.database.read() as session:
            item = session.get_one(WorkItem, "text:SM1")
            assert (item.owner, item.due) == ("case_manager", item.since + timedelta(days=1))


def test_a_familys_word_of_death_is_heard_in_a_stay_that_has_asked_them_nothing_yet(
    ward: Ward,
) -> None:
    """Home again a minute ago: only what is their own patient's, and no other of their phone."""
    ward.treats("ep-again")
    ward.treats("ep-aunt")
    with ward.database.write() as session:
        session.get_one(Encounter, "ep-again").patient_token = OWN
    for episode in ("ep-again", "ep-aunt"):
        row = FamilyPhone(episode=episode, role=CAREGIVER, phone_token=PHONE, language="en")
        ward.keep(row)
    assert told(ward, words(OWN)) == {OWN: CAREGIVER}
    heard = told(ward, words(OWN, sense=Sense.DEATH))
    assert heard == {OWN: CAREGIVER, "ep-again": CAREGIVER}
