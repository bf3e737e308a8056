"""What a channel said in one answer: entries, further addresses, and everything that was left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.model import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Announcements left out for one reason, with the first of them as an example."""

    reason: str
    count: int
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """One answer of a channel, understood. ``entries`` are unique by key, in the order announced.

    Nothing is dropped silently: the entries, the refused and the truncated add up to everything the
    document announced.
    """

    entries: tuple[Entry, ...] = ()
    follow: tuple[str, ...] = ()  # sub-sitemaps, the most promising first
    problem: str = ""  # in words, when the answer is not what the channel should be
    wall: bool = False  # the answer is a page that keeps robots or strangers out
    format: str = ""  # "rss 2.0", "atom", "news-sitemap" ...
    ttl: float | None = None  # seconds the document asks us to wait
    truncated: int = 0  # announcements beyond the cap, not read
    refused: tuple[Refusal, ...] = ()

    @property
    def left_out(self) -> str:
        """In words, what was announced and not taken, by reason; "" when everything was.

        >>> Discovery(refused=(Refusal(reason="no link", count=3),), truncated=40).left_out
        '3 refused: 3 no link; 40 beyond the limit, not read'
        """
        count = sum(refusal.count for refusal in self.refused)
        reasons = ", ".join(f"{refusal.count} {refusal.reason}" for refusal in self.refused)
        refused = f"{count} refused: {reasons}" if count else ""
        beyond = f"{self.truncated} beyond the limit, not read" if self.truncated else ""
        return "; ".join(filter(None, (refused, beyond)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One item as a parser found it: raw words, nothing judged yet."""

    link: str = ""  # as written
    base: str = ""  # what a relative link is relative to, when the item says so itself
    entry_id: str = ""
    title: str = ""  # plain text
    published: tuple[str, ...] = ()  # raw dates, the most trustworthy first
    modified: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    summary_html: str = ""
    content_html: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed channel document."""

    format: str
    items: tuple[Announcement, ...] = ()
    follow: tuple[str, ...] = ()
    problem: str = ""
    wall: bool = False
    base: str = ""  # what relative links are relative to; "": the document's address
    language: str = ""
    authors: tuple[str, ...] = ()  # of the items that name none themselves
    ttl: float | None = None
    truncated: int = 0
    origin: str = "feed"  # whose word the dates are
    same_site_only: bool = False  # links to other sites are refused unless the source lists them
    refused: tuple[Refusal, ...] = field(default=())
