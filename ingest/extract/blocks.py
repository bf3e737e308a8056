"""From an extracted element tree to blocks: one line of text each, with its kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from ingest.model import Block, BlockKind
from ingest.normalize.text import normalize_text

# trafilatura's own names first, then the HTML ones that its fallbacks let through
_KINDS: dict[str, BlockKind] = {
    "head": "heading",
    "item": "item",
    "quote": "quote",
    "code": "preformatted",
    "row": "table",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "li": "item",
    "blockquote": "quote",
    "pre": "preformatted",
    "tr": "table",
    "figcaption": "caption",
}
_INLINE = frozenset(
    {"hi", "ref", "del"}  # trafilatura's
    | {"a", "b", "i", "u", "s", "q", "em", "strong", "span", "small", "big", "sub", "sup", "font"}
    | {"mark", "abbr", "cite", "time", "ins", "bdi", "bdo", "wbr"}
)
_CELLS = frozenset({"cell", "td", "th"})
_LAID_OUT = frozenset({"br", "p", "div", "table", "h1", "h2", "h3", "ul"})
_SILENT = frozenset({"graphic", "script", "style", "noscript", "template", "svg", "iframe"})
_WORDS = re.compile(r"\w")  # with "___", the agencies' divider
_SPACES = re.compile(r"\s+")


def blocks_of(body: etree._Element) -> tuple[Block, ...]:
    """Return the lines of *body* as blocks, in order, none of them empty."""
    return tuple(merged(_lines(body)))


def merged(lines: Iterable[tuple[str, BlockKind]]) -> Iterator[Block]:
    """Yield normalised blocks, without empty ones."""
    for text, kind in lines:
        line = _SPACES.sub(" ", normalize_text(text)).strip()
        if _WORDS.search(line):
            yield Block(text=line, kind=kind)


def _lines(body: etree._Element) -> Iterator[tuple[str, BlockKind]]:
    """Walk *body* once; block elements and ``lb``/``br`` end a line, inline ones do not."""
    pending: list[str] = []
    kinds: list[BlockKind] = ["paragraph"]
    silent = 0

    def flush() -> Iterator[tuple[str, BlockKind]]:
        if pending:
            text = "".join(pending)
            pending.clear()
            yield text, kinds[-1]

    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "script"
        if event == "start":
            if tag in _SILENT:
                silent += 1
            elif tag in ("lb", "br"):
                yield from _break(pending, kinds)
            elif tag in _CELLS and not _is_layout(element):
                if pending:
                    pending.append(" | ")
            elif tag not in _INLINE:
                yield from flush()
                kinds.append("paragraph" if tag in _CELLS else _KINDS.get(tag, kinds[-1]))
            if element.text and not silent:
                pending.append(element.text)
            continue
        if tag in _SILENT:
            silent -= 1
        elif tag not in _INLINE and tag not in ("lb", "br") and _is_block(element):
            yield from flush()
            kinds.pop()
        if element.tail and not silent and element is not body:
            pending.append(element.tail)
    yield from flush()


def _is_block(element: etree._Element) -> bool:
    return element.tag not in _CELLS or _is_layout(element)


def _is_layout(cell: etree._Element) -> bool:
    """A cell that holds lines of its own: the table is there to place things, not to list them."""
    return any(child.tag in _LAID_OUT for child in cell)


def _break(pending: list[str], kinds: list[BlockKind]) -> Iterator[tuple[str, BlockKind]]:
    if kinds[-1] == "table":
        pending.append(" ")
    elif pending:
        yield "".join(pending), kinds[-1]
        pending.clear()
