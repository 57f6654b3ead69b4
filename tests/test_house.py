"""The house rules that a machine can hold; the rest is in ruff, mypy and import-linter."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from temporalio import workflow

from models import payloads
from tests.house import (
    Function,
    calls,
    decorators,
    files,
    is_empty,
    is_inside,
    module_of,
    modules_of,
    name_of,
    own_nodes,
    places_of,
    public_functions,
    tree,
    updated,
)
from tests.policy import policies
from tests.technique import TECHNIQUE
from worker import WORKFLOWS

ROOT = Path(__file__).parent.parent
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 50
NO_HOUSES = {"utils", "helpers", "common", "core", "services"}
TEXTS = {".py", ".toml", ".md", ".json", ".yml", ".j2", ".lock", ".html", ".css", ".js", ".mako"}

# Whatever of these stands in a file was left by the machine that it was written on.
MACHINE = re.compile(r"(?<![\w.:/-])/(?:work|root|home|Users)/[\w./-]*")
TESTS_OF_PATHS = {"tests/test_house.py"}

MOST_MODULES = 16
ROOMS = tuple(
    path for path in ROOT.iterdir() if (path / "__init__.py").exists() and path.name != "tests"
)
NO_PACKAGES = {"docs"}
SHARED_BY_STEPS = {"call_detail", "catalogue", "owed", "problems", "step", "tapped", "tier"}
"""What steps are made of, or all of them read."""
LONG_LISTS = {
    "domain/steps": "one file a step, and one list of them",
    "migrations/versions": "one file a change of the schema",
}
NO_ACTIVITIES = {
    "interfaces.py": "what workflows know of activities",
    "silences.py": "hospitals that fell silent: inbox.py looks for them with each sweep",
    "unread_discharges.py": "discharges nobody could use: inbox.py looks for them with each sweep",
    "phones.py": "a phone that gets no texts: conversations.py and text_inbox.py share it",
    "ledger.py": "what is kept for good: a part of an errand, errands.py does it",
    "deaths.py": "a word of death for other episodes: prompts.py and conversations.py tell it",
    "carrier_catch_up.py": "one part of the sweep of inbox.py",
}
MAY_IMPORT = {
    "worker.py": {
        *("activities", "adapters", "intake", "models.names", "workflows"),
        "store.patient_data.numbers",  # who sends is told how to read a number
    },
    "starter.py": {
        *("cli", "operations", "local", "adapters.reference.phone_numbers", "adapters.wall_clock"),
        *("domain.episode.facts", "domain.pathway"),
    },
}
"""What the two files at the top put together; import-linter takes no single file."""

_ROOM = "|".join([*sorted(room.name for room in ROOMS), "tests"])
_FOLDER = f"{_ROOM}|docs|templates|feeds|pathways|examples"
NAMED_FILES = re.compile(rf"(?<![\w./-])(?:{_FOLDER})(?:/[\w-]+)+\.(?:py|md|toml|j2|json|hl7)\b")
NAMED_MODULES = re.compile(rf"`(?:{_ROOM})(?:\.\w+)+`")

FIELDS = {
    name
    for kind in vars(payloads).values()
    if isinstance(kind, type) and issubclass(kind, payloads.Payload)
    for name in kind.model_fields
}

SUMMARISED = {
    "execute_activity_method", "execute_activity", "start_activity_method", "start_activity",
    "execute_activity_class", "start_activity_class",
    "execute_child_workflow", "start_child_workflow", "sleep",
}  # fmt: skip


PYTHON = tuple(files(".py"))
WORKFLOW_FILES = tuple(path for path in PYTHON if path.is_relative_to(ROOT / "workflows"))
FILES_OF_POLICY = tuple(
    path for path in PYTHON if path.relative_to(ROOT).parts[0] in {"domain", "workflows"}
)
PRODUCT = tuple(path for path in PYTHON if any(path.is_relative_to(room) for room in ROOMS))
TEST_FILES = tuple(path for path in PYTHON if path.name.startswith("test_"))


def test_no_file_is_long() -> None:
    """A file of more than 400 lines is two files."""
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    assert {name: count for name, count in long.items() if count > MOST_LINES} == {}


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_no_function_is_long(path: Path) -> None:
    """A function of more than fifty lines is several."""
    long = [
        f"{path.name}:{node.lineno} {node.name}"
        for node in ast.walk(tree(path))
        if isinstance(node, Function) and node.end_lineno
        if node.end_lineno - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_modules_are_care_nouns() -> None:
    """There is no place for what has no place."""
    names = {part.removesuffix(".py") for path in PYTHON for part in path.relative_to(ROOT).parts}
    assert names & NO_HOUSES == set()


def test_no_room_is_crowded() -> None:
    """A room of more than sixteen modules is two rooms; one list of steps may be long."""
    folders = {path.parent for path in PYTHON if any(path.is_relative_to(room) for room in ROOMS)}
    modules = {
        name_of(folder): len([path for path in folder.glob("*.py") if path.name != "__init__.py"])
        for folder in folders
    }
    assert len(modules) > len(ROOMS)
    crowded = {name for name, count in modules.items() if count > MOST_MODULES}
    assert crowded - LONG_LISTS.keys() == set()
    assert LONG_LISTS.keys() <= modules.keys()


def test_every_folder_is_a_room() -> None:
    """A folder with modules in it is a package: what is none, contracts and checks pass over."""
    loose = {
        name_of(path.parent)
        for path in PYTHON
        if path.parent != ROOT and not (path.parent / "__init__.py").exists()
    }
    assert loose == NO_PACKAGES


def test_activities_are_activities() -> None:
    """Each module of activities/ defines one, or is named with the reason why not."""
    without = {
        path.relative_to(ROOT / "activities").as_posix()
        for path in (ROOT / "activities").rglob("[!_]*.py")
        if "activity.defn" not in decorators(path) or path.name == "interfaces.py"
    }
    assert without == NO_ACTIVITIES.keys()


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_what_composes_imports_no_more_than_it_composes(name: str) -> None:
    """The two files at the top reach only the rooms whose parts they put together."""
    ours = {room.name for room in ROOMS} | {"tests", "bench"}
    imported = {
        module
        for node in ast.walk(tree(ROOT / name))
        for module in modules_of(node)
        if module.partition(".")[0] in ours
    }
    allowed = MAY_IMPORT[name]
    assert imported
    assert {one for one in imported if not any(is_inside(one, room) for room in allowed)} == set()


@pytest.mark.parametrize("path", TEST_FILES, ids=name_of)
def test_each_test_says_its_law(path: Path) -> None:
    """Every test has a docstring: what must hold, whatever the code looks like."""
    silent = [
        node.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_what_raises_says_so(path: Path) -> None:
    """Whoever calls a public function learns from its docstring what it raises itself.

    REST's own say it in their route's `responses`: their docstrings are the interface's words.
    """
    silent = [
        f"{path.name}:{function.lineno} {function.name}"
        for function in public_functions(tree(path))
        if path.parent != ROOT / "gateway" / "rest"
        if any(isinstance(node, ast.Raise) and node.exc for node in own_nodes(function))
        if "Raises" not in (ast.get_docstring(function) or "")
    ]
    assert silent == []


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_what_is_updated_is_a_field(path: Path) -> None:
    """Whatever name `model_copy(update=...)` is given it takes: a renamed field would be lost."""
    wrong = [
        f"{path.name}:{call.lineno} {name}"
        for called, call in calls(path)
        for name in updated(called, call)
        if name not in FIELDS
    ]
    assert wrong == []


def test_no_path_of_a_machine_is_left() -> None:
    """What is in the house works wherever it is cloned to."""
    left = {
        f"{name_of(path)}: {found.group()}"
        for path in files(*TEXTS)
        if name_of(path) not in TESTS_OF_PATHS
        for found in MACHINE.finditer(path.read_text(encoding="utf-8"))
    }
    assert left == set()


@pytest.mark.parametrize("path", tuple(files(".py", ".md", ".toml", ".j2")), ids=name_of)
def test_what_is_named_is_there(path: Path) -> None:
    """A file, or a module with dots, that a text names is where it says."""
    text = path.read_text(encoding="utf-8")
    named = {found.group() for found in NAMED_FILES.finditer(text)}
    dotted = {found.group().strip("`").replace(".", "/") for found in NAMED_MODULES.finditer(text)}
    gone = {name for name in named if not (ROOT / name).exists()}
    gone |= {name for name in dotted if not any(map(Path.exists, places_of(ROOT / name)))}
    assert gone == set()


def test_lock_files_hold_no_address() -> None:
    """Packages come from whatever registry the installer is told of, and are held by their hash."""
    locks = tuple(files(".lock"))
    assert locks
    for path in locks:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://", text), path.name
        assert "--hash=sha256:" in text, path.name


def test_the_hooks_run_what_make_check_runs() -> None:
    """Git's hooks are the same commands from `.venv`, and are fetched from nowhere."""
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (check,) = re.findall(r"^check:.*\n((?:\t.*\n)+)", rules, flags=re.MULTILINE)
    commands = re.findall(r"^\t\$\(BIN\)/(.*)$", check, flags=re.MULTILINE)
    assert commands
    assert re.findall(r"entry: \.venv/bin/(.*)$", hooks, flags=re.MULTILINE) == commands
    assert set(re.findall(r"repo: (.*)$", hooks, flags=re.MULTILINE)) == {"local"}
    assert set(re.findall(r"language: (.*)$", hooks, flags=re.MULTILINE)) == {"system"}


