"""Alarms that are said aloud: a call for each, once, whatever becomes of its text."""

from datetime import timedelta

import pytest

from activities.messaging import RINGS_WITHIN
from adapters.carrier import CarrierBusy, CarrierOutcomeUnknown
from domain.words.phrasebook import worded
from models.payloads import SendText
from models.tables import OutboxRow, WorkItem, place, place_of
from tests.activities.test_messaging import failure, unknown
from tests.activities.texts_out import NOW, SEAL, TOKENS, Desk, although_taken, refused, text

SECOND = timedelta(seconds=1)


def alarm(key: str = "k#1", *, written: bool = True) -> SendText:
    """A text that is said aloud too, or alone."""
    return text(key, voice=True, written=written, codes=(27,))


def reasons(desk: Desk) -> list[str]:
    """What ops are told."""
    with desk.database.read() as session:
        items = [session.get(WorkItem, key) for key in desk.work()]
        return [worded(item.reason) for item in items if item]


async def test_a_call_rings_once(desk: Desk) -> None:
    """The phone rings after its text, however often it is asked for, in words of its own."""
    for _ in range(2):
        await desk.texting.send_text(alarm())
    (said,) = [said for _, said in desk.carrier.rung]
    assert (said.words, said.otherwise) == ("About 27 CALL J.S.", "No key.")
    assert said.digits_to == "https://hw.example/twilio/voice?code=27"
    row = desk.row("k#1/voice")
    assert (row.status, SEAL.open(row.body_sealed, place_of(row))) == ("rung", said.words)


async def test_a_call_that_failed_is_placed_by_the_next_attempt(desk: Desk) -> None:
    """The text is not sent again for it, nor does anybody think that nothing went out."""
    desk.carrier.calls.append(CarrierBusy(SECOND))
    assert (await failure(desk, alarm())).type == "OutcomeUnknown"
    await desk.texting.send_text(alarm())
    assert (len(desk.carrier.sent), len(desk.carrier.rung)) == (1, 1)


@pytest.mark.parametrize(("code", "told"), [(21211, "calls"), (21614, "calls"), (20003, "texts")])
async def test_a_call_that_is_refused_does_not_undo_its_text(
    desk: Desk, code: int, told: str
) -> None:
    """The text went out; ops hear that the phone did not ring, for it is the last of a ladder."""
    desk.carrier.calls.append(refused(code))
    assert (await desk.texting.send_text(alarm())).status == "queued"
    assert desk.carrier.rung == []
    assert reasons(desk) == [f"the carrier refuses our {told}, error {code}"]


async def test_a_call_that_nobody_could_place_in_time_is_given_up(desk: Desk) -> None:
    """A phone whose call fails for ever would get no other text."""
    desk.carrier.calls += [unknown(), unknown()]
    await failure(desk, alarm())
    desk.now += RINGS_WITHIN
    await desk.texting.send_text(alarm())
    assert desk.carrier.rung == []


@pytest.mark.parametrize(
    ("code", "means"),
    [
        (21614, "CannotReach"),  # no mobile
        (21635, "CannotReach"),  # a landline
        (21612, "CannotReach"),
        (21610, "OptedOut"),
        (30034, "Ops"),  # our number may not text: that says nothing of calls
        (99999, "Refused"),
    ],
)
async def test_a_number_that_gets_no_texts_is_rung_all_the_same(
    desk: Desk, code: int, means: str
) -> None:
    """Whatever the text is refused for, the call is placed, once; the thread hears of the text."""
    desk.carrier.sends += [refused(code), refused(code)]
    await failure(desk, alarm())
    failed = await failure(desk, alarm())
    assert failed.type == (means if means != "Refused" else "CannotReach")
    assert len(desk.carrier.rung) == 1
    assert desk.row("k#1/voice").status == "rung"


async def test_what_is_not_said_aloud_is_not_rung_when_it_is_refused(desk: Desk) -> None:
    """Nobody is called about what was only to be read."""
    desk.carrier.sends.append(refused(21614))
    await failure(desk, text("k#1"))
    assert desk.carrier.rung == []


async def test_a_refused_text_waits_for_its_call(desk: Desk) -> None:
    """While the call may still be placed nobody hears that the text is refused: it is tried."""
    desk.carrier.sends.append(refused(21614))
    desk.carrier.calls.append(CarrierBusy(SECOND))
    assert (await failure(desk, alarm())).type == "OutcomeUnknown"
    assert (await failure(desk, alarm())).type == "CannotReach"
    assert len(desk.carrier.rung) == 1


async def test_a_text_of_no_use_any_more_rings_nobody(desk: Desk) -> None:
    """What came too late to be read is too late to be heard."""
    late = alarm().model_copy(update={"useless_after_real": NOW - SECOND})
    assert (await failure(desk, late)).type == "TooLate"
    assert desk.carrier.rung == []


async def test_a_phone_that_gets_no_texts_is_only_rung(desk: Desk) -> None:
    """The call alone went out: it is the page that is counted, and its code is never reused."""
    page = alarm(written=False).model_copy(update={"page": True})
    await desk.texting.send_text(page)
    sent = await desk.texting.send_text(page)
    assert desk.row("k#1/voice").page
    assert desk.carrier.sent == []
    assert [sent.sid] == [sid for sid, _ in desk.carrier.rung]
    assert (sent.status, desk.row("k#1/voice").highest_code) == ("rung", 27)


async def test_a_call_in_doubt_is_looked_for_and_found(desk: Desk) -> None:
    """An answer that never came: the call that nobody else's row has is this one."""
    desk.carrier.calls.append(although_taken(CarrierOutcomeUnknown("ReadTimeout")))
    await failure(desk, alarm(written=False))
    await desk.texting.send_text(alarm(written=False))
    assert len(desk.carrier.rung) == 1
    assert desk.row("k#1/voice").sid == desk.carrier.rung[0][0]


async def test_the_call_of_an_earlier_reminder_is_not_taken_for_this_one(desk: Desk) -> None:
    """Calls to one phone are alike, and with a fast clock seconds apart: each is its own row's."""
    await desk.texting.send_text(alarm("k#1", written=False))
    desk.carrier.calls.append(unknown())
    await failure(desk, alarm("k#2", written=False))
    await desk.texting.send_text(alarm("k#2", written=False))
    assert len(desk.carrier.rung) == 2
    assert desk.row("k#2/voice").sid != desk.row("k#1/voice").sid


async def test_of_two_calls_in_doubt_each_is_settled_before_the_next(desk: Desk) -> None:
    """The call of ten minutes ago that got out in doubt stays that row's; this one is placed."""
    desk.carrier.calls += [although_taken(CarrierOutcomeUnknown("ReadTimeout")), None]
    await failure(desk, alarm("k#1", written=False))
    desk.now += timedelta(minutes=10)
    await desk.texting.send_text(alarm("k#2", written=False))
    assert len(desk.carrier.rung) == 2
    assert [desk.row(f"k#{n}/voice").sid for n in (1, 2)] == [sid for sid, _ in desk.carrier.rung]


async def test_a_call_to_another_phone_is_nobody_elses(desk: Desk) -> None:
    """A row in doubt of another phone holds nothing up."""
    other = OutboxRow(
        key="other/voice",
        phone_token=TOKENS.phone("+16175550112"),
        body_sealed=SEAL.seal("", place(OutboxRow, "other/voice")),
        body_hash="/voice",
        status="pending",
        voice=True,
        real_created_at=NOW,
        created_at=NOW,
    )
    desk.add(other)
    await desk.texting.send_text(alarm(written=False))
    assert desk.row("other/voice").status == "pending"
