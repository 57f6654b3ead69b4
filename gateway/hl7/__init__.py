"""HL7 v2 for hospitals, over MLLP."""
