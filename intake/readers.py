"""Which reader a body goes to: HL7 v2, FHIR, a discharge file, a census; by the feed."""

from dataclasses import dataclass
from datetime import datetime

from adapters.messages import census_json, discharge_json
from adapters.messages.fhir import events as fhir_events
from adapters.messages.hl7 import events as hl7_events
from adapters.messages.parsed import Parsed
from adapters.validation import Problem, Refused
from domain.hospital.feed import Feed, Feeds
from store.arrivals import Format


@dataclass(frozen=True)
class Readers:
    """Every format, with every hospital's way of speaking it."""

    feeds: Feeds

    def __call__(self, form: Format, facility: str, body: str, received_at: datetime) -> Parsed:
        """Read a body. Raises Refused."""
        match form:
            case Format.DISCHARGE:
                heard = discharge_json.read(body, received_at)
                if heard.events[0].facility != facility:
                    raise _refused("facility", "another", "the facility whose key it came with")
                return heard
            case Format.CENSUS:
                return census_json.read(body, received_at)
            case Format.HL7:
                return hl7_events.read(body, self._feed(facility), received_at)
            case Format.FHIR:
                return fhir_events.read(body, self._feed(facility), received_at)

    def _feed(self, facility: str) -> Feed:
        feed = self.feeds.of(facility)
        if feed is None:
            raise _refused("MSH-3", "nothing", "a sender that a file in feeds/ names")
        return feed


def _refused(place: str, found: str, expected: str) -> Refused:
    return Refused("the message", [Problem(field=place, found=found, expected=expected)])
