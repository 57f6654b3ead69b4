"""What a text means, and what a phone can bear."""
