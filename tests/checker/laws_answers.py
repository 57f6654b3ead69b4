"""Laws about what people answer: recorded once, on the right prompt, said back truly."""

import re
from collections import Counter
from datetime import datetime

from tests.checker.evidence import Evidence, Row, instant
from tests.checker.joins import FAMILY, SAID_KEY, Ask, Update, base, body_hash, joins, update_id
from tests.checker.objection import Found, is_quiet, law

PLAIN = re.compile(r"^(?P<code>\d{2,}) (?P<digit>\d)(?:\D.*)?$", re.DOTALL)
CODED = re.compile(r"^(?P<code>\d{2,})\b(?P<rest>.*)$", re.DOTALL)
WHAT = {"answer": "said", "take_back": "undo", "correct": "fixed"}
DONE = {"recorded": "saved:", "corrected": "corrected:", "taken_back": "undone:"}


@law("told-once")
def told_once(evidence: Evidence) -> Found:
    """What a thread told an episode is one update there, with the same words, and no other."""
    made = joins(evidence)
    updates = Counter((update.episode, update.id) for update in made.updates)
    for (episode, known), count in updates.items():
        if count > 1:
            yield episode, f"update {known} is there {count} times", ""
    at_episode = {(update.episode, update.id): update for update in made.updates}
    told: set[tuple[str, str]] = set()
    for _, fact in made.told:
        given = fact["input"]
        known = update_id(fact["name"], given)
        told.add((given["episode"], known))
        update = at_episode.get((given["episode"], known))
        if update is None:
            if (fact["result"] or {}).get("state") == "closed":
                continue  # the workflow had ended: it takes no update any more
            yield given["episode"], f"a thread told {known}, and the episode has no such update", ""
        elif _gist(update.given) != _gist(given):
            yield given["episode"], f"{known} is not what the thread told", str(_gist(given))
    for (episode, known), update in at_episode.items():
        by_text = update.given.get("via", "text") == "text"
        if by_text and (episode, known) not in told:
            yield episode, f"update {known} comes from no thread", ""


def _gist(given: Row) -> tuple[object, ...]:
    who = given["by"]["handle"]
    return (given["episode"], given["key"], given.get("value"), who, given["message_id"])


@law("recorded-once")
def recorded_once(evidence: Evidence) -> Found:
    """One text records at most one answer to a question; a settled question is not settled again.

    Not again, that is, unless it keeps open, was undone, or was asked anew.
    """
    made = joins(evidence)
    recorded = [each for each in made.updates if each.state in {"recorded", "corrected"}]
    count = Counter(
        (each.given["message_id"], each.episode, base(each.given["key"]), each.name)
        for each in recorded
        if each.given["message_id"]
    )
    for (sid, episode, key, _), times in count.items():
        if times > 1:
            yield f"{episode}|{key}", f"{sid} was recorded {times} times", ""
    settled: dict[str, Update] = {}
    for update in sorted(made.updates, key=lambda each: each.at):
        if update.state == "taken_back":
            settled.pop(update.prompt, None)
        elif update.state == "recorded":
            before = settled.get(update.prompt)
            if (
                before is not None
                and not before.keeps_open
                and before.given["message_id"] != update.given["message_id"]
            ):
                yield update.prompt, f"{before.id} had settled it, {update.id} did again", ""
            settled[update.prompt] = update


@law("kept-for-good")
def kept_for_good(evidence: Evidence) -> Found:
    """What an episode recorded, corrected or took back is one row of `answers`, and none is more.

    Rows that no person's message brought are left aside: a clinic's booking, a vendor who could not
    be texted. A run from before there were such rows is not judged.
    """
    if "answers" not in evidence.tables:
        return
    rows = [row for row in evidence.rows("answers") if row["via"] != "hospital"]
    names = {(row["episode"], row["name"]) for row in evidence.rows("answers")}
    kept = Counter(
        (row["episode"], row["step"], row["message_id"], _all(row["value"], row.get("also") or ""))
        for row in rows
        if not _is_time(row["message_id"])
    )
    said = {_kept(each) for each in joins(evidence).updates if each.state in DONE}
    for gone in sorted(said - kept.keys()):
        yield gone[0], f"{gone[2]} was recorded ({gone[1]}, {gone[3]}) and is not in `answers`", ""
    for more in sorted(kept.keys() - said):
        yield more[0], f"`answers` holds {more[2]} ({more[1]}, {more[3]}), never recorded", ""
    for row in evidence.rows("answers"):
        if row["supersedes"] and (row["episode"], row["supersedes"]) not in names:
            yield row["episode"], f"{row['name']} supersedes what is not there", row["supersedes"]


def _all(value: str, also: str) -> str:
    """Everything that was chosen at once."""
    return ",".join(filter(None, (value, also)))


def _is_time(message_id: str) -> bool:
    """Whether no message brought it: its name is the time at which it was told."""
    try:
        datetime.fromisoformat(message_id)
    except ValueError:
        return False
    return True


