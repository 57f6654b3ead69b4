"""What our FHIR endpoint can do, as a CapabilityStatement of R4."""

from typing import Any

CHANGED = "2026-11-22"
"""The day on which this statement was last changed."""
SECURITY = "A bearer key of the facility, with the scope fhir:write."
TYPES = (
    "Appointment", "Condition", "DeviceRequest", "Encounter", "MedicationRequest",
    "MedicationStatement", "Patient",
)  # fmt: skip
MESSAGES = ("notification-admit", "notification-discharge")
_ALERTS = "http://hl7.org/fhir/us/davinci-alerts/MessageDefinition"
_PROTOCOLS = "http://terminology.hl7.org/CodeSystem/message-transport"


def capability_statement(base: str) -> dict[str, Any]:
    """State it. `base` is our FHIR base address, without a slash at its end."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": CHANGED,
        "kind": "instance",
        "software": {"name": "Homeward"},
        "implementation": {"description": "Takes discharges and what belongs to them", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "documentation": (
                    "Receives only: rest-hook and backport notifications, transactions, batches "
                    "and messages. Nothing can be read back."
                ),
                "security": {"description": SECURITY},
                "resource": [_received(kind) for kind in TYPES],
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
                "operation": [
                    {
                        "name": "process-message",
                        "definition": (
                            "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message"
                        ),
                    }
                ],
            }
        ],
        "messaging": [
            {
                "endpoint": [
                    {
                        "protocol": {"system": _PROTOCOLS, "code": "http"},
                        "address": f"{base}/$process-message",
                    }
                ],
                "documentation": "Da Vinci unsolicited notifications, and events of HL7 v2 ADT.",
                "supportedMessage": [
                    {"mode": "receiver", "definition": f"{_ALERTS}/{name}"} for name in MESSAGES
                ],
            }
        ],
    }


def _received(kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "interaction": [{"code": "create"}, {"code": "update"}],
        "versioning": "no-version",
        "updateCreate": True,
    }
