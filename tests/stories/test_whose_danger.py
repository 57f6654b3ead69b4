"""A danger on a colleague's phone with several patients: asked of whom at once, alarmed once."""

from models.tables import Party
from tests.stories.people import home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"


async def test_a_danger_of_one_of_two_patients_is_asked_about_and_alarms_once(
    story: Story,
) -> None:
    """Whose it is the nurse is asked within the minute; meanwhile one ladder stands, not two."""
    story.only("contact")
    with story.database.write() as session:
        session.get_one(Party, "b-kim").cap = 0  # so that both patients go to one nurse
    for allowed in ("CALL J.S.", "CALL M.R.", "Your shift", "Which one?"):
        story.nurse.allows(allowed)
    await story.discharge(home(TUESDAY))
    other = patient(mrn="4822", given="Mary", family="Rose", mobile=None, caregiver=None)
    await story.discharge(home(TUESDAY, encounter="V-9", patient=other))
    await story.reaches("Wed 2026-09-09 08:30")
    before = len(story.nurse.received)
    alarm = story.case_manager.expects("URGENT").ignores()
    await story.nurse.says("pt has chest pain")
    await story.passes(minutes=1)
    asked = [body for _, body in story.nurse.received[before:] if "Which one?" in body]
    assert len(asked) == 1
    assert alarm.body is not None
    urgent = [body for _, body in story.case_manager.received if "URGENT" in body]
    assert len(urgent) == 1
