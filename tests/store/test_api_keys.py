"""Keys of hospitals: shown once, kept as hashes, several at once, ended for good."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from adapters.sql.database import Database, migrate
from models.tables import ApiKey, AuditRow, Facility
from store import api_keys
from store.api_keys import NoSuchKey, Scope, UnknownFacility

NOW = datetime(2026, 9, 8, 16, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MERCY, LAKESIDE = "mercy-general", "lakeside"
READ = (Scope.EPISODES_READ,)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A store with two hospitals."""
    path: Path = tmp_path_factory.mktemp("keys") / "homeward.db"
    migrate(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}")
    with database.write() as session:
        for handle in (MERCY, LAKESIDE):
            session.add(Facility(handle=handle, name=handle, time_zone="UTC"))
    yield database
    database.close()


@pytest.fixture
def session(store: Database) -> Iterator[Session]:
    """A transaction that leaves nothing behind."""
    with store.write() as session, session.begin_nested() as nested:
        yield session
        nested.rollback()


def test_a_key_opens_what_it_was_made_for(session: Session) -> None:
    """Whoever shows a key is its facility, with its scopes and no others."""
    scopes = (Scope.DISCHARGES_WRITE, Scope.EPISODES_READ)
    key = api_keys.create(session, MERCY, scopes, NOW)
    holder = api_keys.check(session, key.text, NOW)
    assert holder is not None
    assert (holder.id, holder.facility, holder.scopes) == (key.id, MERCY, frozenset(scopes))


def test_no_text_of_a_key_is_kept_or_shown(session: Session) -> None:
    """Neither the store nor a representation knows the secret."""
    key = api_keys.create(session, MERCY, READ, NOW)
    secret = key.text.rpartition("_")[2]
    row = session.get_one(ApiKey, key.id)
    audited = session.exec(select(AuditRow)).all()
    assert secret not in f"{key!r}{row!r}{audited!r}"
    assert key.text == f"hw_{key.id}_{secret}"
    assert (len(key.id), len(secret), len(row.key_hash)) == (12, 43, 64)


def test_keys_are_never_alike(session: Session) -> None:
    """A hundred keys of one facility differ in id and secret."""
    texts = {api_keys.create(session, MERCY, READ, NOW).text for _ in range(100)}
    assert len({text.split("_")[1] for text in texts}) == 100
    assert len({text.split("_")[2] for text in texts}) == 100


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text[:-1],
        lambda text: text + "x",
        lambda text: text[:-1] + ("a" if text[-1] != "a" else "b"),
        lambda text: text.replace("hw_", "HW_"),
        lambda text: text.upper(),
        lambda text: f"hw_{'0' * 12}_{text.rpartition('_')[2]}",
        lambda text: text + "\n",
        lambda text: text.replace("hw_", "hw_\0"),
    ],
)
def test_a_key_that_is_not_quite_right_opens_nothing(session: Session, spoil: object) -> None:
    """Another secret, another id, another length, another case: nobody."""
    assert callable(spoil)
    key = api_keys.create(session, MERCY, READ, NOW)
    assert api_keys.check(session, spoil(key.text), NOW) is None


def test_the_secret_of_one_key_does_not_fit_another(session: Session) -> None:
    """An id with another key's secret is nobody."""
    one = api_keys.create(session, MERCY, READ, NOW)
    other = api_keys.create(session, LAKESIDE, READ, NOW)
    mixed = f"hw_{one.id}_{other.text.rpartition('_')[2]}"
    assert api_keys.check(session, mixed, NOW) is None


def test_a_key_ends_at_its_instant(session: Session) -> None:
    """It holds until its end and not at it."""
    key = api_keys.create(session, MERCY, READ, NOW, NOW + DAY)
    assert api_keys.check(session, key.text, NOW + DAY - timedelta(seconds=1)) is not None
    assert api_keys.check(session, key.text, NOW + DAY) is None


def test_keys_overlap_while_they_rotate(session: Session) -> None:
    """Both hold during the overlap, then the new one alone, with the same scopes."""
    old = api_keys.create(session, MERCY, READ, NOW)
    new = api_keys.rotate(session, old.id, NOW, DAY)
    inside, after = NOW + DAY / 2, NOW + 2 * DAY
    assert api_keys.check(session, old.text, inside) is not None
    assert api_keys.check(session, old.text, after) is None
    holder = api_keys.check(session, new.text, after)
    assert holder is not None
    assert (holder.facility, holder.scopes) == (MERCY, frozenset(READ))


def test_rotation_puts_no_end_off(session: Session) -> None:
    """A key that ends sooner than the overlap still does; its heir lives as long as it was to."""
    old = api_keys.create(session, MERCY, READ, NOW, NOW + DAY)
    new = api_keys.rotate(session, old.id, NOW + DAY / 2, 30 * DAY)
    ends = {line.id: line.expires_at for line in api_keys.listed(session)}
    assert ends[old.id] == NOW + DAY
    assert ends[new.id] == NOW + DAY / 2 + DAY


def test_a_revoked_key_is_over_and_stays_listed(session: Session) -> None:
    """Nothing opens, nothing rotates; the list says that it was."""
    key = api_keys.create(session, MERCY, READ, NOW)
    for later in (DAY, 2 * DAY):
        api_keys.revoke(session, key.id, NOW + later)
    assert api_keys.check(session, key.text, NOW + DAY) is None
    (line,) = api_keys.listed(session, MERCY)
    assert (line.expires_at, line.holds(NOW), line.holds(NOW + DAY)) == (NOW + DAY, True, False)
    with pytest.raises(NoSuchKey):
        api_keys.rotate(session, key.id, NOW + DAY, DAY)


def test_what_is_not_there_is_named(session: Session) -> None:
    """A facility or a key that nobody knows is one line for whoever asked."""
    with pytest.raises(UnknownFacility, match="'nowhere'"):
        api_keys.create(session, "nowhere", READ, NOW)
    for ask in (lambda: api_keys.rotate(session, "x", NOW, DAY),
                lambda: api_keys.revoke(session, "x", NOW)):  # fmt: skip
        with pytest.raises(NoSuchKey, match="'x'"):
            ask()


def test_every_change_is_audited(session: Session) -> None:
    """Who made, rotated or revoked which key stands in the trail."""
    old = api_keys.create(session, MERCY, READ, NOW)
    new = api_keys.rotate(session, old.id, NOW, DAY)
    api_keys.revoke(session, new.id, NOW)
    rows = session.exec(select(AuditRow).order_by(col(AuditRow.id))).all()
    assert [(row.what, row.about) for row in rows] == [
        ("api key created", f"{MERCY}|{old.id}|episodes:read"),
        ("api key created", f"{MERCY}|{new.id}|episodes:read"),
        (f"api key rotated to {new.id}", f"{MERCY}|{old.id}|episodes:read"),
        ("api key revoked", f"{MERCY}|{new.id}|episodes:read"),
    ]


def test_a_list_is_of_one_facility_or_all(session: Session) -> None:
    """Keys are listed by facility, and a scope of a newer release is left out."""
    mercy = api_keys.create(session, MERCY, tuple(Scope), NOW)
    lakeside = api_keys.create(session, LAKESIDE, READ, NOW)
    session.get_one(ApiKey, lakeside.id).scopes += " of:tomorrow"
    assert [line.id for line in api_keys.listed(session)] == [lakeside.id, mercy.id]
    (line,) = api_keys.listed(session, LAKESIDE)
    assert line.scopes == READ
