"""Walking over the items of a line: what is taken goes to the dose that is open."""

from collections.abc import Sequence

from domain.clinical.drugs.drug import Quantity
from domain.clinical.drugs.walk.clock import Clock
from domain.clinical.drugs.walk.mentions import Dose, Mention, Parts, in_one, is_fluid, mention
from domain.clinical.drugs.words.item import Item, Sort
from domain.clinical.drugs.words.vocabulary import DURATIONS

_A_PIECE = Mention((Quantity(1.0, ""),), piece="piece")
_NO_MASS = DURATIONS | {"mL", "%", "minute"}


def _is_products(said: Mention, names: Sequence[str]) -> bool:
    """Whether it says what is in a millilitre, as "250/5" of one drug does too."""
    ratio = len(said.quantities) == 2 and not (said.unit or said.range_)  # noqa: PLR2004
    return is_fluid(said) or said.unit == "%" or (ratio and len({*names}) == 1)


class Doses(Clock):
    """Keeps counts and masses, and opens the next dose where another one begins."""

    def __init__(self, said: Sequence[Item], parts: Parts, *, product: bool) -> None:
        super().__init__(said, parts, named=product)
        self._product = product
        self._after_verb = False
        self._total_before = False

    def _directed(self) -> None:
        """A name that gives a second amount for other times says doses, not a strength."""
        self._named = False
        fluid = [one for one in self._parts.strengths if _is_products(one, self._parts.names)]
        self._dose.masses += [one for one in self._parts.strengths if one not in fluid]
        self._parts.strengths[:] = fluid  # what a millilitre holds is no dose

    def _count(self, found: Mention) -> None:
        if self._named and self._on_days_ahead():
            self._dose.counts.append(_A_PIECE)  # "88 mcg daily, 2 tabs on Sunday"
        self._named = False
        self._next_dose(counted=True)
        if self._depth and not self._dose.counts:
            self._total_is_said()  # "60 mg (2 pills)"
        self._dose.counts.append(found)

    def _on_days_ahead(self) -> bool:
        """Whether a count is for days of its own, behind a strength that has its time."""
        n = 0
        while self._ahead(n).sort is Sort.PASSED:
            n += 1
        own = self._ahead(n).kind == "days" and not self._dose.timing.days
        timed = self._dose.timing.said and bool(self._parts.strengths)
        return own and timed and not (self._dose.said or self._depth)

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
