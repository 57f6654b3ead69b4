"""What people and rehearsals look at, and what the inbox reports."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum
from typing import Self

from domain.asking.choices import Choice
from domain.episode.decision import Phase
from domain.pathway import Role
from domain.permissions import Thing
from domain.steps.tapped import AskedTap
from domain.texting.attachments import Attachment
from models.payloads.base import Payload
from models.payloads.episode import EpisodeRecord


class CardRequest(Payload):
    """Which question a card is opened for, and for whom: the role under which they were asked."""

    key: str
    reader: Role


class SentAttachment(Payload):
    """What came with a text to us: `words` say when, from whom and what."""

    message_id: str
    attachment: Attachment
    words: str


class AccountPart(StrEnum):
    """What of the hospital's account belongs on a card: the store fills it in, none travels."""

    PEOPLE = "people"
    ADDRESS = "address"
    STAY = "stay"
    LISTS = "lists"
    DIFFERENCES = "differences"
    CLINICIAN = "clinician"
    ITEM = "item"


class NotePart(StrEnum):
    """Where on a card a note belongs."""

    TRIED = "tried"
    WORDS = "words"
    ENDED = "ended"


class NoteOnCard(Payload):
    """A note that belongs behind a line of a card, by its name in the store."""

    name: str
    part: NotePart
    line: int


class ShownDifference(Payload):
    """One difference between drug lists on a card, and what was decided of it last.

    `matters`: it must be decided before the lists count as settled. `note` is the name of the
    `reason` until the store has filled it in.
    """

    id: str
    words: str = ""
    high_alert: bool = False
    matters: bool = True
    decision: str = ""
    reason: str = ""
    note: str = ""
    decided: str = ""


class Card(Payload):
    """The page behind a prompt's link: what may not stand in a text, while `open`.

    A vendor's `address` is given once they have accepted. `item` is a hospital's own words for a
    piece of equipment, the `item_number`-th of the account; `clinic` the handle of the one to be
    called, `clinician` the usual one's name. Numbers may have an extension
    ("+16175550142;ext=204").

    One that `rings_on` was asked in an earlier round of an alarm that nobody else has taken: it
    stands for the round of now.

    Of one that is closed, `ended` says how, and `answered_by` whose handle answered it. `no_texts`
    says whether the patient wants none; it is null on a card that is no colleague's. `written`
    counts the texts of others that stand on it. `must_know` is said before all else.

    Of an episode it comes without who they are: `of_account` says what is still to be read in the
    account of that version, `notes` which notes, `calls` whose number the button dials.
    """

    open: bool
    rings_on: bool = False
    account: int = 0
    of_account: tuple[AccountPart, ...] = ()
    notes: tuple[NoteOnCard, ...] = ()
    calls: Role = Role.PATIENT
    stay: str = ""
    title: str = ""
    why: str = ""
    must_know: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    patient: str = ""
    born: str = ""
    number: str = ""
    also_number: str = ""
    language: str = ""
    caregiver: str = ""
    caregiver_number: str = ""
    address: str = ""
    item: str = ""
    item_number: int = 0
    clinic: str = ""
    clinician: str = ""
    script: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    differences: tuple[ShownDifference, ...] = ()
    allergies: tuple[str, ...] = ()
    medications: tuple[tuple[str, tuple[str, ...]], ...] = ()
    words: tuple[str, ...] = ()
    written: int = 0
    ended: tuple[str, ...] = ()
    answered_by: str = ""
    attached: tuple[SentAttachment, ...] = ()
    choices: tuple[Choice, ...] = ()
    inputs: tuple[AskedTap, ...] = ()
    asks_case_consent: bool = False
    asks_consent: bool = False
    no_texts: bool | None = None
    role: Role = Role.NURSE
    due: datetime | None = None
    time_zone: str = "UTC"

    def with_only(self, seen: AbstractSet[Thing]) -> Self:
        """The same card without what is of other kinds than these."""
        hidden = {name for name, thing in SHOWS.items() if thing and thing not in seen}
        return self.model_copy(
            update={name: type(self).model_fields[name].default for name in hidden}
        )


SHOWS: Mapping[str, Thing | None] = {
    "open": None,
    "rings_on": None,
    "account": None,
    "of_account": None,
    "calls": None,
    "stay": Thing.CLINICAL,
    "title": None,
    "choices": None,
    "script": None,
    "role": None,
    "due": None,
    "time_zone": None,
    "answered_by": None,
    "why": None,
    "must_know": None,
    "risk": Thing.CLINICAL,
    "inputs": Thing.CLINICAL,
    "asks_case_consent": Thing.CLINICAL,
    "tried": None,
    "ended": None,
    "patient": None,
    "address": None,
    "item": Thing.TIMES_AND_PLACES,
    "item_number": Thing.TIMES_AND_PLACES,
    "clinic": Thing.TIMES_AND_PLACES,
    "clinician": Thing.TIMES_AND_PLACES,
    "born": Thing.CONTACT,
    "number": Thing.CONTACT,
    "also_number": Thing.CONTACT,
    "language": Thing.CONTACT,
    "caregiver": Thing.CONTACT,
    "caregiver_number": Thing.CONTACT,
    "asks_consent": Thing.CONTACT,
    "no_texts": Thing.CONTACT,
    "differences": Thing.DRUGS,
    "medications": Thing.DRUGS,
    "allergies": Thing.DRUGS,
    "words": Thing.NOTES,
    "notes": Thing.NOTES,
    "written": Thing.NOTES,
    "attached": Thing.NOTES,
}
"""What each field of a card is. None: of no patient, or of several kinds, put together for its
reader (`why`, `must_know`, `tried`, `ended`), or a vendor's in part (`patient`, `address`)."""


OF_A_KIND: Mapping[AccountPart, Thing] = {
    AccountPart.PEOPLE: Thing.CONTACT,
    AccountPart.ADDRESS: Thing.CONTACT,
    AccountPart.STAY: Thing.CLINICAL,
    AccountPart.LISTS: Thing.DRUGS,
    AccountPart.DIFFERENCES: Thing.DRUGS,
    AccountPart.CLINICIAN: Thing.TIMES_AND_PLACES,
    AccountPart.ITEM: Thing.TIMES_AND_PLACES,
}
"""What each part of the account is: it is filled in for whoever sees that kind alone."""


class StatusPage(Payload):
    """An episode at a glance."""

    phase: Phase
    day: int
    window_days: int
    markdown: str
    record: EpisodeRecord


class Pending(Payload):
    """Whether a workflow is at work now, and when time alone makes it go on.

    A thread `owes` while something that came or is to be said beside the prompts waits.
    """

    busy: bool
    wake: datetime | None = None
    owes: bool = False


class DeliverInbox(Payload):
    """Deliver the texts of one phone that still wait in the inbox, oldest first."""

    ordering_key: str


class SweepReport(Payload):
    """What a sweep found and did."""

    delivered: int = 0
    waiting: int = 0
