"""Walking over the items of a line once."""
