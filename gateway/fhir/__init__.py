"""FHIR for hospitals, over HTTP."""
