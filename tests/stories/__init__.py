"""The system told from its phones: who gets which text, what they answer, what follows."""
