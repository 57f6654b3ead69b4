"""Damage to what people answered. Each test says the law that must object."""

from tests.checker.damage import fact_of, facts_of, forget, pick, recorded, told_of, unsay
from tests.checker.evidence import Evidence, Row
from tests.checker.joins import SAID_KEY, joins, prompts_of
from tests.checker.trips import trips


@trips("told-once")
def test_an_answer_recorded_twice(run: Evidence) -> None:
    """An update's id is there once."""
    update = recorded(run)
    for history in run.histories:
        if history.workflow_id == update.episode:
            history.facts.append(fact_of(run, update))


@trips("recorded-once")
def test_an_answer_recorded_under_two_names(run: Evidence) -> None:
    """One text records one answer to a question, under whatever name it went out."""
    update = recorded(run)
    fact = fact_of(run, update)
    twin = {
        **fact,
        "id": fact["id"] + "~1",
        "input": {**fact["input"], "key": update.given["key"] + "~1"},
    }
    for history in run.histories:
        if history.workflow_id == update.episode:
            history.facts.append(twin)


@trips("recorded-once")
def test_a_settled_question_settled_again(run: Evidence) -> None:
    """A second person's answer to a settled question is `already_settled`, not recorded."""
    settled = [u for u in joins(run).updates if u.state == "recorded" and not u.keeps_open]
    first = {update.prompt: update for update in settled}
    second = [u for u in joins(run).updates if u.state == "already_settled" and u.prompt in first]
    for update in second or settled[:1]:
        if update.state == "already_settled":
            fact_of(run, update)["result"]["state"] = "recorded"
        else:
            fact = fact_of(run, update)
            twin = {**fact, "id": "SMx:" + update.given["key"]}
            twin["input"] = {**fact["input"], "message_id": "SMx"}
            facts_of(run, update.episode).append(twin)


def _with_rows(run: Evidence) -> list[Row]:
    """The rows of `answers` that the run should have left: it is older than they are."""
    run.tables["answers"] = [
        {
            "episode": update.episode,
            "name": f"{update.given['key']}|{update.given['message_id']}",
            "step": update.given["key"].partition("/")[0],
            "message_id": update.given["message_id"],
            "value": update.given.get("value", "taken_back"),
            "via": "text",
            "supersedes": "",
        }
        for update in joins(run).updates
        if update.state in {"recorded", "corrected", "taken_back"}
    ]
    return run.tables["answers"]


@trips("kept-for-good")
def test_an_answer_that_was_not_kept(run: Evidence) -> None:
    """What was recorded is a row."""
    _with_rows(run).pop()


@trips("kept-for-good")
def test_a_row_that_nobody_said(run: Evidence) -> None:
    """No row holds what was not recorded."""
    rows = _with_rows(run)
    rows.append({**rows[0], "name": "contact/call/1|SMx", "message_id": "SMx"})


@trips("kept-for-good")
def test_a_row_that_supersedes_nothing(run: Evidence) -> None:
    """What a row takes the place of is there."""
    _with_rows(run)[0]["supersedes"] = "contact/call/1|SMx"


@trips("right-prompt")
def test_an_answer_on_another_prompt(run: Evidence) -> None:
    """An answer is on the prompt whose code was typed, even if thread and episode agree."""
    update = recorded(run)
    made = joins(run)
    other = next(
        ask.question["key"]
        for ask in made.asks
        if ask.episode == update.episode and ask.prompt != update.prompt
        if ask.token == run.tokens[_typed(run, update.given["message_id"])["from"]]
    )
    fact, told = fact_of(run, update), told_of(run, update)
    fact["input"]["key"] = told["input"]["key"] = other
    fact["id"] = f"{update.given['message_id']}:{other}"


def _typed(run: Evidence, sid: str) -> Row:
    return pick(run.phones, lambda entry: bool(entry["sid"] == sid))


