"""Zone words behind a time are read, or asked about; words of a note are none."""

from datetime import datetime

import pytest

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.steps.catalogue import kinds
from domain.steps.contact import CALL
from domain.steps.visit_course import BOOK_VISIT
from domain.steps.visit_slots import SLOT_OFFER
from domain.texting.reply_grammar import Chosen, Incomplete, choose
from domain.texting.slots import agrees, named
from domain.time.dates import looks_like_an_instant, read_instant
from domain.time.soon import read_soon

NEW_YORK, CHICAGO = "America/New_York", "America/Chicago"
DENVER, PHOENIX = "America/Denver", "America/Phoenix"
NOVEMBER = datetime.fromisoformat("2026-11-27T10:00:00-05:00")
JULY = datetime.fromisoformat("2026-07-10T10:00:00-04:00")
SLOTS = SLOT_OFFER.choices
OFFERED = (
    (Value.SLOT_1, datetime.fromisoformat("2026-12-01T14:30:00-06:00")),
    (Value.SLOT_2, datetime.fromisoformat("2026-12-02T15:30:00-06:00")),
)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("mon 11/30 2:30p CT", "15:30"),
        ("mon 11/30 2:30p central time", "15:30"),
        ("mon 11/30 2:30p, central", "15:30"),
        ("2:30 pm CST on mon 11/30", "15:30"),
        ("2:30p mon 11/30 CT", "15:30"),
        ("2:30p CT mon 11/30 CT", "15:30"),
        ("mon 2:30p C.T.", "15:30"),
        ("mon 14:30 ct", "15:30"),
        ("mon 2:30p (pacific)", "17:30"),
        ("mon 2:30p pst", "17:30"),
        ("mon 2:30p PT", "17:30"),
        ("mon 2:30p west coast time", "17:30"),
        ("mon 2:30p MT", "16:30"),
        ("mon 2:30p Arizona time", "16:30"),
        ("mon 2:30p AZ time", "16:30"),
        ("mon 2:30p eastern", "14:30"),
        ("mon 2:30p EST", "14:30"),
        ("mon 2:30p eastern standard time", "14:30"),
        ("mon 2:30p my time", "14:30"),
        ("lun 2:30pm hora del este", "14:30"),
        ("lun 2:30pm hora del centro", "15:30"),
        ("lun 2:30pm hora central", "15:30"),
        ("lun 2:30pm hora del pacífico", "17:30"),
        ("lun 2:30pm hora de la montaña", "16:30"),
        ("lun 2:30pm mi hora", "14:30"),
        ("mon noon central", "13:00"),
        ("mon 2:30p - CT", "15:30"),
        ("mon 2:30p [CT]", "15:30"),
        ("mon 2:30p *CT*", "15:30"),
        ("mon 2:30p; CT", "15:30"),
        ("mon 2:30p. CT", "15:30"),
        ("mon 2:30p that's CT", "15:30"),
        ("mon 2:30p which is central time", "15:30"),
        ("mon 2:30p time zone central", "15:30"),
        ("mon 2:30p tz: CT", "15:30"),
        ('mon 2:30p "CT"', "15:30"),
        ("mon 2:30p 'central'", "15:30"),
        ("lun 2:30pm tiempo central", "15:30"),
        ("lun 2:30pm zona del este", "14:30"),
        ("lun 2:30pm del pacifico", "17:30"),
        ("lun 2:30pm hora del Atlántico", "13:30"),
    ],
)
def test_a_zone_behind_a_time_counts(said: str, at: str) -> None:
    """The wall time is one of the zone that was said, shown on the reader's own clocks."""
    found = read_instant(said, now=NOVEMBER, zone=NEW_YORK, past=False)
    assert found is not None
    assert found.at.isoformat() == f"2026-11-30T{at}:00-05:00"
    assert (found.consumed, found.zoned) == (len(said), True)


