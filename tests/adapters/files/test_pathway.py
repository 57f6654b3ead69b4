"""The pathway file: a setting that cannot work is refused when it is loaded, by name."""

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from adapters.files.pathway import RULES, read_pathway
from adapters.validation import Problem, Refused
from domain.pathway import Pathway, Role, Rung, TextRules, WhenUnstaffed
from tests.places import ROOT

STANDARD = ROOT / "pathways" / "standard.toml"
DAYS = 'days = ["mon", "tue", "wed", "thu", "fri"]'
SUCH_AS = "with its country code, such as +16175550123"
STAFFED = f"not on holidays (hospital file)\n{DAYS}\nopens = 08:00:00\n"
LINE_HOURS = f"never on holidays\n{DAYS}\nopens = 08:00:00\ncloses = 17:00:00\n"
CALL_REMINDERS = "remind_hours_before = [24, 4]"
LAST_RUNG = '{ role = "always_on", reply_minutes = 20 }'
RUNGS = """rungs = [
    { role = "case_manager", reply_minutes = 10 },
    { role = "supervisor", reply_minutes = 20 },
    { role = "always_on", reply_minutes = 20 },
]"""


def written(folder: Path, old: str, new: str) -> Path:
    """The standard pathway with one piece of its text replaced."""
    text = STANDARD.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is no longer once in {STANDARD.name}"
    path = folder / "changed.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def refused(path: Path) -> list[Problem]:
    """Everything that is wrong with a pathway."""
    with pytest.raises(Refused) as refusal:
        read_pathway(path)
    return list(refusal.value.problems)


