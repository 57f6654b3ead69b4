"""Laws about how episodes end and what the pages, the work queue and the audit say of it."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from tests.checker.evidence import Evidence, History, Row, instant
from tests.checker.joins import FAMILY, Update, base, joins
from tests.checker.objection import Found, law

STEP_FIELDS = ("title", "state", "due", "settled_at", "by", "late", "escalated")
SLACK = timedelta(days=1)
"""A corrected discharge may end an episode's window so much earlier than its plan says."""
LEAVING = {"died", "declined", "back_in_hospital", "stopped"}
"""Answers that may end an episode before its time."""
STORE_WIDE = {"parties", "party_phones", "facilities", "api_keys"}
"""Tables about colleagues, in clear by what the docs say."""


def results(evidence: Evidence) -> dict[str, Row]:
    """The result of each episode that ended."""
    return {
        history.workflow_id: history.facts[-1]["result"]
        for history in evidence.histories
        if history.type == "Episode" and history.facts[-1]["name"] == "completed"
    }


def _runs(evidence: Evidence, episode: str) -> list[History]:
    return [each for each in evidence.histories if each.workflow_id == episode]


@law("closed")
def closed(evidence: Evidence) -> Found:
    """Every episode whose window is over ended, with one outcome in result, row and page."""
    pages = {row["episode"]: row for row in evidence.rows("episodes")}
    ended = results(evidence)
    now = evidence.clock.clinical(instant(evidence.collected_at))
    for row in evidence.rows("encounters"):
        episode = row["episode"]
        result = ended.get(episode)
        said = {"encounters": row["outcome"], "episodes": pages.get(episode, {}).get("outcome")}
        said["result"] = result["ending"] if result else ""
        if len(set(said.values())) > 1:
            yield episode, "the outcomes disagree", str(said)
        closes_at = _closes_at(evidence, episode)
        over = row["discharged_at"] and closes_at and closes_at + timedelta(days=2) < now
        if over and not row["outcome"] and not row["held"]:
            yield episode, "its thirty days are over, and it is not closed", row["discharged_at"]
        if result:
            yield from _called_for(evidence, row, result)


def _called_for(evidence: Evidence, row: Row, result: Row) -> Found:
    """The outcome is the one that the facts call for."""
    episode, ending = row["episode"], result["ending"]
    facts = list(chain.from_iterable(run.facts for run in _runs(evidence, episode)))
    closes = [f["input"]["ending"] for f in facts if f["fact"] == "signal" and f["name"] == "close"]
    signals = {f["name"] for f in facts if f["fact"] == "signal"}
    values = [
        (fact["input"]["value"], fact["input"]["key"])
        for fact in facts
        if fact["fact"] == "update" and fact["name"] in {"answer", "correct"}
        if (fact["result"] or {}).get("state") in {"recorded", "corrected"}
    ]
    died = any(_is_death(value, key) for value, key in values)
    borne_out = any(v == "died" and key.startswith("disposition/doubt/") for v, key in values)
    if ending in {"completed", "unresolved"}:
        closes_at = _closes_at(evidence, episode)
        if closes_at and instant(result["ended_at"]) < closes_at - SLACK:
            yield episode, f"is {ending} before its window is over", result["ended_at"]
        if closes or died:
            yield episode, f"is {ending}, and the facts say otherwise", str(closes or "died")
    elif (
        ending == "died"
        and not (died or borne_out)
        and "died" not in closes
        and "amend" not in signals
    ):
        yield episode, "ended as died, and nobody confirmed it", ""
    elif closes and ending not in closes:
        yield episode, f"ended as {ending}, it was closed as {closes[0]}", ""
    elif not (closes or signals & {"amend", "suspend"} or {value for value, _ in values} & LEAVING):
        yield episode, f"ended as {ending}, and nothing calls for it", ""


def _closes_at(evidence: Evidence, episode: str) -> datetime | None:
    """When the plan says that the window is over; None for an episode that has no plan."""
    closes_at = evidence.plans.get(episode, {}).get("closes_at")
    return instant(closes_at) if closes_at else None


def _is_death(value: str, key: str) -> bool:
    confirmed = value == "died" and key.startswith("review/")
    return confirmed or (value == "done" and key.startswith("review/death"))


