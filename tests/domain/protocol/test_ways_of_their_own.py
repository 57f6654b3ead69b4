"""Who does not go the ordinary way: hospice, children, and whoever left against advice."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.asking.choices import Value
from domain.clinical.age import age_on, age_unknown, is_minor
from domain.clinical.outline import CaregiverOutline, Outline
from domain.episode.contact_timing import timing_of
from domain.episode.facts import Answer, Facts, Offer, Person, Slot
from domain.episode.family.recipient import recipient
from domain.episode.family.recorded_consent import after_words, told_staff
from domain.hospital.discharge import Diagnosis, EquipmentItem, Transport
from domain.pathway import Role
from domain.plan.plan import Plan, plan
from domain.protocol.must_know import must_know
from domain.protocol.protocol import decide, steps
from domain.steps import disposition
from domain.steps.contact import CALL
from domain.steps.equipment import EQUIPMENT_OFFER
from domain.steps.opening import OPENING
from domain.steps.reconciliation import RECONCILE
from domain.steps.transport import RIDE_OFFER
from domain.steps.visit_course import ATTENDED, BOOK_VISIT, VISIT_REMINDER
from domain.steps.visit_slots import SLOT_OFFER
from domain.words.phrasebook import worded
from tests.domain.examples import ET
from tests.domain.plan.test_plan import facts
from tests.outlines import ordered
from workflows.episode.card import card_for

BED = ordered(EquipmentItem(item="hospital bed"))
RIDES = Transport(to_visits=True, home=True)
ANN = "Ann"
MOTHER = CaregiverOutline(token=ANN, phone="+16175550124", may_be_told=True, consent_to_text=True)
NOBODY = Person(handle="rn", name="RN", role=Role.NURSE)


def known(**changes: object) -> Facts:
    """Facts of a discharge that differs so."""
    found = facts()
    return replace(found, discharge=replace(found.discharge, **changes))  # type: ignore[arg-type]


def child(
    caregiver: CaregiverOutline | None,
    born: date | None = date(2018, 5, 1),
    at: datetime | None = None,
) -> Facts:
    """A child of eight whose own phone has a consent."""
    stay = facts().discharge
    years = age_on(born, at or stay.discharged_at, stay.time_zone)
    return known(patient=replace(stay.patient, age=years, caregiver=caregiver))


def kinds(found: Plan) -> set[str]:
    """Every kind of text in both rehearsals."""
    return {prompt.kind for prompt in (*found.silence, *found.answered)}


# ---- hospice


@pytest.mark.parametrize("code", ["50", " 50 "])
def test_hospice_is_the_call_and_the_equipment(code: str) -> None:
    """No times offered, no booking, no lists, no reminder, no ride, whatever was ordered.

    Nor a text that announces thirty days of texts.
    """
    found = known(disposition=code, equipment=BED, transport=RIDES)
    parts = {"opening", "contact", "equipment-1", "symptoms", "medicines", "needs", "review"}
    assert set(steps(found)) == parts
    told = kinds(plan(found))
    assert CALL in told
    assert EQUIPMENT_OFFER in told
    unwanted = {SLOT_OFFER, BOOK_VISIT, VISIT_REMINDER, ATTENDED, OPENING}
    assert not told & {*unwanted, RIDE_OFFER, RECONCILE}


def _answered(found: Facts, value: Value) -> Facts:
    at = found.opened_at
    return found.answered(
        Answer(question=disposition.WHICH, value=value, by=NOBODY, happened_at=at, told_at=at)
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"equipment": ordered(EquipmentItem(item="Hospice comfort kit"))},
        {"equipment": ordered(EquipmentItem(item="bed (HOSPICE)"))},
        {"diagnoses": (Diagnosis(code="z51.5"),)},
        {"disposition": "Home w/ Hospice"},
    ],
)
def test_hospice_by_an_order_or_a_code_is_asked_about(changes: dict[str, object]) -> None:
    """The disposition says home: the ordinary way, and whoever calls asks who has them."""
    told = must_know(known(**changes))
    assert (
        worded(told[0]) == "Hospice or palliative care was ordered or coded: ask who has them now."
    )
    at_home = must_know(known(**{**changes, "disposition": "50"}))
    assert "ask who has them" not in " ".join(at_home)
    assert "ask who has them" not in " ".join(must_know(known(equipment=BED)))


def test_hospice_by_an_answer() -> None:
    """What FHIR leaves open ("hosp") the intake lead settles: with hospice, or not."""
    for unclear in ({"disposition": "hosp", "unclear": "which"}, {"disposition": ""}):
        found = known(transport=RIDES, **unclear)
        assert "visit" not in steps(_answered(found, Value.HOSPICE_AT_HOME))
        assert "visit" in steps(_answered(found, Value.WENT_HOME))


def test_nobody_gets_a_ride_home_before_a_hospice_discharge() -> None:
    """Announced with hospice: the equipment is prepared and no ride."""
    found = known(disposition="50", equipment=BED, transport=RIDES, expected=True)
    assert set(steps(found)) == {"opening", "equipment-1", "review", "disposition"}


def test_hospice_that_comes_later_gives_the_held_times_back() -> None:
    """Times were held: they go back to the clinic and nobody is asked any more."""
    slot = Slot(id="s-1", starts_at=facts().opened_at + timedelta(days=2))
    found = replace(known(disposition="50"), offers=(Offer(round=1, slots=(slot,)),))
    decided = decide("visit", found, found.opened_at)
    assert (decided.questions, decided.action is not None) == ((), True)
    gone = replace(found, booked=((1, ""),))
    assert decide("visit", gone, gone.opened_at).action is None


# ---- children


@pytest.mark.parametrize(
    ("born", "years", "minor"),
    [
        (date(2018, 5, 1), 8, True),
        (date(2008, 9, 9), 17, True),  # eighteen tomorrow
        (date(2008, 9, 8), 18, False),  # eighteen on D
        (date(2026, 9, 8), 0, True),
        (date(2027, 9, 8), None, False),  # a date that cannot be right is none
        (date(1900, 1, 1), None, False),
        (None, None, False),
    ],
)
def test_who_is_a_child(born: date | None, years: int | None, *, minor: bool) -> None:
    """Younger than eighteen on D; what cannot be right is not known, and asked for."""
    found = child(None, born).discharge
    assert (found.patient.age, is_minor(found, 18), age_unknown(found)) == (
        years,
        minor,
        years is None,
    )


def test_the_birthday_is_the_facilitys() -> None:
    """Just before midnight in New York they are seventeen, although UTC has the next day."""
    at = datetime(2026, 9, 7, 23, 50, tzinfo=ET)
    assert is_minor(child(None, date(2008, 9, 8), at).discharge, 18)


def test_born_on_a_leap_day() -> None:
    """Eighteen on March 1 where there is no February 29."""
    for day, minor in ((date(2026, 2, 28), True), (date(2026, 3, 1), False)):
        at = datetime(day.year, day.month, day.day, 12, tzinfo=ET)
        found = child(None, date(2008, 2, 29), at).discharge
        assert is_minor(found, 18) is minor


@pytest.mark.parametrize(
    "changes",
    [{"admission_type": "N"}, {"admission_type": "newborn"},
     {"diagnoses": (Diagnosis(code="Z38.00"),)}],
)  # fmt: skip
def test_a_newborn_without_a_birth_date(changes: dict[str, object]) -> None:
    """The kind of admission, or its code, says it as well."""
    found = replace(child(None, None).discharge, **changes)  # type: ignore[arg-type]
    assert (is_minor(found, 18), age_unknown(found)) == (True, False)


@pytest.mark.parametrize(
    ("caregiver", "texted"),
    [
        (MOTHER, Role.CAREGIVER),
        (replace(MOTHER, gets_texts=True), Role.CAREGIVER),
        (None, None),
        (replace(MOTHER, consent_to_text=False), None),
        (replace(MOTHER, may_be_told=False), None),
        (replace(MOTHER, phone=None), None),
    ],
)
def test_the_guardian_or_nobody_is_texted(
    caregiver: CaregiverOutline | None, texted: Role | None
) -> None:
    """A child's own phone and consent never count; in no rehearsal is the child texted."""
    found = child(caregiver)
    assert recipient(found) is texted
    planned = plan(found)
    assert all(one.to is not Role.PATIENT for one in (*planned.silence, *planned.answered))


