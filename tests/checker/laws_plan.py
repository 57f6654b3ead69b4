"""Laws about what had to happen: what the plan says is due, and ladders when nobody answers."""

import re
from collections.abc import Iterator
from datetime import datetime

from tests.checker.evidence import Evidence, Row, instant
from tests.checker.joins import FAMILY, Ask, Update, base, joins, prompts_of
from tests.checker.laws_prompts import ended_at, over
from tests.checker.objection import Found, last_real, law

BY_DUE = {"contact", "reconciliation"}
"""Steps whose ladder begins at the due time, whatever was answered."""
ESCALATIONS = {"escalation"}
DEATHS = {"confirm_death"}
CHANGED = {"amend", "suspend", "close"}
"""Words of the hospital, or by hand, after which a plan is no longer of this episode."""
LOST = {"undelivered", "failed", "refused"}
"""How a text stands that reached nobody."""


def settled_real(evidence: Evidence, episode: str, step: str) -> datetime | None:
    """When a step's end was told, real; None if it has none."""
    row = next(
        (r for r in evidence.rows("steps") if (r["episode"], r["step"]) == (episode, step)), None
    )
    if row is None or not row["settled_at"]:
        return None
    at = instant(row["settled_at"])
    told = [
        update.at
        for update in joins(evidence).updates
        if update.episode == episode and update.given.get("happened_at")
        if instant(update.given["happened_at"]) == at
    ]
    return max(told, default=evidence.clock.real(at))


def first_word(evidence: Evidence, episode: str, step: Row) -> datetime | None:
    """When the first thing was told of a planned step, real; `prompts` is what comes of silence.

    An answer, a word that changes the episode, or that nobody of whom it asks can be reached.
    """
    answers = [
        update.at
        for update in joins(evidence).updates
        if update.episode == episode and update.given["key"].split("/")[0] == step["step"]
    ]
    words = [
        instant(fact["at"])
        for history in evidence.histories
        if history.workflow_id == episode
        for fact in history.facts
        if fact["fact"] == "signal" and fact["name"] in CHANGED
    ]
    return min([*answers, *words, *_unreached(evidence, episode, step)], default=None)


def _unreached(evidence: Evidence, episode: str, step: Row) -> Iterator[datetime]:
    """When it was told that somebody of a planned step cannot be texted, and the evidence says why.

    Of a question of its own, or of the one of the family whom the step asks.
    """
    family = {prompt["to"] for prompt in step["prompts"]} & set(FAMILY)
    for history in evidence.histories:
        if history.workflow_id != episode:
            continue
        for fact in history.facts:
            at = instant(fact["at"])
            if fact["name"] == "unreachable":
                prompt = f"{episode}|{fact['input']['key']}"
                asks = [ask for ask in joins(evidence).asks if ask.prompt == prompt]
                own = fact["input"]["key"].split("/")[0] == step["step"]
                if any((own or ask.role in family) and is_lost(evidence, ask, at) for ask in asks):
                    yield at
            elif (fact["fact"], fact["name"]) == ("activity", "ask") and fact["result"]:
                yield from _marked_already(evidence, fact, family)


def is_lost(evidence: Evidence, ask: Ask, at: datetime) -> bool:
    """Whether by then (real) a text of this question failed on its phone, or that was marked."""
    failed = any(
        row["phone_token"] == ask.token
        and row["status"] in LOST
        and instant(row["real_created_at"]) <= at
        and ask.prompt in prompts_of(row["key"])
        for row in evidence.rows("outbox")
    )
    return failed or joins(evidence).marked(ask.token, ask.at, at) is not None


def _marked_already(evidence: Evidence, fact: Row, family: set[str]) -> Iterator[datetime]:
    """Of the family, one whose phone was marked before they could be asked."""
    phones = {
        row["phone_token"]
        for row in evidence.rows("family_phones")
        if row["episode"] == fact["input"]["first"]["episode"] and row["role"] in family
    }
    at = instant(fact["at"])
    told = any(person["reachability"] for person in fact["result"]["people"])
    if told and any(joins(evidence).marked(token, at, at) is not None for token in phones):
        yield at


def no_longer(evidence: Evidence, episode: str, step: str, last: datetime) -> bool:
    """Whether nothing is due of a step any more by `last` (real): settled, ended, a death said."""
    settled = settled_real(evidence, episode, step)
    ended = ended_at(evidence).get(episode)
    deaths = [
        ask.at
        for ask in joins(evidence).asks
        if ask.episode == episode and ask.question["kind"] in DEATHS
    ]
    words = [
        instant(fact["at"])
        for history in evidence.histories
        if history.workflow_id == episode
        for fact in history.facts
        if fact["fact"] == "signal" and fact["name"] in {"suspend", "close"}
    ]
    times = [each for each in (settled, ended, *deaths, *words) if each]
    return any(each <= last for each in times) or instant(evidence.collected_at) <= last


