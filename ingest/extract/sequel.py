"""What follows the article on its page, however long: readers' replies, lists of other articles.

The budgets of ``prune`` protect the body from a word used loosely. Here the place does: a box that
begins behind enough prose, without the headline in it, may be larger than the article itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from ingest.extract.furniture import words_of
from ingest.extract.leaves import Leaf

_BEFORE = 400  # characters of prose in front: the shortest article that has a sequel
_REPLIES = frozenset(
    """comment comments commentlist reply replies disqus discussion discussions respond responses
    reactions yorum yorumlar kommentare otzyvy otzivy livefyre viafoura coral hyvor replybox""".split()
)
_OTHERS = frozenset(
    """related recommended recommendations readmore morefrom mostread trending popular latest topstories
    outbrain taboola similar teasers readnext seealso footer sidebar""".split()
)
_LINKS = 2  # of them at least in a list of other articles ...
_LINKED = 0.2  # ... with this share of its text
_HEADLINE = 20  # characters from which a link is a headline
_NAMES = ("class", "id", "data-testid", "data-component")
_BOXES = ("div", "section", "aside", "ul", "ol", "footer", "table")


def sequel(tree: HtmlElement, leaves: Sequence[Leaf]) -> Iterator[HtmlElement]:
    """Yield the boxes of *tree* that follow its article."""
    named = [(box, words) for box in tree.iter(*_BOXES) if (words := _words(box))]
    if not named:
        return
    title = next(tree.iter("h1"), None)
    holders = set() if title is None else {title, *title.iterancestors()}
    before = _prose_before(tree, leaves)
    shown: Counter[HtmlElement] | None = None
    linked: Counter[HtmlElement] = Counter()
    links: Counter[HtmlElement] = Counter()
    for element, words in named:
        if element in holders or before.get(element, 0) < _BEFORE:
            continue
        if not words.isdisjoint(_REPLIES):
            yield element
            continue
        if shown is None:
            shown = Counter()
            for leaf in leaves:
                for box in leaf.element.iterancestors(*_BOXES):
                    shown[box] += leaf.length
                    linked[box] += leaf.linked
                    links[box] += leaf.is_link and leaf.length >= _HEADLINE
        if links[element] >= _LINKS and linked[element] >= _LINKED * shown[element]:
            yield element


def _words(element: HtmlElement) -> frozenset[str]:
    names = " ".join(filter(None, map(element.get, _NAMES)))
    return _telling(names) if names else frozenset()


@lru_cache(maxsize=8192)
def _telling(names: str) -> frozenset[str]:
    return (_REPLIES | _OTHERS).intersection(words_of(names))


def _prose_before(tree: HtmlElement, leaves: Sequence[Leaf]) -> dict[HtmlElement, int]:
    """Return how much prose stands in front of every element of *tree* that may be a sequel."""
    prose = {leaf.element: leaf.prose for leaf in leaves}
    before: dict[HtmlElement, int] = {}
    seen = 0
    for element in tree.iter(etree.Element):
        before[element] = seen
        seen += prose.get(element, 0)
    return before
