"""The words of coded fields that a feed does not know, by HL7 and by FHIR."""

import json
from dataclasses import replace

import pytest

from adapters.messages.fhir import events as fhir
from adapters.messages.hl7 import events as hl7
from adapters.validation import Refused
from domain.hospital.feed import Feed, Hl7Feed
from operations.checks.unknown_words import unknown_words
from operations.found_files import Piece
from store.arrivals import Arrival, Format
from tests.adapters.messages import test_coded_fields as coded
from tests.adapters.messages.fhir import bodies
from tests.adapters.messages.hl7 import speech

WORD = 'zz"q'


def piece(way: str, body: str, feed: Feed) -> Piece:
    """One message of a file, read by a feed."""
    read = hl7.read if way == "hl7" else fhir.read
    kind = Format.HL7 if way == "hl7" else Format.FHIR
    arrival = Arrival(format=kind, facility=feed.facility, sender_key="", trigger="", body=body)
    try:
        return Piece(source="", arrival=arrival, heard=read(body, feed, speech.RECEIVED))
    except Refused as refused:
        return Piece(source="", arrival=arrival, refused=refused)


def sent(way: str, field: coded.Coded, word: str) -> str:
    """One coded field as it is sent."""
    return field.v2(word) if way == "hl7" else json.dumps(bodies.bundle(*field.fhir(word)))


@pytest.mark.parametrize("way", coded.READERS)
@pytest.mark.parametrize("field", coded.FIELDS, ids=lambda field: field.table)
def test_every_word_comes_with_the_line_that_maps_it(way: str, field: coded.Coded) -> None:
    """The table, the word as it was sent, how often; once it is mapped there is none."""
    _, feed = coded.READERS[way]
    body = sent(way, field, WORD)
    (found,) = unknown_words([piece(way, body, feed)] * 3, feed)
    assert (found.table, found.word, found.times) == (field.table, WORD, 3)
    assert found.line == '"zz\\"q" = "..."'
    told = replace(feed, **{field.table: {WORD: field.meant}})  # type: ignore[arg-type]
    assert unknown_words([piece(way, body, told)], told) == ()


@pytest.mark.parametrize("way", coded.READERS)
def test_what_an_order_is_for_is_such_a_word(way: str) -> None:
    """Also where the message is a person's work for it."""
    _, feed = coded.READERS[way]
    (found,) = unknown_words([piece(way, coded.order(way, "zzq"), feed)], feed)
    assert (found.table, found.word) == ("orders", "zzq")


def test_a_place_of_an_appointment_that_is_no_clinic_of_ours_is_such_a_word() -> None:
    """An X-ray, or a clinic that nobody has named yet: the line is ready for either."""
    body = speech.message("SIU^S12", "SCH|P1||||||||||^^^20260909103000", "AIL|1|A|CARDCLIN^1")
    (found,) = unknown_words([piece("hl7", body, speech.FEED)], speech.FEED)
    assert (found.table, found.word) == ("clinics", "CARDCLIN")
    told = replace(speech.FEED, clinics={**speech.FEED.clinics, "CARDCLIN": "unsaid"})
    assert unknown_words([piece("hl7", body, told)], told) == ()


@pytest.mark.parametrize("pid", ["PID|1||4821^^^MERCY^MR", "PID|1||UNKNOWN"])
@pytest.mark.parametrize("place", ["ORC-16", "ORC-16.2"])
def test_what_an_order_is_for_is_named_wherever_the_feed_says_that_it_stands(
    pid: str, place: str
) -> None:
    """Each word of a message's orders; also where nobody knows whose the message is."""
    feed = replace(speech.FEED, hl7=Hl7Feed(order_fields=(place, "ORC-29")))
    orders = (f"ORC|NW{'|' * 15}{word}" for word in ("WAIT", "GO^Takes it", "WAIT"))
    body = speech.message("RDE^O11", *orders, PID=pid)
    found = unknown_words([piece("hl7", body, feed)], feed)
    assert {(one.table, one.word, one.times) for one in found} == {
        ("orders", "WAIT", 1), ("orders", "GO", 1),
    }  # fmt: skip
    told = replace(feed, orders={"WAIT": "ward", "takes it": "home"})
    assert unknown_words([piece("hl7", body, told)], told) == ()


@pytest.mark.parametrize("way", coded.READERS)
def test_a_word_of_which_a_person_is_asked_each_time_is_known(way: str) -> None:
    """Somebody is asked where they went, and nobody to mend the feed."""
    _, feed = coded.READERS[way]
    where = {"dischargeDisposition": {"text": "Ward 9"}}
    body = (
        speech.message(PV1=speech.field("PV1", 36, "Ward 9"))
        if way == "hl7"
        else json.dumps(bodies.bundle(bodies.patient(), bodies.encounter(hospitalization=where)))
    )
    (found,) = unknown_words([piece(way, body, feed)], feed)
    assert (found.table, found.word) == ("dispositions", "Ward 9")
    told = replace(feed, dispositions={"ward 9": "ask"})
    assert unknown_words([piece(way, body, told)], told) == ()
