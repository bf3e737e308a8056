"""The piece of a found article that shows why it was found; made here, so both engines show the same."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.adapters.store.query import Query
from ingest.adapters.store.tokens import words
from ingest.model import Article

WIDTH = 240  # characters


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text, and where in it the words asked for stand (start, end)."""

    text: str
    marks: tuple[tuple[int, int], ...]


def make_snippet(item: Article, query: Query) -> Snippet:
    """Return the stretch of *item*'s text with most of the words asked for; its beginning if none."""
    text = item.text or item.standfirst or item.headline
    wanted = {token for phrase in query.phrases for way in phrase.ways for token in way}
    hits = [
        (word.start, word.end)
        for word in words(text, item.language)
        if not wanted.isdisjoint(word.tokens)
    ]
    start = _best_start(hits)
    left = text.rfind(" ", 0, start) + 1 if start else 0
    piece = text[left : left + WIDTH]
    before, after = "…" if left else "", "…" if left + WIDTH < len(text) else ""
    shift = len(before) - left
    marks = tuple((a + shift, b + shift) for a, b in hits if a >= left and b <= left + WIDTH)
    return Snippet(before + piece.replace("\n", " ") + after, marks)


def _best_start(hits: list[tuple[int, int]]) -> int:
    """Return a little before the first of the hits that have most others close behind them."""
    best, most, end = 0, 0, 0
    for i, (start, _) in enumerate(hits):
        end = max(end, i)
        while end < len(hits) and hits[end][1] <= start + WIDTH - 40:
            end += 1
        if end - i > most:
            best, most = start, end - i
    return max(0, best - 40)
