"""Thirty days rehearsed with the real workflows, on a server whose days pass at once."""
