"""Tables and laws of the pure rules."""
