"""What will happen, computed without a server."""
