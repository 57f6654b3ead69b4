"""What is peculiar to a question how somebody is: courtesy answers it, HELP means no, danger all.

Such a question is known by what it offers. Of two of them the newer is meant by whoever has seen
it: both ask how it is now.
"""

from datetime import datetime

from domain.asking.choices import Value
from domain.texting.interpretation import Answered, Phone, PromptOnPhone
from domain.texting.lines import fits, read
from domain.texting.reply_grammar import Chosen

_ASKS_HOW = frozenset({Value.FINE, Value.NOT_FINE})


def asks_how(prompt: PromptOnPhone) -> bool:
    """Whether a prompt asks how somebody is."""
    return {choice.value for choice in prompt.choices} >= _ASKS_HOW


def says_how(heard: Answered) -> bool:
    """Whether an answer says how somebody is, and no more."""
    return heard.chosen.choice.value in _ASKS_HOW


def not_fine(phone: Phone) -> tuple[Answered, ...]:
    """HELP of who is asked how they are: not fine; of several patients nobody knows whose it is."""
    open_ = [prompt for prompt in phone.open() if asks_how(prompt)]
    if len(open_) != 1:
        return ()
    choice = next(one for one in open_[0].choices if one.value is Value.NOT_FINE)
    return (Answered(prompt=open_[0], chosen=Chosen(choice=choice)),)


def by_courtesy(body: str, phone: Phone, now: datetime) -> tuple[Answered, ...]:
    """What else would be courtesy alone ("good"), where it answers the question that stands."""
    standing = still_meant(body, phone, now)
    if len(standing) != 1 or not asks_how(standing[0]) or standing[0].closed_at is not None:
        return ()
    heard = read(standing[0], body, now)
    return (heard,) if isinstance(heard, Answered) else ()


def still_meant(body: str, phone: Phone, now: datetime) -> list[PromptOnPhone]:
    """The questions that a text without a code may answer: those seen since the last reply.

    But for one that was closed where the same is asked anew, and for what the text cannot answer
    where it answers another.
    """
    if phone.overtaken(now):
        return []
    seen = [prompt for prompt in phone.seen_since_last_reply(now) if prompt.choices]
    anew = {prompt.episode for prompt in seen if asks_how(prompt) and prompt.closed_at is None}
    seen = [
        one
        for one in seen
        if one.closed_at is None or one.episode not in anew or not _of_a_check_in(one)
    ]
    if len(seen) > 1 and all(map(_of_a_check_in, seen)):
        return [one for one in seen if fits(body, (one,), now)] or seen
    return seen


def _of_a_check_in(prompt: PromptOnPhone) -> bool:
    """Whether it asks how somebody is, or what it is then: no digit of one fits the other."""
    lowest = min((one.digit for one in prompt.choices), default=0)
    return asks_how(prompt) or lowest > len(_ASKS_HOW)