@trips("right-prompt", "told-once")
def test_an_answer_in_another_episode(run: Evidence) -> None:
    """An answer is recorded in the episode whose code was typed."""
    update = recorded(run)
    fact = fact_of(run, update)
    facts_of(run, update.episode).remove(fact)
    other = next(
        h for h in run.histories if h.type == "Episode" and h.workflow_id != update.episode
    )
    other.facts.insert(1, fact)


@trips("right-prompt")
def test_an_answer_with_another_value(run: Evidence) -> None:
    """An answer has the value of the digit that was typed, even if thread and episode agree."""
    update = recorded(run, lambda u: u.given["value"] == "attended")
    fact_of(run, update)["input"]["value"] = "no_show"
    told_of(run, update)["input"]["value"] = "no_show"


@trips("told-once")
def test_an_answer_changed_between_thread_and_episode(run: Evidence) -> None:
    """An episode records what the thread told it."""
    fact_of(run, recorded(run))["input"]["value"] = "something"


@trips("right-prompt")
def test_two_codes_swapped(run: Evidence) -> None:
    """In a list each code is that of its own question."""
    update = recorded(run, lambda u: _in_a_list(run, u.prompt))
    for send in (f for h in run.histories for f in h.facts if f["name"] == "send_text"):
        if update.prompt in prompts_of(send["input"]["key"]):
            send["input"]["codes"].reverse()


def _in_a_list(run: Evidence, prompt: str) -> bool:
    lists = [prompts_of(send.key) for send in joins(run).sends if prompt in prompts_of(send.key)]
    return bool(lists) and all(len(each) == 2 for each in lists)


@trips("codes")
def test_a_code_given_twice(run: Evidence) -> None:
    """A code is one question's on its phone, for ever."""
    sends = [f for h in run.histories for f in h.facts if f["name"] == "send_text"]
    by_phone: dict[str, list[Row]] = {}
    for send in sends:
        if send["input"]["codes"]:
            by_phone.setdefault(send["input"]["to"], []).append(send["input"])
    busy = max(by_phone.values(), key=len)
    busy[-1]["codes"] = busy[0]["codes"][:1]


@trips("reply-kept", "told-once")
def test_a_reply_told_to_the_wrong_prompt(run: Evidence) -> None:
    """A reply with a code is told to the episode of that code."""
    update = recorded(run, lambda u: u.given["value"] == "attended")
    told_of(run, update)["input"]["key"] = "visit/attended/9-9"


@trips("confirmed", "answered-back")
def test_a_confirmation_gone(run: Evidence) -> None:
    """Each answer by text gets one confirmation; nothing goes unanswered."""
    row = pick(run.rows("outbox"), lambda r: bool(SAID_KEY.match(r["key"])) and bool(r["sid"]))
    unsay(run, row["key"])
    unanswered = pick(
        run.rows("outbox"), lambda r: r["key"].endswith("/1") and "SM" in r["key"][:2]
    )
    unsay(run, unanswered["key"])


@trips("confirmed")
def test_saved_and_it_was_not(run: Evidence) -> None:
    """Only what is recorded is confirmed as saved."""
    fact_of(run, recorded(run))["result"]["state"] = "refused"


@trips("confirmed")
def test_saved_before_it_was(run: Evidence) -> None:
    """`saved:` is said after it was recorded, not before."""
    update = recorded(run)
    fact_of(run, update)["until"] = "2099-01-01T00:00:00Z"


@trips("passed-on")
def test_words_that_no_episode_heard(run: Evidence) -> None:
    """What a family wrote is told to the episodes that it is about."""
    forget(run, lambda _, f: f["name"] == "wrote")


@trips("handed-over")
def test_a_hand_over_that_no_episode_heard(run: Evidence) -> None:
    """An episode is told who has a question after a shift."""
    forget(run, lambda _, f: (f["fact"], f["name"]) == ("signal", "hand_over"))
