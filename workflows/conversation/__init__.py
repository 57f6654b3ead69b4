"""One phone's thread."""
