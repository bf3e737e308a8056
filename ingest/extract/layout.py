"""Reading a page as it is laid out: the column with the most prose, line by line.

Unlike trafilatura's modes this looks at nothing but where the prose stands, so it can read pages
whose paragraphs are made of ``<br>``, ``<div>``, ``<section>`` or table cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from ingest.extract.blocks import blocks_of
from ingest.extract.leaves import INLINE, Leaf, extent
from ingest.model import Block

_LINE = 60  # characters from which a line without a tag of its own counts as prose
_COLUMN = 0.7  # of the page's prose: the smallest element with so much of it is the column
_ENDS = (".", "!", "?", "…", "”", "»", "。", "！", "？", "」", "؟")
_BREAKS = 3  # in one block; fewer are addresses, verses and signatures


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of the column, and which share of the page's prose is parted by ``<br>`` only."""

    blocks: tuple[Block, ...] = ()
    broken: float = 0.0


def layout_of(leaves: Sequence[Leaf]) -> Layout:
    """Return how the page that has *leaves* reads column by column."""
    replies: dict[HtmlElement, bool] = {}
    present = [leaf for leaf in leaves if not _is_reply(leaf.element, replies)]
    prose = {leaf.element: _prose(leaf) for leaf in present}
    total = sum(size for size, _ in prose.values())
    if not total:
        return Layout()
    mass: Counter[HtmlElement] = Counter()
    for element, (size, _) in prose.items():
        if size:
            mass.update(dict.fromkeys((element, *element.iterancestors()), size))
    column = next(iter(present)).element
    densest = max(prose, key=lambda element: prose[element][0])
    for column in (densest, *densest.iterancestors()):
        if mass[column] >= _COLUMN * total:
            break
    return Layout(
        blocks=_trimmed(blocks_of(column)),
        broken=sum(size for size, is_broken in prose.values() if is_broken) / total,
    )


def _prose(leaf: Leaf) -> tuple[int, bool]:
    """Return the characters of running text in *leaf*, and whether ``<br>`` parts it."""
    breaks = sum(child.tag == "br" for child in leaf.element)
    if breaks < _BREAKS:
        inner = leaf.element if leaf.element.tag in ("p", "div", "td") else None
        breaks = sum(1 for _ in inner.iter("br")) if inner is not None and _is_flat(inner) else 0
    if breaks < _BREAKS:
        return leaf.prose, False
    lines = [" ".join(piece.split()) for piece in leaf.pieces]
    shown = sum(size for size in map(extent, lines) if size >= _LINE)
    return max(0, shown - leaf.linked), True


def _is_reply(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Return whether *element* belongs to the comments: readers often write more than the author."""
    if element not in known:
        parent = element.getparent()
        names = f"{element.get('class')} {element.get('id')}".lower()
        is_reply = "comment" in names and element.tag != "body"
        known[element] = is_reply or (parent is not None and _is_reply(parent, known))
    return known[element]


def _is_flat(element: HtmlElement) -> bool:
    return all(child.tag in INLINE for child in element)


def _trimmed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Without what stands behind the last line of prose."""
    prose = [i for i, block in enumerate(blocks) if _is_prose(block.text)]
    return blocks[: prose[-1] + 1] if prose else ()


def _is_prose(line: str) -> bool:
    return extent(line) >= _LINE or line.endswith(_ENDS)
