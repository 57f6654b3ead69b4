"""What people do in the steps that a story is not about: each is asked, answers, and is thanked."""

from tests.stories.cards import SETTLES

BY_THEMSELVES: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "contact": (
        ("nurse", " CALL J.S.", "{code} 1"),
        ("nurse", "saved: J.S. call", None),
    ),
    "visit": (
        *(("patient", f"Reply 1 {day}", "3") for day in ("Mon", "Tue", "Wed", "Thu", "Fri")),
        ("patient", "our visit", None),
        ("nurse", "attended?", "{code} 1"),
        ("nurse", "1 came 2 no-show", "{code} 1"),
        ("nurse", "saved: J.S. visit", None),
    ),
    "reconciliation": (
        ("nurse", "MEDS", SETTLES),
        ("nurse", "saved: J.S. meds", None),
    ),
}
"""By step: whose phone, a word of the text, and the answer; of three slots the last is taken."""
