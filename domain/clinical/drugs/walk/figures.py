"""Walking over the items of a line: whether a figure is a strength, a count or a mass."""

from domain.clinical.drugs.drug import Quantity
from domain.clinical.drugs.tables import HELD_BY_A_CAN, NARROW, ONLY_COUNTED
from domain.clinical.drugs.walk.clock import TIMED
from domain.clinical.drugs.walk.doses import Doses
from domain.clinical.drugs.walk.mentions import Mention, is_dose, mention
from domain.clinical.drugs.words.item import END, Item, Sort
from domain.clinical.drugs.words.vocabulary import DURATIONS, MASSES, SALTS

COUNTED = frozenset({Sort.PIECE, Sort.FORM})
SHAPED = frozenset({Sort.FORM, Sort.PIECE, Sort.RELEASE, Sort.ROUTE, Sort.CHANGING})
SOLID = frozenset({"tablet", "capsule", "patch", "film"})
OF = frozenset({"of", "a", "an", "the", "my"})
_FOLLOWS = TIMED | {Sort.ROUTE}
_PARTS = SHAPED | {Sort.UNIT}
_THESE = frozenset({"the", "my"})
_SPOONS = frozenset({"tsp", "tbsp"})
"""Nothing is sold by them."""
_PARTED = frozenset({",", "-", ":", ";"})
_OF_A_FIGURE = frozenset("0123456789.")
_DAILY = Item(Sort.RATE, "1")
_BETWEEN_HOURS = frozenset({",", "and"})
_LAST_HOUR = 24
_ML_OF_AN_OUNCE = 29.57
_FEW, _MOST_MEASURED = 2, 2
_MOST_PIECES = 10
"""A bare figure behind "take" or before "tablet": more than so many is a strength."""


def _in_ml(ounces: Quantity) -> Quantity:
    return Quantity(ounces.value * _ML_OF_AN_OUNCE, "mL")


