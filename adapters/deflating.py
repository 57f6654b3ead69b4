"""Payloads made short before they are sealed: what all of them say is written into none.

A history is hundreds of small payloads, each too short to be deflated by itself: its field names
and what a field is by default are most of it. Both ends know those words, of which none is a
patient's. What was deflated with other words does not open: like a field of a payload, `_WORDS` is
not changed once a history is a promise (ADR 16).
"""

import zlib

from temporalio.api.common.v1 import Payload

_BARE = -zlib.MAX_WBITS  # no checksum: the seal is one
_SEEN = (
    '{"step":"contact","title":"48-hour call","state":"open","due":"',
    '{"step":"visit","title":"Primary-care visit","state":"open","due":"',
    '{"step":"reconciliation","title":"Medication reconciliation","state":"open","due":"',
    '{"step":"transport","title":"Transport","state":"done","due":"',
    '{"step":"equipment-1","title":"Equipment: ","state":"done","due":"',
    '","settled_at":null,"by":"","late":false,"escalated":false,"detail":"","record":""},',
    '"settled_at":"2026-","by":"","late":false,"escalated":false,"detail":"',
    '"phase":"first-contact","outcome":"","at":"","next_due":null,"unowned":false,"urgent":false,',
    '"phase":"follow-up","phase":"watching","alarms_real":0,"alarms_false":0,"steps":[',
    '"owners":[["contact","',
    '"patient":{"token":"","initials":"","age":null,"phone":"","language":"en",',
    '"consent_to_text":true,"caregiver":{"token":"","phone":"","may_be_told":true,',
    '"consent_to_text":false,"gets_texts":false}},"patient_zone":"America/New_York",',
    '"useless_after":null,"urgent":false,"safety":false,"rank":0,"about":"","again_of":"",',
    '"whom":"","choices":[{"digit":1,"value":"","label":"","words":["","done"],"wants":"nothing"},',
    '{"digit":2,"value":"","label":"',
    '{"digit":3,"value":"","label":"',
    '"wants":"nothing"}],"words":{"',
    '"times":{}},"lines":{"care":"+1","always_on":"+1"},',
    '"texts":{"patient_per_day":1,"patient_per_week":3,"adult_from_age":18},',
    '"patient_hours":{"begins":"08:00:00","ends":"21:00:00"},"undo_minutes":10,',
    '"clock":{"real_origin":"2026-","clinical_origin":"2026-","speed":1.0},',
    '"avoid":[],"not_of":[],"first_of":"","at":"2026-","then":[]}',
    '{"first":{"episode":"","facility":"","facility_name":"","facility_zone":"America/New_York",',
    '"home_at":"2026-","question":{"key":"reconciliation/reconcile/1","kind":"reconcile","to":"nurse",',
    '"key":"equipment-1/delivered/1","kind":"equipment_delivered","to":"vendor","ask_at":"2026-',
    '"due":null,"remind_at":[],"settled":{"words":"","by":"","at":null,"silent":false,',
    '"slots":[{"id":"","starts_at":"2026-","round":1,"clinic":"","slot_id":null,"version":1,',
    '{"episode":"","entries":{"answers":[{"name":"contact/call/1|SM","answer":{"question":"',
    '"at":null,"note":"","told_no":null,"flag":null,"card":[],"message_id":"SM","under":""},',
    '"value":"done","kind":"","message_id":"","told_at":"2026-","supersedes":""}],',
    '"bookings":[],"risk":null}}',
    '{"people":[{"person":{"handle":"","name":"","role":"nurse"},"reachability":""}]}',
    '{"state":"recorded","follows":"The ","by":"","at":null,"keeps_open":false}',
    '{"episode":"","key":"visit/offer/1","value":"accepted","by":{"handle":"patient",',
    '"name":"the patient","role":"patient"},"role":"vendor"},"happened_at":"2026-',
    '"told_at":"2026-',
    '00:00-04:00","00:00-05:00","000Z","via":"text","via":"card","at":null,"note":"",',
    ": until Mon Tue Wed Thu Fri",
)
_BEGINS = Payload(metadata={"encoding": b"json/plain"}).SerializeToString()
_WORDS = "".join(_SEEN).encode() + _BEGINS


def deflated(plain: bytes) -> bytes:
    """Make it short."""
    packer = zlib.compressobj(wbits=_BARE, zdict=_WORDS)
    return packer.compress(plain) + packer.flush()


def inflated(packed: bytes) -> bytes:
    """What was made short. Raises zlib.error."""
    return zlib.decompressobj(wbits=_BARE, zdict=_WORDS).decompress(packed)
