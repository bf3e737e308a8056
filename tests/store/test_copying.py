"""A whole store moves to another engine and goes on there."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from ingest.adapters.store import Store, migrate, open_store
from ingest.adapters.store.copying import copy_store
from ingest.adapters.store.schema import metadata
from ingest.errors import StoreError
from ingest.model import Outcome
from ingest.records import SeedDocument
from tests.plugins.postgres import new_database
from tests.store.conftest import Clock
from tests.store.samples import publish
from tests.store.test_rebuild import fill, settle, telling, told


def filled(store: Store, clock: Clock) -> None:
    """Fill a store with articles, versions, relations, a seed, a verdict and a run."""
    fill(store, clock, 4)
    with store.write() as tx:
        tx.runs.start("r1", "ingest")
        tx.seeds.add(SeedDocument(key="1", publisher="post", title="Ferry"), text="Fähre “ab” 中国")
        tx.verdicts.put("a1", "a2", "distinct", reason="checked", by="kim")
        tx.settings.put("colour", "blue")
    publish(store)


def other_engine(store: Store, folder: Path) -> str:
    """Return the URL of an empty store on the engine that *store* is not on."""
    if store.url.get_backend_name() == "sqlite":
        return new_database()
    return f"sqlite:///{folder / 'other.db'}"


@pytest.mark.postgres
def test_everything_is_copied_and_goes_on(store: Store, clock: Clock, tmp_path: Path) -> None:
    filled(store, clock)
    url = other_engine(store, tmp_path)
    heard: dict[str, int] = {}

    rows = copy_store(store, url, progress=heard.__setitem__)

    with open_store(url, now=clock) as other:
        assert told(other) == told(store)
        with store.read() as old, other.read() as new:
            for table in metadata.sorted_tables:
                query = select(table).order_by(*table.primary_key.columns)
                before = old.session.execute(query).all()
                assert new.session.execute(query).all() == before, table.name
                assert heard[table.name] == len(before)
            words = "grain"
            found = [a.id for a in old.search.find(words, 50)]
            assert [a.id for a in new.search.find(words, 50)] == found
            assert len(found) > 3
            count = old.session.execute(
                select(func.count()).select_from(metadata.tables["article"])
            )
            assert count.scalar_one() > 20
        assert rows == sum(n for name, n in heard.items() if name != "search_entry")
        clock.advance(minutes=1)
        assert settle(other, telling(9_999, "A new ferry of its own left port.", clock)) in (
            Outcome.STORED,
            Outcome.REVIEW,
        )
        publish(other)


def test_a_store_that_holds_something_is_not_overwritten(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'taken.db'}"
    migrate(url)
    with open_store(url, now=clock) as taken, taken.write() as tx:
        tx.settings.put("colour", "red")
    with pytest.raises(StoreError, match="is not empty"):
        copy_store(store, url)


def test_an_interrupted_copy_leaves_nothing(store: Store, clock: Clock, tmp_path: Path) -> None:
    filled(store, clock)
    url = f"sqlite:///{tmp_path / 'other.db'}"
    seen: list[str] = []

    def stumble(table: str, _rows: int) -> None:
        seen.append(table)
        if len(seen) == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_store(store, url, progress=stumble)
    assert copy_store(store, url) > 20
