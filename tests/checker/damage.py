"""Ways to damage a recorded run: each changes a copy in place, as a fault of the product would."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.checker.evidence import Evidence, History, Row, instant
from tests.checker.joins import FAMILY, SAID_KEY, Update, joins, key_of, prompts_of


def pick(rows: list[Row], fits: Callable[[Row], bool]) -> Row:
    """The first that fits. Raises LookupError: the recorded run has no such thing."""
    for row in rows:
        if fits(row):
            return row
    raise LookupError("the recorded run has none")


def delivered(run: Evidence, number: int = 0) -> Row:
    """The outbox row of a prompt to a colleague that was delivered; the n-th of those."""
    family = {ask.token for ask in joins(run).asks if ask.family}
    rows = [
        row
        for row in run.rows("outbox")
        if row["status"] == "delivered"
        if len(prompts_of(row["key"])) == 1 and row["phone_token"] not in family
    ]
    return rows[number]


def entry_of(run: Evidence, row: Row) -> Row:
    """The phones' entry of an outbox row."""
    return pick(run.phones, lambda entry: bool(entry["sid"] == row["sid"]))


def facts_of(run: Evidence, workflow_id: str) -> list[Row]:
    """The facts of the first run of a workflow."""
    return next(each.facts for each in run.histories if each.workflow_id == workflow_id)


def fact_of(run: Evidence, update: Update) -> Row:
    """The fact of an update in its episode's history."""
    facts = [
        fact
        for history in run.histories
        if history.workflow_id == update.episode
        for fact in history.facts
    ]
    return pick(facts, lambda fact: fact["fact"] == "update" and fact["id"] == update.id)


def told_of(run: Evidence, update: Update) -> Row:
    """The thread's activity that told an update."""
    return pick(
        [fact for _, fact in joins(run).told],
        lambda fact: (
            fact["input"]["message_id"] == update.given["message_id"]
            and fact["input"]["key"] == update.given["key"]
            and fact["input"]["episode"] == update.episode
        ),
    )


def recorded(run: Evidence, fits: Callable[[Update], bool] = lambda _: True) -> Update:
    """The first answer by text of a colleague that was recorded and fits. Raises LookupError."""
    for update in joins(run).updates:
        by_text = update.name == "answer" and update.given.get("via") == "text"
        staff = update.given["by"]["role"] not in FAMILY
        if by_text and staff and update.state == "recorded" and fits(update):
            return update
    raise LookupError("the recorded run has no such answer")


def forget(run: Evidence, drop: Callable[[History, Row], bool]) -> None:
    """Take facts out of histories."""
    for history in run.histories:
        history.facts[:] = [fact for fact in history.facts if not drop(history, fact)]


def unsay(run: Evidence, key: str) -> None:
    """Take one text out of the phones, the outbox and its thread, as if never sent."""
    run.phones[:] = [entry for entry in run.phones if key_of(entry) != key]
    outbox = run.rows("outbox")
    outbox[:] = [row for row in outbox if row["key"] not in {key, f"{key}/voice"}]
    forget(run, lambda _, fact: fact["name"] == "send_text" and fact["input"]["key"] == key)


def unask(run: Evidence, fits: Callable[[str, str], bool]) -> None:
    """Take questions (episode, key) out of threads, texts and assignments, as if never asked."""
    forget(
        run,
        lambda _, fact: (
            (fact["fact"], fact["name"]) == ("signal", "ask")
            and fits(fact["input"]["episode"], fact["input"]["question"]["key"])
        ),
    )
    for row in list(run.rows("outbox")):
        if any(fits(*prompt.split("|")) for prompt in prompts_of(row["key"])):
            unsay(run, row["key"])
    rows = run.rows("assignments")
    rows[:] = [row for row in rows if not fits(row["episode"], row["question"])]


def unanswer(run: Evidence, fits: Callable[[str, str], bool]) -> None:
    """Take answers (episode, key) out of episodes, threads and confirmations, as if never told."""
    forget(
        run,
        lambda _, fact: (
            (fact["fact"] == "update" or (fact["name"] == "hand_over" and "value" in fact["input"]))
            and fits(fact["input"]["episode"], fact["input"]["key"])
        ),
    )
    for row in list(run.rows("outbox")):
        found = SAID_KEY.match(row["key"])
        if found and fits(*found["prompt"].split("|")):
            unsay(run, row["key"])


def move(run: Evidence, row: Row, clinical: datetime) -> None:
    """Send a text at another clinical time, in the outbox and on the phone."""
    real = run.clock.real(clinical).isoformat()
    entry_of(run, row)["at"] = real
    row["created_at"] = clinical.isoformat()
    row["real_created_at"] = real


def later(row: Row, seconds: float) -> str:
    """A text's real time, later by seconds."""
    return (instant(row["real_created_at"]) + timedelta(seconds=seconds)).isoformat()


def again(entry: Row, **changes: object) -> Row:
    """A second entry like this one, with another sid."""
    return {**entry, "sid": "SM" + "0" * 31 + "1", **changes}


def waiting(run: Evidence) -> Row:
    """The row of a vendor's question, made one that nobody answered and nobody took back.

    Whether it is shown, and when, is then for nothing else to excuse.
    """
    kinds = {ask.prompt: ask.question["kind"] for ask in joins(run).asks}
    row = pick(
        run.rows("outbox"),
        lambda each: (
            bool(each["sid"])
            and [kinds.get(prompt) for prompt in prompts_of(each["key"])] == ["ride_picked_up"]
        ),
    )
    (prompt,) = prompts_of(row["key"])
    unanswer(run, lambda episode, key: f"{episode}|{key}" == prompt)
    stays(run, prompt)
    return row


def stays(run: Evidence, *prompts: str) -> None:
    """Nobody takes these prompts back (all, if none are named)."""
    forget(
        run,
        lambda _, fact: (
            (fact["fact"], fact["name"]) == ("signal", "withdraw")
            and (not prompts or f"{fact['input']['episode']}|{fact['input']['key']}" in prompts)
        ),
    )


def calls_everybody_off(run: Evidence) -> None:
    """Nobody answered, nobody took back, no morning list stood for anything, nothing ended."""
    for send in [fact for each in run.histories for fact in each.facts]:
        if send["name"] == "send_text" and any(
            item["kind"] == "morning" for item in send["input"]["items"]
        ):
            unsay(run, send["input"]["key"])
    unanswer(run, lambda _episode, _key: True)
    stays(run)
    forget(run, lambda _, fact: fact["name"] == "close_episode")
    for row in run.rows("steps"):
        row["settled_at"] = None
