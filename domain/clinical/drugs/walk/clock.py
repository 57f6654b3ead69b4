"""Walking over the items of a line: every time that is said of a dose."""

from collections.abc import Sequence

from domain.clinical.drugs.drug import exact, quotient
from domain.clinical.drugs.tables import USUAL_ROUTE
from domain.clinical.drugs.times import IN_DAYS, MOST_A_DAY, OTHERS, PERIODS, WEEK
from domain.clinical.drugs.walk.mentions import Dose, Mention, Parts
from domain.clinical.drugs.words.item import END, Item, Sort

_NOTHING_MORE = (END,) * 16
"""Behind the last item, so that whoever looks ahead finds none."""
TIMED = frozenset({Sort.RATE, Sort.TIME, Sort.EVERY, Sort.UNIT, Sort.NUMBER})
"""Items with which a time can begin."""
_RIGHT_EYE = "ophthalmic, right"
_EACH_DAY = 1.0
_OF = frozenset({"of", "a", "an", "the", "my"})
_SECOND = frozenset({"other", "second", "2nd"})
_ONE_BETWEEN = 3
_HOURS_APART = frozenset({4, 6, 8, 12, 24})
"""What "q8" counts: nobody takes a drug every so many days or weeks without a word for it."""
_OF_A_DOSE = frozenset({Sort.PIECE, Sort.UNIT, Sort.FORM, Sort.NUMBER})
_MINUTES_APART = frozenset({5, 10, 15})
"""What "q5m" counts; q3m and q6m are months."""
_UP_TO = frozenset({"x", "times", "up to"})
_OFF = frozenset({"off", "rest", "break"})
_FIGURES = frozenset({Sort.NUMBER, Sort.UNIT, Sort.WORD, Sort.PIECE})


