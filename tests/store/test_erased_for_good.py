"""What was under way when somebody was erased: a retry of any writer brings none of it back.

Each of these writers had its words before the erasing, and runs, or runs again, after it.
"""

import ast
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities.conversations import Conversations
from activities.ledger import Ledger
from activities.messaging import Texting
from domain.asking.choices import Value
from domain.asking.reachability import Reachability
from domain.episode.facts import Answer, Person, Via
from domain.pathway import Role
from domain.protocol.ledger import AnswerEntry, Entries
from domain.time.clock import Clock
from models.payloads import (
    GiveAnswer,
    KeepEntries,
    PhoneMark,
    PhoneMemory,
    RememberPhone,
    SendText,
    TextItem,
)
from models.tables import (
    AccountRow,
    AnswerNote,
    Dismissal,
    Encounter,
    HospitalEventRow,
    InboxRow,
    OutboxRow,
    PhoneNumber,
    PhoneRow,
)
from store.arrivals import arrival_of
from store.inbox import Outcome
from store.patient_data.erasing import WAITS
from store.patient_data.notes import Notes
from store.patient_data.numbers import NUMBER_OF, Numbers
from tests.activities.texts_out import Told, plain_wording
from tests.adt import adt
from tests.house import files, name_of, tree
from tests.sealed import sealed_tables
from tests.store.erasing_ward import NOW, WHO, ErasedMeanwhile, Ward, hl7, wilhelmina

HERS = "+16175550123"
NURSE = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
NOBODY = cast("Client", None)
NURSE_PHONE = "+16175550111"
SAYS = "tearfulness and xylophones"
Writes = Callable[[Ward, str], Awaitable[object]]

WRITERS = {
    AccountRow: {"store/patient_data/accounts.py"},
    AnswerNote: {"store/patient_data/notes.py"},
    Dismissal: {"store/patient_data/reasons.py"},
    HospitalEventRow: {"store/charts.py"},
    InboxRow: {"activities/text_inbox.py", "store/hospital_inbox.py"},
    OutboxRow: {"activities/messaging.py"},
    PhoneNumber: {"store/patient_data/numbers.py"},
    PhoneRow: {"activities/phones.py"},
}
"""Who makes rows in which something is sealed: each is tried below."""


def answer(episode: str, **changes: object) -> GiveAnswer:
    """The nurse's, as the thread of her phone has it: the same each time that it is tried."""
    said = GiveAnswer(
        episode=episode, key="contact/call/1", value=Value.OTHER, by=NURSE, happened_at=NOW,
        told_at=NOW, via=Via.TEXT, message_id=f"SM-{episode[-4:]}", note=SAYS,
    )  # fmt: skip
    return said.model_copy(update=changes)


async def note_again(ward: Ward, episode: str) -> None:
    """The very answer that was kept before."""
    await Notes(ward.database, ward.seal).by_reference(answer(episode))


async def note_first(ward: Ward, episode: str) -> None:
    """The worker died before it kept anything of this one."""
    never = answer(episode, message_id="SM-never", key="contact/call/2")
    await Notes(ward.database, ward.seal).by_reference(never)


async def reason_first(ward: Ward, episode: str) -> None:
    """Words in a reason on the card, and none in the note."""
    card = (("d1", f"intended: {SAYS}"),)
    reasoned = answer(episode, message_id="card:1", note="", card=card)
    await Notes(ward.database, ward.seal).by_reference(reasoned)


async def note_of_an_hour_ago_twice(ward: Ward, episode: str) -> None:
    """A text that was heard late: what counts is when it was told."""
    late = answer(episode, message_id="SM-late", told_at=NOW - timedelta(hours=1))
    for _ in "ab":
        await Notes(ward.database, ward.seal).by_reference(late)


async def form_again(ward: Ward, episode: str) -> None:
    """A browser sends the form of the kept answer again, and it is told only now."""
    later = answer(episode, told_at=NOW + timedelta(hours=1))
    await Notes(ward.database, ward.seal).by_reference(later)


async def form_with_more_words(ward: Ward, episode: str) -> None:
    """The same form with other words beside those that went."""
    later = answer(episode, told_at=NOW + timedelta(hours=1), note=f"{SAYS} and more")
    await Notes(ward.database, ward.seal).by_reference(later)


async def danger_in_a_note(ward: Ward, episode: str) -> None:
    """A phone that two families share: what was noted of her is told to the neighbour's too."""
    name = f"contact/call/1|SM-{episode[-4:]}"
    (other,) = [one.episode for one in ward.table(Encounter) if one.episode not in ward.hers()]
    await Notes(ward.database, ward.seal).beside(episode, name, other, NOW)


async def danger_in_the_neighbours_note(ward: Ward, episode: str) -> None:
    """The other way round: words of the neighbour, told to her episode."""
    (other,) = [one.episode for one in ward.table(Encounter) if one.episode not in ward.hers()]
    notes = Notes(ward.database, ward.seal)
    said = await notes.by_reference(answer(other, message_id="SM-both", note="gladness"))
    await notes.beside(other, said.note, episode, NOW)
    assert await notes.opened(episode, [said.note]) == {}