class Figures(Doses):
    """Tells by what stands beside a figure what it is."""

    def _sized(self, one: Item) -> bool:
        if one.sort is Sort.STRENGTH_OF_INSULIN:
            self._parts.insulin_strength = one.number
            self._at += 1
            return True
        if self._hours_listed():
            return True
        start = self._at
        self._at, found = mention(self._said, self._at)
        if found.unit == "ounce" and not HELD_BY_A_CAN.keys().isdisjoint(self._parts.names):
            found = Mention(tuple(_in_ml(one) for one in found.quantities))
        if found.unit in DURATIONS:
            if self._named and self._parts.strengths and self._a_step_follows():
                self._directed()
            self._lasting(found, start)
        elif self._at_most(found, start):
            self._dose.timing.take("needed", "")
        elif is_dose(found):
            self._keep(found, start)
        else:
            self._parts.unread = True
        return True

    def _hours_listed(self) -> bool:
        """Past "(7, 11, 3, 7)" behind "4 times a day"; other hours are not comparable."""
        if not self._depth:
            return False
        rates = self._dose.timing.rates
        if not rates or self._said[self._at - 1].word != "(":
            return False
        n, count = 0, 0
        while self._ahead(n).sort is Sort.NUMBER or self._ahead(n).word in _BETWEEN_HOURS:
            hour = self._ahead(n)
            count += hour.sort is Sort.NUMBER
            if hour.number > _LAST_HOUR or hour.number % 1:
                return False
            n += 1
        if count < _FEW or self._ahead(n).word != ")":
            return False
        self._parts.changing = self._parts.changing or (float(count),) not in rates
        self._at += n
        return True

    def _keep(self, found: Mention, start: int) -> None:
        """As a strength of the product, or as what is taken."""
        if self._said[start].kind == "implied" and (found.per is None or found.unit == "mcg"):
            (self._parts.as_liquid if found.per else self._parts.implied).append(found)
        elif not found.unit and not found.piece:
            self._bare(found, start)
        elif not found.unit and self._named and self._no_pieces(found, start):
            self._parts.strengths.append(Mention(found.quantities))
            self._parts.forms += [found.piece] if found.piece in SOLID else []
        elif not found.unit:
            self._count_of(found)
        elif self._named and self._is_taken(found, start):
            self._directed()
            self._mass(found)
        elif self._named and not self._depth:
            self._strength(found, self._before(start))
        elif self._named:
            self._aside(found)
        else:
            self._mass(found)

    def _strength(self, found: Mention, before: Item) -> None:
        """Of one drug a second size is the dose, "40 mg tablet 20 mg daily", or not comparable."""
        parts = self._parts
        known = parts.strengths[-1] if parts.strengths else found
        alike = known.unit in {"", "mcg"} and found.unit == "mcg" and not (known.per or found.per)
        unknown = any(word not in SALTS for words in parts.words for word in words)
        single = len({*parts.names}) == len(known.values) == len(found.values) == 1
        then = self._ahead(0)
        holds = then.sort is Sort.NAME or then.word.startswith("elemental")
        holds = holds or any(one.word == "=" for one in self._said[self._at : self._end])
        if not (alike and single and parts.strengths) or holds or unknown:
            parts.strengths.append(found)
        elif before.sort in COUNTED and then.sort not in COUNTED:
            self._named = False
            self._mass(found)
        else:
            parts.changing = parts.changing or known != found

    def _before(self, start: int) -> Item:
        """What stands before a figure, past the sign of "25 mg tab, 50 mg" and the way it goes."""
        n = start - 1
        while n > 0 and (self._said[n].word in _PARTED or self._said[n].sort is Sort.ROUTE):
            n -= 1
        return self._said[n] if n >= 0 else END

    def _is_taken(self, found: Mention, start: int) -> bool:
        """Whether an amount in a name is a dose: a second one for other times, or spoonfuls."""
        again = self._dose.timing.said and self._parts.strengths and not self._depth
        poured = found.unit == "mL" and found.per is None and not self._depth
        then = self._ahead(0)
        total = then.word == "(" and self._ahead(2).word in MASSES and self._ahead(3).word == ")"
        often = then.sort in {Sort.RATE, Sort.EVERY, Sort.TIME}
        poured = poured and (often or total or then.word == "oral")
        return bool(again) or poured or self._said[start + 1].word in _SPOONS

    def _no_pieces(self, found: Mention, start: int) -> bool:
        """Nobody takes 25 tablets: "metoprolol 25 tablet" is a strength, as is "5/20 capsule".

        Nor 0.05 of a patch, nor the 2 of "8-2 film".
        """
        if start and self._said[start - 1].word == "-" and len({*self._parts.names}) > 1:
            sized = bool(self._parts.strengths) and not self._parts.strengths[-1].unit
            return sized and found.piece in SOLID
        if found.piece == "patch" and found.values[0] % 1:
            return True
        if len(found.quantities) > 1 and not found.range_:
            return found.piece in SOLID or found.piece == "piece"
        return found.values[0] > _MOST_PIECES and found.piece in SOLID

    def _counts_what_follows(self, found: Mention) -> bool:
        """As in "2 x 20 mg", "two 20 mg tablets"."""
        n = 0
        while self._ahead(n).sort is Sort.PASSED and self._ahead(n).word in OF:
            n += 1
        of_these = self._ahead(0).word == "of" and self._ahead(1).word in _THESE
        few = len(found.quantities) == 1 and found.values[0] <= _MOST_PIECES
        if (
            n
            and self._ahead(n).sort is Sort.NUMBER
            and (found.values[0] <= 1 or (of_these and few))
        ):
            self._at += n  # "half of a 10 mg tablet", "2 of the 5 mg tablets"
            self._named = self._named and not of_these
            return True
        times = self._ahead(0)
        if times.sort is Sort.TIMES and self._ahead(1).sort is Sort.NUMBER:
            self._at += 1
            return True
        counted = times.sort is Sort.NUMBER and bool(mention(self._said, self._at)[1].piece)
        return few and times.sort is Sort.NUMBER and not counted  # "2.5 one tab"

    def _bare(self, found: Mention, start: int) -> None:
        """A figure alone: behind "take" pieces, in a name its strength, else what is taken."""
        if self._on_and_off(found, start) or self._is_again(found):
            return
        if self._counts_what_follows(found):
            self._made_of(found)
            return
        before = self._said[start - 1] if start else END
        if before.sort is Sort.TIMES or before.word in {"for", "#"}:
            self._times(found, start)
            return
        if self._depth and self._ahead(0).word == "base" and self._parts.strengths:
            self._parts.strengths[-1] = found  # of "108 (90 base) mcg" the base is what counts
            return
        small = found.values[-1] <= _MOST_PIECES and len(found.quantities) == 1
        if self._named and not self._depth:
            word = self._said[start].word.isalpha()
            cut = found.values[0] < 1 and self._said[start + 1].word == "/"
            few = word or (cut and bool(self._parts.strengths)) or self._few_behind(found, before)
            small = small and (found.values[0] * 4).is_integer()
            counts = small and self._of_what_is_named(before, word=few)
            numeral = (word and before.sort is Sort.PIECE) or self._one_or_two(found)
            (self._count if counts or numeral else self._parts.strengths.append)(found)
            return
        if before.sort is Sort.PIECE and self._said[start].word.isalpha():
            self._count(found)  # "tab ii po"
        elif self._named:
            self._aside(found)
        elif self._dose.timing.as_needed:
            pass  # "as needed for pain 4-6"
        elif (self._after_verb and (small or found.range_)) or (
            small and (self._pieces_follow() or self._said[start].word[0] not in _OF_A_FIGURE)
        ):
            self._count(found)  # "one in the morning" is a piece, "0.5 in the morning" a mass
        else:
            self._mass(found)

    def _one_or_two(self, found: Mention) -> bool:
        """Of "50 mg 1-2 at bedtime" and "Fioricet 1-2 q4h" the pieces: neither is called so."""
        held = self._parts.strengths
        several = (held and (held[-1].unit or len(held[-1].quantities) > 1)) or (
            len({*self._parts.names}) > 1 and not held
        )
        few = found.range_ and found.values in {(1.0, 2.0), (1.0, 3.0), (0.5, 1.0), (2.0, 3.0)}
        return bool(several) and few and self._ahead(0).sort in _FOLLOWS

    def _is_again(self, found: Mention) -> bool:
        """Of "80 in am and 40 at noon" both are taken; "100 in am, 2 at noon" may be pieces."""
        held, n = self._parts.strengths, 0
        while self._ahead(n).sort is Sort.PASSED:
            n += 1
        timed = self._ahead(n).sort in {Sort.TIME, Sort.RATE}
        single = bool(held) and len(held[-1].quantities) == len(found.quantities) == 1
        single = single and self._said[self._at - 1].sort is Sort.NUMBER
        said = self._named and not self._depth and timed and single
        if not said or not self._dose.timing.said:
            return False
        pieces = found.values[0] <= _FEW and held[-1].values[0] >= _MOST_PIECES
        self._parts.changing = self._parts.changing or pieces
        self._directed()
        self._mass(found)
        return True

    def _aside(self, found: Mention) -> None:
        """In brackets; of "50 TID (100 at HS)" nobody knows whether it is one of the three."""
        often = self._ahead(0).sort in {Sort.TIME, Sort.RATE} or self._ahead(0).word == "if"
        again = often and self._dose.timing.said and found.per is None
        self._parts.changing = self._parts.changing or again
        self._parts.asides.append(found)

    def _times(self, found: Mention, start: int) -> None:
        """Of "40 mg caps x4 once daily" the four; "x 2 daily" is two of them, or nobody knows."""
        behind = self._said[start - 1].sort is Sort.TIMES
        if behind and self._depth and self._named and self._parts.asides and self._parts.strengths:
            self._composed(found)
            return
        counts = behind and start > 1 and self._said[start - 2].sort in COUNTED
        few = found.values[0] <= _MOST_PIECES and bool(self._parts.strengths)
        if counts and few and not self._dose.counts:
            self._count(found)
            return
        names, daily = {*self._parts.names}, self._ahead(0) == _DAILY
        if behind and few and daily and NARROW.isdisjoint(names):
            self._count(found)  # "100 mg x 2 daily"
            return
        self._parts.unread = True
        twice = behind and self._ahead(0).sort is Sort.RATE
        self._parts.changing = self._parts.changing or twice

    def _composed(self, found: Mention) -> None:
        """Of "6 mg (3 mg tabs x 2)" the two, of what stands before it; they make the 6 mg."""
        self._named = False
        self._dose.totals.append(self._parts.strengths.pop())
        self._dose.counts.append(found)
        self._dose.made_of.append((found, self._parts.asides.pop()))

    def _few_behind(self, found: Mention, before: Item) -> bool:
        """Of "metformin 500 2 po bid" the two, of "patch 1 daily" the one."""
        parts = self._parts
        sized = bool(parts.strengths) and parts.strengths[-1].values[-1] >= _MOST_PIECES
        sized = sized and len({*parts.names}) == 1
        return (sized or before.word == "patch") and found.values[0] in {1.0, 2.0}

    def _of_what_is_named(self, before: Item, *, word: bool) -> bool:
        """Whether a figure behind the product counts it: "25 mg cap, 2 at bedtime"."""
        n = 0
        while self._ahead(n).sort is Sort.PASSED or self._ahead(n).word in {"them", "these", "-"}:
            n += 1
        then = self._ahead(n)
        parted = before.sort in _PARTS or before.word in {",", "-", "%"}
        sized = self._parts.strengths or self._parts.implied
        names = {*self._parts.names}
        word = (
            word
            or before.word == "patch"
            or (names <= ONLY_COUNTED and bool(names))
            or len(names) > _MOST_MEASURED
        )
        often = then.sort in {Sort.RATE, Sort.TIME, Sort.ROUTE, Sort.EVERY} or n > _FEW
        return bool(often and (word or (parted and sized)))

    def _pieces_follow(self) -> bool:
        """As in "4 mg disintegrating tablet, 1 disintegrating tablet"."""
        form = self._ahead(0)
        few = bool(self._dose.masses) or self._said[self._at - 1].number <= _FEW
        return form.sort is Sort.FORM and form.word.endswith("tablet") and few
