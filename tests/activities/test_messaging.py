"""What becomes of a text that the carrier does not simply take."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlmodel import Session
from temporalio.exceptions import ApplicationError

from activities.messaging import LOOKS_WITHIN
from adapters.carrier import CarrierBusy, CarrierOutcomeUnknown
from adapters.sql.database import Database
from models.payloads import SendText
from models.tables import WorkItem
from tests.activities.texts_out import NOW, Desk, although_taken, refused, text

SECOND = timedelta(seconds=1)
Result = TypeVar("Result")


def unknown() -> CarrierOutcomeUnknown:
    """An answer that never came."""
    return CarrierOutcomeUnknown("ReadTimeout")


async def failure(desk: Desk, sending: SendText) -> ApplicationError:
    """Try once, and give what comes of it."""
    with pytest.raises(ApplicationError) as failed:
        await desk.texting.send_text(sending)
    return failed.value


async def test_a_text_is_sent_once_however_often_it_is_asked_for(desk: Desk) -> None:
    """The same key again gives the same id, and the carrier hears nothing of it."""
    first = await desk.texting.send_text(text("k#1"))
    again = await desk.texting.send_text(text("k#1", "other words by now"))
    assert first == again
    assert len(desk.carrier.sent) == 1
    assert desk.carrier.looked == 0


@pytest.mark.parametrize("where", ["sends", "finds"])
async def test_a_busy_carrier_says_how_long_to_wait(desk: Desk, where: str) -> None:
    """A 429, on sending as on looking, carries its seconds and can be tried again."""
    if where == "finds":
        desk.carrier.sends.append(unknown())
        await failure(desk, text("k#1"))
    getattr(desk.carrier, where).append(CarrierBusy(timedelta(seconds=7)))
    busy = await failure(desk, text("k#1"))
    assert (busy.type, busy.details, busy.non_retryable) == ("Busy", (7.0,), False)
    await desk.texting.send_text(text("k#1"))
    assert len(desk.carrier.sent) == 1


@pytest.mark.parametrize("error", [CarrierBusy(SECOND), refused(21611), refused(1)])
async def test_what_was_not_taken_for_certain_is_not_looked_for(
    desk: Desk, error: Exception
) -> None:
    """After a plain no the next attempt sends at once."""
    desk.carrier.sends.append(error)
    await failure(desk, text("k#1"))
    assert desk.row("k#1").status == "unsent"
    await desk.texting.send_text(text("k#1"))
    assert desk.carrier.looked == 0
    assert (desk.row("k#1").status, desk.row("k#1").error_code) == ("queued", None)


async def test_what_was_not_taken_says_what_is_true_when_it_goes(desk: Desk) -> None:
    """A text that waited is sent in the words of its last attempt."""
    desk.carrier.sends.append(CarrierBusy(SECOND))
    await failure(desk, text("k#1", "due tomorrow"))
    await desk.texting.send_text(text("k#1", "due today"))
    assert [said for _, said in desk.carrier.sent] == ["due today"]


async def test_what_may_be_out_is_looked_for_in_the_words_it_had(desk: Desk) -> None:
    """Other words by now do not hide it."""
    desk.carrier.sends.append(although_taken(unknown()))
    await failure(desk, text("k#1", "due tomorrow"))
    await desk.texting.send_text(text("k#1", "due today"))
    assert [said for _, said in desk.carrier.sent] == ["due tomorrow"]


async def test_what_may_have_been_taken_is_looked_for_before_it_is_sent_again(desk: Desk) -> None:
    """An unknown outcome is settled by the carrier's own list, whichever way it was."""
    desk.carrier.sends += [although_taken(unknown()), unknown()]
    for key in ("taken#1", "lost#1"):
        assert (await failure(desk, text(key, key))).type == "OutcomeUnknown"
        await desk.texting.send_text(text(key, key))
    assert [said for _, said in desk.carrier.sent] == ["taken#1", "lost#1"]
    assert desk.row("taken#1").sid != desk.row("lost#1").sid


@pytest.mark.parametrize(
    ("code", "kind"), [(21610, "OptedOut"), (21211, "CannotReach"), (21614, "CannotReach")]
)
async def test_a_number_that_is_never_reached_is_not_tried_again(
    desk: Desk, code: int, kind: str
) -> None:
    """The end is told as often as it is asked for: a crash after the row cannot hide it."""
    desk.carrier.sends.append(refused(code))
    for _ in range(2):
        never = await failure(desk, text("k#1"))
        assert (never.type, never.non_retryable) == (kind, True)
    assert (desk.row("k#1").status, desk.carrier.sent) == ("refused", [])
    assert desk.work() == []


async def test_a_code_that_nobody_knows_gets_one_retry_and_then_a_human(desk: Desk) -> None:
    """The second time is the end of the text, and stands in the work queue."""
    desk.carrier.sends += [refused(99999), refused(99999)]
    first = await failure(desk, text("k#1"))
    assert (first.type, first.non_retryable, desk.work()) == ("Refused", False, [])
    second = await failure(desk, text("k#1"))
    assert (second.type, second.non_retryable) == ("CannotReach", True)
    assert desk.work() == ["carrier-99999"]


async def test_a_refusal_without_a_code_is_one_that_nobody_knows(desk: Desk) -> None:
    """It counts as a first time too."""
    desk.carrier.sends += [refused(None), refused(None)]
    assert (await failure(desk, text("k#1"))).type == "Refused"
    assert (await failure(desk, text("k#1"))).type == "CannotReach"