@pytest.mark.parametrize(
    ("caregiver", "words", "text"),
    [
        (MOTHER, "call the guardian (the caregiver), who alone is texted", "call the guardian"),
        (replace(MOTHER, consent_to_text=False), "who cannot be texted", "call the guardian"),
        (replace(MOTHER, may_be_told=False), "no guardian is known", "no guardian known, see card"),
        (None, "nobody is texted", "no guardian known, see card"),
    ],
)
def test_whom_to_call_for_a_child(
    caregiver: CaregiverOutline | None, words: str, text: str
) -> None:
    """The card says it first, and the text of the call as well."""
    found = child(caregiver)
    assert words in worded(must_know(found)[0])
    asked = decide("contact", found, found.opened_at).questions[0]
    assert worded(asked.words["child"]) == text


@pytest.mark.parametrize("born", [None, date(1900, 1, 1), date(2027, 9, 8)])
def test_who_may_be_a_child_is_texted_once_somebody_here_has_heard_that_they_agree(
    born: date | None,
) -> None:
    """The hospital's word is not enough: the nurse asks on the call, her card says why."""
    found = child(None, born)
    assert "until then the patient gets none" in worded(must_know(found)[0])
    assert recipient(found) is None
    (asked, *_) = decide("contact", found, found.opened_at).questions
    assert card_for(asked.key, found, found.opened_at, Role.NURSE).asks_consent
    for given, texted in ((True, Role.PATIENT), (False, None)):
        heard = told_staff("SM1", found.opened_at, NOBODY, given=given)
        after = after_words(heard, found)
        assert recipient(after) is texted
        assert "Birth date not known: ask for it. For" in worded(must_know(after)[0])
    known_since = replace(found.discharge, patient=replace(found.discharge.patient, age=78))
    assert recipient(replace(found, discharge=known_since)) is Role.PATIENT


