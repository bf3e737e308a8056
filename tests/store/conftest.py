"""One store per test, on each engine: the suite is the contract that both keep."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import make_url

from ingest.adapters.store import Store, migrate, open_store
from tests.plugins.postgres import drop_database, new_database, postgres_url

__all__ = ["postgres_url"]


@dataclass
class Clock:
    """A clock that stands until it is told to go on."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 21, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


@cache
def migrated_file(folder: Path) -> Path:
    """Return a SQLite store to copy from: migrating takes longer than most tests."""
    file = folder / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@cache
def migrated_database() -> str:
    """Return the name of a PostgreSQL database to copy from."""
    url = new_database()
    migrate(url)
    return str(make_url(url).database)


@pytest.fixture
def clock() -> Clock:
    """The time the store sees."""
    return Clock()


ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@contextmanager
def new_store(engine: str, folders: pytest.TempPathFactory) -> Iterator[str]:
    """Make an empty, migrated store for the length of the block, and give its URL."""
    if engine == "sqlite":
        file = folders.mktemp("store") / "store.db"
        shutil.copy(migrated_file(folders.getbasetemp()), file)
        yield f"sqlite:///{file}"
        return
    url = new_database(template=migrated_database())
    yield url
    drop_database(url)


@pytest.fixture(params=ENGINES)
def store_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of an empty, migrated store, on each engine."""
    with new_store(request.param, tmp_path_factory) as url:
        yield url


@pytest.fixture
def store(store_url: str, clock: Clock) -> Iterator[Store]:
    """An empty store with a clock of the test's own."""
    with open_store(store_url, now=clock) as opened:
        yield opened
