"""Who signs an article: structured data first, then meta tags, then the byline on the page."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from ingest.extract.agencies import agency_of
from ingest.extract.headtags import HeadTags, line_of
from ingest.extract.jsonld import LdArticle
from ingest.extract.labels import AUTHOR, labelled
from ingest.extract.people import desks, has_capitals, persons
from ingest.extract.scriptdata import script_authors
from ingest.extract.signatures import signed_names
from ingest.normalize.text import fold

_META = (
    "author",
    "article:author",
    "article:author_name",
    "articleauthor",
    "content_author",
    "og:article:author",
    "authors",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "citation_author",
    "parsely-author",
    "creator",
)
_TEXTS = etree.XPath("//body//text()[not(parent::script or parent::style)][normalize-space()]")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SIGNING = frozenset(
    {"author", "authors", "byline", "bylines", "autor", "autoren", "authorname", "writer"}
    | {
        "firma",
        "autore",
        "autores",
        "auteur",
        "auteurs",
        "journalist",
        "reporter",
        "yazar",
        "muhabir",
    }
)
_OTHERS = frozenset(  # author of a comment, picture, quotation, or of another article
    {
        "comment",
        "comments",
        "image",
        "photo",
        "caption",
        "credit",
        "quote",
        "teaser",
        "card",
        "form",
    }
    | {"description", "warning", "bio", "biography", "social", "avatar", "related", "media", "box"}
)
# "Posted on 7 August by Ann Example"; the name ends where the line does
_LABEL = (
    r"(?:(?:written|words|story|interview|report|text|reported) by|by|von|par|por|di|автор(?:ы|ка|и)?|текст"
    r"|автор (?:текста|тексту|статьи|матеріалу)|autor(?:a|zy|en)?|authors?|yazan|tekst|texte?|记者|作者"
    r"|كتبت?|بقلم|نویسنده|लेखक)"
)
_SAID = re.compile(
    rf"(?:^|[|,·•\d]\s*){_LABEL}\b\s*[:：]?\s+([^\d|,:]{{4,60}}?)(?=\s*(?:$|[|,·•(]))",
    re.IGNORECASE,
)
_BY = re.compile(rf"\b{_LABEL}\s*[:：]?\s*$", re.IGNORECASE)
# "Ann Example, Bo Sample, and Cy Test" as a line of its own
_ONLY_NAMES = re.compile(
    r"(?:[^\W\d_][\w.'’-]{0,20}\s){1,3}[^\W\d_][\w.'’-]{1,20}"
    r"(?:,? (?:and|und|et|y|e|и|та|і) |, )(?:[\w.'’-]{1,20}(?:, | )){1,14}[\w.'’-]{2,20}"
)
_LONGEST = 150  # characters of a byline
_LONGEST_UNCASED = 24  # the same in scripts without capitals, where names look like any words
_LABELS = 3  # labelled facts believed
_MOST = 40  # candidate elements looked at


def read_authors(
    ld: LdArticle, head: HeadTags, tree: HtmlElement, site: str
) -> tuple[tuple[str, ...], str]:
    """Return the persons who sign the article, and the wire agency credited.

    Where no person signs, the desk or outlet that does is returned as the only author.
    """
    people = [author.name for author in ld.authors if author.kind != "organization"]
    claimed = [value for name in _META for value in head.meta.get(name, ())]
    said = [author.name for author in ld.authors] + claimed
    house = {fold(name) for name in (site, ld.publisher) if name}

    def known(lines: list[str]) -> tuple[str, ...]:
        return tuple(name for name in persons(lines) if fold(name) not in house)

    authors = (
        known(people)
        or known(claimed)
        or known(_bylines(tree))
        or known(_spoken(tree))
        or known([*itertools.islice(labelled(texts := [*_lines(tree)], AUTHOR), _LABELS)])
        or signed_names("\n".join(texts))
        or desks(said)
        or known(script_authors(tree))
    )
    return authors, agency_of(said)


def _lines(tree: HtmlElement) -> Iterator[str]:
    texts: Any = _TEXTS(tree)  # lxml types an XPath result as everything it could be
    return (text.strip() for text in texts)


def _bylines(tree: HtmlElement) -> list[str]:
    """Return the lines of the first byline on the page that names somebody."""
    for element in itertools.islice(_signed(tree), _MOST):
        line = line_of(element)
        if not 2 < len(line) <= _LONGEST:
            continue
        if not line.isascii() and not has_capitals(line) and len(line) > _LONGEST_UNCASED:
            continue
        inner = [
            line_of(e) for e in element.iter("a", "span", "strong", "b", "li") if e is not element
        ]
        for lines in (inner, [line]):
            if lines and persons(lines[:1]):
                return lines
    return []


def _spoken(tree: HtmlElement) -> list[str]:
    """Return the first short line behind the headline that says by whom the article is."""
    is_below = False
    looked = 0
    for element in tree.iter("h1", "p", "div", "span", "li", "address", "td"):
        is_below = is_below or element.tag == "h1"
        if (
            not is_below
            or element.tag == "h1"
            or next(element.iter("p", "div"), element) is not element
        ):
            continue
        looked += 1
        if looked > _MOST:
            break
        line = line_of(element)
        if len(line) <= _LONGEST and (name := _marked_name(element)) and persons([name]):
            return [name]
        said = _SAID.search(line) if len(line) <= _LONGEST else None
        is_label = said is not None and (":" in said[0] or said[0][:1] in "记作")
        if said and (has_capitals(said[1]) or is_label) and persons([said[1]]):
            return [said[1]]
        if len(line) <= _LONGEST and len(persons([line])) > 1 and _ONLY_NAMES.fullmatch(line):
            return [line]
    return []


def _marked_name(element: HtmlElement) -> str:
    """Return the text of the child that stands right behind a "by"."""
    before = element.text or ""
    for child in element:
        if _BY.search(before) and isinstance(child.tag, str):
            return line_of(child)
        before = child.tail or ""
    return ""


def _signed(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Elements that say they hold the author: by ``rel`` and ``itemprop``, then by class."""
    named = []
    for element in tree.iter(etree.Element):
        if (
            "author" in (element.get("rel") or "").lower().split()
            or element.get("itemprop") == "author"
            or element.get("property") in ("dc:creator", "schema:author")
        ):
            if not _is_others(element):
                yield element
        elif names := f"{element.get('class') or ''} {element.get('id') or ''}".strip():
            words = {word.lower() for word in _WORD.findall(names)}
            if words & _SIGNING and not words & _OTHERS:
                named.append(element)
    yield from (element for element in named if not _is_others(element))


def _is_others(element: HtmlElement) -> bool:
    for ancestor in itertools.islice(element.iterancestors(), 5):
        if ancestor.tag in ("aside", "figure", "nav", "footer", "blockquote"):
            return True
        words = {word.lower() for word in _WORD.findall(ancestor.get("class") or "")}
        if words & {"comment", "comments", "related", "teaser", "recommended"}:
            return True
    return False
