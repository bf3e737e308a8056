"""Everything a page claims about its article, each field from the most trustworthy claim."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from htmldate import find_date
from lxml.html import HtmlElement

from ingest.extract.bounds import element_count
from ingest.extract.bylines import read_authors
from ingest.extract.headline import Titles, choose_headline
from ingest.extract.headtags import HeadTags, line_of, prominent_lines, read_headtags
from ingest.extract.jsonld import LdArticle, LdPage, read_jsonld
from ingest.extract.shown import shown_date
from ingest.model import Image, Moment
from ingest.normalize.dates import parse_date

_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "date.published",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publishdate",
    "pubdate",
    "published_time",
    "date",
    "cxenseparse:recs:publishtime",
    "last-published",
    "article.published",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "article:updated_time",
    "article:updated",
    "lastmod",
)

_LONGEST_CAPTION = 500  # characters
_DATED = 5000  # elements up to which htmldate's search stays cheap; no news page we know has more


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What was read off one page, before any of its text."""

    ld: LdArticle
    ld_page: LdPage
    head: HeadTags
    headline: str
    titles: tuple[str, ...]
    authors: tuple[str, ...]
    agency: str
    published: Moment | None
    modified: Moment | None
    section: str
    image: Image | None
    site_name: str
    descriptions: tuple[str, ...]
    canonical: str


def read_metadata(tree: HtmlElement, url: str, now: datetime) -> Metadata:
    """Return what *tree* says about its article. Read it before pruning: bylines go there."""
    ld_page = read_jsonld(tree)
    head = read_headtags(tree, url)
    ld = ld_page.main(head.canonical or url)
    site = (
        head.first("og:site_name", "application-name", "apple-mobile-web-app-title") or ld.publisher
    )
    titles = Titles(
        ld=ld.headline or ld.name,
        og=head.first("og:title"),
        twitter=head.first("twitter:title"),
        other=head.first(
            "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "headline", "title"
        ),
        h1=head.h1,
        title=head.title,
        site=site,
        lines=() if head.h1 or ld.headline or head.first("og:title") else prominent_lines(tree),
    )
    authors, agency = read_authors(ld, head, tree, site)
    return Metadata(
        ld=ld,
        ld_page=ld_page,
        head=head,
        headline=choose_headline(titles),
        titles=titles.forms(),
        authors=authors,
        agency=agency,
        published=_published(tree, ld, head, url, now),
        modified=_first_moment(_modified(ld, head), now),
        section=ld.section or head.first("article:section", "parsely-section", "section"),
        image=_image(tree, ld, head, url),
        site_name=site,
        descriptions=(ld.description, head.first("og:description"), head.first("description")),
        canonical=head.canonical or _absolute(head.first("og:url"), url),
    )


def _published(
    tree: HtmlElement, ld: LdArticle, head: HeadTags, url: str, now: datetime
) -> Moment | None:
    moment = _first_moment(_claims(tree, ld, head), now)
    return moment or shown_date(tree, now) or _from_page(tree, url, now)


def _claims(tree: HtmlElement, ld: LdArticle, head: HeadTags) -> Iterator[tuple[str, str]]:
    yield "json-ld", ld.published
    for name in _PUBLISHED:
        yield "meta", head.first(name)
    for element in tree.iter("time", "meta", "span", "div", "p"):
        if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None:
            yield "time", element.get("datetime") or element.get("content") or ""
    yield "time", _time_below_headline(tree)


def _time_below_headline(tree: HtmlElement) -> str:
    """Return the first ``<time datetime>`` behind the first ``<h1>``, where bylines stand."""
    is_below = False
    for element in tree.iter("h1", "time"):
        if is_below and element.tag == "time" and element.get("datetime"):
            return str(element.get("datetime"))
        is_below = is_below or element.tag == "h1"
    return ""


def _modified(ld: LdArticle, head: HeadTags) -> Iterator[tuple[str, str]]:
    yield "json-ld", ld.modified
    for name in _MODIFIED:
        yield "meta", head.first(name)


def _first_moment(claims: Iterator[tuple[str, str]], now: datetime) -> Moment | None:
    for origin, raw in claims:
        moment = parse_date(raw, origin=origin, now=now) if raw else None
        if moment is not None:
            return moment
    return None


def _from_page(tree: HtmlElement, url: str, now: datetime) -> Moment | None:
    """Ask htmldate, which reads visible dates and URLs: slow, so only when nobody said a date."""
    if element_count(tree) > _DATED:
        return None
    day = find_date(
        copy(tree), url=url or None, original_date=True, max_date=now.date().isoformat()
    )
    return parse_date(day, origin="htmldate", now=now) if day else None


def _image(tree: HtmlElement, ld: LdArticle, head: HeadTags, url: str) -> Image | None:
    address = _absolute(ld.image or head.first("og:image", "og:image:url", "twitter:image"), url)
    if not address:
        return None
    caption = ld.caption or _caption(tree, address) or head.first("og:image:alt")
    return Image(url=address, caption=caption, credit=ld.credit)


def _caption(tree: HtmlElement, address: str) -> str:
    """Return the caption on the page of the image at *address*, told by its file name."""
    name = address.partition("?")[0].rpartition("/")[2]
    for figure in tree.iter("figure"):
        caption = next(figure.iter("figcaption"), None)
        sources = (value for image in figure.iter("img", "source") for value in image.values())
        if caption is not None and len(name) > 4 and any(name in source for source in sources):
            return line_of(caption)[:_LONGEST_CAPTION]
    return ""


def _absolute(link: str, url: str) -> str:
    try:
        absolute = urljoin(url, link) if link else ""
    except ValueError:
        return ""
    return absolute if absolute.startswith(("http://", "https://")) else ""
