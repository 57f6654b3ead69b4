"""The parts of the workflows that need no server."""
