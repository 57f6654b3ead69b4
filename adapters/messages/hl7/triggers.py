"""Which HL7 v2 trigger says what, as far as it matters here."""

from adapters.messages.records_apart import MERGES
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
    "A23": EventKind.VOIDED,
    "A25": EventKind.EXPECTED_CANCELLED,
    "A28": EventKind.UPDATED,
    "A29": EventKind.VOIDED,
    "A31": EventKind.UPDATED,
    "A60": EventKind.UPDATED,
    "A41": EventKind.MOVED,
    "A45": EventKind.MOVED,
    **dict.fromkeys(MERGES, EventKind.MERGED),
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

ORDERS = {
    "RDE^O11", "RDE^O25", "OMP^O09", "RDS^O13", "RDE^O01", "RDS^O01", "RDO^O01", "ORM^O01",
}  # fmt: skip
"""Pharmacy orders: encoded, refilled, as asked for, dispensed; and as before HL7 2.4."""

DOCUMENTS = {"T02", "T04", "T08", "T10"}
"""A document with its content: new, with its status changed, edited, replaced."""

WHY_NOTHING: dict[str, str] = {
    "A02": "a transfer changes nothing here",
    "A12": "a transfer changes nothing here",
    "A05": "a preadmission changes nothing here",
    "A14": "an expected admission changes nothing here",
    "A17": "a swap of beds changes nothing here",
    "A39": "a merge without the numbers that we know people by changes nothing here",
}
