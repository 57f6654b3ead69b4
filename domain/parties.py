"""Who outside the hospital is asked, told or named, by kind."""

from enum import StrEnum


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
