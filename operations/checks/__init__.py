"""A day of messages checked before anything is sent: what it comes to, and what it asks for."""
