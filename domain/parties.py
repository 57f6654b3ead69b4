"""Parties: who is asked, told or named, by the words of the hospital file and of the store.

A party's roles are words of one list: a role inside the hospital, or a kind of vendor, or a kind
of provider.
"""

from enum import StrEnum


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    ORGANISATION = "organisation"


class VendorKind(StrEnum):
    """What a vendor is asked for."""

    RIDE = "ride"
    EQUIPMENT = "equipment"


class ProviderKind(StrEnum):
    """Who outside cares for the patient, pays for it, or speaks for them."""

    PCP = "pcp"
    SPECIALIST = "specialist"
    PRESCRIBER = "prescriber"
    PHARMACY = "pharmacy"
    HOME_HEALTH = "home_health"
    BILLING_PRACTICE = "billing_practice"
    PAYER = "payer"
    PROGRAMME = "programme"
    ADVOCATE = "advocate"


VENDOR_FOR = {"transport": VendorKind.RIDE, "equipment": VendorKind.EQUIPMENT}
"""By step, without its number."""
