"""Where the URLs of a run went: each step loses some, and what is lost has its reasons. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.model import Outcome

_STEPS: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
    # what is left, then what the step before it lost
    ("announced", ()),
    ("to be looked at", (Outcome.KNOWN,)),
    (
        "fetched",
        (Outcome.DEFERRED, Outcome.ROBOTS, Outcome.BLOCKED, Outcome.GONE, Outcome.FAILED),
    ),
    ("whole articles", (Outcome.NOT_ARTICLE, Outcome.EMPTY, Outcome.TEASER)),
    ("on topic", (Outcome.OFF_TOPIC,)),
    ("new or changed", (Outcome.UNCHANGED,)),
    ("told for the first time", (Outcome.DUPLICATE,)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is left after one step. *share* is a percentage of the beginning."""

    name: str
    count: int
    share: float
    lost: tuple[tuple[Outcome, int], ...]


def totals(counts: Mapping[str, Mapping[Outcome, int]]) -> dict[Outcome, int]:
    """Return outcome → URLs over all sources."""
    total: Counter[Outcome] = Counter()
    for outcomes in counts.values():
        total.update(outcomes)
    return dict(total)


def funnel(total: Mapping[Outcome, int]) -> list[Step]:
    """Return the steps of a run; what each loses and what is left add up to the step before.

    >>> steps = funnel({Outcome.KNOWN: 6, Outcome.OFF_TOPIC: 1, Outcome.STORED: 3})
    >>> [step.count for step in steps]
    [10, 4, 4, 4, 3, 3, 3]
    """
    start = left = sum(total.values())
    steps = []
    for name, losing in _STEPS:
        lost = tuple((outcome, total[outcome]) for outcome in losing if total.get(outcome))
        left -= sum(count for _, count in lost)
        share = 100 * left / start if start else 0.0
        steps.append(Step(name=name, count=left, share=round(share, 1), lost=lost))
    return steps
