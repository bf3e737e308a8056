"""Small values to fill a store with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ingest.adapters.store import Store, Transaction, article_id
from ingest.model import (
    Article,
    Channel,
    ChannelKind,
    Entry,
    Moment,
    Outcome,
    RemovedLine,
    Source,
    StoredArticle,
)
from ingest.records import PageRef

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
FEED = "https://news.example/feed"


def key(number: int) -> str:
    """Return the URL key of sample *number*."""
    return f"https://news.example/{number}"


def entry(number: int, source_key: str = "gazette", **changes: Any) -> Entry:
    """Return the announcement of sample *number*."""
    plain = Entry(source_key=source_key, url=key(number), key=key(number), title=f"Story {number}")
    return replace(plain, **changes)


def entries(*numbers: int) -> list[Entry]:
    """Return the announcements of several samples."""
    return [entry(number) for number in numbers]


def page(number: int, at: datetime = NOW) -> PageRef:
    """Return the archived page of sample *number*."""
    return PageRef(
        url=key(number), final_url=key(number), sha256=f"{number:064x}", fetched_at=at, size=900
    )


def article(number: int = 1, **changes: Any) -> Article:
    """Return sample article *number* with its two lines and one removed between them."""
    plain = Article(
        url=key(number),
        key=key(number),
        source_key="gazette",
        publisher="gazette-group",
        headline=f"Ministers meet in city {number}",
        text=f"Ministers of two countries met on day {number}.\n\nThey spoke about grain and ports.",
        language="en",
        content_hash=f"hash-{number}",
        raw_id=f"{number:064x}",
        fetched_at=NOW,
        published=Moment(at=NOW, precision="minute", origin="json-ld"),
        removed=(
            RemovedLine(
                position=1, line="Hide ad", stage="clean", rule="ad-01", rule_class="ad-marker"
            ),
        ),
    )
    return replace(plain, **changes)


def source(source_key: str = "gazette", **changes: Any) -> Source:
    """Return a source with one feed."""
    plain = Source(
        key=source_key,
        name=source_key.title(),
        channels=(Channel(kind=ChannelKind.RSS, url=FEED),),
        publisher="gazette-group",
    )
    return replace(plain, **changes)


def insert(store: Store, *numbers: int, **changes: Any) -> list[StoredArticle]:
    """Store sample articles, each in a transaction of its own, and publish their changes."""
    for number in numbers:
        with store.write() as tx:
            tx.articles.insert(article(number, **changes))
    publish(store)
    with store.read() as tx:
        return tx.articles.many(article_id(key(number)) for number in numbers)


def publish(store: Store) -> int:
    """Number the changes made so far."""
    with store.write() as tx:
        return tx.changes.publish()


def close_all(tx: Transaction, run_id: str, numbers: Iterable[int], outcome: Outcome) -> None:
    """Give several samples the same outcome."""
    for number in numbers:
        tx.ledger.close(run_id, key(number), outcome, "store", "because")
