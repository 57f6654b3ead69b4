"""The rows of the store: one module a subject, transactions inside."""
