"""The store's engine and its migrations."""
