"""What a local stack stands on: its folder, its secrets, its settings and its store.

`.homeward/demo` is fresh for each `make demo`, `.homeward/up` is kept. In each:

- `keys.json`: every secret, made once, readable by its owner alone
- `env`: the settings of the stack that runs now, as HOMEWARD_...=...; gone when it ends
- `homeward.db`, `temporal.db`, `logs/`, `pids/`
- `feeds/`, in a fresh one: the sample feeds without hours of silence, for its hospitals say their
  few messages and then nothing for thirty days
"""

import fcntl
import json
import re
import secrets
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from pydantic import SecretStr
from sqlmodel import select

from adapters.encryption import new_keys
from adapters.files.hospital import Hospital
from adapters.settings import PREFIX, LocalPorts, MllpPlace, Settings
from adapters.sql.database import Database, migrate
from adapters.sql.trouble import StoreError, in_one_line
from adapters.temporal.connection import LOOPBACK
from local.refusals import AlreadyRuns, StoreSpoilt
from models.tables import Facility
from store.hospital_setup import write_hospital
from store.people.parties import colleagues

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".homeward"
FEEDS = ROOT / "feeds"
PATHWAYS = ROOT / "pathways"
HOSPITAL = ROOT / "examples" / "hospital.toml"
FROM_NUMBER = "+16175550190"  # fictional, as every number of the examples
TEXTS_PER_SECOND = 200.0  # the simulator needs no rest
CARRIER_LAG_SECONDS = 13.0  # its lists are true at once; an attempt to send takes up to twelve
SWEPT_EVERY_SECONDS = 5.0
OWNER_ONLY = 0o600
_HOURS = re.compile(r"^(silence_hours(?:_off)?) *=.*$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """One run's folder, ports and settings."""

    folder: Path
    ports: LocalPorts
    settings: Settings

    @property
    def env_file(self) -> Path:
        """The settings, for commands that are typed beside the stack."""
        return self.folder / "env"


@contextmanager
def workspace(
    folder: Path, ports: LocalPorts, *, fresh: bool, pathways: Path = PATHWAYS
) -> Iterator[Workspace]:
    """Have the folder to oneself. Raises AlreadyRuns."""
    folder = folder.resolve()
    with _alone(folder):
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if fresh:
            _write_feeds(folder / "feeds")
        made = Workspace(
            folder=folder, ports=ports, settings=_settings(folder, ports, pathways, fresh=fresh)
        )
        _write_for_owner(made.env_file, _as_lines(made.settings))
        try:
            yield made
        finally:
            made.env_file.unlink(missing_ok=True)


def fill_store(
    settings: Settings, hospital: Hospital, first: date, days: int, *, unless_others: bool = False
) -> bool:
    """Bring the store to the newest schema; write the hospital and the clinics' slots into it.

    `unless_others`: not where somebody has written people or facilities into it that this hospital
    does not name, for they would work nowhere any more. Says whether it was written. Raises
    StoreSpoilt.
    """
    try:
        with in_one_line():
            migrate(settings.database_url)
            if unless_others and _has_others(settings, hospital):
                return False
            write_hospital(settings, hospital, first, days)
            return True
    except StoreError as error:
        file = settings.database_url.removeprefix("sqlite:///").partition("?")[0]
        raise StoreSpoilt(file, error.why) from None


def _has_others(settings: Settings, hospital: Hospital) -> bool:
    database = Database(settings.database_url)
    try:
        with database.read() as session:
            there = {*session.exec(select(Facility.handle)).all(), *colleagues(session)}
            there -= {one.handle for one in hospital.facilities}
            there -= {one.handle for one in hospital.people}
            return bool(there - {one.handle for one in hospital.wards})
    finally:
        database.close()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock beside the folder; it goes with the process that holds it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRuns(folder) from None
        yield


@dataclass(frozen=True, kw_only=True, repr=False)
class _Secrets:
    encryption_keys: str
    token_key: str
    account_sid: str
    auth_token: str


def _secrets(file: Path) -> _Secrets:
    """Read the secrets, made when there are none yet."""
    if file.exists():
        return _Secrets(**json.loads(file.read_text()))
    keys = new_keys()
    made = _Secrets(
        encryption_keys=keys.encryption_keys,
        token_key=keys.token_key,
        account_sid=f"AC{secrets.token_hex(16)}",
        auth_token=secrets.token_hex(16),
    )
    _write_for_owner(file, json.dumps(asdict(made)))
    return made


def _settings(folder: Path, ports: LocalPorts, pathways: Path, *, fresh: bool) -> Settings:
    """Every setting is given: nothing of another installation's environment gets in.

    A store that is thrown away need not outlive a power cut: its commits do not wait for the disk.
    """
    own = _secrets(folder / "keys.json")
    store = f"sqlite:///{folder / 'homeward.db'}"
    return Settings(
        _env_file=None,
        temporal_address=f"{LOOPBACK}:{ports.temporal_port}",
        temporal_namespace="default",
        temporal_ui_url=_http(ports.temporal_ui_port),
        database_url=f"{store}?synchronous=NORMAL" if fresh else store,
        encryption_keys=SecretStr(own.encryption_keys),
        token_key=SecretStr(own.token_key),
        twilio_account_sid=own.account_sid,
        twilio_auth_token=SecretStr(own.auth_token),
        twilio_previous_auth_token=None,
        twilio_from_number=FROM_NUMBER,
        twilio_base_url=_http(ports.simulator_port),
        texts_per_second=TEXTS_PER_SECOND,
        carrier_lag_seconds=CARRIER_LAG_SECONDS,
        sweep_seconds=SWEPT_EVERY_SECONDS if fresh else 60,
        public_base_url=_http(ports.gateway_port),
        card_base_url=None,
        gateway_host=LOOPBACK,
        gateway_port=ports.gateway_port,
        metrics_bind=None,
        pathways_dir=pathways.resolve(),
        feeds_dir=folder / "feeds" if fresh else FEEDS,
        fhir_tokens=None,
        mllp=MllpPlace.GATEWAY,
        mllp_host=LOOPBACK,
        mllp_port=ports.mllp_port,
        mllp_peers="",
        mllp_certificate=None,
        mllp_key=None,
        mllp_client_authority=None,
    )


def _write_feeds(folder: Path) -> None:
    folder.mkdir()
    for file in FEEDS.glob("*.toml"):
        (folder / file.name).write_text(_HOURS.sub(r"\1 = 0", file.read_text()))


def _http(port: int) -> str:
    return f"http://{LOOPBACK}:{port}"


def _as_lines(settings: Settings) -> str:
    ours = ((n, v) for n, v in settings.environment().items() if n.startswith(PREFIX))
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in sorted(ours))


def _write_for_owner(file: Path, text: str) -> None:
    file.touch(mode=OWNER_ONLY)
    file.chmod(OWNER_ONLY)
    file.write_text(text)
