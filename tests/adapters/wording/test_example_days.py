"""The day that a text shows as an example of an answer: one that is still to come."""

from datetime import timedelta

import pytest

from domain.asking.kind import Kind
from domain.asking.question import question
from domain.pathway import Role
from domain.steps.visit_course import BOOK_VISIT
from domain.steps.visit_problem import VISIT_PROBLEM
from domain.time.phrasing import short_day
from models.payloads import TextItem
from tests.domain.examples import NEW_YORK
from tests.texts import CODE, NOW, WORDING, standing
from workflows.conversation import wording

DAY = timedelta(days=1)


@pytest.mark.parametrize("kind", [BOOK_VISIT, VISIT_PROBLEM])
@pytest.mark.parametrize(
    ("due", "named"), [(2 * DAY, 2 * DAY), (-2 * DAY, 0 * DAY), (None, 0 * DAY)]
)
def test_an_example_names_no_day_that_is_past(
    kind: Kind, due: timedelta | None, named: timedelta
) -> None:
    """The due day while it is ahead, else today: in the prompt and in what asks for the time."""
    asked = question(
        "visit/book/1",
        kind,
        Role.NURSE,
        NOW - 3 * DAY,
        due=None if due is None else NOW + due,
        words={"why": "no visit is booked"},
        times={"home": NOW - 4 * DAY},
    )
    held = standing(asked)
    timed = next(one for one in asked.choices if one.digit == 0)
    example = f"{short_day(NOW + named, NEW_YORK, 'en').lower()} 2:30p"
    assert f"like {CODE} {example}" in _read(wording.lacking(held, timed))
    assert f"like {CODE} {example}" in _read(wording.prompt(held, CODE))


def _read(item: TextItem) -> str:
    return WORDING.text([item], language="en", time_zone=NEW_YORK, now=NOW)
