"""Why somebody gets case management, and that nobody loses it by itself."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.clinical.outline import Outline
from domain.episode.facts import Answer, Facts, Person
from domain.hospital.discharge import Diagnosis, Discharge, PrimaryCare
from domain.pathway import Role
from domain.protocol.ledger import entries
from domain.protocol.verdict import take_back
from domain.steps import tier
from domain.steps.tapped import CASE_CONSENT, Tap, asked_taps, case_consent, taps_in
from domain.steps.tier import REASONS, Tier, carried, standing, tier_in_words
from domain.time.phrasing import for_reader
from domain.words.phrasebook import read_in, worded
from tests.domain.clinical.test_risk import JANE
from tests.domain.plan.wandering import first_facts
from tests.outlines import outlined
from tests.places import ROOT

CALM = replace(JANE, admission_type="elective", ed_visits_6_months=0)
"""Of Jane nothing calls for case management, and all that LACE needs is known."""
LOPEZ = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
AT = CALM.discharged_at + timedelta(hours=20)
SICK = (Diagnosis(code="E11.9"), Diagnosis(code="G30.9"), Diagnosis(code="I50.9"))


def facts(discharge: Discharge = CALM) -> Facts:
    """What an episode knows when it opens."""
    return first_facts(discharge, discharge.discharged_at)


def amended(known: Facts, discharge: Discharge | Outline, hours: int = 1) -> Facts:
    """The facts when the hospital has sent another account."""
    newer = discharge if isinstance(discharge, Outline) else outlined(discharge)
    return carried(known, replace(known, discharge=newer), AT + timedelta(hours=hours))


def told(
    known: Facts, question: str, value: Value, *card: tuple[str, str], hours: int = 0
) -> Facts:
    """The facts with an answer more."""
    at = AT + timedelta(hours=hours)
    message = f"SM{len(known.answers)}{hours}"
    return known.answered(
        Answer(
            question=question, value=value, by=LOPEZ, happened_at=at, told_at=at,
            card=card, message_id=message,
        )
    )  # fmt: skip


def called(known: Facts, *card: tuple[str, str], hours: int = 0) -> Facts:
    """The facts when a nurse has spoken with the patient, and tapped this on the card."""
    return told(known, "contact/call/1", Value.SPOKE_WELL, *card, hours=hours)


def many(known: Facts, count: int, question: str, value: Value) -> Facts:
    """The facts with so many answers, an hour apart, each to a question of its own."""
    for number in range(1, count + 1):
        known = told(known, question.format(number), value, hours=number)
    return known


def before(days: int) -> Outline:
    """Jane's account, home from a stay here that ended so many days before this one began."""
    assert CALM.admitted_at
    return replace(outlined(CALM), home_before=CALM.admitted_at - timedelta(days=days))


def test_nothing_but_logistics() -> None:
    """Without a reason it is care coordination, since no time in particular."""
    assert standing(facts()) == tier.Standing()


RAISED: list[tuple[str, str, Callable[[], Facts]]] = [
    ("lace", "LACE 10 of 19, high from 10", lambda: facts(JANE)),
    ("unknown", "risk unknown counts as high: LACE 6 or more, ED visits in six months missing",
     lambda: facts(replace(CALM, ed_visits_6_months=None))),
    ("hospital", ("HOSPITAL 7 or more, haemoglobin, oncology service, sodium and procedure missing,"
                  " high from 7"), lambda: facts(replace(CALM, admissions_12_months=9))),
    ("hospital", "HOSPITAL 7 of 13, high from 7",
     lambda: called(facts(replace(CALM, admissions_12_months=2)), (Tap.HAEMOGLOBIN, "yes"),
                    (Tap.SODIUM, "no"), (Tap.ONCOLOGY, "yes"), (Tap.PROCEDURE, "no"))),
    ("lace", "LACE 10 of 19, high from 10",
     lambda: called(facts(replace(CALM, ed_visits_6_months=None)), (Tap.ED_VISITS, "4"))),
    ("chronic_groups", ("multiple chronic diagnoses: diabetes without complications, congestive"
                        " heart failure, dementia"),
     lambda: facts(replace(CALM, diagnoses=SICK, admitted_at=AT))),
    ("stay_before", "in hospital in the 90 days before", lambda: amended(facts(), before(90))),
    ("stay_before", "in hospital in the 90 days before",
     lambda: called(facts(replace(CALM, admissions_12_months=1)), (Tap.STAY_BEFORE, "yes"))),
    ("behavioural", "behavioural health diagnosis",
     lambda: facts(replace(CALM, diagnoses=(Diagnosis(code="F32.9"),)))),
    ("no_usual_care", "no usual primary care",
     lambda: facts(replace(CALM, primary_care=PrimaryCare()))),
    ("unreachable", "not reached in 4 attempts",
     lambda: many(facts(), 4, "contact/call/{}", Value.NO_ANSWER)),
    ("no_shows", "2 missed visits",
     lambda: many(facts(), 2, "visit/attended/{}-1", Value.NO_SHOW)),
    ("sent_to_ed", "sent to the emergency department for symptoms",
     lambda: told(facts(), "symptoms/review_call/call-1", Value.SENT_TO_ED)),
    ("red_flag", "an alarm that was real",
     lambda: told(facts(), "review/words.SM1/was/1", Value.REAL)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "words", "known"), RAISED)
