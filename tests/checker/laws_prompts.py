"""Laws about what is asked: shown once for each time, in time, in people's hours, or not at all."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.checker.evidence import Evidence, Row, instant
from tests.checker.joins import STARTS, STOPS, Ask, Joins, Send, base, joins, prompts_of
from tests.checker.objection import Found, last_real, law
from tests.checker.times import AHEAD, any_hour, in_shift, is_civil, next_open

NEVER = datetime.max.replace(tzinfo=UTC)
MOST_GATHERED = 5
"""So many texts at most go out one after the other before what was gathered."""


@law("asked-shown")
def asked_shown(evidence: Evidence) -> Found:
    """Each question that a thread was asked is shown on its phone, and not late.

    Family's when the pathway's caps and the texts that really went to the phone let it. Unless it
    was withdrawn or lost its use before it was late, the phone is marked, or a morning list stands
    for it.
    """
    made = joins(evidence)
    for ask in made.asks:
        due = due_of(evidence, ask)
        if due is None:
            continue
        last = last_for(evidence, ask, due)
        shown = made.shown.get((ask.token, ask.prompt), [])
        first = min((instant(row["real_created_at"]) for row in shown), default=None)
        if first is not None and first <= last:
            continue
        if excused(evidence, ask, due, last):
            continue
        if first is None:
            yield ask.prompt, f"was due {due.isoformat()}, and {ask.number} never saw it", ""
        else:
            late = (first - evidence.clock.real(due)).total_seconds()
            yield ask.prompt, f"was due {due.isoformat()}, shown {late:.1f} s late", ask.number


def last_for(evidence: Evidence, ask: Ask, due: datetime) -> datetime:
    """The last real moment for what is due then (clinical) and gathered with others.

    If the person's hours end before that, it may wait for their next ones.
    """
    wait = gathered(evidence, ask, due)
    away = _waits(evidence, ask) if evidence.faults else []
    last = last_real(evidence, evidence.clock.real(due + wait), away)
    opens = next_open(ask, evidence.clock.clinical(last))
    if opens is None or opens <= evidence.clock.clinical(last):
        return last
    return last_real(evidence, evidence.clock.real(opens + wait), away)


def _waits(evidence: Evidence, ask: Ask) -> list[tuple[datetime, datetime]]:
    """When a phone can get nothing: after a failed attempt; and, not urgent, while it gets others.

    A run of faults squeezes a day into seconds: many texts wait for each other on one phone.
    """
    made = joins(evidence)
    queue = [] if ask.question["urgent"] else made.busy.get(ask.token, [])
    return [*made.pauses.get(ask.token, []), *queue]


def gathered(evidence: Evidence, ask: Ask, due: datetime) -> timedelta:
    """How long a question may wait for others, clinical: colleagues' alone, not urgent ones."""
    if ask.family or ask.role == "vendor" or ask.question["urgent"]:
        return timedelta(0)
    begins = evidence.clock.real(due)
    ends = evidence.clock.real(due + MOST_GATHERED * ask.gathers)
    texts = sum(
        send.token == ask.token and begins <= send.at <= ends and bool(prompts_of(send.key))
        for send in joins(evidence).sends
    )
    return ask.gathers * min(1 + texts, MOST_GATHERED)


def due_of(evidence: Evidence, ask: Ask) -> datetime | None:
    """When a question could first be shown, clinical; None if never."""
    told = evidence.clock.clinical(ask.at)
    return peaceful(evidence, ask, max(instant(ask.question["ask_at"]), told))


def peaceful(evidence: Evidence, ask: Ask, at: datetime) -> datetime | None:
    """The first moment from then on (clinical) in the person's hours and within family's peace.

    None if there is none: an incidental question that would have to wait is dropped.
    """
    opens = next_open(ask, at)
    if not ask.family or ask.question["safety"] or ask.question.get("beside_caps"):
        return opens
    for _ in range(AHEAD):
        if opens is None:
            return None
        freed = max(_within_caps(evidence, ask, opens), _asked_alone(evidence, ask, opens))
        if freed == opens:
            return opens
        if ask.question.get("incidental") or freed == NEVER:
            return None
        opens = next_open(ask, freed)
    return None