@pytest.mark.parametrize(
    ("said", "zone", "at"),
    [
        ("tue 2:30p guam time", NEW_YORK, "2026-11-30T23:30:00-05:00"),
        ("tue 2:30p ChST", "Pacific/Honolulu", "2026-11-30T18:30:00-10:00"),
        ("mon 2:30p Hawaii", "Pacific/Honolulu", "2026-11-30T14:30:00-10:00"),
        ("mon 2:30p ET", "Pacific/Guam", "2026-12-01T05:30:00+10:00"),
        ("mon 2:30p AST", "America/Puerto_Rico", "2026-11-30T14:30:00-04:00"),
        ("mon 2:30p ET", "America/Puerto_Rico", "2026-11-30T15:30:00-04:00"),
        ("mon 2:30p Arizona", PHOENIX, "2026-11-30T14:30:00-07:00"),
        ("mon 2:30p Denver", PHOENIX, "2026-11-30T14:30:00-07:00"),
    ],
)
def test_the_far_zones(said: str, zone: str, at: str) -> None:
    """Guam's day is another one; a place that shows the same time is no contradiction."""
    found = read_instant(said, now=NOVEMBER, zone=zone, past=False)
    assert found is not None
    assert found.at.isoformat() == at


@pytest.mark.parametrize(
    "said",
    [
        "mon 2:30p BST",
        "mon 2:30p GMT",
        "mon 2:30p florida time",
        "mon 2:30p their time",
        "mon 2:30p the patient's time",
        "mon 2:30p patient's time",
        "mon 2:30p local time",
        "lun 2:30pm hora local",
        "lun 2:30pm su hora",
        "mon 2:30p EDT",
        "mon 2:30p eastern daylight time",
        "mon 2:30p CT ET",
        "mon 2:30p CT/ET",
        "mon 2:30p CT (3:30p ET)",
        "mon 2:30p CT or ET",
        "2:30p CT mon ET",
        "mon 2:30pCT",
        "mon 2:30p/CT",
        "mon 2:30p pt's time",
        "mon 2:30p Hawaii",
        "mon 2:30p in Texas",
        "mon 2:30p Houston",
        "mon 2:30p, TX",
        "mon 2:30p Guam",
        "mon 2:30p local",
        "mon 2:30p there",
        "mon 2:30p C",
        "mon 2:30p -0500",
        "mon 14:30 Z",
        "mon 2p EST5EDT",
        "mon 2p America/Chicago",
        "lun 2:30pm de alla",
        "mon 2:30p Dallas office",
        "mon 2:30p clinic says CT",
        "mon 2:30p w/ Dr Lee, that's central time",
        "mon 2:30p at the clinic, times are MT",
        "lun 2:30pm con la Dra. Lee, hora central",
        *("mon 14:00 hrs CT", "mon 2:30p mtn", "mon 2:30p mtn time", "mon 2:30p ctz"),
        *("mon 2:30p cental", "mon 2:30p centrl time", "mon 2:30p easten", "mon 2:30p pacfic"),
        *("mon 2:30p moutain std", "mon 2:30p local to pt", "mon 2:30p clinic local"),
        *("mon 2:30p their zone", "mon 2:30p pt's clock", "mon 2:30p where pt lives"),
        *("mon 2:30p one hour behind", "mon 2:30p, 2 hrs ahead", "mon 2:30p (an hour behind)"),
        *("mon 2:30p which is 3:30 ours", "mon 2:30p = 3:30p for me", "mon 2:30p Newfoundland"),
        *("mon 2:30p CT/3:30 ET", "mon 2:30p ET/1:30 CT", "mon 2:30p Mtn. time", "mon 2:30p Cen"),
        *("mon 2:30p their CT", "mon 2:30p over there", "mon 2:30p for them", "mon 2:30p pac"),
        *("mon 2:30p Central Maine Heart", "mon 2:30p central florida heart", "mon 2:30p CT olive"),
        *("mon 2:30p Pacific Coast Cardiology", "mon 2:30p Atlantic Cardiology"),
        *("mon 2:30p CT visit", "mon 2:30p CT patient is ok", "mon 2:30p CST pt doing well"),
        *("mon 2:30p ht failure clinic", "mon 2:30p CT consult", "mon 2:30p CT care conf"),
        *("mon 2:30p CT 2nd floor", "mon 2:30p CT 11/30", "mon 2:30p CT clinic"),
        *("mon 2:30p El Paso time", "mon 2:30p New Orleans time", "mon 2:30p St. Louis time"),
        *(
            "mon 2:30p kansas city tz",
            "mon 2:30p Iowa",
            "mon 2:30p in Minnesota",
            "mon 2:30p, Boise",
        ),
        *(
            "mon 2:30p San Antonio office",
            "mon 2:30p C T",
            "mon 2:30p C S T",
            "mon 2:30p South Bend time",
        ),
        *("mon 2:30p mountain states", "mon 2:30p mt olive clinic", "mon 2:30p, central ortho"),
        *(
            "mon 2:30p w Dr Lee (CT)",
            "mon 2:30p Dr Lee at Riverside (central)",
        ),
        *("mon 2:30p w Dr Lee in LA", "mon 2:30p Dr Lee, Phoenix", "mon 2:30p Dr Lee - Houston"),
        *("mon 2:30p cntrl", "mon 2:30p PHX", "mon 2:30p w Dr Lee, PHX", "mon 2:30p dfw office"),
        *("lun 2:30pm con Dra Lee en Denver", "mon 2:30p Dr Lee [PST]", "mon 2:30p in la"),
    ],
)
def test_a_zone_that_nobody_can_tell_is_asked_about(said: str) -> None:
    """Unknown, two at once, or not in force then: no time is read, and somebody asks."""
    assert read_instant(said, now=NOVEMBER, zone=NEW_YORK, past=False) is None
    assert looks_like_an_instant(said)
    assert isinstance(_choose(said, BOOK_VISIT), Incomplete)


