"""Taking the furniture out of a page before its body is looked for.

Every rule works on evidence of the document alone (tags, roles, class words, links), in any
language, and within a budget: a rule that would take too much of the page's prose is wrong there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree
from lxml.html import HtmlElement

from ingest.extract.cards import captions, cards, link_lines, sign_ups
from ingest.extract.furniture import noise_words, words_of
from ingest.extract.leaves import HEADINGS, Leaf, masses
from ingest.extract.sequel import sequel

# One noise word may not own more of the page's prose than this: some sites mark every paragraph of
# the body "paywall", and without the guard whole articles vanish.
_WORD_BUDGET = 0.15
_WHOLE = 300  # characters of prose from which the first <article> with a headline is the article
_CARD_SHARE = 0.10  # an <article> with less of it is a card for another article, or a live post
_ELEMENT_BUDGET = 0.25  # the same for one structural element (an <aside> that holds the article)

_STRUCTURAL = frozenset(
    {"form", "dialog", "button", "nav", "aside", "figcaption", "template", "footer", "header"}
)
_ROLES = frozenset(
    {
        "dialog",
        "navigation",
        "search",
        "button",
        "tooltip",
        "banner",
        "contentinfo",
        "complementary",
    }
)
# Posts of networks, quoted with their own marks
_NETWORKS = frozenset(
    {"twitter", "tweet", "instagram", "tiktok", "bluesky", "reddit", "fb", "facebook", "mastodon"}
    | {"imgur", "telegram", "vk", "threads", "weibo", "textpostmedia"}
)
_AMP = frozenset(
    {"amp-ad", "amp-embed", "amp-sidebar", "amp-list", "amp-consent", "amp-user-notification"}
    | {"amp-sticky-ad", "amp-social-share", "amp-next-page", "amp-twitter", "amp-instagram"}
    | {"amp-facebook", "amp-tiktok", "amp-lightbox", "amp-autocomplete", "amp-recaptcha-input"}
)
_MARKED = frozenset(
    {
        "div",
        "section",
        "ul",
        "ol",
        "p",
        "span",
        "aside",
        "header",
        "footer",
        "a",
        "li",
        "figure",
        "small",
    }
    | {"h2", "h3", "h4", "h5", "h6"}
)
_NAMES = ("class", "id", "data-testid", "data-component")


def prune(tree: HtmlElement, leaves: Sequence[Leaf]) -> None:
    """Take furniture out of *tree*, in place, as far as the budgets allow."""
    if behind := [*sequel(tree, leaves)]:
        for box in behind:
            drop(box)
        leaves = [leaf for leaf in leaves if leaf.is_attached]
    mass = masses(leaves)
    total = mass.get(tree, 0) or 1
    doomed = []
    hits: defaultdict[str, list[HtmlElement]] = defaultdict(list)
    for element in tree.iter(etree.Element):
        if _is_structural(element) and mass.get(element, 0) < _ELEMENT_BUDGET * total:
            doomed.append(element)
        for word in _evidence(element, mass.get(element, 0) < _CARD_SHARE * total):
            hits[word].append(element)
    for elements in hits.values():
        if sum(mass.get(element, 0) for element in elements) < _WORD_BUDGET * total:
            doomed.extend(elements)
    title = next(tree.iter("h1"), None)
    doomed.extend(_pointers(leaves, total))
    doomed.extend(
        box for box in captions(tree, leaves) if mass.get(box, 0) < _ELEMENT_BUDGET * total
    )
    doomed.extend(_within(_WORD_BUDGET * total, cards(leaves, title), mass))
    doomed.extend(_within(_WORD_BUDGET * total, sign_ups(tree, title), mass))
    doomed.extend(_later_articles(tree, mass, leaves))
    for element in doomed:
        drop(element)


def drop(element: HtmlElement) -> None:
    """Remove *element* and what is in it; the text behind it stays."""
    parent = element.getparent()
    if parent is None or element.tag in ("body", "html", "head"):
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + " " + element.tail
        else:
            parent.text = (parent.text or "") + " " + element.tail
    parent.remove(element)


def _is_structural(element: HtmlElement) -> bool:
    tag = element.tag
    if tag == "figure":
        return not any(True for _ in element.iter("table", "pre", "blockquote"))
    if tag == "blockquote":
        return not _NETWORKS.isdisjoint(words_of(element.get("class", "")))
    return tag in _STRUCTURAL or tag in _AMP or element.get("role", "").lower() in _ROLES


def _evidence(element: HtmlElement, is_small: bool) -> Iterator[str]:
    """Yield what speaks for *element* being furniture: words of its names, and its nature."""
    tag = element.tag
    is_custom = isinstance(tag, str) and "-" in tag
    if tag in _MARKED or is_custom:
        names = " ".join(filter(None, map(element.get, _NAMES)))
        if is_custom:
            names = f"{tag} {element.get('name', '')} {names}"
        if names:
            yield from noise_words(names)
    if tag == "article" and is_small:
        yield "(card)"
    if _is_hidden(element):
        yield "(hidden)"


def _is_hidden(element: HtmlElement) -> bool:
    if "hidden" in element.attrib or "display:none" in element.get("style", "").replace(" ", ""):
        return True
    return element.get("aria-hidden") == "true" and next(element.iter("p"), None) is None


def _pointers(leaves: Sequence[Leaf], total: int) -> Iterator[HtmlElement]:
    """Paragraphs that are one link, and lists of nothing but links: ways to other pages."""
    lines, lists = link_lines(leaves)
    if sum(leaf.length for leaf in lines) < _WORD_BUDGET * total:
        yield from (leaf.element for leaf in lines)
    for items in lists:
        if sum(item.length for item in items) < _ELEMENT_BUDGET * total:
            yield from (item.element for item in items)


def _within(
    budget: float, boxes: Iterable[HtmlElement], mass: Mapping[HtmlElement, int]
) -> list[HtmlElement]:
    """Return *boxes*, or none of them where they would take more prose than *budget*."""
    found = list(boxes)
    return found if sum(mass.get(box, 0) for box in found) < budget else []


def _later_articles(
    tree: HtmlElement, mass: Mapping[HtmlElement, int], leaves: Sequence[Leaf]
) -> Iterator[HtmlElement]:
    """Whole articles appended behind the first, as pages that scroll for ever do.

    Siblings of the box with the first ``<h1>``: those with an ``<h1>`` of their own, and further
    ``<article>`` elements that begin with a heading.
    """
    main = _first_whole(tree, mass)
    if main is None:
        return
    first_lines = {leaf.element for leaf in _openings(leaves)} if main.tag == "article" else set()
    for later in main.itersiblings():
        if mass.get(later, 0) < _WHOLE or not isinstance(later.tag, str):
            continue
        has_title = next(later.iter("h1"), None) is not None
        is_next = later.tag == main.tag == "article" and not first_lines.isdisjoint(later.iter())
        if has_title or is_next:
            yield later


def _first_whole(tree: HtmlElement, mass: Mapping[HtmlElement, int]) -> HtmlElement | None:
    """Return the smallest box that holds the first ``<h1>`` and enough prose to be its article."""
    title = next(tree.iter("h1"), None)
    boxes = () if title is None else title.iterancestors()
    return next((box for box in boxes if mass.get(box, 0) >= _WHOLE), None)


def _openings(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    """Headings that are the first line of their ``<article>``."""
    seen: set[HtmlElement] = set()
    for leaf in leaves:
        article = next(leaf.element.iterancestors("article"), None)
        if article is not None and article not in seen:
            seen.add(article)
            if leaf.element.tag in HEADINGS:
                yield leaf
