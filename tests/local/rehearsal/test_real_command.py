"""`starter.py simulate --real`: the same page and JSON, and what each phone shows."""

import json
import re

import pytest

from domain.steps.check_ins import STEP as CHECK_INS
from local.rehearsal import stage
from local.rehearsal.phones import ON_THE_CARD
from tests.cli.files import EXAMPLES
from tests.cli.test_plan_command import run

SHORT = next(path for path in EXAMPLES if path.name.startswith("06-"))


def test_each_phone_is_shown_with_what_was_typed_on_it() -> None:
    """An answer is a code that this phone was shown before, and something is said back to it."""
    result = run("simulate", SHORT, "--seed", "5", "--real", "--json")
    assert result.exit_code == 0, result.stderr
    (told,) = json.loads(result.stdout)
    assert told["episode"]
    assert {one["who"] for one in told["texts"]} == {one["who"] for one in told["phones"]}
    typed = 0
    for phone in told["phones"]:
        shown = ""
        for text in phone["texts"]:
            if text["from"] == "homeward":
                shown += f"{text['text']}\n"
                continue
            typed += 1
            if text["text"].startswith(ON_THE_CARD):
                continue
            code = text["text"].split()[0]
            assert re.search(rf"^(Reminder: )?{code} ", shown, re.MULTILINE), text
            assert text is not phone["texts"][-1]
    assert typed == len(told["answers"]) > 0
    assert told["ended"]["as"]
    assert all(one["due"] for one in told["steps"] if one["step"] != CHECK_INS.name)


def test_without_a_server_that_skips_time_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Production has none: one line, and the exit status of a command that will not do."""
    monkeypatch.setattr(stage, "TEST_SERVER", "no-such-server")
    result = run("simulate", SHORT, "--real")
    assert result.exit_code == 2
    assert "requirements-dev.lock" in result.stderr
    assert result.stdout == ""
