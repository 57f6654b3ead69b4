"""Laws about what people say beside and by their answers: what it must bring, and nothing else."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.checker.evidence import Evidence, Row, instant
from tests.checker.joins import FAMILY, Ask, Update, base, joins
from tests.checker.laws_plan import no_longer
from tests.checker.laws_prompts import over
from tests.checker.objection import Found, last_real, law

SEEN_TO = {"taken", "done", "passed_on", "stopped"}
"""Answers of whom a ladder reached: the danger in their note is what they deal with."""
RAISES = {"needs_case_manager", "back_in_hospital"}
"""Answers that hand their patient up."""
LEFT_OPEN = "left_open"
"""What an ending leaves to somebody: told, and no review."""
FOR_NOBODY = {"wants_texts", "no_more_texts", "no_more_to_caregiver", "no_more_to_family"}
"""What words may mean that is done at once, so that nobody need read them."""


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


@law("goes-on")
def goes_on(evidence: Evidence) -> Found:
    """A step that nobody settled was not forgotten: after its last answer somebody was asked.

    Or a question of it stood. What a plan does not say, since its `prompts` end with an answer.
    """
    made = joins(evidence)
    for row in evidence.rows("steps"):
        if row["state"] not in {"open", "unresolved"}:
            continue
        episode, step = row["episode"], row["step"]
        said = [
            update
            for update in made.updates
            if update.episode == episode and update.state in {"recorded", "corrected"}
            if update.given["key"].split("/")[0] == step
        ]
        if not said:
            continue
        answer = max(said, key=lambda update: update.at)
        last = last_real(evidence, answer.until or answer.at)
        asks = [ask for ask in made.asks if ask.episode == episode]
        own = [ask for ask in asks if ask.question["key"].split("/")[0] == step]
        if any(ask.at >= answer.at or _stands(evidence, ask, last) for ask in own):
            continue
        if _waits_for_a_visit(evidence, episode, step):
            continue
        if not no_longer(evidence, episode, step, last):
            yield f"{episode}|{step}", "is not settled, and nobody was asked again", answer.id


def _waits_for_a_visit(evidence: Evidence, episode: str, step: str) -> bool:
    """Whether it is the ride to a visit that nobody has booked: the visit's own law is asked."""
    booked = any(row["episode"] == episode for row in evidence.rows("bookings"))
    return step == "transport" and not booked


def _stands(evidence: Evidence, ask: Ask, at: datetime) -> bool:
    gone = over(evidence, ask)
    return gone is None or gone > at


@law("review")
def review(evidence: Evidence) -> Found:
    """Whatever danger, word or answer calls for a person has its review, and none is uncalled for.

    The same of one person within the hour is one review.
    """
    made = joins(evidence)
    asked: dict[str, set[str]] = {}
    for ask in made.asks:
        step, _, rest = ask.question["key"].partition("/")
        if step == "review" and ask.question["kind"] != LEFT_OPEN:
            name = re.sub(r"-late$", "", rest.split("/")[0])
            asked.setdefault(ask.episode, set()).add(name)
            if not _called_for(evidence, ask, name):
                yield ask.prompt, "is under review, and nothing calls for it", name
    for episode, wrote, heard in _written(evidence):
        if not _is_read(wrote) or _reviewed(evidence, episode, wrote, asked.get(episode, set())):
            continue
        if not no_longer(evidence, episode, "", last_real(evidence, heard)):
            where = f"{episode}|{wrote['message_id']}"
            yield where, "was heard, and is under no review", str(wrote["flag"])
    for update in made.updates:
        names = asked.get(update.episode, set())
        if _raises(update) and not any(_is_of(update, name) for name in names):
            last = last_real(evidence, update.until or update.at)
            if not (_unsaid(evidence, update) or no_longer(evidence, update.episode, "", last)):
                yield update.prompt, "calls for a review, and has none", update.given["value"]


def _written(evidence: Evidence) -> Iterator[tuple[str, Row, datetime]]:
    """Each text that an episode heard, and when, real; deaths that it began with too."""
    for history in evidence.histories:
        for fact in history.facts if history.type == "Episode" else []:
            given, at = fact.get("input") or {}, instant(fact["at"])
            if (fact["fact"], fact["name"]) == ("signal", "wrote"):
                yield history.workflow_id, given["wrote"], at
            elif fact["fact"] == "started":
                yield from ((history.workflow_id, each, at) for each in given.get("deaths", []))


def _is_read(wrote: Row) -> bool:
    return bool(wrote["flag"] or wrote.get("attached")) or wrote.get("sense") not in FOR_NOBODY


def _reviewed(evidence: Evidence, episode: str, wrote: Row, names: set[str]) -> bool:
    """Whether it has a review of its own, or stands in one of the same person and danger."""
    return any(
        any(name.endswith(f".{each['message_id']}") for name in names)
        for other, each, _ in _written(evidence)
        if other == episode and _is_one(each, wrote)
    )


def _is_one(before: Row, wrote: Row) -> bool:
    if before["message_id"] == wrote["message_id"]:
        return True
    near = timedelta(0) <= instant(wrote["at"]) - instant(before["at"]) < timedelta(hours=1)
    alike = (before["flag"] or {}).get("name") == (wrote["flag"] or {}).get("name")
    may_join = wrote["flag"] or wrote["by"]["role"] not in FAMILY
    return bool(may_join and near and alike and before["by"]["handle"] == wrote["by"]["handle"])


def _raises(update: Update) -> bool:
    """Whether an answer calls for a person: danger in its note, a problem, a death."""
    value, key = update.given.get("value"), update.given["key"]
    if update.state not in {"recorded", "corrected"}:
        return False
    danger = bool(update.given.get("flag")) and value not in SEEN_TO
    return danger or value in RAISES or (value == "died" and not key.startswith("review/"))


def _is_of(update: Update, name: str) -> bool:
    """Whether a review is of the answers to this question."""
    question = re.escape(base(update.given["key"]).replace("/", "."))
    return bool(re.fullmatch(rf"(death\.)?{question}\.\d+", name))


def _unsaid(evidence: Evidence, update: Update) -> bool:
    """Whether it was taken back or corrected."""
    return any(
        other.prompt == update.prompt and other.at > update.at
        for other in joins(evidence).updates
        if other.state in {"taken_back", "corrected"}
    )


def _called_for(evidence: Evidence, ask: Ask, name: str) -> bool:
    """Whether something that was told before a review was asked is what it is about."""
    if name.startswith("ed."):
        return any(
            fact["fact"] == "signal" and fact["name"] == "amend" and fact["input"].get("ed_visits")
            for history in evidence.histories
            if history.workflow_id == ask.episode
            for fact in history.facts
        )
    at = evidence.clock.clinical(ask.at)
    return any(
        episode == ask.episode and name.endswith(f".{wrote['message_id']}")
        for episode, wrote, _ in _written(evidence)
        if instant(wrote["at"]) <= at
    ) or any(
        update.episode == ask.episode and instant(update.given["told_at"]) <= at
        for update in joins(evidence).updates
        if _raises(update) and _is_of(update, name)
    )
