"""The values that flow through the pipeline, one way:

``Source → Entry → Page → Extraction → Article | Rejection → Story → Digest``

All are frozen. Times are aware and in UTC; texts are NFC. Nothing here imports anything of ours.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

# ── time ─────────────────────────────────────────────────────────────────────────────────────

Precision = Literal["second", "minute", "day", "month", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time as somebody claimed it.

    ``zone_known=False``: the claim carried a wall-clock time without a zone; ``at`` then holds that
    wall clock labelled UTC, and readers must not treat it as exact.
    """

    at: datetime
    precision: Precision = "second"
    origin: str = (
        ""  # who said so: "json-ld", "meta", "time", "htmldate", "feed", "sitemap", "line"
    )
    zone_known: bool = True

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"a Moment must be timezone-aware: {self.at!r}")


# ── sources and what they offer ──────────────────────────────────────────────────────────────


class ChannelKind(StrEnum):
    """How a channel is read. Feed kinds are hints: the parser looks at the document itself."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON_FEED = "json-feed"
    WP_JSON = "wp-json"
    NEWS_SITEMAP = "news-sitemap"
    HOMEPAGE = "homepage"
    GDELT = "gdelt"
    FOLDER = "folder"
    WARC = "warc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One address where a source announces its articles. For folders and WARC files: a path."""

    kind: ChannelKind
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One block of ``config/sources.toml``. ``channels`` are tried in order; the first is preferred."""

    key: str
    name: str
    channels: tuple[Channel, ...]
    publisher: str  # family key: several sources may belong to one publisher
    country: str = ""  # ISO 3166 alpha-2, or "UN"
    language: str = ""  # ISO 639-1; a hint, the text decides
    group: str = ""  # camp, for balance and digests
    state_media: bool = False
    body: Literal["open", "partial", "paywall", "headline-only"] = "open"
    enabled: bool = True
    deduplicate: bool = True  # off: its articles are never linked as duplicates
    link_hosts: tuple[str, ...] = ()  # further hosts its links may point to
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One announcement of an article by a channel."""

    source_key: str
    url: str  # as announced, made absolute
    key: str  # canonical URL key (ingest.normalize.urls.url_key)
    title: str = ""
    published: Moment | None = None
    modified: Moment | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""  # plain text
    content_html: str = ""  # full text when the feed carries it
    language: str = ""
    entry_id: str = ""


# ── fetching ─────────────────────────────────────────────────────────────────────────────────


class Retry(StrEnum):
    """What to do after a failure."""

    NEVER = "never"
    LATER = "later"  # after ``Failure.retry_after`` seconds, or the usual back-off
    NEXT_POLL = "next-poll"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a URL could not be read: a value with a code an operator understands."""

    url: str
    code: str  # e.g. "timeout", "http-404", "robots", "too-large", "private-address", "dns"
    message: str
    retry: Retry = Retry.NEXT_POLL
    retry_after: float | None = None  # seconds
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server answered 304 to our conditional request."""

    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask conditionally, verbatim (RFC 9110 §8.8)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One response (or saved file), decoded from its transfer coding but not from its charset."""

    url: str  # as asked for
    final_url: str  # after redirects
    body: bytes
    fetched_at: datetime
    status: int = 200
    content_type: str = ""  # header value, verbatim
    validators: Validators = Validators()
    moved_to: str = ""  # set only after an unbroken chain of permanent redirects
    max_age: float | None = None  # seconds, from Cache-Control or Expires; None = not said

    @property
    def sha256(self) -> str:
        """Hex digest of the body: its name in the archive."""
        return hashlib.sha256(self.body).hexdigest()


# ── extraction and cleaning ──────────────────────────────────────────────────────────────────

BlockKind = Literal["paragraph", "heading", "item", "quote", "table", "preformatted", "caption"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One line of extracted text with its place in the document."""

    text: str
    kind: BlockKind = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """The lead image."""

    url: str
    caption: str = ""
    credit: str = ""


