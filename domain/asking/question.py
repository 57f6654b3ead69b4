"""A question as the domain wants it asked: who, when, by when, with which choices."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from domain.asking.choices import Choice
from domain.asking.kind import Kind
from domain.pathway import Role

_AGAIN = re.compile(r"(?<=/)(\d+)\.\d+$")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question that should stand open now, or one notice (a question without choices).

    `key` is "step/name/occurrence" and never changes meaning: the same key is asked once.
    `ask_at` is when its text may first go out, `remind_at` when it is repeated while open,
    `useless_after` when sending it would do harm. `safety` is asked of a patient whatever they
    have got that day, in civil hours; what is `incidental` joins another text of that day, and is
    dropped where the phone has had its texts; what stands `beside_caps` is no text of that day.
    `rank` picks the n-th vendor, `whom` is the handle of
    who is asked where they can be.
    `again_of` is the question that this one asks again: an answer to that one, under its older
    code, is an answer to this.
    `words` and `times` fill its wording; they hold the least that works.
    """

    key: str
    kind: str
    to: Role
    ask_at: datetime
    due: datetime | None = None
    remind_at: tuple[datetime, ...] = ()
    useless_after: datetime | None = None
    urgent: bool = False
    safety: bool = False
    incidental: bool = False
    beside_caps: bool = False
    rank: int = 0
    about: str = ""
    again_of: str = ""
    whom: str = ""
    choices: tuple[Choice, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)

    @property
    def step(self) -> str:
        """The step that this question belongs to."""
        return self.key.partition("/")[0]


def question(  # noqa: PLR0913 - the fields of a question, in one readable call
    key: str,
    kind: Kind,
    to: Role,
    ask_at: datetime,
    *,
    choices: tuple[Choice, ...] | None = None,
    due: datetime | None = None,
    remind_at: tuple[datetime, ...] = (),
    useless_after: datetime | None = None,
    urgent: bool = False,
    rank: int = 0,
    about: str = "",
    words: dict[str, str] | None = None,
    times: dict[str, datetime] | None = None,
) -> Question:
    """A question with the choices of its kind, and only those reminders that lie after its ask."""
    return Question(
        key=key,
        kind=kind,
        to=to,
        ask_at=ask_at,
        due=due,
        remind_at=tuple(sorted(at for at in remind_at if at > ask_at)),
        useless_after=useless_after,
        urgent=urgent,
        incidental=kind.incidental,
        beside_caps=kind.beside_caps,
        rank=rank,
        about=about,
        choices=kind.choices if choices is None else choices,
        words=words or {},
        times=times or {},
    )


def first_occurrence(key: str) -> str:
    """The question that this one asks again, of another round; else the key as it is."""
    return _AGAIN.sub(r"\1", key.partition("/done-")[0])


def asked_now(key: str, questions: tuple[Question, ...]) -> Question | None:
    """The standing question of that name, else the one of a later round that asks it again."""
    again = {one.again_of: one for one in questions if one.again_of}
    return {one.key: one for one in questions}.get(key) or again.get(first_occurrence(key))
