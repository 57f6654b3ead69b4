"""What a reader of the outside's formats makes of one message: events, or why there are none.

    Parsed                   the message can be used, or is none of our business
    adapters.validation.Refused  it cannot be used; its problems name place, finding and expectation

`Refused` shows what was found: tell it on a command line only. `places` is what may be stored.
"""

import re
from dataclasses import dataclass

from adapters.validation import Problem, Refused
from domain.hospital.events import HospitalEvent


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """The events of one message. Without any, `ignored` says why, without PHI.

    `doubts` names, without PHI, what was said and could not be used though the rest can: "PID-13:
    not a telephone number". `aside` is what could not be used at all and a person must look at,
    though the rest is used: somebody else's stay in the same body. `missing` is what a discharge
    lacks that is taken all the same, for its sender and for a person. `records` are the hospital's
    numbers of which it says what only a person can follow (`for_a_person`); where `always`, also
    if nobody of these numbers has an episode.
    """

    events: tuple[HospitalEvent, ...] = ()
    ignored: str = ""
    doubts: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    missing: tuple[Problem, ...] = ()
    for_a_person: str = ""
    records: tuple[str, ...] = ()
    always: bool = False


MOST_DIAGNOSES = 100
MOST_EQUIPMENT = 50
"""What one account may list: it goes into payloads of Temporal's, which are bounded. Nobody takes
as much; a body that lists more is wrong, and its first ones are kept with a doubt."""

_A_FIELD = re.compile(r"[A-Za-z0-9_.$\[\]^-]{1,120}")


def places(refused: Refused) -> str:
    """What is wrong, by place and expectation, without what was found: it may be PHI."""
    return "; ".join(placed(problem) for problem in refused.problems)


def placed(problem: Problem) -> str:
    """One thing that is wrong, by place and expectation."""
    return f"{_place(problem)}: expected {problem.expected}"


def _place(problem: Problem) -> str:
    """The field; what does not look like the name of one may be somebody's."""
    if not problem.field:
        return "the whole message"
    return problem.field if _A_FIELD.fullmatch(problem.field) else "a field of no such name"
