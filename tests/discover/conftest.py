"""One way to ask what a document announces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from ingest.discover import Discovery, discover
from ingest.model import Channel, ChannelKind, Page, Source

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FEED = "https://paper.example/feed.xml"

Ask = Callable[..., Discovery]


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Return what a document announces, as found at *url* by a channel of *kind*."""

    def asked(
        document: str | bytes,
        kind: str = "rss",
        url: str = FEED,
        content_type: str = "",
        **facts: object,
    ) -> Discovery:
        source = Source(key="paper", name="Paper", channels=(), publisher="paper", **facts)  # type: ignore[arg-type]
        body = document.encode() if isinstance(document, str) else document
        page = Page(url=url, final_url=url, body=body, fetched_at=NOW, content_type=content_type)
        return discover(Channel(kind=ChannelKind(kind), url=url), page, source, now=NOW)

    return asked