@pytest.mark.parametrize("kind", WORKFLOWS, ids=lambda kind: kind.__name__)
def test_every_handler_is_described(kind: type) -> None:
    """Staff read in the UI what each signal, query and update is for."""
    definition = workflow._Definition.must_from_class(kind)  # noqa: SLF001 - nothing public says it
    described = {
        **{name: signal.description for name, signal in definition.signals.items()},
        **{name: query.description for name, query in definition.queries.items()},
        **{name: update.description for name, update in definition.updates.items()},
    }
    assert [name for name, description in described.items() if not description] == []


@pytest.mark.parametrize("path", WORKFLOW_FILES, ids=name_of)
def test_no_activity_is_local(path: Path) -> None:
    """A query in the middle of one changes what a replay sees (docs/adr/0018)."""
    assert [name for name, _ in calls(path) if "local_activity" in name] == []


@pytest.mark.parametrize("path", WORKFLOW_FILES, ids=name_of)
def test_every_wait_and_activity_has_a_summary(path: Path) -> None:
    """The timeline says in words what is done and what is waited for."""
    silent = [
        f"{path.name}:{call.lineno} {name}"
        for name, call in calls(path)
        for given in ({keyword.arg for keyword in call.keywords if not is_empty(keyword.value)},)
        if (name in SUMMARISED and "summary" not in given)
        or (name == "wait_condition" and "timeout" in given and "timeout_summary" not in given)
    ]
    assert silent == []


