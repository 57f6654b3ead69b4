"""Laws about texts and the books that are kept of them: outbox, inbox, the phones' log."""

from collections import Counter, defaultdict
from datetime import timedelta

from tests.checker.evidence import Evidence, Row, instant
from tests.checker.joins import STARTS, STOPS, body_hash, joins, key_of, prompts_of
from tests.checker.objection import Found, is_quiet, law

NOT_OUT = {"unsent", "dropped", "expired", "refused"}
OURS = {*NOT_OUT, "pending", "withdrawn"}
ON_THE_WAY = {"accepted", "scheduled", "queued", "sending", "sent"}
FINAL = {"delivered": "delivered", "undelivered": "undelivered", "failed": "failed"}
FINAL["completed"] = "rung"


@law("sent-once")
def sent_once(evidence: Evidence) -> Found:
    """Each outbox key is at most one text (and each `/voice` one call); each sid is one thing."""
    sent = joins(evidence).sent
    for key, count in Counter(key_of(each) for each in sent).items():
        if key and count > 1:
            yield key, f"is {count} texts on the phones", ""
    for sid, count in Counter(each["sid"] for each in evidence.phones).items():
        if count > 1:
            yield sid, f"is {count} entries of the phones' log", ""
    sids = Counter(row["sid"] for row in evidence.rows("outbox") if row["sid"])
    for sid, count in sids.items():
        if count > 1:
            yield sid, f"is the sid of {count} outbox rows", ""


@law("same-words")
def same_words(evidence: Evidence) -> Found:
    """No phone gets the same words with a code twice within 15 clinical minutes.

    But for what is said to two texts of its own: two like texts are answered alike.
    """
    last: dict[tuple[str, str], Row] = {}
    for entry in joins(evidence).sent:
        coded = entry["body"][:2].isdigit() and not entry["sid"].startswith("CA")
        if not coded or key_of(entry).startswith(("SM", "MM", "CA")):
            continue
        before = last.get((entry["to"], entry["body"]))
        last[entry["to"], entry["body"]] = entry
        if before is None:
            continue
        gap = instant(entry["at"]) - instant(before["at"])
        if gap * evidence.clock.speed < timedelta(minutes=15):
            yield entry["sid"], f"says again what {before['sid']} said", entry["body"][:60]


@law("books")
def books(evidence: Evidence) -> Found:
    """Each row with a sid is that text: its key, phone, words and end; each text has its row."""
    made = joins(evidence)
    by_sid = {row["sid"]: row for row in evidence.rows("outbox") if row["sid"]}
    for entry in made.sent:
        row = by_sid.get(entry["sid"])
        if row is None:
            yield entry["sid"], "a text of ours that no outbox row knows", entry["body"][:60]
        else:
            yield from _same(evidence, entry, row)
    there = {entry["sid"] for entry in made.sent}
    for sid, row in by_sid.items():
        if sid not in there:
            yield row["key"], f"the outbox says {row['status']}, no phone has it", sid


def _same(evidence: Evidence, entry: Row, row: Row) -> Found:
    call = entry["sid"].startswith("CA")
    if not call and key_of(entry) != row["key"]:
        yield row["key"], "the text's callback has another key", key_of(entry)
    if evidence.tokens.get(entry["to"]) != row["phone_token"]:
        yield row["key"], f"the row's phone is not {entry['to']}", row["phone_token"]
    if not call and body_hash(entry["body"]) != row["body_hash"]:
        yield row["key"], "the phone shows other words than the outbox hashed", entry["body"][:60]
    if call != row["key"].endswith("/voice"):
        yield row["key"], "a call and a text are mixed up", entry["sid"]
    ended = FINAL.get(entry["status"])
    if ended is None:
        yield row["key"], f"the text is still on its way: {entry['status']}", entry["sid"]
    elif row["status"] != ended and not (row["status"] in ON_THE_WAY and _receipts_lost(evidence)):
        yield row["key"], f"the outbox says {row['status']}, the phone {entry['status']}", ""
    if row["status"] in OURS:
        yield row["key"], f"the outbox says {row['status']}, and the text is out", entry["sid"]


def _receipts_lost(evidence: Evidence) -> bool:
    """Whether a receipt, which comes once, may have come to nobody."""
    return bool(evidence.downtimes) or "receipts_dropped" in evidence.faults


