"""Stores of both kinds."""

from tests.stores import database, database_url, postgresql

__all__ = ["database", "database_url", "postgresql"]
