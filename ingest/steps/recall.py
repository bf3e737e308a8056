"""Measuring how much of a day was found, publisher by publisher and source by source.

Two channels of one house are compared with each other, or, when it has only one, with what a witness
saw: a source of kind ``gdelt`` tells which articles of our publishers its own crawler met.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations

from ingest.adapters.store import Store
from ingest.model import ChannelKind, Source
from ingest.normalize.urls import host_of, registrable_domain
from ingest.recall import compare
from ingest.records import Announced, RecallDay

DAYS_BACK = 2  # measured anew each day: late announcements count
WITNESS = "a witness"  # how the list of all witnesses together is called

Lists = dict[str, dict[str, set[str]]]  # publisher or source → channel → URL keys


def measure_recall(
    store: Store, sources: Mapping[str, Source], now: datetime
) -> tuple[RecallDay, ...]:
    """Measure the last whole days and store the result; measuring again replaces it.

    Returns what was measured of publishers.
    """
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    measured: list[RecallDay] = []
    for back in range(1, DAYS_BACK + 1):
        day = today - timedelta(days=back)
        with store.read() as tx:
            announced = tx.recall.lists(day)
        measured += measure_day(f"{day:%Y-%m-%d}", announced, sources.values())
    with store.write() as tx:
        for each in measured:
            tx.recall.save(each)
    return tuple(each for each in measured if not each.source_key)


def measure_day(
    day: str, announced: Iterable[Announced], sources: Iterable[Source]
) -> list[RecallDay]:
    """Return what one day tells of each publisher and of each of its sources."""
    by_key = {source.key: source for source in sources}
    houses: Lists = defaultdict(dict)
    single: Lists = defaultdict(dict)
    witnessed: set[str] = set()
    for each in announced:
        if each.source_key in by_key and is_witness(by_key[each.source_key]):
            witnessed |= each.keys
        else:
            houses[each.publisher].setdefault(each.channel, set()).update(each.keys)
            single[each.source_key].setdefault(each.channel, set()).update(each.keys)
    seen_elsewhere = by_publisher(witnessed, by_key.values())
    measured = [
        found
        for publisher, lists in sorted(houses.items())
        if (found := most_telling(day, publisher, lists, seen_elsewhere.get(publisher, ())))
    ]
    for key, lists in sorted(single.items()):
        publisher = by_key[key].publisher if key in by_key else key
        if found := most_telling(day, publisher, lists):
            measured.append(replace(found, source_key=key))
    return measured


def is_witness(source: Source) -> bool:
    """Whether a source only tells what others have seen, and is never read itself."""
    return all(channel.kind is ChannelKind.GDELT for channel in source.channels)


def by_publisher(keys: Iterable[str], sources: Iterable[Source]) -> dict[str, set[str]]:
    """Return which of *keys* are articles of which publisher, told by their hosts."""
    owners = {
        registrable_domain(host): source.publisher
        for source in sources
        if not is_witness(source)
        for host in (*(host_of(channel.url) for channel in source.channels), *source.link_hosts)
    }
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key in keys:
        owner = owners.get(registrable_domain(host_of(key)))
        if owner is not None:
            found[owner].add(key)
    return dict(found)


def most_telling(
    day: str, publisher: str, lists: Mapping[str, Collection[str]], witness: Collection[str] = ()
) -> RecallDay | None:
    """Return the comparison of the two channels that share most; None when there are not two.

    Channels that announce different things (two languages, two sections) share next to nothing and
    would tell nonsense. A witness is asked when our own channels cannot tell.
    """
    pairs = combinations(sorted(lists), 2)
    compared = [compare(day, publisher, a, b, lists[a], lists[b]) for a, b in pairs]
    best = max(compared, key=lambda found: (not found.reason, found.both), default=None)
    if witness and (best is None or best.reason):
        ours = set().union(*lists.values())
        seen = compare(day, publisher, min(lists), WITNESS, ours, witness)
        best = best if seen.reason and best else replace(seen, witness=True)
    return best
