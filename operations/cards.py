"""Cards made whole: an episode says what stands on one, the store who it is about and what words.

What of either belongs on a card was decided by the permission matrix, before it came here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from adapters.encryption import Seal
from adapters.sql.database import Database
from domain.clinical.medications import Difference, compare, names_from
from domain.episode.drug_decisions import reason_of, reasons_in
from domain.hospital import address
from domain.hospital.discharge import Caregiver, Discharge, Medication, Patient
from domain.pathway import Role
from domain.permissions import Thing
from domain.words.phrasebook import phrase, worded
from models.payloads import AccountPart, Card, NotePart, ShownDifference
from models.payloads.views import OF_A_KIND
from store.patient_data.notes import Beside, Notes
from store.views import CARD, View, Viewer, Views

NO_LONGER_KEPT = worded(phrase("card.kept_no_longer"))
NOTE_NO_LONGER_KEPT = worded(phrase("card.note_kept_no_longer"))
_BEHIND = {NotePart.TRIED: " ({})", NotePart.WORDS: ": {}", NotePart.ENDED: ": {}"}


@dataclass(frozen=True)
class PatientsOnCards:
    """Reads the account and the notes that a card points at, and notes who saw it.

    `real_now` gives real time.
    """

    database: Database
    seal: Seal
    real_now: Callable[[], datetime]

    async def whole(self, card: Card, viewer: Viewer, episode: str, question: str) -> Card:
        """The card with what the account and the notes say; where one was erased, it says so.

        That it was viewed is kept by then, whether anything of the store stands on it or not.
        """
        views = Views(self.seal, self.real_now())
        view = View(
            what=CARD,
            things=things_on(card),
            episode=episode,
            about=f"{episode} {question}",
        )

        def look(session: Session) -> Discharge | None:
            if card.of_account:
                return views.account(session, viewer, view, card.account)
            views.noted(session, viewer, view)
            return None

        account = await self.database.writing(look)
        if named := names_of(card):
            notes = Notes(self.database, self.seal)
            card = with_notes(card, await notes.opened(episode, named))
        if not card.of_account:
            return card
        if account is None:
            return card.model_copy(update={"must_know": (NO_LONGER_KEPT, *card.must_know)})
        return whole(card, account)


def things_on(card: Card) -> frozenset[Thing]:
    """What kinds of things stand on a card once it is whole."""
    of_account = {OF_A_KIND[part] for part in card.of_account}
    of_episode = {
        Thing.NOTES: card.written or card.attached or card.words or names_of(card),
        Thing.CLINICAL: card.why or card.script,
        Thing.TIMES_AND_PLACES: card.clinic or card.due,
    }
    return frozenset(of_account | {thing for thing, there in of_episode.items() if there})


def names_of(card: Card) -> frozenset[str]:
    """The notes that a card points at."""
    of_lines = (one.name for one in card.notes)
    return frozenset(filter(None, (*of_lines, *(each.note for each in card.differences))))


def with_notes(card: Card, found: Mapping[str, Beside]) -> Card:
    """The card with each note behind its line, and each reason beside its decision."""
    lines = {part: list(getattr(card, part)) for part in NotePart}
    for one in card.notes:
        words = _words(found.get(one.name))
        lines[one.part][one.line] += _BEHIND[one.part].format(words) if words else ""
    differences = tuple(_reasoned(each, found) for each in card.differences)
    shown = {part.value: tuple(every) for part, every in lines.items()}
    return card.model_copy(update={**shown, "differences": differences})


def _words(beside: Beside | None) -> str:
    """A note; of a card that has only reasons, those."""
    if beside is None:
        return NOTE_NO_LONGER_KEPT
    return beside.note or "; ".join(reasons_in(beside.card))


def _reasoned(each: ShownDifference, found: Mapping[str, Beside]) -> ShownDifference:
    if not each.note:
        return each
    beside = found.get(each.note)
    reason = reason_of(dict(beside.card).get(each.id, "")) if beside else NOTE_NO_LONGER_KEPT
    decided = f"{each.decided} ({reason})"
    return each.model_copy(update={"reason": reason if beside else "", "decided": decided})


def whole(card: Card, account: Discharge) -> Card:
    """The card with those parts of the account that it asks for, and no others."""
    told = [_SAYS[part](card, account) for part in card.of_account]
    known = card.model_copy(update={name: value for one in told for name, value in one.items()})
    if known.open or not known.differences:
        return known
    undecided = worded(phrase("card.not_decided"))
    lines = (f"{each.words}: {each.decided or undecided}" for each in known.differences)
    return known.model_copy(update={"ended": (*known.ended, *lines)})


def _people(card: Card, account: Discharge) -> dict[str, object]:
    """Who it is; of a child the guardian is called, so far as their number is known."""
    patient = account.patient
    caregiver = patient.caregiver if patient.caregiver and patient.caregiver.may_be_told else None
    guardian = _numbers(caregiver) if card.calls is Role.CAREGIVER else []
    number, also = [*(guardian or _numbers(patient)), "", ""][:2]
    return {
        "patient": patient.name,
        "born": patient.birth_date.isoformat() if patient.birth_date else "",
        "number": number,
        "also_number": also,
        "caregiver": caregiver.name if caregiver else "",
        "caregiver_number": next(iter(_numbers(caregiver)), ""),
    }


def _numbers(who: Patient | Caregiver | None) -> list[str]:
    """Where somebody is called: the mobile before what is only called."""
    return [number for number in (who.mobile, who.phone) if number] if who else []


def _address(card: Card, account: Discharge) -> dict[str, object]:
    del card
    return {
        "address": worded(address.in_words(account.patient.address, account.patient.postal_code))
    }


def _stay(card: Card, account: Discharge) -> dict[str, object]:
    del card
    return {"stay": next((one.text for one in account.diagnoses if one.principal), "")}


def _clinician(card: Card, account: Discharge) -> dict[str, object]:
    del card
    return {"clinician": account.primary_care.clinician or ""}


def _item(card: Card, account: Discharge) -> dict[str, object]:
    """What the hospital wrote for the item that the card is about."""
    numbered = {number: one.item for number, one in enumerate(account.equipment, start=1)}
    return {"item": numbered.get(card.item_number, "")}


def _lists(card: Card, account: Discharge) -> dict[str, object]:
    del card
    lists = account.medications
    named = (
        (phrase("card.before_admission"), lists.before_admission),
        (phrase("card.at_discharge"), lists.at_discharge),
    )
    missing = (worded(phrase("card.list_missing")),)
    return {
        "allergies": tuple(allergies_in_words(account)),
        "medications": tuple(
            (worded(name), tuple(map(drug_line, drugs)) if drugs is not None else missing)
            for name, drugs in named
        ),
    }


def allergies_in_words(account: Discharge) -> Iterator[str]:
    """In the hospital's words; that no list came is never "none"."""
    known = account.allergies
    if not known:
        yield worded(phrase(f"card.allergies_{'not_sent' if known is None else 'empty'}"))
    for one in known or ():
        more = ", ".join(filter(None, (one.reaction, one.severity)))
        yield f"{one.substance} ({more})" if more else one.substance


