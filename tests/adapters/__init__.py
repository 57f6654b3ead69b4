"""Each adapter against the real thing, or the nearest there is."""
