"""What workflows may do to the world, one capability a module."""
