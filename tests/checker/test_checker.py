"""The checker tested: a recorded run is good, and each way to damage it is objected to."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from tests.checker.damage import (
    again,
    delivered,
    entry_of,
    fact_of,
    forget,
    later,
    move,
    pick,
    recorded,
    told_of,
    unanswer,
    unask,
    unsay,
)
from tests.checker.evidence import Clock, Evidence, Row, instant
from tests.checker.joins import FAMILY, SAID_KEY, STOPS, joins, key_of, prompts_of
from tests.checker.laws import NAMED_DIFFERENCES, judge, names
from tests.checker.verdict import verdict

RECORDED = Path(__file__).parent / "recorded"
RUNS = sorted(path.name for path in RECORDED.glob("*.json.gz"))
Test = Callable[[Evidence], None]
TRIPPED: dict[str, list[str]] = {}
"""The tests that damage a run, by the law that objects."""


@cache
def recording(name: str) -> Evidence:
    """A recorded run, read once; never changed."""
    return Evidence.load(RECORDED / name)


@pytest.fixture
def run() -> Evidence:
    """A copy of the recorded run, to be damaged."""
    return recording("demo.json.gz").copy()


def trips(*laws: str) -> Callable[[Test], Test]:
    """Say which laws a test's damage must be objected to by; judge after it."""

    def decorate(damage: Test) -> Test:
        def test(run: Evidence) -> None:
            damage(run)
            found = {objection.law for objection in judge(run.copy())}
            assert set(laws) <= found, f"{sorted(set(laws) - found)} did not object; {found} did"

        for each in laws:
            TRIPPED.setdefault(each, []).append(damage.__name__)
        test.__name__ = damage.__name__
        test.__doc__ = damage.__doc__
        return test

    return decorate


@pytest.mark.parametrize("name", RUNS)
def test_a_recorded_run_is_good(name: str) -> None:
    """No law objects to a run of the demo that lost nothing."""
    assert [str(each) for each in judge(recording(name))] == []


def test_every_law_can_object() -> None:
    """Each law has a damage here that it objects to; there is no law without teeth."""
    assert set(names()) == set(TRIPPED)


def test_a_rare_state_that_was_not_reached_fails_the_run() -> None:
    """A run that never reaches a state that the caller needs is no good run."""
    found = verdict(recording("demo.json.gz"), ["stop", "continue-as-new"])
    assert found.missing == ["continue-as-new"]
    assert not found.good


def test_an_unknown_rare_state_is_refused() -> None:
    """A state that nobody counts cannot be needed: it is a mistake of the caller."""
    with pytest.raises(ValueError, match="not counted: moon"):
        verdict(recording("demo.json.gz"), ["moon"])


def test_evidence_is_the_same_after_a_file(tmp_path: Path) -> None:
    """Evidence that was saved and loaded gives the same verdict, and the same bytes again."""
    first, second = tmp_path / "1.json.gz", tmp_path / "2.json.gz"
    recording("demo.json.gz").save(first)
    Evidence.load(first).save(second)
    assert first.read_bytes() == second.read_bytes()


def test_downtime_is_not_lateness(run: Evidence) -> None:
    """What is late only by a scripted downtime is not late."""
    _delay(run, seconds=60)
    row = delivered(run)
    begins = (instant(row["real_created_at"]) - timedelta(seconds=90)).isoformat()
    assert "asked-shown" in {each.law for each in judge(run)}
    excused = run.without(downtimes=[(begins, later(row, 60))])
    late = [each for each in judge(excused) if each.law == "asked-shown"]
    assert not any("late" in each.what for each in late)


def test_the_clock_goes_both_ways() -> None:
    """Clinical time turned into real time and back is the same."""
    clock = Clock("2026-11-27T22:00:00+00:00", "2026-09-01T12:30:00+00:00", 8640.0)
    at = instant("2026-09-08T12:30:00+00:00")
    assert clock.clinical(clock.real(at)) == at


def test_named_differences_have_reasons() -> None:
    """A difference from the plan is named with its reason, or it is an objection."""
    assert all(len(reason) > 20 for reason in NAMED_DIFFERENCES.values())


@trips("books")
def test_a_text_gone_from_the_phones(run: Evidence) -> None:
    """Each outbox row with a sid is a text on the phones."""
    run.phones.remove(entry_of(run, delivered(run)))


