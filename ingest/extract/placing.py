"""Laying an extracted text beside the page it came from: gaps are filled, strays are cut.

An extractor decides line by line and loses or adds single ones. Their places in the document tell
which: a paragraph between two accepted ones under the same parent belongs to the text, a line
behind the container of the whole article does not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from ingest.extract.agreement import Triples, covered, triples
from ingest.extract.blocks import merged
from ingest.extract.leaves import HEADINGS, Leaf, key_of
from ingest.model import Block, BlockKind

_ROOT_SHARE = 0.85  # of the accepted prose: the smallest element with so much of it is the article
_MAIN_SHARE = 0.10  # a parent with so much of it is one of the body's own containers
_TRANSPARENT = frozenset({"ul", "ol", "li", "blockquote", "p"})
_KINDS: dict[str, BlockKind] = {
    "p": "paragraph",
    "li": "item",
    **dict.fromkeys(HEADINGS, "heading"),
}
_KNOWN = 0.5  # of a line's word triples in the text: it is there, in another shape
_ENOUGH = 400  # characters of placed prose below which places prove nothing


@dataclass(frozen=True, slots=True)
class _Places:
    """Which leaf of the page each block is, ``None`` where that cannot be told."""

    blocks: Sequence[Block]
    leaves: Sequence[Leaf]
    of_block: Sequence[int | None]

    def prose(self) -> Iterator[tuple[int, Leaf]]:
        for place in self.of_block:
            if place is not None and self.leaves[place].prose:
                yield place, self.leaves[place]


def refine(blocks: Sequence[Block], leaves: Sequence[Leaf]) -> tuple[Block, ...]:
    """Return *blocks* without strays and with gaps filled, by their places among *leaves*."""
    places = _Places(blocks, leaves, _locate(blocks, leaves))
    prose = dict(places.prose())
    if sum(leaf.prose for leaf in prose.values()) < _ENOUGH:
        return tuple(blocks)
    root = _root(prose.values())
    main = _main_containers(prose.values())
    inserted = _gaps(places, prose, main)
    result: list[Block] = []
    last = max(place for place, leaf in prose.items() if _is_inside(leaf.element, root))
    for block, place in zip(blocks, places.of_block, strict=True):
        stray = place is not None and place > last and not _is_inside(leaves[place].element, root)
        if not stray:
            result.append(block)
        result.extend(inserted.pop(place, ()) if place is not None else ())
    return tuple(result)


def _locate(blocks: Sequence[Block], leaves: Sequence[Leaf]) -> list[int | None]:
    """Find each block's leaf by its text; of equal ones the next in reading order."""
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for position, leaf in enumerate(leaves):
        by_key[leaf.key].append(position)
    places: list[int | None] = []
    after = -1
    for block in blocks:
        positions = by_key.get(key_of(block.text), [])
        place = next((p for p in positions if p > after), positions[0] if positions else None)
        places.append(place)
        if place is not None and place > after and leaves[place].prose:
            after = place
    return places


def _root(prose: Iterable[Leaf]) -> HtmlElement:
    mass: Counter[HtmlElement] = Counter()
    leaves = list(prose)
    for leaf in leaves:
        for element in (leaf.element, *leaf.element.iterancestors()):
            mass[element] += leaf.prose
    total = sum(leaf.prose for leaf in leaves)
    big = max(leaves, key=lambda leaf: leaf.prose).element
    candidates = [e for e in (big, *big.iterancestors()) if mass[e] >= _ROOT_SHARE * total]
    return candidates[0]


def _main_containers(prose: Iterable[Leaf]) -> frozenset[Hashable]:
    share: Counter[Hashable] = Counter()
    for leaf in prose:
        share[_container(leaf.element)] += leaf.prose
    total = share.total()
    return frozenset(name for name, size in share.items() if size >= _MAIN_SHARE * total)


def _container(element: HtmlElement) -> Hashable:
    """Return what stands for the block around *element*: tag and class, or itself without a class.

    Lists and quotes are looked through: their items belong to the block the list stands in.
    """
    for parent in element.iterancestors():
        if parent.tag not in _TRANSPARENT:
            return (parent.tag, parent.get("class")) if parent.get("class") else parent
    return None


def _is_inside(element: HtmlElement, root: HtmlElement) -> bool:
    return element is root or any(ancestor is root for ancestor in element.iterancestors())


def _gaps(
    places: _Places, prose: dict[int, Leaf], main: frozenset[Hashable]
) -> dict[int, list[Block]]:
    """Return the blocks to insert, by the place behind which they belong."""
    taken = {place for place in places.of_block if place is not None}
    text = triples("\n".join(block.text for block in places.blocks))
    inserted: defaultdict[int, list[Block]] = defaultdict(list)
    first, last = min(prose), max(prose)
    anchor = first
    for position in range(first, last + 1):
        if position in taken:
            anchor = position
            continue
        leaf = places.leaves[position]
        if _fits(leaf, main) and not _is_known(leaf, text):
            inserted[anchor].extend(merged([(leaf.text, _KINDS[leaf.element.tag])]))
    return dict(inserted)


def _is_known(leaf: Leaf, text: Triples) -> bool:
    return covered(triples(leaf.text), text) > _KNOWN


def _fits(leaf: Leaf, main: frozenset[Hashable]) -> bool:
    kind = _KINDS.get(leaf.element.tag)
    return kind is not None and not leaf.is_link and _container(leaf.element) in main
