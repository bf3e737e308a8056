"""Front and section pages: the links that lead to articles, told by their structure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree

from ingest.discover.entries import MAX_LINK
from ingest.discover.model import Announcement, Document
from ingest.discover.plaintext import one_line
from ingest.normalize.urls import join, same_site, url_key

MAX_LINKS = 500
_MAX_ANCHORS = 20_000
_PARSER = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)

_DATED = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])(?:[/_-]?([0-2]\d|3[01]))?(?!\d)")
_FILE = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms|ece)$", re.IGNORECASE)
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|avif|mp[34]|m3u8|pdf|zip|docx?|xlsx?|apk|xml|rss|css|js|ico|woff2?)$",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"\d{5,}")
_NOT_ARTICLES = frozenset({
    "tag", "tags", "topic", "topics", "category", "categories", "author", "authors", "people", "profile",
    "profiles", "search", "login", "signin", "signup", "register", "subscribe", "subscription",
    "subscriptions", "newsletter", "newsletters", "about", "contact", "contacts", "privacy", "terms",
    "cookies", "help", "faq", "jobs", "careers", "advertise", "advertising", "sitemap", "rss", "feed",
    "feeds", "podcasts", "shop", "account", "user", "users", "archive", "archives", "weather",
    "horoscope", "horoscopes", "crossword", "games", "live-tv", "schedule", "тег", "теги", "автор",
})  # fmt: skip
_FURNITURE = frozenset({"nav", "header", "footer", "aside", "form", "menu", "dialog"})
_FURNITURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|footer|breadcrumbs?|social|share|pagination|pager|cookie|"
    r"tags?|taglist|topbar|masthead)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(slots=True)
class _Link:
    """Everything a page says about one address."""

    url: str
    text: str = ""
    in_heading: bool = False
    in_furniture: bool = True  # until one occurrence is seen outside


def read_listing(text: str, address: str) -> Document:
    """Return the articles the HTML page *text* at *address* links to, in the order of the page."""
    links = _links(text, address)
    articles = [link for link in links if is_article(link.url, link.text, link.in_heading)
                and not link.in_furniture]  # fmt: skip
    return Document(
        format="listing",
        items=tuple(_announcement(link) for link in articles[:MAX_LINKS]),
        truncated=max(0, len(articles) - MAX_LINKS),
        origin="url",
        same_site_only=True,
        problem="" if articles else f"no article links among the {len(links)} links of the page",
    )


def is_article(url: str, text: str = "", in_heading: bool = False) -> bool:
    """Return whether *url* looks like the address of one article.

    A date in the path decides; without one, several weaker signs have to agree.

    >>> is_article("https://paper.example/2026/11/21/talks-go-on")
    True
    >>> is_article("https://paper.example/tag/talks-go-on-and-on-and-on")
    False
    """
    path = urlsplit(url).path
    segments = [unquote(segment).lower() for segment in path.split("/") if segment]
    if not segments or _MEDIA.search(path) or _NOT_ARTICLES.intersection(segments[:-1]):
        return False
    last = _FILE.sub("", segments[-1])
    if last in _NOT_ARTICLES or last in ("index", "default"):
        return False
    dated = _DATED.search(path)
    if dated and _DATED.sub("", path).strip("/._-"):
        return bool(dated[3]) or _is_slug(last) or bool(re.search(r"\d", last))
    signs = (
        _is_slug(last),
        bool(_LONG_NUMBER.search(last)),
        bool(_FILE.search(path)),
        in_heading,
        _is_sentence(text),
    )
    return sum(signs) >= 2 and (signs[0] or signs[1] or (signs[2] and len(segments) > 1))


def _is_slug(segment: str) -> bool:
    words = [word for word in re.split(r"[-_\s]+", segment) if word]
    return len(words) >= 4 and len(segment) >= 20


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= 5 or len(_WIDE.findall(text)) >= 10


def _links(text: str, address: str) -> list[_Link]:
    try:
        root = etree.fromstring(text, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return []
    if root is None:
        return []
    base = address
    for tag in root.iter("base"):
        base = join(address, tag.get("href", "")) or address
        break
    found: dict[str, _Link] = {}
    home = url_key(address)
    for number, anchor in enumerate(root.iter("a")):
        href = (anchor.get("href") or "").strip()
        url = join(base, href) if number < _MAX_ANCHORS and len(href) <= MAX_LINK else ""
        if not url or not same_site(url, address):
            continue
        try:
            key = url_key(url)
        except ValueError:  # relative to an endless base
            continue
        if key != home:
            _note(found.setdefault(key, _Link(url)), anchor)
    return list(found.values())


def _note(link: _Link, anchor: etree._Element) -> None:
    around = [anchor, *anchor.iterancestors()][:30]
    text = one_line("".join(str(part) for part in anchor.itertext()))
    heading = any(e.tag in _HEADINGS for e in around[:5]) or any(
        e.tag in _HEADINGS for e in anchor.iterdescendants()
    )
    link.in_heading = link.in_heading or heading
    if len(text) > len(link.text):
        link.text = text
    link.in_furniture = link.in_furniture and any(_is_furniture(e) for e in around)


def _is_furniture(element: etree._Element) -> bool:
    if element.tag in _FURNITURE:
        return element.tag != "header" or element.getparent() is None or _is_top(element)
    if element.tag in ("body", "html", "main", "article"):
        return False
    return bool(_FURNITURE_NAME.search(f"{element.get('class', '')} {element.get('id', '')}"))


def _is_top(header: etree._Element) -> bool:
    """A header inside an article or section holds that article's headline, not the site's menu."""
    return not any(e.tag in ("article", "section", "main", "li") for e in header.iterancestors())


def day_in_path(url: str) -> str:
    """Return the day in the path of *url* as ISO 8601 writes it, "" when there is none.

    >>> day_in_path("https://paper.example/2026/11/21/talks-go-on")
    '2026-11-21'
    """
    dated = _DATED.search(urlsplit(url).path)
    return "-".join(dated.groups()) if dated and dated[3] else ""


def _announcement(link: _Link) -> Announcement:
    day = day_in_path(link.url)
    return Announcement(link=link.url, title=link.text, published=(day,) if day else ())
