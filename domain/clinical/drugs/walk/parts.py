"""Walking over the items of a line once: what is the product, and which doses are directed."""

from domain.clinical.drugs.walk.clock import TIMED
from domain.clinical.drugs.walk.figures import OF, SHAPED, SOLID, Figures
from domain.clinical.drugs.words.item import Item, Sort
from domain.clinical.drugs.words.vocabulary import DIRECTED, SCALED, TAPERED

_SIZED = frozenset({Sort.NUMBER, Sort.STRENGTH_OF_INSULIN})
_TAKEN_OFF = frozenset({"off", "remove", "removed", "removing", "rem"})
_DAYS_CUT_SHORT = frozenset({"m", "mo", "t", "tu", "w", "we", "th", "f", "fr", "s", "sa", "su"})


class Walk(Figures):
    """One walk over one part of a line: its name, or what directs."""

    def whole(self) -> None:
        """Walk to the end, or to where nothing is said of the dose any more."""
        while self._at < self._end:
            one = self._said[self._at]
            if one.sort is Sort.ENDS:
                return
            read = one.sort in TIMED and self._timed(one)
            read = read or (one.sort in _SIZED and self._sized(one))
            if not (read or (one.sort in SHAPED and self._shaped(one))):
                self._other(one)

    def _shaped(self, one: Item) -> bool:
        parts = self._parts
        match one.sort:
            case Sort.FORM:
                parts.forms.append(one.word)
            case Sort.PIECE if self._named and one.word in SOLID:
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
        elif self._named and parts.names and self._says_when():
            pass  # "prn wheeze"
        elif self._named and not parts.strengths:
            parts.words[-1].append(word)
        elif not self._named and word in _DAYS_CUT_SHORT and self._dose.timing.days:
            parts.changing = True
        elif not self._named and self._before_pieces():
            parts.uncounted = word
        elif word in _TAKEN_OFF and self._ahead(1).kind == "moment":
            self._at += 1  # "on in the morning, off at night"

    def _says_when(self) -> bool:
        """Whether nothing but words stands between "as needed" and this one."""
        n = self._at - 1
        while n >= 0 and self._said[n].sort in {Sort.WORD, Sort.PASSED}:
            n -= 1
        return n >= 0 and self._said[n].kind == "needed"

    def _before_pieces(self) -> bool:
        """As in "umpteen tabs", "a fifth of a tablet"."""
        n = 1
        while self._ahead(n).sort is Sort.PASSED and self._ahead(n).word in OF:
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
