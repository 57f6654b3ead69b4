"""What a call says of an alarm: whoever picks up hears it, and so may a machine that records."""

import pytest

from adapters.wording.texts import Wording
from domain.clinical.equipment import KINDS, UNKNOWN, EquipmentKind
from domain.words.phrasebook import phrase
from models.payloads import TextItem
from tests.places import ROOT

WORDING = Wording(ROOT / "templates", "hw.example")


@pytest.mark.parametrize("kind", [*KINDS, UNKNOWN], ids=lambda kind: kind.title)
def test_a_call_names_no_device(kind: EquipmentKind) -> None:
    """Of what is missing it says that, never what: oxygen alone is said, which cannot wait."""
    called = "oxygen" if "oxygen" in kind.title else kind.title
    headline = phrase("equipment.no", what=called.upper())
    alarm = TextItem(kind="escalation", label="J.S.", words={"headline": headline})
    missing = "oxygen" if called == "oxygen" else "medical equipment"
    said = WORDING.spoken(alarm)
    assert f"The alarm: there is no {missing} at home." in said
    assert called in ("oxygen", UNKNOWN.title) or called not in said
