"""`starter.py key`: a hospital's keys to our interface, each shown once."""

from adapters import wall_clock
from store import api_keys
from tests.cli.world import World


def held(world: World, text: str) -> api_keys.Holder | None:
    """Whose key it is, if it holds now."""
    with world.database.read() as session:
        return api_keys.check(session, text.strip(), wall_clock.now())


def test_a_keys_text_alone_is_on_stdout(world: World) -> None:
    """It can be piped into a vault; it opens what was said, and is in no list."""
    made = world.types("key", "new", "mercy-general", "--scope", "episodes:read", "--days", "30")
    assert made.exit_code == 0
    (text,) = made.stdout.splitlines()
    holder = held(world, text)
    assert holder is not None
    assert (holder.facility, set(holder.scopes)) == ("mercy-general", {"episodes:read"})
    assert text not in made.stderr
    listed = world.types("key", "list").stdout
    assert holder.id in listed
    assert text.rpartition("_")[2] not in listed


def test_a_rotated_key_holds_for_the_overlap(world: World) -> None:
    """Old and new hold side by side, unless no time is given."""
    old = world.types("key", "new", "mercy-general", "--scope", "fhir:write").stdout
    first = held(world, old)
    assert first is not None
    new = world.types("key", "rotate", first.id).stdout
    assert held(world, old) is not None
    second = held(world, new)
    assert second is not None
    assert second.scopes == first.scopes
    world.types("key", "rotate", second.id, "--overlap-hours", "0")
    assert held(world, new) is None


def test_a_revoked_key_opens_nothing(world: World) -> None:
    """At once; its line stays, ended."""
    text = world.types("key", "new", "lakeside", "--scope", "discharges:write").stdout
    holder = held(world, text)
    assert holder is not None
    done = world.types("key", "revoke", holder.id)
    assert (done.exit_code, done.stdout) == (0, f"{holder.id}: revoked\n")
    assert held(world, text) is None
    assert "ended " in world.types("key", "list").stdout


def test_what_no_key_can_be(world: World) -> None:
    """An unknown scope is a usage error that names the known; an unknown key has its line."""
    scope = world.types("key", "new", "mercy-general", "--scope", "everything")
    assert scope.exit_code == 2
    assert '--scope: found "everything"; expected one of discharges:write' in scope.stderr
    for words in (("new", "merci", "--scope", "fhir:write"), ("revoke", "x"), ("rotate", "x")):
        result = world.types("key", *words)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
