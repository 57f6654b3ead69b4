"""`python -m tests.checker EVIDENCE.json.gz [--needs STATE ...]`: exit 0 if the run was good."""

import argparse
import sys
from pathlib import Path

from tests.checker.evidence import Evidence
from tests.checker.verdict import verdict


def main() -> int:
    """Print the verdict on each run; 1 if one is not good."""
    parser = argparse.ArgumentParser(prog="python -m tests.checker", description=__doc__)
    parser.add_argument("evidence", type=Path, help="what tests.checker.collect wrote")
    parser.add_argument("--needs", nargs="*", default=[], metavar="STATE")
    asked = parser.parse_args()
    found = verdict(Evidence.load(asked.evidence), asked.needs)
    sys.stdout.write("\n".join(found.lines()) + "\n")
    return 0 if found.good else 1


if __name__ == "__main__":
    sys.exit(main())
