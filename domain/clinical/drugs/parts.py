"""Walking over the items of a line once: what is the product, and which doses are directed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.clinical.drugs.figures import exact, quotient
from domain.clinical.drugs.mentions import Mention, is_dose, mention
from domain.clinical.drugs.times import IN_DAYS, MOST_A_DAY, PERIODS, Timing, new_timing
from domain.clinical.drugs.vocabulary import DURATIONS
from domain.clinical.drugs.writing import END, Item, Sort

_SOLID = frozenset({"tablet", "capsule", "patch", "film"})
_UP_TO = frozenset({"x", "times", "up to"})
_OF = frozenset({"of", "a", "an", "the"})
_MOST_PIECES = 10
"""A bare figure behind "take" or before "tablet": more than so many is a strength."""


@dataclass(slots=True)
class Dose:
    """One directed dose: masses, pieces and a volume as they stand, with the time of it."""

    masses: list[Mention] = field(default_factory=list)
    totals: list[Mention] = field(default_factory=list)
    counts: list[Mention] = field(default_factory=list)
    timing: Timing = field(default_factory=new_timing)

    @property
    def said(self) -> bool:
        """Whether it says how much."""
        return bool(self.masses or self.totals or self.counts)


@dataclass(slots=True)
class Parts:
    """What was found so far. `hours` is what release forms and patches are made for."""

    names: list[str] = field(default_factory=list)
    words: list[list[str]] = field(default_factory=lambda: [[]])
    bracketed: list[str] = field(default_factory=list)
    strengths: list[Mention] = field(default_factory=list)
    asides: list[Mention] = field(default_factory=list)
    insulin_strength: float | None = None
    forms: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    releases: list[str] = field(default_factory=list)
    hours: float | None = None
    routes: list[str] = field(default_factory=list)
    doses: list[Dose] = field(default_factory=lambda: [Dose()])
    changing: bool = False


class Walk:
    """One walk over one part of a line: its name, or what directs."""

    def __init__(self, said: Sequence[Item], parts: Parts, *, product: bool) -> None:
        self._said = said
        self._parts = parts
        self._product = product
        self._named = product
        self._depth = 0
        self._at = 0
        self._after_verb = False
        self._total_before = False

    def whole(self) -> None:
        """Walk to the end, or to where nothing is said of the dose any more."""
        while self._at < len(self._said):
            one = self._said[self._at]
            if one.sort is Sort.ENDS:
                return
            if not (self._timed(one) or self._sized(one) or self._shaped(one)):
                self._other(one)

    @property
    def _dose(self) -> Dose:
        return self._parts.doses[-1]

    def _ahead(self, n: int) -> Item:
        return self._said[self._at + n] if self._at + n < len(self._said) else END

    def _timed(self, one: Item) -> bool:
        """Every time that is said of a dose."""
        timing, sort = self._dose.timing, one.sort
        if sort is Sort.RATE:
            timing.take("rate", one.word)
        elif sort is Sort.TIME:
            timing.take(one.kind, one.word)
        elif sort is Sort.EVERY:
            return self._every()
        elif sort is Sort.NUMBER:
            return self._so_often(one)
        else:
            return False
        self._at += 1
        return True

    def _every(self) -> bool:
        """q4-6h, every 3 days."""
        n, values = 1, []
        while self._ahead(n).sort is Sort.NUMBER:
            values.append(self._ahead(n).number)
            n += 1
            n += self._again(n)
            if self._ahead(n).word in {"-", "/", "or"} and self._ahead(n + 1).sort is Sort.NUMBER:
                n += 1
        n += self._ahead(n).word == "-"
        unit = self._ahead(n)
        if unit.sort is Sort.UNIT and unit.word in IN_DAYS and (values or unit.word != "hour"):
            rates = (exact(1 / (value * IN_DAYS[unit.word])) for value in values or [1.0] if value)
            self._dose.timing.rates.add(tuple(rates))
            self._at += n + 1
        else:
            self._at += 1
        return True

    def _again(self, n: int) -> int:
        """How many items the same figure in brackets takes: "6 (six) hours"."""
        bracketed = self._ahead(n).word == "(" and self._ahead(n + 2).word == ")"
        return 3 if bracketed and self._ahead(n + 1).sort is Sort.NUMBER else 0

    def _so_often(self, one: Item) -> bool:
        """3 times a day, 2x/week."""
        n = 1 + self._again(1)
        ranged = self._ahead(1).word == "-" and self._ahead(2).sort is Sort.NUMBER
        n = 3 if ranged else n
        if self._ahead(n).sort is not Sort.TIMES:
            return False
        after = self._ahead(n + 1)
        skipped = after.word == "/" or after.sort is Sort.EVERY
        after = self._ahead(n + 2) if skipped else after
        if after.sort is Sort.RATE:
            rate = quotient(after.word)
        elif after.sort is Sort.UNIT and after.word in PERIODS:
            rate = 1 / PERIODS[after.word]
        else:
            return False
        counts = [one.number] + ([self._ahead(2).number] if ranged else [])
        self._dose.timing.rates.add(tuple(exact(count * rate) for count in counts))
        self._at += n + 2 + skipped
        return True

    def _sized(self, one: Item) -> bool:
        if one.sort is Sort.STRENGTH_OF_INSULIN:
            self._parts.insulin_strength = one.number
            self._at += 1
            return True
        if one.sort is not Sort.NUMBER:
            return False
        start = self._at
        self._at, found = mention(self._said, self._at)
        if found.unit in DURATIONS:
            self._lasting(found)
        elif self._at_most(found, start):
            self._dose.timing.take("needed", "")
        elif is_dose(found):
            self._keep(found, start)
        return True

    def _at_most(self, found: Mention, start: int) -> bool:
        """Behind "every 5 minutes": "up to 3 doses", which is how long and not how much."""
        minutes = any(rate > MOST_A_DAY for one in self._dose.timing.rates for rate in one)
        before = self._said[start - 1].word if start else ""
        return minutes and not found.unit and (found.piece == "piece" or before in _UP_TO)

    def _lasting(self, found: Mention) -> None:
        """A "24 hr tablet" says how it is released; "for 7 days" says nothing of the dose."""
        if self._named and found.unit == "hour" and not found.range_:
            self._parts.hours = found.values[0]

    def _keep(self, found: Mention, start: int) -> None:
        """As a strength of the product, or as what is taken."""
        if not found.unit and not found.piece:
            self._bare(found, start)
        elif not found.unit and self._named and self._too_many(found):
            self._parts.strengths.append(Mention(found.quantities))
        elif not found.unit:
            self._count(found)
        elif self._named and self._dose.timing.said and self._parts.strengths and not self._depth:
            self._directed()
            self._mass(found)
        elif self._named:
            (self._parts.asides if self._depth else self._parts.strengths).append(found)
        else:
            self._mass(found)

    def _too_many(self, found: Mention) -> bool:
        """Nobody takes 25 tablets: "metoprolol 25 tablet" is a strength, as is "5/20 capsule"."""
        if len(found.quantities) > 1 and not found.range_:
            return found.piece in _SOLID
        return found.values[0] > _MOST_PIECES and found.piece in _SOLID

    def _counts_what_follows(self, found: Mention) -> bool:
        """As in "2 x 20 mg", "two 20 mg tablets"."""
        n = 0
        while self._ahead(n).sort is Sort.PASSED and self._ahead(n).word in _OF:
            n += 1
        if n and self._ahead(n).sort is Sort.NUMBER and found.values[0] <= 1:
            self._at += n  # "half of a 10 mg tablet"
            return True
        times = self._ahead(0)
        if times.sort is Sort.TIMES and self._ahead(1).sort is Sort.NUMBER:
            self._at += 1
            return True
        few = len(found.quantities) == 1 and found.values[0] <= _MOST_PIECES
        return few and times.sort is Sort.NUMBER

    def _bare(self, found: Mention, start: int) -> None:
        """A figure alone: behind "take" pieces, in a name its strength, else what is taken."""
        if self._counts_what_follows(found):
            self._count(found)
            return
        before = self._said[start - 1] if start else END
        if before.sort is Sort.TIMES or before.word in {"for", "#"}:
            return
        if self._depth and self._ahead(0).word == "base" and self._parts.strengths:
            self._parts.strengths[-1] = found  # of "108 (90 base) mcg" the base is what counts
            return
        small = found.values[-1] <= _MOST_PIECES and len(found.quantities) == 1
        if self._named and not self._depth:
            self._parts.strengths.append(found)
        elif self._named:
            self._parts.asides.append(found)
        elif self._dose.timing.as_needed:
            return  # "as needed for pain 4-6"
        elif (self._after_verb and (small or found.range_)) or (small and self._pieces_follow()):
            self._count(found)
        else:
            self._mass(found)

    def _pieces_follow(self) -> bool:
        """As in "4 mg disintegrating tablet, 1 disintegrating tablet"."""
        form = self._ahead(0)
        return form.sort is Sort.FORM and form.word.endswith("tablet") and bool(self._dose.masses)

    def _directed(self) -> None:
        """A name that gives a second amount for other times says doses, not a strength."""
        self._named = False
        self._dose.masses.extend(self._parts.strengths)
        self._parts.strengths.clear()

    def _count(self, found: Mention) -> None:
        self._named = False
        self._next_dose(counted=True)
        self._dose.counts.append(found)

    def _mass(self, found: Mention) -> None:
        total = bool(self._depth) or self._ahead(0).sort is Sort.TOTAL or self._total_before
        if not total:
            self._next_dose(counted=False)
        (self._dose.totals if total else self._dose.masses).append(found)
        self._total_before = False

    def _next_dose(self, *, counted: bool) -> None:
        """A new amount behind the time of another is another dose."""
        known = self._dose
        again = known.counts if counted else known.masses
        if known.said and (known.timing.said and (again or not self._depth)):
            self._parts.doses.append(Dose())

    def _shaped(self, one: Item) -> bool:
        parts = self._parts
        match one.sort:
            case Sort.FORM:
                parts.forms.append(one.word)
            case Sort.PIECE if self._named and one.word in _SOLID:
                parts.forms.append(one.word)
            case Sort.PIECE:
                parts.pieces.append(one.word)
            case Sort.RELEASE:
                parts.releases.append(one.word)
            case Sort.ROUTE:
                parts.routes.append(one.word)
            case Sort.CHANGING:
                parts.changing = True
            case _:
                return False
        self._at += 1
        return True

    def _other(self, one: Item) -> None:
        """Names, directions and signs."""
        parts = self._parts
        match one.sort:
            case Sort.NAME if self._product and not self._after_verb:
                (parts.bracketed if self._depth else parts.names).append(one.word)
            case Sort.WORD if self._named:
                if not self._depth and not parts.strengths:
                    parts.words[-1].append(one.word)
            case Sort.VERB:
                self._named, self._after_verb = False, True
            case Sort.TOTAL:
                self._total_before = True
            case Sort.SIGN:
                self._sign(one.word)
            case _:
                pass
        self._at += 1

    def _sign(self, sign: str) -> None:
        if sign in {"(", "["}:
            self._depth += 1
        elif sign in {")", "]"}:
            self._depth = max(0, self._depth - 1)
        elif self._named and sign in {"/", "-", "and"} and not self._depth:
            self._parts.words.append([])
