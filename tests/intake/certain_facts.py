"""What is certain of a patient, by the words of docs/hospitals.md and ADR 26: a plain judge.

It reads messages as the hospital meant them and knows none of our code. What it does not know it
leaves open: it never says more than a law.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from tests.adt import ZONE
from tests.intake.mixed_messages import Message

SURE = {"I": "in", "INPT": "in", "B": "in", "OBS": "obs", "E": "ed", "O": "out", "R": "out"}
AT_HOME = {"01", "06", "Home Health", "Home", ""}
ELSEWHERE = {"03", "SNF"}
DEATHS = {"20", "Expired"}
SAY_NOTHING = {"A02", "A05", "A12", "A14", "A04"}
NEWS = {"A08", "A31", "A28", "A07"}
JOINS = {"A40", "A34", "A18", "A45", "A41"}
LATE, AHEAD, WINDOW = timedelta(days=2), timedelta(days=1), timedelta(days=31)


@dataclass
class Visit:
    """One stay as it is known so far. `doubts` names what a person must be asked of it."""

    sort: str = ""
    left: datetime | None = None
    word: str = ""
    present: datetime | None = None
    admitted: datetime | None = None
    recorded: datetime | None = None
    void: bool = False
    ever: bool = False
    doubts: set[str] = field(default_factory=set)
    holds: set[str] = field(default_factory=set)

    @property
    def certain(self) -> bool:
        """A discharge that can have been when it is said to have been, of an inpatient."""
        return self.sort == "in" and not self.void and self.left is not None and not self.misdated

    @property
    def misdated(self) -> bool:
        """Told of far from when it was recorded."""
        if self.left is None or self.recorded is None:
            return False
        early = self.recorded - self.left > WINDOW
        return early or self.left - self.recorded > AHEAD


@dataclass
class Facts:
    """What is certain of one person. `runs`: the visit whose episode runs, or is held."""

    visits: dict[str, Visit] = field(default_factory=dict)
    dead: bool = False
    perhaps_dead: bool = False

    @property
    def runs(self) -> str:
        """The certain discharge whose thirty days run: the latest, if it was to a home."""
        home = [(v.left, n) for n, v in self.visits.items() if v.certain and v.left]
        if not home or self.died:
            return ""
        latest = max(home)[1]
        return latest if self.visits[latest].word not in ELSEWHERE else ""

    @property
    def died(self) -> bool:
        """Whether a death is certain: told of a stay that is, or where it ended."""
        return self.dead or any(v.word in DEATHS for v in self._sure())

    @property
    def held(self) -> bool:
        """Whether they are an inpatient again, for certain."""
        left = self.visits[self.runs].left if self.runs else None
        inpatients = (v for v in self.visits.values() if v.sort == "in" and not v.void)
        return bool(left) and any(v.present and left and v.present >= left for v in inpatients)

    @property
    def asked(self) -> bool:
        """Whether something is doubtful of the one who is at home."""
        return self.perhaps_dead or bool(self.runs and self._said("doubts"))

    @property
    def silent(self) -> bool:
        """Whether nobody may be texted until a person has answered."""
        return self.perhaps_dead or bool(self.runs and self._said("holds"))

    def _said(self, what: str) -> bool:
        """Of the discharge that runs, and of a bed that they may have left."""
        left = self.visits[self.runs].left
        beds = (v for v in self.visits.values() if v.sort == "in" and not (v.left or v.void))
        held = any(v.holds and v.present and left and v.present >= left for v in beds)
        return bool(getattr(self.visits[self.runs], what)) or held

    def _sure(self) -> Iterable[Visit]:
        sorts = ("in", "obs", "ed")
        return (v for v in self.visits.values() if v.sort in sorts and v.left and not v.void)


def judged(told: Iterable[Message]) -> Facts:
    """Fold what was told by when it was recorded, no later than it came; ties as they came."""
    facts = Facts()
    for one in sorted(_first_heard(told), key=_when):
        if one.trigger not in SAY_NOTHING:
            _take(facts, one)
        elif one.trigger == "A04":
            known = facts.visits.setdefault(one.visit, Visit())
            known.sort = SURE.get(one.said_class, known.sort)
    return facts


def _first_heard(told: Iterable[Message]) -> list[Message]:
    """Each as it first came: what is told twice says nothing new, under whatever control id."""
    known, first = list(told), dict[Message, Message]()
    for one in sorted(known, key=lambda one: one.receipt):
        first.setdefault(_said(one), one)
    return [
        replace(one, came=first[_said(one)].came, receipt=first[_said(one)].receipt)
        for one in known
    ]


def _said(one: Message) -> Message:
    return replace(one, control="", came=None, receipt=0)


def _when(one: Message) -> tuple[datetime, datetime, int]:
    assert one.came is not None
    sent = one.recorded + timedelta(seconds=5)
    return min(one.recorded, one.came), min(sent, one.came), one.receipt


def _take(facts: Facts, one: Message) -> None:
    sort = SURE.get(one.said_class, "" if not one.said_class else "?")
    visit = facts.visits.get(one.visit) if one.visit else None
    known = visit.sort if visit else ""
    odd = known == "in" and sort in ("out", "ed", "?", *([""] if one.trigger == "A11" else []))
    _death(facts, one, sure=bool(one.visit) and (sort or known) in ("in", "obs", "ed") and not odd)
    if one.trigger in JOINS:
        return
    if not one.visit:
        _without_a_number(facts, one, sort)
        return
    visit = facts.visits.setdefault(one.visit, Visit())
    if odd:
        _odd(visit, one, sort)
        return
    visit.sort = sort or visit.sort
    _happened(visit, one)


def _death(facts: Facts, one: Message, *, sure: bool) -> None:
    says = one.died == "Y" or (one.trigger in {"A03", *NEWS} and one.disposition in DEATHS)
    if says and not sure:
        facts.perhaps_dead = True
    elif sure and one.died:
        facts.dead = one.died == "Y"
        facts.perhaps_dead = facts.perhaps_dead and facts.dead


def _happened(visit: Visit, one: Message) -> None:
    """What a certain word does to its own stay."""
    at = one.came if one.came and one.recorded > one.came else one.recorded
    if one.trigger in {"A01", "A06"}:
        _admitted(visit, one, one.admitted or at)
    elif one.trigger == "A03":
        assert one.discharged
        if _told_again(visit, one, at):
            _retold(visit, one)
            return
        visit.left, visit.present, visit.void = one.discharged, None, False
        visit.ever, visit.recorded = True, at
        visit.admitted = one.admitted or visit.admitted
        visit.word = one.disposition or visit.word
        visit.doubts -= {
            "number",
            "class",
            "undone",
            "otherwise",
            "word",
            "moved",
            "times",
            "again",
        }
        visit.holds.clear()
        if at - visit.left > LATE or visit.left - at > AHEAD or _backwards(visit):
            visit.doubts.add("times")
    elif one.trigger in NEWS:
        _news(visit, one)
    elif one.trigger == "A13" and visit.left:
        visit.left, visit.present = None, visit.admitted or at
    elif one.trigger == "A11":
        visit.present = None
        visit.doubts.discard("again")
        _certain_bed(visit)
    elif one.trigger == "A23":
        visit.void = True


def _admitted(visit: Visit, one: Message, begun: datetime) -> None:
    """In bed, or a correction of the past; one who is back by a word without a time is asked."""
    visit.void = False
    if visit.left is None or begun >= visit.left:
        if one.admitted:
            visit.doubts.discard("again")
        elif visit.left and not visit.present:
            visit.doubts.add("again")
        visit.admitted = visit.present = begun
        _certain_bed(visit)
    elif not visit.present or "again" in visit.doubts:
        visit.admitted, visit.present = begun, None
        visit.doubts.discard("again")


def _told_again(visit: Visit, one: Message, at: datetime) -> bool:
    """Whether a discharge that is known comes once more, with a time that its own record belies."""
    assert one.discharged
    home = visit.left is not None and not (visit.present or visit.void)
    begun = one.admitted or visit.admitted
    late = at - one.discharged > LATE or one.discharged - at > AHEAD
    return home and bool(late or (begun and one.discharged < begun))


def _retold(visit: Visit, one: Message) -> None:
    """It is as old as it was: its word counts, its time where that can be, and nothing moves."""
    visit.doubts -= {"undone", "otherwise", "class", "number"}
    visit.holds.clear()
    _news(visit, one)


def _certain_bed(visit: Visit) -> None:
    """An admission, or its end, that is certain: what was doubtful of it is no question more."""
    visit.doubts.discard("otherwise")
    visit.holds.discard("otherwise")


def _backwards(visit: Visit) -> bool:
    if visit.admitted is None or visit.left is None:
        return False
    midnight = visit.left.astimezone(ZONE).time() == time(0)
    return visit.left < visit.admitted and not midnight


def _news(visit: Visit, one: Message) -> None:
    """Its disposition if it is a word that is known, its time if that can be."""
    strange = one.disposition not in AT_HOME | ELSEWHERE | DEATHS
    if strange and visit.word in AT_HOME | ELSEWHERE | DEATHS and visit.word:
        visit.doubts.add("word")
    elif one.disposition:
        visit.word = one.disposition
        visit.doubts -= {"number", "class", "word"}
    if one.discharged:
        visit.doubts -= {"number", "class"}
    left, recorded = visit.left, visit.recorded
    if left is None or recorded is None or visit.present or not (one.discharged or one.admitted):
        return
    told = one.discharged or left
    begun = one.admitted or visit.admitted
    wrong, before = _wrong(begun, told, recorded), _wrong(visit.admitted, left, recorded)
    further = abs(told - recorded) > abs(left - recorded) + LATE
    if wrong and (further or not wrong <= before | ({"late"} if "ahead" in before else set())):
        visit.doubts.add("moved")
        return
    visit.left, visit.admitted = told, begun
    visit.doubts -= {"times", "moved"}
    visit.doubts |= {"times"} if wrong else set()


def _wrong(begun: datetime | None, left: datetime, recorded: datetime) -> set[str]:
    """What cannot be, or is not likely, of the times of a discharge."""
    found = {"late"} if recorded - left > LATE else set()
    found |= {"ahead"} if left - recorded > AHEAD else set()
    return found | ({"back"} if begun and left < begun else set())


def _odd(visit: Visit, one: Message, sort: str) -> None:
    """Another class under an inpatient stay's number: asked about, or held where it undoes."""
    if one.trigger in {"A13", "A23", "A25"}:
        if visit.left:
            visit.doubts.add("otherwise")
            visit.holds.add("otherwise")
    elif one.trigger == "A11":
        if visit.present:
            visit.doubts.add("otherwise")
            visit.holds.add("otherwise")
    elif one.trigger == "A03" and visit.left is None:
        _happened(visit, one)
        visit.doubts.add("class")
        if sort != "?":
            visit.holds.add("class")
    elif visit.left:
        visit.doubts.add("class")


