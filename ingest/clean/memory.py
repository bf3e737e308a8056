"""What one publisher prints under many of its articles: boilerplate learned, not written down.

The store counts, per publisher and key, on how many *distinct* articles a line was seen (near-
duplicates and further versions of one article are not counted: otherwise every line of an updated
story would turn into boilerplate). This module says what is counted and what the counts mean.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.clean.lines import Line, make_line
from ingest.model import Block, RemovedLine

MIN_ARTICLES = 3  # with 2, a quarter of the removals were wrong (twin articles)
MAX_WORDS = 40  # a longer repeated paragraph is the background of a running story: real text
MIN_CHARS = 2
KEEP_FOR = timedelta(days=90)  # a campaign ends; a line not seen for so long is news again

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMemory:
    """The learned lines of one publisher, frozen for a run."""

    keys: frozenset[str] = frozenset()

    def knows(self, line: Line) -> bool:
        """Whether *line* is learned boilerplate, word for word or but for its numbers."""
        return bool(self.keys) and any(key in self.keys for key in _keys(line))

    def knows_exactly(self, line: Line) -> bool:
        """Whether *line* is learned boilerplate with the same numbers."""
        return line.phrase in self.keys

    @property
    def version(self) -> str:
        """Changes when a line is learned, forgotten or revoked."""
        return hashlib.sha256("\n".join(sorted(self.keys)).encode()).hexdigest()[:12]


EMPTY = SiteMemory()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCount:
    """One stored row: how often a line was seen at one publisher."""

    key: str
    articles: int  # distinct ones
    first_seen: datetime
    last_seen: datetime
    example: str
    revoked: bool = False  # by an operator: never boilerplate again

    def seen_again(self, when: datetime, *, articles: int = 1) -> LineCount:
        """Return the row after the line was met on *articles* more distinct articles."""
        return LineCount(
            key=self.key,
            articles=self.articles + articles,
            first_seen=min(self.first_seen, when),
            last_seen=max(self.last_seen, when),
            example=self.example,
            revoked=self.revoked,
        )


def memory_keys(text: str) -> tuple[str, ...]:
    """Return the keys *text* is counted under: its words, and its words with digits folded.

    No keys for lines that are never learned: long paragraphs, and lines without words.

    >>> memory_keys("12 comments")[1] == memory_keys("7 Comments:")[1]
    True
    >>> memory_keys("…")
    ()
    """
    return _keys(make_line(0, Block(text=text)))


def seen_lines(text: str, removed: Iterable[RemovedLine]) -> Iterator[str]:
    """Yield what an article showed of the lines that are counted: its text, and what memory took.

    Lines that memory removes go on being counted: otherwise they would expire and come back.
    """
    yield from text.split("\n\n")
    yield from (line.line for line in removed if line.stage == "memory")


def article_keys(lines: Iterable[str]) -> dict[str, str]:
    """Return key → example for one article; each key once, however often the line is repeated."""
    found: dict[str, str] = {}
    for line in lines:
        for key in memory_keys(line):
            found.setdefault(key, line)
    return found


def is_boilerplate(count: LineCount, *, now: datetime) -> bool:
    """Whether a counted line is boilerplate: often enough, recently enough, not revoked."""
    return (
        not count.revoked and count.articles >= MIN_ARTICLES and now - count.last_seen <= KEEP_FOR
    )


def memory_of(counts: Iterable[LineCount], *, now: datetime) -> SiteMemory:
    """Return the memory the stored rows of one publisher add up to."""
    return SiteMemory(keys=frozenset(c.key for c in counts if is_boilerplate(c, now=now)))


def learn(articles: Iterable[Sequence[str]], *, when: datetime) -> dict[str, LineCount]:
    """Return the rows after reading the lines of some *distinct* articles of one publisher."""
    rows: dict[str, LineCount] = {}
    for lines in articles:
        for key, example in article_keys(lines).items():
            row = rows.get(key)
            rows[key] = (
                row.seen_again(when)
                if row
                else LineCount(
                    key=key, articles=1, first_seen=when, last_seen=when, example=example
                )
            )
    return rows


def _keys(line: Line) -> tuple[str, ...]:
    phrase = line.phrase
    if not line.is_judged or len(line.words) > MAX_WORDS or len(phrase) < MIN_CHARS:
        return ()
    folded = _DIGITS.sub("0", phrase)
    if folded == phrase or not line.is_label:
        return (phrase,)  # a sentence with other numbers is news: today's figures
    if not any(char.isalpha() for char in folded):
        return ()  # "3", "2024": headings of lists and timelines, on every site
    return phrase, folded
