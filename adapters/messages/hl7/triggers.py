"""Which HL7 v2 trigger says what, as far as it matters here."""

from domain.hospital.events import AppointmentStatus, EventKind

ADT: dict[str, EventKind] = {
    "A01": EventKind.ADMITTED,
    "A03": EventKind.DISCHARGED,
    "A04": EventKind.REGISTERED,
    "A06": EventKind.ADMITTED,
    "A07": EventKind.UPDATED,
    "A08": EventKind.UPDATED,
    "A11": EventKind.ADMISSION_CANCELLED,
    "A13": EventKind.DISCHARGE_CANCELLED,
    "A16": EventKind.DISCHARGE_EXPECTED,
    "A18": EventKind.MERGED,
    "A23": EventKind.VOIDED,
    "A25": EventKind.EXPECTED_CANCELLED,
    "A28": EventKind.UPDATED,
    "A29": EventKind.VOIDED,
    "A30": EventKind.MERGED,
    "A31": EventKind.UPDATED,
    "A34": EventKind.MERGED,
    "A35": EventKind.MERGED,
    "A36": EventKind.MERGED,
    "A40": EventKind.MERGED,
    "A41": EventKind.MOVED,
    "A45": EventKind.MOVED,
    "A46": EventKind.MERGED,
    "A47": EventKind.MERGED,
}
"""What an ADT event says. Whatever is not here changes nothing."""

SIU: dict[str, AppointmentStatus] = {
    "S12": AppointmentStatus.BOOKED,
    "S13": AppointmentStatus.BOOKED,
    "S14": AppointmentStatus.BOOKED,
    "S15": AppointmentStatus.CANCELLED,
    "S17": AppointmentStatus.CANCELLED,
    "S26": AppointmentStatus.MISSED,
}

FILLER_STATUS: dict[str, AppointmentStatus] = {
    "COMPLETE": AppointmentStatus.KEPT,
    "CANCELLED": AppointmentStatus.CANCELLED,
    "DELETED": AppointmentStatus.CANCELLED,
    "NOSHOW": AppointmentStatus.MISSED,
}
"""SCH-25 (table 0278) of a booking or a change, where it says more than the trigger."""
NOT_YET_BOOKED = {"PENDING", "WAITLIST"}

WHY_NOTHING: dict[str, str] = {
    "A02": "a transfer changes nothing here",
    "A12": "a transfer changes nothing here",
    "A05": "a preadmission changes nothing here",
    "A14": "an expected admission changes nothing here",
    **dict.fromkeys(
        ("A17", "A24", "A37", "A39", "A42", "A43", "A44", "A48", "A49", "A50", "A51"),
        "such a change of beds, links or numbers is not followed here",
    ),
}
