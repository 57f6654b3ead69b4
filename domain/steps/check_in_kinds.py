"""What check-ins ask, and of whom: by name, with what may be answered."""

from domain.asking.choices import Value
from domain.asking.kind import Kind, OnCard

NAME = "check_in"

CHECK_IN = Kind("check_in", Value.FINE, Value.NOT_FINE, families=True)
STILL = Kind("still", Value.FINE, Value.NOT_FINE, nine=Value.NO_MORE_CHECK_INS, families=True)
CHECK_IN_MENU = Kind(
    "check_in_menu",
    Value.SYMPTOMS,
    Value.MEDICINES,
    Value.FOLLOW_UP,
    Value.RIDE,
    Value.EQUIPMENT,
    Value.OTHER,
    first=3,
    families=True,
)
"""Its digits are none of the check-in's: a late one never means the opposite."""
CHECK_IN_CALL = Kind(
    "check_in_call",
    Value.FINE,
    Value.PROBLEM,
    Value.NOT_REACHED,
    Value.NO_MORE_CHECK_INS,
    on_card=(OnCard.WORDS,),
)
"""By phone, of whom nobody may text."""
SILENT = Kind(
    "silent",
    Value.GO_ON,
    Value.NO_MORE_CHECK_INS,
    Value.NOT_REACHED,
    Value.PROBLEM,
    on_card=(OnCard.WORDS,),
)
"""After check-ins that nobody answered."""
CALL_BACK = Kind(
    "call_back",
    Value.SETTLED,
    Value.PROBLEM,
    Value.NOT_REACHED,
    Value.NEEDS_CASE_MANAGER,
    on_card=(OnCard.WORDS,),
)
