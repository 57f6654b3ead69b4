"""Phone stories first, then the tables and parts below them."""