def test_whatever_waits_for_a_person_has_an_owner_and_a_clock() -> None:
    """Of whatever kind: who makes an item of the work queue says whose it is, and by when."""
    lacking, made = [], 0
    for path in files(".py"):
        if name_of(path).startswith(("tests/", "migrations/")):
            continue
        for name, call in calls(path):
            if name.rpartition(".")[2] != "WorkItem":
                continue
            made += 1
            given = {one.arg for one in call.keywords if not is_empty(one.value)}
            if not {"owner", "due"} <= given:
                lacking.append(f"{name_of(path)}:{call.lineno}")
    assert made > len(("text", "message", "phone", "carrier", "step", "doubt", "census"))
    assert lacking == []


@pytest.mark.parametrize("path", FILES_OF_POLICY, ids=name_of)
def test_numbers_of_policy_are_in_the_pathway(path: Path) -> None:
    """Beside the pathway and a feed's file they are a policy that no hospital can set."""
    assert list(policies(module_of(path), tree(path), TECHNIQUE)) == []


@pytest.mark.parametrize("path", FILES_OF_POLICY, ids=name_of)
def test_a_policy_is_found_in_whatever_file_it_is_written(path: Path) -> None:
    """A damaged copy: no file is excused, nor any name in another file than its own."""
    damage = "HORIZON_OF_TESTS = timedelta(hours=2)\n\ndef late(most: int = 3): return time(8)\n"
    damaged = ast.parse(path.read_text(encoding="utf-8") + "\n" + damage)
    assert len(list(policies(module_of(path), damaged, TECHNIQUE))) == len(("span", "most", "time"))