@trips("sent-once", "books", "same-words")
def test_a_text_sent_twice(run: Evidence) -> None:
    """Each outbox key is at most one text, with one sid that a row knows."""
    entry = entry_of(run, delivered(run))
    run.phones.append(again(entry))


@trips("same-words")
def test_a_text_said_twice_under_another_key(run: Evidence) -> None:
    """The same words do not go to a phone twice close together, whatever the key says."""
    entry = entry_of(run, delivered(run))
    run.phones.append(again(entry, status_callback=entry["status_callback"] + ".1"))


@trips("sent-once")
def test_two_rows_of_one_sid(run: Evidence) -> None:
    """A sid is one row's."""
    delivered(run, 1)["sid"] = delivered(run)["sid"]


@trips("books")
def test_other_words_than_were_booked(run: Evidence) -> None:
    """The phone shows the words whose hash the outbox keeps."""
    entry_of(run, delivered(run))["body"] += " or not"


@trips("books", "send-kept")
def test_a_row_of_another_phone(run: Evidence) -> None:
    """The row's token is that of the number which got the text."""
    row = delivered(run)
    others = (r["phone_token"] for r in run.rows("outbox"))
    row["phone_token"] = next(each for each in others if each != row["phone_token"])


@pytest.mark.parametrize(
    ("status", "law"),
    [
        ("unsent", "unfinished"),
        ("pending", "unfinished"),
        ("withdrawn", "not-out"),
        ("dropped", "not-out"),
        ("expired", "not-out"),
        ("refused", "not-out"),
        ("accepted", "books"),
        ("scheduled", "books"),
        ("queued", "books"),
        ("sending", "books"),
        ("sent", "books"),
        ("undelivered", "books"),
        ("failed", "books"),
        ("canceled", "books"),
        ("rung", "books"),
    ],
)
@pytest.mark.parametrize("keeps_sid", [True, False])
def test_a_row_marked_wrongly(run: Evidence, status: str, law: str, keeps_sid: bool) -> None:  # noqa: FBT001  # pytest passes it
    """A row says what became of its text: `delivered` on the phone is nothing else in the row."""
    row = delivered(run)
    row["status"] = status
    row["sid"] = row["sid"] if keeps_sid else None
    assert law in {objection.law for objection in judge(run)}


@trips("unfinished", "not-out")
def test_rows_marked_wrongly(run: Evidence) -> None:
    """A row that is pending is not done; one that is dropped is on no phone."""
    delivered(run)["status"] = "pending"
    delivered(run, 1)["status"] = "dropped"


@trips("unfinished")
def test_delivered_without_a_sid(run: Evidence) -> None:
    """Only what is out has a carrier's word, and what has one has a sid."""
    row = delivered(run)
    run.phones.remove(entry_of(run, row))
    row["sid"] = None


@trips("send-kept", "books")
def test_an_outbox_row_gone(run: Evidence) -> None:
    """Each send of a thread is a row."""
    run.rows("outbox").remove(delivered(run))


@trips("made-good")
def test_a_text_that_did_not_arrive_and_nothing_done(run: Evidence) -> None:
    """A prompt's text that did not arrive goes again, or another way, unless it is over."""
    row = pick(run.rows("outbox"), lambda r: "|visit/reminder/1#1" in r["key"] and bool(r["sid"]))
    row["status"] = entry_of(run, row)["status"] = "undelivered"
    forget(run, lambda _, f: f["name"] == "withdraw" and f["input"] is not None)


@trips("texts-in")
def test_an_inbox_row_gone(run: Evidence) -> None:
    """Each text typed has exactly one inbox row."""
    rows = run.rows("inbox")
    rows.remove(pick(rows, lambda row: row["key"].startswith("text:")))


@trips("texts-in")
def test_an_inbox_row_twice(run: Evidence) -> None:
    """Each text typed has exactly one inbox row, not two."""
    rows = run.rows("inbox")
    rows.append({**pick(rows, lambda row: row["key"].startswith("text:")), "id": 9999})


@trips("texts-in", "hospitals")
def test_an_inbox_row_left_waiting(run: Evidence) -> None:
    """Whatever came from outside ends in an outcome."""
    pick(run.rows("inbox"), lambda row: row["key"].startswith("text:"))["outcome"] = "waiting"


