"""What is secret at rest: payloads and columns sealed, people found by keyed hashes, PINs checked.

    EncryptionError
    ├── KeyUnusable      a key's text is not 32 random bytes in base64   (an operator must act)
    ├── KeyUnknown       sealed under a key that the ring no longer holds (an operator must act)
    └── SealBroken       not ours, cut short or tampered with             (no retry can help)

A ring is written `id:base64,id2:base64`: the first key seals, all of them open. Random nonces allow
2**32 seals a key: rotate by putting a new key first, and keep the old ones for the longest episode
plus retention plus backups. The key of the tokens is apart, because tokens are identity and stay.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from adapters.deflating import deflated, inflated

if TYPE_CHECKING:
    from models.tables import Place

KEY_BYTES = 32
NONCE_BYTES = 12
TOKEN_LENGTH = 20
CARD_LENGTH = 9
ERASURE_LENGTH = 6
NOTHING = b"binary/null"
"""How a payload is marked that holds nothing: an activity's that gives nothing back."""
ENCODING = b"binary/encrypted"
KEY_ID = "encryption-key-id"

_FEWEST_DISTINCT_BYTES = 16  # 32 random bytes have fewer about once in 10**17 keys
_KEY_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class EncryptionError(Exception):
    """Something cannot be sealed, opened or hashed."""


class KeyUnusable(EncryptionError):  # noqa: N818 - named for what is wrong
    """A key's text will not do; never repeats the text."""


class KeyUnknown(EncryptionError):  # noqa: N818
    """The ring does not hold this key, by its id."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        super().__init__(f"no key with the id {key_id!r} is in the ring")


class SealBroken(EncryptionError):  # noqa: N818
    """The seal does not fit: other context, cut short or tampered with."""


def parse_key(text: str) -> bytes:
    """Decode 32 random bytes from base64. Raises KeyUnusable."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise KeyUnusable("is not base64") from None
    if len(key) != KEY_BYTES:
        raise KeyUnusable(f"has {len(key)} bytes, expected {KEY_BYTES}")
    if len(set(key)) < _FEWEST_DISTINCT_BYTES:
        raise KeyUnusable("is not random; make one with: openssl rand -base64 32")
    return key


@dataclass(frozen=True)
class KeyRing:
    """Keys by id. The first seals, all of them open."""

    keys: Mapping[str, bytes] = field(repr=False)
    _ciphers: dict[str, AESGCM] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.keys:
            raise KeyUnusable("holds no key")
        ciphers = {key_id: AESGCM(key) for key_id, key in self.keys.items()}
        object.__setattr__(self, "_ciphers", ciphers)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `id:base64,id2:base64`. Raises KeyUnusable."""
        keys: dict[str, bytes] = {}
        for position, entry in enumerate(text.split(","), start=1):
            key_id, separator, key = entry.strip().partition(":")
            if not separator or not _KEY_NAME.fullmatch(key_id) or key_id in keys:
                raise KeyUnusable(f"key {position} is not written id:base64 with an id of its own")
            keys[key_id] = parse_key(key)
        return cls(keys)

    @property
    def sealing_id(self) -> str:
        """The id of the key that seals."""
        return next(iter(self.keys))

    def __contains__(self, key_id: str) -> bool:
        return key_id in self.keys

    def seal(self, plain: bytes, *context: str) -> bytes:
        """Seal under the first key: nonce, then ciphertext. Opens only with the same context."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        key_id = self.sealing_id
        return nonce + self._ciphers[key_id].encrypt(nonce, plain, _bound(key_id, context))

    def open(self, key_id: str, sealed: bytes, *context: str) -> bytes:
        """Open what this key sealed. Raises KeyUnknown or SealBroken."""
        if key_id not in self:
            raise KeyUnknown(key_id)
        nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._ciphers[key_id].decrypt(nonce, ciphertext, _bound(key_id, context))
        except (InvalidTag, ValueError):
            raise SealBroken(f"what key {key_id!r} sealed does not open") from None


class Seal:
    """Seals what SQL keeps: key id, a colon, nonce and ciphertext.

    `where` is the table, the column and the row: what was sealed for one row opens in no other.
    """

    CONTEXT = "sql"

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def seal(self, text: str, where: "Place") -> bytes:
        """Seal under the ring's first key."""
        sealed = self._ring.seal(text.encode(), self.CONTEXT, *_named(where))
        return self._ring.sealing_id.encode() + b":" + sealed

    def open(self, sealed: bytes, where: "Place") -> str:
        """Open under the key that sealed it. Raises KeyUnknown or SealBroken."""
        key_id, separator, rest = sealed.partition(b":")
        if not separator:
            raise SealBroken("this was never sealed")
        plain = self._ring.open(key_id.decode(errors="replace"), rest, self.CONTEXT, *_named(where))
        return plain.decode()


