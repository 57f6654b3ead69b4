"""What a coded word of a hospital means: by its own table, else by the standard's.

Every table has one shape: the hospital's word, case and spaces ignored, and one of a few meanings.
"" is a field that is blank; `UNSAID` a word that says nothing ("U", "N/A"). What is in neither
table nobody knows: who asked makes a doubt of it.
"""

from collections.abc import Iterable, Iterator, Mapping

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
    CAREGIVER: "cgv caregiver care_giver carer primary_caregiver",
    EMERGENCY_CONTACT: "emc ec ecp ep cp econ emergency emergency_contact emergency_contact_person"
    " contact contact_person",
    SPOUSE: "spo sps spouse wife husband husb dom dompart domestic_partner life_partner partner"
    " significant_other sigothr fiance fiancee girlfriend boyfriend civil_union",
    CHILD: "chd nch sch fch dep child daughter son dau dauc sonc nchild chldadopt dauadopt sonadopt"
    " chldfost daufost sonfost stpchld stpdau stpson natural_child adopted_child foster_child"
    " handicapped_dependent adult_child",
    GUARDIAN: "grd guard guardian legal_guardian court_appointed_guardian conservator"
    " power_of_attorney poa powatt dpowatt hpowatt spowatt health_care_proxy healthcare_proxy"
    " health_care_agent healthcare_agent",
    PARENT: "par prn parent mth mother mom fth father dad nprn nmth nfth nmthf nfthf gestm adoptp"
    " prnfost mthfost fthfost stpprn stpmth stpfth natural_mother natural_father",
    SIBLING: "sib sibling sis sister bro brother nsib nsis nbro hsib hsis hbro stpsib stpsis stpbro"
    " twin twinsis twinbro ftwin ftwinsis ftwinbro itwin itwinsis itwinbro half_sister"
    " half_brother",
    RELATIVE: "gch grandchild grndchild grnddau grndson grp grandparent grprn grmth grfth mgrmth"
    " mgrfth pgrmth pgrfth mgrprn pgrprn ggrprn ggrmth ggrfth great_grandparent exf ext"
    " extended_family fammemb family family_member aunt maunt paunt uncle muncle puncle niece"
    " nephew nieneph cousin cousn mcousn pcousn inlaw chldinlaw dauinlaw soninlaw prninlaw"
    " mthinlaw fthinlaw sibinlaw sisinlaw broinlaw fmrsps former_spouse ex_spouse ex_wife"
    " ex_husband nok next_of_kin relative other_relative",
    FRIEND: "fnd frnd friend nbor neighbor neighbour room roommate oad other_adult asc associate"
    " acquaintance",
    NOBODY: "sel self oneself patient emr employer eme employee own owner tra trainer mgr manager"
    " non none wrd ward_of_court pr federal_agency insurance_company state_agency",
    UNSAID: "oth other unk unknown bp billing_contact_person",
}
_BY_BLOOD = {
    "daughter son child": (CHILD, RELATIVE),
    "mother father parent": (PARENT, RELATIVE),
    "sister brother sibling": (SIBLING, RELATIVE),
}
"""Who may be a step or foster one, and who is in law, or by a generation away, a relative."""


def _relationships() -> Iterator[tuple[str, str]]:
    for kin, words in _RELATIVES.items():
        for word in words.split():
            yield from ((word.replace("_", between), kin) for between in (" ", "-"))
    for words, (near, far) in _BY_BLOOD.items():
        for word in words.split():
            for joint in ("", " ", "-"):
                yield from ((f"{how}{joint}{word}", near) for how in ("step", "foster"))
                yield f"grand{joint}{word}", far
            yield from ((f"{word}{joint}in{joint}law", far) for joint in (" ", "-"))


RELATIONSHIPS = dict(_relationships())
"""NK1-3, NK1-7, Patient.contact.relationship: table 0063, words of 0131, v3 RoleCode, and as they
are typed."""
OF_A_CONTACT = {
    **dict.fromkeys(("e", "f", "i", "s"), NOBODY),
    "c": EMERGENCY_CONTACT,
    "n": RELATIVE,
    **dict.fromkeys(("o", "u"), UNSAID),
}
"""Letters of table 0131 alone: elsewhere an "F" may be a father, a "C" a child, an "S" a son."""

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


def clinic(names: Iterable[str], own: Mapping[str, str]) -> str | None:
    """The handle of the first name of a clinic of ours; UNSAID of one that the feed says is none.

    None when the feed knows none of them.
    """
    known = [meaning([name], own, {}) for name in names]
    ours = (one for one in known if one and one != UNSAID)
    return next(ours, UNSAID if UNSAID in known else None)


def folded(word: str) -> str:
    """A word as tables compare it."""
    return " ".join(word.casefold().split())
