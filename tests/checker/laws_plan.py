"""Laws about what had to happen: what the plan says is due, and ladders when nobody answers."""

import re
from datetime import datetime, timedelta

from tests.checker.evidence import Evidence, Row, instant
from tests.checker.joins import Ask, Update, base, joins
from tests.checker.laws_prompts import ended_at, over
from tests.checker.objection import Found, last_real, law
from tests.checker.times import next_open

BY_DUE = {"contact", "reconciliation"}
"""Steps whose ladder begins at the due time, whatever was answered."""
OPENED_LATE = timedelta(hours=1)
"""Clinical: an episode that opens later than this after the discharge makes its own times."""
ESCALATIONS = {"escalation"}
DEATHS = {"confirm_death"}


def episodes_of(evidence: Evidence) -> dict[str, str]:
    """The encounter, as its file names it, of each episode."""
    return {
        row["episode"]: evidence.encounters[row["encounter_token"]]
        for row in evidence.rows("encounters")
        if row["encounter_token"] in evidence.encounters
    }


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


def first_word(evidence: Evidence, episode: str, step: str) -> datetime | None:
    """When the first thing was told of a step, real: an answer, or that somebody is unreachable."""
    answers = [
        update.at
        for update in joins(evidence).updates
        if update.episode == episode and update.given["key"].split("/")[0] == step
    ]
    words = [
        instant(fact["at"])
        for history in evidence.histories
        if history.workflow_id == episode
        for fact in history.facts
        if fact["fact"] == "signal" and fact["name"] in {"unreachable", "amend", "suspend", "close"}
    ]
    return min([*answers, *words], default=None)


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
    """What the plan asks first of each step is asked then: the kind, the role and the time."""
    for episode, encounter in episodes_of(evidence).items():
        plan = evidence.plans.get(encounter, {})
        for step in plan.get("steps", []):
            planned = [each for each in step["prompts"] if not each["late"]]
            if step["asked"] and planned:
                yield from _asked(evidence, episode, step["step"], planned)


def _asked(evidence: Evidence, episode: str, step: str, planned: list[Row]) -> Found:
    first = planned[0]
    at = instant(first["at"])
    last = last_real(evidence, max(evidence.clock.real(at), _opened(evidence, episode)))
    word = first_word(evidence, episode, step)
    asks = asks_of(evidence, episode, step, first["kind"])
    late = opened_late(evidence, episode)
    where = f"{episode}|{step}"
    if not asks:
        early = word is not None and word <= last
        early = early or (first["kind"] == "slot_offer" and _booked_by_phone(evidence, episode))
        if not early and not no_longer(evidence, episode, step, last):
            yield where, f"{first['kind']} is planned for {first['at']}, and nobody was asked", ""
        return
    times = [instant(ask.question["ask_at"]) for ask in asks]
    real = max(evidence.clock.real(min(times)), min(ask.at for ask in asks))
    foreseen = not late or at > evidence.clock.clinical(_opened(evidence, episode))
    if foreseen and real > last and (word is None or word > last):
        yield where, f"{first['kind']} is planned for {first['at']}, asked for {min(times)}", ""
    if not late:
        yield from _reminders(evidence, where, planned, asks)


def _booked_by_phone(evidence: Evidence, episode: str) -> bool:
    """Whether no slot was free when they were to be held, and the nurse was asked to book."""
    none_free = any(
        fact["name"] == "hold_slots" and fact["result"] == {"slots": []}
        for history in evidence.histories
        if history.workflow_id == episode
        for fact in history.facts
    )
    return none_free and bool(asks_of(evidence, episode, "visit", "book_visit"))


def opened_late(evidence: Evidence, episode: str) -> bool:
    """Whether an episode opened so long after its discharge that the plan's times are not its."""
    given = next(h.facts[0]["input"] for h in evidence.histories if h.workflow_id == episode)
    gone = instant(given["opened_at"]) - instant(given["discharge"]["discharged_at"])
    return gone > OPENED_LATE


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


