"""Reaching the Temporal server."""
