"""The text of a page as its smallest blocks: what a reader sees as one line or paragraph."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from ingest.normalize.text import normalize_text

INLINE = frozenset(
    {
        "a",
        "b",
        "i",
        "u",
        "s",
        "q",
        "em",
        "strong",
        "span",
        "small",
        "big",
        "sub",
        "sup",
        "font",
        "mark",
    }
    | {
        "abbr",
        "acronym",
        "cite",
        "code",
        "var",
        "kbd",
        "tt",
        "time",
        "ins",
        "del",
        "dfn",
        "bdi",
        "bdo",
    }
    | {"strike", "nobr", "wbr", "br", "label", "img"}
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "title",
        "iframe",
        "select",
        "option",
        "textarea",
    }
)
_PROSE = 60  # characters from which a line counts as prose, outside <p>
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_TEXTS = etree.XPath("//body//text()[normalize-space()]")


@dataclass(slots=True)
class Leaf:
    """A block element with text of its own, inline markup included, nested blocks not."""

    element: HtmlElement
    length: int = 0
    linked: int = 0  # characters inside links
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text as written, white space included."""
        return "".join(self.pieces)

    @property
    def key(self) -> str:
        """The text without white space: equal for what different tools make of the same line."""
        return key_of(self.text)

    @property
    def is_attached(self) -> bool:
        """Still part of a page: not in a subtree that was taken out."""
        top = self.element
        for top in self.element.iterancestors():  # noqa: B007 -- the last one is wanted
            pass
        return bool(top.tag == "html")

    @property
    def is_link(self) -> bool:
        """Nothing but a link."""
        return self.linked >= 0.9 * self.length

    @property
    def prose(self) -> int:
        """Characters of running text: none in headings, short lines and lines that are mostly links."""
        if self.element.tag in HEADINGS:
            return 0
        long = self.length >= _PROSE or (self.element.tag == "p" and self.length >= _PROSE // 3)
        return self.length - self.linked if long and self.linked < 0.5 * self.length else 0


def extent(text: str) -> int:
    """Return how much *text* says, in characters of an alphabet: an ideograph is worth three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_IDEOGRAPHS.findall(text))


def key_of(text: str) -> str:
    """Return *text* without white space and invisible characters."""
    return "".join(normalize_text(text).split())


def leaves_of(tree: HtmlElement) -> list[Leaf]:
    """Return the leaves of *tree* in document order of their first text."""
    leaves: dict[HtmlElement, Leaf] = {}
    in_link: dict[HtmlElement, bool] = {}
    texts: Any = _TEXTS(tree)  # lxml types an XPath result as everything it could be
    for text in texts:
        element: HtmlElement = text.getparent()
        if text.is_tail:
            element = _parent(element)
        if element.tag in _SILENT:
            continue
        linked = False
        while element.tag in INLINE and element.getparent() is not None:
            linked = linked or element.tag == "a"
            element = _parent(element)
        leaf = leaves.get(element)
        if leaf is None:
            leaf = leaves[element] = Leaf(element)
        size = extent(text.strip())
        leaf.length += size
        if linked or _inside_link(element, in_link):
            leaf.linked += size
        leaf.pieces.append(text)
    return list(leaves.values())


def masses(leaves: Iterable[Leaf]) -> defaultdict[HtmlElement, int]:
    """Return how much prose every element holds, itself and below."""
    mass: defaultdict[HtmlElement, int] = defaultdict(int)
    for leaf in leaves:
        if prose := leaf.prose:
            element: HtmlElement | None = leaf.element
            while element is not None:
                mass[element] += prose
                element = element.getparent()
    return mass


def _parent(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _inside_link(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    if element not in known:
        parent = element.getparent()
        known[element] = parent is not None and (parent.tag == "a" or _inside_link(parent, known))
    return known[element]
