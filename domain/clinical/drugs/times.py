"""How often a drug is taken: the phrases as a table, and the reading of them together.

Times a day, so that "bid", "q12h" and "twice a day" are one. The morning is when a drug that is
taken once a day is taken, unless another time is said.
"""

from collections import Counter
from dataclasses import dataclass

from domain.clinical.drugs.drug import Frequency, exact, figure, quotient

TIMES_A_DAY: dict[str, tuple[str, ...]] = {
    "1": ("daily", "1 / day", "1 x / day", "1 x day", "once / day", "each and every day", "every day of the week", "1 time each day", "one time every day", "1 time every day", "once in a day", "qd", "once daily", "once a day", "every day", "qday", "q day", "each day",
          "one time daily", "one time a day", "one time per day", "once per day", "q daily", "qdaily",
          "everyday", "once every day", "once each day", "one daily", "per day", "a day", "q 1 day",
          "every 24 hours", "1 time daily", "one time each day", "1 x daily", "x 1 daily", "dly"),
    "2": ("bid", "mornings and evenings", "mornings and nights", "breakfast and bedtime", "am and hs", "am and bedtime", "morning and hs", "am / pm", "am and evening", "2 / day", "2 x day", "twice / day", "two x daily", "morning and at bedtime", "morning and at night", "morning and supper", "breakfast and evening meal", "twice daily", "twice a day", "twice per day", "two times daily", "2 times daily",
          "two times a day", "two times per day", "twice each day", "bd", "every twelve hours",
          "twice every day", "morning and night", "2 x daily", "morning and evening", "two times each day",
          "am and pm", "breakfast and dinner", "breakfast and supper", "morning and bedtime"),
    "3": ("tid", "3 / day", "3 x day", "thrice / day", "with breakfast lunch and dinner", "three meals a day", "3 meals a day", "with each main meal", "3 x daily", "three times daily", "three times a day", "three times per day", "thrice daily",
          "three times each day", "every eight hours", "tds", "with each meal", "each meal", "every meal",
          "breakfast lunch and dinner", "breakfast lunch dinner", "breakfast , lunch and dinner", "morning noon and night",
          "breakfast , lunch , and dinner", "breakfast , lunch , dinner", "three times every day", "thrice a day"),
    "4": ("qid", "4 / day", "4 x day", "four times daily", "four times a day", "four times per day", "every six hours",
          "four times each day", "qds"),
    "5": ("five times daily", "five times a day", "five times per day"),
    "6": ("six times daily", "six times a day", "every four hours"),
    "1/2": ("every other day", "qod", "eod", "alternate days", "every second day", "q other day",
            "on alternate days", "every alternate day"),
    "1/3": ("every third day", "every 3rd day", "q third day"),
    "1/7": ("weekly", "1 x weekly", "once / week", "1 x week", "1 day a week", "one day a week", "one day per week", "one day each week", "1 day per week", "1 day each week", "every seventh day", "q 7 d", "once in a week", "1 time weekly", "1 time a week", "1 time per week", "once weekly", "once a week", "every week", "qweek", "q week", "qwk", "q wk",
            "one time weekly", "once per week", "one time per week", "each week", "one time a week",
            "one time each week", "per week", "a week", "once every week", "every seven days"),
    "2/7": ("twice weekly", "2 x weekly", "twice / week", "2 x week", "two x weekly", "2 times weekly", "2 times a week", "biw", "twice each week", "twice every week", "two times each week", "twice a week", "two times a week", "two times weekly", "twice per week"),
    "3/7": ("three times weekly", "3 x weekly", "3 x week", "thrice a week", "thrice / week", "three times each week", "three times a week", "three times per week", "thrice weekly", "tiw"),
    "1/14": ("once every other week", "once every 14 days", "q 2 wks", "every second week", "every alternate week", "every other week", "every two weeks", "q other week", "once every two weeks", "qow", "fortnightly"),
    "1/30": ("monthly", "1 x month", "once / month", "1 x monthly", "one time per month", "one time monthly", "one time a month", "one time each month", "once each month", "once every month", "1 time a month", "1 time per month", "1 time monthly", "once monthly", "once a month", "every month", "q month", "once per month",
             "qmonth", "per month", "a month", "each month", "every four weeks and two days"),
    "1/90": ("once every three months", "every quarter", "every 3 mos", "q 3 mos", "every three months", "quarterly"),
    "1/180": ("every six months", "twice a year", "twice yearly"),
    "1/365": ("once per year", "1 x year", "every twelve months", "once each year", "once every year", "yearly", "once yearly", "once a year", "annually", "every year"),
}  # fmt: skip
MOMENTS: dict[str, tuple[str, ...]] = {
    "morning": ("qam", "upon waking", "on waking", "upon arising", "on arising", "first thing in the morning", "when waking up", "when i wake up", "upon awakening", "on awakening", "every a m", "in a m", "each am", "at wake up", "wake up", "in the mornings", "every day before breakfast", "before breakfast daily", "qmorning", "q morning", "with am meal", "with morning meal", "on empty stomach in the morning", "at breakfast time", "daily in the morning", "q am", "in the morning", "every morning", "each morning", "am", "mornings",
                "at breakfast", "with breakfast", "before breakfast", "in am", "morning", "in the am", "every am",
                "daily before breakfast", "after breakfast", "breakfast", "a m", "on an empty stomach in the morning"),
    "noon": ("at midday", "with the midday meal", "every noon", "after lunch", "with midday meal", "in afternoon", "each afternoon", "at noon", "noon", "with lunch", "before lunch", "in the afternoon", "midday", "lunch", "afternoon",
             "at lunch", "every afternoon", "at lunchtime"),
    "evening": ("qpm", "with pm meal", "each pm", "in the evenings", "at suppertime", "at supper time", "at dinner time", "after supper", "qevening", "q evening", "every p m", "with largest meal of the day", "q pm", "in the evening", "every evening", "each evening", "pm", "evenings",
                "with dinner", "with supper", "before dinner", "before supper", "with evening meal",
                "in pm", "evening", "in the pm", "every pm", "at dinner", "dinner", "supper", "with the evening meal",
                "after dinner", "at supper", "at dinnertime"),
    "bedtime": ("qhs", "at sleep time", "before sleep", "at sleep", "before going to bed", "before sleeping", "at bed time", "bed time", "when i go to bed", "at night before bed", "at night at bedtime", "right before bed", "in the evening at bedtime", "every evening at bedtime", "at night before bedtime", "before going to sleep", "before i go to bed", "every hs", "q nightly", "each bedtime", "each hs", "at night time", "hour of sleep", "at the hour of sleep", "at hour of sleep", "when going to sleep", "last thing at night", "one hour before bedtime", "hs", "nightly", "every night", "bedtime", "at bedtime", "at night", "each night",
                "q hs", "nightly at bedtime", "before bed", "before bedtime", "every night at bedtime",
                "every bedtime", "qbedtime", "q bedtime", "once nightly", "q night", "qnight", "nights", "night",
                "in the night", "q h s", "nocte", "qpm at bedtime", "at hs", "when going to bed", "going to bed", "night time"),
}  # fmt: skip
AS_NEEDED = (
    "prn", "as needed", "when needed", "if needed", "when necessary", "if necessary", "as required",
    "as necessary", "p r n", "only if needed", "only when needed", "whenever needed", "when required",
    "if required", "only as needed", "on an as needed basis", "as needed basis", "as needed only",
    "when it is needed", "if it is needed", "as often as needed", "prn only", "whenever necessary",
    *(f"{when} {who}{it}" for when in ("when", "if", "as", "whenever", "only when", "only if", "just when")
      for who in ("i need", "you need", "he needs", "she needs", "they need", "patient needs", "needs")
      for it in (" it", "", " them", " one")),
)  # fmt: skip
NEEDED_ONCE = tuple(
    f"{needed} {once}"
    for needed in ("prn", "as needed", "when needed", "if needed")
    for once in (", 1 dose", ", one dose", "1 dose", "x 1", "x 1 dose", "for 1 dose", "once")
)
MEALS: dict[str, tuple[str, ...]] = {
    "before": ("before eating", "before a meal", "before food", "prior to eating"),
    "with": ("c food", "c meal", "with food", "with a meal", "with meal", "wf", "with snack", "with milk", "with food or milk"),
    "after": ("after eating", "after food", "after a meal"),
}  # fmt: skip
EACH_MEAL: dict[str, tuple[str, ...]] = {
    "before": ("before meals", "ac", "prior to meals", "before each meal", "qac", "before every meal", "a c", "prior to each meal", "before all meals"),
    "with": ("with meals", "c meals", "wm", "with all meals"),
    "after": ("after meals", "pc", "after each meal", "after every meal", "p c", "following meals", "after all meals"),
}  # fmt: skip
"""Every meal of the day: with bedtime they are four times."""
ONCE = (
    "once",
    "one time",
    "one time dose",
    "x 1",
    "x 1 dose",
    "stat",
    "one dose",
    "single dose",
    "for one dose",
)
DAYS: dict[str, tuple[str, ...]] = {
    "mon": ("monday", "mondays", "mon"), "tue": ("tuesday", "tuesdays", "tue", "tues"),
    "wed": ("wednesday", "wednesdays", "wed", "weds"), "thu": ("thursday", "thursdays", "thu", "thurs", "thur"),
    "fri": ("friday", "fridays", "fri"), "sat": ("saturday", "saturdays", "sat"),
    "sun": ("sunday", "sundays", "sun"), "mon wed fri": ("mwf", "m w f", "m / w / f", "m , w , f", "m , w , and f", "m , w and f"),
    "tue thu": ("t th", "tth", "tu th", "tu , th", "t , th"), "tue thu sat": ("tts", "tuthsa", "t th s", "t th sa", "tu th sa", "t , th , s", "t , th , sa", "tu , th , sa"),
    "tue thu sat sun": ("ttss", "tthss", "tu th sa su", "t th s s", "t th s su", "t th sa su", "tu , th , sa , su", "t , th , s , s", "t , th , s , su", "t , th , sa , su"),
    "mon tue wed thu fri": ("weekdays", "m to f"), "sat sun": ("weekends",),
    "except": ("every day except", "daily except", "except", "except on", "every day but", "daily but", "everyday except"),
    "rest": ("other days", "all other days", "the other days", "rest of the week", "remaining days",
             "the rest of the week", "all the other days", "days other", "other days of the week"),
}  # fmt: skip
EVERY = ("q", "every", "each")
TIMES = ("times", "x", "time")
PERIODS = {"day": 1, "daily": 1, "week": 7, "weekly": 7, "month": 30, "monthly": 30}
IN_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0}
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OTHERS = frozenset({"rest", "except"})
"""Days that are those which other doses do not name."""
_SLOTS = ((4, "bedtime"), (11, "morning"), (16, "noon"), (20, "evening"))
_ONE = 1.0
_LAST_THING, _AT_MEALS, _AT_MEALS_AND_LAST = {"bedtime"}, (3.0,), (4.0,)
MOST_A_DAY = 100.0
"""What is taken more often, every 5 minutes, is taken while it hurts."""


