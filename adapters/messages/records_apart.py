"""Which triggers of HL7 say who is who, by whatever format they come."""

MERGES = ("A18", "A30", "A34", "A35", "A36", "A40", "A46", "A47")
"""Two numbers are one person's."""

UNMERGED = "A37"
RECORDS: dict[str, str] = {
    UNMERGED: "two records are separate again, and nothing here was taken apart",
    "A24": "two records were linked, and nothing here was joined",
    "A42": "visits were merged, and nothing here was changed",
    "A43": "a record's number was moved, and nothing here was changed",
    "A44": "an account was moved to another record, and nothing here was changed",
    "A48": "an alternate number was changed, and nothing here was",
    "A49": "an account's number was changed, and nothing here was",
    "A50": "a visit's number was changed, and nothing here was",
    "A51": "an alternate visit number was changed, and nothing here was",
}
"""What only a person can follow: who is who may be another now than in the chart."""
