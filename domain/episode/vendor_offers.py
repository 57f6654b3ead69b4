"""Finding a vendor: offered to one after the other, two at once when time is short.

A vendor may think for a share of what is left before the need. Whoever accepts first has it; the
others are told that it is placed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.asking.question import Question, question
from domain.episode.decision import later_than
from domain.episode.facts import Answer, Facts
from domain.pathway import Role, VendorRules
from domain.time.hours import every_day

MOST_VENDORS = 9


@dataclass(frozen=True, kw_only=True)
class Need:
    """Something to place: `key` is "step/name", `kind` the offer's wording.

    `useless_after` is when it is too late to offer it: a ride's time passes, a bed stays wanted.
    Vendors are asked in civil hours, unless `any_hour` says that it cannot wait.
    """

    key: str
    kind: Kind
    at: datetime
    since: datetime
    words: dict[str, str]
    times: dict[str, datetime]
    useless_after: datetime | None = None
    any_hour: bool = False


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where it stands: who has it, or the open offers, or since when nobody will."""

    questions: tuple[Question, ...] = ()
    accepted: Answer | None = None
    rank: int = 0
    refused_at: datetime | None = None
    decide_again_at: datetime | None = None


def place(
    need: Need, facts: Facts, now: datetime, *, dropped: dict[int, datetime] | None = None
) -> Placement:
    """Fold the vendors' answers. `dropped` are ranks that accepted and then could not, and when.

    As many vendors think at the same time as `_width` says: the next is asked when the turn of
    the one that many places before has ended.
    """
    rules, dropped = facts.pathway.vendors, dropped or {}
    width = _width(need, rules)
    offers: list[Question] = []
    turns: list[datetime] = [need.since] * width
    for rank in range(1, MOST_VENDORS + 1):
        offer = _offer(need, rank, civil(need, turns[-width], facts))
        if offer.ask_at > now:
            return Placement(questions=tuple(offers), decide_again_at=offer.ask_at)
        if facts.nobody_for(offer.key):
            break
        answer = facts.latest_answer(offer.key)
        if answer is not None and answer.value is Value.ACCEPTED and rank not in dropped:
            return Placement(accepted=answer, rank=rank)
        if answer is None:
            offers.append(offer)
        silent_at = offer.ask_at + _thinking_time(need, offer.ask_at, rules)
        turns.append(dropped.get(rank, answer.told_at) if answer else silent_at)
    refused_at = max(turns[-width:])
    refused = refused_at if refused_at <= now else None
    return Placement(
        questions=tuple(offers), refused_at=refused, decide_again_at=later_than(now, refused_at)
    )


def civil(need: Need, at: datetime, facts: Facts) -> datetime:
    """When a vendor is texted: in the hours for patients, unless that would be too late."""
    hours = facts.pathway.patient_hours
    opens = every_day(facts.calendar.time_zone, hours.begins, hours.ends).next_open(at)
    return at if need.any_hour or opens >= need.at else opens


def _offer(need: Need, rank: int, at: datetime) -> Question:
    return question(
        f"{need.key}/{rank}",
        need.kind,
        Role.VENDOR,
        at,
        due=need.at,
        useless_after=need.useless_after,
        rank=rank,
        words=need.words,
        times=need.times,
    )


def _width(need: Need, rules: VendorRules) -> int:
    return 2 if need.at - need.since < timedelta(hours=rules.two_at_once_hours) else 1


def _thinking_time(need: Need, at: datetime, rules: VendorRules) -> timedelta:
    share = (need.at - at) * rules.reply_share
    least = timedelta(minutes=rules.reply_minutes_least)
    return min(max(share, least), timedelta(minutes=rules.reply_minutes_most))
