"""Two answers of one text to the same prompt: said twice is said once, else it is asked about."""

from dataclasses import replace

from domain.clinical.flag import Flag
from domain.texting.interpretation import (
    Answered,
    Corrected,
    Interpretation,
    Lacking,
    NotRead,
    TakenBack,
)
from domain.texting.reply_grammar import Chosen


def agreed(heard: tuple[Interpretation, ...]) -> tuple[Interpretation, ...]:
    """A prompt that one text answers in two ways is asked about; the same twice is said once."""
    kept: dict[object, Interpretation] = {}
    for number, one in enumerate(heard):
        if not isinstance(one, Answered | Corrected | TakenBack | Lacking):
            kept[number] = one
            continue
        before = kept.get(one.prompt.id)
        kept[one.prompt.id] = one if before is None else _both(before, one)
    return tuple(kept.values())


def _both(
    before: Interpretation, one: Answered | Corrected | TakenBack | Lacking
) -> Interpretation:
    match before, one:
        case Answered(chosen=first), Answered(chosen=second) if _same(first, second):
            note = "; ".join(filter(None, dict.fromkeys((first.note, second.note))))
            return replace(before, chosen=replace(first, note=note), flag=before.flag or one.flag)
        case _ if before == one:
            return before
        case _:
            return NotRead(prompt=one.prompt, flag=_flag(before) or _flag(one))


def _flag(heard: Interpretation) -> Flag | None:
    return heard.flag if isinstance(heard, Answered | Corrected | NotRead) else None


def _same(first: Chosen, second: Chosen) -> bool:
    return replace(first, note="") == replace(second, note="")
