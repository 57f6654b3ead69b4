"""When a stay ended, as HL7 v2 says it: the feed's fields, and dates without a time."""

from datetime import datetime

from adapters.messages.hl7.reading import Reading
from adapters.messages.hl7.syntax import refused


def discharged_at(reading: Reading, *, ends: bool) -> datetime | None:
    """The time of a discharge, from the feed's fields in their order.

    Of a date alone, a later field that gives a time on that date is better; else its first minute
    holds, so that no deadline is too late. A correction's EVN is its own and no discharge's.
    Raises Refused: it `ends` the stay and none can be read.
    """
    fields = reading.feed.hl7.discharge_time_fields
    paths = [path for path in fields if ends or not path.startswith("EVN")]
    said = [(path, at) for path in paths if (at := reading.moment(path, "discharged_at"))]
    if not said:
        if ends:
            place = fields[0]
            raise refused(place, reading.message.get(place), "a date and time of the discharge")
        return None
    path, first = said[0]
    if first.exact:
        return first.at
    reading.doubt(path, "a date without a time")
    exact = (at.at for _, at in said[1:] if at.exact)
    day, zone = first.at.date(), reading.zone
    return next((at for at in exact if at.astimezone(zone).date() == day), first.at)


def exactly(reading: Reading, path: str) -> datetime | None:
    """When somebody was admitted. Of a date alone 00:00 might be before the stay before ended."""
    said = reading.moment(path)
    if said and not said.exact:
        reading.doubt(path, "a date without a time")
    return said.at if said and said.exact else None
