"""TwiML as a phone hears it: what is said, and where a digit goes that is pressed meanwhile."""

from dataclasses import dataclass
from xml.etree import ElementTree as ET


@dataclass(frozen=True)
class Heard:
    """What one TwiML says, each thing once; `digits_to` is the action of its Gather.

    What follows a Gather is said where no digit comes: a phone of ours may always press one yet.
    """

    said: tuple[str, ...] = ()
    digits_to: str | None = None


class NotTwiml(ValueError):  # noqa: N818  # a fact
    """Nothing that a phone could say."""


def hear(twiml: str) -> Heard:
    """Read TwiML: Say, and a Gather with its Say; other verbs are silent. Raises NotTwiml."""
    try:
        response = ET.fromstring(twiml)  # noqa: S314  # of the one customer, on this machine
    except ET.ParseError as error:
        raise NotTwiml(str(error)) from error
    if response.tag != "Response":
        raise NotTwiml(response.tag)
    gather = response.find("Gather")
    return Heard(_said(response)) if gather is None else Heard(_said(gather), gather.get("action"))


def _said(verb: ET.Element) -> tuple[str, ...]:
    return tuple(" ".join("".join(say.itertext()).split()) for say in verb.findall("Say"))
