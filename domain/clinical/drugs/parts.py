"""Walking over the items of a line once: what is the product, and which doses are directed."""

from collections.abc import Sequence

from domain.clinical.drugs.clock import TIMED, Clock
from domain.clinical.drugs.mentions import Dose, Mention, Parts, in_one, is_dose, is_fluid, mention
from domain.clinical.drugs.tables import ONLY_COUNTED
from domain.clinical.drugs.words.item import END, Item, Sort
from domain.clinical.drugs.words.vocabulary import DIRECTED, DURATIONS, SCALED, TAPERED

_SIZED = frozenset({Sort.NUMBER, Sort.STRENGTH_OF_INSULIN})
_SHAPED = frozenset({Sort.FORM, Sort.PIECE, Sort.RELEASE, Sort.ROUTE, Sort.CHANGING})
_COUNTED = frozenset({Sort.PIECE, Sort.FORM})
_PARTS = _SHAPED | {Sort.UNIT}
_SOLID = frozenset({"tablet", "capsule", "patch", "film"})
_OF = frozenset({"of", "a", "an", "the", "my"})
_THESE = frozenset({"the", "my"})
_TAKEN_OFF = frozenset({"off", "remove", "removed", "removing", "rem"})
_DAYS_CUT_SHORT = frozenset({"m", "mo", "t", "tu", "w", "we", "th", "f", "fr", "s", "sa", "su"})
_NO_MASS = DURATIONS | {"mL", "%", "minute"}
_SPOONS = frozenset({"tsp", "tbsp"})
"""Nothing is sold by them."""
_OF_A_FIGURE = frozenset("0123456789.")
_FEW, _MOST_MEASURED = 2, 2
_MOST_PIECES = 10
"""A bare figure behind "take" or before "tablet": more than so many is a strength."""


