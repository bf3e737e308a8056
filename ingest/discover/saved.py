"""What folders and WARC files have in common: entries for pages somebody saved, and failures for the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from ingest.discover.decoding import Undecodable, read_text
from ingest.model import Entry, Failure, Page, Retry, Source
from ingest.normalize.text import unescaped
from ingest.normalize.urls import join, url_key

MAX_FILE = 10 * 1024 * 1024  # bytes unpacked, as for pages from the network
_HEAD = 262_144  # bytes in which the head of a page ends
_AGAIN = "#saved-"
_TAG = re.compile(r"<(?:link|meta)\b[^<>]{1,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def saved(
    source: Source, url: str, body: bytes, fetched_at: datetime, content_type: str
) -> tuple[Entry, Page]:
    """Return the entry and the page for *body*, saved from *url*."""
    page = Page(url=url, final_url=url, body=body, fetched_at=fetched_at, content_type=content_type)
    return entry_for(source, url), page


def unreadable(source: Source, url: str, code: str, message: str) -> tuple[Entry, Failure]:
    """Return the entry and the failure for something under *url* that is no readable page."""
    failure = Failure(url=url, code=code, message=message, retry=Retry.NEVER)
    return entry_for(source, url), failure


def entry_for(source: Source, url: str) -> Entry:
    """Return the entry for *url*; addresses of files are their own keys."""
    return Entry(source_key=source.key, url=url, key=key_of(url), language=source.language)


def told_apart(
    found: Iterable[tuple[Entry, Page | Failure]],
) -> Iterator[tuple[Entry, Page | Failure]]:
    """Yield what was *found*, each under a key of its own.

    A page saved twice is told twice, and the second is another version of the same story, not lost.
    """
    times: Counter[str] = Counter()
    for entry, answer in found:
        times[entry.key] += 1
        number = times[entry.key]
        yield (replace(entry, key=f"{entry.key}{_AGAIN}{number}") if number > 1 else entry), answer


def story_of(key: str) -> str:
    """Return the key of the story that *key*, perhaps that of a page saved again, belongs to.

    >>> story_of("https://paper.example/a#saved-2"), story_of("https://paper.example/a")
    ('https://paper.example/a', 'https://paper.example/a')
    """
    return key.partition(_AGAIN)[0]


def key_of(url: str) -> str:
    """Return the canonical key of *url*, or *url* itself when it is not on the web."""
    try:
        return url_key(url)
    except ValueError:
        return url


def claimed_address(body: bytes) -> str:
    """Return the address a saved HTML page gives itself: canonical link, then og:url; else "".

    >>> claimed_address(b'<link rel="canonical" href="https://paper.example/a">')
    'https://paper.example/a'
    """
    try:
        head = read_text(body[:_HEAD])
    except Undecodable:
        return ""
    claims: dict[str, str] = {}
    for tag in _TAG.finditer(head):
        said = {
            found[1].lower(): unescaped(next(filter(None, found.groups()[1:]), ""))
            for found in _ATTRIBUTE.finditer(tag[0])
        }
        if "canonical" in said.get("rel", "").lower().split():
            claims.setdefault("canonical", said.get("href", ""))
        elif said.get("property", said.get("name", "")).lower() == "og:url":
            claims.setdefault("og:url", said.get("content", ""))
    absolute = (join("", claims.get(name, "").strip()) for name in ("canonical", "og:url"))
    return next(filter(None, absolute), "")


def binary(body: bytes) -> str:
    """Return why *body* is no text, or ""."""
    kinds = {b"%PDF": "a PDF file", b"PK\x03\x04": "an archive", b"\x89PNG": "an image",
             b"\xff\xd8\xff": "an image", b"GIF8": "an image", b"\x7fELF": "a program"}  # fmt: skip
    for magic, name in kinds.items():
        if body.startswith(magic):
            return f"it is {name}, not a page"
    sample = body[:8192]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or sample[:2] in (b"<\0", b"\0<"):
        return ""  # UTF-16
    control = sum(byte < 9 or 13 < byte < 27 for byte in sample)
    return "it is a binary file, not a page" if control > 0.02 * max(len(sample), 50) else ""
