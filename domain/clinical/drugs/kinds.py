"""In which ways two drug lists differ, and how dangerous a difference is."""

from enum import StrEnum


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
        return _TITLES.get(self, self.value)


class Danger(StrEnum):
    """How much harm a difference may do, the deadliest first."""

    DEADLY = "deadly"
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    LEAST = "least"


_TITLES = {
    DifferenceKind.TAKEN_DAILY: "taken every day",
    DifferenceKind.INSULIN: "type of insulin",
    DifferenceKind.INGREDIENT: "other drug",
    DifferenceKind.NOT_COMPARABLE: "not comparable",
    DifferenceKind.OTHER_STRENGTH: "other strength, same dose",
    DifferenceKind.OTHER_CODE: "other code, same drug",
}
