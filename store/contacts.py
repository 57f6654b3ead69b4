"""From a role to a phone: roster, discharge, list of vendors by rank, or always-on number."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.episode.facts import Person
from domain.parties import VENDOR_FOR
from domain.pathway import Role
from domain.staffing.assignment import ANSWERS_FOR, Need
from domain.time.hours import Reach, every_day
from models.payloads import Ask, Contact
from models.tables import Assignment, Staff, Vendor, VendorCoverage
from store.patient_data.numbers import Numbers
from store.roster import Roster, hours, marks


@dataclass(frozen=True)
class Contacts:
    """Finds the phone of whoever a question is for."""

    numbers: Numbers

    def find(self, session: Session, ask: Ask) -> Contact | None:
        """The contact, or nobody."""
        match ask.question.to:
            case Role.PATIENT:
                return self._patient(session, ask)
            case Role.CAREGIVER:
                return self._caregiver(session, ask)
            case Role.VENDOR:
                return self._vendor(session, ask)
            case Role.ALWAYS_ON:
                return self._always_on(session, ask)
            case role if role in ANSWERS_FOR:
                return self._staff(session, ask)
            case _:
                return None

    def again(self, session: Session, ask: Ask, row: Assignment) -> Contact | None:
        """The same person as before: a question that is asked twice goes to one person only."""
        staff = session.get(Staff, row.handle)
        if staff is not None:
            return self._of_staff(session, ask, staff)
        vendor = session.get(Vendor, row.handle)
        return self._of_vendor(vendor) if vendor else self.find(session, ask)

    def reachability(self, session: Session, ask: Ask) -> Reachability:
        """Why nothing can be texted to the one of the family whom a question is for."""
        patient = ask.patient
        caregiver = patient.caregiver.phone if patient.caregiver else None
        token = {Role.PATIENT: patient.phone, Role.CAREGIVER: caregiver}.get(ask.question.to)
        if token is None:
            return Reachability.REACHABLE
        return Reachability(marks(session, (token,)).get(token, ""))

    def _patient(self, session: Session, ask: Ask) -> Contact | None:
        patient = ask.patient
        if patient.phone is None or not patient.consent_to_text:
            return None
        person = Person(handle="patient", name="the patient", role=Role.PATIENT)
        return self._public(session, person, patient.phone, ask)

    def _caregiver(self, session: Session, ask: Ask) -> Contact | None:
        caregiver = ask.patient.caregiver
        if caregiver is None or caregiver.phone is None:
            return None
        if not (caregiver.may_be_told and caregiver.consent_to_text):
            return None
        person = Person(handle="caregiver", name="the caregiver", role=Role.CAREGIVER)
        return self._public(session, person, caregiver.phone, ask)

    def _public(self, session: Session, person: Person, token: str, ask: Ask) -> Contact | None:
        """Somebody at home in civil hours; nobody when no text reaches that phone."""
        civil = ask.patient_hours
        if marks(session, (token,)):
            return None
        return Contact(
            person=person,
            token=token,
            language=ask.patient.language,
            time_zone=ask.patient_zone,
            reach=every_day(ask.patient_zone, civil.begins, civil.ends),
        )

    def _always_on(self, session: Session, ask: Ask) -> Contact:
        zone = ask.facility_zone
        return Contact(
            person=Person(handle="always-on", name="the always-on number", role=Role.ALWAYS_ON),
            token=self.numbers.keep(session, ask.lines.always_on),
            time_zone=zone,
            reach=Reach(time_zone=zone),
        )

    def _staff(self, session: Session, ask: Ask) -> Contact | None:
        question = ask.question
        need = Need(
            role=question.to,
            at=max(question.ask_at, ask.at or question.ask_at),
            due=question.due,
            urgent=question.urgent,
            language=ask.patient.language,
        )
        without = (*ask.avoid, *ask.not_of)
        roster = Roster(session, ask.facility)
        staff = roster.choose(need, episode=ask.episode, without=without, first_of=ask.first_of)
        return self._of_staff(session, ask, staff) if staff else None

    def _of_staff(self, session: Session, ask: Ask, staff: Staff) -> Contact:
        """With their hours; what is urgent, or on call, comes at any hour but on days off."""
        any_hour = ask.question.urgent or ask.question.to is Role.ON_CALL
        reach = hours(session, (staff,), ask.question.ask_at)[staff.handle]
        return Contact(
            person=Person(handle=staff.handle, name=staff.name, role=Role(staff.role)),
            token=staff.phone_token,
            language=staff.language,
            time_zone=staff.time_zone,
            reach=reach.at_any_hour() if any_hour else reach,
        )

    def _vendor(self, session: Session, ask: Ask) -> Contact | None:
        """The vendor of that rank; a follow-up question goes to whom its offer went."""
        if ask.question.about:
            offered = _offered_to(session, ask.episode, ask.question)
            vendor = session.get(Vendor, offered.handle) if offered else None
            return self._of_vendor(vendor) if vendor else None
        kind = VENDOR_FOR[ask.question.step.partition("-")[0]]
        serving = session.exec(
            select(Vendor)
            .join(VendorCoverage, col(VendorCoverage.vendor) == col(Vendor.handle))
            .where(VendorCoverage.facility == ask.facility, Vendor.kind == kind)
            .order_by(col(VendorCoverage.position), col(Vendor.handle))
        ).all()
        rank = ask.question.rank
        return self._of_vendor(serving[rank - 1]) if 0 < rank <= len(serving) else None

    def _of_vendor(self, vendor: Vendor) -> Contact:
        return Contact(
            person=Person(handle=vendor.handle, name=vendor.name, role=Role.VENDOR),
            token=vendor.phone_token,
            time_zone=vendor.time_zone,
            reach=Reach(time_zone=vendor.time_zone),
        )


def _offered_to(session: Session, episode: str, question: Question) -> Assignment | None:
    """The newest assignment of the offer that a question follows, under any of its names."""
    rows = session.exec(
        select(Assignment)
        .where(Assignment.episode == episode, Assignment.handle != "")
        .where(
            (col(Assignment.question) == question.about)
            | col(Assignment.question).startswith(f"{question.about}~", autoescape=True)
        )
        .order_by(col(Assignment.question).desc())
    ).all()
    return next(iter(rows), None)
