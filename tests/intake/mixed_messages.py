"""Patients of eight visits and five classes, and everything that a hospital may say of them.

A seed makes them. `certain_facts.py` judges what is certain of them, and knows no code of ours.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from tests.adt import ZONE, adt

INPATIENT, OBSERVATION, EMERGENCY, OUTPATIENT = ("I", "INPT", "B"), ("OBS",), ("E",), ("O", "R")
UNKNOWN = ("ZZQ", "U", "DAYCASE")
HOME = ("01", "06", "Home Health", "Home")
H, D = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as the hospital means it. `recorded` is EVN-2; `came` when we took it.

    `written` is when it was, where the clock that recorded it was not right.
    """

    trigger: str
    recorded: datetime
    mrn: str
    visit: str = ""
    said_class: str = ""
    disposition: str = ""
    admitted: datetime | None = None
    discharged: datetime | None = None
    died: str = ""
    merged: str = ""
    control: str = ""
    written: datetime | None = None
    came: datetime | None = None
    receipt: int = 0

    def text(self) -> str:
        """HL7, as the interface engine writes it."""
        return adt(
            self.trigger,
            local(self.recorded),
            mrn=self.mrn,
            visit=self.visit,
            patient_class=self.said_class,
            disposition=self.disposition,
            admitted=local(self.admitted) if self.admitted else "",
            discharged=local(self.discharged) if self.discharged else "",
            died=self.died,
            merged=self.merged,
            mobile=f"617555{self.mrn[-4:]}",
            control=self.control,
        )


def local(at: datetime) -> str:
    """An instant on the hospital's clock, to the minute."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


@dataclass
class Person:
    """One patient's messages, as they were recorded. `old` is a second record."""

    mrn: str
    dice: Random
    now: datetime
    said: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.old = f"{self.mrn}7"

    def visit(self, n: int) -> str:
        """The number of a visit of theirs."""
        return f"V-{self.mrn}-{n}"

    def says(self, trigger: str, recorded: datetime, **more: object) -> None:
        """One message more."""
        whole = recorded.replace(second=0, microsecond=0)
        said = Message(trigger=trigger, recorded=whole, mrn=self.mrn)
        self.said.append(replace(said, **more))  # type: ignore[arg-type]

    def stays(self, n: int, left: datetime, **more: object) -> None:
        """A certain inpatient stay, from bed to home, with what is told on the way."""
        dice, begun = self.dice, left - self.dice.randint(20, 70) * H
        same: dict[str, object] = {"visit": self.visit(n), "said_class": dice.choice(INPATIENT)}
        same |= more
        self.says("A05", begun - 5 * H, **(same | {"said_class": "P"}))
        self.says("A01", begun, admitted=begun, **same)
        self.says("A02", begun + 3 * H, **same)
        self.says("A08", begun + 4 * H, admitted=begun, **same)
        home = {"admitted": begun, "discharged": left, "disposition": dice.choice(HOME)}
        self.says("A03", left + timedelta(minutes=dice.choice([2, 20, 300])), **same, **home)
        if dice.random() < 0.4:
            earlier = begun - 2 * H
            self.says("A01", left + 7 * H, admitted=earlier, **same)
        if dice.random() < 0.4:
            self.says("A08", left + 8 * H, disposition=dice.choice(HOME), **same)
        if dice.random() < 0.3:
            self.says("A08", left + 9 * H, discharged=left - 3 * H, **same)


