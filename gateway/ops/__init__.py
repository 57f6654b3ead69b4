"""The page of operations staff."""
