"""What came with a text beside its words: pictures, and what only a phone can play or open."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 10
"""No carrier brings more with one text."""
_IMAGE = "image/"


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """`id` is the carrier's and `kind` a media type; each is empty where the carrier told none."""

    id: str = ""
    kind: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it is one, as far as is known."""
        return not self.kind or self.kind.startswith(_IMAGE)


def in_words(attached: Iterable[Attachment]) -> str:
    """Say what was sent: "a picture", "2 pictures and an attachment"; empty for nothing."""
    pictures = [one.is_picture for one in attached]
    counted = ((sum(pictures), "a picture"), (pictures.count(False), "an attachment"))
    return " and ".join(_counted(count, one) for count, one in counted if count)


def _counted(count: int, one: str) -> str:
    return one if count == 1 else f"{count} {one.partition(' ')[2]}s"
