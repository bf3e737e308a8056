"""The order of the stages: the one module that knows it.

A page goes through ``extract → clean → normalize → relevance``; the first stage to object names the
outcome. What survives is compared with everything stored (``settle``), and ends as exactly one outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ingest.clean import EMPTY, CleaningRules, SiteMemory, clean
from ingest.dedupe import content_hash
from ingest.discover.saved import story_of
from ingest.extract import extract
from ingest.model import (
    Article,
    CleanText,
    Entry,
    Extraction,
    Moment,
    Outcome,
    Page,
    PageKind,
    Rejection,
    Source,
)
from ingest.normalize.language import detect_language
from ingest.normalize.text import normalize_text
from ingest.normalize.urls import is_opaque, same_site, url_key
from ingest.relevance import Topics, judge_for

MOST_HITS = 200  # evidence kept per article; a hostile text could carry 100,000
MIN_LETTERS = 100  # shorter "articles" are captions, stubs, error pages; an ideograph counts 3

_NOT_AN_ARTICLE = {
    PageKind.TEASER: Outcome.TEASER,
    PageKind.EMPTY: Outcome.EMPTY,
    PageKind.CHALLENGE: Outcome.BLOCKED,
    PageKind.ERROR: Outcome.NOT_ARTICLE,  # told by its words; only a status says gone for sure
    PageKind.LISTING: Outcome.NOT_ARTICLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Everything the pure stages decide by: data, loaded once, frozen for a run."""

    cleaning: CleaningRules
    topics: Topics

    @property
    def version(self) -> str:
        """Changes whenever a rule changes; stored with every text."""
        return f"clean-{self.cleaning.version}"


def read(
    page: Page,
    rulebook: Rulebook,
    *,
    entry: Entry | None,
    now: datetime,
    memory: SiteMemory = EMPTY,
) -> tuple[Extraction, CleanText]:
    """Return what *page* says and what of it is the article, before anyone asks whether we want it."""
    extraction = extract(page, entry=entry, now=now)
    return extraction, clean(extraction, rulebook.cleaning, memory=memory)


def assess(
    page: Page,
    source: Source,
    rulebook: Rulebook,
    *,
    entry: Entry,
    now: datetime,
    memory: SiteMemory = EMPTY,
) -> Article | Rejection:
    """Take one page through every pure stage; the first stage to object names the reason."""
    extraction, cleaned = read(page, rulebook, entry=entry, now=now, memory=memory)
    outcome = _NOT_AN_ARTICLE.get(extraction.kind)
    if outcome is Outcome.TEASER and source.body != "open":
        outcome = None  # a source known to give only beginnings: kept, and marked as not whole
    if outcome is not None:
        return Rejection(
            url=page.url,
            stage="extract",
            outcome=outcome,
            reason=extraction.reason or extraction.kind,
        )

    text = normalize_text(cleaned.text)
    if letters(text) < (1 if source.body == "headline-only" else MIN_LETTERS):
        return Rejection(
            url=page.url,
            stage="clean",
            outcome=Outcome.EMPTY,
            reason=f"only {letters(text)} letters of article text, at least {MIN_LETTERS} expected",
        )

    headline = normalize_text(extraction.headline or cleaned.headline or entry.title)
    language = extraction.language or detect_language(text, source.language)
    relevance = judge_for(rulebook.topics, title=headline, text=text, language=language)
    if relevance.judgement == "drop":
        return Rejection(
            url=page.url,
            stage="relevance",
            outcome=Outcome.OFF_TOPIC,
            reason=f"score {relevance.score:.1f}: " + "; ".join(relevance.reasons),
        )
    return Article(
        url=page.final_url or page.url,
        key=story_key(page, entry, extraction),
        source_key=source.key,
        publisher=source.publisher,
        headline=headline,
        text=text,
        language=language,
        content_hash=content_hash(text),
        raw_id=page.sha256,
        fetched_at=page.fetched_at,
        authors=extraction.authors or cleaned.authors or entry.authors,
        published=best_moment(extraction.published, entry.published, cleaned.published),
        modified=best_moment(extraction.modified, entry.modified, cleaned.modified),
        standfirst=normalize_text(cleaned.standfirst or extraction.standfirst),
        kicker=cleaned.kicker,
        captions=cleaned.captions,
        section=extraction.section,
        agency=extraction.agency,
        image=extraction.image,
        corrections=extraction.corrections,
        platform=extraction.platform,
        is_full_text=extraction.kind is not PageKind.TEASER and source.body == "open",
        state_media=source.state_media,
        country=source.country,
        method=extraction.method,
        rules_version=rulebook.version,
        removed=cleaned.removed,
        relevance=replace(relevance, hits=relevance.hits[:MOST_HITS]),
    )


def story_key(page: Page, entry: Entry, extraction: Extraction) -> str:
    """Return the canonical URL key that says which story this page is.

    The page's own canonical link is believed only within its registrable domain, and never when it
    points to a front page: some sites give every article the same canonical address. A link that
    hides its story behind a redirect service is named by the address it led to.
    """
    address = page.final_url or page.url
    here = _key(address)
    claims = [_key(extraction.canonical_url)]
    if is_opaque(entry.url) and not is_opaque(address):
        claims.append(here)
    for key in claims:
        if same_site(key, here) and _path(key) not in ("", "/"):
            return key
    return story_of(entry.key)


def _key(url: str) -> str:
    """The key of *url*, or "" if it is no web address."""
    try:
        return url_key(url)
    except ValueError:
        return ""


def best_moment(page: Moment | None, entry: Moment | None, line: Moment | None) -> Moment | None:
    """Return whom to believe: what the page declares, then the channel, then a guess.

    A date guessed from the page's words or address gives a day at best, and that is often another
    article's; a feed's exact date is better. A stamp line is the last resort: its zone is unknown.
    """
    declared = page if page and page.origin not in _GUESSED else None
    if declared and entry and _FINENESS[entry.precision] > _FINENESS[declared.precision]:
        return entry
    return declared or entry or line or page


_GUESSED = frozenset({"htmldate", "url", "text"})
_FINENESS = {"year": 0, "month": 1, "day": 2, "minute": 3, "second": 4}


def _path(url: str) -> str:
    return url.split("://", 1)[-1].partition("/")[2]


def letters(text: str) -> int:
    """Return how much is said in *text*: letters and digits, an ideograph as three of them."""
    return sum(3 if "\u3040" <= c <= "\u9fff" else 1 for c in text if c.isalnum())
