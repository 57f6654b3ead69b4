"""Damage to what danger, words and answers bring. Each test says the law that must object."""

from tests.checker.damage import forget, pick, recorded, unask
from tests.checker.evidence import Evidence
from tests.checker.joins import Update, joins
from tests.checker.trips import trips


@trips("danger")
def test_danger_without_911(run: Evidence) -> None:
    """A danger word is answered at once with 911."""
    run.phones[:] = [e for e in run.phones if "911" not in e["body"] or e["body"].startswith("M")]


@trips("danger", "review")
def test_danger_that_nobody_hears_of(run: Evidence) -> None:
    """A danger word climbs the urgent ladder."""
    unask(run, lambda _, key: key.startswith("review/wrote"))


@trips("review")
def test_words_that_nobody_reads(run: Evidence) -> None:
    """Words that answer nothing are read by somebody."""
    unask(run, lambda _, key: key.startswith("review/words"))


@trips("review")
def test_a_problem_that_is_handed_up_to_nobody(run: Evidence) -> None:
    """Who hands a patient up to the case manager has that patient reviewed."""
    unask(run, lambda _, key: key.startswith("review/contact"))


@trips("review")
def test_a_death_that_nobody_confirms(run: Evidence) -> None:
    """A death that is reported is asked about, whatever comes of its episode."""
    unask(run, lambda _, key: key.startswith("review/death"))
    forget(run, lambda _, fact: fact["name"] == "close_episode")


@trips("review")
def test_a_review_of_nothing_that_was_written(run: Evidence) -> None:
    """Nobody reviews words that no episode heard."""
    forget(run, lambda _, fact: fact["name"] == "wrote")


@trips("review")
def test_a_review_of_an_answer_that_calls_for_none(run: Evidence) -> None:
    """Nobody reviews a call that went well."""
    asked = pick([ask.question for ask in joins(run).asks], _is_of_a_call)
    asked["key"] = "review/contact.call.1.7/1"
    for update in joins(run).updates:
        if update.given.get("value") == "needs_case_manager":
            update.given["value"] = "spoke_well"


def _is_of_a_call(question: dict[str, object]) -> bool:
    return str(question["key"]).startswith("review/contact.call.1")


@trips("goes-on")
def test_a_step_that_is_forgotten_after_an_answer(run: Evidence) -> None:
    """An answer that leaves its step open leaves somebody asked."""

    def calls_it_well(update: Update) -> bool:
        return bool(update.given["value"] == "spoke_well")

    episode = recorded(run, calls_it_well).episode
    for row in run.rows("steps"):
        if (row["episode"], row["step"]) == (episode, "contact"):
            row.update(state="unresolved", settled_at=None)