class PageKind(StrEnum):
    """What sort of page an extractor saw. Only articles and live blogs become stored text."""

    ARTICLE = "article"
    LIVE_BLOG = "live-blog"
    TEASER = "teaser"  # paywalled or cut: the text is not whole
    LISTING = "listing"
    CHALLENGE = "challenge"  # bot wall, consent wall, captcha
    ERROR = "error"  # "page not found" that says 200
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one page says, before any line is judged."""

    url: str
    kind: PageKind
    blocks: tuple[Block, ...]
    headline: str = ""
    titles: tuple[
        str, ...
    ] = ()  # every form of the title the page carries, for removal in the text
    canonical_url: str = ""  # as the page claims it; "" if it does not
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    language: str = ""  # ISO 639-1, detected from the text
    section: str = ""
    image: Image | None = None
    agency: str = ""  # wire agency credited
    site_name: str = ""
    corrections: tuple[str, ...] = ()  # notices of what was put right, as the page words them
    platform: str = ""  # publishing system: "wordpress", "arc" ...; "" if the mark-up does not tell
    method: str = ""  # which candidate won: "pruned", "plain", "json-ld", "text" ...
    confidence: float = 1.0  # agreement of the candidates, 0..1
    reason: str = ""  # why it is not an article, in words, when it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedLine:
    """A line that was taken out, and by what right."""

    position: int  # index among the extracted lines
    line: str
    stage: str  # "extract", "clean", "memory"
    rule: str  # id of the rule
    rule_class: str  # "ad-marker", "promo", "caption", ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """The outcome of the cleaner: ``kept`` and ``removed`` together are the extracted lines."""

    kept: tuple[Block, ...]
    removed: tuple[RemovedLine, ...]
    headline: str = ""  # found in the text when the extraction had none
    standfirst: str = ""
    kicker: str = ""
    captions: tuple[str, ...] = ()
    modified: Moment | None = None  # from an update-stamp line
    published: Moment | None = None  # from a publication-stamp line
    authors: tuple[str, ...] = ()  # from a byline line

    @property
    def text(self) -> str:
        """Kept lines as paragraphs, a blank line between them."""
        return "\n\n".join(block.text for block in self.kept)


# ── judging ──────────────────────────────────────────────────────────────────────────────────

Judgement = Literal["keep", "review", "drop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One piece of evidence in title or text."""

    entity: str
    country: str
    start: int  # character offset in title + "\n" + text
    end: int
    matched: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """Whether a text is on topic, and why: the judgement of the topic that claims it most."""

    judgement: Judgement
    score: float
    topic: str = ""
    also: tuple[str, ...] = ()  # further topics that keep it
    rules_version: str = ""
    reasons: tuple[str, ...] = ()  # in words, most important first
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text, cleaned and judged, not yet compared with anything stored."""

    url: str  # original
    key: str  # canonical URL key: says which story
    source_key: str
    publisher: str
    headline: str
    text: str
    language: str
    content_hash: str  # of the normalised tokens: says which text
    raw_id: str  # sha256 of the archived page
    fetched_at: datetime
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    standfirst: str = ""
    kicker: str = ""
    captions: tuple[str, ...] = ()
    section: str = ""
    agency: str = ""
    image: Image | None = None
    corrections: tuple[str, ...] = ()
    platform: str = ""
    is_full_text: bool = True
    state_media: bool = False
    country: str = ""
    method: str = ""
    rules_version: str = ""
    removed: tuple[RemovedLine, ...] = ()
    relevance: Relevance = field(default_factory=lambda: Relevance(judgement="keep", score=0.0))


class Outcome(StrEnum):
    """How one URL ended in one run. Exactly one each; see docs/architecture.md."""

    STORED = "stored"
    NEW_VERSION = "new-version"
    UNCHANGED = "unchanged"  # fetched again, same text
    KNOWN = "known"  # announced again, not fetched again
    DUPLICATE = "duplicate"  # stored, and linked to the text it repeats
    REVIEW = "review"  # stored, waiting for an operator
    OFF_TOPIC = "off-topic"
    TEASER = "teaser"
    EMPTY = "empty"
    NOT_ARTICLE = "not-article"
    ROBOTS = "robots"  # robots.txt forbids it
    BLOCKED = "blocked"  # 401, 403, 429, 451, bot wall
    GONE = "gone"  # 404, 410
    FAILED = "failed"
    DEFERRED = "deferred"  # not reached in this run; first in the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a page did not become an article: an outcome, not an error."""

    url: str
    stage: str
    outcome: Outcome
    reason: str


# ── comparing ────────────────────────────────────────────────────────────────────────────────


class RelationKind(StrEnum):
    """How one text relates to another that was there first."""

    EXACT = "exact"
    COPY = "copy"
    EXCERPT_OF = "excerpt-of"
    CONTAINS = "contains"
    UPDATE_OF = "update-of"
    SAME_SERIES = "same-series"  # yesterday's bulletin: looks alike, is not a duplicate


DUPLICATE_KINDS = frozenset(
    {RelationKind.EXACT, RelationKind.COPY, RelationKind.EXCERPT_OF, RelationKind.UPDATE_OF}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """*a* (the newcomer) stands in relation *kind* to *b*. Ids are article ids or ``seed:KEY``."""

    a: str
    b: str
    kind: RelationKind
    share_a: float  # share of a's word sequences found in b
    share_b: float
    jaccard: float
    evidence: str  # in words, with numbers
    detector: str  # name and version


# ── stories and the digest ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as the store gives it back: the newest version."""

    id: str
    version: int
    article: Article
    first_seen: datetime
    feed_no: int  # position in the change feed of its newest change; 0 before it is published
    relations: tuple[Relation, ...] = ()
    no: int = 0  # order of arrival in the store, for paging
    status: str = "kept"  # "kept", "review", "withdrawn"
    last_seen: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Distinct articles of one event; ``members[0]`` leads, copies are folded below their original."""

    id: str
    members: tuple[StoredArticle, ...]
    copies: tuple[StoredArticle, ...] = ()
