"""Who asks, and how often: buckets that refill, keys that are believed for seconds only."""

from datetime import timedelta

import pytest

from gateway.http.api_key_auth import BELIEVED
from gateway.http.rate_limits import Buckets, Limit, TooMany
from store import api_keys
from tests.gateway.rest.world import EPISODE_PATH, RestWorld, rest

__all__ = ["rest"]


class Seconds:
    """A clock that is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_refills_as_time_passes() -> None:
    """So many at once, then so many a second; who is refused is told when."""
    seconds = Seconds()
    buckets = Buckets(Limit(per_second=0.5, burst=2), seconds)
    for _ in range(2):
        buckets.take("a")
    with pytest.raises(TooMany) as refused:
        buckets.take("a")
    assert refused.value.headers == {"Retry-After": "2"}
    buckets.take("b")
    seconds.now = 2.0
    buckets.take("a")
    with pytest.raises(TooMany):
        buckets.take("a")


def test_a_bucket_never_overflows() -> None:
    """However long nobody asks, a burst is a burst."""
    seconds = Seconds()
    buckets = Buckets(Limit(per_second=10, burst=3), seconds)
    buckets.take("a")
    seconds.now = 1e9
    for _ in range(3):
        buckets.take("a")
    with pytest.raises(TooMany):
        buckets.take("a")


def test_memory_is_bounded() -> None:
    """A million addresses leave no more than the most; the busiest is not forgotten."""
    buckets = Buckets(Limit(per_second=1, burst=200), Seconds(), most=10)
    for n in range(150):
        buckets.take("busy")
        buckets.take(f"address {n}")
    assert len(buckets) == 10
    for _ in range(50):
        buckets.take("busy")
    with pytest.raises(TooMany):
        buckets.take("busy")


@pytest.mark.parametrize(
    "shown", ["", "Basic abc", "Bearer", "Bearer ", "bearer nobody", "Bearer hw_é", "x" * 9_000]
)
async def test_without_a_key_nobody_is_let_in(rest: RestWorld, shown: str) -> None:
    """No key, another scheme, nonsense: 401 with the challenge, and nothing said of the episode."""
    answer = await rest.http.get(EPISODE_PATH, headers={b"authorization": shown.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["type"] == "urn:homeward:problem:not-authorized"


async def test_the_scheme_is_written_in_any_case(rest: RestWorld) -> None:
    """`bearer` is `Bearer`."""
    headers = {"authorization": rest.key()["authorization"].replace("Bearer", "bEARER")}
    assert (await rest.http.get(EPISODE_PATH, headers=headers)).status_code == 200


async def test_a_scope_that_is_missing_is_named(rest: RestWorld) -> None:
    """403 says which scope would do."""
    answer = await rest.http.get(EPISODE_PATH, headers=rest.key(api_keys.Scope.FHIR_WRITE))
    assert answer.status_code == 403
    assert 'scope="episodes:read"' in answer.headers["www-authenticate"]
    assert "episodes:read" in answer.json()["detail"]


async def test_a_revoked_key_is_over_within_seconds(rest: RestWorld) -> None:
    """A key that was just believed ends when the gateway looks again."""
    headers = rest.key()
    assert (await rest.http.get(EPISODE_PATH, headers=headers)).status_code == 200
    with rest.database.write() as session:
        for line in api_keys.listed(session):
            api_keys.revoke(session, line.id, rest.now)
    rest.now += BELIEVED
    assert (await rest.http.get(EPISODE_PATH, headers=headers)).status_code == 401


async def test_an_expired_key_is_nobodys(rest: RestWorld) -> None:
    """At its end a key is as good as none; the one that replaced it goes on."""
    headers = rest.key()
    with rest.database.write() as session:
        (line,) = api_keys.listed(session)
        new = api_keys.rotate(session, line.id, rest.now, timedelta(hours=1))
    both = (headers, {"authorization": f"Bearer {new.text}"})
    seen = []
    for _ in range(2):
        seen.append([(await rest.http.get(EPISODE_PATH, headers=one)).status_code for one in both])
        rest.now += timedelta(hours=1)
    assert seen == [[200, 200], [401, 200]]


async def test_a_key_that_asks_too_often_must_wait(rest: RestWorld) -> None:
    """429 with Retry-After for that key alone, and after a while it may go on."""
    headers, others = rest.key(), rest.key()
    for _ in range(rest.limits.key.burst):
        await rest.http.get(EPISODE_PATH, headers=headers)
    answer = await rest.http.get(EPISODE_PATH, headers=headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert answer.json()["type"] == "urn:homeward:problem:too-many-requests"
    assert (await rest.http.get(EPISODE_PATH, headers=others)).status_code == 200
    rest.seconds += 1.0
    assert (await rest.http.get(EPISODE_PATH, headers=headers)).status_code == 200


async def test_failures_are_counted_by_address_and_hold_up_no_right_key(rest: RestWorld) -> None:
    """Who guesses is told to wait; a right key from the same address is not."""
    for _ in range(rest.limits.failures.burst):
        assert (await rest.http.get(EPISODE_PATH)).status_code == 401
    assert (await rest.http.get(EPISODE_PATH)).status_code == 429
    assert rest.holders.failures == rest.limits.failures.burst + 1
    assert (await rest.http.get(EPISODE_PATH, headers=rest.key())).status_code == 200
