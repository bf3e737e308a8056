"""What every repository of the store works with: one connection in one transaction, and a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult, Result
from sqlalchemy.sql import Executable

T = TypeVar("T")

CHUNK = 500  # rows or keys in one statement: far below the parameter limits of both engines

_WRITERS_LOCK = 0x77697265  # "wire": any number that nobody else in the database uses


@dataclass(frozen=True, slots=True)
class Session:
    """One open transaction."""

    connection: Connection
    now: Callable[[], datetime]

    @property
    def on_postgres(self) -> bool:
        """Whether the store is a PostgreSQL server; otherwise it is a SQLite file."""
        return self.connection.dialect.name == "postgresql"

    def execute(
        self,
        statement: Executable,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> Result[Any]:
        """Run one statement (once per mapping when *parameters* is a sequence)."""
        return self.connection.execute(statement, parameters)

    def change(self, statement: Executable) -> int:
        """Run one UPDATE or DELETE and return how many rows it changed."""
        result = self.connection.execute(statement)
        return result.rowcount if isinstance(result, CursorResult) else 0

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """Return an INSERT into *table* that knows ON CONFLICT, in the words of the engine."""
        return _insert(self.connection.dialect.name, table)

    def upsert(self, table: Table, row: Mapping[str, Any]) -> None:
        """Insert *row*, or bring the row with its primary key up to date."""
        keys = [column.name for column in table.primary_key]
        insert = self.insert(table).values(**row)
        changed = {name: insert.excluded[name] for name in row if name not in keys}
        self.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed))

    def lock(self) -> None:
        """Wait until no other writer is inside its own ``lock``; released when the transaction ends.

        SQLite needs nothing: ``BEGIN IMMEDIATE`` already let only one writer in.
        """
        if self.on_postgres:
            self.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _WRITERS_LOCK})


@cache
def _insert(engine: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if engine == "postgresql" else sqlite.insert(table)


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield *values* in lists of at most *size*.

    >>> list(chunks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    chunk: list[T] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
