"""What is asked of whom, and what can be answered."""
