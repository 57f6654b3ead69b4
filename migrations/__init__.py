"""The schema of the SQL store, one step after another. `adapters.database.migrate` runs them.

A step that has been released is never edited. `tests/adapters/test_database.py` compares the sum of
all steps with `models/tables/__init__.py` on both databases.
"""
