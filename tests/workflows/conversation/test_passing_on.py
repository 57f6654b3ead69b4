"""What a colleague's text says of one patient is told of no other."""

from datetime import timedelta

import pytest

from domain.episode.facts import Person, Sense
from domain.pathway import Role
from models.payloads import GiveAnswer, ReceivedText, Verdict, VerdictState
from tests.phone_rules import GATHERED_WITHIN
from tests.stories.people import NURSE
from tests.workflows.conversation.held import LOPEZ, NOW, PICTURE, nurses_thread, says
from tests.workflows.conversation.test_shared_phone import reminder
from workflows.conversation import outbound
from workflows.conversation.inbound import read
from workflows.conversation.passing_on import danger_not_recorded
from workflows.conversation.state import Thread

CHEST, DEATH, NO = "chest_pain", Sense.DEATH, Sense.NO_MORE_TEXTS
KEPT = (VerdictState.RECORDED, VerdictState.CORRECTED)
Meant = dict[tuple[str, ...], tuple[str, Sense]]
MR = "ep-22|contact/call/1"
DAUGHTER = Person(handle="caregiver", name="the caregiver", role=Role.CAREGIVER)


def meant(body: str) -> Meant:
    """Of whom what is passed on when two patients' calls are open."""
    words = says(nurses_thread("J.S.", "M.R."), body)
    told = {one.episodes: (one.flag.name if one.flag else "", one.sense) for one in words}
    assert len(told) == len(words), words
    assert len({one.text.message_id for one in words}) <= 1
    return told


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "21 chest pain\n22 wants no more texts",
            {("ep-21",): (CHEST, Sense.WORDS), ("ep-22",): ("", NO)},
        ),
        ("22 pt died\n21 no more texts", {("ep-22",): ("", DEATH), ("ep-21",): ("", NO)}),
        ("21 chest pain\n22 chest pain", {(f"ep-{n}",): (CHEST, Sense.WORDS) for n in (21, 22)}),
        ("21 pt died\n22 pt died", {(f"ep-{n}",): ("", DEATH) for n in (21, 22)}),
    ],
)
def test_each_patient_is_told_of_their_own_line(body: str, expected: Meant) -> None:
    """A text about two patients is two messages, and neither has the other's meaning."""
    assert meant(body) == expected


@pytest.mark.parametrize("body", ["21 wants no more texts, 22 chest pain", "21 1, 22 chest pain"])
def test_a_danger_beside_another_code_is_told_of_both(body: str) -> None:
    """Which of the two it is of is asked; nobody is opted out, and no danger is swallowed."""
    assert meant(body) == {("ep-21",): (CHEST, Sense.WORDS), ("ep-22",): (CHEST, Sense.WORDS)}


@pytest.mark.parametrize("body", ["22 may want to opt out", "22 thinks about it, maybe no texts"])
def test_a_doubtful_no_without_a_digit_pauses_that_patients_texts(body: str) -> None:
    """The episode asks which; nobody is opted out."""
    assert meant(body) == {("ep-22",): ("", Sense.NEAR_LEAVING)}


def test_a_no_beside_another_code_is_asked_about() -> None:
    """A no whose line names another open code is nobody's yet."""
    assert meant("21 wants no more texts, 22 too") == {}


def test_two_things_of_one_patient_are_both_told() -> None:
    """A death does not hide a no: if it was a mistake, the no stands."""
    thread = nurses_thread("J.S.", "M.R.")
    words = says(thread, "22 pt died\n22 no more texts")
    assert [(one.episodes, one.sense) for one in words] == [(("ep-22",), DEATH), (("ep-22",), NO)]
    assert len({one.text.message_id for one in words}) == len(words), "each is heard once"


def pictured(thread: Thread, body: str) -> list[tuple[tuple[str, ...], int]]:
    """To whom what came with a text goes; to nobody's episode is to a person who says whose."""
    return [(one.episodes, len(one.text.attached)) for one in says(thread, body, PICTURE)]


@pytest.mark.parametrize(
    "body",
    [
        *("22 here is the wound", "22 give to Kim", "22 remind me 3p", "resend 22", "22?"),
        *("22 4", "22 pt died", "22 wants no more texts", "22 chest pain", "22 remind me", "22"),
    ],
)
def test_a_picture_goes_to_the_patient_who_is_named(body: str) -> None:
    """Whatever is said of a code, the picture beside it is of that code's patient."""
    assert pictured(nurses_thread("J.S.", "M.R."), body) == [(("ep-22",), 1)]


