"""What hospitals say: events, one person's chart, the discharge."""
