"""The words of a line: how it is cut, and what each phrase of the tables says."""
