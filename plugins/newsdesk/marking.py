"""A text cut into lines, with numbered passages marked in them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a line; *passage* counts from 1, 0 is text that belongs to none."""

    text: str
    passage: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedLine:
    """One paragraph."""

    pieces: tuple[Piece, ...]


def marked_lines(text: str, passages: Sequence[tuple[int, int]]) -> list[MarkedLine]:
    """Return the paragraphs of *text* with each of *passages* (start, end) under its number.

    Passages may come in any order, span paragraphs and overlap; the earlier begun keeps the ground.

    >>> [line] = marked_lines("one two three", [(4, 7)])
    >>> [(piece.text, piece.passage) for piece in line.pieces]
    [('one ', 0), ('two', 1), (' three', 0)]
    """
    lines, at = [], 0
    cuts = _without_overlaps(passages)
    for line in text.split("\n"):
        if line.strip():
            lines.append(MarkedLine(pieces=tuple(_cut(line, at, cuts))))
        at += len(line) + 1
    return lines


def _without_overlaps(passages: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    found, end = [], 0
    for start, stop, number in sorted((a, b, n) for n, (a, b) in enumerate(passages, start=1)):
        start = max(start, end)
        if start < stop:
            found.append((start, stop, number))
            end = stop
    return found


def _cut(line: str, at: int, cuts: Sequence[tuple[int, int, int]]) -> Iterator[Piece]:
    done = 0
    for start, stop, number in cuts:
        a, b = max(start - at, done), min(stop - at, len(line))
        if a >= b:
            continue
        if a > done:
            yield Piece(text=line[done:a])
        yield Piece(text=line[a:b], passage=number)
        done = b
    if done < len(line):
        yield Piece(text=line[done:])
