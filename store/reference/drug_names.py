"""Names of drugs in the store: written whole by an import, looked up as a message comes in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, delete, insert, select

from domain.hospital.discharge import Medication
from domain.hospital.events import HospitalEvent
from domain.normalize import bare
from models.tables import DrugName

_AT_ONCE = 500
_LONGEST_NAME = 8
"""Words of a line's beginning that are looked for."""
_LISTS = ("before_admission", "at_discharge", "orders")


def write_names(session: Session, rows: Sequence[DrugName]) -> int:
    """Put an import in the place of the one before; says how many names it has."""
    session.exec(delete(DrugName))
    for start in range(0, len(rows), _AT_ONCE):
        some = [row.model_dump() for row in rows[start : start + _AT_ONCE]]
        session.exec(insert(DrugName).values(some))
    return len(rows)


def named(session: Session, events: Sequence[HospitalEvent]) -> list[HospitalEvent]:
    """The events with what each drug's code or name stands for, as far as it was imported.

    It is kept with the event: a later import changes no episode that goes on.
    """
    lines = [line for event in events for _, some in _lists(event) for line in some]
    known = _known(session, {key for line in lines for key in _keys(line)}) if lines else {}
    return [_named(event, known) for event in events] if known else list(events)


def _named(event: HospitalEvent, known: dict[str, str]) -> HospitalEvent:
    lists: dict[str, Any] = {
        name: tuple(_resolved(line, known) for line in lines) for name, lines in _lists(event)
    }
    return replace(event, account=replace(event.account, **lists)) if lists else event


def _lists(event: HospitalEvent) -> Iterator[tuple[str, tuple[Medication, ...]]]:
    for name in _LISTS:
        if lines := getattr(event.account, name):
            yield name, lines


def _resolved(line: Medication, known: dict[str, str]) -> Medication:
    """By its code, else by the longest beginning of its name."""
    product = next((known[key] for key in _keys(line) if key in known), None)
    return replace(line, product=product)


def _keys(line: Medication) -> Iterator[str]:
    if line.rxcui:
        yield f"rxcui:{line.rxcui}"
    words = bare(line.name).split()[:_LONGEST_NAME]
    yield from (f"name:{' '.join(words[:n])}" for n in range(len(words), 0, -1))


def _known(session: Session, keys: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = session.exec(
            select(DrugName.key, DrugName.product).where(col(DrugName.key).in_(some))
        )
        found |= dict(iter(rows))
    return found
