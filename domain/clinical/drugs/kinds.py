"""In which ways two drug lists differ, and how dangerous a difference is."""

from enum import StrEnum

from domain.words.phrasebook import phrase


class DifferenceKind(StrEnum):
    """What differs; within one danger they are shown in this order."""

    TAKEN_DAILY = "taken_daily"
    INSULIN = "insulin"
    CONCENTRATION = "concentration"
    INGREDIENT = "ingredient"
    UNIT = "unit"
    DOSE = "dose"
    FREQUENCY = "frequency"
    RELEASE = "release"
    DUPLICATION = "duplication"
    OMISSION = "omission"
    ADDITION = "addition"
    ROUTE = "route"
    FORM = "form"
    STRENGTH = "strength"
    NOT_COMPARABLE = "not_comparable"
    OTHER_STRENGTH = "other_strength"
    OTHER_CODE = "other_code"

    @property
    def words(self) -> str:
        """For people."""
        return phrase(f"difference_kinds.{self.value}")


class Danger(StrEnum):
    """How much harm a difference may do, the deadliest first."""

    DEADLY = "deadly"
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    LEAST = "least"
