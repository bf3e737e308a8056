"""Taking the furniture out of a page before its body is looked for.

Every rule works on evidence of the document alone (tags, roles, class words, links), in any
language, and within a budget: a rule that would take too much of the page's prose is wrong there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from ingest.extract.leaves import HEADINGS, Leaf, masses

# One noise word may not own more of the page's prose than this: some sites mark every paragraph of
# the body "paywall", and without the guard whole articles vanish.
_WORD_BUDGET = 0.15
_ELEMENT_BUDGET = 0.25  # the same for one structural element (an <aside> that holds the article)

_NOISE = frozenset(
    {
        "newsletter",
        "breadcrumb",
        "breadcrumbs",
        "modal",
        "popup",
        "cta",
        "promo",
        "promobox",
        "subscribe",
    }
    | {
        "subscription",
        "signup",
        "caption",
        "related",
        "recirc",
        "share",
        "sharing",
        "social",
        "disclaimer",
    }
    | {
        "copyright",
        "affiliate",
        "advert",
        "advertisement",
        "ad",
        "ads",
        "adslot",
        "sponsor",
        "sponsored",
    }
    | {"comment", "comments", "tags", "topics", "bio", "byline", "dateline", "timestamp", "paywall"}
    | {
        "piano",
        "readmore",
        "recommended",
        "recommendation",
        "recommendations",
        "outbrain",
        "taboola",
    }
    | {
        "teaser",
        "teasers",
        "mostread",
        "trending",
        "carousel",
        "slider",
        "gallery",
        "cookie",
        "consent",
    }
    | {"toolbar", "print", "tooltip", "credit", "morefrom", "audioplayer", "podcast", "donation"}
    | {"infobox", "factbox"}
)
_STRUCTURAL = frozenset(
    {"form", "dialog", "button", "nav", "aside", "figcaption", "template", "footer"}
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
# Whole class tokens for text only screen readers or printers get
_HIDDEN = frozenset(
    {
        "visually-hidden",
        "visuallyhidden",
        "sr-only",
        "screen-reader-text",
        "screenreader",
        "a11y-hidden",
    }
    | {"u-visually-hidden", "is-visually-hidden", "show-for-sr", "print-only", "only-print"}
)
_EMBEDDED_POSTS = frozenset(
    {
        "twitter-tweet",
        "twitter-video",
        "instagram-media",
        "tiktok-embed",
        "bluesky-embed",
        "reddit-embed-bq",
    }
    | {"fb-post", "mastodon-embed", "text-post-media", "imgur-embed-pub"}
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
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def prune(tree: HtmlElement, leaves: Sequence[Leaf]) -> None:
    """Take furniture out of *tree*, in place, as far as the budgets allow."""
    mass = masses(leaves)
    total = mass.get(tree, 0) or 1
    doomed = [
        element
        for element in tree.iter()
        if _is_structural(element) and mass.get(element, 0) < _ELEMENT_BUDGET * total
    ]
    hits: defaultdict[str, list[HtmlElement]] = defaultdict(list)
    for element, words in _marked(tree):
        for word in words:
            hits[word].append(element)
    for elements in hits.values():
        if sum(mass.get(element, 0) for element in elements) < _WORD_BUDGET * total:
            doomed.extend(elements)
    links = list(_link_lines(leaves))
    if sum(leaf.length for leaf in links) < _WORD_BUDGET * total:
        doomed.extend(leaf.element for leaf in links)
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
    if not isinstance(tag, str):
        return False
    if tag in _STRUCTURAL or "hidden" in element.attrib:
        return True
    if element.get("role", "").lower() in _ROLES:
        return True
    if tag == "blockquote" and not _EMBEDDED_POSTS.isdisjoint(element.get("class", "").split()):
        return True
    return element.get("aria-hidden") == "true" and next(element.iter("p"), None) is None


def _link_lines(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    """Paragraphs that are one link, and lists of nothing but links: ways to other pages."""
    lists: defaultdict[HtmlElement, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        parent = leaf.element.getparent()
        if leaf.element.tag == "li" and parent is not None:
            lists[parent].append(leaf)
        elif leaf.element.tag == "p" and leaf.is_link and leaf.length > 12:
            yield leaf
    for items in lists.values():
        if all(item.is_link for item in items):
            yield from items


def _marked(tree: HtmlElement) -> Iterator[tuple[HtmlElement, frozenset[str]]]:
    for element in tree.iter(*_MARKED):
        names = " ".join(filter(None, map(element.get, _NAMES)))
        if names:
            words = noise_words(names)
            if words:
                yield element, words


@lru_cache(maxsize=8192)
def noise_words(names: str) -> frozenset[str]:
    """Return the noise words among *names*, split at punctuation and camel-case humps.

    >>> sorted(noise_words("article__relatedLinks box-newsletter"))
    ['newsletter', 'related']
    """
    words = _NOISE.intersection(map(str.lower, _WORD.findall(names)))
    return words if _HIDDEN.isdisjoint(names.split()) else words | {"hidden"}
