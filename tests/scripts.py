"""What hardly comes by chance on a walk: who answered what, in order."""

from domain.asking.choices import Value

_MEDICINES = (
    ("contact/call/1", Value.SPOKE_PROBLEM), ("contact/detail/1", Value.MEDICINES),
)  # fmt: skip
SCRIPTS = (
    (
        *((f"contact/call/{attempt}", Value.NO_ANSWER) for attempt in range(1, 5)),
        ("contact/caregiver/1", Value.NO_ANSWER),
        ("contact/late/1", Value.PASSED_ON),
        ("contact/late/2", Value.STOPPED),
    ),
    (("contact/call/1", Value.OTHER), ("contact/other/1", Value.DIED)),
    (("contact/call/1", Value.SPOKE_PROBLEM), ("needs/not_named/1", Value.NAMED)),
    *(
        (*_MEDICINES, ("medicines/meds_access/call-1", value))
        for value in (Value.COST, Value.SIDE_EFFECT)
    ),
    *(
        (("contact/call/1", Value.SPOKE_PROBLEM), ("contact/detail/1", kind))
        for kind in (
            Value.SYMPTOMS,
            Value.MEDICINES,
            Value.PLAN_UNCLEAR,
            Value.FOLLOW_UP,
            Value.RIDE,
            Value.NEEDS_AT_HOME,
        )
    ),
)
