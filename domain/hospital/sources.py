"""Which message says what a chart holds: where to look when something was understood wrongly."""

from collections.abc import Iterable, Mapping, Sequence

from domain.hospital.chart import Chart, in_order
from domain.hospital.events import (
    ALLERGIES_CHANGED,
    OF_THE_PERSON,
    Account,
    EventKind,
    HospitalEvent,
)
from domain.hospital.stay import OF_THE_STAY, Stay

CLASS, LEFT = "patient_class", "left"
_ADDED = ("orders", "orders_ended")
"""Each message brings some of them, and takes some back: all that did are named."""
_TELL_OF_LEAVING = (EventKind.DISCHARGED, EventKind.UPDATED, EventKind.DISCHARGE_EXPECTED)


def sources(
    known: Chart, stay: Stay, events: Iterable[HospitalEvent]
) -> Mapping[str, tuple[int, ...]]:
    """Of each field of an account, of the class and of when they left: the messages that say it.

    It is the newest that says what is known now. Messages go by `HospitalEvent.receipt`; a field
    that none says any more, or ever did, has none.
    """
    others = set(map(id, known.others))
    mine = [one for one in in_order(events) if id(one) not in others]
    theirs = [one for one in mine if one.encounter in {None, stay.encounter} or stay.unnumbered]
    found = {name: _newest(mine, name, known.person) for name in OF_THE_PERSON}
    found |= {name: _newest(theirs, name, stay.account) for name in OF_THE_STAY}
    found |= {name: _all(theirs, name) for name in _ADDED}
    if changes := [ids for name in ALLERGIES_CHANGED for ids in _all(mine, name)]:
        whole = _last([one for one in mine if one.account.allergies is not None])
        found["allergies"] = tuple(sorted({*whole, *changes}))
    classes = [one for one in theirs if one.patient_class and one.encounter]
    said = [one for one in classes if one.patient_class is stay.patient_class]
    told = [one for one in theirs if one.kind in _TELL_OF_LEAVING and _leaves(one, stay)]
    return {**found, CLASS: _last(said), LEFT: _last(told)}


def _newest(events: Sequence[HospitalEvent], name: str, known: Account) -> tuple[int, ...]:
    value = getattr(known, name)
    if value is None:
        return _last([one for one in events if name in one.account.deleted])
    return _last([one for one in events if getattr(one.account, name) == value])


def _all(events: Sequence[HospitalEvent], name: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(one.receipt for one in events if getattr(one.account, name)))


def _leaves(event: HospitalEvent, stay: Stay) -> bool:
    at = stay.discharged_at or stay.expected_at
    said = event.account
    return at is not None and at in (
        said.discharged_at,
        said.expected_at,
        event.happened_at,
        event.counts_at,
    )


def _last(events: Sequence[HospitalEvent]) -> tuple[int, ...]:
    return (events[-1].receipt,) if events else ()
