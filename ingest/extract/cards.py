"""Boxes told by their make alone: captions under pictures, cards for other articles, sign-up boxes.

No class name is read here, so these rules hold in every language and on every platform.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from ingest.extract.leaves import HEADINGS, Leaf, extent

_CAPTION = 250  # characters; a box with an image and no more text than this holds no body text
_CARD = 400  # characters of a box about another article: headline, date, two lines of text
_SIGN_UP = 420  # characters of a box around a form: an appeal, a field, the small print
_LABEL = 45  # characters in front of a link that say what it is: "Read also:"
_SHORTEST_LINK = 12  # characters; shorter ones are names and numbers set as paragraphs
_BOXES = frozenset({"div", "figure", "span", "section", "td", "li", "a"})
_CARDS = frozenset({"div", "section", "aside", "li", "article", "a", "figure"})
_FIELDS = frozenset({"email", "text", "tel"})
_COLONS = (":", "：", "»", "→", "|", "👉")


def captions(tree: HtmlElement, leaves: Sequence[Leaf]) -> Iterator[HtmlElement]:
    """Boxes of an image and a few words beside it: captions, credits, teasers, author cards."""
    pictured: set[HtmlElement] = set()
    for image in tree.iter("img", "picture", "video", "amp-img"):
        pictured.update(image.iterancestors())
    sizes: dict[HtmlElement, int] = {}
    for leaf in leaves:
        if leaf.length > _CAPTION or leaf.element.tag in HEADINGS:
            continue
        if leaf.element in pictured:
            if _is_set_under_image(leaf.element):
                yield leaf.element
            continue
        for box in itertools.islice(leaf.element.iterancestors(), 3):
            if box not in sizes:
                sizes[box] = _size(box, _CAPTION)
            if sizes[box] > _CAPTION:
                break
            if box in pictured and box.tag in _BOXES:
                yield box
                break


def _is_set_under_image(element: HtmlElement) -> bool:
    """An image and then words in small marks of their own (``<em>``, ``<span>``), none beside them."""
    if (
        element.tag not in _BOXES
        or not len(element)
        or element[0].tag not in ("img", "a", "picture")
    ):
        return False
    beside = [element.text, *(child.tail for child in element)]
    marked = any(child.tag in ("em", "span", "small", "i") for child in element[1:])
    return marked and not any(text and text.strip() for text in beside)


def cards(leaves: Sequence[Leaf], title: HtmlElement | None) -> Iterator[HtmlElement]:
    """Boxes that open with a heading that is a link: teasers of other articles within the text."""
    for leaf in leaves:
        if leaf.element.tag not in HEADINGS or not leaf.is_link or leaf.length <= _SHORTEST_LINK:
            continue
        card = None
        for box in leaf.element.iterancestors():
            if box.tag not in _CARDS or _size(box, _CARD) > _CARD or _holds(box, title):
                break
            card = box
        if card is not None:
            yield card


def sign_ups(tree: HtmlElement, title: HtmlElement | None) -> Iterator[HtmlElement]:
    """Boxes around a form that asks for an address: the appeal stands beside the form, not in it."""
    for form in tree.iter("form"):
        if not any((field.get("type") or "text") in _FIELDS for field in form.iter("input")):
            continue
        sign_up = None
        for box in form.iterancestors():
            if box.tag not in _CARDS or _size(box, _SIGN_UP) > _SIGN_UP or _holds(box, title):
                break
            sign_up = box
        if sign_up is not None:
            yield sign_up


def link_lines(leaves: Sequence[Leaf]) -> tuple[list[Leaf], list[list[Leaf]]]:
    """Return paragraphs that are one link, with or without a label, and lists of nothing but links."""
    lists: defaultdict[HtmlElement, list[Leaf]] = defaultdict(list)
    lines = []
    for leaf in leaves:
        parent = leaf.element.getparent()
        if leaf.element.tag == "li" and parent is not None:
            lists[parent].append(leaf)
        elif leaf.element.tag == "p" and leaf.length > _SHORTEST_LINK and _is_pointer(leaf):
            lines.append(leaf)
    return lines, [items for items in lists.values() if all(item.is_link for item in items)]


def _is_pointer(leaf: Leaf) -> bool:
    """Nothing but a link, or a link behind a label: "Read also: …"."""
    if leaf.is_link:
        return True
    if leaf.linked < 0.4 * leaf.length or leaf.length - leaf.linked > _LABEL:
        return False
    pieces = [piece.strip() for piece in leaf.pieces]
    label = next((i for i, piece in enumerate(pieces) if piece.endswith(_COLONS)), None)
    if label is None:
        return False
    before, behind = (sum(map(len, part)) for part in (pieces[: label + 1], pieces[label + 1 :]))
    return before <= _LABEL and behind >= 0.9 * leaf.linked


def _size(box: HtmlElement, limit: int) -> int:
    """Return how much *box* says, or something beyond *limit* when it is more."""
    size = 0
    for text in box.itertext():
        size += extent(text.strip())
        if size > limit:
            break
    return size


def _holds(box: HtmlElement, title: HtmlElement | None) -> bool:
    return title is not None and any(ancestor is box for ancestor in title.iterancestors())
