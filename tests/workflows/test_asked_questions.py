"""What an episode takes back from a phone, and what its reader has closed there already."""

from datetime import UTC, datetime

import pytest

from domain.asking.choices import Value
from domain.asking.question import question
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Answer, Asked, Facts, Person
from domain.pathway import Role
from tests.domain.examples import STANDARD, calendar
from tests.outlines import outlined
from tests.stories.people import ZONE, home
from workflows.episode.asked_questions import AskedQuestions

AT = datetime(2026, 9, 13, 3, tzinfo=UTC)
NEWEST, OLDER = "review/wrote.SM1/3.12", "review/wrote.SM1/3.11/done-1"
DIAZ = Person(handle="diaz", name="CM Diaz", role=Role.CASE_MANAGER)


@pytest.mark.parametrize(("under", "taken_back"), [("", ()), (OLDER, (NEWEST,))])
def test_a_round_that_an_older_code_closed_is_taken_back(
    under: str, taken_back: tuple[str, ...]
) -> None:
    """Answered under its own code it is closed on that phone; under another it still stands there.

    Nothing rings and nothing is listed of an alarm that is done.
    """
    done = Answer(
        question=NEWEST, value=Value.DONE, by=DIAZ, happened_at=AT, told_at=AT, under=under
    )
    facts = Facts(
        discharge=outlined(home("2026-09-09 10:00")),
        pathway=STANDARD,
        calendar=calendar(),
        opened_at=AT,
        patient_zone=ZONE,
        answers=(done,),
        asked=(Asked(question=NEWEST, kind=ESCALATION, to=DIAZ.role, person=DIAZ),),
    )
    standing = AskedQuestions()
    standing.mark_asked(question(NEWEST, ESCALATION, Role.CASE_MANAGER, AT))
    assert standing.to_withdraw("review", (), facts) == taken_back