def _within_caps(evidence: Evidence, ask: Ask, at: datetime) -> datetime:
    """When the texts that a phone really got leave room for one: so many a day, and in seven.

    Of a text that was begun before midnight its thread may have known after it, and one in doubt
    that nobody needs any more counts when it is given up: any day from one to the other counts.
    """
    zone, clock = ZoneInfo(ask.zone), evidence.clock
    last = clock.clinical(last_real(evidence, clock.real(at)))
    made = joins(evidence)
    known = {send.key: _known_by(made, send) for send in made.sends if send.token == ask.token}
    went = {
        (row["key"], row["created_at"])
        for (token, prompt), rows in made.shown.items()
        if token == ask.token and prompt not in _beside_caps(evidence)
        for row in rows
        if not row["key"].endswith("/voice") and instant(row["created_at"]) <= last
    }
    today = at.astimezone(zone).date()
    on_day = in_week = 0
    for key, created in went:
        begun = instant(created)
        until = clock.clinical(known.get(key, clock.real(begun)))
        first, latest = (each.astimezone(zone).date() for each in (begun, until))
        on_day += first <= today <= latest
        in_week += first <= today and today - latest < timedelta(days=7)
    a_day, a_week = ask.texts.get("patient_per_day", 1), ask.texts.get("patient_per_week", 3)
    if on_day < a_day and in_week < a_week:
        return at
    return datetime.combine(today + timedelta(days=1), datetime.min.time(), zone)


def _known_by(made: Joins, send: Send) -> datetime:
    """When a thread knew that a text has gone out, or took it for that; real."""
    doubted = prompts_of(send.key) if send.in_doubt else ()
    gone = (at for prompt in doubted for at in made.withdrawn.get((send.token, prompt), ()))
    return max((send.until or send.at, *gone))


def _beside_caps(evidence: Evidence) -> set[str]:
    """What says that the thirty days begin or have ended: no text of its day."""
    asks = joins(evidence).asks
    return {ask.prompt for ask in asks if ask.question.get("beside_caps")}


def _asked_alone(evidence: Evidence, ask: Ask, at: datetime) -> datetime:
    """When the phone is asked nothing about somebody else: one such question stands at a time."""
    made, clock = joins(evidence), evidence.clock
    frees = at
    for other in made.asks:
        if other.token != ask.token or other.episode == ask.episode or not other.family:
            continue
        shown = made.shown.get((other.token, other.prompt), [])
        if other.question["choices"] and shown and instant(shown[0]["created_at"]) <= at:
            gone = over(evidence, other)
            frees = max(frees, NEVER if gone is None else clock.clinical(gone))
    return frees


def excused(evidence: Evidence, ask: Ask, due: datetime, last: datetime) -> bool:
    """Whether a question need not be shown by `last` (real), though it was due then (clinical)."""
    made = joins(evidence)
    useless = ask.question["useless_after"]
    gone = over(evidence, ask)
    if gone is not None and gone <= last:
        return True
    if useless and instant(useless) <= evidence.clock.clinical(last):
        return True
    if made.marked(ask.token, ask.at, last) is not None:
        return True
    if instant(evidence.collected_at) <= last:
        return True
    return in_morning_list(evidence, ask, due)


def over(evidence: Evidence, ask: Ask) -> datetime | None:
    """When a prompt was withdrawn, answered or its episode ended, real; None if never."""
    made = joins(evidence)
    ends = [at for at in made.withdrawn.get((ask.token, ask.prompt), []) if at >= ask.at]
    ends += [
        update.at
        for update in made.updates
        if update.episode == ask.episode
        and base(update.given["key"]) == base(ask.question["key"])
        and update.state in {"recorded", "already_settled", "closed"}
        and update.at >= ask.at
    ]
    ends += [ended for ended in (ended_at(evidence).get(ask.episode),) if ended]
    return min(ends, default=None)


