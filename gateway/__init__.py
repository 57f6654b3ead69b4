"""The HTTP door: webhooks, cards, codec, ops page, health."""