def _kept(update: Update) -> tuple[str, str, str, str]:
    given = update.given
    chosen = _all(given.get("value", ""), ",".join(given.get("also") or ()))
    value = "taken_back" if update.name == "take_back" else chosen
    return update.episode, given["key"].partition("/")[0], given["message_id"], value


@law("right-prompt")
def right_prompt(evidence: Evidence) -> Found:
    """An answer by text is on the prompt whose code was typed, with the value of its digit.

    The text came from the phone that was asked, after it was asked.
    """
    made = joins(evidence)
    typed = {entry["sid"]: entry for entry in made.typed}
    asked = {(ask.token, ask.prompt): ask for ask in made.asks}
    for update in made.updates:
        if update.given.get("via", "text") != "text":
            continue
        entry = typed.get(update.given["message_id"])
        if entry is None:
            yield update.prompt, f"{update.id}: nobody typed such a text", ""
            continue
        token = evidence.tokens.get(entry["from"], "")
        ask = asked.get((token, update.prompt))
        if ask is None:
            yield update.prompt, f"{entry['sid']} answers it, and {entry['from']} was not asked", ""
        else:
            yield from _fits(evidence, update, entry, ask)


def _fits(evidence: Evidence, update: Update, entry: Row, ask: Ask) -> Found:
    made = joins(evidence)
    found = CODED.match(entry["body"].strip())
    codes = {
        code
        for (token, code), prompts in made.codes.items()
        if token == ask.token and update.prompt in prompts
    }
    if found and ask.role not in FAMILY and not _mentions(codes, entry["body"]):
        said = f"{entry['body'][:40]!r}, its codes are {sorted(codes)}"
        yield update.prompt, f"{entry['sid']} names another code", said
    plain = PLAIN.match(entry["body"].strip())
    if update.name == "answer" and plain and int(plain["code"]) in codes:
        values = {
            choice["value"]
            for choice in ask.question["choices"]
            if choice["digit"] == int(plain["digit"])
        }
        if values and update.given["value"] not in values:
            said = f"{entry['body'][:40]!r} is {sorted(values)}"
            yield update.prompt, f"{entry['sid']} is taken as {update.given['value']}", said


def _mentions(codes: set[int], body: str) -> bool:
    return any(re.search(rf"\b{code}\b", body) for code in codes)


@law("reply-kept")
def reply_kept(evidence: Evidence) -> Found:
    """A reply of a known code and a digit is told to the right episode, or said not to be.

    Its reply names the same code.
    """
    made = joins(evidence)
    told = {(fact["input"]["message_id"], _p(fact["input"])) for _, fact in made.told}
    replies = {row["key"].split("/", 1)[0] for row in evidence.rows("outbox")}
    for entry in made.typed:
        found = PLAIN.match(entry["body"].strip())
        token = evidence.tokens.get(entry["from"], "")
        prompts = made.codes.get((token, int(found["code"])), set()) if found else set()
        if not found or not prompts or token in made.marks:
            continue
        if not any((entry["sid"], prompt) in told for prompt in prompts):
            others = [prompt for sid, prompt in told if sid == entry["sid"]]
            if others:
                yield entry["sid"], f"its code is {sorted(prompts)}", f"told to {others}"
            elif entry["sid"] not in replies | made.passed_on:
                yield (
                    entry["sid"],
                    "a reply with a code was neither told, answered nor passed on",
                    "",
                )


def _p(given: Row) -> str:
    return f"{given['episode']}|{given['key']}"


@law("confirmed")
def confirmed(evidence: Evidence) -> Found:
    """Each answer by text gets one confirmation on its phone, true and not before it."""
    made = joins(evidence)
    tokens = {entry["sid"]: evidence.tokens.get(entry["from"], "") for entry in made.typed}
    by_text = [
        each for each in [*made.updates, *made.too_late] if each.given.get("via", "text") == "text"
    ]
    keys = {_said_key(update): update for update in by_text}
    said = {key: row for key, row in made.outbox.items() if SAID_KEY.match(key)}
    sent = {entry["sid"]: entry for entry in made.sent}
    for key, update in keys.items():
        row = said.get(key)
        token = tokens.get(update.given["message_id"], "")
        if row is None:
            if token not in made.marks and not _thanked(evidence, update, token):
                yield update.prompt, f"{update.id} ({update.state}) got no confirmation", ""
            continue
        if row["phone_token"] != token:
            yield key, "is said to another phone than answered", row["phone_token"]
        yield from _true(update, row, sent.get(row["sid"] or ""))
    for key in said.keys() - keys.keys():
        yield key, "confirms what no episode recorded", ""


def _said_key(update: Update) -> str:
    return f"{update.given['message_id']}/{update.prompt}#{WHAT[update.name]}"


def _thanked(evidence: Evidence, update: Update, token: str) -> bool:
    """Family gets no second thanks: `thanked` is a text to that phone before."""
    if update.given["by"]["role"] not in FAMILY:
        return False
    return any(
        SAID_KEY.match(row["key"]) and row["phone_token"] == token
        for row in evidence.rows("outbox")
    )