def test_each_reason_makes_it_case_management_and_says_so(
    name: str, words: str, known: Callable[[], Facts]
) -> None:
    """Whatever else there is, it is among the reasons, in words, with since when."""
    found = standing(known())
    said = {one.name: worded(one.words) for one in found.reasons}
    assert (found.tier, said.get(name)) == (Tier.CASE_MANAGEMENT, words)
    assert found.since == min(one.since for one in found.reasons)


@pytest.mark.parametrize(
    "known",
    [
        lambda: facts(replace(CALM, diagnoses=SICK[:2])),
        lambda: facts(replace(CALM, admissions_12_months=1)),
        lambda: facts(replace(CALM, diagnoses=(Diagnosis(code="F17.210"),))),
        lambda: amended(facts(), before(91)),
        lambda: many(facts(), 3, "contact/call/{}", Value.NO_ANSWER),
        lambda: many(facts(), 1, "visit/attended/{}-1", Value.NO_SHOW),
        lambda: many(facts(), 2, "visit/attended/1-1", Value.NO_SHOW),
        lambda: told(facts(), "review/words.SM1/was/1", Value.NOT_REAL),
        lambda: told(facts(), "equipment-1/late/was/1", Value.REAL),
        lambda: called(facts(), (Tap.SODIUM, "yes"), (Tap.STAY_BEFORE, "no")),
    ],
)
def test_less_than_that_is_none(known: Callable[[], Facts]) -> None:
    """One short of each number, nicotine alone, an alarm that was false or of a thing."""
    assert standing(known()).reasons == ()


def test_where_the_pathway_says_so_the_unknown_is_no_reason() -> None:
    """It is a hospital's to choose."""
    known = facts(replace(CALM, ed_visits_6_months=None))
    rules = replace(known.pathway.tier, unknown=False)
    known = replace(known, pathway=replace(known.pathway, tier=rules))
    assert standing(known).tier is Tier.CARE_COORDINATION


def test_every_row_of_the_table_is_a_reason_with_its_words() -> None:
    """Those of the test above, and says its rule, its source, and that nobody has signed it."""
    table = tomllib.loads((ROOT / "domain/steps/tier.toml").read_text(encoding="utf-8"))
    assert {name for name, _, _ in RAISED} == set(REASONS)
    assert all(row["rule"] and row["source"] for row in table["reason"])
    assert tier.APPROVED is bool(table["reviewer"] and table["signed"])
    assert {"source", "date", "status", "reviewer", "signed"} <= table.keys()


def test_a_reason_that_was_taken_back_never_held() -> None:
    """UNDO of the tap that raised it, and it is care coordination again; so the ledger says."""
    calm = facts(replace(CALM, admissions_12_months=1))
    known = called(calm, (Tap.STAY_BEFORE, "yes"))
    assert standing(known).tier is Tier.CASE_MANAGEMENT
    undone = take_back("contact/call/1", LOPEZ, known, AT + timedelta(minutes=1)).facts
    assert standing(undone) == tier.Standing()
    assert standing(amended(undone, replace(CALM, admissions_12_months=2))) == tier.Standing()
    row = entries(known, undone, AT, risks=2).risk
    assert row is not None
    assert (row.number, row.tier, row.reasons) == (3, Tier.CARE_COORDINATION, ())


def test_a_reason_by_a_tap_and_an_account_that_was_replaced_goes_with_the_tap_alone() -> None:
    """The newer account leaves it; an UNDO of the tap after that does not."""
    known = called(facts(replace(CALM, ed_visits_6_months=None)), (Tap.ED_VISITS, "4"))
    newer = amended(known, CALM)
    assert {"lace", "unknown"} == {one.name for one in standing(newer).reasons}
    undone = take_back("contact/call/1", LOPEZ, newer, AT + timedelta(minutes=1)).facts
    assert {"unknown"} == {one.name for one in standing(undone).reasons}


def test_a_corrected_digit_leaves_what_was_tapped_beside_it() -> None:
    """FIX by text has no card: what its first answer tapped and heard still counts."""
    known = called(
        facts(replace(CALM, admissions_12_months=1)),
        (Tap.STAY_BEFORE, "yes"), (CASE_CONSENT, "patient_declines"),
    )  # fmt: skip
    (wrong,) = known.answers
    right = replace(wrong, value=Value.SPOKE_PROBLEM, card=(), message_id="SM9")
    fixed = known.with_correction(wrong, right)
    assert standing(fixed) == standing(known)
    assert case_consent(fixed) == case_consent(known) is not None


