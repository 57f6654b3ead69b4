"""Damage to ends, pages, queue and audit. Each test says the law that must object."""

from datetime import timedelta

import pytest

from tests.checker.damage import delivered, entry_of, facts_of, pick, recorded, unanswer
from tests.checker.evidence import Evidence, instant
from tests.checker.joins import FAMILY, key_of
from tests.checker.laws import judge
from tests.checker.trips import trips


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
    facts_of(run, episode)[-1]["result"]["ending"] = "died"


@trips("closed")
def test_completed_too_soon(run: Evidence) -> None:
    """An episode that runs its course ends when its thirty days are over."""
    episode = next(r["episode"] for r in run.rows("encounters") if r["outcome"] == "completed")
    result = facts_of(run, episode)[-1]["result"]
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


def work_queue_objects(run: Evidence) -> bool:
    """Whether the law of the work queue has anything to say."""
    return "work-queue" in {each.law for each in judge(run.without())}


def owned(run: Evidence) -> None:
    """The run as it would be recorded today: what is in the work queue has an owner and a time."""
    for row in run.rows("work_queue"):
        row["owner"], row["due"] = row["owner"] or "case_manager", row["due"] or row["since"]
    assert not work_queue_objects(run)


def test_an_item_gone_from_the_work_queue(run: Evidence) -> None:
    """What thirty days leave open is somebody's work."""
    owned(run)
    step = pick(run.rows("steps"), lambda r: bool(r["state"] == "done"))
    step["state"] = "unresolved"
    encounters = run.rows("encounters")
    pick(encounters, lambda r: bool(r["episode"] == step["episode"]))["outcome"] = "unresolved"
    assert work_queue_objects(run)


def test_an_item_that_nobody_owns(run: Evidence) -> None:
    """What is in the work queue has an owner."""
    owned(run)
    run.rows("work_queue").append(
        {"key": "inbox:9999", "owner": "", "reason": "", "resolved_at": None, "about": ""}
    )
    assert work_queue_objects(run)


@pytest.mark.parametrize("lost", ["owner", "due"])
def test_a_strangers_text_that_is_nobodys(run: Evidence, lost: str) -> None:
    """A text from an unknown number is somebody's, by some time."""
    owned(run)
    pick(run.rows("work_queue"), lambda row: row["key"].startswith("text:"))[lost] = None
    assert work_queue_objects(run)


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


def test_a_card_that_nobody_opened(run: Evidence) -> None:
    """Who is said to have opened a card, or closed words, has a view in the audit; else not."""
    step = pick(run.rows("steps"), lambda row: bool(row["step"] == "reconciliation"))
    step["detail"] = "no difference between the lists; card opened"
    audit, views = run.rows("audit"), []
    for row in run.rows("assignments"):
        about = f"{row['episode']} {row['question']}"
        seen = {"who": row["handle"], "what": "card viewed", "about": about}
        views.append({**audit[0], **seen, "real_at": "2000-01-01T00:00:00Z"})
    audit += views
    assert "card-opened" not in {each.law for each in judge(run.without())}
    audit[:] = [row for row in audit if row["what"] != "card viewed"]
    objections = [each for each in judge(run.without()) if each.law == "card-opened"]
    assert any(each.where.endswith("|reconciliation") for each in objections)


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


@trips("assignments")
def test_a_task_taken_back_in_the_table_alone(run: Evidence) -> None:
    """A question that is taken back is taken back on its phone."""
    row = pick(run.rows("assignments"), lambda r: bool(r["handle"]) and not r["withdrawn"])
    row["withdrawn"] = 1
