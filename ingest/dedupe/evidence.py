"""The passages two texts share, with their places in both: to be shown side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dedupe.tokens import spans, width

MOST_PLACES = 8  # of one stretch; only refrains have more
LEAST = 5  # words in a row, or twice as many characters; shorter agreements are phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One stretch that is the same in both texts, as character offsets."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int
    words: int


def shared_passages(a: str, b: str, *, least: int = LEAST) -> tuple[Passage, ...]:
    """Return the passages of at least *least* words that *a* shares with *b*, in the order of *a*.

    Of Chinese and Japanese, where a token is a character, twice as many are asked for. Every place of
    *a* belongs to one passage at most, also where *b* has the paragraphs in another order. Each passage
    is the longest that begins there, so time grows with the texts and not with their product.

    >>> a, b = "At dawn the mayor, they say, left town.", "Yes: the mayor they say left on foot"
    >>> [(a[p.start_a : p.end_a], b[p.start_b : p.end_b]) for p in shared_passages(a, b)]
    [('the mayor, they say, left', 'the mayor they say left')]
    """
    left, right = spans(a), spans(b)
    words_a, words_b = [s[0] for s in left], [s[0] for s in right]
    places = _places(words_b, least)
    found: list[tuple[int, int, int]] = []
    i = 0
    while i + least <= len(words_a):
        starts = places.get(tuple(words_a[i : i + least]), ())
        size, j = max(((_run(words_a, words_b, i, j), -j) for j in starts), default=(0, 0))
        if sum(map(width, words_a[i : i + min(size, 2 * least)])) < 2 * least:
            size = 0
        if size:
            found.append((i, -j, size))
        i += size or 1
    return tuple(
        Passage(
            start_a=left[i][1],
            end_a=left[i + size - 1][2],
            start_b=right[j][1],
            end_b=right[j + size - 1][2],
            words=size,
        )
        for i, j, size in found
    )


def _places(words: Sequence[str], length: int) -> dict[tuple[str, ...], list[int]]:
    """Return where each stretch of *length* words begins, of a repeated one the first few places."""
    places: dict[tuple[str, ...], list[int]] = {}
    for start in range(len(words) - length + 1):
        known = places.setdefault(tuple(words[start : start + length]), [])
        if len(known) < MOST_PLACES:
            known.append(start)
    return places


def _run(a: Sequence[str], b: Sequence[str], i: int, j: int) -> int:
    """Return how many words from *i* and *j* on are equal."""
    most, size = min(len(a) - i, len(b) - j), 0
    while size < most and a[i + size] == b[j + size]:
        size += 1
    return size