@pytest.mark.parametrize(
    ("said", "zone", "at"),
    [
        ("mon 3p EST", NEW_YORK, "15:00:00-04:00"),
        ("mon 3p EST", CHICAGO, "14:00:00-05:00"),
        ("mon 3p PST", NEW_YORK, "18:00:00-04:00"),
        ("mon 3p CDT", CHICAGO, "15:00:00-05:00"),
        ("mon 3p MT", NEW_YORK, "17:00:00-04:00"),
        ("mon 3p MDT", NEW_YORK, "17:00:00-04:00"),
        ("mon 3p MST", DENVER, "15:00:00-06:00"),
        ("mon 3p MST", PHOENIX, "15:00:00-07:00"),
        ("mon 3p HST", NEW_YORK, "21:00:00-04:00"),
        ("mon 3p MST", NEW_YORK, None),
        ("mon 3p MT", PHOENIX, None),
    ],
)
def test_standard_time_in_summer(said: str, zone: str, at: str | None) -> None:
    """EST in July is what people say of Eastern time; MST may be Denver's or Arizona's."""
    found = read_instant(said, now=JULY, zone=zone, past=False)
    assert (found.at.isoformat() if found else None) == (at and f"2026-07-13T{at}")


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("sun 11/1 1:30a EST", "2026-11-01T01:30:00-05:00"),
        ("sun 11/1 1:30a EDT", "2026-11-01T01:30:00-04:00"),
        ("sun 11/1 1:30a eastern standard time", "2026-11-01T01:30:00-05:00"),
        ("sun 11/1 1:30a CST", "2026-11-01T02:30:00-05:00"),
        ("sun 11/1 12:30a EST", "2026-11-01T00:30:00-04:00"),
        ("sun 11/1 2:30a EST", "2026-11-01T02:30:00-05:00"),
        ("sun 3/14 2:30a ET", None),
        ("sun 3/14 2:30a CT", None),
        ("sun 3/14 2:30a AZ time", "2027-03-14T05:30:00-04:00"),
    ],
)
def test_on_the_nights_when_clocks_change(said: str, at: str | None) -> None:
    """Of a repeated hour the letters tell which; a skipped one is asked about, where it is."""
    now = datetime.fromisoformat("2026-10-31T12:00:00-04:00")
    found = read_instant(said, now=now, zone=NEW_YORK, past=False)
    assert (found.at.isoformat() if found else None) == at


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("8:50a pt doing well", "pt doing well"),
        ("8:50a PT said ok", "PT said ok"),
        ("8:50a pt/family ok", "pt/family ok"),
        ("8:50a ct scan done", "ct scan done"),
        ("8:50a CT chest neg", "CT chest neg"),
        ("8:50a et tube out", "et tube out"),
        ("8:50a central line flushed", "central line flushed"),
        ("8:50a est 20 min", "est 20 min"),
        ("8:50a ast 45", "ast 45"),
        ("8:50a left vm", "left vm"),
        ("8:50a first time", "first time"),
        ("8:50a Boston", "Boston"),
        ("8:50a Boston office", "Boston office"),
        ("8:50a Dr Houston", "Dr Houston"),
        ("8:50a Phoenix House", "Phoenix House"),
        ("8:50a after the CT", "after the CT"),
        ("8:50a central line is in", "central line is in"),
        ("8:50a it's time", "it's time"),
        ("8:50a pt. doing well", "pt. doing well"),
        ("8:50a - ct scan done", "- ct scan done"),
        ("8:50a. CT done", ". CT done"),
        ("8:50a mt. sinai", "mt. sinai"),
        ("8:50a pacific islander", "pacific islander"),
        ("8:50a, local pharmacy called", ", local pharmacy called"),
        ("8:50a there is pain", "there is pain"),
        ("8:50a - e visit", "- e visit"),
        ("8:50a in Texas with son", "in Texas with son"),
        ("8:50a -10 lbs", "-10 lbs"),
        ("8:50a next time call the wife", "next time call the wife"),
        ("8:50a CT-chest neg", "CT-chest neg"),
        ("8:50a will try 2 hours later", "will try 2 hours later"),
        ("8:50a local ER called back", "local ER called back"),
        ("8:50a where pt lives is cold", "where pt lives is cold"),
        ("8:50a hrs of sleep: 4", "hrs of sleep: 4"),
        ("8:50a rental walker came", "rental walker came"),
        ("8:50a West wing, on time", "West wing, on time"),
        ("8:50a Detroit", "Detroit"),
        ("8:50a St Louis University called", "St Louis University called"),
        ("8:50a c t scan", "c t scan"),
        ("8:50a her zone nurse called", "her zone nurse called"),
    ],
)
def test_words_of_a_note_are_no_zone(said: str, note: str) -> None:
    """PT is a patient, CT a scan, ET a tube, EST an estimate, when words follow that say so."""
    found = read_instant(said, now=NOVEMBER, zone=NEW_YORK, past=True)
    assert found is not None
    assert found.at.isoformat() == "2026-11-27T08:50:00-05:00"
    assert (said[found.consumed :].strip(), found.zoned) == (note, False)


