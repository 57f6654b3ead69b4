"""What ops read in a workflow's history, in the Temporal UI: who and what, never of which patient.

Staff and vendors are named by their handle, the family by their part. No words that anybody wrote
stand here, no name, number or record of a patient; `docs/timeline.md` lists what each line says.
"""

from domain.asking.spoken import spoken_of
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.words.phrasebook import phrase, worded

LONGEST = 120
"""Characters: the server fails a workflow whose summaries are longer than 400 bytes once sealed."""


def line(who: str, *said: str) -> str:
    """One line in words: of whom or what it is, and what there is to say of it."""
    words = ", ".join(filter(None, said))
    return together(worded(f"{who}: {words}" if who and words else who or words))


def together(*lines: str) -> str:
    """What is done in one go: each line, as far as there is room."""
    whole = "; ".join(lines)
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 3]}..."


def task(kind: str, step: str) -> str:
    """What is asked, in a word or two; of what everybody is asked in a ladder, which step's."""
    spoken = spoken_of(kind)
    asked = spoken.task or spoken.plan
    if kind in {ESCALATION, ESCALATION_DONE}:
        return phrase("timeline.task_of", task=asked, step=step)
    return asked


def answer(kind: str | None, value: str) -> str:
    """An answer as people write it."""
    if kind is None:
        return value.replace("_", " ")
    spoken = spoken_of(kind)
    return next(iter(spoken.words(value)), spoken.label(value).lower().removesuffix(" for"))


def cancel() -> str:
    """That somebody asked Temporal to cancel a workflow."""
    return line(phrase("timeline.tell_ops"), phrase("timeline.cancel_asked"))


def sweep() -> str:
    """What the sweep does."""
    return line(phrase("timeline.deliver"))


def handler(name: str) -> str:
    """What the Temporal UI says of a signal, an update or a query, by its name."""
    return worded(phrase(f"handlers.{name}"))
