"""Orders over HL7: which are to take home, which were ended, and what each says of its drug."""

from dataclasses import replace

import pytest

from adapters.messages.hl7.events import read
from domain.hospital.discharge import Medication
from domain.hospital.events import Account, EventKind
from tests.adapters.messages.hl7.speech import FEED, RECEIVED, event, message


def order(drug: str, taken: str = "O", control: str = "NW") -> list[str]:
    """An order of one drug, to take home or for the ward."""
    return [f"ORC|{control}" + "|" * 28 + taken, f"RXE||{drug}|50||mg", "TQ1|1||BID&twice a day"]


@pytest.mark.parametrize(
    ("drug", "name", "rxcui"),
    [
        ("866427^metoprolol^RXNORM", "metoprolol", "866427"),
        ("0378^METOPROLOL ER^NDC^866427^metoprolol^RxNorm", "METOPROLOL ER", "866427"),
        ("0378^^NDC^^^^^^metoprolol 50", "metoprolol 50", None),
        ("metoprolol", "metoprolol", None),
    ],
)
def test_a_prescription_is_a_line_of_the_list(drug: str, name: str, rxcui: str | None) -> None:
    """Name, RxCUI where RxNorm says so, dose, frequency and route, of orders to take home."""
    lines = [*order(drug), "RXR|PO^Oral", *order("heparin", "I"), *order("aspirin", "O", "DC")]
    said = event(message("RDE^O11", *lines))
    medication = Medication(
        name=name, rxcui=rxcui, dose="50 mg", frequency="twice a day", route="Oral"
    )
    assert (said.kind, said.encounter) == (EventKind.UPDATED, "V1")
    ended = Medication(name="aspirin", dose="50 mg", frequency="twice a day")
    assert said.account == Account(orders=(medication,), orders_ended=(ended,))


@pytest.mark.parametrize("control", ["DC", "CA", "OD", "HD"])
def test_an_ended_order_to_take_home_is_heard(control: str) -> None:
    """Stopped, cancelled, held: the drug leaves the list; of the ward's orders nothing is heard."""
    said = event(message("RDE^O11", *order("warfarin", "O", control)))
    assert [one.name for one in said.account.orders_ended or ()] == ["warfarin"]
    assert said.account.orders is None
    assert read(message("RDE^O11", *order("heparin", "I", control)), FEED, RECEIVED).ignored


def test_a_document_with_drugs_is_a_list() -> None:
    """MDM^T02 that carries RXE or RXO segments says what they say."""
    said = event(message("MDM^T02", "TXA|1|DS", "RXO|^aspirin|81||mg", "RXO|^ramipril|5|10|mg"))
    assert said.account.orders == (
        Medication(name="aspirin", dose="81 mg"),
        Medication(name="ramipril", dose="5-10 mg"),
    )


OLDER = ["RDE^O01", "RDS^O01", "RDO^O01", "ORM^O01"]


@pytest.mark.parametrize("kind", ["RDE^O11", "OMP^O09", "RDS^O13", *OLDER])
@pytest.mark.parametrize("said", ["", "I", "O", "zz"])
def test_what_an_order_is_for_is_said_or_asked(kind: str, said: str) -> None:
    """O is the list, I the ward's; blank or strange is somebody's work, until the feed says it."""
    orc = "|".join(["ORC", "NW", "1", *[""] * 26, said])
    order = message(kind, orc, "RXE||1049621^oxycodone 5 MG^RXNORM|5||mg", PV1="")
    heard = read(order, FEED, RECEIVED)
    if said == "O":
        assert heard.events[0].account.orders
    elif said == "I":
        assert heard.ignored
    else:
        assert (heard.events, heard.always, heard.records) == ((), True, ("4821",))
        assert "ORC-29" in heard.for_a_person
    own = replace(FEED, orders={"": "home", "zz": "ward"})
    mine = read(order, own, RECEIVED)
    assert bool(mine.events) is (said in ("", "O"))
    assert not mine.for_a_person


def test_an_order_that_says_nothing_beside_others_is_set_aside() -> None:
    """What can be read is the list; what cannot is somebody's work, and never only left out."""
    for unsaid in ("", "zz"):
        heard = read(
            message("RDE^O11", *order("aspirin"), *order("warfarin", unsaid)), FEED, RECEIVED
        )
        (said,) = heard.events
        assert [one.name for one in said.account.orders or ()] == ["aspirin"]
        assert len(heard.aside) == 1
        assert heard.aside[0].startswith("ORC-29: ")
    ward = read(message("RDE^O11", *order("aspirin"), *order("heparin", "I")), FEED, RECEIVED)
    assert (len(ward.events), ward.aside) == (1, ())


@pytest.mark.parametrize("kind", ["RDE^O11", "RDS^O13"])
def test_an_order_to_take_home_without_a_drug_is_somebodys_work(kind: str) -> None:
    """It is never "no order to take home"; beside others it is set aside."""
    empty = ["ORC|NW" + "|" * 28 + "O", "RXE||||"]
    alone = read(message(kind, *empty), FEED, RECEIVED)
    assert (alone.events, alone.ignored) == ((), "")
    assert "names no drug" in alone.for_a_person
    heard = read(message(kind, *order("aspirin"), *empty), FEED, RECEIVED)
    assert [len(heard.events), len(heard.aside)] == [1, 1]


def test_what_was_dispensed_to_take_home_is_read() -> None:
    """RXD where neither RXE nor RXO stands; thirty handed out are no dose."""
    orc = "ORC|NW" + "|" * 28 + "O"
    given = "RXD|1|855332^warfarin 5 MG^RXNORM|20260904|30|TAB"
    said = event(message("RDS^O13", orc, given, "RXR|PO^Oral"))
    drug = Medication(name="warfarin 5 MG", rxcui="855332", route="Oral")
    assert said.account.orders == (drug,)


def test_drugs_without_an_order_before_them_are_asked_about() -> None:
    """No ORC says what they are for; a feed that says it of a blank one says it of them."""
    lines = ("RXE||warfarin|5||mg",)
    asked = read(message("RDE^O11", *lines), FEED, RECEIVED)
    assert (asked.events, asked.ignored) == ((), "")
    assert "ORC-29" in asked.for_a_person
    own = replace(FEED, orders={"": "home"})
    assert event(message("RDE^O11", *lines), own).account.orders


def test_an_order_of_no_drug_is_nobodys_work() -> None:
    """ORM^O01 is mostly of a laboratory: of those nothing is said, also beside one of a drug."""
    lab = ["ORC|NW|1", "OBR|1||5|24323-8^CMP^LN"]
    assert read(message("ORM^O01", *lab), FEED, RECEIVED).ignored
    heard = read(message("ORM^O01", *lab, *order("aspirin")), FEED, RECEIVED)
    assert [one.name for one in heard.events[0].account.orders or ()] == ["aspirin"]
    assert heard.aside == ()


@pytest.mark.parametrize("trigger", ["T02", "T04", "T08", "T10"])
def test_a_document_that_was_changed_is_read_as_a_new_one(trigger: str) -> None:
    """Notified, edited, replaced: with drugs in it each is a list; without its content none is."""
    lines = ("TXA|1|DS", "RXO|^aspirin|81||mg")
    assert event(message(f"MDM^{trigger}", *lines)).account.orders
    assert read(message("MDM^T01", *lines), FEED, RECEIVED).ignored
