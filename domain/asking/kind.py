"""What may be asked or told: each step declares its kinds by name, with what may be answered."""

from dataclasses import replace
from enum import StrEnum
from typing import Self

from domain.asking.choices import Choice, Value, Wants
from domain.asking.spoken import spoken_of


class OnCard(StrEnum):
    """What a card shows beside the question, because whoever answers needs it.

    `PLACE` is where a vendor who has accepted drives, `WORDS` what the family and staff wrote,
    `CONSENT` the boxes for a consent to texts, `CASE_CONSENT` those for case management, `INPUTS`
    what to tap of a score's inputs that no message brings.
    """

    ADDRESS = "address"
    CASE_CONSENT = "case_consent"
    CLINIC = "clinic"
    CONSENT = "consent"
    DIFFERENCES = "differences"
    INPUTS = "inputs"
    LISTS = "lists"
    PLACE = "place"
    WORDS = "words"


class Kind(str):
    """A kind of question by name: that of its wording (`templates/sms/<language>/<kind>.txt.j2`).

    On the wire it is that name alone. Answers get the digits from `first`, in the order in which
    they are printed, and `nine` that one; of `several` any may be given together, but for those
    that say all or none and stand `alone`. One that needs more than its digit stands with what it
    wants, and `by_time` is given by writing a date and time alone. What has no answers is told and
    not asked. One that is `incidental` reminds of what is known: it joins another text, or is
    dropped. `beside_caps` is neither held by how often a patient is texted nor counted. What goes
    to `families` has a text in each of their languages.
    """

    __slots__ = ("beside_caps", "choices", "families", "incidental", "on_card")

    choices: tuple[Choice, ...]
    on_card: frozenset[OnCard]
    incidental: bool
    beside_caps: bool
    families: bool

    def __new__(  # noqa: PLR0913 - what a kind says of itself, in one readable call
        cls,
        name: str,
        *answers: Value | tuple[Value, Wants],
        by_time: Value | None = None,
        several: bool = False,
        alone: tuple[Value, ...] = (),
        first: int = 1,
        nine: Value | None = None,
        on_card: tuple[OnCard, ...] = (),
        incidental: bool = False,
        beside_caps: bool = False,
        families: bool = False,
    ) -> Self:
        """The kind with its words in place."""
        kind = super().__new__(cls, name)
        wanted = [one if isinstance(one, tuple) else (one, Wants.NOTHING) for one in answers]
        timed = [_choice(name, 0, by_time, Wants.INSTANT)] if by_time is not None else []
        digits = [_choice(name, digit, *one) for digit, one in enumerate(wanted, start=first)]
        digits += [_choice(name, 9, nine, Wants.NOTHING)] if nine is not None else []
        beside = {one.value for one in digits if several and one.wants is not Wants.INSTANT}
        beside -= set(alone)
        kind.choices = (*timed, *(replace(one, beside=one.value in beside) for one in digits))
        kind.on_card, kind.incidental = frozenset(on_card), incidental
        kind.beside_caps, kind.families = beside_caps, families
        return kind


def _choice(kind: str, digit: int, value: Value, wants: Wants) -> Choice:
    spoken = spoken_of(kind)
    return Choice(
        digit=digit,
        value=value,
        label=spoken.label(value),
        words=spoken.words(value),
        wants=wants,
    )
