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

ORDERS = {"RDE^O11", "RDE^O25", "OMP^O09", "RDS^O13"}
"""Pharmacy orders: encoded, refilled, as asked for, dispensed."""

WHY_NOTHING: dict[str, str] = {
    "A02": "a transfer changes nothing here",
    "A12": "a transfer changes nothing here",
    "A05": "a preadmission changes nothing here",
    "A14": "an expected admission changes nothing here",
    "A17": "a swap of beds changes nothing here",
    "A39": "a merge without the numbers that we know people by changes nothing here",
}

UNMERGED = "A37"
RECORDS: dict[str, str] = {
    UNMERGED: "two records are separate again, and nothing here was taken apart",
    "A24": "two records were linked, and nothing here was joined",
    "A42": "visits were merged, and nothing here was changed",
    "A43": "a record's number was moved, and nothing here was changed",
    "A44": "an account was moved to another record, and nothing here was changed",
    "A48": "an alternate number was changed, and nothing here was",
    "A49": "an account's number was changed, and nothing here was",
    "A50": "a visit's number was changed, and nothing here was",
    "A51": "an alternate visit number was changed, and nothing here was",
}
"""What only a person can follow: who is who may be another now than in the chart."""
