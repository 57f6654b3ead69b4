"""What came with a text beside its words: pictures, and what only a phone can play or open."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.words.phrasebook import all_of, phrase

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
    every = [one.is_picture for one in attached]
    pictures, others = every.count(True), every.count(False)
    said = (
        phrase("attachments.pictures", count=pictures) if pictures else "",
        phrase("attachments.others", count=others) if others else "",
    )
    return all_of(*filter(None, said)) if every else ""