class EncryptionCodec(PayloadCodec):
    """Deflates and seals every payload on its way to Temporal, bound to key id and namespace.

    Not to the workflow id: the codec server is never told it.
    """

    CONTEXT = "temporal"

    def __init__(self, ring: KeyRing, namespace: str) -> None:
        self._ring = ring
        self._namespace = namespace

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each whole payload, its metadata inside; that there is nothing is no secret."""
        return [
            self._seal(one) if one.metadata.get("encoding") != NOTHING else one for one in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open what is sealed; what others wrote in clear passes. Raises EncryptionError."""
        return [self._open(payload) for payload in payloads]

    def _seal(self, payload: Payload) -> Payload:
        plain = payload.SerializeToString()
        return Payload(
            metadata={"encoding": ENCODING, KEY_ID: self._ring.sealing_id.encode()},
            data=self._ring.seal(deflated(plain), self.CONTEXT, self._namespace),
        )

    def _open(self, payload: Payload) -> Payload:
        key_id = payload.metadata.get(KEY_ID, b"").decode(errors="replace")
        if payload.metadata.get("encoding") == ENCODING:
            plain = self._ring.open(key_id, payload.data, self.CONTEXT, self._namespace)
            return Payload.FromString(inflated(plain))
        if key_id in self._ring:
            raise SealBroken(f"a payload names key {key_id!r} but is not encrypted")
        return payload


class Tokens:
    """Keyed hashes: the same person gives the same token, and a token gives nobody away."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the key's base64. Raises KeyUnusable."""
        return cls(parse_key(text))

    def phone(self, number: str) -> str:
        """Of an E.164 number."""
        return self._base32("phone", number)

    def patient(self, facility: str, mrn: str) -> str:
        """Of a facility's patient."""
        return self._base32("patient", facility, mrn)

    def caregiver(self, facility: str, name: str) -> str:
        """Of somebody who helps a patient of a facility, by their name."""
        return self._base32("caregiver", facility, name.strip().casefold())

    def encounter(self, facility: str, encounter: str) -> str:
        """Of a facility's encounter."""
        return self._base32("encounter", facility, encounter)

    def appointment(self, facility: str, number: str) -> str:
        """Of an appointment of a facility's patient."""
        return self._base32("appointment", facility, number)

    def item(self, facility: str, words: str) -> str:
        """Of a facility's own words for an item of equipment, in whatever case."""
        return self._base32("item", facility, words.casefold())

    def message(self, *parts: str) -> str:
        """Of a hospital's message, or of its sender's own key for it."""
        return self._base32("message", *parts)

    def card(self, episode: str, question: str, handle: str) -> str:
        """Of one person's card: nine base62 characters, 53 bits; the PIN guards the rest."""
        number = int.from_bytes(self._digest("card", episode, question, handle))
        characters = []
        for _ in range(CARD_LENGTH):
            number, rest = divmod(number, len(_BASE62))
            characters.append(_BASE62[rest])
        return "".join(characters)

    def erasure(self, patient: str, episodes: Sequence[str]) -> str:
        """Of the erasing of a patient, by their token, with these episodes: to be typed again."""
        return self._base32("erasure", patient, *episodes)[:ERASURE_LENGTH]

    def codec(self) -> str:
        """Of the codec's address: the Temporal UI is told it, nobody can guess it."""
        return self._base32("codec")

    def _base32(self, *parts: str) -> str:
        return base64.b32encode(self._digest(*parts)).decode().lower()[:TOKEN_LENGTH]

    def _digest(self, *parts: str) -> bytes:
        # A JSON list keeps ("a", "bc") and ("ab", "c") apart, and one kind of token from another.
        return hmac.digest(self._key, json.dumps(parts).encode(), "sha256")


def hash_pin(pin: str) -> str:
    """Make what is kept of a staff PIN. Slow on purpose (0.2 s): not on an event loop."""
    salt = secrets.token_bytes(16)
    return f"scrypt:{salt.hex()}:{_scrypt(pin, salt).hex()}"


def check_pin(pin: str, pin_hash: str) -> bool:
    """Whether this is the PIN, as slowly. Nobody's PIN matches an empty or foreign hash."""
    match pin_hash.split(":"):
        case ["scrypt", salt, expected]:
            return hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)).hex(), expected)
        case _:
            return False


@dataclass(frozen=True, kw_only=True)
class NewKeys:
    """Fresh keys, as `Settings` reads them."""

    encryption_keys: str = field(repr=False)
    token_key: str = field(repr=False)


def new_keys() -> NewKeys:
    """Make a ring of one key and a token key."""
    ring = f"k-{secrets.token_hex(3)}:{_new_key()}"
    return NewKeys(encryption_keys=ring, token_key=_new_key())


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _named(where: "Place") -> tuple[str, ...]:
    return where.table, where.column, *where.row


def _bound(key_id: str, context: tuple[str, ...]) -> bytes:
    return json.dumps([key_id, *context]).encode()


def _scrypt(pin: str, salt: bytes) -> bytes:
    # OWASP's least for this much memory: 16 MiB, five passes.
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=5, maxmem=2**26)