@pytest.mark.parametrize(
    "written",
    [
        *("A = 3", "A: int = 3", "_A = 2.5", "A, B = 3, 'x'", "A = (5, 30)", "A = B = 3", "A = -3"),
        *("A = {Role.NURSE: 2}", "A = {Role.NURSE: (2, 3)}", "A = 24 * 60", "A = 3 if B else 4"),
        *("A = timedelta(hours=2)", "A = [timedelta(days=1)]", "A = f(timedelta(days=1))"),
        *("x = at + timedelta(hours=2 * 3)", "x = timedelta(minutes=-5)", "x = timedelta(0, 7200)"),
        *("x = timedelta(seconds=7200)", "x = datetime.timedelta(weeks=1)", "x = time(8)"),
        *(
            "x = time(hour=8)",
            "at.replace(hour=8)",
            "at.replace(minute=3)",
            "f(GATHERED_WITHIN * 5)",
            "f(2 * _HOUR)",
        ),
        *("class A:\n    b: int = 3", "class A:\n    b = 3", "class A:\n  class B:\n    c = 2"),
        *("def f(a=3): ...", "def f(*, a: float = 0.5): ...", "async def f(a, b=2): ..."),
        *("class A:\n    def f(self, most=4): ...", "def f(a=timedelta(days=3)): ..."),
    ],
)
def test_a_policy_is_found_however_it_is_written(written: str) -> None:
    """A stretch of time, an hour of the day, a count, wherever it stands."""
    assert list(policies("domain.made_up", ast.parse(written), TECHNIQUE)) != []


@pytest.mark.parametrize(
    "written",
    [
        *("timedelta(hours=pathway.contact.due_hours)", "timedelta(seconds=30)", "timedelta()"),
        *("time(0)", "A = 0", "A = True", "A = 'three'", "A = {'one': 1}", "A = frozenset({1, 2})"),
        *("def f(a=0): ...", "def f(a=None): ...", "f(rules.most * 2)", "time.monotonic()"),
        "class A:\n    b: int = 0",
    ],
)
def test_what_is_no_policy_is_let_be(written: str) -> None:
    """What comes from the pathway, a few seconds, nothing, and the words for numbers."""
    assert list(policies("domain.made_up", ast.parse(written), TECHNIQUE)) == []


def test_what_is_excused_is_still_there_and_a_number() -> None:
    """An excuse outlives nothing, and what is settable or no number needs none."""
    found = {
        written.partition(":")[0]
        for path in FILES_OF_POLICY
        for written in policies(module_of(path), tree(path), frozenset())
    }
    assert found == TECHNIQUE


def test_no_step_is_known_by_name() -> None:
    """The contract that keeps it so names each file of the steps, but those that all share."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (named,) = (
        one["protected_modules"]
        for one in contracts["tool"]["importlinter"]["contracts"]
        if one["name"] == "Nobody knows a step by name"
    )
    files_of_steps = (ROOT / "domain" / "steps").glob("[!_]*.py")
    here = {f"domain.steps.{path.stem}" for path in files_of_steps}
    shared = {f"domain.steps.{name}" for name in SHARED_BY_STEPS}
    assert here - shared == set(named)
    assert shared < here
