"""Who people are, sealed row by row: histories point here, and carry none of it."""
