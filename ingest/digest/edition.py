"""The values a digest is made of; what readers see is exactly this, in mail and browser alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Status = Literal["new", "developing", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One publisher's telling of a story."""

    name: str
    headline: str
    url: str
    language: str
    country: str = ""
    state_media: bool = False
    is_copy: bool = False
    is_full_text: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story. Every sentence is quoted from a stored text; nothing is machine-written."""

    id: str
    status: Status
    headline: str
    language: str
    quotes: tuple[str, ...]
    quoted_from: str
    changes: tuple[str, ...] = ()  # edits since the last digest, in words
    sources: tuple[SourceLine, ...] = ()
    publishers: int = 1  # families that tell it in their own words
    copies: int = 0
    latest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A source this digest could not see, and why."""

    name: str
    reason: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One digest, selected and ready to render."""

    day: str  # in the digest's own time zone
    start: datetime | None  # of the window; None: from the beginning
    end: datetime
    items: tuple[Item, ...]
    further: tuple[Item, ...] = ()  # beyond the size: headline and link only
    articles: int = 0
    sources: int = 0
    duplicates: int = 0
    left_out: dict[str, int] = field(default_factory=dict)  # reason in words → pages
    blind: tuple[Blind, ...] = ()
    warnings: tuple[str, ...] = ()
    answered: int = 0  # sources that were read in the window
    demo: bool = False