def test_the_newest_word_on_case_management_is_kept_with_whose_it_is() -> None:
    """Asked of patient or caregiver; it changes no tier."""
    known = called(facts(JANE), (CASE_CONSENT, "patient_declines"))
    later = told(
        known, "contact/call/2", Value.SPOKE_WELL, (CASE_CONSENT, "caregiver_agrees"), hours=3
    )
    first, last = case_consent(known), case_consent(later)
    assert first is not None
    assert (first.agreed, first.whose, first.by, first.at) == (False, Role.PATIENT, LOPEZ.name, AT)
    assert last is not None
    assert (last.agreed, last.whose) == (True, Role.CAREGIVER)
    assert standing(later) == standing(facts(JANE))
    lines = [read_in(line, "America/New_York") for line in tier_in_words(later)]
    assert lines[-1].startswith("Case management: the caregiver agrees, told by RN Lopez")


def test_a_card_asks_for_what_no_message_brings_and_for_nothing_else() -> None:
    """And takes no field that it did not ask for, nor any value that it did not offer."""
    bare = facts(replace(CALM, ed_visits_6_months=None, admissions_12_months=None))
    asked = tuple(asked_taps(bare))
    assert [one.name for one in asked] == list(Tap)
    of_hospital = [Tap.HAEMOGLOBIN, Tap.SODIUM, Tap.ONCOLOGY, Tap.PROCEDURE]
    assert [one.name for one in asked_taps(facts())] == of_hospital
    form = {Tap.SODIUM: "yes", Tap.ED_VISITS: "7", Tap.PROCEDURE: "", "input-age": "no"}
    assert taps_in(form, asked) == ((Tap.SODIUM, "yes"),)
    assert taps_in({Tap.ED_VISITS: "2"}, asked_taps(facts())) == ()
    said = {one.name: one.said for one in asked_taps(called(bare, (Tap.SODIUM, "yes")))}
    assert {name for name, tapped in said.items() if tapped} == {Tap.SODIUM}


def test_what_is_not_known_of_an_earlier_stay_is_said() -> None:
    """It is no reason; it is shown as missing until somebody taps it."""
    known = facts(replace(CALM, admissions_12_months=None))
    assert any("a stay in the 90 days before" in worded(line) for line in tier_in_words(known))
    tapped = called(known, (Tap.STAY_BEFORE, "no"))
    assert [worded(line) for line in tier_in_words(tapped)] == ["Care coordination."]


# ---- it never falls by itself

ACCOUNTS: list[dict[str, Any]] = [
    {},
    {"ed_visits_6_months": None},
    {"ed_visits_6_months": 4},
    {"admission_type": "emergency", "ed_visits_6_months": 4},
    {"primary_care": PrimaryCare()},
    {"diagnoses": SICK},
    {"diagnoses": (Diagnosis(code="F32.9"),)},
    {"admissions_12_months": 9},
    {"admissions_12_months": None},
]
MOVES = st.one_of(
    st.tuples(st.just("account"), st.sampled_from(ACCOUNTS)),
    st.tuples(
        st.just("tap"),
        st.dictionaries(st.sampled_from(Tap), st.sampled_from(["yes", "no", "0", "4"]), min_size=1),
    ),
    st.tuples(
        st.just("answer"),
        st.sampled_from(
            [
                *((f"contact/call/{n}", Value.NO_ANSWER) for n in range(1, 5)),
                *((f"visit/attended/{n}-1", Value.NO_SHOW) for n in range(1, 4)),
                ("visit/attended/1-1", Value.ATTENDED),
                ("review/words.SM1/was/1", Value.REAL),
                ("review/words.SM1/was/1", Value.NOT_REAL),
                ("contact/call/1", Value.SPOKE_WELL),
            ]
        ),
    ),
)


@settings(max_examples=300)
@given(begins=st.sampled_from(ACCOUNTS), moves=st.lists(MOVES, max_size=8))
def test_the_tier_never_falls_by_itself(
    begins: dict[str, Any], moves: list[tuple[str, Any]]
) -> None:
    """Whatever the order of messages, taps and answers: a reason that held holds, since then.

    Each change of it is a row, and a row is another than the one before it.
    """
    known, rows = facts(replace(CALM, **begins)), 1
    for hours, (what, how) in enumerate(moves, start=1):
        was, stood = known, standing(known)
        if what == "account":
            known = amended(known, replace(CALM, **how), hours)
        elif what == "tap":
            call = f"contact/call/{hours}"
            known = told(known, call, Value.SPOKE_WELL, *how.items(), hours=hours)
        else:
            known = told(known, *how, hours=hours)
        now = standing(known)
        assert {(one.name, one.since) for one in stood.reasons} <= {
            (one.name, one.since) for one in now.reasons
        }
        row = entries(was, known, AT, risks=rows).risk
        assert row is not None or stood.reasons == now.reasons
        rows += row is not None


def test_since_when_it_stands_is_when_its_first_reason_was_known() -> None:
    """By the account that it opened with, by one that came, by an answer."""
    opened = facts(JANE)
    assert standing(opened).since == opened.opened_at
    came = amended(facts(), JANE, 5)
    assert standing(came).since == AT + timedelta(hours=5)
    flagged = told(facts(), "review/words.SM1/was/1", Value.REAL, hours=2)
    assert standing(flagged).since == AT + timedelta(hours=2)
    (line,) = tier_in_words(flagged)
    assert for_reader(AT + timedelta(hours=2)) in worded(line)
