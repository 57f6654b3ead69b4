"""Where the checkout is, and what lies beside it."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT.parent / "shared" / "samples"
"""Published messages; absent in most checkouts, and what reads them skips."""