def test_the_standard_pathway_reads() -> None:
    """What the project ships is sound, and every number in it arrives."""
    pathway = read_pathway(STANDARD)

    assert pathway.name == tomllib.loads(STANDARD.read_text(encoding="utf-8"))["name"]
    assert pathway.contact.when_unstaffed_high_risk is WhenUnstaffed.ON_CALL
    assert pathway.ladders.urgent.rungs[-1] == Rung(role=Role.ALWAYS_ON, reply_minutes=20)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("window_days = 30", "window_days = 0", "window_days"),
        ("window_days = 30", "window_days = 5", "visit.attended_day"),
        ("undo_minutes = 10", "undo_minutes = -1", "undo_minutes"),
        ("undo_minutes = 10", 'undo_minutes = "10"', "undo_minutes"),
        ('care = "+16175550100"', 'care = "617-555-0100"', "lines.care"),
        ('always_on = "+16175550199"', "", "lines.always_on"),
        ('always_on = "+16175550199"', 'always_on = "911"', "lines.always_on"),
        ('night = "+16175550150"', "", "lines.night"),
        ('night = "+16175550150"', 'night = "911"', "lines.night"),
        (LINE_HOURS, "", "lines.hours.days"),
        (LINE_HOURS, LINE_HOURS.replace('"fri"', '"mon"'), "lines.hours.days"),
        (LINE_HOURS, LINE_HOURS.replace("opens = 08", "opens = 18"), "lines.hours.opens"),
        (STAFFED, STAFFED.replace(DAYS, "days = []"), "staffed.days"),
        (STAFFED, STAFFED.replace(DAYS, 'days = ["Monday"]'), "staffed.days"),
        (STAFFED, STAFFED.replace(DAYS, 'days = ["mon", "mon"]'), "staffed.days"),
        (STAFFED, STAFFED.replace("08:00:00", "17:00:00"), "staffed.opens"),
        (STAFFED, STAFFED.replace("08:00:00", "8"), "staffed.opens"),
        ("ends = 21:00:00", "ends = 07:00:00", "patient_hours.begins"),
        ("due_hours = 48", "due_hours = 0", "contact.due_hours"),
        ("due_hours = 48", "due_hours = 24", "contact.remind_hours_before"),
        (CALL_REMINDERS, "remind_hours_before = [4, 24]", "contact.remind_hours_before"),
        (CALL_REMINDERS, "remind_hours_before = [24, 0]", "contact.remind_hours_before"),
        ("before = [24]", "before = [72]", "reconciliation.remind_hours_before"),
        ("attempts_in_time = 2", "attempts_in_time = 5", "contact.attempts_in_time"),
        ("attempt_gap_hours = 4", "attempt_gap_hours = 0", "contact.attempt_gap_hours"),
        ('when_unstaffed = "next_staffed"', 'when_unstaffed = "later"', "contact.when_unstaffed"),
        ("offers = 3", "offers = 4", "visit.offers"),
        ("booked_day = 3", "booked_day = 8", "visit.booked_day"),
        ("reply_share = 0.25", "reply_share = 1.5", "vendors.reply_share"),
        ("reply_share = 0.25", "reply_share = 0.0", "vendors.reply_share"),
        ("reply_share = 0.25", "reply_share = nan", "vendors.reply_share"),
        ("reply_minutes_least = 15", "reply_minutes_least = 241", "vendors.reply_minutes_least"),
        ('urgent_items = ["wound vac"]', 'urgent_items = [""]', "equipment.urgent_items[0]"),
        (RUNGS, "rungs = []", "ladders.urgent.rungs"),
        (f"    {LAST_RUNG},\n", "", "ladders.urgent.rungs"),
        (LAST_RUNG, '{ role = "boss" }', "ladders.urgent.rungs[2]"),
        ('role = "always_on"', 'role = "patient"', "ladders.urgent.rungs[2].role"),
        ("ask_done_minutes = 1440", "ask_done_minutes = 0", "ladders.routine.ask_done_minutes"),
        ("gather_minutes = 60", "gather_minutes = -1", "intake.gather_minutes"),
        ("gather_minutes = 2 ", "gather_minutes = 61 ", "texts.gather_minutes"),
        ("list_minutes = 30", "list_minutes = 2", "texts.gather_minutes"),
        ("list_minutes = 30", "list_minutes = 0", "texts.list_minutes"),
        ("together = 3", "together = 4", "texts.together"),
        ("together = 3", "together = 0", "texts.together"),
        ("list_from = 2", "list_from = 1", "texts.list_from"),
        ("listed = 4", "listed = 5", "texts.listed"),
        ("resend_minutes = [5, 30]", "resend_minutes = [30, 5]", "texts.resend_minutes"),
        ("resend_minutes = [5, 30]", "resend_minutes = [0]", "texts.resend_minutes"),
        ("corrections = 3", "corrections = 0", "texts.corrections"),
        ("repeat_minutes = 10", "repeat_minutes = 0", "texts.repeat_minutes"),
        ("awake_minutes = 10", "awake_minutes = -1", "texts.awake_minutes"),
        ("fix_days = 7", "fix_days = 0", "texts.fix_days"),
        ("at = 10:00:00", "at = 07:59:00", "check_ins.at"),
        ("at = 10:00:00", "at = 21:00:00", "check_ins.at"),
        ("= [4, 10, 17, 24]", "= [4, 10, 10]", "check_ins.coordination_days"),
        ("= [4, 10, 17, 24]", "= [0, 4]", "check_ins.coordination_days"),
        ("= [4, 10, 17, 24]", "= [4, 31]", "check_ins.coordination_days"),
        ("coordination = [10]", "coordination = [31]", "check_ins.call_days_coordination"),
        ("management = [7, 14, 21]", "management = [7, 40]", "check_ins.call_days_case_management"),
        ("21, 24, 26]", "24, 21]", "check_ins.case_management_days"),
        ("menu_minutes = 120", "menu_minutes = 0", "check_ins.menu_minutes"),
        ("case_management_per_week = 5", "case_management_per_week = 0", "texts.case_management_p"),
        ("[equipment]", "[equipmnt]", "equipmnt"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_name(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    """One wrong setting, and its name is the first thing the refusal says."""
    problems = refused(written(tmp_path, old, new))

    assert problems[0].field.startswith(field)
    assert len({problem.field.split(".")[0].split("[")[0] for problem in problems}) <= 2


@pytest.mark.parametrize(
    ("left_out", "old", "new"),
    [
        ("gather_minutes = 2 ", "list_minutes = 30", "list_minutes = 1"),
        ("list_minutes = 30 ", "gather_minutes = 2 ", "gather_minutes = 45 "),
    ],
)
def test_what_is_left_out_must_fit_too(tmp_path: Path, left_out: str, old: str, new: str) -> None:
    """A number that a file leaves to its default is compared with what it says."""
    path = written(tmp_path, left_out, "#")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert [problem.field for problem in refused(path)] == ["texts.gather_minutes"]


def test_a_pathway_without_the_number_that_always_answers_is_refused(tmp_path: Path) -> None:
    """The last rung of the urgent ladder needs somebody who picks up at any hour."""
    (problem,) = refused(written(tmp_path, 'always_on = "+16175550199"', ""))

    assert str(problem) == (
        "lines.always_on: found nothing; "
        "expected a phone number with its country code, such as +16175550123"
    )


@pytest.mark.parametrize(
    ("row", "from_", "to", "reason"),
    [
        (
            "lines.hours",
            "[lines.hours] ",
            "[staffed] ",
            "days, opens and closes of the care line: no text names it while nobody answers there",
        ),
        (
            "lines.night",
            "night = ",
            "always_on",
            f"the number that answers a patient when the care line does not, {SUCH_AS}",
        ),
    ],
)
def test_a_pathway_whose_line_may_ring_unheard_is_refused(
    tmp_path: Path, row: str, from_: str, to: str, reason: str
) -> None:
    """Without the line's hours, or a number for all others, a text would name a dead line.

    The refusal names the file, the row, and what it is for.
    """
    text = STANDARD.read_text(encoding="utf-8")
    begin = text.index(f"\n{from_}") + 1
    path = tmp_path / "dead.toml"
    path.write_text(text[:begin] + text[text.index(to, begin) :], encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        read_pathway(path)
    said = f"  {row}: found nothing; expected {reason}"
    assert str(refusal.value).splitlines() == [f"{path} is refused:", said]


def test_a_phone_that_nobody_asked_anything_keeps_the_pace_of_the_sample() -> None:
    """What a text is answered by before any prompt came is what the shipped file says."""
    shipped = tomllib.loads(STANDARD.read_text(encoding="utf-8"))["texts"]
    assert set(shipped) == {each.name for each in fields(TextRules)}
    assert read_pathway(STANDARD).texts == TextRules()


def test_hours_that_end_at_midnight_end_with_the_day(tmp_path: Path) -> None:
    """00:00 as an end is the end of the day, and not before its beginning."""
    path = tmp_path / "open.toml"
    text = STANDARD.read_text(encoding="utf-8").replace("closes = 17:00:00", "closes = 00:00:00")
    path.write_text(text, encoding="utf-8")
    found = read_pathway(path)
    assert (found.staffed.closes.hour, found.lines.hours.closes.hour) == (0, 0)


def test_what_is_not_toml_is_refused_with_its_place(tmp_path: Path) -> None:
    """A slip in the file's syntax says on which line."""
    (problem,) = refused(written(tmp_path, "window_days = 30", "window_days 30"))
    assert "line 4" in problem.found


def test_a_file_that_is_not_there_is_refused_like_any_other(tmp_path: Path) -> None:
    """A wrong path is a refusal that names it, and not a traceback."""
    (problem,) = refused(tmp_path / "nothing.toml")
    assert "nothing.toml" in problem.found


def test_a_copy_reads_like_the_original(tmp_path: Path) -> None:
    """Where the file stands changes nothing."""
    copy = shutil.copy(STANDARD, tmp_path / "copy.toml")
    assert read_pathway(Path(copy)) == read_pathway(STANDARD)


def _numbers(kind: Any, inside: str = "") -> Iterator[str]:
    """Each field of the pathway that holds numbers, as its rules name it."""
    hints = get_type_hints(kind)
    for one in fields(kind):
        said, name = hints[one.name], f"{inside}{one.name}"
        several = get_origin(said) is tuple
        parts = [part for part in (said, *get_args(said)) if is_dataclass(part)]
        for part in parts:
            yield from _numbers(part, f"{name}[]." if several else f"{name}.")
        if not parts and {int, float} & {said, *get_args(said)}:
            yield name


def test_each_number_of_a_pathway_has_its_bounds() -> None:
    """A step's new number is no number that anything is taken for."""
    found = set(_numbers(Pathway))
    assert len(found) > len(fields(Pathway))
    assert found - RULES.keys() == set()
