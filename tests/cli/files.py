"""Discharge files and pathways for the command line, written where a test wants them."""

import json
from pathlib import Path
from typing import Any

from tests.places import ROOT

EXAMPLES = sorted((ROOT / "examples" / "discharges").glob("*.json"))
CASES = sorted((ROOT.parent / "shared" / "cases" / "discharges").glob("*.json"))
"""Discharges that others wrote; absent in most checkouts."""
ISSUES_EXAMPLE = next(path for path in EXAMPLES if "before-labor-day" in path.name)
STANDARD = ROOT / "pathways" / "standard.toml"

SMALLEST: dict[str, Any] = {
    "facility": "mercy-general",
    "encounter": "V-1",
    "time_zone": "America/New_York",
    "discharged_at": "2026-09-04T15:00:00-04:00",
    "disposition": "01",
    "patient": {"mrn": "4821", "given": "Jane", "family": "Smith"},
}


def write(folder: Path, **changes: object) -> Path:
    """A discharge file with little in it, but for what is changed."""
    path = folder / "discharge.json"
    path.write_text(json.dumps({**SMALLEST, **changes}))
    return path


def write_pathway(folder: Path, rule: str) -> Path:
    """The standard pathway with another staffing rule, for low and high risk."""
    path = folder / "another.toml"
    lines = STANDARD.read_text().splitlines()
    ruled = (
        f'{line.partition("=")[0]}= "{rule}"' if line.startswith("when_unstaffed") else line
        for line in lines
    )
    path.write_text("\n".join(ruled))
    return path