@trips("texts-in")
def test_a_text_that_no_thread_received(run: Evidence) -> None:
    """What is delivered was received by its phone's thread."""
    sid = recorded(run).given["message_id"]
    forget(run, lambda _, f: f["name"] == "received" and f["input"]["message_id"] == sid)


@trips("no-words-changed", "texts-in")
def test_words_changed_on_the_way(run: Evidence) -> None:
    """A thread receives the words that were typed."""
    sid = recorded(run).given["message_id"]
    joins(run).received[sid][0][1]["input"]["body"] = "99 9"


@trips("answered-back")
def test_nothing_came_of_a_text(run: Evidence) -> None:
    """Each text to us is answered by a text of ours."""
    row = pick(run.rows("outbox"), lambda r: r["key"].startswith("SM") and r["key"].endswith("/1"))
    unsay(run, row["key"])


@trips("hospitals")
def test_an_episode_without_a_row(run: Evidence) -> None:
    """Each workflow is an encounters row, each row a workflow."""
    run.rows("encounters").pop()


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
            pick_history(run, update.episode).append(twin)


def pick_history(run: Evidence, workflow_id: str) -> list[Row]:
    """The facts of the first run of a workflow."""
    return next(each.facts for each in run.histories if each.workflow_id == workflow_id)


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
    pick_history(run, update.episode).remove(fact)
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
            by_phone.setdefault(send["input"]["to_token"], []).append(send["input"])
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


@trips("asked-shown")
def test_a_prompt_never_sent(run: Evidence) -> None:
    """A question that a thread was asked is shown, though no book knows that it is not."""
    unsay(run, delivered(run)["key"])


@trips("asked-shown")
def test_a_late_text(run: Evidence) -> None:
    """More than two real seconds after it was due is late."""
    _delay(run, seconds=60)


def _delay(run: Evidence, seconds: float) -> None:
    row = delivered(run)
    row["real_created_at"] = entry_of(run, row)["at"] = later(row, seconds)
    prompt = prompts_of(row["key"])[0]
    unanswer(run, lambda episode, key: f"{episode}|{key}" == prompt)
    forget(run, lambda _, f: f["name"] == "withdraw" and f["fact"] == "signal")


@trips("not-early")
def test_an_early_text(run: Evidence) -> None:
    """Nothing is asked before its time."""
    row = delivered(run)
    row["created_at"] = (instant(row["created_at"]) - timedelta(days=30)).isoformat()


@trips("reminders")
def test_a_missing_reminder(run: Evidence) -> None:
    """A question that stays open past a reminder's time is shown again."""
    for row in [r for r in run.rows("outbox") if r["sid"] and "#2" in r["key"]]:
        unsay(run, row["key"])


@trips("once-each-time")
def test_too_many_reminders(run: Evidence) -> None:
    """A question is shown no oftener than it has times."""
    row = delivered(run)
    stem = row["key"].rsplit("#", 1)[0]
    for n in range(5, 12):
        run.rows("outbox").append({**row, "key": f"{stem}#{n}", "sid": f"SM{n}"})


@trips("withdrawn-quiet")
def test_a_text_after_its_withdrawal(run: Evidence) -> None:
    """After a question was taken back no text of it begins."""
    made = joins(run)
    where, order = next(
        (place, orders[0]) for place, orders in made.taken.items() if made.shown.get(place)
    )
    for history in run.histories:
        if history.type == "Conversation" and history.facts[0]["input"]["token"] == where[0]:
            for fact in history.facts:
                if fact["name"] == "send_text" and where[1] in prompts_of(fact["input"]["key"]):
                    fact["event"] = order[1] + 1


@trips("staff-hours")
def test_a_nurse_at_three_in_the_morning(run: Evidence) -> None:
    """A colleague gets what is not urgent in the hours of a shift."""
    calls = pick(run.rows("outbox"), lambda r: "contact/call/1#1" in r["key"] and bool(r["sid"]))
    move(run, calls, _at_three(calls))


def _at_three(row: Row) -> "object":
    return instant(row["created_at"]).replace(hour=7, minute=0)


@trips("family-peace")
def test_a_patient_at_three_in_the_morning(run: Evidence) -> None:
    """Family is asked between eight and nine at night."""
    offer = pick(run.rows("outbox"), lambda r: "visit/offer/1#1" in r["key"] and bool(r["sid"]))
    move(run, offer, _at_three(offer))


