"""Opening an episode: identity first, in SQL, then the workflow; repeating it is harmless."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from adapters.encryption import Seal, Tokens
from adapters.reference.holidays import calendar_for
from adapters.reference.postal_codes import zone_of
from domain.clinical.outline import Outline
from domain.clinical.outlining import appointments_of, outline_of
from domain.episode.facts import Ending
from domain.hospital.discharge import Discharge
from domain.hospital.events import Appointment
from domain.pathway import Pathway, Role
from domain.time.calendar import Calendar, OwnHoliday, in_zone
from domain.time.clock import Clock
from domain.words.phrasebook import phrase
from models import names
from models.payloads import OpenEpisode
from models.tables import Encounter, Facility, FamilyPhone
from store.patient_data.accounts import Accounts
from store.patient_data.numbers import Numbers

SIGNS = "bcdfghjkmnpqrstvwxz2346789"
"""Nothing spells a word, nothing is mistaken for another when it is read out."""
SIGNS_OF_AN_EPISODE = 4


def drawn() -> str:
    """Signs for an id that a person can say."""
    return "".join(secrets.choice(SIGNS) for _ in range(SIGNS_OF_AN_EPISODE))


class NotOpened(Exception):  # noqa: N818 - an outcome, not a fault
    """A discharge that opens no episode, with the reason in words without PHI."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A facility, the pathway of its new episodes, and its own holidays."""

    facility: Facility
    pathway: Pathway
    holidays: tuple[OwnHoliday, ...] = ()

    def calendar(self, discharge: Discharge) -> Calendar:
        """Its days and hours around a discharge."""
        return calendar_for(discharge, self.pathway, self.holidays)


class Intake:
    """Gives a discharge its identity and its workflow."""

    def __init__(
        self,
        seal: Seal,
        tokens: Tokens,
        pathways: dict[str, Pathway],
        draw: Callable[[], str] = drawn,
    ) -> None:
        self._tokens, self._draw = tokens, draw
        self._accounts, self._numbers = Accounts(seal), Numbers(seal, tokens)
        self._pathways = pathways

    def facility(self, session: Session, handle: str) -> Facility:
        """The facility. Raises NotOpened."""
        facility = session.get(Facility, handle)
        if facility is None:
            known = ", ".join(sorted(session.exec(select(Facility.handle)).all())) or "none"
            raise NotOpened(phrase("intake.unknown_facility", handle=handle, known=known))
        return facility

    def pathway(self, facility: Facility) -> Pathway:
        """The pathway that a facility's new episodes follow. Raises NotOpened."""
        pathway = self._pathways.get(facility.pathway)
        if pathway is None:
            raise NotOpened(f"facility {facility.handle!r}: no pathway {facility.pathway!r}")
        return pathway

    def identity(
        self, session: Session, discharge: Discharge, person: str, n: int, now: datetime
    ) -> Encounter:
        """Give the n-th discharge of an encounter its identity, for good."""
        token = self._tokens.encounter(discharge.facility, discharge.encounter)
        row = Encounter(
            episode=self._new_id(session, discharge),
            facility=discharge.facility,
            encounter_token=token,
            patient_token=person,
            n=n,
            body_hash="",
            discharged_at=discharge.discharged_at,
            opened_at=now,
        )
        session.add(row)
        return row

    def _new_id(self, session: Session, discharge: Discharge) -> str:
        """One that nothing has yet, of the day as it is first told: no correction changes it."""
        day = in_zone(discharge.discharged_at, discharge.time_zone).date()
        while session.get(
            Encounter, found := names.episode_id(discharge.facility, day, self._draw())
        ):
            pass
        return found

    def know_family(self, session: Session, episode: str, discharge: Discharge) -> None:
        """Keep whose phones the hospital says are the family's, as it says it now."""
        patient = discharge.patient
        said = {
            Role.PATIENT: patient.mobile,
            Role.CAREGIVER: patient.caregiver.mobile if patient.caregiver else None,
        }
        for role, number in said.items():
            known = session.get(FamilyPhone, (episode, role.value))
            if number is not None:
                row = FamilyPhone(
                    episode=episode,
                    role=role.value,
                    phone_token=self._numbers.keep(session, number),
                    language=patient.language,
                )
                session.merge(row)
            elif known is not None:
                session.delete(known)

    def outline(
        self, session: Session, episode: str, discharge: Discharge, pathway: Pathway
    ) -> Outline:
        """Keep the hospital's account, and give what the episode carries of it."""
        version = self._accounts.keep(session, episode, discharge)
        before = _home_before(session, episode, discharge)
        return outline_of(
            discharge,
            version,
            self._tokens,
            urgent_items=pathway.equipment.urgent_items,
            home_before=before,
        )

    def appointments(
        self, discharge: Discharge, said: Iterable[Appointment]
    ) -> tuple[Appointment, ...]:
        """What the episode carries of the clinics' own bookings."""
        return appointments_of(discharge.facility, said, self._tokens)

    @staticmethod
    def opening(
        row: Encounter,
        site: Site,
        discharge: Discharge,
        outline: Outline,
        clock: Clock,
        follows: str,
    ) -> OpenEpisode:
        """The input of an episode. Before an announced discharge it opens at once."""
        return OpenEpisode(
            episode=row.episode,
            n=row.n,
            discharge=outline,
            pathway=site.pathway,
            calendar=site.calendar(discharge),
            clock=clock,
            facility_name=site.facility.name,
            patient_zone=zone_of(discharge.patient, discharge.time_zone),
            opened_at=row.opened_at,
            follows=follows,
        )


def _home_before(session: Session, episode: str, discharge: Discharge) -> datetime | None:
    """When the same person last came home from a stay here that ended before this one began."""
    row = session.get(Encounter, episode)
    if row is None:
        return None
    began = discharge.admitted_at or discharge.discharged_at
    theirs = select(Encounter.discharged_at).where(
        Encounter.patient_token == row.patient_token,
        Encounter.episode != episode,
        Encounter.ending != Ending.CANCELLED.value,
        col(Encounter.discharged_at) <= min(began, discharge.discharged_at),
    )
    return session.exec(theirs.order_by(col(Encounter.discharged_at).desc())).first()