@pytest.mark.parametrize("gets_texts", [True, False])
def test_of_who_may_be_a_child_the_caregiver_is_texted_where_they_were_asked_for(
    *, gets_texts: bool
) -> None:
    """Their own consent is theirs; a caregiver is never texted in place of a patient's consent."""
    found = child(replace(MOTHER, gets_texts=gets_texts), None)
    assert recipient(found) is (Role.CAREGIVER if gets_texts else None)


# ---- left against advice


@pytest.mark.parametrize(
    ("code", "left", "asked", "whom"),
    [
        ("07", "2026-09-15T14:00", "2026-09-15T14:00", Role.NURSE),
        ("7", "2026-09-15T14:00", "2026-09-15T14:00", Role.NURSE),
        ("aadvice", "2026-09-15T14:00", "2026-09-15T14:00", Role.NURSE),
        ("07", "2026-09-15T16:30", "2026-09-15T16:30", Role.ON_CALL),  # half an hour is too short
        ("07", "2026-09-15T18:30", "2026-09-15T18:30", Role.ON_CALL),
        ("07", "2026-09-19T11:00", "2026-09-19T11:00", Role.ON_CALL),  # Saturday
        ("07", "2026-09-07T11:00", "2026-09-07T11:00", Role.ON_CALL),  # Labor Day
        ("07", "2026-09-18T03:00", "2026-09-18T08:00", Role.NURSE),
        ("07", "2026-09-18T22:00", "2026-09-19T08:00", Role.ON_CALL),  # at night: next morning
    ],
)
def test_left_against_advice_is_called_at_once(
    code: str, left: str, asked: str, whom: Role
) -> None:
    """On D itself, by the team while it has two hours, else by whoever is on call."""
    at = datetime.fromisoformat(left).replace(tzinfo=ET)
    found = replace(known(disposition=code, discharged_at=at), opened_at=at)
    timing = timing_of(found)
    assert timing.first_ask.isoformat()[:16] == asked
    assert (timing.to, found.high_risk) == (whom, True)
    assert any("Left against medical advice" in worded(line) for line in must_know(found))