@pytest.mark.parametrize("where", ["sends", "finds"])
async def test_what_only_we_can_mend_waits_and_is_told_to_ops(desk: Desk, where: str) -> None:
    """Our account, our number, our text: the text waits, and the work queue says why."""
    if where == "finds":
        desk.carrier.sends.append(unknown())
        await failure(desk, text("k#1"))
    getattr(desk.carrier, where).append(refused(20003))
    ops = await failure(desk, text("k#1"))
    assert (ops.type, ops.non_retryable) == ("Ops", False)
    assert desk.work() == ["carrier-20003"]
    await desk.texting.send_text(text("k#1"))
    assert len(desk.carrier.sent) == 1


async def test_ops_are_told_again_of_what_comes_back(desk: Desk) -> None:
    """An open item keeps its first time; one that was resolved is open again."""
    since = NOW - timedelta(days=1)
    desk.add(WorkItem(key="carrier-21606", reason="", since=since))
    resolved = WorkItem(key="carrier-30007", reason="", since=since, resolved_at=since)
    desk.add(resolved)
    desk.carrier.sends += [refused(21606), refused(30007)]
    for _ in range(2):
        await failure(desk, text("k#1"))
    with desk.database.read() as session:
        assert session.get_one(WorkItem, "carrier-21606").since == since
        assert session.get_one(WorkItem, "carrier-30007").resolved_at is None


@pytest.mark.parametrize("code", [20429, 21611])
async def test_a_full_queue_is_a_reason_to_wait(desk: Desk, code: int) -> None:
    """Later means later: with some seconds to wait."""
    desk.carrier.sends.append(refused(code))
    busy = await failure(desk, text("k#1"))
    assert busy.type == "Busy"
    assert busy.details[0] > 0


async def test_a_text_of_no_use_any_more_is_not_sent(desk: Desk) -> None:
    """Its row expires, and asking again changes nothing."""
    late = text("k#1", useless_after_real=NOW)
    for _ in range(2):
        too_late = await failure(desk, late)
        assert (too_late.type, too_late.non_retryable) == ("TooLate", True)
    assert (desk.row("k#1").status, desk.carrier.sent) == ("expired", [])


@pytest.mark.parametrize("taken", [True, False])
async def test_what_may_be_out_is_looked_for_before_it_is_too_late(
    desk: Desk, *, taken: bool
) -> None:
    """A text that the carrier had in time was sent, whatever the clock says now."""
    useful = text("k#1", useless_after_real=NOW + SECOND)
    desk.carrier.sends.append(although_taken(unknown()) if taken else unknown())
    await failure(desk, useful)
    desk.now += 2 * SECOND
    if taken:
        assert (await desk.texting.send_text(useful)).sid == desk.carrier.sent[0][0]
    else:
        assert (await failure(desk, useful)).type == "TooLate"
        assert desk.carrier.sent == []


async def test_two_texts_in_the_same_words_are_never_in_doubt_together(desk: Desk) -> None:
    """The second is sent when it is known what became of the first; each has its own id."""
    desk.carrier.sends += [although_taken(unknown()), unknown()]
    await failure(desk, text("a#1", "27 saved"))
    await failure(desk, text("b#1", "27 saved"))
    assert desk.row("a#1").sid == desk.carrier.sent[0][0]
    await desk.texting.send_text(text("a#1", "27 saved"))
    await desk.texting.send_text(text("b#1", "27 saved"))
    assert [desk.row(key).sid for key in ("a#1", "b#1")] == [sid for sid, _ in desk.carrier.sent]


async def test_words_that_differ_in_blanks_alone_are_the_same_words(desk: Desk) -> None:
    """The carrier keeps blanks as it likes: they tell no text from another."""
    desk.carrier.sends.append(although_taken(unknown()))
    await failure(desk, text("a#1", "27 saved\n28 saved"))
    await desk.texting.send_text(text("b#1", "27 saved 28 saved"))
    assert [desk.row(key).sid for key in ("a#1", "b#1")] == [sid for sid, _ in desk.carrier.sent]


async def test_a_withdrawn_text_that_got_out_keeps_its_id_from_another(desk: Desk) -> None:
    """What nobody wants any more is looked for too before the same words go out again."""
    desk.carrier.sends.append(although_taken(unknown()))
    await failure(desk, text("a#1", "27 saved"))
    with desk.database.write() as session:
        row = session.merge(desk.row("a#1"))
        row.status = "withdrawn"
    await desk.texting.send_text(text("b#1", "27 saved"))
    assert [desk.row(key).sid for key in ("a#1", "b#1")] == [sid for sid, _ in desk.carrier.sent]


async def test_an_attempt_that_looked_for_too_long_does_not_send(desk: Desk) -> None:
    """It might still be sending when the next one looks: that one sends."""
    desk.carrier.sends.append(unknown())
    await failure(desk, text("k#1"))

    def time_passes() -> None:
        desk.now += LOOKS_WITHIN + SECOND

    desk.carrier.while_looking = time_passes
    assert (await failure(desk, text("k#1"))).type == "OutcomeUnknown"
    assert desk.carrier.sent == []
    await desk.texting.send_text(text("k#1"))
    assert len(desk.carrier.sent) == 1


class SlowStore(Database):
    """A store in which each commit takes long."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def reading(self, work: Callable[[Session], Result]) -> Result:
        """Read, at once."""
        return await self._desk.database.reading(work)

    async def writing(self, work: Callable[[Session], Result]) -> Result:
        """Commit, at length."""
        result = await self._desk.database.writing(work)
        self._desk.now += LOOKS_WITHIN + SECOND
        return result


async def test_an_attempt_that_waited_for_too_long_does_not_send(desk: Desk) -> None:
    """Whatever took the time, it is looked at once more right before the call to the carrier."""
    slow = desk.texting_on(SlowStore(desk))
    with pytest.raises(ApplicationError):
        await slow.send_text(text("k#1"))
    assert desk.carrier.sent == []
    await desk.texting.send_text(text("k#1"))
    assert len(desk.carrier.sent) == 1