@law("plan-asked")
def plan_asked(evidence: Evidence) -> Found:
    """What the plan asks first of each step is asked then: the kind, the role and the time.

    The plan is of the instant at which the episode opened. Its `prompts` are what comes of silence:
    from the first word of a step on it says nothing, and what comes then is judged by its own laws,
    `goes-on`, `ladder-climbs`, `taken-is-asked`, `review` and what threads were asked. Nor does it
    of what runs: that comes by the calendar, and waits for the family's words and other questions.
    """
    for episode, plan in evidence.plans.items():
        if not plan["episode"]:
            yield episode, "is an episode, and its plan is none", plan["reason"]
            continue
        given = next(h.facts[0]["input"] for h in evidence.histories if h.workflow_id == episode)
        if instant(given["opened_at"]) != instant(plan["opened_at"]):
            yield episode, "the plan is of another opening", plan["opened_at"]
        for step in plan["steps"]:
            by_silence = step["asked"] and step.get("state") != "running"
            if by_silence and any(not each["late"] for each in step["prompts"]):
                yield from _asked(evidence, episode, step)


def _asked(evidence: Evidence, episode: str, step: Row) -> Found:
    planned = [each for each in step["prompts"] if not each["late"]]
    first, where = planned[0], f"{episode}|{step['step']}"
    due = max(evidence.clock.real(instant(first["at"])), _opened(evidence, episode))
    last = last_real(evidence, due)
    word = first_word(evidence, episode, step)
    early = word is not None and word <= last
    asks = asks_of(evidence, episode, step["step"], first["kind"])
    if not asks:
        early = early or (first["kind"] == "slot_offer" and _booked_by_phone(evidence, episode))
        if not early and not no_longer(evidence, episode, step["step"], last):
            yield where, f"{first['kind']} is planned for {first['at']}, and nobody was asked", ""
        return
    times = [instant(ask.question["ask_at"]) for ask in asks]
    real = max(evidence.clock.real(min(times)), min(ask.at for ask in asks))
    if real > last and not early:
        yield where, f"{first['kind']} is planned for {first['at']}, asked for {min(times)}", ""
    asked = min(asks, key=lambda ask: ask.at)
    if asked.question["to"] != first["to"] and (word is None or word > asked.at):
        yield where, f"{first['kind']} is planned for {first['to']}", str(asked.question["to"])
    yield from _reminders(evidence, where, word, planned, asks)


def _booked_by_phone(evidence: Evidence, episode: str) -> bool:
    """Whether no slot was free when they were to be held, and the nurse was asked to book."""
    none_free = any(
        fact["name"] == "hold_slots" and fact["result"] == {"slots": []}
        for history in evidence.histories
        if history.workflow_id == episode
        for fact in history.facts
    )
    return none_free and bool(asks_of(evidence, episode, "visit", "book_visit"))


def _opened(evidence: Evidence, episode: str) -> datetime:
    return min(
        instant(history.facts[0]["at"])
        for history in evidence.histories
        if history.workflow_id == episode
    )


def asks_of(evidence: Evidence, episode: str, step: str, kind: str) -> list[Ask]:
    """What threads were asked of a step, of one kind."""
    return [
        ask
        for ask in joins(evidence).asks
        if ask.episode == episode
        and ask.question["key"].split("/")[0] == step
        and ask.question["kind"] == kind
    ]


def _reminders(
    evidence: Evidence, where: str, word: datetime | None, planned: list[Row], asks: list[Ask]
) -> Found:
    """Each planned reminder has its time in the question, at or before the plan's staffed hour."""
    kind = planned[0]["kind"]
    wanted = [instant(p["at"]) for p in planned if p["reminder"] and p["kind"] == kind]
    given = sorted({instant(each) for ask in asks for each in ask.question["remind_at"]})
    for place, at in enumerate(wanted):
        answered = word is not None and word <= last_real(evidence, evidence.clock.real(at))
        if not answered and len([each for each in given if each <= at]) < place + 1:
            yield where, f"a reminder is planned for {at.isoformat()}, the question has none", ""


@law("ladder-begins")
def ladder_begins(evidence: Evidence) -> Found:
    """A step that is open when its ladder begins has an escalation, by the plan's time for it."""
    for episode, plan in evidence.plans.items():
        for step in plan.get("steps", []):
            late = [each for each in step["prompts"] if each["kind"] == "escalation"]
            if not late:
                continue
            name = step["step"]
            begins = max(evidence.clock.real(instant(late[0]["at"])), _opened(evidence, episode))
            last = last_real(evidence, begins)
            word = first_word(evidence, episode, step)
            if name not in BY_DUE and word is not None and word <= last:
                continue
            if no_longer(evidence, episode, name, last) or _nobody_was_to_call(
                evidence, episode, name, last
            ):
                continue
            rungs = asks_of(evidence, episode, name, "escalation")
            if not any(ask.at <= last for ask in rungs):
                what = f"open at {late[0]['at']}, and no escalation by then"
                yield f"{episode}|{name}", what, f"{len(rungs)} later"