@trips("family-peace")
def test_two_texts_to_family_in_a_day(run: Evidence) -> None:
    """Family gets one prompt a day."""
    row = pick(run.rows("outbox"), lambda r: "visit/offer/1#1" in r["key"] and bool(r["sid"]))
    at = (instant(row["created_at"]) + timedelta(minutes=1)).isoformat()
    run.rows("outbox").append({**row, "key": row["key"][:-1] + "2", "created_at": at, "sid": "SMx"})


@trips("after-stop")
def test_a_text_after_stop(run: Evidence) -> None:
    """Nothing of ours begins on a phone after its STOP."""
    stop = pick(run.phones, lambda e: e["body"].strip().lower() in STOPS)
    ours = pick(run.phones, lambda e: e["direction"] == "outbound-api")
    run.phones.append(again(ours, to=stop["from"], at="2099-01-01T00:00:00+00:00"))


@trips("after-stop")
def test_a_prompt_to_a_marked_phone(run: Evidence) -> None:
    """Nothing but safety is asked of a phone that is marked."""
    row = pick(run.rows("outbox"), lambda r: "visit/offer/1#1" in r["key"] and bool(r["sid"]))
    facts = pick_history(run, f"conversation-{row['phone_token']}")
    facts.insert(
        1, {"fact": "activity", "name": "mark_phone", "event": 1, "at": facts[0]["at"], "input": {}}
    )


@trips("plan-asked")
def test_a_planned_question_never_asked(run: Evidence) -> None:
    """What the plan asks first of a step is asked of somebody."""
    unask(run, lambda _, key: key.startswith("contact/"))
    unanswer(run, lambda _, key: key.startswith("contact/"))
    for row in run.rows("steps"):
        if row["step"] == "contact":
            row["settled_at"] = None


@trips("plan-asked")
def test_a_planned_reminder_that_no_question_has(run: Evidence) -> None:
    """A reminder that the plan foresees is among the question's times."""
    unanswer(run, lambda _, key: key.startswith(("contact/", "reconciliation/")))
    for ask in joins(run).asks:
        ask.question["remind_at"].clear()
    run_signals_gone(run)


def run_signals_gone(run: Evidence) -> None:
    """Take out what excuses an episode from its plan."""
    forget(run, lambda h, f: h.type == "Episode" and f["name"] in {"unreachable", "close"})


@trips("ladder-begins", "escalated-flag")
def test_a_deadline_without_its_escalation(run: Evidence) -> None:
    """A step that is open when its ladder begins has an escalation."""
    unask(run, lambda _, key: "/late" in key)
    unanswer(run, lambda _, key: "/late" in key)


@trips("ladder-climbs")
def test_a_rung_that_nobody_climbs(run: Evidence) -> None:
    """A rung that nobody answers in its time is followed by a higher one."""
    unask(run, lambda _, key: key.split("~")[0].endswith(("late/2", "late/3")))
    unanswer(run, lambda _, key: "late/" in key)
    forget(run, lambda _, f: f["name"] == "withdraw" and f["fact"] == "signal")
    forget(run, lambda _, f: f["name"] == "close_episode")
    for row in run.rows("steps"):
        row["settled_at"] = None


@trips("taken-is-asked")
def test_taken_and_forgotten(run: Evidence) -> None:
    """Who took an escalation is asked whether it is done."""
    unask(run, lambda _, key: "/done-" in key)
    unanswer(run, lambda _, key: "/done-" in key)
    for row in run.rows("steps"):
        row["settled_at"] = None


@trips("escalated-flag")
def test_an_escalation_that_no_page_shows(run: Evidence) -> None:
    """A step that went up a ladder says so."""
    pick(run.rows("steps"), lambda r: bool(r["escalated"]) and r["step"] != "review")[
        "escalated"
    ] = 0


@trips("escalated-flag")
def test_an_assignment_gone(run: Evidence) -> None:
    """Each question that a thread was asked has its assignment."""
    rows = run.rows("assignments")
    rows.remove(pick(rows, lambda row: bool(row["handle"])))


@trips("danger")
def test_danger_without_911(run: Evidence) -> None:
    """A danger word is answered at once with 911."""
    run.phones[:] = [e for e in run.phones if "911" not in e["body"] or e["body"].startswith("M")]


@trips("danger")
def test_danger_that_nobody_hears_of(run: Evidence) -> None:
    """A danger word climbs the urgent ladder."""
    unask(run, lambda _, key: key.startswith("review/wrote"))


