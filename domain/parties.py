"""Parties: who is asked, told or named, by the words of the hospital file and of the store.

A party's roles are words of one list: a role inside the hospital, or a kind of vendor, or a kind
of provider.
"""

from enum import StrEnum

from domain.pathway import Role


class PartyKind(StrEnum):
    """What a party is. A ward is the phone that its charge nurse carries."""

    PERSON = "person"
    ORGANISATION = "organisation"
    WARD = "ward"


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


INSIDE = (
    Role.COORDINATOR,
    Role.NURSE,
    Role.PHARMACIST,
    Role.CASE_MANAGER,
    Role.SUPERVISOR,
    Role.INTAKE_LEAD,
    Role.OPS,
    Role.AUDITOR,
)
"""The roles that people of the hospital have; who is on call is a list, a ward has its phone."""
NEVER_ASKED = (Role.OPS, Role.AUDITOR)
"""They look at what runs: no question goes to them, so they need no phone."""
VENDOR_KINDS = tuple(VendorKind)
PROVIDER_KINDS = tuple(ProviderKind)
TAKEN = frozenset((*map(str, Role), "always-on", "clinic", "hospital", "temporal-ui"))
"""No party's handle: in answers, work and the audit trail these words mean somebody else."""
