"""A patient of whose every word it can be told where it stands, in whatever coding."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from temporalio.api.common.v1 import Payload

from adapters.encryption import ENCODING, NOTHING, EncryptionCodec
from domain.hospital.address import Address
from domain.hospital.discharge import (
    Caregiver,
    Diagnosis,
    EquipmentItem,
    Medication,
    Medications,
    PrimaryCare,
)
from models import names
from tests.keys import RING
from tests.stories.people import RIDES, home, patient
from tests.stories.story import Story

# The patient's, and what else may not be read without a key: words that come up nowhere else, so
# that one of them found is one of them told.
NEVER = {
    "given name": "Wilhelmina",
    "family name": "Ashgrovenor",
    "caregiver": "Bartholomew",
    "number": "6175550123",
    "caregiver's number": "6175550124",
    "record number": "MRN-77120",
    "encounter": "ENC-88213",
    "postal code": "ZIP-02139",
    "street": "Quillfeather",
    "city": "Swampscott",
    "birth date": "1951-04-17",
    "clinician": "Featherington",
    "diagnosis": "spondylolisthesis",
    "drug before": "dabigatran",
    "drug after": "rivaroxaban",
    "note": "tearfulness",
    "danger noted": "candelabra",
    "note on a card": "marmalade",
    "reason on a card": "peppercorn",
    "note by command": "harpsichord",
    "note at the end": "gramophone",
    "words": "xylophones",
    "item": "periwinkle",
    "initials": "W.A.",
    "clinic": "riverside",
    "nurse's number": "6175550111",
    "where to": "Threadneedle",
}

_NOTED = {"note", "danger noted"}
IN_HISTORIES = {*_NOTED, "words", "initials", "clinic"}
"""What nurse and patient texted, and what a text may say of whom."""
IN_EPISODES = IN_HISTORIES - _NOTED
"""What a nurse texts beside an answer, taken or not, is in the thread of her phone alone."""
BY_REFERENCE = set(NEVER) - IN_HISTORIES - {"encounter", "nurse's number", "where to"}
"""What the store alone says: in the account and the notes that episodes point at."""

WILHELMINA = patient(
    mrn=NEVER["record number"],
    given=NEVER["given name"],
    family=NEVER["family name"],
    postal_code=NEVER["postal code"],
    birth_date=date.fromisoformat(NEVER["birth date"]),
    address=Address(street=f"7 {NEVER['street']} Ln", city=NEVER["city"]),
    caregiver=Caregiver(
        name=f"{NEVER['caregiver']} {NEVER['family name']}", mobile="+16175550124", may_be_told=True
    ),
)
HOME = home(
    "2026-09-08 10:00",
    encounter=NEVER["encounter"],
    patient=WILHELMINA,
    diagnoses=(Diagnosis(code="M43.16", text=NEVER["diagnosis"], principal=True),),
    medications=Medications(
        before_admission=(Medication(name=NEVER["drug before"], dose="150 mg"),),
        at_discharge=(Medication(name=NEVER["drug after"], dose="20 mg"),),
    ),
    equipment=(
        EquipmentItem(
            item=f"home oxygen concentrator for {NEVER['given name']} {NEVER['family name']},"
            f" (617) 555-0123, on {NEVER['drug after']}, {NEVER['item']}"
        ),
    ),
    primary_care=PrimaryCare(clinic="riverside-family", clinician=f"Dr. {NEVER['clinician']}"),
    transport=RIDES,
)


async def history_of(story: Story, workflow_id: str) -> str:
    """A history as anybody at the server reads it."""
    history = await story.client.get_workflow_handle(workflow_id).fetch_history()
    return f"{workflow_id}\n{history.to_json()}"


def named_in(*texts: str) -> set[str]:
    """Which of the things that must never be named stand in these texts, however they are coded."""
    said = "\n".join(layer for text in texts for layer in _layers(text)).casefold()
    digits = re.sub(r"(?<=\d)[ ().-]{1,2}(?=\d)", "", said)
    return {what for what, word in NEVER.items() if word.casefold() in f"{said}\n{digits}"}


def _layers(text: str) -> Iterator[str]:
    """The text itself, and whatever is text inside its base64."""
    yield text
    for coded in re.findall(r"[A-Za-z0-9+/]{12,}={0,2}", text):
        try:
            inside = base64.b64decode(coded, validate=True)
        except binascii.Error:
            continue
        yield from _layers(inside.decode("latin-1"))


async def with_the_key(histories: list[str]) -> list[str]:
    """The same histories as they would be without the codec."""
    codec = EncryptionCodec(RING, names.NAMESPACE)
    return [
        json.dumps(await _without(codec, json.loads(history.partition("\n")[2])))
        for history in histories
    ]


async def _without(codec: EncryptionCodec, part: Any) -> Any:
    """A piece of JSON with each sealed payload opened."""
    if isinstance(part, list):
        return [await _without(codec, item) for item in part]
    if not isinstance(part, dict):
        return part
    if "metadata" in part and "data" in part:
        sealed = Payload(
            metadata={key: base64.b64decode(value) for key, value in part["metadata"].items()},
            data=base64.b64decode(part["data"]),
        )
        assert sealed.metadata["encoding"] in (ENCODING, NOTHING, b"json/plain", b"json/protobuf")
        (plain,) = await codec.decode([sealed])
        return {"data": base64.b64encode(plain.data).decode()}
    return {key: await _without(codec, value) for key, value in part.items()}
