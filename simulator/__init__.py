"""The outside world: a stand-in for Twilio and for the people with phones."""
