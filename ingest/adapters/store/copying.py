"""Moving a whole store to another engine: every table, in one transaction on the other side.

The rows are read in one snapshot and written as they are. The full-text index is made anew, for it is
the one thing that the engines keep in different ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, Integer, Table, func, insert, select, text

from ingest.adapters.store.migrate import migrate
from ingest.adapters.store.schema import metadata, search_entry
from ingest.adapters.store.session import chunks
from ingest.adapters.store.store import Store, Transaction, open_store
from ingest.errors import StoreError

AT_ONCE = 1_000  # rows in memory at a time
_SEQUENCE = text("select pg_get_serial_sequence(:table, :column)")
Progress = Callable[[str, int], None]


def copy_store(source: Store, url: str, *, progress: Progress = lambda _table, _rows: None) -> int:
    """Copy everything in *source* to the empty store at *url* and return how many rows that was.

    All or nothing: an interrupted or failed copy leaves an empty store, and is simply repeated. What
    is written to *source* meanwhile is not copied. *progress* hears each table and its rows. Raises
    ``StoreError`` when the other store is not empty, or does not hold the same in the end.
    """
    migrate(url)
    with open_store(url, now=source.now) as target, source.read() as old, target.write() as new:
        new.lock()
        _must_be_empty(target, new)
        copied = 0
        for table in _tables():
            rows = _copy_table(old.session.connection, new.session.connection, table)
            progress(table.name, rows)
            copied += rows
        progress(search_entry.name, _index(old, new))
        _number_on(new.session.connection)
        _must_agree(target, old, new)
        return copied


def _tables() -> list[Table]:
    """Return the tables in an order that foreign keys allow; ``search_entry`` is made anew."""
    return [table for table in metadata.sorted_tables if table is not search_entry]


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _must_be_empty(target: Store, new: Transaction) -> None:
    for table in _tables():
        if rows := _count(new.session.connection, table):
            raise StoreError(
                str(target), f"is not empty ({rows} rows in {table.name}): name a new database"
            )


def _copy_table(old: Connection, new: Connection, table: Table) -> int:
    """Copy one table in the order of its key, so that no index is filled at random."""
    rows = old.execution_options(yield_per=AT_ONCE).execute(
        select(table).order_by(*table.primary_key.columns)
    )
    add, copied = insert(table), 0
    for chunk in chunks((row._asdict() for row in rows), AT_ONCE):
        new.execute(add, chunk)
        copied += len(chunk)
    return copied


def _index(old: Transaction, new: Transaction) -> int:
    """Make the full-text index anew, for the articles that are in the old one."""
    indexed = 0
    for ids in chunks(_searchable(old), 200):
        for stored in old.articles.many(ids):
            new.search.put(stored.no, stored.id, stored.version, stored.article)
            indexed += 1
    return indexed


def _searchable(old: Transaction) -> Iterator[str]:
    query = select(search_entry.c.article_id).order_by(search_entry.c.article_no)
    yield from old.session.execute(query).scalars()


def _number_on(new: Connection) -> None:
    """Let PostgreSQL number new rows after those it was given; SQLite does so by itself."""
    if new.dialect.name != "postgresql":
        return
    for table in _tables():
        for column in table.primary_key.columns:
            if isinstance(column.type.dialect_impl(new.dialect), Integer):
                name = {"table": table.name, "column": column.name}
                sequence = new.execute(_SEQUENCE, name).scalar_one()
                most = new.execute(select(func.max(column))).scalar_one()
                if sequence and most:
                    new.execute(select(func.setval(sequence, most)))


def _must_agree(target: Store, old: Transaction, new: Transaction) -> None:
    for table in metadata.sorted_tables:
        before, after = (_count(tx.session.connection, table) for tx in (old, new))
        if before != after:
            raise StoreError(
                str(target), f"{table.name} has {after} rows after the copy and had {before} before"
            )
