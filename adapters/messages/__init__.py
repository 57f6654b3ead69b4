"""What hospitals send: bytes in, events or a refusal out."""