@law("steps")
def steps(evidence: Evidence) -> Found:
    """The steps of an episode that ended are those of its result; none is open."""
    rows: dict[str, dict[str, Row]] = {}
    for row in evidence.rows("steps"):
        rows.setdefault(row["episode"], {})[row["step"]] = row
    for episode, result in results(evidence).items():
        told = {each["step"]: each for each in result["steps"]}
        for name in told.keys() ^ rows.get(episode, {}).keys():
            yield f"{episode}|{name}", "is a step of the result or the page alone", ""
        for name in told.keys() & rows.get(episode, {}).keys():
            row = rows[episode][name]
            for each in STEP_FIELDS:
                if each in told[name] and not _alike(row[each], told[name][each]):
                    both = f"{row[each]!r} and {told[name][each]!r}"
                    yield f"{episode}|{name}", f"page and result disagree on {each}", both
            if row["state"] in {"open", "running"}:
                yield f"{episode}|{name}", f"is {row['state']}, and its episode ended", ""


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str) and re.match(r"\d{4}-\d\d-\d\dT", one):
        return instant(one) == instant(other)
    return bool(one == other)


_BY_ITSELF = {"review", "check_in"}
"""What is over when nothing comes any more: it is done by the calendar, and by nobody."""


@law("done-by-somebody")
def done_by_somebody(evidence: Evidence) -> Found:
    """A step that is done has an answer of its own that was recorded, of the person it names."""
    made = joins(evidence)
    amended = {
        history.workflow_id
        for history in evidence.histories
        for fact in history.facts
        if fact["fact"] == "signal" and fact["name"] in {"amend", "close"}
    }
    for row in evidence.rows("steps"):
        where = f"{row['episode']}|{row['step']}"
        if row["state"] in {"done", "stopped", "running"} and not row["settled_at"]:
            yield where, f"is {row['state']} without a time", ""
        if row["state"] == "unresolved" and row["settled_at"]:
            yield where, "is unresolved, and settled", row["settled_at"]
        if row["state"] != "done" or row["episode"] in amended or row["step"] in _BY_ITSELF:
            continue
        words = [
            update
            for update in made.updates
            if update.episode == row["episode"] and update.state in {"recorded", "corrected"}
            if update.given["key"].split("/")[0] == row["step"] or row["step"] == "transport"
        ]
        if not words:
            yield where, "is done, and nobody answered anything of it", row["by"]
        elif not any(row["by"] == update.given["by"]["name"] for update in words):
            yield where, f"is done by {row['by']}, who recorded nothing of it", ""


@law("read-model")
def read_model(evidence: Evidence) -> Found:
    """The page of each episode agrees with its workflow: phase, outcome, what is open."""
    pages = {row["episode"]: row for row in evidence.rows("episodes")}
    opened: dict[str, set[str]] = {episode: set() for episode in pages}
    for row in evidence.rows("steps"):
        if row["state"] == "open":
            opened.setdefault(row["episode"], set()).add(row["step"])
    ended = results(evidence)
    for row in evidence.rows("encounters"):
        page = pages.get(row["episode"])
        if page is None:
            yield row["episode"], "has no page", ""
            continue
        if (page["phase"] == "closed") != (row["episode"] in ended):
            yield row["episode"], f"its page is {page['phase']}", "and the workflow is not"
        if page["phase"] == "closed" and (page["next_due"] or page["unowned"] or page["urgent"]):
            yield row["episode"], "is closed, and its page has things open", str(page)
        if row["unsure"]:
            yield row["episode"], "something is still being told to it", ""
    for history in evidence.histories:
        yield from _searched(history, pages, opened)
    for each in pages.keys() - {row["episode"] for row in evidence.rows("encounters")}:
        yield each, "is a page without an episode", ""


def _searched(history: History, pages: dict[str, Row], opened: dict[str, set[str]]) -> Found:
    page = pages.get(history.workflow_id)
    newer = history.status == "continued_as_new"
    if history.type != "Episode" or page is None or newer:
        return
    for name, value in (("EpisodePhase", page["phase"]), ("Outcome", page["outcome"])):
        found = (history.search.get(name) or [""])[0]
        if found != value:
            yield history.workflow_id, f"its page says {value!r}, search {name} {found!r}", ""
    steps_open = set(history.search.get("StepsOpen") or [])
    if steps_open != opened[history.workflow_id]:
        both = f"{sorted(steps_open)}, the page {sorted(opened[history.workflow_id])}"
        yield history.workflow_id, "search and page disagree on what is open", both