@pytest.mark.parametrize(
    ("note", "zone"),
    [
        *(("CT surgery f/u", NEW_YORK), ("C.T. surgery", NEW_YORK), ("CT pelvis", NEW_YORK)),
        *(("CT w contrast", NEW_YORK), ("CT lung screening", NEW_YORK), ("CT/MRI", NEW_YORK)),
        *(("est care w/ Dr Lee", CHICAGO), ("est pt visit", CHICAGO), ("AST/ALT labs", NEW_YORK)),
        *(("HT/DM check", NEW_YORK), ("central valley clinic", NEW_YORK)),
        ("Eastern Medical Group", CHICAGO),
        *(("Dr Lee in Boston", NEW_YORK), ("w Dr Lee, NYC", NEW_YORK), ("Dr Phoenix", NEW_YORK)),
        *(("Dr Lee (CT scan first)", NEW_YORK), ("Dr Lee in Houston", CHICAGO)),
        *(("in LA Fitness plaza", NEW_YORK), ("Denver Health", NEW_YORK), ("Dr Dallas", NEW_YORK)),
    ],
)
def test_a_clinic_or_a_scan_moves_no_visit(note: str, zone: str) -> None:
    """Who sees the patient, and what for, stays in the note: the visit is on the reader's clock."""
    found = read_instant(f"mon 2:30p {note}", now=NOVEMBER, zone=zone, past=False)
    assert found is not None
    assert (found.at.strftime("%H:%M"), found.zoned) == ("14:30", False)
    assert f"mon 2:30p {note}"[found.consumed :].strip() == note


