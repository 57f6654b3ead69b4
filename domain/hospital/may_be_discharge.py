"""Whether what nobody could use may have been a discharge: then it climbs. In doubt it was one.

What is named here is known to be something else; whatever is not named may be a discharge. A
discharge as JSON always is: nothing else is sent that way.
"""

_DISCHARGES = {"A03", "A16"}
"""ADT: a patient left, or is about to leave."""
OTHER_ADT = frozenset({f"A{n:02}" for n in range(1, 63)} - _DISCHARGES)
"""Whatever else table 0003 names of ADT: admissions, moves, updates, merges, cancellations."""
OTHER_KINDS = frozenset({
    "ACK", "ADR", "BAR", "DFT", "DOC", "MCF", "MDM", "MFK", "MFN", "OMG", "OMI", "OML", "OMN",
    "OMP", "OMS", "ORF", "ORL", "ORM", "ORP", "ORR", "ORU", "OSQ", "OUL", "PEX", "PGL", "PIN",
    "PPR", "QBP", "QRY", "RAS", "RDE", "RDS", "REF", "RGV", "RQI", "RRI", "RSP", "SIU", "SRM",
    "SRR", "VXQ", "VXR", "VXU", "VXX",
})  # fmt: skip
"""Kinds of HL7 v2 message (table 0076) that tell of no discharge."""
OTHER_STATUSES = frozenset({
    "planned", "arrived", "triaged", "in-progress", "onleave", "on-hold", "cancelled",
    "entered-in-error", "discontinued",
})  # fmt: skip
"""Of an Encounter that has not ended by a discharge."""
OTHER_RESOURCES = frozenset({
    "Account", "AllergyIntolerance", "Appointment", "AppointmentResponse", "CarePlan", "CareTeam",
    "Claim", "Communication", "Condition", "Consent", "Coverage", "Device", "DeviceRequest",
    "DiagnosticReport", "Endpoint", "EpisodeOfCare", "Flag", "Goal", "Immunization", "Location",
    "Media", "Medication", "MedicationAdministration", "MedicationDispense", "MedicationRequest",
    "MedicationStatement", "Observation", "OperationOutcome", "Organization", "Patient",
    "Practitioner", "PractitionerRole", "Procedure", "Questionnaire", "QuestionnaireResponse",
    "RelatedPerson", "Schedule", "ServiceRequest", "Slot", "Specimen", "Subscription", "Task",
})  # fmt: skip
"""FHIR resources that tell of no discharge; an Encounter goes by its status."""
DISCHARGE_EVENTS = frozenset({*_DISCHARGES, "notification-discharge"})


def in_hl7(structure: str) -> bool:
    """Of MSH-9, "ADT^A03", or "" where it says nothing that can be read."""
    kind, _, event = structure.partition("^")
    return kind not in OTHER_KINDS if kind != "ADT" else event not in OTHER_ADT


def in_encounter(status: str) -> bool:
    """Of an Encounter's status, or "" where it has none."""
    return status not in OTHER_STATUSES


def in_resource(kind: str) -> bool:
    """Of the type of a resource that is no Encounter."""
    return kind not in OTHER_RESOURCES
