"""What a perfect pipeline would make of the newsroom: the truth that end-to-end tests compare with.

The order in which copies arrive is not the newsroom's to decide. So a copy's outcome is a set of
allowed words, and a :class:`Link` says what ties two pages without saying which was first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

LinkKind = Literal["copy", "excerpt", "round-up", "series", "seed"]

DISTINCTIVE = 4  # a noise line of fewer words is only looked for as a whole line


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two pages that share text. *url* holds the copy, the excerpt or the round-up."""

    kind: LinkKind
    url: str
    other: str  # a URL, or ``seed:KEY``


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How one page differs from *tick* on."""

    tick: int
    url: str
    what: str  # "headline", "number", "quote", "paragraph", "correction", "cosmetic", "gone"
    announced: bool  # feeds and page say that it was modified
    title: str
    text: str
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One address and how it should end in the first run that reaches it."""

    url: str  # canonical
    announced: str  # as the channel writes it, with tracking parameters and the like
    source: str
    tick: int  # from which it is announced
    outcomes: frozenset[str]  # words of ``ingest.model.Outcome``; several where order decides
    finally_: str  # the outcome once everything that recovers has recovered
    why: str = ""
    story: str = ""  # slug of the manuscript
    language: str = ""
    title: str = ""
    lines: tuple[str, ...] = ()  # of the clean text
    either: tuple[str, ...] = ()  # standfirst, editor's notices: right with and without
    boilerplate: tuple[str, ...] = ()  # on the page, never in the clean text
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    changes: tuple[Change, ...] = ()

    @property
    def text(self) -> str:
        """The clean text, paragraphs parted by a blank line."""
        return "\n\n".join(self.lines)

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the lines of the truth that *text* lacks."""
        found = fold(text)
        return tuple(line for line in self.lines if fold(line) not in found)

    def leftovers(self, text: str) -> tuple[str, ...]:
        """Return the boilerplate lines still in *text*.

        A short one counts only when it stands as a line of its own; a longer one anywhere.
        """
        lines, whole = {fold(line) for line in text.splitlines()}, fold(text)
        own = fold("\n".join((*self.lines, *self.either, self.title)))
        return tuple(
            line
            for line in self.boilerplate
            if (folded := fold(line)) and folded not in own
            if folded in lines or (_is_distinctive(folded) and folded in whole)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTruth:
    """How one source should look to an operator after its first poll."""

    key: str
    health: str  # "fresh", "stale", "undated", "empty", "invalid", "blocked", "gone", "failing"
    readable: bool  # a poll ends with entries (or rightly without)
    recovers: bool = False  # its first answers are failures: what it announces comes a poll later
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything the newsroom will ever show, and how it should end."""

    now: datetime  # of the start
    tick: int  # of the clock when this was asked for
    ticks: int  # after this many nothing changes any more
    sources: Mapping[str, SourceTruth]
    truths: Mapping[str, Truth]  # by canonical URL
    links: tuple[Link, ...]

    def announced(self, tick: int) -> frozenset[str]:
        """Return the addresses that channels have announced up to and including *tick*."""
        return frozenset(url for url, truth in self.truths.items() if truth.tick <= tick)

    def new(self, tick: int) -> frozenset[str]:
        """Return the addresses announced at *tick* for the first time."""
        return frozenset(url for url, truth in self.truths.items() if truth.tick == tick)

    def changed(self, tick: int) -> tuple[Change, ...]:
        """Return what editors do at *tick* to pages that were there before."""
        every = (change for truth in self.truths.values() for change in truth.changes)
        return tuple(change for change in every if change.tick == tick)

    def families(self, tick: int) -> tuple[frozenset[str], ...]:
        """Return the sets of announced pages that carry one text: one stored, the rest duplicates.

        Excerpts are not in here: whether one is a duplicate depends on who came first.
        """
        return self._tied(tick, frozenset({"copy"}))

    def clans(self, tick: int) -> tuple[frozenset[str], ...]:
        """Return the sets of announced pages that share text in any way, however indirectly.

        A relation between pages of two clans, or with a page of none, is a false one.
        """
        return self._tied(tick, frozenset(get_args(LinkKind)))

    def _tied(self, tick: int, kinds: frozenset[str]) -> tuple[frozenset[str], ...]:
        here = self.announced(tick)
        parent = {url: url for url in here}
        for link in self.links:
            if link.kind in kinds and link.url in here and link.other in here:
                _join(parent, link.url, link.other)
        groups: dict[str, set[str]] = {}
        for url in here:
            groups.setdefault(_root(parent, url), set()).add(url)
        return tuple(frozenset(group) for group in groups.values() if len(group) > 1)


def fold(text: str) -> str:
    """Return *text* as bare words, for comparing lines that differ in dress only.

    >>> fold("“Grain,  first” – he said")
    'grain first he said'
    """
    plain = unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold()
    return " ".join(re.findall(r"[^\W_]+", plain))


def _is_distinctive(folded: str) -> bool:
    is_cjk = bool(re.search("[\u3400-\u9fff]", folded))
    return len(folded) >= 3 * DISTINCTIVE if is_cjk else folded.count(" ") + 1 >= DISTINCTIVE


def _root(parent: Mapping[str, str], url: str) -> str:
    while parent[url] != url:
        url = parent[url]
    return url


def _join(parent: dict[str, str], a: str, b: str) -> None:
    parent[_root(parent, a)] = _root(parent, b)


def same_lines(lines: Iterable[str]) -> frozenset[str]:
    """Return *lines* folded, as a set: two texts with equal sets differ in dress only."""
    return frozenset(filter(None, map(fold, lines)))
