"""What the store remembers about runs, polls and work in progress: plain values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from ingest.model import Entry, Moment, Outcome, Validators


class SourceState(StrEnum):
    """What a channel or source is worth at present; see docs/operating.md."""

    NEW = "new"  # not polled yet
    FRESH = "fresh"  # delivers
    QUIET = "quiet"  # works, nothing new within its own rhythm
    UNDATED = "undated"  # delivers, but its dates say nothing
    MOVED = "moved"  # delivers from another address: change the configuration
    STALE = "stale"  # answers, but nothing new for longer than its rhythm allows
    EMPTY = "empty"  # answers, but lists nothing
    INVALID = "invalid"  # answers with something else than a feed, sitemap or listing
    BLOCKED = "blocked"  # does not let us read it
    GONE = "gone"  # no such address any more
    UNREACHABLE = "unreachable"  # no usable answer
    THIN = "thin"  # announces articles, but their pages hold no text


ALIVE = frozenset(
    {
        SourceState.NEW,
        SourceState.FRESH,
        SourceState.QUIET,
        SourceState.UNDATED,
        SourceState.MOVED,
    }
)
READ = frozenset({"ok", "not-modified"})  # outcomes of a poll that worked


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One state, since when, and why in words."""

    state: SourceState
    reason: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """What is known of one channel between two polls. A channel never polled has all defaults."""

    source_key: str
    url: str
    validators: Validators = Validators()
    body_hash: str = ""  # sha256 of the last full body: finds servers that answer 304 for ever
    next_check_at: datetime | None = None  # None: due now
    failure_score: float = (
        0.0  # weighted sum since the last success (facts: hard 1, soft .5, temporary .25)
    )
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    newest_item_at: datetime | None = None
    interval: float = 900.0  # seconds, adapted
    moved_to: str = ""
    moved_seen: int = 0  # equal permanent answers in a row
    usual_gap: float | None = None  # seconds; as the dates of its own items tell
    longest_silence: float = 0.0  # seconds; as our polls saw it, fading
    last_new_at: datetime | None = None  # when we last met an address it had not announced before
    news_days: int = 0  # different days on which that happened, the first poll left out
    full_at: datetime | None = None  # last answer with a body
    unmodified: int = 0  # "not modified" answers since then
    distrusted_until: datetime | None = None  # until then its validators are not believed
    verdict: Verdict = Verdict(state=SourceState.NEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One look at one channel: the evidence from which health is judged."""

    run_id: str
    source_key: str
    channel_url: str
    at: datetime
    outcome: str  # "ok", "not-modified", or the Failure code
    reason: str = ""
    status: int | None = None
    entries: int = 0
    new_entries: int = 0  # addresses it had not announced before, but for those that prove no life
    fruitless: int = 0  # entries of which we know that they lead to no article of the channel's own
    dated_entries: int = 0
    newest_item_at: datetime | None = None
    oldest_item_at: datetime | None = None
    usual_gap: float | None = None
    longest_silence: float = 0.0
    proved_at: datetime | None = None  # when the last address came that leads to an article
    seconds: float = 0.0
    body_hash: str = ""
    validators: Validators = Validators()
    moved_to: str = ""
    next_check_at: datetime | None = None
    interval: float = 900.0
    failure_score: float = 0.0
    passing: bool = False  # a failure that another try in a minute may mend
    warning: str = ""  # what of the document could not be read, in words, when that is much


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One address as a channel announced it for the first time, and what came of its page."""

    key: str
    url: str
    at: datetime
    title: str = ""
    outcome: Outcome | None = None  # the first that says what the page is; None: not read yet


@dataclass(frozen=True, slots=True, kw_only=True)
class PageYield:
    """What the pages of one source gave of late."""

    read: int = 0  # pages that were asked for
    texts: int = 0  # of them, with a text
    blocked: int = 0
    gone: int = 0
    median_length: int | None = None  # characters of the stored texts
    usual_length: int | None = None  # the same over the weeks before


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthChange:
    """A source that is not what it was, or of which operators are warned from now on, or no longer."""

    source_key: str
    before: SourceState
    after: Verdict
    at: datetime
    warning: str = ""  # in words, what is strange about a source that delivers


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What one channel announced of one day."""

    source_key: str
    publisher: str
    channel: str
    keys: frozenset[str]  # of URLs


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallDay:
    """Two lists of one day of a publisher or source, compared: how much of it was found."""

    day: str  # UTC, "2026-11-21"
    publisher: str
    first: str  # channel addresses
    second: str
    only_first: int
    only_second: int
    both: int
    estimate: float | None = None  # articles published in all; None: cannot be told
    low: float | None = None
    high: float | None = None
    reason: str = ""  # why it cannot be told
    source_key: str = ""  # of one source alone; "": of all sources of the publisher
    witness: bool = False  # the second list is somebody else's: what is only in it was missed

    @property
    def found(self) -> int:
        """How many we found."""
        return self.only_first + self.both + (0 if self.witness else self.only_second)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRef:
    """An archived page: everything of a ``model.Page`` but the body."""

    url: str
    final_url: str
    sha256: str
    fetched_at: datetime
    status: int = 200
    content_type: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One URL of one run on its way to its outcome."""

    run_id: str
    key: str
    url: str
    source_key: str
    batch: str
    entry: Entry
    page: PageRef | None = None
    validators: Validators = Validators()  # of the last fetch of this URL, for re-visits
    attempts: int = 0
    article_id: str = ""  # what an earlier visit made of it: this one is a re-visit


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailStep:
    """One thing that happened to one URL."""

    at: datetime
    run_id: str
    stage: str  # "discover", "fetch", "extract", "relevance", "store", "digest" ...
    what: str  # a verb or outcome: "announced", "fetched", Outcome value ...
    reason: str = ""
    source_key: str = ""
    article_id: str = ""


class ChangeOp(StrEnum):
    """What a row of the change feed says."""

    ADDED = "added"
    CHANGED = "changed"
    MERGED = "merged"  # an operator ruled on its relations: read them again
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of the exact change feed; ``no`` grows by one per change, without gaps or repeats."""

    no: int
    article_id: str
    version: int
    op: ChangeOp
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One run and how its URLs ended, per source."""

    run_id: str
    kind: str
    started_at: datetime
    finished_at: datetime | None
    state: str  # "running", "done", "failed"
    counts: dict[str, dict[Outcome, int]] = field(
        default_factory=dict
    )  # source key → outcome → URLs


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedDocument:
    """One text of the seed corpus as the project ships it: facts and fingerprint, no text."""

    key: str
    publisher: str
    title: str
    published: Moment | None = None
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProgress:
    """How far one source has come in one run."""

    found: int = 0  # URLs announced
    fetched: int = 0  # pages in the archive
    outcomes: dict[Outcome, int] = field(default_factory=dict)
    trouble: str = ""  # why the source could not be read, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What one announcement of a channel came to."""

    to_fetch: tuple[Work, ...]  # newly opened in this run
    known: int  # announcements that earlier runs had seen


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One URL in one run, for readers of the ledger. ``no`` grows; pages are asked for *before* it."""

    no: int
    run_id: str
    key: str
    url: str
    source_key: str
    stage: str
    outcome: Outcome | None  # None: still on its way
    reason: str
    article_id: str
    page: PageRef | None
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One extracted line of an article: kept, or removed by a rule."""

    position: int
    text: str
    kept: bool
    stage: str = ""
    rule: str = ""
    rule_class: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRun:
    """One digest: the window of the change feed it covers, and what was sent."""

    id: str
    day: str  # in the digest's own time zone, "2026-11-21"
    created_at: datetime
    finished_at: datetime | None
    state: str  # "started", "rendered", "done", "failed"
    feed_after: int
    feed_upto: int
    subject: str = ""
    html: str = ""
    text: str = ""
    stats: dict[str, int] = field(default_factory=dict)


DeliveryState = Literal["claimed", "sent", "refused", "failed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One recipient of one digest."""

    digest_id: str
    recipient: str
    state: DeliveryState
    message_id: str
    error: str
    attempts: int
    claimed_at: datetime
    marked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """A publisher took an article down; its text stays with us, for operators."""

    article_id: str
    at: datetime  # when we saw that it was gone
    what: str  # "HTTP 410", "sent on to https://…"
    headline: str
    raw_id: str  # the archived page that proves what was there
    status_before: str  # what it becomes again when it comes back
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What an operator decided about one text, as it was then."""

    article_id: str
    on_topic: bool
    title: str
    text: str
    language: str
    score: float  # what the topic thought of it
    rules_version: str
    reason: str
    by: str
    at: datetime


Ruling = Literal["duplicate", "distinct"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairVerdict:
    """What an operator decided about two texts. Ids are article ids or ``seed:KEY``; *a* < *b*."""

    a: str
    b: str
    ruling: Ruling
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRuling:
    """What an operator said of one line learned from a publisher."""

    publisher: str
    key: str
    revoked: bool  # it is text; False: furniture after all
    reason: str
    by: str
    at: datetime
