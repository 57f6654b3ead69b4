"""What a coded word of a hospital means: by its own table, else by the standard's.

Every table has one shape: the hospital's word, case and spaces ignored, and one of a few meanings.
"" is a field that is blank; `UNSAID` a word that says nothing ("U", "N/A"). What is in neither
table nobody knows: who asked makes a doubt of it.
"""

from collections.abc import Iterable, Mapping

from domain.hospital.events import AppointmentStatus, PatientClass

UNSAID = "unsaid"
"""Of a word that every table may hold: as if the field were blank."""

DIED, ALIVE = "died", "alive"
DEATHS = {
    **dict.fromkeys(("y", "yes", "1", "t", "true"), DIED),
    **dict.fromkeys(("n", "no", "0", "f", "false"), ALIVE),
}
"""PID-30 (table 0136), deceasedBoolean. No word more is guessed at, however plain: who sends
"deceased" may send "deceased: no" as well."""

CLASSES: dict[str, str] = {
    **dict.fromkeys(("i", "b", "inpatient", "imp", "acute", "nonac"), PatientClass.INPATIENT),
    **dict.fromkeys(("obs", "obsenc", "observation"), PatientClass.OBSERVATION),
    **dict.fromkeys(("e", "emer", "emergency"), PatientClass.EMERGENCY),
    **dict.fromkeys(("o", "r", "outpatient", "amb", "vr", "hh", "fld"), PatientClass.OUTPATIENT),
    **dict.fromkeys(("ss", "prenc"), PatientClass.OUTPATIENT),
    **dict.fromkeys(("p", "u", "c"), PatientClass.UNKNOWN),
    "n": UNSAID,
}
"""PV1-2 (table 0004) and Encounter.class (v3 ActEncounterCode). A preadmission is no class of stay;
N is "not applicable"."""

CAREGIVER, EMERGENCY_CONTACT, SPOUSE, CHILD = "caregiver", "emergency_contact", "spouse", "child"
GUARDIAN, PARENT, SIBLING, RELATIVE = "guardian", "parent", "sibling", "relative"
FRIEND, NOBODY = "friend", "nobody"
LIKELIEST = (CAREGIVER, EMERGENCY_CONTACT, SPOUSE, CHILD, GUARDIAN, PARENT, SIBLING, RELATIVE,
             FRIEND)  # fmt: skip
"""Who of several is taken for the caregiver, the likeliest first."""
_RELATIVES = {
    CAREGIVER: "cgv|caregiver|care giver",
    EMERGENCY_CONTACT: "emc|ec|ecp|ep|cp|c|emergency|emergency contact|emergency contact person",
    SPOUSE: "spo|sps|spouse|wife|husband|husb|dom|dompart|domestic partner|life partner|partner"
    "|significant other|sigothr",
    CHILD: "chd|nch|sch|fch|dep|child|chldinlaw|dau|dauc|daughter|son|sonc|stepchild|step child",
    GUARDIAN: "grd|guard|guardian|legal guardian",
    PARENT: "par|prn|parent|mth|mother|fth|father",
    SIBLING: "sib|sibling|sis|sister|bro|brother",
    RELATIVE: "gch|grandchild|grndchild|grp|grandparent|grprn|exf|ext|extended family|fammemb"
    "|family member|aunt|uncle|niece|nephew|cousin|relative|other relative",
    FRIEND: "fnd|frnd|friend|nbor|neighbor|room|roommate|oad|other adult|asc|n|next of kin",
    NOBODY: "sel|self|patient|emr|employer|eme|own|tra|mgr|non|none|wrd|federal agency"
    "|insurance company|state agency",
}
RELATIONSHIPS = {word: kin for kin, words in _RELATIVES.items() for word in words.split("|")}
"""NK1-3, NK1-7, Patient.contact.relationship (table 0063, words of 0131, v3 RoleCode)."""
OF_A_CONTACT = dict.fromkeys(("e", "f", "i", "s"), NOBODY)
"""Letters of table 0131 alone: elsewhere an "F" may be a father, an "S" a son."""

ADMISSION_TYPES = {
    **dict.fromkeys(("e", "1", "emergency", "a", "em"), "emergency"),
    **dict.fromkeys(("u", "2", "urgent", "l", "ur"), "urgent"),
    **dict.fromkeys(("c", "r", "3", "elective", "el"), "elective"),
    **dict.fromkeys(("n", "4", "newborn"), "newborn"),
    **dict.fromkeys(("5", "trauma"), "trauma"),
    "9": UNSAID,
}
"""PV1-4 (table 0007, NUBC form locator 14), v3 ActPriority. An accident is unplanned, but names no
trauma center; a 9 is "information not available"."""

HOME, WARD = "home", "ward"
ORDERS = {"o": HOME, "i": WARD}
"""ORC-29 (table 0482): whether an order is for the way home. Silence says neither."""

ACTIVE, ENDED = "active", "ended"
ORDER_CONTROLS = {
    **dict.fromkeys(("", "nw", "ok", "re", "ro", "rp", "xo", "xr", "xx", "sc", "sn"), ACTIVE),
    **dict.fromkeys(("na", "sr", "ss", "pa", "ch", "rf", "af", "rl", "oe", "or"), ACTIVE),
    **dict.fromkeys(("ca", "oc", "cr", "dc", "od", "dr", "hd", "oh", "hr", "ua", "uc"), ENDED),
}
"""ORC-1 (table 0119): whether an order stands, or was cancelled, discontinued or held."""

PENDING = "pending"
APPOINTMENTS: dict[str, str] = {
    **dict.fromkeys(("booked", "started", "overbook", "blocked"), UNSAID),
    **dict.fromkeys(("pending", "waitlist"), PENDING),
    "complete": AppointmentStatus.KEPT,
    **dict.fromkeys(("cancelled", "canceled", "deleted", "dced"), AppointmentStatus.CANCELLED),
    **dict.fromkeys(("noshow", "no show"), AppointmentStatus.MISSED),
}
"""SCH-25 (table 0278) of a booking or a change, where it says more than the trigger does."""


def meaning(said: Iterable[str], own: Mapping[str, str], standard: Mapping[str, str]) -> str | None:
    """What the first word that is known means, by the hospital's table, then by the standard's.

    None when nobody knows any of them.
    """
    words = [folded(word) for word in said]
    theirs = {folded(word): meant for word, meant in own.items()}
    found = (table[word] for table in (theirs, standard) for word in words if word in table)
    return next(found, None)


def folded(word: str) -> str:
    """A word as tables compare it."""
    return " ".join(word.casefold().split())
