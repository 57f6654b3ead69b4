"""A prompt that takes several digits, on a nurse's phone: said, confirmed, corrected, undone."""

from dataclasses import replace

from domain.asking.choices import Value
from models.payloads import (
    GiveAnswer,
    OpenConversation,
    PendingAnswer,
    PendingKind,
    ReceivedText,
    TakeBack,
    Verdict,
    VerdictState,
)
from tests.domain.several import NEEDS
from tests.phone_rules import GATHERED_WITHIN
from tests.stories.people import NURSE
from tests.workflows.conversation.held import CLOCK, NOW, TOKEN, a_call
from workflows.conversation import outbound, timeline, wording
from workflows.conversation.inbound import read
from workflows.conversation.state import Thread

TASK = "ep-21|contact/call/1"


def asked() -> Thread:
    """It stands under 21."""
    thread = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    prompt = a_call("ep-21", "J.S.")
    several = replace(prompt.question, choices=NEEDS.choices)
    thread.ask(prompt.model_copy(update={"question": several}), NOW)
    soon = NOW + GATHERED_WITHIN
    outbound.sent(thread, outbound.next_text(thread, soon), soon)
    return thread


def says(thread: Thread, body: str, *, after: int = 2) -> PendingAnswer | None:
    """What of a text of hers is handed over, if anything."""
    thread.pending.clear()
    sent = NOW + GATHERED_WITHIN * after
    read(thread, ReceivedText(message_id=f"SM{after}", phone=NURSE, body=body, at=sent), sent)
    return next(iter(thread.pending), None)


def given(pending: PendingAnswer | None) -> GiveAnswer:
    """The answer in it."""
    assert pending is not None
    assert isinstance(pending.said, GiveAnswer)
    return pending.said


def test_all_digits_are_one_answer() -> None:
    """One that is handed over, with its note; the code says later what was said, all of it."""
    thread = asked()
    pending = says(thread, "21 2,3 none since friday")
    said = given(pending)
    assert (said.value, said.also) == (Value.MEDICINES, (Value.FOLLOW_UP,))
    assert said.note == "none since friday"
    assert "medicines, follow up" in thread.prompts[TASK].closed_words
    assert pending is not None
    assert timeline.said(thread, pending).endswith("medicines, follow up")


def test_the_confirmation_names_each() -> None:
    """What is confirmed is what was heard: a digit that was lost would be missed here."""
    thread = asked()
    said = given(says(thread, "21 2,3"))
    kept = Verdict(state=VerdictState.RECORDED)
    item = wording.verdict(thread.prompts[TASK], said, kept)
    assert (item.kind, item.words["choice"]) == ("saved", "medicines, follow up")


def test_what_excludes_the_others_is_asked_back() -> None:
    """Nothing is handed over, and the prompt stands."""
    for body in ("21 2,7", "21 2 3", "21 2 and 3"):
        thread = asked()
        assert says(thread, body) is None
        assert [item.item.kind for item in thread.outgoing] == ["not_read_code"]
        assert len(thread.open_prompts()) == 1


def test_fix_puts_others_in_their_place() -> None:
    """FIX with several digits corrects all of it."""
    thread = asked()
    says(thread, "21 2,3")
    pending = says(thread, "fix 21 1,2", after=4)
    assert pending is not None
    assert pending.kind is PendingKind.CORRECTION
    said = given(pending)
    assert (said.value, said.also) == (Value.SYMPTOMS, (Value.MEDICINES,))


def test_undo_takes_all_back() -> None:
    """There is one answer to take back."""
    thread = asked()
    says(thread, "21 2,3")
    pending = says(thread, "undo 21", after=4)
    assert pending is not None
    assert isinstance(pending.said, TakeBack)
    assert pending.said.key == "contact/call/1"
