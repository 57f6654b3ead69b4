"""One outside system each; each vendor library has one importing module here."""