def person(number: int, seed: int, now: datetime) -> list[Message]:
    """One patient's messages as they were recorded: a spine that is certain, and the rest."""
    dice = Random(f"{seed}:{number}")  # noqa: S311 - a story, and no secret
    one = Person(f"{810_000 + number}", dice, now.replace(second=0, microsecond=0))
    many, last = dice.choice([1, 2, 2, 3]), one.now - dice.randint(50, 110) * H
    for n in range(many):
        one.stays(n + 1, last - (many - 1 - n) * 6 * D)
    others = list(_OTHERS)
    dice.shuffle(others)
    for n, make in zip(range(4, 9), others, strict=False):
        make(one, n, last)
    for make in dice.choices(_NOISE, k=dice.randint(8, 18)):
        make(one, dice.randint(1, many), last + dice.randint(4, 40) * H)
    dice.choice(_FATES)(one, many, last)
    again = [replace(said) for said in dice.sample(one.said, len(one.said) // 5)]
    told = [*one.said, *again]
    return [replace(said, control=f"{one.mrn}-{n}") for n, said in enumerate(told)]


# ---- other visits, each under its own number


def _observed(one: Person, n: int, last: datetime) -> None:
    same = {"visit": one.visit(n), "said_class": "OBS"}
    one.says("A01", last - 9 * D, admitted=last - 9 * D, **same)
    one.says("A03", last - 8 * D, discharged=last - 8 * D, disposition="01", **same)


def _emergency(one: Person, n: int, last: datetime) -> None:
    one.says("A04", last + 12 * H, visit=one.visit(n), said_class="E")


def _clinic(one: Person, n: int, last: datetime) -> None:
    same = {"visit": one.visit(n), "said_class": one.dice.choice(OUTPATIENT)}
    one.says("A04", last + 20 * H, **same)
    one.says("A03", last + 21 * H, discharged=last + 21 * H, disposition="01", **same)
    one.says("A13", last + 22 * H, **same)


def _of_no_known_class(one: Person, n: int, last: datetime) -> None:
    same = {"visit": one.visit(n), "said_class": one.dice.choice(UNKNOWN)}
    at = last + one.dice.choice([-5 * D, 15 * H])
    one.says("A01", at - 2 * H, admitted=at - 2 * H, **same)
    if one.dice.random() < 0.7:
        word = one.dice.choice(["01", "03", "Feeling great"])
        one.says("A03", at, discharged=at, disposition=word, **same)
        if one.dice.random() < 0.3:
            one.says("A23", at + 2 * H, **same)


def _of_no_class(one: Person, n: int, last: datetime) -> None:
    at = last + one.dice.choice([-3 * D, 18 * H])
    one.says("A03", at, visit=one.visit(n), discharged=at, disposition="01")


def _told_far_away(one: Person, n: int, last: datetime) -> None:
    """Recorded in these days, and told of another month, or of next week."""
    left = last + one.dice.choice([-45 * D, 20 * D])
    same = {"visit": one.visit(n), "said_class": "I", "disposition": "01"}
    one.says("A03", last + 10 * H, discharged=left, **same)


_OTHERS: tuple[Callable[[Person, int, datetime], None], ...] = (
    _observed, _emergency, _clinic, _of_no_known_class, _of_no_class, _told_far_away,
)  # fmt: skip


# ---- doubtful words


def _news_without_a_number(one: Person, n: int, at: datetime) -> None:
    del n
    kind = one.dice.choice(["I", "O", "E", "OBS", "", "ZZQ"])
    one.says(
        one.dice.choice(["A31", "A08", "A28"]),
        at,
        said_class=kind,
        disposition=one.dice.choice(["", "03", "07", "Feeling great"]),
        discharged=one.dice.choice([None, at]),
        admitted=one.dice.choice([None, at - H]),
    )


def _another_class(one: Person, n: int, at: datetime) -> None:
    one.says(
        one.dice.choice(["A08", "A07", "A06", "A01", "A03", "A16"]),
        at,
        visit=one.visit(n),
        said_class=one.dice.choice([*OUTPATIENT, "E", "ZZQ"]),
        disposition=one.dice.choice(["", "03"]),
        admitted=at,
        discharged=at,
    )


def _undone_in_another_class(one: Person, n: int, at: datetime) -> None:
    kind = one.dice.choice([*OUTPATIENT, "E", "ZZQ"])
    one.says(one.dice.choice(["A13", "A23", "A25", "A11"]), at, visit=one.visit(n), said_class=kind)


def _undone_without_a_number(one: Person, n: int, at: datetime) -> None:
    del n
    kind = one.dice.choice(["", "I", "O", "E", "ZZQ"])
    one.says(one.dice.choice(["A13", "A13", "A11"]), at, said_class=kind)


def _deleted(one: Person, n: int, at: datetime) -> None:
    del n
    one.says("A29", at)


def _perhaps_dead(one: Person, n: int, at: datetime) -> None:
    del n
    how: Iterator[dict[str, object]] = iter(
        one.dice.sample(
            [
                {"died": "Y"},
                {"died": "Y", "said_class": "O"},
                {"disposition": "20", "said_class": "I"},
                {"disposition": "Expired", "visit": one.visit(8), "said_class": "ZZQ"},
                {"died": "Y", "visit": one.visit(8), "said_class": "O"},
            ],
            1,
        )
    )
    one.says("A31", at, **next(how))


def _alive_without_a_number(one: Person, n: int, at: datetime) -> None:
    del n
    one.says("A31", at, died="N")


def _a_clock_ahead(one: Person, n: int, at: datetime) -> None:
    """A year ahead, and doubtful: a class that does not fit, or no number."""
    ahead = one.now + 365 * D
    visit, kind = one.dice.choice([(one.visit(n), "O"), ("", "")])
    trigger = one.dice.choice(["A08", "A23" if visit else "A31"])
    one.says(trigger, ahead, visit=visit, said_class=kind, disposition="03", written=at)


def _moved_by_days(one: Person, n: int, at: datetime) -> None:
    one.says("A08", at, visit=one.visit(n), said_class="I", discharged=at + 9 * D)


def _told_again(one: Person, n: int, at: datetime) -> None:
    """The discharge itself once more, hours or days later: as it was, or with another month."""
    mine = (s for s in one.said if s.visit == one.visit(n) and s.trigger == "A03")
    told = next(s for s in mine if s.said_class in INPATIENT)
    assert told.discharged
    left = told.discharged + one.dice.choice([0, 0, -40, 20]) * D
    one.said.append(replace(told, recorded=at, discharged=left))


def _strange_word(one: Person, n: int, at: datetime) -> None:
    one.says("A08", at, visit=one.visit(n), said_class="I", disposition="Gone fishing")


def _silent(one: Person, n: int, at: datetime) -> None:
    trigger = one.dice.choice(["A02", "A12", "A05", "A14"])
    one.says(trigger, at, visit=one.visit(n), said_class=one.dice.choice(["I", "O", "P"]))


_NOISE: tuple[Callable[[Person, int, datetime], None], ...] = (
    *(_news_without_a_number,) * 5, *(_another_class,) * 4, _undone_in_another_class,
    *(_undone_without_a_number,) * 3, _deleted, _perhaps_dead, _alive_without_a_number,
    _a_clock_ahead, _moved_by_days, _strange_word, _silent, *(_told_again,) * 2,
)  # fmt: skip


# ---- how it goes on, certainly


def _stays_home(one: Person, n: int, last: datetime) -> None:
    del one, n, last


def _back_in_bed(one: Person, n: int, last: datetime) -> None:
    del n
    same = {"visit": one.visit(9), "said_class": "I"}
    one.says("A01", last + 45 * H, admitted=last + 45 * H, **same)
    if one.dice.random() < 0.5:
        one.says("A11", last + 47 * H, **same)


def _to_a_facility(one: Person, n: int, last: datetime) -> None:
    one.says("A08", last + 45 * H, visit=one.visit(n), said_class="I", disposition="SNF")


def _cancelled(one: Person, n: int, last: datetime) -> None:
    same = {"visit": one.visit(n), "said_class": one.dice.choice(["I", ""])}
    one.says("A13", last + 45 * H, **same)
    if one.dice.random() < 0.5:
        left = last + 48 * H
        one.says("A03", left, discharged=left, disposition="01", **same)


def _cancelled_by_a_clock_ahead(one: Person, n: int, last: datetime) -> None:
    """Certain, and a year ahead: whatever is recorded after it came is newer."""
    same = {"visit": one.visit(n), "said_class": "I"}
    one.says("A13", one.now + 365 * D, written=last + 41 * H, **same)
    left = last + 48 * H
    one.says("A03", left, discharged=left, disposition="01", **same)


def _dies(one: Person, n: int, last: datetime) -> None:
    how = one.dice.choice([{"died": "Y"}, {"disposition": "20"}])
    one.says("A08", last + 45 * H, visit=one.visit(n), said_class="I", **how)


def _never_was(one: Person, n: int, last: datetime) -> None:
    one.says("A23", last + 45 * H, visit=one.visit(n), said_class="I")


def _under_two_numbers(one: Person, n: int, last: datetime) -> None:
    """Everything of the first stay came under another number: then both are one."""
    one.said = [replace(s, mrn=one.old) if s.visit == one.visit(1) else s for s in one.said]
    del n
    one.says(one.dice.choice(["A40", "A34", "A18"]), last + 30 * H, merged=one.old)


def _was_somebody_elses(one: Person, n: int, last: datetime) -> None:
    """The last stay came under another's number, and is moved to whose it is."""
    mine = one.visit(n)
    one.said = [replace(s, mrn=one.old) if s.visit == mine else s for s in one.said]
    one.says(one.dice.choice(["A45", "A41"]), last + 30 * H, merged=one.old, visit=mine)


_FATES: tuple[Callable[[Person, int, datetime], None], ...] = (
    *(_stays_home,) * 6, _back_in_bed, _to_a_facility, _cancelled, _dies, _never_was,
    _under_two_numbers, _was_somebody_elses, *(_cancelled_by_a_clock_ahead,) * 2,
)  # fmt: skip
