"""The thread of one phone played against a plain account of what it was asked and told."""