async def order_to_end(ward: Ward, episode: str) -> None:
    """A hospital repeats its order to end the episode."""
    await Notes(ward.database, ward.seal).of_closing(episode, SAYS)


async def choices_on_a_card(ward: Ward, episode: str) -> None:
    """The ledger's activity runs again: the answer is a row, and what was chosen is not read."""
    card = (("xylophones", "stop"),)
    said = Answer(
        question="reconciliation/reconcile/1", value=Value.DONE, by=NURSE, happened_at=NOW,
        told_at=NOW, message_id="card:2", card=card,
    )  # fmt: skip
    entry = AnswerEntry(
        name=said.entry, message_id="card:2", answer=said, kind=None, value=Value.DONE, told_at=NOW
    )
    keep = KeepEntries(episode=episode, entries=Entries(answers=(entry,)))
    await Ledger(ward.database, ward.seal).keep(keep)


async def text_delivered_again(ward: Ward, episode: str) -> None:
    """The carrier brings a text that was taken long ago, with the number that it came from."""
    await ward.texts(HERS, SAYS, f"SM-{episode[-4:]}-p")


async def memory_of_her_phone(ward: Ward, episode: str) -> None:
    """Her thread ends after the erasing, and knows whom it was about."""
    memory = PhoneMemory(labels={episode: "xylophones"}, closed={27: "xylophones: answered"})
    phones = Conversations(NOBODY, ward.database, ward.seal, lambda: NOW)
    await phones.save_phone(RememberPhone(token=ward.tokens.phone(HERS), memory=memory))


async def mark_of_her_phone(ward: Ward, episode: str) -> None:
    """The same with a mark that was on its way."""
    clock = Clock(real_origin=NOW, clinical_origin=NOW)
    mark = PhoneMark(
        token=ward.tokens.phone(HERS), why=Reachability.OPTED_OUT, at=NOW, clock=clock,
        memory=PhoneMemory(labels={episode: "xylophones"}),
    )  # fmt: skip
    phones = Conversations(NOBODY, ward.database, ward.seal, lambda: NOW)
    await phones.mark_phone(mark)


async def hospital_again(ward: Ward, episode: str) -> None:
    """The hospital sends the same discharge again, and one that was on its way."""
    del episode
    await ward.arrives(arrival_of(wilhelmina()))


@pytest.mark.parametrize(
    "write",
    [
        note_again, note_first, reason_first, note_of_an_hour_ago_twice, form_again,
        form_with_more_words, danger_in_a_note, danger_in_the_neighbours_note,
        order_to_end, choices_on_a_card, text_delivered_again,
        memory_of_her_phone, mark_of_her_phone, hospital_again,
    ],
)  # fmt: skip
async def test_no_writer_brings_anything_back(ward: Ward, write: Writes) -> None:
    """Run after the erasing, once or twice: nothing of hers can be read."""
    (episode, *_) = ward.hers()
    await ward.erase()
    for _ in "ab":
        await write(ward, episode)
        assert ward.left() == set()


@pytest.mark.parametrize("write", [note_first, reason_first, choices_on_a_card])
async def test_the_same_is_kept_of_whoever_was_not_erased(ward: Ward, write: Writes) -> None:
    """The neighbour's words are kept as ever: only what is told of the erased goes."""
    (episode,) = [one.episode for one in ward.table(Encounter) if one.episode not in ward.hers()]
    await ward.erase()
    await write(ward, episode)
    assert "xylophones" in ward.said()


async def test_what_is_told_after_the_erasing_is_kept_until_the_next(ward: Ward) -> None:
    """Her episode goes on: a colleague's newer words are read, and go with the next erasing.

    They stay away though they are told again, and so they do once it was lifted.
    """
    (episode, *_) = ward.hers()
    await ward.erase()
    later = NOW + timedelta(hours=2)
    notes = Notes(ward.database, ward.seal)
    new = answer(episode, message_id="SM-new", told_at=later)
    given = await notes.by_reference(new)
    assert (await notes.opened(episode, [given.note]))[given.note].note == SAYS
    await ward.erase(later)
    assert (await notes.by_reference(new)).note == given.note
    assert ward.left() == set()
    await ward.erasures.lift("", WHO, "hale")
    assert (await notes.by_reference(new)).note == given.note
    assert ward.left() == set()


MOVED = (
    ("moved to her, then told under its old record", "MRN-77120", "MRN-A"),
    ("hers, told under another's record", "", "MRN-A"),
    ("hers, moved away to another's record", "MRN-B", "MRN-A"),
)


