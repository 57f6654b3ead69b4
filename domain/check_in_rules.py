"""The pathway's rules for check-ins: how often somebody is asked how they are, and of silence."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, kw_only=True)
class CheckInRules:
    """How somebody is: asked `at` on days from D, by tier; by phone, where nobody may be texted.

    It waits, `pause_hours` at most, while another step asks the family and after they wrote. Who
    does not say within `menu_minutes` what is wrong is called, so many days later at most.

    One is silent after `silent_hours` without a word. So many in a row bring, in case management, a
    nurse's call, unless somebody spoke with them in `spoken_days`; it is due that day where
    `silent_call_hours` of it are staffed, else on the next. In coordination they bring one last
    question.
    """

    pause_hours: int = 24
    at: time = time(10)
    coordination_days: tuple[int, ...] = (4, 10, 17, 24)
    case_management_days: tuple[int, ...] = (2, 4, 7, 10, 14, 17, 21, 24, 26)
    call_days_coordination: tuple[int, ...] = (10,)
    call_days_case_management: tuple[int, ...] = (7, 14, 21)
    texted_days: int = 3
    menu_minutes: int = 120
    call_back_business_days: int = 1
    silent_hours: int = 24
    silent_case_management: int = 2
    silent_coordination: int = 3
    spoken_days: int = 3
    silent_call_hours: int = 2
