"""From a role to a phone: roster, discharge, list of vendors by rank, or always-on number."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.episode.facts import Person
from domain.episode.unnamed_persons import ALWAYS_ON, CAREGIVER, PATIENT, charge_nurse
from domain.pathway import Role
from domain.staffing.assignment import Need
from domain.staffing.stand_ins import ASKED
from domain.steps.catalogue import step_of
from domain.time.hours import Reach, every_day
from models.payloads import Ask, Contact
from models.tables import Assignment
from store.patient_data.numbers import Numbers
from store.people.parties import Texted, texted, with_roles
from store.people.roster import Roster, hours, marks


@dataclass(frozen=True)
class Contacts:
    """Finds the phone of whoever a question is for."""

    numbers: Numbers

    def find(self, session: Session, ask: Ask) -> Contact | None:
        """The contact, or nobody."""
        ways = {
            Role.PATIENT: self._patient,
            Role.CAREGIVER: self._caregiver,
            Role.VENDOR: self._vendor,
            Role.CHARGE_NURSE: self._ward,
            Role.ALWAYS_ON: self._always_on,
            **dict.fromkeys(ASKED, self._staff),
        }
        way = ways.get(ask.question.to)
        return way(session, ask) if way else None

    def again(self, session: Session, ask: Ask, row: Assignment) -> Contact | None:
        """The same person as before: a question that is asked twice goes to one person only."""
        role, person = Role(row.role), texted(session, row.handle)
        if person is not None and role is Role.VENDOR:
            return self._of_vendor(person)
        if person is not None and role in ASKED:
            return self._of_staff(session, ask, role, person)
        return self.find(session, ask)

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
        return self._public(session, PATIENT, patient.phone, ask)

    def _caregiver(self, session: Session, ask: Ask) -> Contact | None:
        caregiver = ask.patient.caregiver
        if caregiver is None or caregiver.phone is None:
            return None
        if not (caregiver.may_be_told and caregiver.consent_to_text):
            return None
        return self._public(session, CAREGIVER, caregiver.phone, ask)

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
            person=ALWAYS_ON,
            token=self.numbers.keep(session, ask.always_on),
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
        found = roster.choose(need, episode=ask.episode, without=without, first_of=ask.first_of)
        return self._of_staff(session, ask, *found) if found else None

    def _of_staff(self, session: Session, ask: Ask, role: Role, staff: Texted) -> Contact:
        """With their hours; what is urgent, or on call, comes at any hour but on days off."""
        any_hour = ask.question.urgent or ask.question.to is Role.ON_CALL
        party = staff.party
        reach = hours(session, (party,), ask.question.ask_at)[party.handle]
        return self._contact(role, staff, reach.at_any_hour() if any_hour else reach)

    def _ward(self, session: Session, ask: Ask) -> Contact | None:
        """The phone that the charge nurse of the named ward carries, at any hour."""
        named = ask.question.words.get("ward", "")
        wards = with_roles(session, ask.facility, (Role.CHARGE_NURSE,))
        ward = next((one for _, one in wards if one.party.handle == named), None)
        if ward is None:
            return None
        found = self._contact(Role.CHARGE_NURSE, ward, Reach(time_zone=ward.party.time_zone))
        who = charge_nurse(ward.party.handle, ward.party.name)
        return found.model_copy(update={"person": who})

    def _vendor(self, session: Session, ask: Ask) -> Contact | None:
        """The vendor of that rank; a follow-up question goes to whom its offer went."""
        if ask.question.about:
            offered = _offered_to(session, ask.episode, ask.question)
            vendor = texted(session, offered.handle) if offered else None
            return self._of_vendor(vendor) if vendor else None
        step = step_of(ask.question.step)
        kinds = (step.vendor,) if step and step.vendor else ()
        serving = [vendor for _, vendor in with_roles(session, ask.facility, kinds)]
        rank = ask.question.rank
        return self._of_vendor(serving[rank - 1]) if 0 < rank <= len(serving) else None

    def _of_vendor(self, vendor: Texted) -> Contact:
        return self._contact(Role.VENDOR, vendor, Reach(time_zone=vendor.party.time_zone))

    def _contact(self, role: Role, found: Texted, reach: Reach) -> Contact:
        party = found.party
        return Contact(
            person=Person(handle=party.handle, name=party.name, role=role),
            token=found.phone_token,
            language=party.language,
            time_zone=party.time_zone,
            reach=reach,
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
