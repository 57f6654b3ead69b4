"""Keys of the tests alone: fixed, so that recorded histories can be read again. Never secrets."""

from adapters.encryption import KeyRing, Tokens

_PLAIN = "aG9tZXdhcmQtdGVzdC1rZXktbm90LWEtc2VjcmV0ISE="
RING = KeyRing.parse(f"tests:{_PLAIN}")
TOKENS = Tokens.parse(_PLAIN)
