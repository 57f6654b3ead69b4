"""The thirty days as a whole: which steps there are, verdicts, the overview, the status page."""
