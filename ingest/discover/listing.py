"""Front and section pages: the links that lead to articles, told by their structure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml import etree

from ingest.discover.entries import MAX_LINK
from ingest.discover.model import Announcement, Document
from ingest.discover.plaintext import one_line
from ingest.discover.scripted import links_in_scripts
from ingest.normalize.tags import bearable
from ingest.normalize.urls import join, same_site, url_key

MAX_LINKS = 500
_MAX_ANCHORS = 20_000
_PARSER = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)

_DATED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:[/_-]?([0-2]\d|3[01]))?(?!\d)"
)
_FILE = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms|ece)$", re.IGNORECASE)
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|avif|mp[34]|m3u8|pdf|zip|docx?|xlsx?|apk|xml|rss|css|js|ico|woff2?)$",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"\d{5,}")
_SHORT_NUMBER = re.compile(
    r"[^\W\d_]{3,}(?:-[^\W\d_]+){0,2}-\d{3,4}"
)  # pages of a list have one or two
_TOKEN = re.compile(
    r"(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{8,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
_STORY_NUMBER = re.compile(
    r"(?:^|&)(?:id|nid|aid|sid|art|art_?id|news_?id|article_?id|article|story|storyid|news|item|p)=\d+(?:&|$)",
    re.IGNORECASE,
)
_ANCHOR_PARTS = 300  # of text and elements inside an anchor; more is a page wrapped into one
_CARD = 11  # elements of one; more are a column of cards
_FEW = 3  # articles; a page with fewer among its links may show the others by script
_NOT_ARTICLES = frozenset({
    "tag", "tags", "topic", "topics", "category", "categories", "author", "authors", "people",
    "profile", "profiles", "search", "login", "signin", "signup", "register", "subscribe",
    "subscription", "subscriptions", "newsletter", "newsletters", "about", "contact", "contacts",
    "privacy", "terms", "cookies", "help", "faq", "jobs", "careers", "advertise", "advertising",
    "sitemap", "rss", "feed", "feeds", "podcasts", "shop", "account", "user", "users", "archive",
    "archives", "weather", "horoscope", "horoscopes", "crossword", "games", "live-tv", "schedule",
    "product", "products", "store", "cart", "organisations", "organizations", "imprint", "impressum",
    "datenschutz", "kontakt", "agb", "hilfe", "mentions-legales", "coupons", "тег", "теги", "автор",
    "авторы", "теми", "рубрики",
})  # fmt: skip
_FURNITURE = frozenset({"nav", "header", "footer", "aside", "form", "menu", "dialog"})
_FURNITURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|footer|breadcrumbs?|social|share|pagination|pager|cookie|"
    r"tags?|taglist|topbar|masthead)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+(?:[-_.][^\W\d_]+)*")
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
    root = _parsed(text)
    links = _links(root, address) if root is not None else []
    outside = [link for link in links if not link.in_furniture]
    certain = [link for link in outside if is_article(link.url, link.text, link.in_heading)]
    shapes = {_shape(link.url) for link in certain if _has_number(link.url)}
    sure = {link.url for link in certain}
    articles = [link for link in outside if link.url in sure or _is_sibling(link, shapes)]
    if root is not None and len(articles) < _FEW:
        articles += _scripted(root, address, {link.url for link in articles})
    return Document(
        format="listing",
        items=tuple(_announcement(link) for link in articles[:MAX_LINKS]),
        truncated=max(0, len(articles) - MAX_LINKS) + _beyond(root),
        origin="url",
        same_site_only=True,
        problem="" if articles else f"no article links among the {len(links)} links of the page",
    )


def _beyond(root: etree._Element | None) -> int:
    """Return how many links of a page are not looked at."""
    anchors = sum(1 for _ in root.iter("a")) if root is not None else 0
    return max(0, anchors - _MAX_ANCHORS)


def is_article(url: str, text: str = "", in_heading: bool = False) -> bool:
    """Return whether *url* looks like the address of one article.

    A date in the path decides; without one, several weaker signs have to agree.

    >>> is_article("https://paper.example/2026/11/21/talks-go-on")
    True
    >>> is_article("https://paper.example/tag/talks-go-on-and-on-and-on")
    False
    """
    parts = urlsplit(url)
    segments = [unquote(segment).lower() for segment in parts.path.split("/") if segment]
    if not segments or _MEDIA.search(parts.path) or _NOT_ARTICLES.intersection(segments[:-1]):
        return False
    last = _FILE.sub("", segments[-1])
    if last in _NOT_ARTICLES or (parts.hostname or "").partition(".")[0] in _NOT_ARTICLES:
        return False
    by_query = bool(_STORY_NUMBER.search(parts.query))
    if last in ("index", "default") and not by_query:
        return False
    dated = _DATED.search(parts.path)
    if dated and _DATED.sub("", parts.path).strip("/._-"):
        return bool(dated[3]) or _is_slug(last) or bool(re.search(r"\d", last))
    numbered = by_query or _has_number(url)
    file = bool(_FILE.search(parts.path))
    counted = numbered or (file and _is_short(last) and _is_named(text))
    signs = (_is_slug(last), counted, file, in_heading, _is_sentence(text))
    return sum(signs) >= 2 and (signs[0] or numbered or (file and len(segments) > 1))


def _is_short(last: str) -> bool:
    """Return whether *last*, without its ending, is a word with a small number: getreide-127."""
    return bool(_SHORT_NUMBER.fullmatch(last)) and not _DATED.search(last)


def _has_number(url: str) -> bool:
    """Return whether the last segment of *url* holds the number or the token of one document."""
    last = _FILE.sub("", unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2])
    return bool(_LONG_NUMBER.search(last) or _TOKEN.fullmatch(last.lower()))


def _shape(url: str) -> tuple[str, ...]:
    """Return what addresses of one kind of document share: host, folders, the make of the last segment."""
    parts = urlsplit(url)
    *folders, last = [segment for segment in parts.path.split("/") if segment] or [""]
    made = (
        "token"
        if _TOKEN.fullmatch(last.lower())
        else _WORDS.sub("a", _DIGITS.sub("0", unquote(last)))
    )
    return (parts.netloc, *(_DIGITS.sub("0", folder) for folder in folders), made)


def _is_sibling(link: _Link, shapes: Collection[tuple[str, ...]]) -> bool:
    """Return whether *link* is made like an article's on the same page; short headlines are told so."""
    return _is_named(link.text) and _has_number(link.url) and _shape(link.url) in shapes