@pytest.mark.parametrize(
    "said",
    [
        *("mon 2:30p CT w/ Dr Lee", "mon 2:30p ct dr lee", "mon 2:30p central, Dr Lee"),
        *("mon 2:30p CT thx", "mon 2:30p CT with cardiology", "mon 2:30p CT at Riverside"),
        *("mon 2:30p CT for bp check", "2:30p CT on mon 11/30", "mon 2:30p CST pls confirm"),
    ],
)
def test_a_zone_counts_before_what_goes_on(said: str) -> None:
    """With whom, where and what for may follow a zone."""
    found = read_instant(said, now=NOVEMBER, zone=NEW_YORK, past=False)
    assert found is not None
    assert (found.at.strftime("%H:%M"), found.zoned) == ("15:30", True)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("1 4:50p CT", "2026-11-26T17:50:00-05:00"),
        ("1 8:50a ct", "2026-11-27T09:50:00-05:00"),
        ("1 yest 4:50p mountain", "2026-11-26T18:50:00-05:00"),
        ("4 no answer 8:02a central", "2026-11-27T09:02:00-05:00"),
        ("1 8:50a CT spoke with wife", "2026-11-27T09:50:00-05:00"),
        ("1 7a pst", "2026-11-27T10:00:00-05:00"),
    ],
)
def test_when_it_happened_is_said_with_its_zone(said: str, at: str) -> None:
    """A time behind an answer is one of its zone, and the answer remembers that one was said."""
    found = _choose(said, CALL)
    assert isinstance(found, Chosen)
    assert found.happened_at is not None
    assert (found.happened_at.isoformat(), found.zoned) == (at, True)


@pytest.mark.parametrize(
    "said",
    [
        *("1 8:50a BST", "1 8:50a her time", "1 yest 4p EDT", "1 8:50a Hawaii", "1 8:50a pt"),
        *("1 8:50a there", "1 8:50a spoke, he is on pacific time"),
    ],
)
def test_when_it_happened_in_an_unknown_zone_is_asked(said: str) -> None:
    """It is not recorded as of now, nor the zone put into the note."""
    assert _choose(said, CALL) is None


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("3p CT", "2026-11-27T16:00:00-05:00"),
        ("at 3 central", "2026-11-27T16:00:00-05:00"),
        ("tomorrow 9a ET", "2026-11-28T09:00:00-05:00"),
        ("tonight at 8 CT", "2026-11-27T21:00:00-05:00"),
        ("mon 8:30a pst", "2026-11-30T11:30:00-05:00"),
        ("noon mountain time", "2026-11-27T14:00:00-05:00"),
        ("3p my time", "2026-11-27T15:00:00-05:00"),
        ("3p BST", None),
        ("3p EDT", None),
        ("3p clinic time", None),
    ],
)
def test_a_reminder_is_wanted_in_a_zone(said: str, at: str | None) -> None:
    """SNOOZE reads zones as bookings do, and asks where it cannot."""
    found = read_soon(said, now=NOVEMBER, zone=NEW_YORK)
    assert (found.isoformat() if found else None) == at


@pytest.mark.parametrize(
    ("said", "slot"),
    [
        ("the 2:30 CT please", Value.SLOT_1),
        ("3:30 eastern", Value.SLOT_1),
        ("tuesday 3:30pm hora del este", Value.SLOT_1),
        ("4:30 ET", Value.SLOT_2),
        ("the 3:30", Value.SLOT_2),
        ("the 2:30 BST", None),
        ("the 2:30 ET", None),
    ],
)
def test_a_slot_is_named_in_a_zone(said: str, slot: Value | None) -> None:
    """A patient in Chicago who names the clinic's Eastern time means that slot, and no other."""
    found = named(said, SLOTS, OFFERED, now=NOVEMBER, zone=CHICAGO)
    assert (found.value if found else None) is slot


@pytest.mark.parametrize(
    ("note", "fits"),
    [("2:30p CT", True), ("3:30p ET", True), ("2:30p ET", False), ("2:30p BST", False)],
)
def test_a_time_behind_a_slot_agrees_in_its_zone(note: str, fits: bool) -> None:  # noqa: FBT001
    """The digit's own time in any zone says no more; another time contradicts."""
    assert agrees(note, SLOTS[0], OFFERED, now=NOVEMBER, zone=CHICAGO) is fits


def _choose(said: str, kind: Kind) -> Chosen | Incomplete | None:
    return choose(said, kinds()[kind].choices, now=NOVEMBER, zone=NEW_YORK)
