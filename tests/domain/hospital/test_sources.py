"""Which message says what a chart holds: the newest that says it, and none of somebody else's."""

from datetime import UTC, date, datetime, timedelta

from domain.hospital.chart import chart
from domain.hospital.discharge import Medication
from domain.hospital.events import Account, EventKind, HospitalEvent, PatientClass
from domain.hospital.sources import CLASS, LEFT, sources

AT = datetime(2026, 9, 4, 19, 0, tzinfo=UTC)


def said(
    receipt: int, kind: EventKind, visit: str | None = "V1", **account: object
) -> HospitalEvent:
    """One event, recorded so many minutes after the first."""
    at = AT + timedelta(minutes=receipt)
    return HospitalEvent(
        kind=kind,
        facility="mercy-general",
        mrn="4821",
        recorded_at=at,
        sent_at=at,
        received_at=at,
        trigger="ADT",
        encounter=visit,
        happened_at=at,
        patient_class=PatientClass.INPATIENT if visit else None,
        account=Account(**account),  # type: ignore[arg-type]
        receipt=receipt,
    )


def test_the_newest_message_that_says_what_is_known() -> None:
    """An older value is no source, a repetition is the newer one, a deletion is one."""
    events = [
        said(1, EventKind.ADMITTED, mobile="+16175550101", language="es", clinician="Dr. Lee"),
        said(2, EventKind.DISCHARGED, mobile="+16175550102", disposition="01"),
        said(3, EventKind.UPDATED, None, mobile="+16175550102"),
        said(4, EventKind.UPDATED, deleted=frozenset({"clinician"})),
    ]
    known = chart(events)
    found = sources(known, known.stays[0], reversed(events))
    assert found["mobile"] == (3,)
    assert found["language"] == (1,)
    assert found["clinician"] == (4,)
    assert found["disposition"] == (2,)
    assert found["allergies"] == ()
    assert (found[CLASS], found[LEFT]) == ((4,), (2,))


def test_another_stay_s_message_says_nothing_of_this_one() -> None:
    """What holds for the person is of any stay; what holds for the stay is of its own."""
    events = [
        said(1, EventKind.DISCHARGED, disposition="01", language="es"),
        said(2, EventKind.DISCHARGED, "V2", disposition="01", language="es"),
    ]
    known = chart(events)
    first = known.stay("V1")
    assert first is not None
    found = sources(known, first, events)
    assert (found["disposition"], found["language"]) == ((1,), (2,))


def test_of_orders_all_that_brought_or_ended_some() -> None:
    """A list that came in pieces has several sources."""
    one, two = Medication(name="aspirin"), Medication(name="metoprolol")
    events = [
        said(1, EventKind.DISCHARGED),
        said(2, EventKind.UPDATED, orders=(one, two)),
        said(3, EventKind.UPDATED, orders_ended=(two,)),
    ]
    known = chart(events)
    found = sources(known, known.stays[0], events)
    assert found["orders"] + found["orders_ended"] == (2, 3)


def test_somebody_else_under_the_same_number_is_no_source() -> None:
    """What the fold kept apart is said of nobody here."""
    jane = {"given": "Jane", "family": "Smith", "birth_date": date(1948, 3, 2)}
    hers = said(1, EventKind.DISCHARGED, "V1", language="es", **jane)
    other = {"given": "Bella", "family": "Collison", "birth_date": date(1944, 1, 1)}
    strange = said(2, EventKind.DISCHARGED, "V9", language="es", **other)
    known = chart([hers, strange])
    assert known.others == (strange,)
    assert sources(known, known.stays[0], [hers, strange])["language"] == (1,)