@law("work-queue")
def work_queue(evidence: Evidence) -> Found:
    """What thirty days leave open is in the work queue; each item has an owner and a clock.

    What other endings leave is in no queue, but danger.
    """
    ran_out = {r["episode"] for r in evidence.rows("encounters") if r["outcome"] == "unresolved"}
    keys = {row["key"]: row for row in evidence.rows("work_queue")}
    unresolved = {
        f"{row['episode']}/{row['step']}"
        for row in evidence.rows("steps")
        if row["state"] == "unresolved"
    }
    for key in sorted(unresolved - keys.keys()):
        if key.partition("/")[0] not in ran_out:
            continue
        yield key, "is unresolved, and in nobody's work queue", ""
    for key, row in keys.items():
        open_step = re.match(r"^[a-z0-9-]+-\d{4}-[b-z2-9]{4}/(?!disposition|doubt|cancel)", key)
        if open_step and key not in unresolved:
            yield key, "is in the work queue, and no step is unresolved", row["reason"]
        if row["resolved_at"]:
            continue
        if not row["owner"]:
            yield key, "is open, and nobody owns it", row["reason"]
        elif not row["due"]:
            yield key, "is open, and nobody sees to it by any time", row["reason"]


@law("audit")
def audit(evidence: Evidence) -> Found:
    """What was answered by hand, on a card or corrected stands in the audit, once each way."""
    said = Counter(_audited(row) for row in evidence.rows("audit"))
    said.pop(("", ""), None)
    done = Counter[tuple[str, str]]()
    for update in joins(evidence).updates:
        where = base(update.given["key"])
        if update.state not in {"recorded", "corrected"}:
            continue
        if update.name == "correct":
            known = f"{update.given['value']} by message {update.given['message_id']}"
            done["corrected", known] += 1
        elif update.given.get("via") == "by_hand":
            done["by hand", f"{update.episode}|{where}|{update.given['by']['handle']}"] += 1
        elif update.given.get("via") == "card":
            done["card", f"{update.episode} {where}"] += 1
    for what in done.keys() | said.keys():
        if what[0] == "corrected" or what not in said:
            unlike = done[what] != said[what]
        else:  # a card's answer is noted before it is given: it may be refused, or too late
            unlike = done[what] == 0 and what[0] != "card"
        if unlike:
            yield what[1], f"{what[0]}: {done[what]} in histories, {said[what]} in the audit", ""


def _audited(row: Row) -> tuple[str, str]:
    if row["what"].startswith("answer corrected to "):
        return "corrected", row["what"].removeprefix("answer corrected to ")
    if row["what"] == "answered by hand":
        return "by hand", base(row["about"])
    if row["what"] == "card answered":
        return "card", base(row["about"])
    return "", ""


CLOSES = {"done", "stopped", "died", "mistaken", "texts_wanted", "no_more_texts"}
SAYS_OPENED = "card opened"


@law("card-opened")
def card_opened(evidence: Evidence) -> Found:
    """What is said to be seen was: the audit has a view of that person's before.

    Of the drug lists that say "card opened", and of each answer that closes somebody's words.
    """
    views = [row for row in evidence.rows("audit") if row["what"] == "card viewed"]
    handles = {row["handle"]: row["person_name"] for row in evidence.rows("assignments")}
    for row in evidence.rows("steps"):
        if row["step"] == "reconciliation" and row["detail"].endswith(SAYS_OPENED):
            seen = [
                view
                for view in views
                if handles.get(view["who"]) == row["by"]
                and view["about"].startswith(f"{row['episode']} reconciliation/")
            ]
            if not seen:
                yield f"{row['episode']}|reconciliation", "says that a card was opened", row["by"]
    written = {
        fact["input"]["wrote"]["message_id"]: fact["input"]["wrote"]["by"]
        for history in evidence.histories
        for fact in history.facts
        if (fact["fact"], fact["name"]) == ("signal", "wrote")
    }
    for update in joins(evidence).updates:
        yield from _unread(update, written, views)


