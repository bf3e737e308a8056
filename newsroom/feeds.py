"""Writes what a publisher announces: feeds of five kinds, news sitemaps, and a listing page."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from xml.sax.saxutils import escape as xml_escape
from xml.sax.saxutils import quoteattr

from newsroom.content import Publisher
from newsroom.render import render_listing, rfc822, zone_of

NEWS_NS = "http://www.google.com/schemas/sitemap-news/0.9"
SITEMAP_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One announcement, as every kind of channel needs it."""

    url: str
    title: str
    published: datetime | None
    modified: datetime | None
    summary: str = ""
    authors: tuple[str, ...] = ()
    html: str = ""  # the whole article, when the house gives it away
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A channel as it goes over the wire."""

    body: bytes
    content_type: str


Writer = Callable[[Publisher, str, Sequence[Item]], Document]


def rss(publisher: Publisher, site: str, items: Sequence[Item]) -> Document:
    """Return an RSS 2.0 feed; dates in the house's own zone."""

    def item(entry: Item) -> str:
        dated = entry.published and rfc822(entry.published, publisher.zone, publisher.zone_name)
        return (
            f"<item>{_tag('title', entry.title)}{_tag('link', entry.url)}"
            f'<guid isPermaLink="true">{xml_escape(entry.url)}</guid>'
            + _tag("description", f"<p>{escape(entry.summary)}</p>" if entry.summary else "")
            + _tag("pubDate", dated or "")
            + "".join(_tag("dc:creator", name) for name in entry.authors)
            + _tag("category", entry.section)
            + (f"<content:encoded><![CDATA[{entry.html}]]></content:encoded>" if entry.html else "")
            + "</item>"
        )

    body = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"{_tag('title', publisher.name)}{_tag('link', site + '/')}"
        f"{_tag('description', publisher.name)}{_tag('language', publisher.language)}"
        f"<ttl>15</ttl>{''.join(map(item, items))}</channel></rss>"
    )
    return _xml(body, "application/rss+xml", publisher.charset)


def atom(publisher: Publisher, site: str, items: Sequence[Item]) -> Document:
    """Return an Atom 1.0 feed; relative links under ``xml:base``, as the standard allows."""
    zone = zone_of(publisher.zone)

    def item(entry: Item) -> str:
        dates = "".join(
            _tag(name, moment.astimezone(zone).isoformat(timespec="seconds"))
            for name, moment in (("published", entry.published), ("updated", entry.modified))
            if moment
        )
        names = "".join(f"<author>{_tag('name', name)}</author>" for name in entry.authors)
        relative = entry.url.removeprefix(site + "/")
        return (
            f"<entry>{_tag('id', 'tag:' + entry.url.removeprefix('http://'))}"
            f'<title type="html">{xml_escape(escape(entry.title, quote=False))}</title>'
            f"<link rel={quoteattr('alternate')} href={quoteattr(relative)}/>{dates}{names}"
            f"{_tag('summary', entry.summary)}</entry>"
        )

    newest = max((entry.modified for entry in items if entry.modified), default=None)
    body = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base={quoteattr(site + "/")} '
        f'xml:lang="{publisher.language}">{_tag("title", publisher.name)}{_tag("id", site + "/")}'
        + (_tag("updated", newest.isoformat(timespec="seconds")) if newest else "")
        + f"{''.join(map(item, items))}</feed>"
    )
    return _xml(body, "application/atom+xml", publisher.charset)


def rdf(publisher: Publisher, site: str, items: Sequence[Item]) -> Document:
    """Return an RSS 1.0 feed: items beside the channel, dates in Dublin Core."""
    zone = zone_of(publisher.zone)

    def item(entry: Item) -> str:
        dated = entry.published and entry.published.astimezone(zone).isoformat(timespec="seconds")
        return (
            f"<item rdf:about={quoteattr(entry.url)}>{_tag('title', entry.title)}"
            f"{_tag('link', entry.url)}{_tag('description', entry.summary)}"
            f"{_tag('dc:date', dated or '')}</item>"
        )

    listed = "".join(f"<rdf:li rdf:resource={quoteattr(entry.url)}/>" for entry in items)
    body = (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel rdf:about={quoteattr(site + '/')}>{_tag('title', publisher.name)}"
        f"{_tag('link', site + '/')}<items><rdf:Seq>{listed}</rdf:Seq></items></channel>"
        f"{''.join(map(item, items))}</rdf:RDF>"
    )
    return _xml(body, "application/rdf+xml", publisher.charset)


