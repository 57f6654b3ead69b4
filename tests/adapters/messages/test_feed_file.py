"""The feed files: a hospital whose messages could not be read is refused before any comes."""

from pathlib import Path

import pytest

from adapters.files.hospital_reader import read_hospital
from adapters.messages.feed_file import read_feed, read_feeds
from adapters.validation import Refused
from domain.hospital.disposition import Route, route
from domain.hospital.events import PatientClass
from domain.hospital.feed import Acknowledge, Feeds
from tests.places import ROOT

FEEDS = ROOT / "feeds"
ER, FATHER, CONTROL = "admission_types.ER", "relationships.FA", "order_controls.X"
APPOINTMENT = "appointments.X"
LATE_BED, SETTLE = "census.late_bed_hours", "census.settle_hours"
MERCY = (FEEDS / "mercy-general.toml").read_text(encoding="utf-8")


def written(folder: Path, *changes: tuple[str, str], name: str = "mercy-general") -> Path:
    """Mercy General's feed with pieces of its text replaced, as another file."""
    text = MERCY
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} is no longer once in the file"
        text = text.replace(old, new)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> list[str]:
    """Every field that is wrong with one feed, or with a folder of them."""
    with pytest.raises(Refused) as refusal:
        read_feeds(path) if path.is_dir() else read_feed(path)
    return [problem.field for problem in refusal.value.problems]


def test_the_feeds_of_the_project_read() -> None:
    """What the project ships is sound, and every number in it arrives."""
    feed = read_feeds(FEEDS).of("mercy-general")
    assert feed is not None
    assert (feed.time_zone, feed.consent_on_file) == ("America/New_York", True)
    assert feed.patient_classes["OBSV"] == PatientClass.OBSERVATION
    assert feed.hl7.acknowledge is Acknowledge.ALWAYS_ACCEPT


def test_every_feed_fits_the_hospital_file() -> None:
    """Facilities, zones and clinics are those of the example; every disposition has a route."""
    hospital = read_hospital(ROOT / "examples" / "hospital.toml")
    zones = {facility.handle: facility.time_zone for facility in hospital.facilities}
    clinics = {clinic.handle for clinic in hospital.organisations}
    for feed in read_feeds(FEEDS).by_facility.values():
        assert zones[feed.facility] == feed.time_zone
        assert set(feed.clinics.values()) <= clinics
        assert Route.WORK_QUEUE not in {route(code).route for code in feed.dispositions.values()}


def test_a_message_finds_its_feed() -> None:
    """By its application and its facility; a stranger's finds none."""
    feeds = read_feeds(FEEDS)
    assert [
        found and found.facility
        for found in (
            feeds.speaking("MERCYRX", "MERCYGEN"),
            feeds.speaking("LKSEHR", "LAKESIDE"),
            feeds.speaking("LKSEHR", "MERCYGEN"),
        )
    ] == ["mercy-general", "lakeside", None]