@pytest.mark.parametrize("body", ["22 here is the wound", "22 undo", "22 chest pain"])
def test_a_closed_code_names_its_patient_too(body: str) -> None:
    """What 22 was of is known after it closed, and after it was forgotten: it is never 21's."""
    thread = nurses_thread("J.S.", "M.R.")
    thread.close("ep-22|contact/call/1", NOW, "done by RN Kim")
    assert pictured(thread, body) == [(("ep-22",), 1)]
    again = nurses_thread("J.S.", "M.R.")
    again.close("ep-22|contact/call/1", NOW, "done by RN Kim")
    again.prompts.pop("ep-22|contact/call/1")
    again.remember(stale=None)
    if body != "22 undo":  # which needs the prompt
        assert pictured(again, body) == [(("ep-22",), 1)]


@pytest.mark.parametrize("body", ["", "here is the wound", "21 4\n22 look at this", "list"])
def test_a_picture_of_nobody_in_particular_is_nobodys(body: str) -> None:
    """With two patients in hand no episode gets it: the case manager is to say whose it is."""
    thread = nurses_thread("J.S.", "M.R.")
    assert pictured(thread, body) == [((), 1)]
    assert thread.words[0].by == LOPEZ
    if not body:
        assert [one.item.kind for one in thread.outgoing] == ["which_one"]


def test_danger_beside_a_picture_of_nobody_in_particular() -> None:
    """The danger is passed on as ever, and the picture apart from it."""
    assert pictured(nurses_thread("J.S.", "M.R."), "chest pain") == [(("ep-21",), 0), ((), 1)]


def test_a_picture_of_the_only_patient_is_theirs() -> None:
    """One patient in hand, and no words: it can be nobody else's."""
    assert pictured(nurses_thread("J.S."), "") == [(("ep-21",), 1)]


def test_a_picture_after_the_answer_is_not_the_other_patients() -> None:
    """Phones send a picture after its words: 22 was answered a moment ago, and 21 stands open."""
    thread = nurses_thread("J.S.", "M.R.")
    thread.close("ep-22|contact/call/1", NOW, "answered", answered=True)
    assert pictured(thread, "") == [((), 1)]


def test_a_danger_of_a_closed_code_is_of_its_patient() -> None:
    """The urgent ladder begins for whom the nurse named."""
    thread = nurses_thread("J.S.", "M.R.")
    thread.close("ep-22|contact/call/1", NOW, "done by RN Kim")
    (told,) = says(thread, "22 chest pain")
    assert (told.episodes, told.flag and told.flag.name) == (("ep-22",), "chest_pain")


@pytest.mark.parametrize(
    "state",
    [
        VerdictState.ALREADY_SETTLED,
        VerdictState.CLOSED,
        VerdictState.REFUSED,
        VerdictState.TOO_LATE,
    ],
)
def test_a_danger_in_an_answer_that_is_not_kept_is_passed_on(state: VerdictState) -> None:
    """Somebody answered before, or the episode is over: the note's danger reaches a person.

    Its words do not travel: they are in the store, under the name of the answer.
    """
    thread = nurses_thread("J.S.", "M.R.")
    assert says(thread, "21 2 chest pain") == []
    (pending,) = thread.pending
    assert isinstance(pending.said, GiveAnswer)
    danger_not_recorded(thread, pending.id, pending.said, Verdict(state=state))
    (words,) = thread.words
    assert (words.episodes, words.by, words.text.body) == (("ep-21",), LOPEZ, "")
    assert words.note == f"{pending.said.key}|{pending.said.message_id}"
    assert words.flag is not None
    assert "chest pain" not in words.model_dump_json()


def test_a_danger_in_an_answer_that_is_kept_is_told_once() -> None:
    """Its episode raises the alarm from the answer itself."""
    thread = nurses_thread("J.S.", "M.R.")
    says(thread, "21 2 chest pain")
    (pending,) = thread.pending
    assert isinstance(pending.said, GiveAnswer)
    kept = Verdict(state=VerdictState.RECORDED)
    danger_not_recorded(thread, pending.id, pending.said, kept)
    assert thread.words == []


