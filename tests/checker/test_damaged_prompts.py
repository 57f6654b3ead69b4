"""Damage to what is asked, when, and of whom. Each test says the law that must object."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from tests.checker.damage import (
    again,
    calls_everybody_off,
    delivered,
    entry_of,
    facts_of,
    forget,
    later,
    move,
    pick,
    stays,
    unanswer,
    unask,
    unsay,
    waiting,
)
from tests.checker.evidence import Evidence, Row, instant
from tests.checker.joins import STOPS, joins, prompts_of
from tests.checker.laws import judge
from tests.checker.laws_prompts import peaceful
from tests.checker.trips import recording, trips


@trips("asked-shown")
def test_a_prompt_never_sent(run: Evidence) -> None:
    """A question that a thread was asked is shown, though no book knows that it is not."""
    unsay(run, waiting(run)["key"])


@trips("asked-shown")
def test_a_late_text(run: Evidence) -> None:
    """More than two real seconds after it was due is late."""
    row = waiting(run)
    row["real_created_at"] = entry_of(run, row)["at"] = later(row, seconds=5)


@trips("not-early")
def test_an_early_text(run: Evidence) -> None:
    """Nothing is asked before its time."""
    row = delivered(run)
    row["created_at"] = (instant(row["created_at"]) - timedelta(days=30)).isoformat()


@trips("reminders")
def test_a_missing_reminder(run: Evidence) -> None:
    """A question that stays open past a reminder's time is shown again."""
    calls_everybody_off(run)
    for row in [each for each in run.rows("outbox") if "#2" in each["key"]]:
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
    asked = {(ask.token, ask.prompt): ask.order for ask in made.asks}
    for send in made.sends:
        for prompt in prompts_of(send.key):
            where = (send.token, prompt)
            after = [at for at in made.taken.get(where, []) if at[0] == send.order[0]]
            if after and asked[where] < after[-1]:
                facts = [fact for history in run.histories for fact in history.facts]
                fact = pick(facts, partial(_is_send, send.key))
                fact["event"] = after[-1][1] + 1
                return
    raise LookupError("the recorded run withdrew nothing that it had shown")


def _is_send(key: str, fact: Row) -> bool:
    return bool(fact["name"] == "send_text" and fact["input"]["key"] == key)


@trips("staff-hours")
def test_a_nurse_at_three_in_the_morning(run: Evidence) -> None:
    """A colleague gets what is not urgent in the hours of a shift, whatever else they have."""
    calls = pick(run.rows("outbox"), lambda r: "contact/call/1#1" in r["key"] and bool(r["sid"]))
    move(run, calls, _at_three(calls))
    asks = [ask for ask in joins(run).asks if ask.token == calls["phone_token"]]
    others = [ask for ask in asks if ask.prompt not in prompts_of(calls["key"])]
    others[0].question["urgent"] = True


@trips("asked-shown")
def test_a_patients_text_half_a_day_late(run: Evidence) -> None:
    """Family's peace holds a question back for texts that went before it, not for its own."""
    offer = pick(run.rows("outbox"), lambda r: "visit/offer/1#1" in r["key"] and bool(r["sid"]))
    (prompt,) = prompts_of(offer["key"])
    unanswer(run, lambda episode, key: f"{episode}|{key}" == prompt)
    stays(run, prompt)
    move(run, offer, instant(offer["created_at"]) + timedelta(hours=12))


def test_a_full_week_holds_a_patients_text_back(run: Evidence) -> None:
    """What the pathway's caps hold back is not late; with room for more it would be."""
    offer = pick(run.rows("outbox"), lambda r: "visit/offer/1#1" in r["key"] and bool(r["sid"]))
    (prompt,) = prompts_of(offer["key"])
    unanswer(run, lambda episode, key: f"{episode}|{key}" == prompt)
    stays(run, prompt)
    begun = instant(offer["created_at"])
    before = {**offer, "created_at": (begun - timedelta(hours=1)).isoformat(), "sid": "SMx"}
    run.rows("outbox").append({**before, "key": offer["key"][:-1] + "9"})
    (ask,) = (ask for ask in joins(run).asks if ask.prompt == prompt)
    for row in (offer, run.rows("outbox")[-1]):
        row["real_created_at"] = run.clock.real(instant(row["created_at"])).isoformat()
    held = peaceful(run.without(), ask, begun)
    roomy = replace(ask, texts={"patient_per_day": 5, "patient_per_week": 9})
    assert held is not None
    assert held.date() > begun.date()
    assert peaceful(run.without(), roomy, begun) == begun


def _at_three(row: Row) -> datetime:
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


@trips("family-peace")
def test_more_texts_in_a_week_than_it_was_asked_with(run: Evidence) -> None:
    """A patient in care coordination gets three in seven days: the fourth is one too many."""
    row = pick(run.rows("outbox"), lambda r: "visit/offer/1#1" in r["key"] and bool(r["sid"]))
    for day in range(1, 4):
        at = (instant(row["created_at"]) + timedelta(days=day)).isoformat()
        again = {**row, "key": f"{row['key'][:-1]}{day + 1}", "created_at": at, "sid": "SMx"}
        run.rows("outbox").append(again)


