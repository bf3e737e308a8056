"""The form of a page in numbers: how much of it is prose, how much is links."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from ingest.extract.leaves import HEADINGS, Leaf, extent, key_of, leaves_of, masses
from ingest.model import Block

_SAID = 200  # characters; what a wall says is said in short lines
_TAIL = 20_000
_HEADLINE = 15  # characters in a link that may be a headline
_HIGH = 6  # boxes above a headline in which its teaser may stand
_TEASER = 600  # characters of prose in one card
_REPEATED = 4  # cards of one make from which they are a list
# Ends like a sentence, or is as long as one and has its commas
_SENTENCE = re.compile(
    r"[.!?…。！？؟।][\"'”’»）)\]]{0,3}\s*(?:\[\d+\])?$|^(?=.*[^\W\d_][.,;:] ).{90,}$"
)
_CARD = 20  # characters from which a link is a headline rather than a menu entry


@dataclass(frozen=True, slots=True)
class Shape:
    """Characters of prose and of links, lines that are links, and the longest prose line."""

    prose: int
    linked: int
    link_lines: int
    longest: int
    body_links: float = 0.0  # share of the chosen text that stands in links
    said: str = ""  # short lines of the page, where walls speak
    entries: int = 0  # lines that are a headline's link with a date or a rubric beside it
    link_headings: int = 0  # headings in the chosen text that lead elsewhere
    sentences: float = 1.0  # share of the chosen text that reads like running text


def shape_of(leaves: Sequence[Leaf], blocks: Sequence[Block] = ()) -> Shape:
    """Return the form of the page that has *leaves* and of the *blocks* chosen as its text."""
    by_text = {leaf.key: leaf for leaf in leaves}
    chosen = [leaf for block in blocks if (leaf := by_text.get(key_of(block.text)))]
    links = [leaf for leaf in leaves if leaf.is_link and leaf.length >= _CARD]
    return Shape(
        prose=sum(leaf.prose for leaf in leaves),
        linked=sum(leaf.length for leaf in links),
        link_lines=len(links),
        longest=max((leaf.prose for leaf in leaves), default=0),
        body_links=sum(leaf.linked for leaf in chosen)
        / max(1, sum(extent(b.text) for b in blocks)),
        said="\n".join(x.text.strip() for x in leaves if _CARD <= x.length <= _SAID)[:_TAIL],
        entries=sum(x.linked >= max(_CARD, 0.5 * x.length) for x in leaves),
        link_headings=sum(x.is_link and x.element.tag in HEADINGS for x in chosen),
        sentences=_told(blocks),
    )


def _told(blocks: Sequence[Block]) -> float:
    sizes = [(extent(b.text), b.kind != "table" and _SENTENCE.search(b.text)) for b in blocks]
    total = sum(size for size, _ in sizes)
    return sum(size for size, is_told in sizes if is_told) / total if total else 1.0


def in_cards(tree: HtmlElement, url: str) -> float:
    """Return the share of *tree*'s prose in boxes that repeat, each under a link to the same site."""
    leaves = leaves_of(tree)
    mass = masses(leaves)
    total = sum(leaf.prose for leaf in leaves)
    boxes: dict[tuple[object, ...], dict[HtmlElement, int]] = {}
    for leaf in leaves:
        if leaf.linked < max(_HEADLINE, 0.5 * leaf.length) or not _stays(leaf.element, url):
            continue
        for box in itertools.islice((leaf.element, *leaf.element.iterancestors()), _HIGH):
            if box.tag in ("body", "main", "html"):
                break
            if mass.get(box, 0):
                if mass[box] <= _TEASER:
                    boxes.setdefault((box.tag, box.get("class")), {})[box] = mass[box]
                break
    repeated = [cards for cards in boxes.values() if len(cards) >= _REPEATED]
    return sum(map(sum, (cards.values() for cards in repeated))) / total if total else 0.0


def _stays(element: HtmlElement, url: str) -> bool:
    """Whether the first link in (or around) *element* leads to another page of the same site."""
    link = next(element.iter("a"), None)
    if link is None:
        link = next(element.iterancestors("a"), None)
    href = link.get("href", "") if link is not None else ""
    if "//" not in href:
        return not href.startswith(("#", "mailto:", "tel:", "javascript:"))
    host = url.partition("//")[2].partition("/")[0].removeprefix("www.")
    return bool(host) and host in href
