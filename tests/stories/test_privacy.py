"""What anybody can read without a key: histories, ids, search attributes and logs name nobody."""

import base64
import binascii
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.json_format import MessageToJson
from sqlmodel import select
from temporalio.api.common.v1 import Payload

from adapters.encryption import ENCODING, EncryptionCodec
from domain.hospital.address import Address
from domain.hospital.discharge import Caregiver, Diagnosis, Medication, Medications
from models import names
from models.tables import StepRow
from store.patient_data.accounts import Accounts
from tests.keys import RING
from tests.stories.people import OXYGEN, RIDES, home, patient
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
    "diagnosis": "spondylolisthesis",
    "drug before": "dabigatran",
    "drug after": "rivaroxaban",
    "note": "tearfulness",
    "words": "xylophones",
    "item": "oxygen concentrator",
    "initials": "W.A.",
    "clinic": "riverside",
    "nurse's number": "6175550111",
}

IN_HISTORIES = {"note", "words", "item", "initials", "clinic"}
"""What nurse and patient texted, what was ordered, and what a text may say of whom."""
BY_REFERENCE = set(NEVER) - IN_HISTORIES - {"encounter", "nurse's number"}
"""What the store alone says of the patient: in the account that episodes point at."""

WILHELMINA = patient(
    mrn=NEVER["record number"],
    given=NEVER["given name"],
    family=NEVER["family name"],
    postal_code=NEVER["postal code"],
    address=Address(street=f"7 {NEVER['street']} Ln", city="Cambridge"),
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
    equipment=OXYGEN,
    transport=RIDES,
)


async def test_nothing_in_clear_names_the_patient(
    story: Story, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A story with a note, a patient's words and an escalation: with no key nobody is named.

    Opened with the key they name what people wrote and what is needed for deciding, and nobody:
    that is the store's, and its own counter-check.
    """
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "temporalio.worker")  # below that it prints what it unsealed
    await _is_told(story)

    histories = [await _history(story, workflow_id) for workflow_id in story._all()]  # noqa: SLF001
    described = [await _described(story, workflow_id) for workflow_id in story._all()]  # noqa: SLF001
    assert len(histories) > 3
    assert _named(*histories, *described) == set()
    assert _named(*await _opened(histories)) == IN_HISTORIES
    assert _named(_stored(story)) >= BY_REFERENCE
    printed = capfd.readouterr()
    assert _named(_logged(caplog), printed.out, printed.err) == set()


def test_the_search_sees_through_base64() -> None:
    """A name inside an unsealed payload is found, at any depth."""
    plain = base64.b64encode(b'{"given": "Wilhelmina"}').decode()
    assert _named(json.dumps({"events": [{"input": {"data": plain}}]})) == {"given name"}
    twice = base64.b64encode(json.dumps({"data": plain}).encode()).decode()
    assert _named(json.dumps([twice])) == {"given name"}
    assert _named("call (617) 555-0123") == {"number"}


async def _is_told(story: Story) -> None:
    """A day: an answer with a note, words, danger, an escalation, a ride and an item."""
    story.driver.allows("RIDE W.A.", "{code} 1")
    story.supplier.allows("DELIVER W.A.", "{code} 1")
    story.patient.allows("isit at", "1")
    story.patient.allows("our")
    story.patient.allows("call 911")
    story.nurse.allows("MEDS W.A. (home", "{code} 2")
    story.nurse.allows("CALL W.A.", f"{{code}} 3 some {NEVER['note']}")
    for phone in story.network.phones.values():
        phone.allows("W.A.")
    await story.discharge(HOME)
    await story.patient.says(f"where do I find {NEVER['words']}")
    await story.settles()
    await story.patient.says("I have chest pain")
    await story.reaches("Wed 2026-09-09 08:05")
    assert any("URGENT" in body for _, body in story.case_manager.received)
    assert any("PROBLEM" in body for _, body in story.case_manager.received)


async def _history(story: Story, workflow_id: str) -> str:
    """A history as anybody at the server reads it."""
    history = await story.client.get_workflow_handle(workflow_id).fetch_history()
    return f"{workflow_id}\n{history.to_json()}"


async def _described(story: Story, workflow_id: str) -> str:
    """Its visibility record: id, memo, search attributes, summary and details."""
    described = await story.client.get_workflow_handle(workflow_id).describe()
    return MessageToJson(described.raw_description)


def _stored(story: Story) -> str:
    """The hospital's account of the episode, opened with the key."""
    with story.database.read() as session:
        account = Accounts(story.seal).account(session, story.episodes[0], 1)
    return repr(account)


def _logged(caplog: pytest.LogCaptureFixture) -> str:
    """Every line that was logged, with all that its record carries."""
    return "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)


def _named(*texts: str) -> set[str]:
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


async def _opened(histories: list[str]) -> list[str]:
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
        assert sealed.metadata["encoding"] in (ENCODING, b"json/plain", b"json/protobuf")
        (plain,) = await codec.decode([sealed])
        return {"data": base64.b64encode(plain.data).decode()}
    return {key: await _without(codec, value) for key, value in part.items()}


async def test_a_nurse_s_note_is_not_in_the_read_model(story: Story) -> None:
    """Free words of staff stay encrypted: the steps' table holds none of them."""
    story.patient.allows("Reply 1", "1")
    story.patient.allows("our visit")
    story.nurse.allows("MEDS", "{code} 1 spoke to Mrs Smith of the pharmacy")
    story.nurse.allows("saved")
    await story.discharge(home("2026-09-08 10:00"))
    with story.database.read() as session:
        details = [row.detail for row in session.exec(select(StepRow)).all()]
    assert not any("Smith" in detail for detail in details)
    await story.ends()
