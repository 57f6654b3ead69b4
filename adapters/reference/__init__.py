"""Facts of the world, from libraries: holidays, phone numbers, postal codes."""