@pytest.mark.parametrize("left", ["2026-09-15T23:40", "2026-09-15T21:00"])
def test_who_left_against_advice_at_night_is_called_next_morning_and_it_says_why(left: str) -> None:
    """No hour of that day is left to call in: the reason says so, and is shown."""
    at = datetime.fromisoformat(left).replace(tzinfo=ET)
    timing = timing_of(replace(known(disposition="07", discharged_at=at), opened_at=at))
    assert timing.first_ask.isoformat()[:16] == "2026-09-16T08:00"
    assert "in no hour of that day could they be called" in worded(timing.reason)
    ordinary = replace(known(discharged_at=at), opened_at=at)
    assert "no hour of that day" not in worded(timing_of(ordinary).reason)


def test_words_for_it_count_once_it_is_known_where_they_went() -> None:
    """No table has "Left AMA": it is asked where they went, and then they are called on the day."""
    at = datetime(2026, 9, 15, 14, tzinfo=ET)
    found = replace(known(disposition="Left AMA", discharged_at=at), opened_at=at)
    timing = timing_of(_answered(found, Value.WENT_HOME))
    assert (timing.first_ask, timing.to) == (at, Role.NURSE)
    assert any("Left against medical advice" in worded(line) for line in must_know(found))


def test_learnt_of_late_it_is_asked_at_once() -> None:
    """Left on Friday, told on Saturday: asked then."""
    left = datetime(2026, 9, 18, 10, tzinfo=ET)
    told = left + timedelta(hours=26)
    found = replace(known(disposition="07", discharged_at=left), opened_at=told)
    assert (timing_of(found).first_ask, timing_of(found).to) == (told, Role.ON_CALL)
    assert "no hour of that day" not in worded(timing_of(found).reason)


# ---- what nobody knows what it is


def test_an_item_that_no_table_knows_is_told_of() -> None:
    """It goes the routine way; whoever opens the first card hears that it may be graver."""
    items = ("frobnicator", "hospital bed", "thingamajig", "oxygen")
    found = known(equipment=ordered(*(EquipmentItem(item=one) for one in items)))
    assert worded(must_know(found)[0]).startswith("Equipment of no known kind: 2.")
    gone = replace(found.discharge.equipment[0], withdrawn=True)
    less = replace(found.discharge, equipment=(gone, *found.discharge.equipment[1:]))
    told = worded(must_know(replace(found, discharge=less))[0])
    assert told.startswith("Equipment of no known kind: 1.")
    assert not any("frobnicator" in line for line in must_know(found))
    bed = known(equipment=BED)
    assert not any("Equipment" in line for line in must_know(bed))


# ---- risk on a Friday


def _friday(**changes: object) -> Outline:
    at = datetime(2026, 9, 11, 15, tzinfo=ET)
    stay = {"discharged_at": at, "admitted_at": at - timedelta(days=7, hours=5)}
    return known(**stay, diagnoses=(Diagnosis(code="I50.22"),), **changes).discharge


def test_high_and_unknown_risk_are_first_asked_alike() -> None:
    """On a Friday on call hears on Saturday of both; of a lower one the team on Monday."""
    high = _friday(admission_type="emergency", ed_visits_6_months=3)
    unknown = _friday(admission_type="elective")
    lower = _friday(admission_type="elective", ed_visits_6_months=0)
    when = [timing_of(_opened(one)) for one in (high, unknown, lower)]
    assert [one.first_ask.strftime("%a %H:%M") for one in when] == [
        "Sat 08:00", "Sat 08:00", "Mon 08:00",
    ]  # fmt: skip
    assert [one.to for one in when] == [Role.ON_CALL, Role.ON_CALL, Role.NURSE]
    assert "unknown, counts as high: LACE 7 or more" in worded(
        " ".join(must_know(_opened(unknown)))
    )


def test_risk_becomes_known_with_a_later_message() -> None:
    """What was missing comes: from then on it is staffed as what it is."""
    found = _opened(_friday(admission_type="elective"))
    later = replace(found, discharge=replace(found.discharge, ed_visits_6_months=0))
    assert (found.high_risk, later.high_risk) == (True, False)


def _opened(discharge: Outline) -> Facts:
    return replace(facts(), discharge=discharge, opened_at=discharge.discharged_at)
