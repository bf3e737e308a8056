"""Connections to SQLite and PostgreSQL, set up the way the store needs them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ingest.errors import StoreError, StoreOutdated

UPGRADE = "run `wirewatch db upgrade`"

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "busy_timeout=30000",
    # Fifty texts touch a thousand pages of the index at random. With SQLite's own 2 MB they spill to the
    # log more than once before the commit, and with its log of 1,000 pages every commit copies them back.
    "cache_size=-32768",  # KiB, the most a connection takes however large the store is
    "wal_autocheckpoint=4000",  # pages: a log of 16 MB
)

_POSTGRES_NAMES = frozenset({"postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"})


def parse_url(address: str) -> URL:
    """Return *address* with the driver we use; raises ``StoreError`` if we cannot use it."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        # Not quoted and not chained: what could not be parsed may well contain a password.
        raise StoreError("store", "the address is not a database URL") from None
    if url.drivername in _POSTGRES_NAMES:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        if url.database in (None, "", ":memory:"):
            raise StoreError(shown(url), "the store needs a file: sqlite:////folder/store.db")
        return url.set(drivername="sqlite")
    raise StoreError(shown(url), "the store is kept in SQLite or PostgreSQL, nothing else")


def shown(url: URL) -> str:
    """Return *url* for messages: without password, without driver and options."""
    plain = url.set(drivername=url.get_backend_name(), query={})
    return plain.render_as_string(hide_password=True)


def connect(url: URL) -> Engine:
    """Return an engine for *url*; nothing is opened before the first transaction."""
    try:
        if url.get_backend_name() == "postgresql":
            return create_engine(
                url,
                hide_parameters=True,
                pool_pre_ping=True,
                connect_args={"connect_timeout": 10, "options": "-c timezone=UTC"},
            )
        engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False})
    except NoSuchModuleError as error:
        raise StoreError(shown(url), f"no driver: {error}") from error
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, record: object) -> None:  # noqa: ARG001
    connection.isolation_level = None  # pysqlite must not start transactions itself
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: a late upgrade from reader to writer cannot wait, it fails."""
    read_only = bool(connection.get_execution_options().get("read_only"))
    connection.exec_driver_sql(f"PRAGMA query_only={int(read_only)}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


@contextmanager
def border(url: URL) -> Iterator[None]:
    """Turn every error of engine and driver into a ``StoreError`` that says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _translated(error, url) from error
    except PoolTimeout as error:
        raise StoreError(shown(url), "all connections are in use: try again") from error


def _translated(error: DBAPIError, url: URL) -> StoreError:
    said = " ".join(str(error.orig).split())
    if url.password:
        said = said.replace(str(url.password), "***")
    missing = "no such table" in said or "no such column" in said
    if missing or getattr(error.orig, "sqlstate", None) in ("42P01", "42703"):
        return StoreOutdated(shown(url), f"the schema does not fit this version: {UPGRADE}")
    return StoreError(shown(url), _advice(error, said))


def _advice(error: DBAPIError, said: str) -> str:
    state = getattr(error.orig, "sqlstate", None) or ""
    if state == "53100" or "database or disk is full" in said:
        return f"the disk is full; nothing was half-written, free some space ({said})"
    if "readonly database" in said or state == "25006":
        return f"it cannot be written to: check permissions and mount ({said})"
    if "unable to open database file" in said:
        return "the file cannot be opened: does the folder exist, and may we write there?"
    if "file is not a database" in said or "malformed" in said:
        return f"the file is damaged or not a SQLite database ({said})"
    if "database is locked" in said:
        return "another process has kept it locked for more than 30 seconds"
    if error.connection_invalidated or (state[:2] in ("08", "57", "") and not _is_sqlite(error)):
        return f"the server cannot be reached or went away ({said})"
    return said


def _is_sqlite(error: DBAPIError) -> bool:
    return isinstance(error.orig, sqlite3.Error)
