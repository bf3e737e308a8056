"""From announcements to entries: links checked and keyed, dates read, everything refused counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from ingest.discover.model import Announcement, Document, Refusal
from ingest.discover.plaintext import plain_text
from ingest.model import Entry, Moment, Source
from ingest.normalize.dates import parse_date
from ingest.normalize.urls import host_of, href_key, join, registrable_domain

MAX_LINK = 2_048  # characters as written, as servers and other aggregators have it
MAX_ID = 512
_DATES_TRIED = 4
_LANGUAGE = re.compile("[a-z]{2,3}")

NO_LINK = "no link"
BAD_LINK = "link is no http(s) address"
LONG_LINK = f"link is longer than {MAX_LINK} characters"
OTHER_SITE = "link to another site"
TWICE = "announced twice"

# White space and the marks that nobody sees; editing systems leave them around addresses.
_NOTHING = " \t\r\n\f\v\u00a0\u3000\ufeff\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060"


class Refusals:
    """Counts what is left out, by reason, and keeps the first example of each."""

    def __init__(self, earlier: Iterable[Refusal] = ()) -> None:
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        for refusal in earlier:
            self._counts[refusal.reason] += refusal.count
            self._examples.setdefault(refusal.reason, refusal.example)

    def add(self, reason: str, example: str) -> None:
        """Count one more."""
        self._counts[reason] += 1
        self._examples.setdefault(reason, example[:200])

    def all(self) -> tuple[Refusal, ...]:
        """Return the refusals, the most frequent first."""
        return tuple(
            Refusal(reason=reason, count=count, example=self._examples[reason])
            for reason, count in self._counts.most_common()
        )


def to_entries(
    document: Document, source: Source, address: str, now: datetime
) -> tuple[tuple[Entry, ...], tuple[Refusal, ...]]:
    """Return the entries *document* announces for *source*, unique by key, and what was refused."""
    refusals = Refusals(document.refused)
    allowed = _allowed_sites(source, address) if document.same_site_only else frozenset()
    entries: dict[str, Entry] = {}
    base = document.base or address
    for item in document.items:
        link = item.link.strip(_NOTHING)
        url = _address(item.base or base, link) if link else ""
        reason = _objection(link, url, allowed)
        try:
            key = "" if reason else href_key(url)
        except ValueError:
            reason = BAD_LINK
        if not reason and key in entries:
            reason = TWICE
        if reason:
            refusals.add(reason, link or item.title)
        else:
            entries[key] = _entry(item, url, key, document, source, now)
    return tuple(entries.values()), refusals.all()


def _address(base: str, link: str) -> str:
    """Return *link* made absolute, "" when it is no http(s) address.

    Two slips of editors' hands are understood: ``&amp;`` escaped once too often, and a scheme left out.
    """
    if "&amp;" in link:
        link = link.replace("&amp;", "&")
    if link.startswith("http"):
        return join(base, link)
    host, slash, _ = link.partition("/")
    if host.lower().startswith("www.") or (slash and host and host.lower() == host_of(base)):
        link = f"//{link}"
    return join(base, link)


def _objection(link: str, url: str, allowed: frozenset[str]) -> str:
    if not link:
        return NO_LINK
    if len(link) > MAX_LINK:
        return LONG_LINK
    if not url:
        return BAD_LINK
    if allowed and registrable_domain(host_of(url)) not in allowed and host_of(url) not in allowed:
        return OTHER_SITE
    return ""


def _allowed_sites(source: Source, address: str) -> frozenset[str]:
    return frozenset({registrable_domain(host_of(address)), *source.link_hosts})


def _entry(
    item: Announcement, url: str, key: str, document: Document, source: Source, now: datetime
) -> Entry:
    modified = _moment(item.modified, document.origin, source, now)
    return Entry(
        source_key=source.key,
        url=url,
        key=key,
        title=item.title,
        published=_moment(item.published, document.origin, source, now) or modified,
        modified=modified,
        authors=item.authors or document.authors,
        summary=plain_text(item.summary_html),
        content_html=item.content_html,
        language=_language(item.language or document.language or source.language),
        entry_id=item.entry_id[:MAX_ID],
    )


def _moment(raws: tuple[str, ...], origin: str, source: Source, now: datetime) -> Moment | None:
    for raw in raws[:_DATES_TRIED]:
        moment = parse_date(raw, origin=origin, now=now, country=source.country)
        if moment is not None:
            return moment
    return None


@lru_cache(maxsize=256)
def _language(tag: str) -> str:
    found = _LANGUAGE.match(tag.strip().lower())
    return found[0] if found else ""
