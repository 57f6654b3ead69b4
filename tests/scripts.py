"""What hardly comes by chance on a walk: who answered what, in order."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.episode.facts import Asked, Person
from domain.pathway import Role
from domain.protocol.protocol import decide, steps
from tests.domain.plan.wandering import NAMES, Moment, first_facts, rich
from tests.domain.steps.test_tier import CALM

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


def silent_moment(home: datetime) -> Moment:
    """Of whom nothing is heard after three check-ins, three weeks after they went home."""
    stay = {"discharged_at": home, "admitted_at": home - timedelta(days=2)}
    calm = first_facts(replace(CALM, **stay, patient=rich(home).patient), home)  # type: ignore[arg-type]
    patient = Person(handle="patient", name=NAMES[Role.PATIENT], role=Role.PATIENT)
    asked = tuple(
        Asked(
            question=f"check_in/ask/{day}",
            kind="check_in",
            to=Role.PATIENT,
            person=patient,
            at=home + timedelta(days=day),
        )
        for day in calm.pathway.check_ins.coordination_days[:3]
    )
    facts, now = replace(calm, asked=asked), home + timedelta(days=20)
    return Moment(facts=facts, now=now, decisions={s: decide(s, facts, now) for s in steps(facts)})
