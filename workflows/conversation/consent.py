"""What was last said of texting a phone, by its holder or by a colleague who was told it."""

from datetime import datetime

from domain.asking.reachability import Reachability
from domain.episode.facts import Sense
from models.payloads import PassOn, ToldConsent
from workflows.conversation.prompt import rings
from workflows.conversation.state import Thread


def told(thread: Thread, said: ToldConsent, now: datetime) -> None:
    """What this phone's holder said to a colleague: a no is as their STOP, a yes as their START.

    It counts from when it was said, so that told twice or late it undoes nothing newer. A
    colleague's phone is no patient's: of it their own texts decide. Nothing is sent: the one text
    that may follow a no confirms a STOP to who texted it; who told a person has their answer.
    """
    if thread.memory.staff or decided_since(thread, said.at):
        return
    if said.given:
        opts_in(thread, said.at, now)
    else:
        opts_out(thread, said.at, now)


def opts_out(thread: Thread, at: datetime, now: datetime) -> None:
    """Nothing but safety is sent from now on; what was asked goes the other way.

    A no to texts is none to an alarm that rings.
    """
    _decide(thread, at, opted_out=True)
    for key, standing in thread.open_prompts():
        if not rings(standing):
            thread.give_up(key, now, Reachability.OPTED_OUT)
    thread.mark(Reachability.OPTED_OUT, now)


def opts_in(thread: Thread, at: datetime, now: datetime) -> None:
    """Texts go again; of a wrong number or a landline that says nothing."""
    _decide(thread, at, opted_out=False)
    if thread.memory.reachability is Reachability.OPTED_OUT:
        thread.mark(Reachability.REACHABLE, now)


def is_a_yes(words: PassOn) -> bool:
    """A START and no more: its episodes ask again once the phone's mark is gone, and not before."""
    return words.sense is Sense.WANTS_TEXTS and words.flag is None


def decided_since(thread: Thread, at: datetime) -> bool:
    """Whether a newer word than one of that instant is known."""
    last = thread.memory.decided_at
    return last is not None and last > at


def _decide(thread: Thread, at: datetime, *, opted_out: bool) -> None:
    last = thread.memory.decided_at
    thread.remember(opted_out=opted_out, decided_at=max(filter(None, (at, last))))
