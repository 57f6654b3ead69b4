"""Fields of two lines compared: the same, another, or not to be compared."""
