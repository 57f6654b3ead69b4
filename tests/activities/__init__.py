"""Activities alone, on a store of their own."""
