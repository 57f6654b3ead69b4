"""From a hospital's message to its episodes."""
