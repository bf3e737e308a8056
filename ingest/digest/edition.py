"""The values a digest is made of; what readers see is exactly this, in mail and browser alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Status = Literal["new", "developing", "changed", "copied"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One publisher's telling of a story, or its copy of another's."""

    name: str
    headline: str
    url: str
    language: str
    country: str = ""
    state_media: bool = False
    is_full_text: bool = True
    more: int = 0  # further articles of the same publisher


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Sentences of one stored text, word by word."""

    sentences: tuple[str, ...]
    source: SourceLine
    adjoining: bool = True  # they stand one after the other in the text


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLine:
    """What a publisher changed in an article that an earlier digest told."""

    what: str  # in words: "headline", "number of casualties"
    before: str
    after: str
    by: str = ""  # name of the source

    @property
    def happened(self) -> str:
        """What was changed, and whether it came or went."""
        return self.what + (" added" if not self.before else "" if self.after else " removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story. Every sentence is quoted from a stored text; nothing is machine-written."""

    id: str
    status: Status
    headline: str
    language: str
    lead: SourceLine  # whose headline it is
    quotes: tuple[Quote, ...] = ()
    changes: tuple[EditLine, ...] = ()  # since the last digest
    sources: tuple[SourceLine, ...] = ()  # who tells it in own words, one line a publisher
    copied_by: tuple[SourceLine, ...] = ()  # one line a publisher
    copies: int = 0
    day: int = 1  # of the story, counted from the digest that told it first
    latest: datetime | None = None
    first: SourceLine | None = None  # who had it before all others, when there are others
    first_at: datetime | None = None

    @property
    def publishers(self) -> int:
        """How many publishers tell it in their own words."""
        return len(self.sources)

    @property
    def only_state_media(self) -> bool:
        """Whether nobody but state media tells it."""
        return all(source.state_media for source in self.sources or (self.lead,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A source this digest could not see, and why."""

    name: str
    kind: str  # in words: "Could not be reached"
    reason: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How many articles of one day were seen, of how many, as independent channels tell."""

    day: str  # UTC
    publishers: int  # of which it can be told
    found: int
    published: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One digest, selected and ready to render."""

    day: str  # in the digest's own time zone
    start: datetime | None  # of the window; None: from the beginning
    end: datetime
    items: tuple[Item, ...]
    further: tuple[Item, ...] = ()  # beyond the size: headline and link only
    withdrawn: tuple[SourceLine, ...] = ()  # told earlier, taken back since
    topic: str = ""
    articles: int = 0
    sources: int = 0
    duplicates: int = 0
    left_out: dict[str, int] = field(default_factory=dict)  # reason in words → pages
    blind: tuple[Blind, ...] = ()
    warnings: tuple[str, ...] = ()
    answered: int = 0  # sources that were read in the window
    completeness: Completeness | None = None  # None: nobody could tell
    demo: bool = False

    @property
    def stories(self) -> int:
        """How many stories it tells, in full or by headline."""
        return len(self.items) + len(self.further)
