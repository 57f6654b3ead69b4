"""Who asks, by the key that they show: `Authorization: Bearer hw_...`.

    Refusal
    ├── NotAuthorized   401  no key, a wrong one, or one that holds no more
    ├── NotPermitted    403  a key that does not open this
    └── rates.TooMany   429  too many requests with a key, or too many failures from an address

A key that was right is believed for `BELIEVED` without a look at the store: so long does a key
that was revoked, or has expired, go on.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from starlette.requests import Request

from adapters.logging import get_logger
from adapters.sql.database import Database
from gateway.http.rate_limits import Buckets, Limits
from gateway.http.refusals import Refusal
from store import api_keys
from store.api_keys import Holder, Scope

BELIEVED = timedelta(seconds=5)
MOST_BELIEVED = 1_000
_LONGEST_KEY = 200
log = get_logger(__name__)


class NotAuthorized(Refusal):
    """Nobody we know."""

    status = 401
    title = "A key is needed"
    words = "Show a key that holds: Authorization: Bearer hw_..."

    def __init__(self, *, shown: bool) -> None:
        super().__init__()
        challenge = 'Bearer error="invalid_token"' if shown else "Bearer"
        self.headers = {"WWW-Authenticate": challenge}


class NotPermitted(Refusal):
    """Somebody we know, who may not do this."""

    status = 403
    title = "Not with this key"

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"This needs a key with the scope {scope}.")
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        self.headers = {"WWW-Authenticate": challenge}


class ApiKeyAuth:
    """Checks keys. `failures` counts what came without a right one."""

    def __init__(
        self,
        database: Database,
        real_now: Callable[[], datetime],
        monotonic: Callable[[], float],
        limits: Limits | None = None,
    ) -> None:
        limits = limits or Limits()
        self._database = database
        self._real_now = real_now
        self._by_key = Buckets(limits.key, monotonic)
        self._by_address = Buckets(limits.failures, monotonic)
        self._believed: OrderedDict[bytes, tuple[datetime, Holder]] = OrderedDict()
        self.failures = 0

    async def __call__(self, request: Request, scope: Scope | str) -> Holder:
        """Give the holder of the request's key. Raises a Refusal."""
        text = _shown(request)
        holder = await self._holder(text) if text else None
        if holder is None:
            self._fail(request)
            raise NotAuthorized(shown=bool(text))
        self._by_key.take(holder.id)
        if scope not in holder.scopes:
            raise NotPermitted(Scope(scope))
        return holder

    async def _holder(self, text: str) -> Holder | None:
        digest, now = hashlib.sha256(text.encode()).digest(), self._real_now()
        at, believed = self._believed.get(digest, (None, None))
        if at is not None and timedelta(0) <= now - at < BELIEVED:
            return believed
        holder = await self._database.reading(lambda session: api_keys.check(session, text, now))
        self._believed.pop(digest, None)
        if holder is not None:
            self._believed[digest] = now, holder
        if len(self._believed) > MOST_BELIEVED:
            self._believed.popitem(last=False)
        return holder

    def _fail(self, request: Request) -> None:
        """Count a failure; after some from one address, say so. Raises TooMany."""
        self.failures += 1
        self._by_address.take(request.client.host if request.client else "")
        log.warning("key_refused", total=self.failures)


def _shown(request: Request) -> str:
    """The bearer token, or nothing."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    text = text.strip()
    return text if scheme.lower() == "bearer" and len(text) <= _LONGEST_KEY else ""