def _unread(update: Update, written: dict[str, Row], views: list[Row]) -> Found:
    by, key = update.given["by"], update.given["key"]
    about_words = any(
        f".{message}" in key
        and who["handle"] != by["handle"]
        and (who["role"] in FAMILY or not key.startswith("review/death"))
        for message, who in written.items()
    )
    closes = update.given.get("value") in CLOSES and update.state in {"recorded", "corrected"}
    if not (about_words and closes) or by["role"] == "always_on":
        return
    if not any(
        view["who"] == by["handle"]
        and view["about"].startswith(f"{update.episode} review/")
        and instant(view["real_at"]) <= update.at
        for view in views
    ):
        yield update.prompt, "closed words that its person had not opened", update.id


@law("assignments")
def assignments(evidence: Evidence) -> Found:
    """A question's name goes to one phone; what that phone answered is no open task any more.

    The phone was asked, and a row is taken back if and only if its phone heard so.
    """
    rows = {(row["episode"], row["question"]): row for row in evidence.rows("assignments")}
    made = joins(evidence)
    for ask in made.asks:
        row = rows.get((ask.episode, ask.question["key"]))
        if row and row["phone_token"] != ask.token:
            yield ask.prompt, "went to another phone than it is assigned to", ask.number
    asked = {(ask.episode, ask.question["key"]) for ask in made.asks}
    back = {prompt for _, prompt in made.withdrawn}
    for where, row in rows.items():
        if row["handle"] and where not in asked:
            yield "|".join(where), f"is {row['handle']}'s, and no phone was asked", ""
        if row["handle"] and bool(row["withdrawn"]) != ("|".join(where) in back):
            yield "|".join(where), "is taken back in the table or on the phone alone", row["handle"]
    last: dict[tuple[str, str], str] = {}
    for update in sorted(made.updates, key=lambda each: each.at):
        if update.state in {"recorded", "taken_back"} and update.given.get("via", "text") == "text":
            state = "kept open" if update.keeps_open else update.state
            last[update.episode, update.given["key"]] = state
    for where, state in last.items():
        row = rows.get(where)
        if row and state == "recorded" and not row["settled"] and not row["withdrawn"]:
            yield "|".join(where), "was answered, and its task is open", row["handle"]


@law("slots")
def slots(evidence: Evidence) -> Found:
    """A slot is one episode's; a booked one is one that the episode's history chose or held."""
    chosen: dict[str, set[str]] = {}
    for history in evidence.histories:
        for fact in history.facts:
            if fact["name"] in {"choose_slot", "hold_slots"} and fact["result"]:
                ids = {each["id"] for each in fact["result"]["slots"]}
                chosen.setdefault(history.workflow_id, set()).update(ids)
    for row in evidence.rows("slots"):
        if row["booked"] and not row["episode"]:
            yield row["id"], "is booked for nobody", ""
        elif row["booked"] and row["id"] not in chosen.get(row["episode"], set()):
            yield row["id"], "is booked for an episode that never held it", row["episode"]


@law("nothing-in-clear")
def nothing_in_clear(evidence: Evidence) -> Found:
    """No number, name or record number of a patient stands in the store, in ids or in texts."""
    for each in evidence.in_clear:
        yield each, "stands in a file in clear", ""
    secret = sorted(_secrets(evidence))
    for table, rows in evidence.tables.items():
        for row in [] if table in STORE_WIDE else rows:
            yield from _seen(
                secret, f"{table} {row.get('key') or row.get('id') or ''}", row.values()
            )
    for history in evidence.histories:
        values = [history.workflow_id, *chain.from_iterable(history.search.values())]
        yield from _seen(secret, history.workflow_id, values)
    for entry in joins(evidence).sent:
        yield from _seen(secret, entry["sid"], [entry["body"]])


def _secrets(evidence: Evidence) -> set[str]:
    found = set[str]()
    for discharge in evidence.discharges.values():
        patient = discharge["patient"]
        people = [patient, patient.get("caregiver") or {}]
        found.update(person.get("mobile") or "" for person in people)
        found.update((patient["mrn"], discharge["encounter"], patient["birth_date"]))
        found.update((f"{patient['given']} {patient['family']}", people[1].get("name") or ""))
        found.update(each["text"] for each in discharge.get("diagnoses", []))
    return found - {""}


def _seen(secret: list[str], where: str, values: Iterable[object]) -> Found:
    text = "\n".join(value for value in values if isinstance(value, str))
    for each in secret:
        if each in text and re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text):
            yield where, f"holds {each!r} in clear", ""
