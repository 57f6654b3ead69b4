"""Facts of the world."""
