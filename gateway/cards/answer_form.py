"""The answer form of a card: what was chosen, with what the choice needs.

Incomplete   the words say what is missing; the form is shown again
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.asking.choices import Choice, Value, Wants
from domain.episode.drug_decisions import LABELS, NEEDS_REASON, DrugDecision, as_chosen
from domain.episode.family.recorded_consent import AGREED, CONSENT, DECLINED
from domain.steps.catalogue import kinds
from domain.steps.tapped import CASE_CONSENT, WHOSE_CONSENT, taps_in
from domain.time.calendar import on_the_wall
from domain.words.phrasebook import phrase
from models.payloads import Card

LONGEST_NOTE = 1000
LONGEST_AGO = timedelta(days=31)
CLOCK_SKEW = timedelta(minutes=2)

_SETTLES = frozenset({Value.SETTLED, Value.LIST_FOUND, Value.DONE})
TICKED = "ticked"
"""What the button below the boxes sends."""
LONGEST_REASON = 200


class Incomplete(Exception):  # noqa: N818 - a fact, as all our errors are named
    """An answer that does not count yet. `words` are for its reader."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(words)


@dataclass(frozen=True, kw_only=True)
class Given:
    """A whole answer, with all that its choice wants. `label` is what the reader pressed.

    `also` is what was ticked beside `value`.
    """

    value: Value
    also: tuple[Value, ...]
    label: str
    happened_at: datetime
    at: datetime | None
    note: str
    decisions: tuple[tuple[str, str], ...]


def read_answer(form: Mapping[str, str], card: Card, time_zone: str, now: datetime) -> Given:
    """Read the form of a card that asked for times in this zone. `now` is clinical.

    A card that closed meanwhile has no choices any more: what was chosen is read all the same, so
    that the episode can say who settled it, or that this very answer did. Raises Incomplete.
    """
    picked = _picked(form, card)
    note = form.get("note", "").strip()
    if len(note) > LONGEST_NOTE:
        raise Incomplete(phrase("card_page.note_too_long", letters=LONGEST_NOTE))
    for choice in picked:
        if choice.wants is Wants.REASON and not note:
            raise Incomplete(phrase("card_page.needs_reason", choice=choice.label))
        if choice.value is Value.LIST_FOUND and not note:
            raise Incomplete(phrase("card_page.needs_source"))
    first, *others = picked
    return Given(
        value=first.value,
        also=tuple(one.value for one in others),
        label=", ".join(one.label for one in picked) if card.open else "",
        happened_at=_happened(form, time_zone, now),
        at=_wanted(form, time_zone, first),
        note=note,
        decisions=(
            *_decisions(form, card, first),
            *_consent(form),
            *_case_consent(form, card),
            *taps_in(form, card.inputs),
        ),
    )


def _picked(form: Mapping[str, str], card: Card) -> tuple[Choice, ...]:
    """What was pressed, or all that was ticked; what says all or none stands alone."""
    value = form.get("choice", "")
    every = card.choices if card.open else _every_choice()
    offered = {one.value: one for one in reversed(every)}
    boxes = (one for one in offered.values() if one.beside or not card.open)
    ticked = sorted(
        (one for one in boxes if form.get(f"beside-{one.value}")), key=lambda one: one.digit
    )
    pressed = [one for one in offered.values() if one.value == value]
    if pressed and ticked:
        raise Incomplete(phrase("card_page.stands_alone", choice=pressed[0].label))
    if not pressed and not (ticked and value == TICKED):
        raise Incomplete(phrase("card_page.needs_choice"))
    return tuple(pressed or ticked)


def _every_choice() -> tuple[Choice, ...]:
    return tuple(choice for kind in kinds().values() for choice in kind.choices)


def _wanted(form: Mapping[str, str], time_zone: str, choice: Choice) -> datetime | None:
    if choice.wants is not Wants.INSTANT:
        return None
    instant = _instant(form.get(f"at-{choice.value}", ""), time_zone)
    if instant is None:
        raise Incomplete(phrase("card_page.needs_instant", choice=choice.label))
    return instant


def _happened(form: Mapping[str, str], time_zone: str, now: datetime) -> datetime:
    written = form.get("happened", "")
    if not written:
        return now
    instant = _instant(written, time_zone)
    if instant is None or not now - LONGEST_AGO <= instant <= now + CLOCK_SKEW:
        raise Incomplete(phrase("card_page.needs_past"))
    return min(instant, now)


def _decisions(form: Mapping[str, str], card: Card, choice: Choice) -> tuple[tuple[str, str], ...]:
    """Each difference that matters is decided before the lists count as settled."""
    settles = choice.value in _SETTLES
    every = [
        (one, _decision(form, number, settles=settles and one.matters))
        for number, one in enumerate(card.differences, start=1)
    ]
    return tuple((one.id, chosen) for one, chosen in every if chosen)


def _decision(form: Mapping[str, str], number: int, *, settles: bool) -> str:
    chosen = form.get(f"difference-{number}", "")
    reason = form.get(f"reason-{number}", "").strip()
    if chosen not in set(DrugDecision):
        if settles:
            raise Incomplete(phrase("card_page.difference_open", number=number))
        return ""
    decision = DrugDecision(chosen)
    if settles and decision is DrugDecision.ASK_PRESCRIBER:
        raise Incomplete(phrase("card_page.difference_waits", number=number))
    if decision in NEEDS_REASON and not reason:
        raise Incomplete(
            phrase("card_page.difference_reason", number=number, choice=LABELS[decision])
        )
    if len(reason) > LONGEST_REASON:
        raise Incomplete(
            phrase("card_page.difference_too_long", number=number, letters=LONGEST_REASON)
        )
    return as_chosen(decision, reason)


def _consent(form: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What the patient said on the phone to being texted, where the card asked for it."""
    said = form.get(CONSENT, "")
    return ((CONSENT, said),) if said in {AGREED, DECLINED} else ()


def _case_consent(form: Mapping[str, str], card: Card) -> tuple[tuple[str, str], ...]:
    """What patient or caregiver said to case management, where the card asked for it."""
    said = form.get(CASE_CONSENT, "")
    return ((CASE_CONSENT, said),) if card.asks_case_consent and said in WHOSE_CONSENT else ()


def _instant(written: str, zone: str) -> datetime | None:
    """Read what a date-time field sends ("2026-09-08T14:30"), on the clocks of the card's zone."""
    try:
        wall = datetime.fromisoformat(written)
    except ValueError:
        return None
    return None if wall.tzinfo else on_the_wall(wall.date(), wall.time(), zone)
