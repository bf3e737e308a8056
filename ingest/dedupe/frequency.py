"""How common a shingle is among the recent texts of a publisher: the weight of its furniture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

WINDOW = 32  # recent texts of one publisher; its furniture and templates show within a few
SAME = 0.7  # Jaccard from which a recent text is the story itself and no evidence of furniture
INSIDE = 0.8  # ... or share of the shorter of the two: an excerpt of it, or a page that carries it

Marks = NDArray[np.uint32]


class Window:
    """The marks of the recent texts of one publisher: at most ``WINDOW``, by their numbers."""

    def __init__(self, texts: Mapping[int, Marks]) -> None:
        self._texts = dict(sorted(texts.items())[-WINDOW:])
        self._sorted: Marks | None = None

    def __contains__(self, number: int) -> bool:
        return number in self._texts

    def add(self, number: int, marks: Marks) -> None:
        """Take a text in, and the oldest out when there are too many; a known number is replaced."""
        known = number in self._texts
        self._texts[number] = marks
        if not known:
            self._texts = dict(sorted(self._texts.items())[-WINDOW:])
        self._sorted = None

    def counts(self, asked: Marks) -> NDArray[np.intp]:
        """Return for each mark of the sorted *asked* in how many of the texts it is."""
        if self._sorted is None:
            self._sorted = np.sort(np.concatenate([*self._texts.values(), asked[:0]]))
        after = np.searchsorted(self._sorted, asked, "right")
        return after - np.searchsorted(self._sorted, asked, "left")


def frequencies(
    asked: Sequence[frozenset[int]],
    windows: Iterable[Window],
    near: Mapping[int, frozenset[int]] = MappingProxyType({}),
) -> dict[int, int]:
    """Return for the marks of the *asked* texts in how many texts they occur, those met twice or more.

    The window is per publisher and not over the whole store: a wire story carried by fifty houses
    stays a rare text in each of them, while the furniture of one house does not. Of the texts *near*
    those asked for, by number, the ones that are the story itself do not count.
    """
    wanted = frozenset[int]().union(*asked)
    marks = np.fromiter(wanted, np.uint32, len(wanted))
    marks.sort()
    counts = np.zeros(len(marks), np.intp)
    for window in windows:
        counts += window.counts(marks)
        for number, text in near.items():
            if number in window and is_one_of(text, asked):
                counts -= np.isin(marks, np.fromiter(text, np.uint32, len(text)))
    met = counts > 1
    return dict(zip(marks[met].tolist(), (counts[met] + 1).tolist(), strict=True))


def is_one_of(text: frozenset[int], asked: Iterable[frozenset[int]]) -> bool:
    """Return whether *text* is one of the *asked* stories, a part of one or a page that carries one."""
    return any(_is_same(len(text & one), len(text), len(one)) for one in asked)


def _is_same(shared: int, one: int, other: int) -> bool:
    return shared >= SAME * (one + other - shared) or shared >= INSIDE * min(one, other)
