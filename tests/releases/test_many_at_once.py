"""What a thread keeps apart when much happens on one phone: patients, answers, and its own size."""

from datetime import datetime

from domain.time.clock import Clock
from models.payloads import OpenConversation, PendingKind, ReceivedText
from tests.releases.ward import BEGINS, NUMBER, TOKEN, prompt
from workflows.conversation import outbound
from workflows.conversation.inbound import read
from workflows.conversation.state import Thread

INITIALS = ("J.S.", "M.K.", "A.B.")
STANDING, ANSWERS = 200, 400
MOST_BYTES = 1_000_000
"""Half of what Temporal refuses to carry over."""


class Phone:
    """A thread, and the prompts and texts that come to it."""

    def __init__(self) -> None:
        clock = Clock(real_origin=BEGINS, clinical_origin=BEGINS)
        self.thread = Thread(OpenConversation(token=TOKEN, clock=clock))
        self.now: datetime = BEGINS
        self._asked = self._typed = 0

    def is_asked(self, prompts: int) -> None:
        """So many prompts come, each of another patient, and go out within their time."""
        for _ in range(prompts):
            self._asked += 1
            initials = INITIALS[self._asked % len(INITIALS)]
            self.thread.ask(prompt(f"episode-{self._asked}", self._asked, initials), self.now)
        while any(standing.code is None for _, standing in self.thread.open_prompts()):
            at = outbound.next_at(self.thread, self.now)
            assert at is not None
            if at > self.now:
                self.now = at
                continue
            text = outbound.next_text(self.thread, self.now)
            outbound.sent(self.thread, text, self.now)

    def types(self, *bodies: str) -> None:
        """Texts that are read in one go, as after an outage."""
        for body in bodies:
            self._typed += 1
            text = ReceivedText(message_id=f"SM{self._typed}", phone=NUMBER, body=body, at=self.now)
            read(self.thread, text, self.now)


def test_undo_takes_back_what_was_said_last() -> None:
    """Two answers and an UNDO come at the same instant: the second answer is taken back."""
    for first, second in (("21", "22"), ("22", "21")):
        phone = Phone()
        phone.is_asked(2)
        phone.types(f"{first} 1", f"{second} 1", "UNDO")
        answered, undone = phone.thread.pending[1:]
        assert undone.kind is PendingKind.UNDO
        assert undone.id == answered.id


def test_no_two_patients_share_a_label() -> None:
    """However many patients a phone has had, those it is asked about now have labels of their own.

    The oldest are still open while a hundred others come and go.
    """
    phone = Phone()
    phone.is_asked(STANDING)
    for _ in range(STANDING // 2):
        code = phone.thread.memory.next_code - 1
        phone.types(f"{code} 1")
        phone.is_asked(1)
    labels = [standing.label for _, standing in phone.thread.open_prompts()]
    assert len(labels) == len(set(labels)) == STANDING


def test_what_continues_as_new_stays_small() -> None:
    """200 open prompts and 400 answers within a day: what is carried over has room to grow."""
    phone = Phone()
    phone.is_asked(STANDING)
    for _ in range(ANSWERS):
        code = phone.thread.memory.next_code - 1
        phone.types(f"{code} 1")
        phone.thread.pending.clear()
        phone.is_asked(1)
        outbound.drop_what_cannot_go(phone.thread, phone.now)
    assert len(phone.thread.state().model_dump_json()) < MOST_BYTES
