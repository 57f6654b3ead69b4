"""Twilio, the carrier of the texts."""
