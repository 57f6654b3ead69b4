"""Thirty days by the real workflows beside the same by the protocol alone."""
