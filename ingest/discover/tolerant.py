"""The last resort for feeds that are hardly XML: feedparser, within bounds."""

from __future__ import annotations

import re
from io import BytesIO

import feedparser

from ingest.discover.model import Announcement, Document
from ingest.discover.plaintext import plain_title

MAX_CHARACTERS = 2_000_000  # feedparser takes 0.4 s for one million
MAX_TAG = 4_000  # its time is quadratic in the attributes of one element: 20,000 of them take 4 s
MAX_ITEMS = 5_000
_LONG_TAG = re.compile(rf"<[^<>]{{{MAX_TAG}}}")


def read_broken_feed(text: str) -> Document | None:
    """Return what feedparser finds in *text*, or None when that is nothing or would cost too much."""
    if len(text) > MAX_CHARACTERS or _LONG_TAG.search(text):
        return None
    found = feedparser.parse(
        BytesIO(text.encode()),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    items = tuple(_announcement(entry) for entry in found.entries[:MAX_ITEMS])
    if not items:
        return None
    return Document(
        format=f"{found.version or 'feed'} (damaged)",
        items=items,
        language=found.feed.get("language", ""),
        truncated=max(0, len(found.entries) - MAX_ITEMS),
    )


def _announcement(entry: feedparser.FeedParserDict) -> Announcement:
    contents = [part.get("value", "") for part in entry.get("content", ())]
    author = entry.get("author", "")
    return Announcement(
        link=entry.get("link", ""),
        entry_id=entry.get("id", ""),
        title=plain_title(entry.get("title", "")),
        published=tuple(filter(None, (entry.get("published"),))),
        modified=tuple(filter(None, (entry.get("updated"),))),
        authors=(plain_title(author[:300]),) if author else (),
        summary_html=entry.get("summary", ""),
        content_html=max(contents, key=len, default=""),
    )
