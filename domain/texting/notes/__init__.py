"""What stands beside an answer: what leaves it as it is, and what takes it back."""