class Walk(Clock):
    """One walk over one part of a line: its name, or what directs."""

    def __init__(self, said: Sequence[Item], parts: Parts, *, product: bool) -> None:
        super().__init__(said, parts, named=product)
        self._product = product
        self._after_verb = False
        self._total_before = False

    def whole(self) -> None:
        """Walk to the end, or to where nothing is said of the dose any more."""
        while self._at < self._end:
            one = self._said[self._at]
            if one.sort is Sort.ENDS:
                return
            read = one.sort in TIMED and self._timed(one)
            read = read or (one.sort in _SIZED and self._sized(one))
            if not (read or (one.sort in _SHAPED and self._shaped(one))):
                self._other(one)

    def _sized(self, one: Item) -> bool:
        if one.sort is Sort.STRENGTH_OF_INSULIN:
            self._parts.insulin_strength = one.number
            self._at += 1
            return True
        start = self._at
        self._at, found = mention(self._said, self._at)
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

    def _keep(self, found: Mention, start: int) -> None:
        """As a strength of the product, or as what is taken."""
        if self._said[start].kind == "implied" and (found.per is None or found.unit == "mcg"):
            (self._parts.as_liquid if found.per else self._parts.implied).append(found)
        elif not found.unit and not found.piece:
            self._bare(found, start)
        elif not found.unit and self._named and self._no_pieces(found, start):
            self._parts.strengths.append(Mention(found.quantities))
            self._parts.forms += [found.piece] if found.piece in _SOLID else []
        elif not found.unit:
            self._count_of(found)
        elif self._named and self._is_taken(found, start):
            self._directed()
            self._mass(found)
        elif self._named and not self._depth:
            self._strength(found, self._said[start - 1] if start else END)
        elif self._named:
            self._parts.asides.append(found)
        else:
            self._mass(found)

    def _strength(self, found: Mention, before: Item) -> None:
        """Of one drug a second size is the dose, "40 mg tablet 20 mg daily", or not comparable."""
        parts = self._parts
        known = parts.strengths[-1] if parts.strengths else found
        alike = known.unit in {"", "mcg"} and found.unit == "mcg" and not (known.per or found.per)
        single = len({*parts.names}) == len(known.values) == len(found.values) == 1
        then = self._ahead(0)
        holds = then.sort is Sort.NAME or then.word.startswith("elemental")
        holds = holds or any(one.word == "=" for one in self._said[self._at : self._end])
        if not (alike and single and parts.strengths) or holds or any(parts.words):
            parts.strengths.append(found)
        elif before.sort in _COUNTED:
            self._named = False
            self._mass(found)
        else:
            parts.changing = parts.changing or known != found

    def _is_taken(self, found: Mention, start: int) -> bool:
        """Whether an amount in a name is a dose: a second one for other times, or spoonfuls."""
        again = self._dose.timing.said and self._parts.strengths and not self._depth
        poured = found.unit == "mL" and found.per is None and not self._depth
        then = self._ahead(0)
        poured = poured and (then.sort in {Sort.RATE, Sort.EVERY, Sort.TIME} or then.word == "oral")
        return bool(again) or poured or self._said[start + 1].word in _SPOONS

    def _no_pieces(self, found: Mention, start: int) -> bool:
        """Nobody takes 25 tablets: "metoprolol 25 tablet" is a strength, as is "5/20 capsule".

        Nor 0.05 of a patch, nor the 2 of "8-2 film".
        """
        if start and self._said[start - 1].word == "-" and len({*self._parts.names}) > 1:
            return bool(self._parts.strengths) and not self._parts.strengths[-1].unit
        if found.piece == "patch" and found.values[0] % 1:
            return True
        if len(found.quantities) > 1 and not found.range_:
            return found.piece in _SOLID or found.piece == "piece"
        return found.values[0] > _MOST_PIECES and found.piece in _SOLID

    def _counts_what_follows(self, found: Mention) -> bool:
        """As in "2 x 20 mg", "two 20 mg tablets"."""
        n = 0
        while self._ahead(n).sort is Sort.PASSED and self._ahead(n).word in _OF:
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
        return few and times.sort is Sort.NUMBER

    def _bare(self, found: Mention, start: int) -> None:
        """A figure alone: behind "take" pieces, in a name its strength, else what is taken."""
        if self._on_and_off(found, start):
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
            few = word or self._few_behind(found, before)
            small = small and (found.values[0] * 4).is_integer()
            counts = small and self._of_what_is_named(before, word=few)
            numeral = word and before.sort is Sort.PIECE
            (self._count if counts or numeral else self._parts.strengths.append)(found)
            return
        if before.sort is Sort.PIECE and self._said[start].word.isalpha():
            self._count(found)  # "tab ii po"
        elif self._named:
            self._parts.asides.append(found)
        elif self._dose.timing.as_needed:
            pass  # "as needed for pain 4-6"
        elif (self._after_verb and (small or found.range_)) or (
            small and (self._pieces_follow() or self._said[start].word[0] not in _OF_A_FIGURE)
        ):
            self._count(found)  # "one in the morning" is a piece, "0.5 in the morning" a mass
        else:
            self._mass(found)

    def _times(self, found: Mention, start: int) -> None:
        """Of "40 mg caps x4 once daily" the four; "x 2 daily" alone is two of them, or twice."""
        behind = self._said[start - 1].sort is Sort.TIMES
        counts = behind and start > 1 and self._said[start - 2].sort in _COUNTED
        few = found.values[0] <= _MOST_PIECES and bool(self._parts.strengths)
        if counts and few and not self._dose.counts:
            self._count(found)
            return
        self._parts.unread = True
        twice = behind and self._ahead(0).sort is Sort.RATE
        self._parts.changing = self._parts.changing or twice

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

    def _directed(self) -> None:
        """A name that gives a second amount for other times says doses, not a strength."""
        self._named = False
        fluid = [one for one in self._parts.strengths if is_fluid(one)]
        self._dose.masses += [one for one in self._parts.strengths if one not in fluid]
        self._parts.strengths[:] = fluid  # what a millilitre holds is no dose

    def _count(self, found: Mention) -> None:
        self._named = False
        self._next_dose(counted=True)
        if self._depth and not self._dose.counts:
            self._total_is_said()  # "60 mg (2 pills)"
        self._dose.counts.append(found)

    def _count_of(self, found: Mention) -> None:
        """As in "2 tabs of 50 mg"."""
        of = self._ahead(0).word == "of" and self._ahead(1).sort is Sort.NUMBER
        if of and not self._named:
            self._at += 1
            self._made_of(found)
        else:
            self._count(found)

    def _made_of(self, found: Mention) -> None:
        """So many pieces, and behind it what each of them holds."""
        then, each = mention(self._said, self._at)
        if each.per or not each.unit or each.unit in _NO_MASS:
            self._count(found)
            return
        if self._named and not (self._depth and self._parts.strengths):
            self._count(found)
            return
        if self._named:  # "200 mg (2 x 100 mg tab)"
            self._named = False
            self._dose.totals.append(self._parts.strengths.pop())
        self._next_dose(counted=True)
        self._at = then
        self._dose.counts.append(found)
        self._dose.made_of.append((found, each))

    def _total_is_said(self) -> None:
        """What stands before "= 2 tablets" is what these come to."""
        self._dose.totals += self._dose.masses
        self._dose.masses.clear()

    def _held(self, found: Mention) -> bool:
        """Of "100 mg 20 mg/mL" the second says what a millilitre holds, and no other dose."""
        fluid = [one for one in self._dose.masses if is_fluid(one)]
        if is_fluid(found) and self._dose.said and not fluid:
            self._keep_fluid(found)
            return True
        if fluid and not found.per and len(self._dose.masses) == 1 and not self._dose.timing.said:
            self._dose.masses.clear()
            self._keep_fluid(fluid[0])
        return False

    def _keep_fluid(self, found: Mention) -> None:
        """Beside the product's own only where both say the same."""
        parts = self._parts
        known = [one for one in parts.strengths if is_fluid(one)]
        if any(in_one(one) != in_one(found) for one in known):
            parts.changing = True
        elif not known:
            parts.strengths.append(found)

    def _mass(self, found: Mention) -> None:
        if self._held(found):
            return
        total = bool(self._depth) or self._ahead(0).sort is Sort.TOTAL or self._total_before
        if not total:
            self._next_dose(counted=False)
        (self._dose.totals if total else self._dose.masses).append(found)
        self._total_before = False

    def _next_dose(self, *, counted: bool) -> None:
        """A new amount behind the time of another is another dose."""
        known = self._dose
        again = known.counts if counted else known.masses
        timed = known.timing.said or known.timing.lasts
        if known.said and timed and (again or not self._depth):
            self._parts.doses.append(Dose(added=self._added))

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
            case Sort.CHANGING if one.word in TAPERED:
                parts.tapered = True
            case Sort.CHANGING if one.word in SCALED:
                parts.scaled = True
            case Sort.CHANGING if one.word in DIRECTED:
                parts.directed = True
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
            case Sort.WORD:
                self._word(one.word)
            case Sort.VERB if parts.names or not self._product:
                self._named, self._after_verb = False, True
            case Sort.TOTAL:
                self._total_before = True
            case Sort.SIGN:
                self._sign(one.word)
            case Sort.PASSED if one.word == "plus":
                self._added = True
            case _:
                pass
        self._at += 1

    def _word(self, word: str) -> None:
        """A word of no table: of a name, or of days that are not read to their end."""
        parts = self._parts
        if self._named and self._depth:
            parts.beside.append(word)
        elif self._named and not parts.strengths:
            parts.words[-1].append(word)
        elif not self._named and word in _DAYS_CUT_SHORT and self._dose.timing.days:
            parts.changing = True
        elif not self._named and self._before_pieces():
            parts.uncounted = word
        elif word in _TAKEN_OFF and self._ahead(1).kind == "moment":
            self._at += 1  # "on in the morning, off at night"

    def _before_pieces(self) -> bool:
        """As in "umpteen tabs", "a fifth of a tablet"."""
        n = 1
        while self._ahead(n).sort is Sort.PASSED and self._ahead(n).word in _OF:
            n += 1
        return self._ahead(n).sort is Sort.PIECE and not self._dose.said

    def _sign(self, sign: str) -> None:
        self._added = self._added or sign == "and"
        if sign in {"(", "["}:
            self._depth += 1
        elif sign in {")", "]"}:
            self._depth = max(0, self._depth - 1)
        elif sign == "=" and self._named and self._parts.strengths and not self._depth:
            self._comes_to()
        elif sign == "=" and not self._named:
            self._total_before = not self._dose.masses
            self._total_is_said()
        elif self._named and sign in {"/", "-", "and"} and not self._depth:
            self._parts.words.append([])

    def _comes_to(self) -> None:
        """Of "25 mg = 1 tab" the first is taken; else what follows is."""
        self._named = False
        strengths, n = self._parts.strengths, 1
        while self._ahead(n).sort is Sort.NUMBER or self._ahead(n).word in {"/", "."}:
            n += 1
        if n > 1 and self._ahead(n).sort is not Sort.UNIT:
            self._dose.totals.append(strengths.pop())