@pytest.mark.parametrize("body", ["22 1 she wants no texts", "22 pt said stop texting her"])
def test_a_no_of_a_closed_code_is_of_its_patient(body: str) -> None:
    """It is noted as of an open code; of one closed long ago a person of that patient reads."""
    thread = nurses_thread("J.S.", "M.R.")
    thread.close(MR, NOW, "done by RN Kim")
    assert [(one.episodes, one.sense) for one in says(thread, body)] == [(("ep-22",), NO)]
    again = forgotten()
    assert [(one.episodes, one.sense) for one in says(again, body)] == [(("ep-22",), Sense.WORDS)]
    assert [one.item.kind for one in again.outgoing] == ["not_open"]


@pytest.mark.parametrize("body", ["22 J.S. wants no texts", "22 K.L. said stop texting her"])
def test_a_no_of_somebody_else_behind_a_closed_code_is_not_its_patients(body: str) -> None:
    """The code names one patient and the words another: whose it is is asked."""
    for thread in (nurses_thread("J.S.", "M.R."), forgotten()):
        if MR in thread.prompts:
            thread.close(MR, NOW, "done by RN Kim")
        assert all("ep-22" not in one.episodes for one in says(thread, body))
        assert [one.item.kind for one in thread.outgoing] == ["which_one"]


def forgotten() -> Thread:
    """The call of M.R. closed so long ago that only its code says what became of it."""
    thread = nurses_thread("J.S.", "M.R.")
    thread.close(MR, NOW, "done by RN Kim")
    thread.prompts.pop(MR)
    thread.remember(stale=None)
    return thread


def of_a_daughter() -> Thread:
    """Her phone is her mother's caregiver's too: K.L. has a visit, under code 23."""
    thread = nurses_thread("J.S.", "M.R.")
    mother = reminder("mother", "K.L.")
    own = {"person": DAUGHTER, "number": NURSE, "token": thread.token}
    contact = mother.to.model_copy(update=own)
    thread.ask(mother.model_copy(update={"to": contact}), NOW)
    soon = NOW + GATHERED_WITHIN * 2
    outbound.sent(thread, outbound.next_text(thread, soon), soon)
    return thread


@pytest.mark.parametrize(
    ("body", "flag", "sense"),
    [
        ("22 pt died", "", DEATH),
        ("22 passed away this morning", "", DEATH),
        ("22 chest pain", CHEST, Sense.WORDS),
        ("22 wants no more texts", "", NO),
    ],
)
def test_what_a_nurse_says_of_a_code_is_not_of_her_own_mother(
    body: str, flag: str, sense: Sense
) -> None:
    """On a phone of a colleague and of a family a code of her work is of its patient alone."""
    (told,) = says(of_a_daughter(), body)
    assert (told.episodes, told.by) == (("ep-22",), LOPEZ)
    assert (told.flag.name if told.flag else "", told.sense) == (flag, sense)


@pytest.mark.parametrize("body", ["list", "22 hmm", "22 give to Kim", "22 remind me in 1h", "22 1"])
def test_her_work_goes_on_where_her_phone_is_a_familys_too(body: str) -> None:
    """What she asks of her texts is no word of a patient's."""
    assert says(of_a_daughter(), body) == []


def test_what_she_says_without_a_code_may_be_of_her_mother() -> None:
    """It is a family's: the emergency line at once, and whoever it may be of is told."""
    thread = of_a_daughter()
    (told,) = says(thread, "she cant breathe")
    assert "episode-mother" in told.episodes
    assert [one.item.kind for one in thread.outgoing] == ["emergency"]


@pytest.mark.parametrize("body", ["died", "pt passed away", "cant breathe", "having chest pain"])
def test_of_whom_a_danger_or_a_death_is_is_asked_whatever_was_not_understood(body: str) -> None:
    """Three texts that nobody understood pause what is said back, and not this; nor for ever."""
    thread = nurses_thread("J.S.", "M.R.")
    for number, said in enumerate(("hmm", "what", "eh", "hm", *([body] * 5))):
        at = NOW + GATHERED_WITHIN * 2 + timedelta(seconds=number)
        read(thread, ReceivedText(message_id=f"SM{number}", phone=NURSE, body=said, at=at), at)
    kinds = [one.item.kind for one in thread.outgoing]
    assert kinds == ["not_read"] * 3 + ["which_one"] * 3
    assert {one.text.message_id for one in thread.words} == {f"SM{n}" for n in range(3, 9)}
