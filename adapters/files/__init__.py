"""The files that people write: a discharge, a hospital, a pathway."""
