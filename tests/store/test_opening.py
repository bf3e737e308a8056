"""Opening, migrating and every way in which that can go wrong."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from ingest.adapters.store import Store, current, downgrade, head, migrate, migrations, open_store
from ingest.adapters.store.migrate import VERSION_TABLE
from ingest.adapters.store.schema import metadata
from ingest.errors import StoreError, StoreOutdated
from tests.store.samples import article, insert

ONLY_BY_HAND = {"txid", "tsv", "search_index", "ix_change_gate", "ix_search_entry_tsv"}


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")  # SQLAlchemy has no such type
def test_migrations_make_the_tables_the_code_describes(store: Store) -> None:
    options = {"version_table": VERSION_TABLE, "compare_server_default": False}
    with store.read() as tx:
        context = MigrationContext.configure(tx.session.connection, opts=options)
        differences = compare_metadata(context, metadata)

    unexpected = [
        each for each in differences if not any(name in repr(each) for name in ONLY_BY_HAND)
    ]
    assert unexpected == []


def test_the_head_is_the_one_alembic_sees() -> None:
    scripts = Path(migrations.__file__).parent
    assert ScriptDirectory(str(scripts)).get_heads() == [head()]


def test_the_way_down_leaves_nothing_and_the_way_up_works_again(store_url: str) -> None:
    assert downgrade(store_url, "base") == ""
    with pytest.raises(StoreOutdated, match="wirewatch db upgrade"):
        open_store(store_url)
    assert current(store_url) == ""

    assert migrate(store_url) == head()
    with open_store(store_url) as store:
        tables = set(inspect(store.engine).get_table_names())
    assert set(metadata.tables) <= tables


def test_migrating_twice_keeps_everything(store: Store, store_url: str) -> None:
    [stored] = insert(store, 1)
    assert migrate(store_url) == head() == current(store_url)
    with store.read() as tx:
        assert tx.articles.get(stored.id) == stored


@pytest.mark.postgres
def test_an_empty_server_database_becomes_a_store(postgres_url: str) -> None:
    assert migrate(postgres_url.replace("postgresql://", "postgres://")) == head()
    open_store(postgres_url).close()


def test_a_new_file_is_made_with_its_folder(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/deep/store.db"
    with pytest.raises(StoreOutdated, match="no store yet"):
        open_store(url)
    migrate(url)
    open_store(url).close()


def test_a_schema_of_another_version_is_refused(store: Store, store_url: str) -> None:
    with store.write() as tx:
        tx.session.execute(text("update wirewatch_version set version_num = '9999'"))
    with pytest.raises(StoreOutdated, match="9999"):
        open_store(store_url)


def test_a_table_that_went_missing_says_what_to_do(store: Store) -> None:
    with store.write() as tx:
        tx.session.execute(text("drop table setting"))
    with pytest.raises(StoreOutdated, match="wirewatch db upgrade"), store.read() as tx:
        tx.settings.get("x")


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql://monitor:s3cret@127.0.0.1:1/news", id="unreachable-server"),
        pytest.param("postgresql://monitor:s3cret@[::1", id="unreadable-address"),
        pytest.param("mysql://monitor:s3cret@127.0.0.1/news", id="other-engine"),
        pytest.param("postgresql://monitor:s3cret@127.0.0.1:port/news", id="port-that-is-none"),
        pytest.param("sqlite://", id="no-file"),
    ],
)
def test_a_store_that_cannot_be_opened_says_so_without_the_password(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in repr(caught.value.__cause__)


@pytest.mark.postgres
def test_a_wrong_password_is_not_shown(postgres_url: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(postgres_url.replace("postgres:@", "nobody-here:s3cret@"))
    assert "s3cret" not in str(caught.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    file.write_bytes(b"This is a diary, not a database. " * 40)
    with pytest.raises(
        StoreError, match=r"store\.db: the file is damaged or not a SQLite database"
    ):
        open_store(f"sqlite:///{file}")


def test_a_full_disk_loses_nothing_that_was_there(store: Store) -> None:
    if store.url.get_backend_name() != "sqlite":
        pytest.skip("a server's disk cannot be filled from here")
    [before] = insert(store, 1)
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("pragma page_count").scalar_one()
        connection.exec_driver_sql(f"pragma max_page_count={pages + 2}")
        connection.rollback()

    with pytest.raises(StoreError, match="the disk is full"), store.write() as tx:
        tx.articles.insert(article(2, text="Much to say. " * 50_000))

    with store.read() as tx:
        assert tx.articles.get(before.id) == before
        assert tx.articles.count() == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_we_may_not_write_says_so(store: Store) -> None:
    if store.url.get_backend_name() != "sqlite":
        pytest.skip("about files")
    store.close()
    Path(str(store.url.database)).chmod(0o444)
    with pytest.raises(StoreError, match="permissions"), store.write() as tx:
        tx.settings.put("a", "b")


def test_a_server_that_goes_away_is_named_and_found_again(store: Store) -> None:
    if store.url.get_backend_name() == "sqlite":
        pytest.skip("about servers")

    def lose_the_server() -> None:
        with store.write() as tx:
            tx.articles.insert(article(1))
            tx.session.execute(text("select pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(StoreError, match="went away"):
        lose_the_server()
    with store.read() as tx:
        assert tx.articles.count() == 0


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError, match="cannot be written"), store.read() as tx:
        tx.settings.put("a", "b")
    with store.write() as tx:  # and the connection is not spoiled for writers
        tx.settings.put("a", "b")


def test_what_fails_inside_a_transaction_is_undone(store: Store) -> None:
    def insert_and_fail() -> None:
        with store.write() as tx:
            tx.articles.insert(article(1))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        insert_and_fail()
    with store.read() as tx:
        assert tx.articles.count() == 0
        assert tx.search.find("ministers") == []


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.read() as reader:
        assert reader.articles.count() == 0
        insert(store, 1)
        assert reader.articles.count() == 0
    with store.read() as reader:
        assert reader.articles.count() == 1


def test_upkeep_changes_nothing_a_reader_sees(store: Store) -> None:
    before = insert(store, *range(20))
    store.optimize()
    with store.read() as tx:
        assert tx.articles.list() == before[::-1]
        assert len(tx.search.find("ministers", 50)) == 20


def test_sqlite_files_are_readable_without_us(store: Store) -> None:
    if store.url.get_backend_name() != "sqlite":
        pytest.skip("about files")
    insert(store, 1)
    with sqlite3.connect(str(store.url.database)) as connection:
        rows = connection.execute("select headline, published_at from v_articles").fetchall()
    connection.close()
    assert rows == [("Ministers meet in city 1", "2026-11-21T09:00:00.000000Z")]
