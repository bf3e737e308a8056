"""Stories and stores to make digests of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.adapters.store import Store, migrate, open_store
from ingest.model import Article, Channel, ChannelKind, Moment, Relevance, Source, StoredArticle

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands until it is told to go on."""

    at: datetime = field(default_factory=lambda: NOW)

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


def article(name: str, text: str = "", *, hours: float = -2, **changes: Any) -> Article:
    """Return an article of publisher *name*, published *hours* from now."""
    at = NOW + timedelta(hours=hours)
    url = changes.pop("url", f"https://{name}.example/news/{changes.get('headline', 'one')}")
    plain = Article(
        url=url,
        key=url,
        source_key=name,
        publisher=name,
        headline=f"The {name} tells what happened",
        text=text
        or f"Ministers met in the house of {name} on Friday. They spoke for eleven hours.",
        language="en",
        content_hash=f"{name}{text}",
        raw_id=f"{name}{text}",
        fetched_at=at,
        published=Moment(at=at),
        country="GB",
        relevance=Relevance(judgement="keep", score=1, topic="china-russia-ukraine"),
    )
    return replace(plain, **changes)


def stored(name: str, text: str = "", **changes: Any) -> StoredArticle:
    """Return a stored article of publisher *name*."""
    one = article(name, text, **changes)
    return StoredArticle(
        id=changes.get("headline", name),
        version=1,
        article=one,
        first_seen=one.fetched_at,
        feed_no=1,
    )


def source(key: str, **changes: Any) -> Source:
    """Return a source called after its key."""
    channel = Channel(kind=ChannelKind.RSS, url=f"https://{key}.example/feed")
    plain = Source(key=key, name=key.title(), channels=(channel,), publisher=key)
    return replace(plain, **changes)


@pytest.fixture
def clock() -> Clock:
    """The time the store sees."""
    return Clock()


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """The URL of an empty store."""
    url = f"sqlite:///{tmp_path}/store.db"
    migrate(url)
    return url


@pytest.fixture
def store(store_url: str, clock: Clock) -> Iterator[Store]:
    """An empty store with a clock of the test's own."""
    with open_store(store_url, now=clock) as opened:
        yield opened


def keep(store: Store, *articles: Article) -> list[StoredArticle]:
    """Store *articles* and publish the changes."""
    with store.write() as tx:
        kept = [tx.articles.insert(one) for one in articles]
    publish(store)
    return kept


def publish(store: Store) -> None:
    """Number the changes made so far."""
    with store.write() as tx:
        tx.changes.publish()
