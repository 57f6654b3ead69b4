"""People are shown what is sealed in one place: no other code of theirs opens any."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house import files, name_of, tree
from tests.places import ROOT

FOR_PEOPLE = ("gateway", "cli", "operations", "local")
MACHINES = {
    "gateway/cards/sessions.py opens": "a cookie, which is no row",
    "gateway/twilio_calls.py opens": "an alarm is said again to the phone that it called",
    "local/rehearsal/stage.py Charts": "imagined people, in a store that is thrown away",
    "operations/queue.py opens": "a message is read to see whose it is; `shown` goes by Views",
    "operations/checks/feed_check.py Charts": "files of one's own, in a store that is thrown away",
    "operations/checks/people.py Charts": "the same files, in the same store",
    "operations/census.py Charts": "each patient in its report is a view, noted before it is shown",
    "operations/census.py HospitalEventRow": "tokens and ids of its rows, nothing sealed",
    "operations/by_hand/erasing.py Whose": "counts alone are shown",
    "operations/by_hand/erasing.py Messages": "ids alone are shown",
    "operations/queue.py Reasons": "one is kept, none is shown",
    "operations/shown_messages.py Reasons": "shown in the transaction that notes the view",
}
"""What opens or reads sealed rows in a room that people look through, and shows nobody."""
SEALED = {
    "Accounts", "AccountRow", "AnswerNote", "Charts", "Dismissal", "HospitalEventRow", "Messages",
    "Numbers", "PhoneNumber", "PhoneRow", "Reasons", "Whose",
}  # fmt: skip


def readers(path: Path) -> Iterator[str]:
    """What of this module could read what is sealed."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            yield from (one.name for one in node.names if one.name in SEALED)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            seal = ast.unparse(node.func.value).lower()
            if node.func.attr == "open" and "seal" in seal:
                yield "opens"


def test_people_are_shown_what_is_sealed_by_views_alone() -> None:
    """Whatever else reads it, in the rooms that people look through, is a machine that is named."""
    paths = [path for room in FOR_PEOPLE for path in (ROOT / room).rglob("*.py")]
    assert len(paths) > len(FOR_PEOPLE) * 5
    found = {f"{name_of(path)} {what}" for path in paths for what in readers(path)}
    assert found == MACHINES.keys()


def test_the_trail_has_one_writer() -> None:
    """A row of it is made in one place: no two say in different ways who did what."""
    made = {
        name_of(path)
        for path in files(".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("AuditRow")
    }
    assert {one for one in made if not one.startswith("tests/")} == {"store/views.py"}


def test_the_search_finds_what_opens(tmp_path: Path) -> None:
    """An opened seal under any name, and an import of whatever reads one."""
    module = tmp_path / "module.py"
    module.write_text("from store.x import Accounts as A\nself._seal.open(1)\nSeal(ring).open(2)\n")
    assert sorted(readers(module)) == ["Accounts", "opens", "opens"]
