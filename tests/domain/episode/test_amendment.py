"""What a hospital's newer word changes in a running episode."""

from dataclasses import replace
from datetime import timedelta

from domain.asking.choices import Value
from domain.asking.reachability import Reachability
from domain.episode.amendment import News, amended, retargeted
from domain.episode.decision import StepState
from domain.episode.facts import Answer, Asked, Person
from domain.episode.visit_history import visit_history
from domain.hospital.discharge import Caregiver, EquipmentItem
from domain.hospital.events import Appointment, AppointmentStatus
from domain.pathway import Role
from domain.protocol.protocol import decide, steps
from domain.steps.contact import CALL
from domain.steps.equipment import EQUIPMENT_CANCELLED
from domain.steps.visit_slots import SLOT_OFFER
from tests.domain.plan.wandering import first_facts, rich
from tests.outlines import ordered, outlined
from tests.texts import HOME

AT = HOME + timedelta(hours=3)
FACTS = first_facts(rich(HOME), HOME)
SUPPLIER = Person(handle="home-supply", name="Home Supply", role=Role.VENDOR)


def news(**changes: object) -> News:
    """The hospital's account with some changes."""
    return News(
        discharge=replace(FACTS.discharge, **changes),  # type: ignore[arg-type]
        calendar=FACTS.calendar,
        patient_zone=FACTS.patient_zone,
        at=AT,
        heard_at=AT,
    )


def test_the_same_account_changes_nothing() -> None:
    """What is told twice is told once."""
    once = amended(FACTS, news())
    assert (once, amended(once, news())) == (FACTS, FACTS)


def test_equipment_that_is_taken_back_is_called_off() -> None:
    """The vendor who accepted it hears so, nobody is asked, and the other item keeps its step."""
    accepted = Answer(
        question="equipment-1/place/1", value=Value.ACCEPTED, by=SUPPLIER,
        happened_at=AT, told_at=AT,
    )  # fmt: skip
    _, bed = FACTS.discharge.equipment
    after = amended(FACTS.answered(accepted), news(equipment=(bed,)))
    gone, stays = (decide(step, after, AT) for step in ("equipment-1", "equipment-2"))
    assert [asked.kind for asked in gone.questions] == [EQUIPMENT_CANCELLED]
    assert gone.settled is not None
    assert (gone.settled.state, "bed" in stays.title) == (StepState.STOPPED, True)
    back = amended(after, news())
    assert [item.withdrawn for item in back.discharge.equipment] == [False, False]


def test_two_items_of_one_name_stay_two() -> None:
    """A hospital that says the same list again takes back neither."""
    twice = ordered(EquipmentItem(item="walker"), EquipmentItem(item="Walker"))
    known = amended(FACTS, news(equipment=twice))
    again = amended(known, news(equipment=twice))
    assert again.discharge.equipment == known.discharge.equipment
    assert sum(item.withdrawn for item in again.discharge.equipment) == 2


def test_new_equipment_is_a_new_step() -> None:
    """What is ordered later comes after what is known."""
    (walker,) = ordered(EquipmentItem(item="walker"))
    after = amended(FACTS, news(equipment=(walker, *FACTS.discharge.equipment)))
    assert after.discharge.equipment[2] == walker
    assert "equipment-3" in steps(after)


def test_an_item_keeps_its_step_wherever_it_now_stands() -> None:
    """In another place of the newer list, and in another case: its step and its words are one."""
    told = [EquipmentItem(item=one) for one in ("walker", "thingamajig", "Thingamajig")]
    known = amended(FACTS, news(equipment=ordered(*told)))
    after = amended(known, news(account=2, equipment=ordered(told[1], told[0], told[2])))
    before, now = (
        [(one.kind, one.withdrawn) for one in each.discharge.equipment] for each in (known, after)
    )
    assert now == before
    assert [one.number for one in after.discharge.equipment if not one.withdrawn] == [2, 1, 3]


def test_only_whoever_is_reached_elsewhere_is_asked_anew() -> None:
    """A new mobile moves the patient's prompt; a corrected time moves those of staff."""
    patient = Person(handle="patient", name="the patient", role=Role.PATIENT)
    nurse = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
    asked = (
        Asked(question="visit/offer/1", kind=SLOT_OFFER, to=patient.role, person=patient),
        Asked(question="contact/call/1", kind=CALL, to=nurse.role, person=nurse),
    )
    known = replace(FACTS, asked=asked)
    moved = replace(FACTS.discharge.patient, phone="+16175550139")
    assert retargeted(known, amended(known, news(patient=moved))) == ("visit/offer/1",)
    later = news(discharged_at=HOME + timedelta(days=1))
    assert retargeted(known, amended(known, later)) == ("contact/call/1",)
    assert amended(known, later).earlier == (FACTS.discharge,)


def test_a_number_that_is_only_called_changes_nothing_of_the_texts() -> None:
    """Nobody is asked anew for it, and who could not be texted still cannot."""
    tom = Caregiver(name="Tom", mobile="+16175550124", may_be_told=True, consent_to_text=True)
    family = (Role.PATIENT, Role.CAREGIVER)
    asked = tuple(
        Asked(
            question=role,
            kind=SLOT_OFFER,
            to=role,
            person=Person(handle=role, name=role, role=role),
        )
        for role in family
    )
    home = rich(HOME)
    told = replace(home, patient=replace(home.patient, caregiver=tom))
    known = replace(FACTS, discharge=outlined(told), asked=asked)
    known = known.cannot_text(Role.CAREGIVER, Reachability.SILENT)
    desk = "+16175550142;ext=204"
    newer = replace(told.patient, phone=desk, caregiver=replace(tom, phone=desk))
    found = amended(
        known, replace(news(), discharge=outlined(replace(told, patient=newer), account=2))
    )
    assert found.discharge.account == 2
    assert found.unreachable == known.unreachable != ()
    assert retargeted(known, found) == ()


def test_a_clinic_books_moves_and_cancels() -> None:
    """What its system says counts like an answer; said again it counts once."""

    def said(status: AppointmentStatus, days: int) -> News:
        one = Appointment(
            id="F-1", status=status, starts_at=HOME + timedelta(days=days), clinic="riverside"
        )
        return replace(news(), appointments=(one,))

    booked = amended(FACTS, said(AppointmentStatus.BOOKED, 3))
    assert amended(booked, said(AppointmentStatus.BOOKED, 3)) == booked
    moved = amended(booked, said(AppointmentStatus.BOOKED, 4))
    standing = visit_history(moved).booked
    assert standing is not None
    assert standing.at == HOME + timedelta(days=4)
    cancelled = amended(moved, said(AppointmentStatus.CANCELLED, 4))
    assert visit_history(cancelled).seeking is not None
    kept = amended(moved, said(AppointmentStatus.KEPT, 4))
    assert (visit_history(kept).over or standing) != standing
