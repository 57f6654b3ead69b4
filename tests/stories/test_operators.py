"""What operators can do to a running workflow, and what it does to a patient: nothing."""

from sqlmodel import select

from domain.episode.facts import Ending
from domain.pathway import Role
from models import names
from models.tables import WorkItem
from tests.stories.cards import SETTLES
from tests.stories.people import home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"


def requests(story: Story) -> dict[str, WorkItem]:
    """What waits because somebody asked to cancel something, by what it is about."""
    with story.database.read() as session:
        items = session.exec(select(WorkItem)).all()
    return {item.about: item for item in items if item.key == names.cancelling(item.about)}


async def test_a_cancel_request_changes_nothing(story: Story) -> None:
    """The UI's button on an episode: its texts go on, and a supervisor has it at once."""
    story.only("contact")
    await story.discharge(home(TUESDAY))
    await story.reaches("Tue 2026-09-08 12:00")
    await story.episode().cancel()
    await story.passes(minutes=1)

    (item,) = requests(story).values()
    assert (item.owner, item.resolved_at, item.facility) == (Role.SUPERVISOR, None, "mercy-general")
    assert item.due == item.since
    story.nurse.expects("CALL J.S.").replies("{code} 1", told=("saved: J.S. call",))
    await story.passes(days=31)
    assert (await story.summary()).ending is Ending.COMPLETED
    await story.ends()


async def test_a_thread_goes_on_after_a_cancel_request(story: Story) -> None:
    """The same on a nurse's thread while her prompt stands open: her answer is taken."""
    story.patient.allows("Reply 1", "2")
    story.patient.allows("our visit")
    story.patient.allows("Your visit is")
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("saved: J.S. meds")
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").ignores()
    await story.reaches("Wed 2026-09-09 08:30")
    thread = names.conversation_id(story.tokens.phone(story.nurse.number))
    await story.client.get_workflow_handle(thread).cancel()
    await story.passes(minutes=1)

    (item,) = requests(story).values()
    assert (item.about, item.owner, item.facility) == (thread, Role.SUPERVISOR, "")
    code = next(body for _, body in story.nurse.received if "CALL J.S." in body).split()[0]
    story.nurse.allows("saved: J.S. call")
    await story.types(story.nurse.number, f"{code} 1")
    await story.passes(minutes=1)
    assert (await story.status()).record.steps[0].state == "done"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()
