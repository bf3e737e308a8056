"""The form of a page in numbers: how much of it is prose, how much is links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.leaves import HEADINGS, Leaf, extent, key_of
from ingest.model import Block

_SAID = 200  # characters; what a wall says is said in short lines
_TAIL = 20_000
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
    )
