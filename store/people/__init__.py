"""People and organisations as the store has them: who is what where, and who would be asked."""
