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
        language=_text(found.feed, "language"),
        truncated=max(0, len(found.entries) - MAX_ITEMS),
    )


def _announcement(entry: feedparser.FeedParserDict) -> Announcement:
    contents = [_text(part, "value") for part in entry.get("content") or ()]
    author = _text(entry, "author")
    return Announcement(
        link=_text(entry, "link"),
        entry_id=_text(entry, "id"),
        title=plain_title(_text(entry, "title")),
        published=tuple(filter(None, (_text(entry, "published"),))),
        modified=tuple(filter(None, (_text(entry, "updated"),))),
        authors=(plain_title(author[:300]),) if author else (),
        summary_html=_text(entry, "summary"),
        content_html=max(contents, key=len, default=""),
    )


def _text(entry: feedparser.FeedParserDict, name: str) -> str:
    """Return a field as text; feedparser knows fields that are there and None."""
    value = entry.get(name)
    return value if isinstance(value, str) else ""