@pytest.mark.parametrize(("into", "told"), [one[1:] for one in MOVED], ids=[m[0] for m in MOVED])
async def test_a_stay_of_hers_under_another_record_waits_too(
    ward: Ward, into: str, told: str
) -> None:
    """A number of a stay leads to her as well as a record's: nothing is kept of it by itself."""
    visit = "V-77" if into == "MRN-77120" else "ENC-88213"
    if into == "MRN-77120":
        move = adt("A45", "2026-09-08 12:00", mrn=into, merged=told, visit=visit)
        await ward.arrives(hl7(move, into))
    await ward.erase()
    before = ward.table(HospitalEventRow)
    if into == "MRN-B":
        late = adt("A45", "2026-09-09 09:00", mrn=into, merged=told, visit=visit)
    else:
        late = adt("A08", "2026-09-09 09:00", mrn=told, visit=visit, name="Ashgrovenor^Wilhelmina")
    came = await ward.arrives(hl7(late, into if into == "MRN-B" else told))
    assert (came.outcome, came.detail) == (Outcome.QUEUED, WAITS)
    assert ward.table(HospitalEventRow) == before


async def test_what_was_told_to_another_episode_goes_too(ward: Ward) -> None:
    """A note of hers that stands in the neighbour's episode under the name of the same message."""
    await danger_in_a_note(ward, ward.hers()[0])
    assert len([one for one in ward.table(AnswerNote) if one.body_sealed]) == 3
    await ward.erase()
    assert ward.left() == set()
    assert "gladness" in ward.said()


# ---- erased between two lines


LATER = (
    adt("A08", "2026-09-08 17:00", mrn="MRN-77120", visit="ENC-88213", name="Ashgrovenor^X"),
    adt("A03", "2026-09-08 17:00", mrn="MRN-77120", visit="ENC-9", discharged="2026-09-08 16:00"),
)


@pytest.mark.parametrize("after", [1, 2, 3])
@pytest.mark.parametrize("late", LATER, ids=["an update", "another discharge"])
async def test_a_message_that_is_being_delivered_brings_nothing_back(
    ward: Ward, late: str, after: int
) -> None:
    """Taken up before the erasing, it goes on after it, and once more: between any two uses.

    What its episode was told by then are initials, codes and dates.
    """
    taken = await ward.hospital.inbox.take(hl7(late, "MRN-77120"))
    store = ErasedMeanwhile(ward, after)
    await ward.hospital.inbox_on(store).deliver(taken.ordering_key)
    if store.waits:
        await ward.erase()
    assert ward.left() == set()
    await ward.hospital.inbox.again(taken.ordering_key, {taken.inbox})
    await ward.hospital.inbox.deliver(taken.ordering_key)
    assert ward.left() == set()


def meanwhile(ward: Ward, folder: Path, carrier: Told) -> Texting:
    """Sending, with words that name a number where they are told to."""
    wording = plain_wording(folder)
    (folder / "sms/en/plain.txt.j2").write_text("{{ words.says }} {{ words.number }}")
    numbers = Numbers(ward.seal, ward.tokens)
    return Texting(carrier, ErasedMeanwhile(ward, 1), numbers, wording, "http://hw", lambda: NOW)


def to_send(ward: Ward, to: str, **words: str) -> SendText:
    """A text of ours, as a thread has it sent."""
    item = TextItem(kind="plain", words={"says": "xylophones", "number": "", **words})
    return SendText(
        key="late#1", to=ward.tokens.phone(to), items=(item,), now=NOW, time_zone="UTC"
    )  # fmt: skip


async def test_a_text_to_a_number_that_goes_meanwhile_is_not_kept(
    ward: Ward, tmp_path: Path
) -> None:
    """Its number was read before the erasing: nothing is sent any more, and no row is made."""
    carrier = Told()
    texting = meanwhile(ward, tmp_path, carrier)
    for _ in "ab":
        with pytest.raises(ApplicationError) as refused:
            await texting.send_text(to_send(ward, HERS))
        assert refused.value.type == "CannotReach"
    assert (ward.left(), carrier.sent) == (set(), [])


async def test_a_number_in_a_colleague_s_text_that_goes_meanwhile(
    ward: Ward, tmp_path: Path
) -> None:
    """Not sent with the number that was read: the next attempt says that it is kept no longer."""
    with ward.database.write() as session:
        Numbers(ward.seal, ward.tokens).keep(session, NURSE_PHONE)
    carrier = Told()
    texting = meanwhile(ward, tmp_path, carrier)
    about = to_send(ward, NURSE_PHONE, says="call", **{NUMBER_OF: ward.tokens.phone(HERS)})
    with pytest.raises(ApplicationError) as refused:
        await texting.send_text(about)
    assert (refused.value.type, carrier.sent) == ("Busy", [])
    await texting.send_text(about)
    assert [body for _, body in carrier.sent] == ["call a number kept no longer"]
    assert ward.left() == set()


# ---- whoever writes


def test_every_writer_is_tried_here() -> None:
    """Who makes a row with something sealed in it stands in the table above, and nobody else."""
    makes = {table.__name__: table for table in sealed_tables()}
    found: dict[type, set[str]] = {table: set() for table in makes.values()}
    for path in files(".py"):
        name = name_of(path)
        if name.startswith(("tests/", "migrations/", "models/")):
            continue
        calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
        made = {ast.unparse(call.func) for call in calls} & set(makes)
        for table in made:
            found[makes[table]].add(name)
    assert found == WRITERS
