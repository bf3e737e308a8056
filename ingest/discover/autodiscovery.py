"""Where a site announces its articles: the feeds its pages name, the sitemaps its robots.txt names."""

from __future__ import annotations

import re

from lxml import etree

from ingest.discover.decoding import Undecodable, read_text
from ingest.model import Channel, ChannelKind, Page
from ingest.normalize.tags import bearable
from ingest.normalize.urls import join

MAX_FOUND = 50
_PARSER = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
_TYPES = {
    "application/rss+xml": ChannelKind.RSS,
    "application/atom+xml": ChannelKind.ATOM,
    "application/rdf+xml": ChannelKind.RDF,
    "application/feed+json": ChannelKind.JSON_FEED,
    "text/xml": ChannelKind.RSS,
    "application/xml": ChannelKind.RSS,
}
_FEED_LINK = re.compile(
    r"/(?:rss|feed|atom)\d?(?:\.xml|\.rdf|\.php)?/?(?:$|\?)|\.(?:rss|atom|rdf)(?:$|\?)|"
    r"/(?:rss|feeds?)\d?/[^?]*\.(?:xml|php|rss)(?:$|\?)|"
    r"[?&](?:feed=(?:rss2?|atom|rdf)|format=(?:feed|rss|atom))(?:$|&)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"comment|комментар|коментар", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def find_feeds(page: Page) -> tuple[Channel, ...]:
    """Return the feeds the HTML *page* names, those in its head first; feeds of comments are left out."""
    try:
        root = etree.fromstring(bearable(read_text(page.body, page.content_type)), _PARSER)
    except (Undecodable, etree.XMLSyntaxError, ValueError):
        return ()
    if root is None:
        return ()
    address = page.final_url or page.url
    base = next((join(address, tag.get("href", "")) for tag in root.iter("base")), "") or address
    found: dict[str, ChannelKind] = {}
    for link in root.iter("link", "a"):
        kind = _kind(link)
        url = join(base, link.get("href", "").strip()) if kind else ""
        if url and kind and not _COMMENTS.search(f"{url} {link.get('title', '')}"):
            found.setdefault(url, kind)
    return tuple(Channel(kind=kind, url=url) for url, kind in list(found.items())[:MAX_FOUND])


def _kind(link: etree._Element) -> ChannelKind | None:
    named = _TYPES.get(link.get("type", "").partition(";")[0].strip().lower())
    if link.tag == "link":
        rel = link.get("rel", "").lower().split()
        return named if "alternate" in rel or "feed" in rel else None
    if named:
        return named
    return ChannelKind.RSS if _FEED_LINK.search(link.get("href", "")) else None


def sitemaps_in_robots(robots: str, address: str) -> tuple[Channel, ...]:
    """Return the sitemaps named in *robots*, the text of the robots.txt at *address*; news first.

    >>> sitemaps_in_robots("Sitemap: /news.xml", "https://paper.example/robots.txt")[0].url
    'https://paper.example/news.xml'
    """
    urls = dict.fromkeys(join(address, line) for line in _SITEMAP_LINE.findall(robots))
    named = sorted((url for url in urls if url), key=lambda url: "news" not in url.lower())
    return tuple(Channel(kind=ChannelKind.NEWS_SITEMAP, url=url) for url in named[:MAX_FOUND])
