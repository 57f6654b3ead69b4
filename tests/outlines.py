"""Discharges as episodes carry them, with nothing hidden: a failing test says whom it is about."""

from domain.clinical.outline import EquipmentOutline, Outline
from domain.clinical.outlining import NothingHidden, outline_of
from domain.hospital.discharge import Discharge, EquipmentItem
from tests.stories.people import home


def outlined(
    discharge: Discharge, account: int = 1, *, urgent_items: tuple[str, ...] = ()
) -> Outline:
    """What an episode would carry of it."""
    return outline_of(discharge, account, NothingHidden(), urgent_items=urgent_items)


def ordered(*items: EquipmentItem) -> tuple[EquipmentOutline, ...]:
    """What an episode would carry of these items."""
    return outlined(home(equipment=items)).equipment
