"""One line of a nightly census as an event: somebody is in house of whom we know otherwise."""

import json
from datetime import datetime

from adapters import validation
from adapters.messages.parsed import Parsed
from adapters.validation import Refused
from domain.hospital.events import EventKind, HospitalEvent
from domain.hospital.feed import Feed

TRIGGER = "census"


def write(feed: Feed, mrn: str, visit: str, at: datetime) -> str:
    """The body that is kept: no more than who is counted, as of when, and how late beds are."""
    said = {
        "facility": feed.facility,
        "mrn": mrn,
        "visit": visit,
        "at": at.isoformat(),
        "late_bed_hours": feed.census.late_bed_hours,
    }
    return json.dumps(said, sort_keys=True)


def read(body: str, received_at: datetime) -> Parsed:
    """Read one line. Raises Refused."""
    try:
        said = json.loads(body)
        at = datetime.fromisoformat(said["at"])
        event = HospitalEvent(
            kind=EventKind.COUNTED,
            facility=said["facility"],
            mrn=said["mrn"],
            encounter=said["visit"],
            recorded_at=at,
            sent_at=at,
            received_at=received_at,
            happened_at=at,
            trigger=TRIGGER,
            late_bed_hours=float(said["late_bed_hours"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(error) from None
    return Parsed(events=(event,))


def _unreadable(error: Exception) -> Refused:
    kind = ValueError(type(error).__name__)
    return validation.not_readable("the line", kind, "a line of a census as it was kept")
