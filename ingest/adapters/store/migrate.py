"""Bringing the schema to where the code expects it, and finding out where it is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, text

from ingest.adapters.store.engine import UPGRADE, border, connect, parse_url, shown
from ingest.errors import StoreError, StoreOutdated

VERSION_TABLE = "wirewatch_version"  # our own: the database may be shared with other programs

_SCRIPTS = Path(__file__).parent / "migrations"
_MIGRATORS_LOCK = 0x6D696772  # "migr": two programs starting at once must not both migrate


def migrate(url: str, revision: str = "head") -> str:
    """Bring the store at *url* to *revision* and return the revision it is at then.

    Makes a SQLite file and its folder if they are not there. All steps are one transaction.
    """
    parsed = parse_url(url)
    _make_folder(parsed)
    return _run(parsed, "upgrade", revision)


def downgrade(url: str, revision: str) -> str:
    """Take the store back to *revision* ("base": nothing is left) and return the revision."""
    return _run(parse_url(url), "downgrade", revision)


def current(url: str) -> str:
    """Return the revision the store at *url* is at, "" when it has no schema."""
    parsed = parse_url(url)
    engine = connect(parsed)
    try:
        with border(parsed), engine.connect().execution_options(read_only=True) as connection:
            return _revision(connection)
    finally:
        engine.dispose()


@cache  # an upgrade of the files below a running process does not change its code
def head() -> str:
    """Return the revision this version of the code works with."""
    return max(path.name for path in _SCRIPTS.glob("versions/[0-9]*.py")).partition("_")[0]


def check(url: URL, engine: Engine) -> None:
    """Raise ``StoreOutdated`` unless the schema is the one this code works with."""
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        raise StoreOutdated(shown(url), f"there is no store yet: {UPGRADE}")
    with border(url), engine.connect().execution_options(read_only=True) as connection:
        revision = _revision(connection)
    if not revision:
        raise StoreOutdated(shown(url), f"it has no schema yet: {UPGRADE}")
    if revision != head():
        raise StoreOutdated(
            shown(url), f"its schema is {revision}, this version works with {head()}: {UPGRADE}"
        )


def _run(url: URL, direction: str, revision: str) -> str:
    # Imported here: half a CPU second that every task would pay and only this needs.
    from alembic import command
    from alembic.config import Config

    engine = connect(url)
    try:
        with border(url), engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                lock = text("select pg_advisory_xact_lock(:key)")
                connection.execute(lock, {"key": _MIGRATORS_LOCK})
            config = Config()
            config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
            config.attributes["connection"] = connection
            getattr(command, direction)(config, revision)
            return _revision(connection)
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    found = connection.execute(text(f"select version_num from {VERSION_TABLE}"))  # noqa: S608
    return str(found.scalar_one_or_none() or "")


def _make_folder(url: URL) -> None:
    if url.get_backend_name() != "sqlite":
        return
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(shown(url), f"cannot make its folder: {error.strerror}") from error