def _true(update: Update, row: Row, entry: Row | None) -> Found:
    if entry is None:
        if row["status"] not in {"withdrawn", "dropped", "expired", "refused", "pending", "unsent"}:
            yield row["key"], "the confirmation is on no phone", row["status"]
        return
    if update.given["by"]["role"] in FAMILY:
        return
    body = entry["body"]
    claims = [state for state, words in DONE.items() if re.match(rf"\d+ {words}", body)]
    if claims and update.state not in claims:
        yield row["key"], f"says {claims[0]}, the episode said {update.state}", body[:60]
    if update.state in DONE and not claims:
        yield row["key"], f"the episode said {update.state}, the text does not", body[:60]
    if claims and (update.until is None or update.until > instant(entry["at"])):
        yield row["key"], "was said before it was recorded", body[:60]


@law("codes")
def codes(evidence: Evidence) -> Found:
    """A code is one question's on its phone, for ever; codes rise; a text shows those it gives."""
    made = joins(evidence)
    for (token, code), prompts in made.codes.items():
        if len(prompts) > 1:
            yield f"{token} {code}", "is the code of several prompts", str(sorted(prompts))
    sent = {entry["sid"]: entry["body"] for entry in made.sent}
    family = {ask.token for ask in made.asks if ask.family}
    for send in made.sends:
        body = sent.get(made.outbox.get(send.key, {}).get("sid") or "")
        asking = [item["code"] for item in send.items if item.get("code") and item["choices"]]
        for code in asking if body and send.token not in family else []:
            if not re.search(rf"\b{code}\b", body or ""):
                yield send.key, f"does not show its code {code}", (body or "")[:60]
    yield from _rising(evidence)


def _rising(evidence: Evidence) -> Found:
    given: set[tuple[str, int]] = set()
    highest: dict[str, int] = {}
    for send in sorted(joins(evidence).sends, key=lambda each: each.at):
        for code in send.codes:
            top = highest.get(send.token, 20)
            if (send.token, code) not in given and code <= top:
                yield send.key, f"gives code {code} anew, {top} was given before", ""
            given.add((send.token, code))
            highest[send.token] = max(code, top)


@law("no-words-changed")
def no_words_changed(evidence: Evidence) -> Found:
    """What a thread received is what was typed, and it is acted on by the update's own words."""
    made = joins(evidence)
    typed = {entry["sid"]: body_hash(entry["body"]) for entry in made.typed}
    for sid, facts in made.received.items():
        for _, fact in facts:
            if typed.get(sid) != body_hash(fact["input"]["body"]):
                yield sid, "a thread received words that nobody typed", fact["input"]["body"][:40]
    if is_quiet(evidence):
        acted = Counter((f["name"], f["input"]["message_id"], _p(f["input"])) for _, f in made.told)
        for (name, sid, prompt), count in acted.items():
            if count > 1:
                yield prompt, f"{name} of {sid} was told {count} times", ""


@law("passed-on")
def passed_on(evidence: Evidence) -> Found:
    """Words that a thread passed on are told to each episode that they are about, once."""
    heard = Counter(
        (history.workflow_id, fact["input"]["wrote"]["message_id"])
        for history in evidence.histories
        for fact in history.facts
        if (fact["fact"], fact["name"]) == ("signal", "wrote")
    )
    passed = {
        (episode, fact["input"]["text"]["message_id"])
        for history in evidence.histories
        for fact in history.facts
        if fact["name"] == "pass_on" and not fact["failure"]
        for episode in fact["input"]["episodes"]
    }
    running = {h.workflow_id for h in evidence.histories if h.facts[-1]["name"] != "completed"}
    for episode, sid in passed - heard.keys():
        if episode in running or sid in _review_ids(evidence, episode):
            yield episode, f"{sid} was passed on to it, and it never heard", ""
    for (episode, sid), count in heard.items():
        if (episode, sid) not in passed:
            yield episode, f"it heard {sid}, which no thread passed on", ""
        if count > 1 and is_quiet(evidence):
            yield episode, f"it heard {sid} {count} times", ""


def _review_ids(evidence: Evidence, episode: str) -> str:
    keys = (ask.question["key"] for ask in joins(evidence).asks if ask.episode == episode)
    return " ".join(keys)


@law("handed-over")
def handed_over(evidence: Evidence) -> Found:
    """What was handed on at the end of a shift, its episode was told, and nothing else."""
    handed = Counter[tuple[str, str, str]]()
    told = Counter[tuple[str, str, str]]()
    for history in evidence.histories:
        for fact in history.facts:
            given = fact.get("input") or {}
            if fact["name"] == "review_shift":
                for each in (fact["result"] or {}).get("handed", []):
                    handed[each["episode"], each["key"], each["to_handle"]] += 1
            elif (fact["fact"], fact["name"]) == ("signal", "hand_over"):
                told[history.workflow_id, given["key"], given["to_handle"]] += 1
    for what in handed.keys() | told.keys():
        if bool(handed[what]) != bool(told[what]):
            both = f"handed {handed[what]} times, told {told[what]} times"
            yield f"{what[0]}|{what[1]}", f"the hand-over to {what[2]} is one-sided", both