def _without_a_number(facts: Facts, one: Message, sort: str) -> None:
    """News is asked about, a cancellation is taken where one stay alone fits, else it holds."""
    discharged = [v for v in facts.visits.values() if v.left and not v.void]
    if one.trigger in NEWS:
        meant = _meant(facts)
        differs = meant and (
            (one.discharged and one.discharged != meant.left)
            or (one.disposition and one.disposition != meant.word)
        )
        if meant and meant.left and differs and sort not in ("out", "ed", "obs"):
            meant.doubts.add("number")
    elif one.trigger == "A29":
        for known in facts.visits.values():
            known.void = known.void or known.sort not in ("in", "?", "")
        _ask(discharged)
    elif one.trigger in {"A13", "A11"}:
        _cancelled(facts, one, sort, discharged)


def _cancelled(facts: Facts, one: Message, sort: str, discharged: list[Visit]) -> None:
    ends = one.trigger == "A13"
    away = [v for v in facts.visits.values() if not v.void and v.present]
    fit = [v for v in discharged if not v.present] if ends else away
    if sort == "in":
        fit = [v for v in fit if v.sort in ("in", "?", "")]
    elif sort not in ("", "?"):
        fit = [v for v in fit if v.sort == sort]
    elsewhere = ends and any(v.sort == "in" for v in away)
    if len(fit) == 1 and sort != "?" and not elsewhere:
        (only,) = fit
        if ends:
            only.left, only.present = None, only.admitted or one.recorded
        else:
            only.present = None
    elif fit:
        _ask(discharged)


def _ask(discharged: list[Visit]) -> None:
    for visit in discharged:
        visit.doubts.add("undone")
        visit.holds.add("undone")


def _meant(facts: Facts) -> Visit | None:
    """The inpatient stay that they are in, else the latest discharge."""
    mine = [v for v in facts.visits.values() if v.sort == "in" and not v.void]
    here = [v for v in mine if v.present]
    home = [v for v in mine if v.left]
    by_time = max(here, key=lambda v: v.present or ZERO, default=None)
    return by_time or max(home, key=lambda v: v.left or ZERO, default=None)


ZERO = datetime(1970, 1, 1, tzinfo=ZONE)