@law("unfinished")
def unfinished(evidence: Evidence) -> Found:
    """No row stays `pending` or `unsent`, but while the carrier refuses our texts."""
    stopped = any(
        row["key"].startswith("carrier-") and not row["resolved_at"]
        for row in evidence.rows("work_queue")
    )
    for row in evidence.rows("outbox"):
        if row["status"] in {"pending", "unsent"} and not stopped:
            yield row["key"], f"is still {row['status']} at the end", str(row["error_code"] or "")
        known = row["status"] not in OURS
        if known and not row["sid"]:
            yield row["key"], f"is {row['status']} without a sid", ""


@law("not-out")
def not_out(evidence: Evidence) -> Found:
    """What the outbox says did not go out is on no phone; a withdrawn one only if in doubt."""
    made = joins(evidence)
    keys = {key_of(entry): entry for entry in made.sent}
    doubt = {send.key for send in made.sends if send.in_doubt}
    for row in evidence.rows("outbox"):
        entry = keys.get(row["key"])
        if entry is None:
            continue
        if row["status"] in NOT_OUT:
            yield row["key"], f"is {row['status']}, and on the phone", entry["sid"]
        if row["status"] == "withdrawn" and row["key"] not in doubt:
            yield row["key"], "is withdrawn, was never in doubt, and is on the phone", entry["sid"]


@law("send-kept")
def send_kept(evidence: Evidence) -> Found:
    """Each send in a thread's history is an outbox row of that phone, with the sid it returned.

    But for an attempt that failed before it had a row, and of which no phone knows. Of a phone that
    gets no texts the call is all there is.
    """
    made = joins(evidence)
    out = {key_of(entry) for entry in made.sent}
    for send in made.sends:
        row = made.outbox.get(send.key) or made.outbox.get(f"{send.key}/voice")
        if row is None:
            if not send.failure or send.key in out:
                yield send.key, "a thread sent it, and the outbox has no row", ""
        elif row["phone_token"] != send.token:
            yield send.key, "the row's phone is not the thread's", row["phone_token"]
        elif send.sid and row["sid"] != send.sid:
            yield send.key, "the row's sid is not what the thread was told", send.sid
    sent = {send.key for send in made.sends}
    for key in made.outbox:
        if key.removesuffix("/voice") not in sent:
            yield key, "an outbox row that no thread sent", ""


@law("said-aloud")
def said_aloud(evidence: Evidence) -> Found:
    """A text that is to be said aloud too, and is out or refused, has its call, which was placed.

    Not where its attempt failed and its prompt was over before the next one.
    """
    made = joins(evidence)
    rows, failed = made.outbox, {send.key: send for send in made.sends if send.failure}
    placed = {entry["sid"] for entry in joins(evidence).sent if entry["sid"].startswith("CA")}
    for key, row in rows.items():
        if not row["voice"] or key.endswith("/voice"):
            continue
        if not row["sid"] and row["status"] != "refused":
            continue
        call = rows.get(f"{key}/voice")
        if call is None:
            last = failed.get(key)
            over = [made.withdrawn.get((row["phone_token"], p), []) for p in prompts_of(key)]
            if last is None or not all(over):
                yield key, "is to be said aloud, and has no call", ""
        elif call["status"] == "rung" and call["sid"] not in placed:
            yield call["key"], "is rung, and no phone was called", call["sid"]


@law("made-good")
def made_good(evidence: Evidence) -> Found:
    """A prompt's text that did not arrive goes again or is told to be unreachable, unless over."""
    made = joins(evidence)
    told = {
        f"{history.workflow_id}|{fact['input']['key']}"
        for history in evidence.histories
        for fact in history.facts
        if fact["name"] == "unreachable"
    }
    shown = {
        (prompt, row["real_created_at"]) for (_, prompt), rows in made.shown.items() for row in rows
    }
    for row in evidence.rows("outbox"):
        if row["status"] not in {"undelivered", "failed"}:
            continue
        for prompt in prompts_of(row["key"]):
            again = any(p == prompt and at > row["real_created_at"] for p, at in shown)
            over = made.withdrawn.get((row["phone_token"], prompt))
            answered = any(update.prompt == prompt for update in made.updates)
            if not again and not over and not answered and prompt not in told:
                yield row["key"], f"did not arrive, and nothing was done about {prompt}", ""


@law("texts-in")
def texts_in(evidence: Evidence) -> Found:
    """Each text typed, and each 1 in a call, is one inbox row, of that phone, taken to its end."""
    made = joins(evidence)
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in evidence.rows("inbox"):
        if row["key"].startswith("text:"):
            rows[row["key"].removeprefix("text:")].append(row)
    for entry in made.typed:
        found = rows.pop(entry["sid"], [])
        if len(found) != 1:
            yield entry["sid"], f"a person's text has {len(found)} inbox rows", entry["body"][:60]
            continue
        row = found[0]
        if row["ordering_key"] != evidence.tokens.get(entry["from"]):
            yield row["key"], f"the row's phone is not {entry['from']}", row["ordering_key"]
        if row["outcome"] not in {"delivered", "unknown_sender"} or row["error"]:
            yield row["key"], f"ended as {row['outcome']}", row["error"]
        yield from _told(evidence, entry, row)
    for sid in rows:
        yield sid, "an inbox row of a text that nobody typed", ""