def _is_named(text: str) -> bool:
    return len(text.split()) >= 2 or len(_WIDE.findall(text)) >= 4


def _scripted(root: etree._Element, address: str, known: set[str]) -> list[_Link]:
    """Return the articles in the data of the page's scripts that are not *known* yet."""
    found: dict[str, _Link] = {}
    for href, title, is_one in links_in_scripts(root):
        url = join(address, href) if len(href) <= MAX_LINK else ""
        if not url or url in known or not same_site(url, address):
            continue
        path = urlsplit(url).path
        told = is_one and path.strip("/") and not _MEDIA.search(path)
        if told or is_article(url, title, in_heading=True):
            found.setdefault(url, _Link(url, title))
    return list(found.values())


def _is_slug(segment: str) -> bool:
    words = [word for word in re.split(r"[-_\s]+", segment) if word]
    return len(words) >= 4 and len(segment) >= 20


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= 5 or len(_WIDE.findall(text)) >= 10


def _parsed(text: str) -> etree._Element | None:
    try:
        return etree.fromstring(bearable(text), _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _links(root: etree._Element, address: str) -> list[_Link]:
    base = address
    for tag in root.iter("base"):
        base = join(base, tag.get("href", "")) or address
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
    inside = islice(anchor.iterdescendants(), _ANCHOR_PARTS)
    text = _text(anchor) or _label(anchor)
    heading = any(e.tag in _HEADINGS for e in (*around[:5], *inside))
    link.in_heading = link.in_heading or heading
    if len(text) > len(link.text):
        link.text = text
    link.in_furniture = link.in_furniture and any(_is_furniture(e) for e in around)


def _label(anchor: etree._Element) -> str:
    """Return what names an anchor without text: its own label, or the heading of the card it covers."""
    if said := anchor.get("aria-label") or anchor.get("title"):
        return one_line(said)
    card = anchor.getparent()
    if card is None or next(islice(card, _CARD, None), None) is not None:  # len() counts them all
        return ""
    heading = next(card.iter(*_HEADINGS), None)
    return _text(heading) if heading is not None else ""


def _text(element: etree._Element) -> str:
    return one_line("".join(map(str, islice(element.itertext(), _ANCHOR_PARTS))))


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
    dated = _DATED.search(urlsplit(join("", url)).path)
    return "-".join(dated.groups()) if dated and dated[3] else ""


def _announcement(link: _Link) -> Announcement:
    day = day_in_path(link.url)
    return Announcement(link=link.url, title=link.text, published=(day,) if day else ())
