"""Measuring how much of a day was found, publisher by publisher."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from itertools import combinations

from ingest.adapters.store import Store
from ingest.recall import compare
from ingest.records import RecallDay

DAYS_BACK = 2  # measured anew each day: late announcements count


def measure_recall(store: Store, now: datetime) -> tuple[RecallDay, ...]:
    """Measure the last whole days and store the result; measuring again replaces it."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    measured: list[RecallDay] = []
    for back in range(1, DAYS_BACK + 1):
        day = today - timedelta(days=back)
        with store.read() as tx:
            publishers = tx.recall.lists(day)
        for publisher, lists in sorted(publishers.items()):
            best = most_telling(f"{day:%Y-%m-%d}", publisher, lists)
            measured += [best] if best else []
    with store.write() as tx:
        for each in measured:
            tx.recall.save(each)
    return tuple(measured)


def most_telling(
    day: str, publisher: str, lists: Mapping[str, Collection[str]]
) -> RecallDay | None:
    """Return the comparison of the two channels that share most; None when there are not two.

    Channels that announce different things (two languages, two sections) share next to nothing and
    would tell nonsense.
    """
    pairs = combinations(sorted(lists), 2)
    compared = [compare(day, publisher, a, b, lists[a], lists[b]) for a, b in pairs]
    return max(compared, key=lambda found: (not found.reason, found.both), default=None)
