"""Whom no roster names: the family, the number that always answers, whoever has a ward's phone."""

from domain.episode.facts import Person
from domain.pathway import Role
from domain.words.phrasebook import phrase, worded


def _unnamed(handle: str, words: str, role: Role) -> Person:
    return Person(handle=handle, name=worded(words), role=role)


PATIENT = _unnamed("patient", phrase("unnamed.patient"), Role.PATIENT)
CAREGIVER = _unnamed("caregiver", phrase("unnamed.caregiver"), Role.CAREGIVER)
ALWAYS_ON = _unnamed("always-on", phrase("unnamed.always_on"), Role.ALWAYS_ON)


def charge_nurse(handle: str, ward: str) -> Person:
    """Of a ward, by its handle and its name."""
    return _unnamed(handle, phrase("unnamed.charge_nurse", ward=ward), Role.CHARGE_NURSE)