def ended_at(evidence: Evidence) -> dict[str, datetime]:
    """When each episode began to end, real: its `close_episode`, else its last event."""
    return {
        history.workflow_id: instant(fact["at"])
        for history in evidence.histories
        if history.type == "Episode"
        for fact in history.facts
        if fact["name"] == "close_episode"
    }


def in_morning_list(evidence: Evidence, ask: Ask, due: datetime) -> bool:
    """Whether the phone got a morning list after the question was due: it stands for its texts."""
    return any(
        send.token == ask.token
        and send.at >= ask.at
        and evidence.clock.clinical(send.at) >= due
        and any(item["kind"] == "morning" for item in send.items)
        for send in joins(evidence).sends
    )


@law("not-early")
def not_early(evidence: Evidence) -> Found:
    """No question is shown before its time, but for what is gathered with a text that goes out."""
    made = joins(evidence)
    times: dict[tuple[str, str], datetime] = {}
    for ask in made.asks:
        at = instant(ask.question["ask_at"]) - ask.gathers
        known = times.setdefault((ask.token, ask.prompt), at)
        times[ask.token, ask.prompt] = min(known, at)
    for (token, prompt), rows in made.shown.items():
        due = times.get((token, prompt))
        if due is None:
            yield prompt, "is shown on a phone that was never asked it", rows[0]["key"]
        elif instant(rows[0]["created_at"]) < due and "reminder" not in prompt:
            yield prompt, f"is shown before {due.isoformat()}", rows[0]["created_at"]


@law("reminders")
def reminders(evidence: Evidence) -> Found:
    """A question that stays open past a reminder's time is shown again.

    But for reminders that a newer one or the due time overtakes before the person can read them.
    """
    for ask in joins(evidence).asks:
        times = [instant(each) for each in ask.question["remind_at"]]
        due = instant(ask.question["due"]) if ask.question["due"] else None
        for at, after in pairwise([*times, None]):
            if at is not None:
                yield from _reminded(evidence, ask, at, after or due)


def _reminded(evidence: Evidence, ask: Ask, at: datetime, before: datetime | None) -> Found:
    made = joins(evidence)
    told = evidence.clock.clinical(ask.at)
    opens = peaceful(evidence, ask, at)
    shown = [instant(r["created_at"]) for r in made.shown.get((ask.token, ask.prompt), [])]
    if opens is None or told > at or not shown or min(shown) >= at - ask.gathers:
        return
    last = last_for(evidence, ask, opens)
    if before is not None and before <= evidence.clock.clinical(last):
        return
    if any(at <= each <= evidence.clock.clinical(last) for each in shown):
        return
    if not excused(evidence, ask, opens, last):
        yield ask.prompt, f"no reminder at {opens.isoformat()}", ask.number


@law("once-each-time")
def once_each_time(evidence: Evidence) -> Found:
    """A question is shown no oftener than its times: the first, the reminders, shifts' lists.

    And again for each text of it that did not arrive.
    """
    made = joins(evidence)
    allowed: dict[tuple[str, str], int] = defaultdict(int)
    for ask in made.asks:
        allowed[ask.token, ask.prompt] += 1 + len(ask.question["remind_at"])
    for (token, prompt), rows in made.shown.items():
        lost = sum(row["status"] in {"undelivered", "failed"} for row in rows)
        own = [row for row in rows if "@" not in row["key"] and "/voice" not in row["key"]]
        if len(own) > allowed[token, prompt] + lost:
            yield prompt, f"is shown {len(own)} times, {allowed[token, prompt]} were due", token


@law("withdrawn-quiet")
def withdrawn_quiet(evidence: Evidence) -> Found:
    """After a question was taken back no new text of it begins, but for one in doubt."""
    made = joins(evidence)
    doubt = {send.key for send in made.sends if send.in_doubt}
    last = {(ask.token, ask.prompt): ask.order for ask in made.asks}
    for send in made.sends:
        for prompt in prompts_of(send.key):
            taken = made.taken.get((send.token, prompt), [])
            again = last.get((send.token, prompt), ("", 0))
            if send.key not in doubt and any(again < at < send.order for at in taken):
                yield send.key, f"begins after {prompt} was withdrawn", send.at.isoformat()


