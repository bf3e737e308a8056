"""News sitemaps, sitemap indexes and plain lists of addresses, by namespace whatever the prefix."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from ingest.discover.entries import MAX_LINK, Refusals
from ingest.discover.listing import day_in_path
from ingest.discover.markup import (
    Element,
    NotXml,
    children,
    elements,
    inner_text,
    local,
    repair,
    strip_doctype,
)
from ingest.discover.model import Announcement, Document, Refusal
from ingest.discover.plaintext import plain_title
from ingest.normalize.dates import parse_date
from ingest.normalize.urls import join, same_site

MAX_URLS = 50_000  # the protocol's own limit
MAX_FOLLOW = 1_000
RECENT = timedelta(days=3)  # news sitemaps hold two days; one more for zones and date-only stamps

_END = re.compile(r"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>\s*\Z", re.IGNORECASE)
_NEWS = "sitemap-news"  # in the namespace, with http or https, www or not, 0.9 or later
NO_ADDRESS = "sub-sitemap without a usable address"
ITSELF = "sub-sitemap that is the index itself"
OTHER_SITE = "sub-sitemap on another site"
CUT_OFF = "the document is cut off: what it listed behind that is lost"
TOO_MANY = f"sub-sitemap beyond the first {MAX_FOLLOW:,}"
NOT_RECENT = "in a general sitemap and not recent"


def read_sitemap(text: str, address: str, now: datetime) -> Document:
    """Return the sitemap or sitemap index in *text*. Raises ``NotXml`` when nothing can be had."""
    text = strip_doctype(text)
    try:
        return _read(text, address, now, recover=False)
    except NotXml:
        rescued = _read(repair(text), address, now, recover=True)
    if _END.search(text):
        return rescued
    if not rescued.items and not rescued.follow:
        raise NotXml("it is cut off before anything is listed")
    return replace(rescued, problem="; ".join(filter(None, (CUT_OFF, rescued.problem))))


def read_address_list(text: str, now: datetime) -> Document | None:
    """Return the sitemap in *text*, one address a line (sitemaps.org), or None when it is none."""
    lines = [line.strip() for line in text.splitlines()]
    links = [line for line in lines if line]
    if not all(link.startswith(("http://", "https://")) and " " not in link for link in links):
        return None
    return _general([Announcement(link=link) for link in links[:MAX_URLS]], now, len(links))


def _read(text: str, address: str, now: datetime, *, recover: bool) -> Document:
    items: list[Announcement] = []
    dated: list[bool] = []  # by the item's own news tags
    maps: list[tuple[str, str]] = []
    seen = 0
    for element in elements(text, ("{*}url", "{*}sitemap"), recover=recover):
        name = local(element)
        if name == "sitemap":
            maps.append((_child(element, "loc"), _child(element, "lastmod")))
            element.clear()
        elif name == "url":
            seen += 1
            if len(items) < MAX_URLS:
                news = _news(element)
                items.append(_announcement(element, news))
                dated.append(news is not None)
            element.clear()
    if maps:
        follow, refused = _worth_following(maps, address, now)
        return Document(format="sitemap-index", follow=follow, refused=refused)
    if items and not any(dated):
        return _general(items, now, seen)
    return Document(
        format="news-sitemap",
        items=tuple(items),
        truncated=seen - len(items),
        origin="sitemap",
        same_site_only=True,
    )


def _announcement(url: Element, news: Element | None) -> Announcement:
    lastmod = _child(url, "lastmod")
    return Announcement(
        link=_child(url, "loc"),
        title=plain_title(_child(news, "title")) if news is not None else "",
        published=_words(_child(news, "publication_date")) if news is not None else (),
        modified=_words(lastmod),
        language=_nested(news, "publication", "language") if news is not None else "",
    )


def _general(items: list[Announcement], now: datetime, seen: int) -> Document:
    """Return what of a sitemap without news tags is news: the entries that say they changed lately."""
    recent = [item for item in items if _is_recent(item, now)]
    old = len(items) - len(recent)
    example = next((item.link for item in items if not _is_recent(item, now)), "")
    return Document(
        format="sitemap",
        items=tuple(recent),
        truncated=seen - len(items),
        origin="lastmod",
        same_site_only=True,
        problem=""
        if recent
        else f"a general sitemap, not a news sitemap: none of its {seen:,} addresses "
        "has news tags or a date of the last three days",
        refused=(Refusal(reason=NOT_RECENT, count=old, example=example[:200]),) if old else (),
    )


def _is_recent(item: Announcement, now: datetime) -> bool:
    """Return whether *item* says that it changed lately; where it says nothing, its path may."""
    said = item.modified or tuple(filter(None, (day_in_path(item.link),)))
    moments = (parse_date(raw, origin="lastmod", now=now) for raw in said)
    return any(moment is not None and moment.at >= now - RECENT for moment in moments)


def _worth_following(
    maps: list[tuple[str, str]], address: str, now: datetime
) -> tuple[tuple[str, ...], tuple[Refusal, ...]]:
    """Return the sub-sitemaps of the same site, those about news first, then the latest changed.

    And what was refused of the others.
    """
    own, refusals = join("", address), Refusals()
    ranked: list[tuple[bool, float, int, str]] = []
    for position, (loc, lastmod) in enumerate(maps):
        url = join(address, loc) if len(loc) <= MAX_LINK else ""
        reason = _no_part(url, address, own)
        if reason:
            refusals.add(reason, loc)
            continue
        moment = parse_date(lastmod, origin="sitemap", now=now)
        age = -moment.at.timestamp() if moment else 0.0
        ranked.append(("news" not in url.lower(), age, position, url))
    wanted = tuple(dict.fromkeys(url for *_, url in sorted(ranked)))
    for url in wanted[MAX_FOLLOW:]:
        refusals.add(TOO_MANY, url)
    return wanted[:MAX_FOLLOW], refusals.all()


def _no_part(url: str, address: str, own: str) -> str:
    if not url:
        return NO_ADDRESS
    if url == own:
        return ITSELF
    return "" if same_site(url, address) else OTHER_SITE


def _news(url: Element) -> Element | None:
    for child in children(url):
        space, _, name = child.tag.rpartition("}")
        if name.lower() == "news" and (_NEWS in space or not space):
            return child
        if name.lower() == "news:news":  # a prefix nobody declared
            return child
    return None


def _child(parent: Element, name: str) -> str:
    return next(
        (inner_text(child).strip() for child in children(parent) if local(child) == name), ""
    )


def _nested(parent: Element, *names: str) -> str:
    node: Element | None = parent
    for name in names:
        node = (
            next((child for child in children(node) if local(child) == name), None)
            if node is not None
            else None
        )
    return inner_text(node).strip() if node is not None else ""


def _words(raw: str) -> tuple[str, ...]:
    return (raw,) if raw else ()