@trips("closed")
def test_an_outcome_changed(run: Evidence) -> None:
    """The outcome is the same in result, row and page."""
    run.rows("encounters")[0]["outcome"] = "transferred"


@trips("closed")
def test_an_outcome_that_nothing_calls_for(run: Evidence) -> None:
    """An episode ends as its facts call for, even if all its books agree on something else."""
    episode = next(r["episode"] for r in run.rows("encounters") if r["outcome"] == "completed")
    for table in ("encounters", "episodes"):
        pick(run.rows(table), lambda r: bool(r["episode"] == episode))["outcome"] = "died"
    pick_history(run, episode)[-1]["result"]["ending"] = "died"


@trips("closed")
def test_completed_too_soon(run: Evidence) -> None:
    """An episode that runs its course ends when its thirty days are over."""
    episode = next(r["episode"] for r in run.rows("encounters") if r["outcome"] == "completed")
    result = pick_history(run, episode)[-1]["result"]
    result["ended_at"] = (instant(result["ended_at"]) - timedelta(days=10)).isoformat()


@trips("steps")
def test_a_step_that_page_and_result_tell_apart(run: Evidence) -> None:
    """The steps of an episode that ended are those of its result."""
    pick(run.rows("steps"), lambda row: bool(row["state"] == "done"))["state"] = "stopped"


@trips("done-by-somebody")
def test_a_step_done_without_an_answer(run: Evidence) -> None:
    """A step that is done was answered by the person whom it names."""
    unanswer(run, lambda _, key: key.startswith("visit/"))


@trips("done-by-somebody")
def test_a_step_done_by_another(run: Evidence) -> None:
    """A step names who settled it."""
    pick(run.rows("steps"), lambda r: bool(r["state"] == "done"))["by"] = "Nobody At All"


@trips("read-model")
def test_a_page_of_another_phase(run: Evidence) -> None:
    """A page says what its workflow is at."""
    run.rows("episodes")[0]["phase"] = "watching"


@trips("work-queue")
def test_an_item_gone_from_the_work_queue(run: Evidence) -> None:
    """What is unresolved is somebody's work."""
    pick(run.rows("steps"), lambda r: bool(r["state"] == "done"))["state"] = "unresolved"


@trips("work-queue")
def test_an_item_that_nobody_owns(run: Evidence) -> None:
    """What is in the work queue has an owner."""
    run.rows("work_queue").append(
        {"key": "inbox:9999", "owner": "", "reason": "", "resolved_at": None, "about": ""}
    )


@trips("audit")
def test_an_audit_row_gone(run: Evidence) -> None:
    """What was corrected stands in the audit."""
    rows = run.rows("audit")
    rows.remove(pick(rows, lambda row: row["what"].startswith("answer corrected")))


@trips("audit")
def test_an_audit_row_of_an_answer_by_hand_gone(run: Evidence) -> None:
    """What was answered by hand stands in the audit."""
    rows = run.rows("audit")
    rows.remove(pick(rows, lambda row: bool(row["what"] == "answered by hand")))


@trips("assignments")
def test_an_answered_task_left_open(run: Evidence) -> None:
    """What an own phone answered is settled."""
    update = recorded(run)
    row = pick(
        run.rows("assignments"),
        lambda r: (r["episode"], r["question"]) == (update.episode, update.given["key"]),
    )
    row["settled"] = row["withdrawn"] = 0


@trips("slots")
def test_a_slot_of_another_episode(run: Evidence) -> None:
    """A booked slot is one that its episode held."""
    row = pick(run.rows("slots"), lambda r: r["booked"] == 0)
    row.update(booked=1, episode=run.rows("encounters")[0]["episode"])


@trips("nothing-in-clear")
def test_a_name_in_a_text(run: Evidence) -> None:
    """Texts hold initials, never a patient's name."""
    patient = next(iter(run.discharges.values()))["patient"]
    entry_of(run, delivered(run))["body"] += f" {patient['given']} {patient['family']}"


@trips("nothing-in-clear")
def test_a_number_in_the_store(run: Evidence) -> None:
    """No patient's number stands in the store in clear."""
    patient = pick([d["patient"] for d in run.discharges.values()], lambda p: bool(p["mobile"]))
    run.rows("inbox")[0]["detail"] = f"from {patient['mobile']}"
    assert FAMILY
    assert key_of(run.phones[0]) is not None