@dataclass(slots=True)
class Timing:
    """What one stretch of a line says of time, while it is read."""

    rates: set[tuple[float, ...]]
    moments: set[str]
    days: set[str]
    as_needed: bool = False
    meals: str = ""
    each_meal: bool = False
    once: bool = False
    lasts: float = 0.0
    cycle: tuple[float, ...] = ()

    @property
    def said(self) -> bool:
        """Whether it says how often."""
        return bool(
            self.rates or self.moments or self.days or self.as_needed or self.once or self.meals
        )

    def take(self, kind: str, word: str) -> None:
        """Add one phrase of the tables."""
        match kind:
            case "rate":
                self.rates.add((quotient(word),))
            case "daily or right eye":
                self.rates.add((_ONE,))
            case "moment":
                self.moments.add(word)
            case "days":
                self.days.update(word.split())
            case "meals" | "each meal":
                self.meals = self.meals if self.meals in {"before", "after"} else word
                self.each_meal = self.each_meal or kind == "each meal"
            case "once":
                self.once = True
            case "needed once":
                self.once = self.as_needed = True
            case _:
                self.as_needed = True


def new_timing() -> Timing:
    """Nothing said yet."""
    return Timing(rates=set(), moments=set(), days=set())


def frequency(said: Timing) -> Frequency:
    """Put together what was said: "in the morning and at bedtime" is twice a day."""
    rates, days = set(said.rates), _but(said.days)
    slots = slotted(said.moments)
    moments = {slots[one] for one in said.moments} if slots else set()
    if days and (not rates or rates == {(_ONE,)}):
        rates = {(exact(len(days) / 7),)} if not days & OTHERS else set()
    elif (_ONE,) in rates and len(rates) > 1:
        rates.discard((_ONE,))
    if said.each_meal and moments == _LAST_THING and rates <= {_AT_MEALS}:
        rates = {_AT_MEALS_AND_LAST}
    if not rates and moments:
        rates = {(float(len(moments)),)}
    if not rates and said.meals == "before":
        rates = {(3.0,)}
    if rates == {(_ONE,)} and len(moments) > 1:
        rates = {(float(len(moments)),)}
    if rates != {(_ONE,)}:
        moments = set()
    found = tuple(sorted({one for rate in rates for one in rate}))
    return Frequency(
        times_a_day=found or ((0.0,) if said.once else ()),
        moments=frozenset(moments - {"morning"}),
        days=frozenset(days),
        as_needed=said.as_needed or any(one > MOST_A_DAY for one in found),
        meals=said.meals,
        cycle=said.cycle,
    )


