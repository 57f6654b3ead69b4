"""The schema of the SQL store, one step after another. `adapters/sql/database.py` runs them.

A step that has been released is never edited. `tests/adapters/sql/test_database.py` compares the
sum of all steps with `models/tables/` on both databases.
"""
