"""Whom no roster names: the family, the number that always answers, whoever has a ward's phone."""

from domain.episode.facts import Person
from domain.pathway import Role
from domain.words.phrasebook import phrase, worded

PATIENT = Person(handle="patient", name=worded(phrase("unnamed.patient")), role=Role.PATIENT)
CAREGIVER = Person(handle="caregiver", name=worded(phrase("unnamed.caregiver")), role=Role.CAREGIVER)
ALWAYS_ON = Person(handle="always-on", name=worded(phrase("unnamed.always_on")), role=Role.ALWAYS_ON)


def charge_nurse(handle: str, ward: str) -> Person:
    """Of a ward, by its handle and its name."""
    name = worded(phrase("unnamed.charge_nurse", ward=ward))
    return Person(handle=handle, name=name, role=Role.CHARGE_NURSE)
