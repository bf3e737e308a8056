"""How common a shingle is among the recent texts of a publisher: the weight of its furniture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

WINDOW = 32  # recent texts of one publisher; its furniture and templates show within a few
SAME = 0.7  # Jaccard from which a recent text is the story itself and no evidence of furniture
INSIDE = 0.8  # ... or share of the shorter of the two: an excerpt of it, or a page that carries it


def frequencies(
    asked: Sequence[frozenset[int]], recent: Iterable[frozenset[int]]
) -> dict[int, int]:
    """Return for the marks of the *asked* texts in how many texts they occur, those met twice or more.

    The window is per publisher and not over the whole store: a wire story carried by fifty houses
    stays a rare text in each of them, while the furniture of one house does not.
    """
    wanted = frozenset[int]().union(*asked)
    counts: Counter[int] = Counter()
    for marks in recent:
        common = marks & wanted
        if common and not _is_one_of(marks, len(common), asked):
            counts.update(common)
    return {mark: count + 1 for mark, count in counts.items() if count > 1}


def _is_one_of(marks: frozenset[int], most: int, asked: Sequence[frozenset[int]]) -> bool:
    """Return whether *marks* is one of the *asked* stories; it shares *most* marks with all of them."""
    shortest = min(map(len, asked))
    if most < INSIDE * min(len(marks), shortest) and most < SAME * len(marks):
        return False
    return any(_is_same(len(marks & text), len(marks), len(text)) for text in asked)


def _is_same(shared: int, one: int, other: int) -> bool:
    return shared >= SAME * (one + other - shared) or shared >= INSIDE * min(one, other)