def test_no_folder_and_no_file_are_no_feeds(tmp_path: Path) -> None:
    """A hospital that sends files alone needs none."""
    assert read_feeds(tmp_path / "nowhere") == read_feeds(tmp_path) == Feeds({})


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('facility = "mercy-general"', 'facility = "Mercy"', "facility"),
        ('facility = "mercy-general"', 'facility = "lakeside"', "facility"),
        ('"America/New_York" ', '"New York" ', "time_zone"),
        ("T00:00:00-04:00", "T00:00:00", "accept_from"),
        ('country = "US"', 'country = "usa"', "country"),
        ('country = "US"', "silence_reply_hours = 0", "silence_reply_hours"),
        ('country = "US"', "silence_reply_hours = 48", "silence_reply_hours"),
        ("[patient_classes]", "[census]\nlate_bed_hours = -1\n[patient_classes]", LATE_BED),
        (
            "[patient_classes]",
            "[census]\nsettle_hours = 0\n[patient_classes]",
            "census.settle_hours",
        ),
        ('country = "US"', "silence_day_begins = 7", "silence_day_begins"),
        ('country = "US"', "silence_day_begins = 19:00:00", "silence_day_begins"),
        ('country = "US"', "silence_day_ends = 06:00:00", "silence_day_begins"),
        ("consent_on_file = true", 'consent_on_file = "yes"', "consent_on_file"),
        ("consent_on_file = true", "consent = true", "consent"),
        ('"Left AMA" = "07"', '"Left AMA" = "7x"', "dispositions.Left AMA"),
        ('"Left AMA" = "07"', '"home" = "07"', "dispositions.home"),
        ('"Left AMA" = "07"', '"Left AMA" = 7', "dispositions.Left AMA"),
        ('"RIVFAM" = "riverside-family"', '"RIVFAM" = "Riverside"', "clinics.RIVFAM"),
        ('processing_ids = ["P"] ', "processing_ids = [] ", "hl7.processing_ids"),
        ('facilities = ["MERCYGEN"] ', 'facilities = [""] ', "hl7.facilities[0]"),
        ('patient_types = ["MR"] ', 'charset = "klingon" #', "hl7.charset"),
        ('patient_types = ["MR"] ', 'charset = "utf-16" #', "hl7.charset"),
        ('patient_types = ["MR"] ', 'charset = "hex" #', "hl7.charset"),
        ('patient_types = ["MR"] ', 'visit_fields = ["PV1.19"] #', "hl7.visit_fields[0]"),
        ('patient_types = ["MR"] ', "phone_fields = [] #", "hl7.phone_fields"),
        ('"OBSV" = "observation"', '"OBSV" = "obs"', "patient_classes.OBSV"),
        ('"OBSV" = "observation"', '"inpt" = "unsaid"', "patient_classes.INPT"),
        ("[patient_classes]", '[admission_types]\n"ER" = "E"\n[patient_classes]', ER),
        ("[patient_classes]", '[languages]\n"E" = "eng"\n[patient_classes]', "languages.E"),
        ("[patient_classes]", '[languages]\n"X" = "mis"\n[patient_classes]', "languages.X"),
        ("[patient_classes]", '[deaths]\n"DEAD" = "Y"\n[patient_classes]', "deaths.DEAD"),
        ("[patient_classes]", '[deaths]\n"DEAD" = true\n[patient_classes]', "deaths.DEAD"),
        ("[patient_classes]", '[deaths]\n"" = "died"\n[patient_classes]', "deaths."),
        ("[patient_classes]", '[relationships]\n"FA" = "dad"\n[patient_classes]', FATHER),
        ("[patient_classes]", '[orders]\n"D" = "O"\n[patient_classes]', "orders.D"),
        ("[patient_classes]", 'orders = "O"\n[patient_classes]', "clinics.orders"),
        ("[patient_classes]", '[order_controls]\n"X" = "on"\n[patient_classes]', CONTROL),
        ("[patient_classes]", '[appointments]\n"X" = "on"\n[patient_classes]', APPOINTMENT),
        ("[patient_classes]", "[sexes]\n[patient_classes]", "sexes"),
        ('processing_ids = ["P"] ', 'order_fields = ["ORC"] #', "hl7.order_fields[0]"),
        ('"always_accept" ', '"never" ', "hl7.acknowledge"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, old: str, new: str, field: str) -> None:
    """A setting that cannot work is refused by its name."""
    assert refused(written(tmp_path, (old, new))) == [field]


def beside(folder: Path, applications: str, facilities: str) -> Path:
    """Mercy General's feed and another that claims these."""
    written(folder)
    written(
        folder,
        ('facility = "mercy-general"', 'facility = "other"'),
        ('["MERCYADT", "MERCYSCH", "MERCYRX"]', applications),
        ('["MERCYGEN"]', facilities),
        name="other",
    )
    return folder


@pytest.mark.parametrize(
    ("applications", "facilities"),
    [
        ('["MERCYADT"]', '["MERCYGEN"]'),
        ("[]", "[]"),
        ('["MERCYADT", "OTHER"]', "[]"),
        ("[]", '["MERCYGEN"]'),
    ],
)
def test_two_feeds_never_claim_one_message(
    tmp_path: Path, applications: str, facilities: str
) -> None:
    """Nobody could say whose patient such a message is about."""
    assert refused(beside(tmp_path, applications, facilities)) == ["other: hl7"]


@pytest.mark.parametrize(
    ("applications", "facilities"), [('["OTHER"]', "[]"), ('["MERCYADT"]', '["OTHER"]')]
)
def test_feeds_share_an_application_or_a_facility(
    tmp_path: Path, applications: str, facilities: str
) -> None:
    """One of the two names is enough to tell them apart."""
    feeds = read_feeds(beside(tmp_path, applications, facilities))
    assert set(feeds.by_facility) == {"mercy-general", "other"}


def test_what_is_no_toml_is_refused(tmp_path: Path) -> None:
    """The whole file has one fault then."""
    (tmp_path / "x.toml").write_text("facility = ", encoding="utf-8")
    assert refused(tmp_path) == [""]
