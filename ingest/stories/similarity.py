"""How alike the texts of one language are: words, titles, and the names and figures they share.

The sum of three measures (facts of the field: together they part same-story pairs from others better
than each alone): cosine of TF-IDF over the whole text, half of that over titles, half the weighted
overlap of names and figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import log

import numpy as np
from numpy.typing import NDArray

from ingest.stories.features import Features, ordinary

Matrix = NDArray[np.float64]

# A day of few texts does not show which words are common. So every day is counted together with 200
# imagined texts in which ordinary words and the topic's own names are frequent and others are not.
BACKGROUND = 200
ORDINARY, TOPICAL, OTHER = 100, 40, 1
SHORT = 3  # letters; of Chinese and the like two characters are a word
SPELLED = re.compile(r"[^\W\d_\u1100-\u11ff\u2e80-\uffff]+").fullmatch
MOST = 0.3  # of the texts may have a word that is still compared
RARE = 2.7  # idf from which a name tells events apart: in less than 1 of 15 texts

TITLE, NAMES = 0.5, 0.5  # weights beside the full text's 1
TALL, LOWEST_TALL = 5, 8  # terms of a fifth of the texts are cheaper as dense columns
DENSE, MOST_PAIRS = 1_000, 1_000_000  # what is multiplied at once: bounds the memory

FADES = timedelta(hours=96)  # two texts so far apart are alike by a third only
WINDOW = timedelta(hours=72)  # and from here on not at all


def similarities(features: Sequence[Features], times: Sequence[datetime]) -> Matrix:
    """Return how alike each pair is: 0 for texts that share no rare name or are too far apart.

    The veto keeps "everything about the war" from becoming one story.
    """
    idf = _idf(features)
    alike = _cosines([_weights(f.terms, idf) for f in features])
    alike += TITLE * _cosines([_weights(Counter(f.title), idf) for f in features])
    overlap, shared_rare = _overlap([f.names for f in features], idf)
    alike += NAMES * overlap
    alike[shared_rare < 1] = 0.0
    alike *= _nearness(times)
    return np.round(alike, 6)


def _idf(features: Sequence[Features]) -> Mapping[str, float]:
    counts: Counter[str] = Counter(term for f in features for term in {*f.terms, *f.names})
    topical = frozenset[str]().union(*(f.topical for f in features))
    texts = len(features) + BACKGROUND
    return {
        term: log(texts / (n + _background(term, topical)))
        for term, n in counts.items()
        if n <= max(MOST * len(features), 10)
    }


def _background(term: str, topical: frozenset[str]) -> int:
    """Return in how many of the imagined texts *term* stands.

    For most languages there is no list of ordinary words; there at least the short ones are known.
    """
    if term in ordinary() or (len(term) <= SHORT and SPELLED(term)):
        return ORDINARY
    return TOPICAL if term in topical else OTHER


def _weights(terms: Counter[str], idf: Mapping[str, float]) -> dict[str, float]:
    return {t: (1 + log(n)) * idf[t] for t, n in terms.items() if idf.get(t, 0.0) > 0}


def _cosines(vectors: Sequence[Mapping[str, float]]) -> Matrix:
    normed = []
    for vector in vectors:
        norm = sum(weight * weight for weight in vector.values()) ** 0.5
        normed.append({term: weight / norm for term, weight in vector.items()})
    return _products(normed)


def _overlap(
    names: Sequence[frozenset[str]], idf: Mapping[str, float]
) -> tuple[Matrix, NDArray[np.float64]]:
    """Return the weight of the shared names by that of the poorer text, and how many rare ones there are."""
    weighed = [{n: w for n in mine if (w := idf.get(n, 0.0)) > 0} for mine in names]
    shared = _products([{n: w**0.5 for n, w in mine.items()} for mine in weighed])
    rare = _products([{n: 1.0 for n, w in mine.items() if w >= RARE} for mine in weighed])
    weights = np.array([sum(mine[name] for name in sorted(mine)) for mine in weighed])
    poorer = np.minimum(weights[:, None], weights[None, :])
    return shared / np.where(poorer > 0, poorer, 1.0), rare


def _products(vectors: Sequence[Mapping[str, float]]) -> Matrix:
    """Return the matrix of inner products of sparse vectors.

    Most terms stand in few texts: their products are added up one by one. Those that stand in many are
    multiplied as dense columns. The terms are taken in order, so that sums do not depend on that of texts.
    """
    size = len(vectors)
    number = {term: n for n, term in enumerate(sorted({t for v in vectors for t in v}))}
    terms = np.fromiter((number[t] for v in vectors for t in v), dtype=np.intp)
    rows = np.repeat(np.arange(size), [len(v) for v in vectors])
    weights = np.fromiter((w for v in vectors for w in v.values()), dtype=np.float64)
    order = np.argsort(terms, kind="stable")
    rows, weights = rows[order], weights[order]
    heights = np.bincount(terms, minlength=len(number))
    starts = np.cumsum(heights) - heights
    tall = max(LOWEST_TALL, size // TALL)
    total: Matrix = np.zeros((size, size))
    for height in range(2, tall):
        for block in _blocks(starts[heights == height], MOST_PAIRS // height**2):
            at = block[:, None] + np.arange(height)
            cells = rows[at][:, :, None] * size + rows[at][:, None, :]
            values = weights[at][:, :, None] * weights[at][:, None, :]
            np.add.at(total.reshape(-1), cells.ravel(), values.ravel())
    for block in _blocks(np.flatnonzero(heights >= tall), DENSE):
        dense: Matrix = np.zeros((size, len(block)))
        for column, term in enumerate(block):
            its = slice(starts[term], starts[term] + heights[term])
            dense[rows[its], column] = weights[its]
        total += dense @ dense.T
    return total


def _blocks(values: NDArray[np.intp], length: int) -> Iterator[NDArray[np.intp]]:
    length = max(1, length)
    return (values[start : start + length] for start in range(0, len(values), length))


def _nearness(times: Sequence[datetime]) -> Matrix:
    hours = np.array([at.timestamp() for at in times]) / 3600
    apart = np.abs(hours[:, None] - hours[None, :])
    near: Matrix = np.exp(-apart / (FADES / timedelta(hours=1)))
    near[apart > WINDOW / timedelta(hours=1)] = 0.0
    return near
