"""Somebody who is erased while a text of theirs is on its way: they are heard, and answered."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities.messaging import Texting
from activities.text_inbox import TextInbox
from adapters.sql.database import Database
from models.payloads import DeliverInbox, SendText, TextItem
from models.tables import InboxRow, OutboxRow, PhoneNumber, WorkItem
from store.inbox import Outcome
from store.patient_data.erasing import ERASED, LONGEST_ANSWERING, TEXTED, UNANSWERED
from store.patient_data.numbers import Numbers
from tests.activities.texts_out import Told, plain_wording
from tests.store.erasing_ward import NOW, OTHER_PHONE, ErasedMeanwhile, Ward

HERS = "+16175550123"
DANGER = "xylophones, I have chest pain"
LINE = "Emergency? Call 911."


async def comes(ward: Ward) -> None:
    """Her text is kept, and waits."""
    await ward.texts(HERS, DANGER, "SM-danger")
    ward.stands("text:SM-danger", Outcome.WAITING)


def reply(to: str, key: str = "SM-danger/1") -> SendText:
    """The emergency line, as a thread has it sent."""
    item = TextItem(kind="plain", words={"says": LINE})
    return SendText(key=key, to=to, items=(item,), now=NOW, time_zone="UTC")


def texting(ward: Ward, store: Database, folder: Path, carrier: Told) -> Texting:
    """Sending."""
    numbers = Numbers(ward.seal, ward.tokens)
    return Texting(carrier, store, numbers, plain_wording(folder), "http://hw", lambda: NOW)


def kept(ward: Ward) -> bool:
    """Whether anything stands under her number's token."""
    return ward.tokens.phone(HERS) in {one.token for one in ward.table(PhoneNumber)}


def work(ward: Ward) -> list[tuple[str, str]]:
    """What somebody has to do because she texted."""
    return [(one.reason, one.owner) for one in ward.table(WorkItem) if one.key.startswith(ERASED)]


GAPS = ("it waits", "it was handed to its thread", "it is answered")


@pytest.mark.parametrize("erased", GAPS)
async def test_the_emergency_line_goes_out_and_then_her_number(
    ward: Ward, tmp_path: Path, erased: str
) -> None:
    """Erased, and swept, between any two steps of her text: she gets the line, once; all goes."""
    carrier = Told()
    await comes(ward)
    for gap in GAPS:
        if gap == "it was handed to its thread":
            ward.stands("text:SM-danger", Outcome.DELIVERED)
        if gap == "it is answered":
            sender = texting(ward, ward.database, tmp_path, carrier)
            await sender.send_text(reply(ward.tokens.phone(HERS)))
        if gap == erased:
            await ward.erase_rows()
        ward.sweep(owes=gap == "it was handed to its thread")
    assert carrier.sent == [("SM1", LINE)]
    assert (kept(ward), ward.left(), work(ward)) == (False, set(), [])


@pytest.mark.parametrize("after", [1, 2, 3])
async def test_the_line_goes_out_though_she_is_erased_while_it_is_sent(
    ward: Ward, tmp_path: Path, after: int
) -> None:
    """Between any two uses of the store; what was written down of it goes with her number."""
    await comes(ward)
    ward.stands("text:SM-danger", Outcome.DELIVERED)
    carrier, store = Told(), ErasedMeanwhile(ward, after, owes=True)
    await texting(ward, store, tmp_path, carrier).send_text(reply(ward.tokens.phone(HERS)))
    assert not store.waits
    assert carrier.sent == [("SM1", LINE)]
    ward.sweep()
    assert (kept(ward), ward.left()) == (False, set())
    assert [one.body_sealed for one in ward.table(OutboxRow) if one.key == "SM-danger/1"] == [b""]


@pytest.mark.parametrize(
    "key", ["mercy|how-are-you/1#1", "note/1", "SM-{theirs}-p/1", "", "SM-nobody/1"]
)
async def test_a_number_that_waits_to_go_answers_and_is_told_nothing_else(
    ward: Ward, tmp_path: Path, key: str
) -> None:
    """A prompt, a notice, an answer to somebody else's text: her number is kept no longer."""
    (theirs,) = [one.key[5:] for one in ward.table(InboxRow) if one.ordering_key
                 == ward.tokens.phone(OTHER_PHONE)]  # fmt: skip
    await comes(ward)
    await ward.erase_rows()
    carrier = Told()
    sender = texting(ward, ward.database, tmp_path, carrier)
    with pytest.raises(ApplicationError) as refused:
        await sender.send_text(reply(ward.tokens.phone(HERS), key.replace("SM-{theirs}-p", theirs)))
    assert (refused.value.type, carrier.sent) == ("CannotReach", [])
    assert ward.number_of(HERS) is None


async def test_it_does_not_stay_for_ever(ward: Ward) -> None:
    """What nobody can answer in three days is a person's work, and her number goes; not before."""
    await comes(ward)
    await ward.erase_rows()
    last = NOW + LONGEST_ANSWERING
    ward.sweep(last - timedelta(seconds=1))
    assert (kept(ward), work(ward)) == (True, [])
    ward.sweep(last)
    assert (kept(ward), work(ward)) == (False, [(UNANSWERED, "intake_lead")])
    (text,) = [one for one in ward.table(InboxRow) if one.key == "text:SM-danger"]
    assert (text.outcome, bool(text.body_sealed)) == (Outcome.WAITING, True)


async def test_erasing_again_does_not_make_it_stay_longer(ward: Ward) -> None:
    """The days count from the first time; there is nothing to empty that was emptied."""
    await comes(ward)
    await ward.erase_rows()
    assert await ward.erase_rows(NOW + timedelta(days=1)) == "emptied: nothing"
    ward.sweep(NOW + LONGEST_ANSWERING)
    assert not kept(ward)


async def test_who_texts_again_is_somebody_s_work_as_ever(ward: Ward) -> None:
    """A newer text has her number kept again, as after any erasing: no sweep takes it away."""
    await comes(ward)
    await ward.erase_rows()
    await ward.texts(HERS, "are you there", "SM-new")
    ward.stands("text:SM-danger", Outcome.DELIVERED)
    ward.sweep()
    assert (ward.number_of(HERS), work(ward)) == (HERS, [(TEXTED, "intake_lead")])


async def away() -> Client:
    """No Temporal."""
    raise OSError


async def test_a_thread_that_cannot_be_asked_keeps_its_number(ward: Ward) -> None:
    """Nobody knows whether she was answered: the real sweep leaves her number, and comes again."""
    await comes(ward)
    await ward.erase_rows()
    now = NOW

    def real_now() -> datetime:
        return now

    inbox = TextInbox(ward.database, ward.seal, ward.tokens, away, real_now)
    await inbox.sweep()
    ward.stands("text:SM-danger", Outcome.DELIVERED)
    await inbox.sweep()
    assert kept(ward)
    assert await inbox.deliver(DeliverInbox(ordering_key=ward.tokens.phone(HERS))) == 0
    now = NOW + LONGEST_ANSWERING
    await inbox.sweep()
    assert (kept(ward), work(ward)) == (False, [(UNANSWERED, "intake_lead")])
