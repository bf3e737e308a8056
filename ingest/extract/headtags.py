"""What the head of a page and its marked-up elements say: meta tags, titles, microdata, times."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml.html import HtmlElement

from ingest.extract.jsonld import plain

_MAX_H1 = 5
_MAX_LINES = 30
_SHORTEST_LINE = 15  # characters
_MAX_TITLE = 500  # characters; longer "headlines" are teaser texts in the wrong element


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadTags:
    """Meta tags by lower-case name (OpenGraph, Dublin Core and plain ones alike), and titles."""

    meta: dict[str, tuple[str, ...]] = field(default_factory=dict)
    title: str = ""
    h1: tuple[str, ...] = ()
    canonical: str = ""
    language: str = ""

    def first(self, *names: str) -> str:
        """Return the first non-empty content among *names*, tried in this order."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")


def read_headtags(tree: HtmlElement, url: str) -> HeadTags:
    """Return the head tags of *tree*; relative canonical links are resolved against *url*."""
    meta: dict[str, list[str]] = defaultdict(list)
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tag.get("content")
        if name and content and content.strip():
            meta[name.strip().lower()].append(plain(content[:2000]))
    title = next(
        (
            plain(t.text_content())
            for t in tree.iter("title")
            if t.getparent() is not None and t.getparent().tag != "svg"
        ),
        "",
    )
    headings = (line_of(h1) for h1 in tree.iter("h1"))
    return HeadTags(
        meta={name: tuple(values) for name, values in meta.items()},
        title=title[:_MAX_TITLE],
        h1=tuple(h for h in headings if 2 < len(h) < _MAX_TITLE)[:_MAX_H1],
        canonical=_canonical(tree, url),
        language=(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[
            :12
        ],
    )


def prominent_lines(tree: HtmlElement) -> tuple[str, ...]:
    """Return the first lines of *tree* set as second headings or in bold: old pages have no ``<h1>``."""
    elements = itertools.islice(tree.iter("h2", "h3", "b", "strong", "font"), _MAX_LINES)
    return tuple(line for e in elements if len(line := plain(e.text or "")) > _SHORTEST_LINE)


def line_of(element: HtmlElement) -> str:
    """Return the text of *element* on one line, without what scripts and styles hold."""
    return plain(" ".join(_texts(element)))


def _texts(element: HtmlElement) -> Iterable[str]:
    for node in element.iter():
        if not isinstance(node.tag, str) or node.tag in ("script", "style", "svg"):
            continue
        if node.text:
            yield node.text
        if node.tail and node is not element:
            yield node.tail


def _canonical(tree: HtmlElement, url: str) -> str:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            try:
                return str(urljoin(url, link.get("href", "").strip()))
            except ValueError:
                return ""
    return ""
