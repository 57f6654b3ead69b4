"""Imported names of drugs: looked up once, as a message comes in."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial

from adapters.reference.rxnorm import read_rxnorm
from adapters.sql.database import Database
from domain.clinical.drugs.kinds import DifferenceKind
from domain.clinical.medications import compare, names_from
from domain.hospital.discharge import Medication, Medications
from domain.hospital.events import Account, EventKind, HospitalEvent
from domain.words.phrasebook import worded
from models.tables import DrugName
from store.reference.drug_names import named, write_names
from tests.adapters.reference.test_rxnorm import RRF

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
NAMES = [DrugName(**asdict(one)) for one in read_rxnorm(RRF)]


async def resolved(database: Database, *lines: Medication) -> tuple[Medication, ...]:
    """The lines of a discharge list as its event is kept."""
    account = Account(at_discharge=lines)
    event = HospitalEvent(
        kind=EventKind.DISCHARGED, facility="mercy-general", mrn="1", encounter="V-1",
        recorded_at=AT, sent_at=AT, received_at=AT, trigger="test", account=account,
    )  # fmt: skip
    (kept,) = await database.reading(lambda session: named(session, [event]))
    return kept.account.at_discharge or ()


async def test_an_import_takes_the_place_of_the_one_before(database: Database) -> None:
    """Repeating it is harmless, and what a newer one lacks is gone."""
    fewer = NAMES[:3]
    for rows in (NAMES, NAMES, fewer):
        assert await database.writing(partial(write_names, rows=rows)) == len(rows)
    gone, still = Medication(name="x", rxcui="5004"), Medication(name="foozumide")
    assert [one.product for one in await resolved(database, gone, still)] == [None, "foozumide"]


async def test_a_brand_of_rxnorm_is_its_drug(database: Database) -> None:
    """By code or by name, a brand that our table does not know is compared as what it is."""
    lines = Medication(name="Foozanix 20 mg", frequency="daily"), Medication(name="x", rxcui="5001")
    unnamed = await resolved(database, *lines)
    assert [one.product for one in unnamed] == [None, None]

    await database.writing(lambda session: write_names(session, NAMES))
    brand, coded = await resolved(database, *lines)
    same = replace(coded, frequency="daily")
    lists = Medications(before_admission=(brand,), at_discharge=(same,))
    assert compare(lists).differences == ()
    said = lists, Medications(at_discharge=unnamed)
    assert [worded(names_from(one)) for one in said] == ["RxNorm", "our own table"]
    immediate = Medication(name="foozumide 20 mg tablet", frequency="daily")
    (told,) = compare(Medications(before_admission=(brand,), at_discharge=(immediate,))).differences
    assert told.kind is DifferenceKind.RELEASE


async def test_a_name_and_a_code_that_disagree_are_not_comparable(database: Database) -> None:
    """The name says 10 mg, its code 20 mg: nobody can say which of them is taken."""
    await database.writing(lambda session: write_names(session, NAMES))
    said = Medication(name="foozumide ER 10 mg tablet", rxcui="5001", frequency="daily")
    (line,) = await resolved(database, said)
    lists = Medications(before_admission=(line,), at_discharge=(line,))
    (found,) = compare(lists).differences
    assert found.kind is DifferenceKind.NOT_COMPARABLE