@trips("after-stop")
def test_a_text_after_stop(run: Evidence) -> None:
    """Nothing of ours begins on a phone after its STOP."""
    stop = pick(run.phones, lambda e: e["body"].strip().lower() in STOPS)
    ours = pick(run.phones, lambda e: e["direction"] == "outbound-api")
    run.phones.append(again(ours, to=stop["from"], at="2099-01-01T00:00:00+00:00"))


@trips("after-stop")
def test_a_prompt_to_a_marked_phone(run: Evidence) -> None:
    """Nothing but safety is asked of a phone that is marked."""
    _marks(run, "opted_out")


@trips("after-stop")
def test_a_prompt_to_a_phone_that_was_back_and_is_marked_again(run: Evidence) -> None:
    """Of several marks the last one before a text counts."""
    _marks(run, "opted_out", "", "wrong_number")


def test_a_phone_that_is_back_may_be_asked(run: Evidence) -> None:
    """After START the mark is gone: what is asked then is asked of a phone like any other."""
    _marks(run, "opted_out", "")
    assert "after-stop" not in {each.law for each in judge(run.without())}


@trips("asked-shown")
def test_a_question_that_a_phone_never_saw_once_it_was_back(run: Evidence) -> None:
    """A mark that was gone before the question came excuses nothing."""
    row = waiting(run)
    _mark(run, row, "opted_out", "")
    unsay(run, row["key"])


def _marks(run: Evidence, *why: str) -> None:
    """Before it is offered a visit, a patient's phone is marked so, one mark after another."""
    offer = pick(run.rows("outbox"), lambda r: "visit/offer/1#1" in r["key"] and bool(r["sid"]))
    _mark(run, offer, *why)


def _mark(run: Evidence, row: Row, *why: str) -> None:
    """At the beginning of its thread, before anything is asked, a text's phone is marked so."""
    facts = facts_of(run, f"conversation-{row['phone_token']}")
    begun = instant(facts[0]["at"])
    facts[1:1] = [
        {
            "fact": "activity",
            "name": "mark_phone",
            "event": 1,
            "at": (begun + timedelta(microseconds=number)).isoformat(),
            "input": {"why": mark},
        }
        for number, mark in enumerate(why)
    ]


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


@trips("plan-asked")
def test_a_plan_of_another_opening(run: Evidence) -> None:
    """An episode is held against the plan of the instant at which it opened."""
    next(iter(run.plans.values()))["opened_at"] = "2026-09-01T09:00:00-04:00"


@trips("plan-asked")
def test_a_planned_question_asked_of_another(run: Evidence) -> None:
    """What is planned for a nurse is asked of a nurse."""
    first = next(iter(run.plans.values()))["steps"][0]["prompts"][0]
    first["to"] = "pharmacist"


def test_an_episode_that_opened_late_is_held_against_its_plan() -> None:
    """A day after the discharge too: what is planned from then on is asked, or is objected to."""
    run = recording("undo-in-real-time.json.gz").copy()
    assert "plan-asked" not in {each.law for each in judge(run)}
    left = {each["encounter"]: each["discharged_at"] for each in run.discharges.values()}
    assert all(
        instant(plan["opened_at"]) - instant(left[plan["encounter"]]) > timedelta(hours=20)
        for plan in run.plans.values()
    )
    unask(run, lambda _, key: key.startswith("transport/"))
    unanswer(run, lambda _, key: key.startswith("transport/"))
    assert "plan-asked" in {each.law for each in judge(run.without())}


def test_an_unreachable_patient_excuses_a_plan_only_if_a_phone_says_so(run: Evidence) -> None:
    """That nobody could be reached is believed of a marked phone, or of a text that failed."""
    offer = pick(run.rows("outbox"), lambda r: "visit/offer/1#1" in r["key"] and bool(r["sid"]))
    (prompt,) = prompts_of(offer["key"])
    episode, key = prompt.split("|")
    unanswer(run, lambda one, _: one == episode)
    (ask,) = (ask for ask in joins(run).asks if ask.prompt == prompt)
    ask.question["ask_at"] = "2026-09-30T12:00:00Z"
    told = {"fact": "signal", "name": "unreachable", "input": {"key": key}}
    at = ask.at + timedelta(milliseconds=1)
    facts_of(run, episode).insert(1, {**told, "event": 1, "at": at.isoformat()})
    assert _late_plans(run, episode)
    _mark(run, offer, "no_texts")
    assert not _late_plans(run, episode)


def _late_plans(run: Evidence, episode: str) -> list[str]:
    """What is wrong with the visit of an episode, by its plan."""
    found = (each for each in judge(run.without()) if each.law == "plan-asked")
    return [each.what for each in found if each.where == f"{episode}|visit"]


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
    """A rung that nobody answers in its time is followed by a higher one, on shift or not."""
    for ask in joins(run).asks:
        ask.windows[1:] = []  # each has one day of the week, or any hour
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
