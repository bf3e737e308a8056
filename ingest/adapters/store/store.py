"""The article store: one object per process, short transactions, repositories inside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from sqlalchemy import URL, Engine, text

from ingest.adapters.store.articles import Articles
from ingest.adapters.store.changes import Changes
from ingest.adapters.store.channels import Channels
from ingest.adapters.store.deletions import Deletions
from ingest.adapters.store.digests import Digests
from ingest.adapters.store.drift import DriftLog
from ingest.adapters.store.engine import border, connect, parse_url, shown
from ingest.adapters.store.health import Health
from ingest.adapters.store.hosts import Hosts
from ingest.adapters.store.labels import Labels
from ingest.adapters.store.ledger import Ledger
from ingest.adapters.store.memory import Memory
from ingest.adapters.store.migrate import check
from ingest.adapters.store.rebuild import Rebuild
from ingest.adapters.store.recall import Recall
from ingest.adapters.store.replay import Replay
from ingest.adapters.store.rulings import LineRulings
from ingest.adapters.store.runs import Runs
from ingest.adapters.store.search import Search
from ingest.adapters.store.seeds import Seeds
from ingest.adapters.store.session import Session
from ingest.adapters.store.settings import Settings
from ingest.adapters.store.sources import Sources
from ingest.adapters.store.texts import Texts
from ingest.adapters.store.verdicts import Verdicts


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Transaction:
    """Everything the store can do, inside one transaction. Repositories are made when first used."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def lock(self) -> None:
        """Let only one writer at a time past this line until its transaction ends."""
        self.session.lock()

    @cached_property
    def runs(self) -> Runs:
        """Runs and how they ended."""
        return Runs(self.session)

    @cached_property
    def sources(self) -> Sources:
        """The sources of the configuration, as last synchronised."""
        return Sources(self.session)

    @cached_property
    def channels(self) -> Channels:
        """Polls, and what they say about each channel."""
        return Channels(self.session)

    @cached_property
    def health(self) -> Health:
        """How sources fared."""
        return Health(self.session)

    @cached_property
    def recall(self) -> Recall:
        """How much of what was published was found."""
        return Recall(self.session)

    @cached_property
    def hosts(self) -> Hosts:
        """Politeness shared by all workers."""
        return Hosts(self.session)

    @cached_property
    def ledger(self) -> Ledger:
        """Every URL and its one outcome per run."""
        return Ledger(self.session)

    @cached_property
    def articles(self) -> Articles:
        """Articles, their versions and lines."""
        return Articles(self.session)

    @cached_property
    def texts(self) -> Texts:
        """Texts met so far, and how they relate."""
        return Texts(self.session)

    @cached_property
    def changes(self) -> Changes:
        """The exact change feed."""
        return Changes(self.session)

    @cached_property
    def search(self) -> Search:
        """Full text."""
        return Search(self.session)

    @cached_property
    def digests(self) -> Digests:
        """Digests and who got them."""
        return Digests(self.session)

    @cached_property
    def memory(self) -> Memory:
        """Lines learned to be boilerplate."""
        return Memory(self.session)

    @cached_property
    def rulings(self) -> LineRulings:
        """What operators said of learned lines."""
        return LineRulings(self.session)

    @cached_property
    def seeds(self) -> Seeds:
        """Texts we compare with but did not find ourselves."""
        return Seeds(self.session)

    @cached_property
    def replay(self) -> Replay:
        """How far runs have come, and pages that can be read again."""
        return Replay(self.session)

    @cached_property
    def verdicts(self) -> Verdicts:
        """What operators decided about pairs of texts."""
        return Verdicts(self.session)

    @cached_property
    def rebuild(self) -> Rebuild:
        """Every text in the order it came, to build the index of texts anew."""
        return Rebuild(self.session)

    @cached_property
    def drift(self) -> DriftLog:
        """What pages gave day by day, and alarms when that changed."""
        return DriftLog(self.session)

    @cached_property
    def labels(self) -> Labels:
        """What operators decided about single texts."""
        return Labels(self.session)

    @cached_property
    def deletions(self) -> Deletions:
        """Articles that their publishers took down."""
        return Deletions(self.session)

    @cached_property
    def settings(self) -> Settings:
        """Small facts the store must remember about itself."""
        return Settings(self.session)


@dataclass(frozen=True, slots=True)
class Store:
    """The articles and everything known about how they got here."""

    url: URL
    engine: Engine
    now: Callable[[], datetime] = utc_now

    def __str__(self) -> str:
        return shown(self.url)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One consistent view of the store; writing in it is an error."""
        with border(self.url), self.engine.connect() as connection:
            options = connection.execution_options(read_only=True, **_snapshot(self.url))
            with options.begin():
                yield Transaction(Session(connection, self.now))

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """All or nothing: what happens inside is kept at the end, or undone when an error leaves.

        Keep it short: on SQLite nobody else can write meanwhile, and on PostgreSQL the change feed waits.
        """
        with border(self.url), self.engine.begin() as connection:
            yield Transaction(Session(connection, self.now))

    def optimize(self) -> None:
        """Refresh what the engine knows about its tables; cheap, best done once a day."""
        with border(self.url), self.engine.begin() as connection:
            for statement in _UPKEEP[self.url.get_backend_name()]:
                connection.exec_driver_sql(statement)

    def size(self) -> int:
        """Return how many bytes the store takes, free room inside it included."""
        with border(self.url), self.engine.connect() as connection:
            statement = text(_SIZE[self.url.get_backend_name()])
            return int(connection.execute(statement).scalar_one())

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_SIZE = {
    "sqlite": "select page_count * page_size from pragma_page_count(), pragma_page_size()",
    "postgresql": "select pg_database_size(current_database())",
}
_UPKEEP = {
    "sqlite": (
        "pragma optimize",
        # 2,000 pages a day, not all at once: writers wait meanwhile
        "insert into search_index (search_index, rank) values ('merge', 2000)",
    ),
    "postgresql": ("analyze",),
}


def _snapshot(url: URL) -> dict[str, object]:
    if url.get_backend_name() == "sqlite":
        return {}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def open_store(url: str, *, now: Callable[[], datetime] = utc_now) -> Store:
    """Return the store at *url*. A forked child must open its own.

    Raises ``StoreOutdated`` when its schema is missing or of another version, ``StoreError`` when it
    cannot be reached.
    """
    parsed = parse_url(url)
    engine = connect(parsed)
    try:
        check(parsed, engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(parsed, engine, now)