def _told(evidence: Evidence, entry: Row, row: Row) -> Found:
    told = joins(evidence).received.get(entry["sid"], [])
    queue = {each["key"] for each in evidence.rows("work_queue")}
    if row["outcome"] == "unknown_sender" and row["key"] not in queue:
        yield row["key"], "of an unknown number, and in nobody's work queue", entry["body"][:60]
    if row["outcome"] != "delivered":
        return
    if not told:
        yield row["key"], "is delivered, and no thread received it", entry["body"][:60]
    if len(told) > 1 and is_quiet(evidence):
        yield row["key"], f"was received {len(told)} times", entry["body"][:60]
    for token, fact in told:
        if token != row["ordering_key"] or fact["input"]["body"] != entry["body"]:
            yield row["key"], "the thread received other words or another's", entry["body"][:60]


@law("answered-back")
def answered_back(evidence: Evidence) -> Found:
    """Each text delivered to a thread is answered by a text of ours or passed on to a person.

    Not the carrier's words, and not on a phone that is marked.
    """
    made = joins(evidence)
    answered = {row["key"].split("/", 1)[0] for row in evidence.rows("outbox")}
    acted = {update.given.get("message_id", "") for update in made.updates}
    shifts = {row["key"].split("/")[1] for row in evidence.rows("outbox") if "#shift" in row["key"]}
    for entry in made.typed:
        word = entry["body"].strip().lower()
        token = evidence.tokens.get(entry["from"], "")
        if word in STOPS | STARTS | {"help", "info"} or token in made.marks:
            continue
        if entry["sid"] in answered | acted | shifts or entry["sid"] not in made.received:
            continue
        if entry["sid"] in made.passed_on:
            continue
        yield entry["sid"], "nothing came of this text", entry["body"][:60]


@law("hospitals")
def hospitals(evidence: Evidence) -> Found:
    """Each hospital's message ended; each episode has its row, its workflow, and the other way."""
    queue = {each["key"].split("/")[0] for each in evidence.rows("work_queue")}
    for row in evidence.rows("inbox"):
        if row["outcome"] == "waiting" or row["error"]:
            yield row["key"], f"is {row['outcome']} at the end", row["error"]
        if row["outcome"] == "queued" and f"inbox:{row['id']}" not in queue:
            yield row["key"], "is queued, and in nobody's work queue", ""
    rows = {row["episode"] for row in evidence.rows("encounters") if row["body_hash"]}
    flows = {each.workflow_id for each in evidence.histories if each.type == "Episode"}
    for episode in rows ^ flows:
        kind = "a row without a workflow" if episode in rows else "a workflow without a row"
        yield episode, kind, ""
    started = {
        episode
        for row in evidence.rows("inbox")
        if row["outcome"] == "started"
        for episode in row["episodes"].split()
    }
    for episode in started ^ rows:
        kind = "of a hospital's message, and not there" if episode in started else "of no message"
        yield episode, f"is an episode {kind}", ""


@law("unread")
def unread(evidence: Evidence) -> Found:
    """Of what may be a discharge and nobody could use, a feed is one text an hour to each role.

    Whoever has heard of one is counted in a text, and each is in the work queue.
    """
    texts = sorted(evidence.rows("unread_texts"), key=lambda row: str(row["at"]))
    for n, row in enumerate(texts):
        near = (each for each in texts[:n] if _to(each) == _to(row))
        if any(instant(row["at"]) - instant(each["at"]) < timedelta(hours=1) for each in near):
            yield row["key"], "came within an hour of the text before", str(_to(row))
    climbing = [row for row in evidence.rows("unread_discharges") if row["climbs"]]
    heard, counted = sum(1 for row in climbing if row["place"]), sum(r["count"] for r in texts)
    if heard > counted:
        yield "unread_discharges", "more were heard of than the texts count", f"{heard} > {counted}"
    queue = {row["key"] for row in evidence.rows("work_queue")}
    for row in climbing:
        if row["item"] not in queue:
            yield row["item"], "climbs, and is in nobody's work queue", ""


def _to(text: Row) -> tuple[str, str]:
    return text["facility"], text["role"]
