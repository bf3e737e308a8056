"""What sort of page this is: only articles and live blogs become stored text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from ingest.extract.candidates import Candidate
from ingest.extract.metadata import Metadata
from ingest.extract.shape import Shape, in_cards
from ingest.extract.walls import CHALLENGE, ERROR, LOGIN, PAYWALL, asks_consent
from ingest.model import Page, PageKind

_SMALL = 1500  # characters; walls and error pages say less, articles about captchas say more
_STUB = 900  # characters of a paywalled article that are its teaser
_EMPTY = 60  # characters; shorter texts are captions and crumbs
_TEASERS = 4  # of them in the text itself
_CARDS = 12  # link lines from which a page without an article of its own is a listing

_MOST, _ALL = 0.6, 0.85  # of the page's prose in cards; more proof is asked of a page with a date
_TOLD = 0.3  # of the text in sentences: the rest are names, numbers, labels
_RUN = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{400,}")
_ENOUGH_WORDS, _FEW_WORDS = 400, 0.03
_LISTS = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "WebSite"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind, and why, where the page is no whole article."""

    kind: PageKind
    reason: str = ""


def judge_kind(
    metadata: Metadata, body: Candidate, shape: Shape, tree: HtmlElement, page: Page
) -> Verdict:
    """Return what sort of page this is, by what it says of itself and by its form."""
    text, status = body.text, page.status
    if status >= 400:
        wall = status in (401, 403, 429, 451)
        return Verdict(PageKind.CHALLENGE if wall else PageKind.ERROR, f"HTTP status {status}")
    is_article = bool(metadata.ld.types) or metadata.head.first("og:type").lower() == "article"
    small = len(text) < _SMALL and not (is_article and len(text) > _STUB)
    said = f"{metadata.head.title}\n{metadata.headline}\n{text[:_SMALL]}"
    if small and (found := CHALLENGE.search(said)) and not metadata.published:
        return Verdict(PageKind.CHALLENGE, f"a wall before the page: “{found[0]}”")
    if small and not is_article and not metadata.published and asks_consent(text):
        return Verdict(PageKind.CHALLENGE, "a consent wall by its words")
    names = "\n".join((metadata.head.title, metadata.headline, *metadata.head.h1))
    if small and not is_article and not _is_dated(metadata) and (found := ERROR.search(names)):
        return Verdict(PageKind.ERROR, f"an error page that says 200: “{found[0]}”")
    if small and not is_article and (found := LOGIN.search(metadata.headline)):
        return Verdict(PageKind.CHALLENGE, f"a login page: “{found[0]}”")
    if len(text) < _EMPTY:
        few = f"only {len(text)} characters of text"
        return Verdict(PageKind.EMPTY, few if text else "no main text found")
    if reason := no_language(text):
        return Verdict(PageKind.EMPTY, reason)
    if not is_article and (reason := _listing(metadata, shape, tree, page.final_url or page.url)):
        return Verdict(PageKind.LISTING, reason)
    if metadata.ld.is_live:
        return Verdict(PageKind.LIVE_BLOG)
    if reason := _teaser(metadata, text, shape.said):
        return Verdict(PageKind.TEASER, reason)
    return Verdict(PageKind.ARTICLE)


def _listing(metadata: Metadata, shape: Shape, tree: HtmlElement, url: str) -> str:
    dated = _is_dated(metadata)
    if _is_root(url) and not (dated and shape.longest > _EMPTY):
        return "the front page of a site"
    cards = in_cards(tree, url)
    if cards > (_ALL if dated else _MOST):
        return f"a list: {cards:.0%} of the prose stands in cards that lead to other pages"
    if dated:
        return ""
    if shape.sentences < _TOLD:
        return f"hardly a sentence: {shape.sentences:.0%} of the text"
    if shape.link_headings >= _TEASERS:
        return f"a list: {shape.link_headings} headings of the text lead to other pages"
    if shape.body_links > 0.5:
        return f"a list: {shape.body_links:.0%} of the text are links"
    if shape.entries >= _TEASERS and not shape.prose:
        return f"a list: {shape.entries} links and no prose"
    if shape.link_lines < _CARDS:
        return ""
    kinds = sorted(_LISTS & metadata.ld_page.types)
    if kinds and shape.longest < 400:
        return f"a list of articles by its own data ({kinds[0]})"
    if 1.5 * shape.linked > shape.prose and shape.longest < 300:
        return f"a list: {shape.linked} characters of links beside {shape.prose} of prose"
    return ""


def no_language(text: str) -> str:
    """Return why *text* is none (one endless word, the same few over and over), or ``""``."""
    longest = max((len(run) for run in _RUN.findall(text)), default=0)
    if longest > 0.5 * len(text):
        return f"one run of {longest} letters is no text"
    words = text.split()
    if len(words) > _ENOUGH_WORDS and len(set(words)) < _FEW_WORDS * len(words):
        return f"{len(set(words))} different words in {len(words)} are no text"
    return ""


def _is_dated(metadata: Metadata) -> bool:
    """Whether the page itself says when it was published: lists, walls and error pages do not."""
    return metadata.published is not None and metadata.published.origin not in (
        "htmldate",
        "text",
    )


def _is_root(url: str) -> bool:
    """No article lives at the root of a site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc) and not parts.path.strip("/") and not parts.query


def _teaser(metadata: Metadata, text: str, said: str) -> str:
    if len(text) < _STUB and (found := PAYWALL.search(said)):
        return f"a paywall behind {len(text)} characters: “{found[0]}”"
    stated = len(metadata.ld.body)
    if metadata.ld.is_free is False and len(text) < _STUB:
        return f"paywalled, and only {len(text)} characters are shown"
    if (
        len(text) < _SMALL
        and metadata.ld.words > 150
        and len(text.split()) < 0.4 * metadata.ld.words
    ):
        return f"{len(text.split())} of {metadata.ld.words} words are shown"
    cut = text.rstrip().endswith(("…", "...", "[…]", "[...]"))
    if cut and len(text) < _STUB and not stated:
        return "the text breaks off"
    return ""
