"""Who works when, and what moves to somebody else because of it."""

from datetime import datetime
from enum import StrEnum

from domain.pathway import Role
from domain.time.clock import Clock
from domain.time.hours import Reach
from models.payloads.base import Payload


class Wish(StrEnum):
    """Why somebody's hours are looked at: a shift ended, or they said so themselves."""

    LOOK = "look"
    OFF = "off"
    ON = "on"

    @classmethod
    def _missing_(cls, _value: object) -> "Wish":
        return cls.LOOK


class OpenTask(Payload):
    """A prompt that somebody holds: `key` is the name under which it went out."""

    episode: str
    key: str
    to: Role
    due: datetime | None = None
    urgent: bool = False
    patient_language: str = ""


class ReviewShift(Payload):
    """Look at somebody's hours, after changing today's where they wish it, and at what they hold.

    `token` is the phone's: who has another number now holds nothing here. With LOOK, what is due
    before they work again is handed over, urgent tasks stay; with OFF urgent tasks move too.
    """

    handle: str
    token: str = ""
    wish: Wish
    tasks: tuple[OpenTask, ...] = ()
    now: datetime
    clock: Clock


class HandedTask(Payload):
    """A task that goes to somebody else."""

    episode: str
    key: str
    to_handle: str
    to_name: str


class Shifted(Payload):
    """Somebody's hours as they are now, and what was handed over.

    `known` is false of whoever is not on the roster (any more).
    """

    reach: Reach
    known: bool = True
    handed: tuple[HandedTask, ...] = ()


class HandedOver(Payload):
    """To an episode: this question is to be asked of somebody else, whose turn it is now."""

    key: str
    from_handle: str
    from_name: str
    to_handle: str
    to_name: str
