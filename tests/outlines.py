"""Discharges as episodes carry them, with nothing hidden: a failing test says whom it is about."""

from domain.clinical.outline import Outline
from domain.clinical.outlining import NothingHidden, outline_of
from domain.hospital.discharge import Discharge


def outlined(discharge: Discharge, account: int = 1) -> Outline:
    """What an episode would carry of it."""
    return outline_of(discharge, account, NothingHidden())