class Clock:
    """Reads the times of a line into the dose that is open."""

    def __init__(self, said: Sequence[Item], parts: Parts, *, named: bool) -> None:
        self._said = (*said, *_NOTHING_MORE)
        self._end = len(said)
        self._parts = parts
        self._at = 0
        self._added = False
        self._named = named
        self._in_days = 1.0
        self._depth = 0

    @property
    def _dose(self) -> Dose:
        return self._parts.doses[-1]

    def _ahead(self, n: int) -> Item:
        return self._said[self._at + n]

    def _timed(self, one: Item) -> bool:
        """Every time that is said of a dose."""
        timing, sort = self._dose.timing, one.sort
        if sort is Sort.RATE:
            timing.take("rate", one.word)
        elif sort is Sort.TIME and one.kind == "days":
            self._on_days(one)
        elif sort is Sort.TIME and one.kind == "once" and self._ahead(1).word in PERIODS:
            timing.lasts = float(PERIODS[self._ahead(1).word])  # "x 1 week" is how long
            self._at += 1
        elif one.kind == "daily or right eye" and self._for_an_eye():
            self._parts.routes.append(_RIGHT_EYE)
        elif sort is Sort.TIME:
            timing.take(one.kind, one.word)
            self._added = False
        elif sort is Sort.EVERY:
            return self._every()
        elif sort is Sort.UNIT:
            return one.word == "day" and self._days_of()
        elif sort is Sort.NUMBER:
            return self._so_often(one)
        else:
            return False
        self._at += 1
        return True

    def _for_an_eye(self) -> bool:
        """OD is the right eye of what is dropped into eyes, and else once a day."""
        parts = self._parts
        if any(one.startswith(("ophthalmic", "otic")) for one in parts.routes):
            return parts.routes[-1].startswith("ophthalmic")
        drops = any(one.piece == "drop" for dose in parts.doses for one in dose.counts)
        return drops or any(USUAL_ROUTE.get(one) == "ophthalmic" for one in parts.names)

    def _on_days(self, one: Item) -> None:
        """Sunday, or Mon-Sat; of Mon-Wed nobody knows whether it holds Tuesday."""
        known = self._dose.timing.days
        skipped = {*one.word.split()} - OTHERS if "except " in one.word else set()
        if "except" in one.word and known and not known & OTHERS:
            self._none_on(skipped or {*self._ahead(1).word.split()}, known, ahead=not skipped)
            return
        if one.word == "except" and self._ahead(1).sort is Sort.NUMBER:
            self._dose.timing.rates.add((_EACH_DAY,))  # "5 mg daily except 2.5 mg on Sunday"
            return
        last = self._ahead(2)
        ranged = self._ahead(1).word == "-" and self._ahead(3).word != "-"
        days = one.word
        if ranged and {one.word, last.word} <= {*WEEK} and last.kind == "days":
            first, end = WEEK.index(one.word), WEEK.index(last.word)
            between = (*WEEK, *WEEK)[first : end + 1 + 7 * (end < first)]
            self._parts.changing = self._parts.changing or len(between) == _ONE_BETWEEN
            days = " ".join(between)
            self._at += 2
        self._dose.timing.take("days", days)
        self._added = False

    def _none_on(self, days: set[str], known: set[str], *, ahead: bool) -> None:
        """Behind "Mon-Sat" "none on Sunday" says the same again; "none on Wednesday" does not."""
        self._parts.changing = self._parts.changing or not days <= {*WEEK} - known
        self._at += bool(days) and ahead

    def _days_of(self) -> bool:
        """Days 1-21 of a 28-day cycle; one that begins later is not computed."""
        first, sign, last = (self._ahead(n) for n in (1, 2, 3))
        if first.sort is not Sort.NUMBER or sign.word != "-" or last.sort is not Sort.NUMBER:
            return first.sort is Sort.NUMBER and self._step(first, first, 2)
        n = 4
        while self._ahead(n).word in _OF or self._ahead(n).sort is Sort.EVERY:
            n += 1
        unit = self._ahead(n + 1 + (self._ahead(n + 1).word == "-"))
        every = self._ahead(n)
        if every.sort is not Sort.NUMBER or every.number < last.number:
            return self._step(first, last, 4)
        named = unit.word == "day"
        if not named and unit.sort in _FIGURES:
            return False
        if first.number == 1:
            self._dose.timing.cycle = last.number, self._ahead(n).number
        else:
            self._parts.changing = True
        self._at += n + 1 + (named + (self._ahead(n + 1).word == "-") if named else 0)
        return True

    def _step(self, first: Item, last: Item, items: int) -> bool:
        """The days of one step of a course, which follow those before: day 1, days 2-5."""
        lasted = [one.timing.lasts for one in self._parts.doses]
        if first.number != sum(lasted) + 1 or last.number < first.number:
            return False
        if self._ahead(items).sort in _OF_A_DOSE:
            return False  # "per day 1 tab"
        if self._dose.said and lasted[-1]:
            self._parts.doses.append(Dose(added=self._added))
        self._dose.timing.lasts = last.number - first.number + 1
        self._at += items
        return True

    def _every(self) -> bool:
        """q4-6h, every 3 days, every other evening."""
        if self._ahead(1).word in _SECOND and self._ahead(2).sort is Sort.TIME:
            weekly = self._ahead(2).kind == "days"
            self._dose.timing.rates.add((exact(1 / 14) if weekly else 0.5,))
            self._at += 2
            return True
        n, values = 1, []
        while self._ahead(n).sort is Sort.NUMBER:
            values.append(self._ahead(n).number)
            n += 1
            n += self._again(n)
            if self._ahead(n).word in {"-", "/", "or"} and self._ahead(n + 1).sort is Sort.NUMBER:
                n += 1
        n += self._ahead(n).word == "-"
        unit = self._ahead(n)
        if unit.word == "m" and values and values[0] in _MINUTES_APART:
            unit = Item(Sort.UNIT, "minute")
        if values and {*values} <= _HOURS_APART and unit.sort not in _FIGURES:
            self._dose.timing.rates.add(tuple(exact(24 / one) for one in values))
            self._at += n
            return True
        if unit.sort is Sort.UNIT and unit.word in IN_DAYS and (values or unit.word != "hour"):
            days = [value * IN_DAYS[unit.word] for value in values or [1.0] if value]
            timing = self._dose.timing
            if days and timing.lasts and days[0] > timing.lasts:
                timing.cycle, timing.lasts = (timing.lasts, days[0]), 0.0  # 5 days, every 28 days
            else:
                timing.rates.add(tuple(exact(1 / one) for one in days))
            self._at += n + 1
        else:
            self._at += 1
        return True

    def _again(self, n: int) -> int:
        """How many items the same figure in brackets takes: "6 (six) hours"."""
        bracketed = self._ahead(n).word == "(" and self._ahead(n + 2).word == ")"
        return 3 if bracketed and self._ahead(n + 1).sort is Sort.NUMBER else 0

    def _a_week(self, n: int) -> bool:
        by_the_week = self._ahead(n).word == "/" and self._ahead(n + 1).word == "week"
        return self._ahead(n).word == "1/7" or by_the_week

    def _so_often(self, one: Item) -> bool:
        """3 times a day, 2x/week, 2 days a week."""
        n = 1 + self._again(1)
        if self._ahead(n).word == "day" and self._a_week(n + 1):
            self._dose.timing.rates.add((exact(one.number / 7),))
            self._at += n + 2 + (self._ahead(n + 1).word == "/")
            return True
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

    def _lasting(self, found: Mention, start: int) -> None:
        """A "24 hr tablet" says how it is released; "for 7 days" says nothing of the dose."""
        if found.unit == "hour":
            if self._named and not found.range_:
                self._parts.hours = found.values[0]
            return
        self._in_days = IN_DAYS[found.unit]
        days, timing = found.values[0] * self._in_days, self._dose.timing
        on = self._ahead(0).word == "on" or timing.said or not self._named
        of_days = len(found.values) > 1 and not found.range_ and found.values[1] > found.values[0]
        if of_days and not self._named:
            timing.cycle = days, found.values[1] * self._in_days  # "21/28 days"
        elif timing.lasts and self._is_off(start):
            self._rests(days)
        elif self._ahead(0).word == "of" and self._cycle_ahead().number > days > 0:
            timing.cycle = days, self._cycle_ahead().number  # "for 5 days of each 28 day cycle"
            self._at += 2 + (self._ahead(1).sort is Sort.EVERY)
        elif not found.range_ and on:
            timing.lasts = days

    def _cycle_ahead(self) -> Item:
        return self._ahead(1 + (self._ahead(1).sort is Sort.EVERY))

    def _is_off(self, start: int) -> bool:
        """Whether so long nothing is taken: "7 days off", "off for 7", "then off 7"."""
        n = start - 1
        while n >= 0 and self._said[n].sort is Sort.PASSED:
            n -= 1
        return self._ahead(0).word in _OFF or (n >= 0 and self._said[n].word in _OFF)

    def _rests(self, days: float) -> None:
        timing = self._dose.timing
        timing.cycle, timing.lasts = (timing.lasts, timing.lasts + days), 0.0

    def _on_and_off(self, found: Mention, start: int) -> bool:
        """Of "21 days on / 7 off" the 7, and the 21 of "21 on, 7 off", are days and no dose."""
        timing = self._dose.timing
        if timing.lasts and self._is_off(start):
            self._rests(found.values[0] * self._in_days)
            return True
        n = 1 + (self._ahead(1).word in {"/", ",", "and", "-"} or self._ahead(1).word == "then")
        on = self._ahead(0).word == "on" and self._ahead(n).sort is Sort.NUMBER
        if on and self._ahead(n + 1).word in _OFF:
            timing.lasts, self._in_days = found.values[0], 1.0
            self._at += 1
        return bool(on and timing.lasts)

    def _a_step_follows(self) -> bool:
        """As in "40 mg x 3 days then 30 mg x 3 days"."""
        n = 0
        while self._ahead(n).word in {",", "then", "and then", "and"}:
            n += 1
        return bool(n) and not self._depth and self._ahead(n).sort is Sort.NUMBER

    def _at_most(self, found: Mention, start: int) -> bool:
        """Behind "every 5 minutes": "up to 3 doses", which is how long and not how much."""
        minutes = any(rate > MOST_A_DAY for one in self._dose.timing.rates for rate in one)
        before = self._said[start - 1].word if start else ""
        return minutes and not found.unit and (found.piece == "piece" or before in _UP_TO)
