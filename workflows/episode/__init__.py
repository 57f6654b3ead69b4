"""One patient's thirty days."""
