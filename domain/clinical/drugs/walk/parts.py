"""Walking over the items of a line once: what is the product, and which doses are directed."""

from domain.clinical.drugs.walk.clock import TIMED
from domain.clinical.drugs.walk.figures import OF, SHAPED, SOLID, Figures
from domain.clinical.drugs.walk.mentions import is_dose, mention
from domain.clinical.drugs.words.item import END, Item, Sort
from domain.clinical.drugs.words.vocabulary import DIRECTED, SCALED, TAPERED

_SIZED = frozenset({Sort.NUMBER, Sort.STRENGTH_OF_INSULIN})
_WHEN = frozenset({Sort.TIME, Sort.EVERY, Sort.RATE})
_HANDED_OUT = frozenset({"refill", "refills", "qty", "quantity", "disp", "dispense"})
_OF_THE_ORDER = _HANDED_OUT | {"prescribed by", "started", "start date"}
_OF_A_COUNT = frozenset({"(", ",", "-", "=", "of", "left", "remaining", "authorized", "allowed"})
_MOST_PIECES = 10
"""Nobody takes more tablets at a time."""
_REMARKS = frozenset({"last dose", "last taken", "last filled", "note", "comment", "comments"})
_TAKEN_OFF = frozenset({"off", "remove", "removed", "removing", "rem"})
_DAYS_CUT_SHORT = frozenset({"m", "mo", "t", "tu", "w", "we", "th", "f", "fr", "s", "sa", "su"})
_LIMITS = frozenset(
    {"max", "maximum", "not to exceed", "do not exceed", "no more than", "do not take more than"}
)
_SAID_BESIDE = frozenset((*DIRECTED, *SCALED, *TAPERED))
_DONE = frozenset({"taken", "takes", "taking", "uses", "injects"})
"""What tells what somebody did, and directs nothing."""


class Walk(Figures):
    """One walk over one part of a line: its name, or what directs."""

    def whole(self) -> None:
        """Walk to the end, or to where nothing is said of the dose any more."""
        while self._at < self._end:
            one = self._said[self._at]
            if one.sort is Sort.ENDS:
                if not self._goes_on(one.word):
                    return
                continue
            read = one.sort in TIMED and self._timed(one)
            read = read or (one.sort in _SIZED and self._sized(one))
            if not (read or (one.sort in SHAPED and self._shaped(one))):
                self._other(one)

    def _goes_on(self, word: str) -> bool:
        """Walk on where a dose, or that there is none, is told behind words that say nothing of it.

        Behind "max" and "call if" that takes a direction, behind a last dose more than its hour.
        """
        self._at += 1
        if word == "hold" and (self._ahead(0) == END or self._ahead(0).word in {")", "x"}):
            self._parts.changing = True  # not "hold for SBP < 100"
        if word in _OF_THE_ORDER:
            if word in _HANDED_OUT:
                self._pass_its_count()
            return True
        while self._at < self._end and not self._told_again(word):
            self._at += 1
        return self._at < self._end

    def _told_again(self, word: str) -> bool:
        one = self._ahead(0)
        if one.sort is Sort.ENDS or (one.sort is Sort.CHANGING and one.word not in _SAID_BESIDE):
            return True
        if one.sort is Sort.VERB and one.word not in _DONE:
            n = self._at + 1
            while self._said[n].sort is Sort.PASSED:
                n += 1
            return self._is_dose(n)
        if word not in _REMARKS:
            return word not in _LIMITS and self._is_dose(self._at) and self._often_behind_it()
        often = one.sort in {Sort.RATE, Sort.EVERY} or one.kind in {"needed", "days"}
        return often or self._is_dose(self._at)

    def _often_behind_it(self) -> bool:
        """As in "hold if dizzy. 2 tabs bid"."""
        end = mention(self._said, self._at)[0]
        while self._said[end].sort in {Sort.ROUTE, Sort.PASSED}:
            end += 1
        return self._said[end].sort in {Sort.RATE, Sort.EVERY}

    def _is_dose(self, at: int) -> bool:
        """Whether a figure stands there with its unit or piece."""
        if self._said[at].sort is not Sort.NUMBER:
            return False
        found = mention(self._said, at)[1]
        return is_dose(found) and bool(found.unit or found.piece)

    def _pass_its_count(self) -> None:
        """Over the figure of the order, "refills: 2", "disp 30 tablets"."""
        at = self._at
        while self._said[at].word in _OF_A_COUNT:
            at += 1
        if self._said[at].sort is not Sort.NUMBER or at >= self._end:
            return
        end, found = mention(self._said, at)
        taken = self._said[end].sort in {*_WHEN, Sort.ROUTE} and found.values[0] <= _MOST_PIECES
        if not found.unit and not (found.piece and taken):
            self._at = end

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
