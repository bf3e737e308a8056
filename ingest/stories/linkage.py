"""Average-link clustering: two groups join while their members are alike on average."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def average_link(alike: NDArray[np.float64], threshold: float) -> list[list[int]]:
    """Return the groups of row numbers whose average similarity reaches *threshold*, each in order.

    Follows chains of nearest neighbours: the same groups as joining the most alike pair again and
    again, in quadratic time. Groups that are alike to nobody retire at once, because averages never
    exceed their parts.

    >>> average_link(np.array([[1, 0.9, 0.1], [0.9, 1, 0.2], [0.1, 0.2, 1]]), 0.5)
    [[0, 1], [2]]
    """
    near = alike.astype(np.float64, copy=True)
    np.fill_diagonal(near, -np.inf)
    groups: dict[int, list[int]] = {row: [row] for row in range(len(near))}
    open_rows = dict.fromkeys(groups)
    chain: list[int] = []
    while open_rows:
        chain = chain or [next(iter(open_rows))]
        tip = chain[-1]
        best = int(near[tip].argmax())
        before = chain[-2] if len(chain) > 1 else -1
        if near[tip, best] < threshold:
            _retire(near, tip)
            del open_rows[tip]
            chain.pop()
        elif before >= 0 and near[tip, before] >= near[tip, best]:
            keep, gone = sorted((tip, before))
            _join(near, keep, gone, len(groups[keep]), len(groups[gone]))
            groups[keep] += groups.pop(gone)
            del open_rows[gone]
            del chain[-2:]
        else:
            chain.append(best)
    return sorted(sorted(group) for group in groups.values())


def _join(near: NDArray[np.float64], keep: int, gone: int, n: int, m: int) -> None:
    near[keep] = (n * near[keep] + m * near[gone]) / (n + m)
    near[:, keep] = near[keep]
    near[keep, keep] = -np.inf
    _retire(near, gone)


def _retire(near: NDArray[np.float64], row: int) -> None:
    near[row] = -np.inf
    near[:, row] = -np.inf
