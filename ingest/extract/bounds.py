"""Limits to what one page may cost: what lies behind them is cut off, the page stays readable."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement

# Three times the largest of some hundred real news pages (4,100 elements, 115,000 characters of text)
MAX_ELEMENTS = 12_000
MAX_TEXT = 400_000
_LONGEST = 60_000  # characters of one text node: no paragraph, and costly to every pattern

_COUNT = etree.XPath("count(//*)")
_TEXT = etree.XPath("string-length(//body)")


def cut_to_size(tree: HtmlElement) -> bool:
    """Cut *tree*, in place, behind ``MAX_ELEMENTS`` and ``MAX_TEXT``; return whether it was too big."""
    if element_count(tree) <= MAX_ELEMENTS and float(str(_TEXT(tree))) <= MAX_TEXT:
        return False
    text = 0
    for position, element in enumerate(tree.iter(etree.Element)):
        if element.tag not in ("script", "style"):
            element.text = _shorter(element.text)
            element.tail = _shorter(element.tail)
            text += len(element.text or "") + len(element.tail or "")
        if position > MAX_ELEMENTS or text > MAX_TEXT:
            _drop_after(element)
            break
    return True


def element_count(tree: HtmlElement) -> float:
    """Return how many elements *tree* has."""
    return float(str(_COUNT(tree)))


def _shorter(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONGEST else text[:_LONGEST]


def _drop_after(element: HtmlElement) -> None:
    """Remove everything that follows *element* in the document, and what is inside it."""
    del element[:]
    node: HtmlElement | None = element
    while node is not None and (parent := node.getparent()) is not None:
        del parent[parent.index(node) + 1 :]
        node = parent
