"""The passages two texts share, with their places in both: to be shown side by side."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.dedupe.tokens import spans

LEAST = 5  # tokens in a row; shorter agreements are phrases, not passages


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One stretch that is the same in both texts, as character offsets."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int
    words: int


def shared_passages(a: str, b: str, *, least: int = LEAST) -> tuple[Passage, ...]:
    """Return the passages of at least *least* tokens that *a* shares with *b*, in the order of *a*.

    Every place of *a* belongs to one passage at most, also where *b* has the paragraphs in another
    order: what :mod:`difflib` leaves between its blocks is searched again.

    >>> a, b = "At dawn the mayor, they say, left town.", "Yes: the mayor they say left on foot"
    >>> [(a[p.start_a : p.end_a], b[p.start_b : p.end_b]) for p in shared_passages(a, b)]
    [('the mayor, they say, left', 'the mayor they say left')]
    """
    left, right = spans(a), spans(b)
    words_a, words_b = [s[0] for s in left], [s[0] for s in right]
    matcher = SequenceMatcher(None, words_a, words_b, autojunk=False)
    found: list[tuple[int, int, int]] = []
    waiting = [(0, len(words_a))]
    while waiting:
        low, high = waiting.pop()
        if high - low < least:
            continue
        best = matcher.find_longest_match(low, high, 0, len(words_b))
        if best.size < least:
            continue
        found.append((best.a, best.b, best.size))
        waiting += [(low, best.a), (best.a + best.size, high)]
    return tuple(
        Passage(
            start_a=left[i][1],
            end_a=left[i + size - 1][2],
            start_b=right[j][1],
            end_b=right[j + size - 1][2],
            words=size,
        )
        for i, j, size in sorted(found)
    )
