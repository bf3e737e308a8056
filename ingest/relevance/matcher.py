"""Finds many patterns in one pass over a text, and only where they are whole words.

A pattern is written as an editor would write it: ``Kremlin`` is this word, ``украинск*`` is every
word that begins so, and a pattern with Chinese, Japanese or Korean characters is found anywhere,
since nothing separates words there. A capital in a pattern asks for a capital in the text (so that
*Sumy* is the city and *sumy* are sums); lower-case letters match both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from ingest.relevance.folding import Folded, fold

if TYPE_CHECKING:
    import ahocorasick

T = TypeVar("T")

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_ARABIC = re.compile("[\u0620-\u064a]")
# What Arabic writes onto the front of a name: "and" or "then", then "the", "in", "for", "like".
_PROCLITIC = re.compile("[وف]?(?:ال|[بك](?:ال)?|لل?)?")
_LONGEST_PROCLITIC = 4


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing to look for."""

    key: str  # folded to lower case
    capitals: tuple[int, ...]  # positions that must be capitals in the text
    open_end: bool  # written with a final asterisk
    unspaced: bool  # Chinese, Japanese, Korean: no word boundaries
    arabic: bool

    @classmethod
    @cache  # a topic file is checked first and read then; pydantic keeps only the text
    def parse(cls, written: str) -> Pattern:
        """Return the pattern *written* in a topic file.

        >>> Pattern.parse("Kremlin*")
        Pattern(key='kremlin', capitals=(0,), open_end=True, unspaced=False, arabic=False)

        Raises ``ValueError`` for a pattern that would match everything or nothing.
        """
        stem = written.removesuffix("*")
        if not stem.strip() or stem != stem.strip() or "*" in stem:
            raise ValueError(f"{written!r} is not a pattern: a word, or its beginning and one *")
        folded = fold(stem)
        return cls(
            key=folded.lower,
            capitals=tuple(i for i, c in enumerate(folded.cased) if c.isupper()),
            open_end=written.endswith("*"),
            unspaced=bool(_UNSPACED.search(stem)),
            arabic=bool(_ARABIC.match(stem)),
        )


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """What a pattern *stands_for*, found at ``[start, end)`` of the folded text."""

    start: int
    end: int
    stands_for: T


class Matcher(Generic[T]):
    """Many patterns, each with what it stands for, as one automaton that is built when first used."""

    def __init__(self, patterns: Iterable[tuple[Pattern, T]]) -> None:
        self._patterns = tuple(patterns)

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        import ahocorasick  # here: whoever only reads a topic file does not pay for it

        by_key: dict[str, list[tuple[Pattern, T]]] = {}
        for pattern, stands_for in self._patterns:
            by_key.setdefault(pattern.key, []).append((pattern, stands_for))
        automaton = ahocorasick.Automaton()
        for key, owners in by_key.items():
            automaton.add_word(key, (len(key), tuple(owners)))
        automaton.make_automaton()
        return automaton

    def scan(self, text: Folded) -> Iterator[Match[T]]:
        """Yield every match, overlapping ones included, in the order of their ends."""
        if not self._patterns:
            return
        lower, cased = text.lower, text.cased
        for last, (length, owners) in self._automaton.iter(lower):
            start, after = last + 1 - length, last + 1
            for pattern, stands_for in owners:
                if (
                    pattern.unspaced
                    or (_ends(pattern, lower, after) and _begins(pattern, lower, start))
                ) and all(cased[start + i].isupper() for i in pattern.capitals):
                    yield Match(start, after, stands_for)


def _begins(pattern: Pattern, lower: str, start: int) -> bool:
    if start == 0 or not _in_word(lower[start - 1]):
        return True
    if not pattern.arabic:
        return _UNSPACED.match(lower[start - 1]) is not None  # Latin names inside Chinese
    first = start
    while first and start - first <= _LONGEST_PROCLITIC and _in_word(lower[first - 1]):
        first -= 1
    return _PROCLITIC.fullmatch(lower, first, start) is not None


def _ends(pattern: Pattern, lower: str, end: int) -> bool:
    return (
        pattern.open_end
        or end == len(lower)
        or not _in_word(lower[end])
        or _UNSPACED.match(lower[end]) is not None
    )


def _in_word(character: str) -> bool:
    # Vowel signs of Indic scripts are marks, not letters, yet they continue a word.
    return character.isalnum() or (
        character > "\u02ff" and unicodedata.category(character).startswith("M")
    )
