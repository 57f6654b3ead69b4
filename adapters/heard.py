"""What a reader of the outside's formats makes of one message: events, or why there are none.

    Heard                    the message can be used, or is none of our business
    adapters.strict.Refused  it cannot be used; its problems name place, finding and expectation

`Refused` shows what was found: tell it on a command line only. `places` is what may be stored.
"""

from dataclasses import dataclass

from adapters.strict import Refused
from domain.hospital_events import HospitalEvent


@dataclass(frozen=True, kw_only=True)
class Heard:
    """The events of one message. Without any, `ignored` says why, without PHI.

    `doubts` names, without PHI, what was said and could not be used though the rest can: "PID-13:
    not a telephone number".
    """

    events: tuple[HospitalEvent, ...] = ()
    ignored: str = ""
    doubts: tuple[str, ...] = ()


def places(refused: Refused) -> str:
    """What is wrong, by place and expectation, without what was found: it may be PHI."""
    return "; ".join(
        f"{problem.field or 'the whole message'}: expected {problem.expected}"
        for problem in refused.problems
    )
