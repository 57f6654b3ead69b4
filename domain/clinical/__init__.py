"""Risk, red flags, drugs: the tables that a clinician reviews."""