def json_feed(publisher: Publisher, site: str, items: Sequence[Item]) -> Document:
    """Return a JSON Feed 1.1."""
    zone = zone_of(publisher.zone)

    def item(entry: Item) -> dict[str, object]:
        dates = {"date_published": entry.published, "date_modified": entry.modified}
        return {
            "id": entry.url,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "authors": [{"name": name} for name in entry.authors],
            "tags": [entry.section] if entry.section else [],
            **{
                k: at.astimezone(zone).isoformat(timespec="seconds")
                for k, at in dates.items()
                if at
            },
        }

    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": publisher.name,
        "home_page_url": site + "/",
        "language": publisher.language,
        "items": [item(entry) for entry in items],
    }
    return _json(feed, "application/feed+json")


def wp_json(publisher: Publisher, site: str, items: Sequence[Item]) -> Document:  # noqa: ARG001 - a Writer
    """Return what ``/wp-json/wp/v2/posts`` of a WordPress site gives; ``date`` has no zone."""
    zone = zone_of(publisher.zone)

    def stamp(moment: datetime | None) -> str:
        return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S") if moment else ""

    posts = [
        {
            "id": int(entry.url.rstrip("/").rsplit("-", 1)[-1]),
            "date": stamp(entry.published),
            "modified": stamp(entry.modified),
            "link": entry.url,
            "title": {"rendered": escape(entry.title)},
            "excerpt": {"rendered": f"<p>{escape(entry.summary)}</p>\n", "protected": False},
        }
        for entry in items
    ]
    return _json(posts, "application/json; charset=UTF-8")


def news_sitemap(publisher: Publisher, site: str, items: Sequence[Item]) -> Document:  # noqa: ARG001 - a Writer
    """Return a news sitemap: news tags on dated items, a bare ``loc`` for the others."""
    zone = zone_of(publisher.zone)

    def item(entry: Item) -> str:
        if not entry.published:
            return f"<url>{_tag('loc', entry.url)}</url>"
        dated = entry.published.astimezone(zone).isoformat(timespec="seconds")
        changed = entry.modified and entry.modified.astimezone(zone).isoformat(timespec="seconds")
        return (
            f"<url>{_tag('loc', entry.url)}{_tag('lastmod', changed or '')}"
            f"<news:news><news:publication>{_tag('news:name', publisher.name)}"
            f"{_tag('news:language', publisher.language)}</news:publication>"
            f"{_tag('news:publication_date', dated)}{_tag('news:title', entry.title)}"
            "</news:news></url>"
        )

    body = (
        f'<urlset xmlns="{SITEMAP_NS}" xmlns:news="{NEWS_NS}">{"".join(map(item, items))}</urlset>'
    )
    return _xml(body, "application/xml", "utf-8")


def sitemap_index(addresses: Sequence[tuple[str, datetime | None]]) -> Document:
    """Return a sitemap index that points to *addresses*."""
    entries = "".join(
        f"<sitemap>{_tag('loc', url)}{_tag('lastmod', at.isoformat() if at else '')}</sitemap>"
        for url, at in addresses
    )
    return _xml(f'<sitemapindex xmlns="{SITEMAP_NS}">{entries}</sitemapindex>', "text/xml", "utf-8")


def gzipped(document: Document) -> Document:
    """Return *document* as a ``.gz`` file: compressed in itself, not for the transport."""
    return Document(body=gzip.compress(document.body, mtime=0), content_type="application/x-gzip")


def homepage(publisher: Publisher, site: str, items: Sequence[Item]) -> Document:
    """Return a front page: article links among navigation, repeats and links elsewhere."""
    links = [(entry.url.removeprefix(site), entry.title) for entry in items]
    half = (len(links) + 1) // 2
    groups = (("", links[:half]), ("", links[half:]), ("", links[:3]))
    html = render_listing(publisher.name, publisher.charset, groups)
    body = html.encode(publisher.charset, "xmlcharrefreplace")
    return Document(body=body, content_type="text/html")


WRITERS: Mapping[str, Writer] = {
    "rss": rss,
    "atom": atom,
    "rdf": rdf,
    "json-feed": json_feed,
    "wp-json": wp_json,
    "news-sitemap": news_sitemap,
    "homepage": homepage,
}


def _tag(name: str, text: str) -> str:
    return f"<{name}>{xml_escape(text)}</{name}>" if text else ""


def _xml(body: str, content_type: str, charset: str) -> Document:
    declared = f'<?xml version="1.0" encoding="{charset}"?>\n{body}\n'
    return Document(body=declared.encode(charset, "xmlcharrefreplace"), content_type=content_type)


def _json(data: object, content_type: str) -> Document:
    return Document(body=json.dumps(data, ensure_ascii=False).encode(), content_type=content_type)
