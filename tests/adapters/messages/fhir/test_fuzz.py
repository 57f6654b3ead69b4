"""Whatever stands in a body, reading it gives events or a refusal."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.messages.fhir import events, missing_references
from adapters.messages.fhir.operation_outcome import issues_of, operation_outcome, problems
from adapters.messages.parsed import Parsed
from adapters.validation import Refused
from tests.adapters.messages.fhir.bodies import (
    ARRIVED,
    FEED,
    bundle,
    encounter,
    message,
    notification,
    of_stay,
    patient,
)

_PHI = "Zyx Wv"
_ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 1e308, 10**30, "", _PHI, "\ud800", "\x00", "0001-01-01T00:00:00+14:00",
     "2026-02-30", "2026-09-04T25:61:61", "#", "/", "Patient/..", "urn:uuid:", [], {}, [[]], [{}],
     [None], {"coding": 1}, {"reference": "#p1"}, {"reference": ["x"]}, {"value": {"a": 1}}]
)  # fmt: skip
_ORDER = of_stay(
    "MedicationRequest",
    intent="order",
    medicationCodeableConcept={"text": "metoprolol"},
    dosageInstruction=[
        {
            "doseAndRate": [{"doseQuantity": {"value": 50, "unit": "mg"}}],
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
        }
    ],
)
_VISIT = {
    "resourceType": "Appointment",
    "id": "a1",
    "status": "booked",
    "start": "2026-09-10T09:30:00-04:00",
    "participant": [{"actor": {"reference": "Patient/p1"}}],
}
_WHOLE = [
    patient(contact=[{"name": {"text": "Tom"}, "telecom": [{"system": "phone", "value": "1"}]}]),
    encounter(diagnosis=[{"condition": {"reference": "Condition/r1"}, "rank": 1}]),
    of_stay("Condition", code={"text": "Heart failure"}),
    _ORDER,
    of_stay("DeviceRequest", codeCodeableConcept={"text": "oxygen"}),
    _VISIT,
]
_VALID = [
    bundle(*_WHOLE),
    message("A03", *_WHOLE),
    notification(*_WHOLE),
    *_WHOLE,
]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _places(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs: list[tuple[Any, Any]] = []
    if isinstance(data, dict):
        pairs = list(data.items())
    elif isinstance(data, list):
        pairs = list(enumerate(data))
    return [at, *(place for key, value in pairs for place in _places(value, (*at, key)))]


def _put(data: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[place[0]] = _put(data[place[0]], place[1:], value)
    return copy


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A valid body with up to three of its elements replaced."""
    data: Any = draw(st.sampled_from(_VALID))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(_places(data)))
        data = _put(data, place, draw(_ODD | _JSON))
    return data


def _try(body: str) -> None:
    try:
        heard = events.read(body, FEED, ARRIVED)
        missing_references.missing(body, FEED)
        whole = missing_references.with_fetched(body, {"Patient/p1": patient(), "Patient/p2": 3})
        events.read(whole, FEED, ARRIVED)
    except Refused as refused:
        places = [one.field for one in refused.problems]
    else:
        places = _sound(heard)
    assert not any(_PHI in place for place in places)


def _sound(heard: Parsed) -> list[str]:
    for event in heard.events:
        assert event.recorded_at + timedelta(days=30) > event.recorded_at.astimezone()
        assert event.mrn.encode()
        repr(event).encode()
    return [heard.ignored, *heard.doubts]


@settings(max_examples=500)
@given(mutated())
def test_a_mutated_body_gives_events_or_a_refusal(data: Any) -> None:
    """Nothing that stands in an element raises anything but Refused, and no value is repeated."""
    _try(json.dumps(data))


@given(_JSON)
def test_any_json_gives_events_or_a_refusal(data: Any) -> None:
    """Nor does any JSON at all."""
    _try(json.dumps(data))


@given(st.text())
def test_any_text_gives_events_or_a_refusal(text: str) -> None:
    """Nor any text."""
    _try(text)


@settings(max_examples=60)
@given(mutated())
def test_the_strict_reader_names_places_and_no_values(data: Any) -> None:
    """Whatever is wrong, an outcome can be worded, and it repeats nothing of what was found."""
    if isinstance(data, dict):
        outcome = operation_outcome(issues_of(problems(data)))
        assert outcome["issue"]
        assert _PHI not in json.dumps(outcome)


def test_a_large_body_is_read_in_one_pass() -> None:
    """A thousand stays of a person with a thousand numbers are not a million readings."""
    numbers = [{"system": "phone", "value": "1" * 20}] * 1_000
    stays = [encounter(id=f"e{n}", identifier=[]) for n in range(1_000)]
    lines = [of_stay("Condition", encounter={"reference": f"Encounter/e{n}"}) for n in range(1_000)]
    body = json.dumps(bundle(patient(telecom=numbers), *stays, *lines))
    heard = events.read(body, FEED, ARRIVED)
    assert len(heard.events) == 1_000
    assert len(heard.doubts) == 1