def _nobody_was_to_call(evidence: Evidence, episode: str, step: str, last: datetime) -> bool:
    """Whether a step has no call that could be late: of a check-in only silence or a word has one.

    A plan in which nobody ever says anything has them all.
    """
    kinds = ("silent", "check_in_call", "call_back")
    calls = (ask for kind in kinds for ask in asks_of(evidence, episode, step, kind))
    due = (instant(ask.question["due"]) for ask in calls if ask.question["due"])
    return step == "check_in" and not any(evidence.clock.real(at) <= last for at in due)


@law("ladder-climbs")
def ladder_climbs(evidence: Evidence) -> Found:
    """A rung that nobody answers in its time is followed by a higher one, up to the last."""
    for ask in joins(evidence).asks:
        found = re.match(r"^(?P<ladder>.+)/(?P<rung>\d+)$", base(ask.question["key"]))
        if ask.question["kind"] not in ESCALATIONS or not found or not ask.question["due"]:
            continue
        top = "always_on" if ask.question["urgent"] else "supervisor"
        if ask.role in {top, "always_on"}:
            continue
        yield from _climbs(evidence, ask, found["ladder"], int(found["rung"]))


def _climbs(evidence: Evidence, ask: Ask, ladder: str, rung: int) -> Found:
    due = max(instant(ask.question["due"]), evidence.clock.clinical(ask.at))
    last = last_real(evidence, evidence.clock.real(due))
    step = ladder.split("/", maxsplit=1)[0]
    gone = over(evidence, ask)
    if (gone is not None and gone <= last) or no_longer(evidence, ask.episode, step, last):
        return
    if any(_is_word_of(update, ask.episode, ladder, last) for update in joins(evidence).updates):
        return
    for other in joins(evidence).asks:
        found = re.match(rf"^{re.escape(ladder)}/(\d+)$", base(other.question["key"]))
        if other.episode == ask.episode and found and int(found[1]) > rung and other.at <= last:
            return
    yield ask.prompt, f"nobody answered by {due.isoformat()}, and nobody else was asked", ladder


def _is_word_of(update: Update, episode: str, ladder: str, last: datetime) -> bool:
    key = base(update.given["key"])
    return update.episode == episode and key.startswith(f"{ladder}/") and update.at <= last


@law("taken-is-asked")
def taken_is_asked(evidence: Evidence) -> Found:
    """Who took an escalation is asked whether it is done, unless it was settled before."""
    made = joins(evidence)
    for update in made.updates:
        if update.given.get("value") != "taken" or update.state != "recorded":
            continue
        stem, _, again = base(update.given["key"]).partition("/done-")
        last = last_real(evidence, update.until or update.at)
        wanted = f"{stem}/done-{int(again or 0) + 1}"
        asked = any(
            ask.episode == update.episode and base(ask.question["key"]) == wanted
            for ask in made.asks
        )
        over = [at for (_, p), ats in made.withdrawn.items() if p == update.prompt for at in ats]
        if any(at <= update.at for at in over):
            continue  # it was settled while the answer was on its way
        if asked or _more_words(evidence, update, stem.rsplit("/", 1)[0], last):
            continue
        if _settled_by_then(evidence, update.episode, wanted, last):
            continue  # another answer settled what the ladder is about, before it could be asked
        if not no_longer(evidence, update.episode, stem.split("/")[0], last):
            yield update.prompt, "was taken, and is never asked about again", update.id


def _settled_by_then(evidence: Evidence, episode: str, key: str, last: datetime) -> bool:
    """Whether the episode took `key` back by then because a named person had settled it."""
    return any(
        instant(fact["at"]) <= last
        for history in evidence.histories
        if history.workflow_id == episode
        for fact in history.facts
        if (fact["fact"], fact["name"]) == ("activity", "withdraw")
        and fact["input"]["settled"]["by"]
        and key in {base(each) for each in fact["input"]["keys"]}
    )


def _more_words(evidence: Evidence, taken: Update, ladder: str, last: datetime) -> bool:
    return any(
        update is not taken
        and update.at >= taken.at
        and _is_word_of(update, taken.episode, ladder, last)
        for update in joins(evidence).updates
    )


@law("escalated-flag")
def escalated_flag(evidence: Evidence) -> Found:
    """A step that went up a ladder has asked somebody so, in threads and in `assignments`."""
    made = joins(evidence)
    asked = {
        (ask.episode, ask.question["key"].split("/")[0])
        for ask in made.asks
        if ask.question["kind"] == "escalation"
    }
    named = {
        (row["episode"], row["question"].split("/")[0])
        for row in evidence.rows("assignments")
        if row["handle"]
    }
    prompts = {(row["episode"], row["question"]) for row in evidence.rows("assignments")}
    for row in evidence.rows("steps"):
        where = (row["episode"], row["step"])
        if row["escalated"] and where not in named:
            yield "|".join(where), "is escalated, and nobody was asked", row["detail"]
        if where in asked and not row["escalated"]:
            yield "|".join(where), "an escalation was asked, the step says none was", ""
        if row["escalated"] and where not in asked and row["step"] != "review":
            yield "|".join(where), "is escalated, and no escalation was asked", ""
    for ask in made.asks:
        if (ask.episode, ask.question["key"]) not in prompts:
            yield ask.prompt, "was asked, and `assignments` does not know it", ask.number
