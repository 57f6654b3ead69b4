"""The checker: proves from outside that a run lost nothing, did nothing twice and kept true books.

It imports nothing of the product. It knows what docs/tables.md says and what the issue asks.
"""
