"""People who answer by a script: who they are, and what they say when."""
