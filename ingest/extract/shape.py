"""The form of a page in numbers: how much of it is prose, how much is links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.leaves import Leaf

_CARD = 20  # characters from which a link is a headline rather than a menu entry


@dataclass(frozen=True, slots=True)
class Shape:
    """Characters of prose and of links, lines that are links, and the longest prose line."""

    prose: int
    linked: int
    link_lines: int
    longest: int


def shape_of(leaves: Sequence[Leaf]) -> Shape:
    """Return the form of the page that has *leaves*."""
    links = [leaf for leaf in leaves if leaf.is_link and leaf.length >= _CARD]
    return Shape(
        prose=sum(leaf.prose for leaf in leaves),
        linked=sum(leaf.length for leaf in links),
        link_lines=len(links),
        longest=max((leaf.prose for leaf in leaves), default=0),
    )
