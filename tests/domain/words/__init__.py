"""Kinds, questions, and the words for them."""