def _reminders(evidence: Evidence, where: str, planned: list[Row], asks: list[Ask]) -> Found:
    """Each planned reminder has its time in the question, at or before the plan's staffed hour."""
    kind = planned[0]["kind"]
    wanted = [instant(p["at"]) for p in planned if p["reminder"] and p["kind"] == kind]
    given = sorted({instant(each) for ask in asks for each in ask.question["remind_at"]})
    word = first_word(evidence, asks[0].episode, where.split("|")[1])
    for place, at in enumerate(wanted):
        answered = word is not None and word <= last_real(evidence, evidence.clock.real(at))
        if not answered and len([each for each in given if each <= at]) < place + 1:
            yield where, f"a reminder is planned for {at.isoformat()}, the question has none", ""


@law("ladder-begins")
def ladder_begins(evidence: Evidence) -> Found:
    """A step that is open when its ladder begins has an escalation, by the plan's time for it."""
    for episode, encounter in episodes_of(evidence).items():
        for step in evidence.plans.get(encounter, {}).get("steps", []):
            late = [each for each in step["prompts"] if each["kind"] == "escalation"]
            if not late:
                continue
            name = step["step"]
            begins = max(evidence.clock.real(instant(late[0]["at"])), _opened(evidence, episode))
            last = last_real(evidence, begins)
            word = first_word(evidence, episode, name)
            past = instant(late[0]["at"]) < evidence.clock.clinical(_opened(evidence, episode))
            if past and opened_late(evidence, episode):
                continue
            if name not in BY_DUE and word is not None and word <= last:
                continue
            if no_longer(evidence, episode, name, last):
                continue
            rungs = asks_of(evidence, episode, name, "escalation")
            if not any(ask.at <= last for ask in rungs):
                what = f"open at {late[0]['at']}, and no escalation by then"
                yield f"{episode}|{name}", what, f"{len(rungs)} later"


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
    due = next_open(ask, due) or due
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


@law("danger")
def danger(evidence: Evidence) -> Found:
    """A danger word gets 911 back at once and an urgent escalation at each episode it is about."""
    for history in evidence.histories:
        for fact in history.facts:
            given = fact.get("input") or {}
            flag = given.get("flag") if fact["name"] == "pass_on" else None
            if flag and flag["level"] == "emergency":
                yield from _helped(evidence, given)


def _helped(evidence: Evidence, given: Row) -> Found:
    made = joins(evidence)
    sid = given["text"]["message_id"]
    typed = next((each for each in made.typed if each["sid"] == sid), None)
    if typed is None:
        return
    came = [row for row in evidence.rows("inbox") if row["key"] == f"text:{sid}"]
    last = last_real(evidence, instant(came[0]["real_received_at"] if came else typed["at"]))
    replies = [
        entry
        for entry in made.sent
        if entry["to"] == typed["from"] and "911" in entry["body"]
        if instant(typed["at"]) <= instant(entry["at"]) <= last
    ]
    if not replies:
        yield sid, "a danger word, and no 911 within two seconds", typed["body"][:40]
    for episode in given["episodes"]:
        urgent = [
            ask
            for ask in made.asks
            if ask.episode == episode and sid in ask.question["key"] and ask.at <= last
        ]
        if not urgent and not no_longer(evidence, episode, "", last):
            yield sid, f"a danger word, and nobody is asked for {episode}", typed["body"][:40]


@law("cancelled-truly")
def cancelled_truly(evidence: Evidence) -> Found:
    """Nobody who said that it was delivered, or the patient picked up, is told that it is off."""
    made = joins(evidence)
    for ask in made.asks:
        shown = made.shown.get((ask.token, ask.prompt), [])
        stem, off, _ = base(ask.question["key"]).partition("-off/")
        if not off or not shown:
            continue
        for update in made.updates:
            said = update.given.get("value") in {"delivered", "picked_up"}
            own = (
                update.given["key"].startswith(f"{stem}-")
                and update.given["by"]["role"] == "vendor"
            )
            if update.episode == ask.episode and said and own and update.at < ask.at:
                word = f"{update.given['value']} ({update.state}) at {update.given['happened_at']}"
                yield ask.prompt, f"{ask.number} is told that it is off", word