def _differences(card: Card, account: Discharge) -> dict[str, object]:
    """Each in words, in the order of the card; and with whose names the lists were read."""
    found = {each.id: each for each in compare(account.medications).differences}
    read_with = worded(phrase("card.names_read_with", table=names_from(account.medications)))
    return {
        "differences": tuple(_in_words(card.differences, found)),
        "script": (*card.script, *((read_with,) if card.script else ())),
    }


def _in_words(
    shown: tuple[ShownDifference, ...], found: dict[str, Difference]
) -> Iterator[ShownDifference]:
    for each in shown:
        known = found.get(each.id)
        gone = worded(phrase("card.difference_kept_no_longer"))
        words = difference_in_words(known) if known else gone
        yield each.model_copy(update={"words": words})


def difference_in_words(each: Difference) -> str:
    """Both lines, how dangerous it is, and why."""
    said = phrase(
        "card.difference",
        kind=each.kind.words,
        before=drug_line(each.before),
        after=drug_line(each.after),
        danger=each.danger,
        why=each.reason,
    )
    return worded(said)


def drug_line(drug: Medication | None) -> str:
    """One line of a drug list, as the hospital wrote it."""
    if drug is None:
        return worded(phrase("card.not_listed"))
    parts = (drug.name, drug.dose, drug.route, drug.frequency)
    return " ".join(part for part in parts if part)


_SAYS = {
    AccountPart.PEOPLE: _people,
    AccountPart.ADDRESS: _address,
    AccountPart.STAY: _stay,
    AccountPart.LISTS: _lists,
    AccountPart.DIFFERENCES: _differences,
    AccountPart.CLINICIAN: _clinician,
    AccountPart.ITEM: _item,
}
