"""How sources fared, and how much of a day was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ingest.adapters.store import Store
from ingest.model import Moment, Outcome
from ingest.records import HealthChange, PageYield, RecallDay, SourceState, Verdict
from tests.store.conftest import Clock
from tests.store.samples import FEED, NOW, close_all, entries, entry, insert, key, source

SITEMAP = "https://news.example/sitemap.xml"


def change(source_key: str, before: SourceState, after: SourceState, hour: int) -> HealthChange:
    at = NOW + timedelta(hours=hour)
    verdict = Verdict(state=after, reason="because", since=at)
    return HealthChange(source_key=source_key, before=before, after=verdict, at=at)


def test_the_last_change_says_what_a_source_is(store: Store) -> None:
    first = change("gazette", SourceState.NEW, SourceState.FRESH, 0)
    second = change("herald", SourceState.NEW, SourceState.GONE, 1)
    third = change("gazette", SourceState.FRESH, SourceState.STALE, 2)
    with store.write() as tx:
        for each in (first, second, third):
            tx.health.record(each)
    with store.read() as tx:
        assert tx.health.latest() == {"gazette": third, "herald": second}
        assert tx.health.changes() == [third, second, first]
        assert tx.health.changes("gazette", limit=1) == [third]


def test_the_yield_counts_pages_that_were_asked_for(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        tx.runs.start("r1", "ingest")
        tx.ledger.discover("r1", "batch", FEED, entries(*range(1, 9)))
        close_all(tx, "r1", (1, 2), Outcome.STORED)
        close_all(tx, "r1", (3,), Outcome.OFF_TOPIC)
        close_all(tx, "r1", (4, 5), Outcome.BLOCKED)
        close_all(tx, "r1", (6,), Outcome.GONE)
        close_all(tx, "r1", (7,), Outcome.UNCHANGED)
        close_all(tx, "r1", (8,), Outcome.EMPTY)
        tx.runs.finish("r1", "done")
    with store.read() as tx:
        counted = PageYield(read=7, texts=3, blocked=2, gone=1)
        assert tx.health.yields(clock() - timedelta(days=1)) == {"gazette": counted}
        assert tx.health.yields(clock() + timedelta(days=1)) == {}


def test_lengths_compare_the_latest_texts_with_those_before(store: Store) -> None:
    insert(store, *range(1, 12), text="x" * 2400)
    with store.read() as tx:
        assert tx.health.lengths("gazette") == (None, None)
    insert(store, *range(12, 22), text="x" * 180)
    with store.read() as tx:
        assert tx.health.lengths("gazette") == (180, 2400)


def test_lists_of_a_day_are_made_of_what_was_published_then(store: Store, clock: Clock) -> None:
    day = datetime(2026, 11, 21, tzinfo=UTC)
    yesterday = Moment(at=day - timedelta(hours=1), origin="feed")
    long_ago = Moment(at=day - timedelta(days=900), origin="feed")
    with store.write() as tx:
        tx.sources.sync([source(), source("herald", publisher="herald-house")])
        tx.runs.start("r1", "ingest")
        dated = [entry(1), entry(2, published=yesterday), entry(3, published=long_ago)]
        tx.ledger.discover("r1", "batch", FEED, dated)
        tx.ledger.discover("r1", "batch", SITEMAP, [entry(1), entry(4)])
        tx.ledger.discover("r1", "batch", "https://herald.example/", [entry(5, "herald")])
    clock.advance(days=1)
    late = Moment(at=day + timedelta(hours=23), origin="feed")
    with store.write() as tx:
        tx.runs.start("r2", "ingest")
        tx.ledger.discover("r2", "batch", SITEMAP, [entry(6, published=late), entry(7)])
    with store.read() as tx:
        found = {(each.publisher, each.channel): each.keys for each in tx.recall.lists(day)}
    assert found == {
        ("gazette-group", FEED): {key(1), key(3)},
        ("gazette-group", SITEMAP): {key(1), key(4), key(6)},
        ("herald-house", "https://herald.example/"): {key(5)},
    }


def test_what_a_witness_saw_is_listed_and_never_fetched(store: Store, clock: Clock) -> None:
    day = datetime(2026, 11, 21, tzinfo=UTC)
    with store.write() as tx:
        tx.sources.sync([source(), source("elsewhere", publisher="elsewhere")])
        tx.runs.start("r1", "ingest")
        tx.ledger.discover("r1", "batch", FEED, [entry(1)])
        for _ in range(2):
            tx.recall.witness("elsewhere", "https://others.example/list", [key(1), key(2)])
    with store.read() as tx:
        found = {each.source_key: each.keys for each in tx.recall.lists(day)}
        assert found == {"gazette": {key(1)}, "elsewhere": {key(1), key(2)}}
        assert [work.key for work in tx.ledger.open_work("r1", "batch")] == [key(1)]
        assert [step.what for step in tx.ledger.trail(key(2))] == ["announced"]


def test_days_of_sources_and_of_publishers_are_kept_apart(store: Store) -> None:
    house = RecallDay(
        day="2026-11-20", publisher="gazette-group", first=FEED, second=SITEMAP,
        only_first=10, only_second=20, both=70,
    )  # fmt: skip
    single = replace(house, source_key="gazette", witness=True)
    with store.write() as tx:
        tx.recall.save(house)
        tx.recall.save(single)
    with store.read() as tx:
        assert tx.recall.list() == [house]
        assert tx.recall.by_source("2026-11-01") == [single]
        assert tx.recall.by_source("2026-11-21") == []


def test_a_day_measured_again_is_replaced(store: Store) -> None:
    first = RecallDay(
        day="2026-11-20", publisher="gazette-group", first=FEED, second=SITEMAP,
        only_first=10, only_second=20, both=70, estimate=102.8, low=100.0, high=109.0,
    )  # fmt: skip
    untold = replace(first, day="2026-11-21", estimate=None, low=None, high=None, reason="too few")
    again = replace(first, both=71)
    with store.write() as tx:
        for each in (first, untold, again):
            tx.recall.save(each)
    with store.read() as tx:
        assert tx.recall.list() == [untold, again]
        assert tx.recall.list("2026-11-20") == [again]
