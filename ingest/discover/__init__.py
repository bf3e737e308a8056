"""What a channel announces: feeds, news sitemaps and listing pages in, entries out. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from ingest.discover import gdelt
from ingest.discover.autodiscovery import find_feeds, sitemaps_in_robots
from ingest.discover.decoding import Undecodable, read_text
from ingest.discover.entries import to_entries
from ingest.discover.feeds import read_feed
from ingest.discover.htmlpage import read_html_page
from ingest.discover.jsonfeeds import NotJson, read_json
from ingest.discover.listing import read_listing
from ingest.discover.markup import NotXml, root_name
from ingest.discover.model import Discovery, Document, Refusal
from ingest.discover.sitemaps import read_address_list, read_sitemap
from ingest.discover.tolerant import read_broken_feed
from ingest.model import Channel, ChannelKind, Page, Source

__all__ = ["Discovery", "Refusal", "discover", "find_feeds", "sitemaps_in_robots"]

_FEEDS = frozenset({"rss", "rdf", "feed", "channel", "item", "entry"})
_HTML = frozenset({"html", "head", "body", "title", "meta", "script", "div", "p", "center"})
_SITEMAPS = frozenset({"urlset", "sitemapindex"})
_BEGIN = re.compile(
    r"<\?xml\s|<(?:[\w.-]+:)?(?:rss|feed|rdf|urlset|sitemapindex)[\s>]", re.IGNORECASE
)
_MOST_NOISE = 50_000  # characters a server may put before its feed


def discover(channel: Channel, page: Page, source: Source, *, now: datetime) -> Discovery:
    """Return what *page*, the answer of *channel*, announces. Never raises, whatever the answer is.

    The document itself says what it is; the kind of the channel only decides whether an HTML page is
    a listing or a mistake.
    """
    address = page.final_url or page.url
    try:
        document = _understand(channel, page, address, now)
    except Undecodable as error:
        return Discovery(problem=str(error))
    if document.format == "html" and channel.kind is not ChannelKind.HOMEPAGE:
        document = _with_hint(document, page)
    entries, refused = to_entries(document, source, address, now)
    return Discovery(
        entries=entries,
        follow=document.follow,
        problem=document.problem,
        wall=document.wall,
        format=document.format,
        ttl=document.ttl,
        truncated=document.truncated,
        refused=refused,
    )


def _understand(channel: Channel, page: Page, address: str, now: datetime) -> Document:
    if channel.kind is ChannelKind.GDELT:
        if gdelt.is_archive(page.body):
            return gdelt.read_archive(page.body)
        text = read_text(page.body, page.content_type)
        return gdelt.read_index(text, address) if gdelt.is_index(text) else gdelt.read_lines(text)
    return _read(channel, read_text(page.body, page.content_type), address, now)


def _read(channel: Channel, text: str, address: str, now: datetime) -> Document:
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if not start:
        return Document(format="", problem="the answer is empty")
    try:
        if start in "{[":
            return read_json(text)
        name = root_name(text)
        known = start == "<" and name in _FEEDS | _SITEMAPS
        if not known and (inside := _after_noise(text)):
            text, start, name = inside, "<", root_name(inside)
        if start != "<":
            return read_address_list(text, now) or Document(
                format="text", problem=f"the answer is plain text: “{_first_words(text)}”"
            )
        if name in _SITEMAPS:
            return read_sitemap(text, address, now)
        if name in _FEEDS:
            return _feed(text, address)
    except NotJson as error:
        return Document(format="json", problem=f"the answer is JSON, but {error}")
    except NotXml as error:
        return Document(format="xml", problem=f"the answer is broken XML: {error}")
    if channel.kind is ChannelKind.HOMEPAGE:
        return read_listing(text, address)
    if name in _HTML or _looks_like_html(text):
        return read_html_page(text)
    return Document(
        format="xml", problem=f"the answer is XML with the root <{name}>, not a feed or sitemap"
    )


def _feed(text: str, address: str) -> Document:
    try:
        document = read_feed(text, address)
    except NotXml:
        rescued = read_broken_feed(text)
        if rescued is None:
            raise
        return rescued
    return document


def _after_noise(text: str) -> str:
    """Return *text* from where a feed or sitemap begins below a server's warnings; "" when none does."""
    found = None if _looks_like_html(text) else _BEGIN.search(text, 0, _MOST_NOISE)
    return text[found.start() :] if found else ""


def _looks_like_html(text: str) -> bool:
    head = text[:4096].lower()
    return "<!doctype html" in head or "<html" in head


def _with_hint(document: Document, page: Page) -> Document:
    feeds = find_feeds(page)
    if not feeds:
        return document
    named = ", ".join(feed.url for feed in feeds[:3])
    return replace(document, problem=f"{document.problem}; the page names these feeds: {named}")


def _first_words(text: str) -> str:
    return " ".join(text[:300].split())[:120]
