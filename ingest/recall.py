"""How much of what a publisher published was found: two lists of one day, compared. Pure.

Two channels that announce independently of each other are like two catches of fish: of what the second
caught, the share that the first had caught, too, tells how much the first catches. Chapman's
estimator gives the number published; the interval turns the hypergeometric test round, so it covers
the truth at least as often as it says, for small days as well.

What it cannot tell: articles that no channel ever announces, and how much two channels depend on each
other. Where the same stories are missing from both, the estimate is too low: read it as "at least".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from math import exp, inf, lgamma, sqrt

from ingest.records import RecallDay

CONFIDENCE = 0.95
ENOUGH_IN_BOTH = 5  # below that, the estimate is hardly better than a guess
ENOUGH_SHARED = 0.2  # of the shorter list: below that, the two announce different things


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How many there were in all; ``high`` is infinite when the lists set no upper end."""

    total: float
    low: float
    high: float


def chapman(only_first: int, only_second: int, both: int) -> Estimate:
    """Return how many there were in all, of which two independent lists hold these.

    >>> found = chapman(10, 20, 70)
    >>> round(found.total), found.low, found.high
    (103, 100.0, 109.0)
    """
    first, second = only_first + both, only_second + both
    total = (first + 1) * (second + 1) / (both + 1) - 1
    low, high = _interval(first, second, both)
    return Estimate(total=total, low=low, high=high)


def compare(
    day: str, publisher: str, first: str, second: str, a: Collection[str], b: Collection[str]
) -> RecallDay:
    """Return how two lists of URL keys of one day compare, with an estimate when one can be made."""
    one, other = frozenset(a), frozenset(b)
    both = len(one & other)
    counted = RecallDay(
        day=day,
        publisher=publisher,
        first=first,
        second=second,
        only_first=len(one) - both,
        only_second=len(other) - both,
        both=both,
        reason=_why_not(len(one), len(other), both),
    )
    if counted.reason:
        return counted
    found = chapman(counted.only_first, counted.only_second, both)
    return replace(counted, estimate=found.total, low=found.low, high=found.high)


def overall(days: Iterable[RecallDay]) -> tuple[int, Estimate] | None:
    """Return how many articles were found in all, and of how many; None when no day can tell.

    The errors of publishers are independent of each other, so they add up as squares. Lists of a
    witness are left out: they hold all of a house's sections, of which we may read one.
    """
    told = [day for day in days if day.estimate is not None and not day.witness]
    if not told:
        return None
    found = sum(day.found for day in told)
    total = sum(day.estimate or 0 for day in told)
    below = sqrt(sum(((day.estimate or 0) - (day.low or 0)) ** 2 for day in told))
    above = sqrt(sum(((day.high or 0) - (day.estimate or 0)) ** 2 for day in told))
    return found, Estimate(total=total, low=max(total - below, float(found)), high=total + above)


def _why_not(first: int, second: int, both: int) -> str:
    if not first or not second:
        return "only one of the two channels announced anything"
    if both < ENOUGH_SHARED * min(first, second):
        return f"the two lists share {both} of {first} and {second}: they announce different things"
    if both < ENOUGH_IN_BOTH:
        return f"too few articles were in both lists ({both})"
    return ""


def _interval(first: int, second: int, both: int) -> tuple[float, float]:
    """Return the totals under which the overlap *both* is neither too small nor too large.

    More in all means less overlap, so both tests change their mind only once.
    """
    tail = (1 - CONFIDENCE) / 2
    least = first + second - both
    low = _first_where(least, lambda total: _at_most(both, total, first, second) > tail)
    if not both:
        return float(low), inf
    beyond = _first_where(low, lambda total: _at_least(both, total, first, second) <= tail)
    return float(low), float(max(beyond - 1, low))


def _first_where(start: int, holds: Callable[[int], bool]) -> int:
    """Return the first number from *start* on for which *holds*, which stays true from there."""
    if holds(start):
        return start
    step = 1
    while not holds(start + step):
        step *= 2
    false, true = start + step // 2, start + step
    while true - false > 1:
        middle = (false + true) // 2
        false, true = (false, middle) if holds(middle) else (middle, true)
    return true


def _at_most(both: int, total: int, first: int, second: int) -> float:
    least = max(0, first + second - total)
    return sum(_chance(k, total, first, second) for k in range(least, both + 1))


def _at_least(both: int, total: int, first: int, second: int) -> float:
    return sum(_chance(k, total, first, second) for k in range(both, min(first, second) + 1))


def _chance(both: int, total: int, first: int, second: int) -> float:
    """Return the chance that *both* of *second* articles are among *first*, chosen from *total*."""
    ways = _choices(first, both) + _choices(total - first, second - both)
    return exp(ways - _choices(total, second))


def _choices(of: int, some: int) -> float:
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)