def _but(days: set[str]) -> set[str]:
    """Every day except Sunday: six days."""
    named = days - OTHERS
    return {day for day in WEEK if day not in named} if "except" in days and named else set(days)


def slotted(moments: set[str]) -> dict[str, str]:
    """Hours of the clock as times of the day, where no two of them fall into one."""
    hours = {one: _slot(one) for one in moments if one[0] == "@"}
    if not hours:
        return {one: one for one in moments}
    words = moments - set(hours)
    often = Counter(hours.values())
    found = {one: one for one in words}
    for hour, slot in hours.items():
        found[hour] = slot if slot in words or often[slot] == 1 else hour
    return found


def _slot(hour: str) -> str:
    at = int(hour[1:])
    return next((slot for until, slot in _SLOTS if at < until), "bedtime")


def in_words(said: Frequency) -> str:
    """How often, for people."""
    if said.words:
        return said.words
    rates = " to ".join(map(_rate, said.times_a_day))
    parts = [
        rates,
        *(f"in the {m}" if m != "bedtime" else "at bedtime" for m in sorted(said.moments)),
    ]
    if said.days:
        parts.append(f"on {', '.join(day for day in WEEK if day in said.days)}")
    if said.cycle:
        parts.append(f"for {figure(said.cycle[0])} of {figure(said.cycle[1])} days")
    if said.course:
        first, last = map(figure, said.course)
        parts.append(f"from day {first}" + (f" to {last}" if said.course[1] else ""))
    parts += [f"{said.meals} meals"] if said.meals else []
    parts += ["as needed"] if said.as_needed else []
    return " ".join(filter(None, parts)) or "not said"


def _rate(rate: float) -> str:
    if rate == 0:
        return "once only"
    known = {
        _ONE: "once a day",
        2.0: "twice a day",
        exact(1 / 7): "once a week",
        exact(1 / 30): "once a month",
    }
    if rate in known:
        return known[rate]
    if rate > MOST_A_DAY:
        return f"every {figure(round(1440 / rate, 3))} minutes"
    if rate > 1:
        return f"{figure(rate)} times a day"
    if exact(rate * 7) == int(rate * 7 + 0.5):
        return f"{figure(exact(rate * 7))} times a week"
    return f"once in {figure(round(1 / rate, 3))} days"