@law("staff-hours")
def staff_hours(evidence: Evidence) -> Found:
    """Staff get questions that are not urgent in the hours of their shifts alone.

    Of the shifts of its reader, as any question that went to that phone was told of them.
    """
    made = joins(evidence)
    asks: dict[tuple[str, str], list[Ask]] = defaultdict(list)
    on_token: dict[str, list[Ask]] = defaultdict(list)
    for ask in made.asks:
        asks[ask.token, ask.prompt].append(ask)
        on_token[ask.token].append(ask)
    for (token, prompt), rows in made.shown.items():
        own = [ask for ask in asks[token, prompt] if not ask.family]
        for row in rows:
            at = instant(row["created_at"])
            free = any(any_hour(ask) for ask in own)
            if own and not free and not any(in_shift(ask, at) for ask in on_token[token]):
                yield row["key"], "outside the shifts of its reader", at.isoformat()


@law("family-peace")
def family_peace(evidence: Evidence) -> Found:
    """Family is asked in civil hours, one text a day, as many in seven as it was asked with.

    But for safety; and beside these stands what says that the thirty days begin, or have ended.
    """
    made = joins(evidence)
    safe = {ask.prompt for ask in made.asks if ask.question["safety"]}
    family = {ask.prompt: ask for ask in made.asks if ask.family}
    calm: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for (token, prompt), rows in made.shown.items():
        if prompt not in family:
            continue
        for row in rows:
            at = instant(row["created_at"])
            held = not any(each in safe for each in prompts_of(row["key"]))
            if held and not is_civil(at, family[prompt].zone):
                yield row["key"], "family is texted at night", at.isoformat()
            again = "." in row["key"].rsplit("#", 1)[1]
            if held and not again and prompt not in _beside_caps(evidence):
                text = (row["created_at"], row["key"])
                a_week = family[prompt].texts.get("patient_per_week", 3)
                calm[token][text] = max(a_week, calm[token].get(text, 0))
    for token, texts in calm.items():
        zone = next(ask.zone for ask in family.values() if ask.token == token)
        yield from _paced(texts, ZoneInfo(zone))


def _paced(weekly: dict[tuple[str, str], int], zone: ZoneInfo) -> Found:
    texts = sorted(weekly)
    days = [instant(at).astimezone(zone).date() for at, _ in texts]
    for place, (day, text) in enumerate(zip(days, texts, strict=True)):
        key, most = text[1], weekly[text]
        if place and days[place - 1] == day:
            yield key, f"the second text to family on {day}", texts[place - 1][1]
        if place >= most and day - days[place - most] < timedelta(days=7):
            yield key, f"more than {most} texts to family in seven days", texts[place - most][1]


@law("after-stop")
def after_stop(evidence: Evidence) -> Found:
    """Nothing of ours begins on a phone after its STOP, until it texts START.

    Nothing is asked of a phone while it is marked, but for safety; one that is back is asked again.
    """
    made = joins(evidence)
    stopped: dict[str, Row] = {}
    safe = {ask.prompt for ask in made.asks if ask.question["safety"]}
    for entry in sorted([*made.sent, *made.typed], key=lambda each: str(each["at"])):
        word = entry["body"].strip().lower()
        if entry["direction"] == "inbound" and word in STOPS:
            stopped[entry["from"]] = entry
        elif entry["direction"] == "inbound" and word in STARTS:
            stopped.pop(entry["from"], None)
        elif entry["to"] in stopped and not entry["sid"].startswith("CA"):  # STOP is about texts
            yield entry["sid"], f"to {entry['to']} after its STOP", entry["body"][:60]
    for send in made.sends:
        marked = made.marked(send.token, send.at, send.at)
        asked = [each for each in prompts_of(send.key) if each not in safe]
        out = made.outbox.get(send.key, {}).get("sid")
        if marked and asked and out:
            yield send.key, "asked of a phone that is marked", marked.isoformat()
