"""A visit by its name: each has a course of its own."""

from datetime import timedelta

from domain.asking.choices import Value
from domain.episode.facts import Answer, Facts, Person
from domain.episode.visit_history import visit_history
from domain.pathway import Role
from tests.domain.plan.wandering import first_facts, rich
from tests.texts import HOME

LOPEZ = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
OTHER = "follow_up-1"


def booked(facts: Facts, key: str, days: int) -> Facts:
    """The facts when a nurse has told a time for that question."""
    told = HOME + timedelta(hours=20)
    at = HOME + timedelta(days=days)
    said = Answer(question=key, value=Value.AT, by=LOPEZ, happened_at=told, told_at=told, at=at)
    return facts.answered(said)


def test_a_visit_knows_its_own_answers_alone() -> None:
    """What was told of one visit books no other, and every key begins with the visit's name."""
    facts = first_facts(rich(HOME), HOME)
    own, other = visit_history(facts), visit_history(facts, OTHER)
    facts = booked(facts, other.book_key(1), 5)
    assert visit_history(facts).bookings == ()
    facts = booked(facts, own.book_key(1), 3)
    at = {
        prefix: [one.at for one in visit_history(facts, prefix).bookings]
        for prefix in (own.prefix, OTHER)
    }
    assert at == {own.prefix: [HOME + timedelta(days=3)], OTHER: [HOME + timedelta(days=5)]}
    (booking,) = visit_history(facts, OTHER).bookings
    keys = (
        *(other.offer_key(1), other.book_key(1), other.date_key(1)),
        *(other.attended_key(booking, 1), other.reminder_key(booking)),
    )
    assert all(key.startswith(f"{OTHER}/") for key in keys)
    assert len(set(keys)) == len(keys)
