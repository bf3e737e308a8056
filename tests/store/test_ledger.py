"""Every URL of a run ends in exactly one outcome, whatever is retried, killed or announced twice."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from ingest.adapters.store import Store
from ingest.errors import NotFound
from ingest.model import Moment, Outcome, Validators
from ingest.records import TrailStep
from tests.store.conftest import Clock
from tests.store.samples import (
    FEED,
    article,
    close_all,
    entries,
    entry,
    insert,
    key,
    page,
)


def discover(store: Store, run_id: str, *numbers: int, batch: str = "b1") -> tuple[list[str], int]:
    with store.write() as tx:
        tx.runs.start(run_id, "ingest")
        found = tx.ledger.discover(run_id, batch, FEED, entries(*numbers))
    return [work.key for work in found.to_fetch], found.known


def outcome_of(store: Store, run_id: str, number: int) -> Outcome | None:
    with store.read() as tx:
        [row] = [row for row in tx.ledger.outcomes(run_id) if row.key == key(number)]
    return row.outcome


def known_in(store: Store, run_id: str) -> int:
    with store.read() as tx:
        counts = tx.runs.get(run_id).counts
    return sum(per.get(Outcome.KNOWN, 0) for per in counts.values())


def last_step(store: Store, number: int) -> tuple[str, str, str]:
    with store.read() as tx:
        step = tx.ledger.trail(key(number))[-1]
    return step.run_id, step.what, step.reason


def settle(store: Store, run_id: str, *numbers: int) -> None:
    with store.write() as tx:
        close_all(tx, run_id, numbers, Outcome.STORED)


# ── discovering ──────────────────────────────────────────────────────────────────────────────


def test_new_urls_are_to_be_fetched_and_known_ones_are_not(store: Store) -> None:
    assert discover(store, "r1", 1, 2) == ([key(1), key(2)], 0)
    settle(store, "r1", 1, 2)

    assert discover(store, "r2", 1, 2, 3) == ([key(3)], 2)
    assert known_in(store, "r2") == 2
    assert last_step(store, 1) == ("r2", "known", "announced again")


def test_a_known_url_is_counted_once_in_a_run_whoever_announces_it(store: Store) -> None:
    discover(store, "r1", 1)
    settle(store, "r1", 1)
    discover(store, "r2", 1)
    discover(store, "r2", 1)  # a retried task
    with store.write() as tx:
        tx.ledger.discover("r2", "b2", "https://other.example/rss", [entry(1, "herald")])
    assert known_in(store, "r2") == 1
    with store.write() as tx:
        tx.runs.finish("r2", "done")
        tx.runs.finish("r2", "done")  # a retried task, too
    assert known_in(store, "r2") == 1


def test_what_was_counted_as_known_is_not_opened_in_the_same_run(
    store: Store, clock: Clock
) -> None:
    discover(store, "r1", 1)
    with store.write() as tx:
        soon = clock() + timedelta(minutes=15)
        tx.ledger.close("r1", key(1), Outcome.STORED, "store", "new", "a1", visit_at=soon)
    discover(store, "r2", 1)
    clock.advance(minutes=20)
    with store.write() as tx:
        assert tx.ledger.resume("r2", "b1", ["gazette"], 10) == ()
        assert tx.ledger.discover("r2", "b1", FEED, entries(1)).to_fetch == ()
        tx.runs.start("r3", "ingest")
        assert [work.key for work in tx.ledger.resume("r3", "b1", ["gazette"], 10)] == [key(1)]
        assert tx.ledger.discover("r3", "b1", FEED, entries(1)).known == 1
    assert known_in(store, "r3") == 0


def test_discovering_again_changes_nothing(store: Store) -> None:
    discover(store, "r1", 1, 2)
    settle(store, "r1", 1)
    assert discover(store, "r1", 1, 2) == ([], 0)
    assert outcome_of(store, "r1", 1) is Outcome.STORED
    with store.read() as tx:
        assert [work.key for work in tx.ledger.open_work("r1", "b1")] == [key(2)]


def test_a_url_announced_by_two_channels_is_fetched_once(store: Store) -> None:
    discover(store, "r1", 1)
    with store.write() as tx:
        other = tx.ledger.discover("r1", "b2", "https://other.example/rss", [entry(1, "herald")])
    assert other.to_fetch == ()
    with store.read() as tx:
        announced = [s.source_key for s in tx.ledger.trail(key(1)) if s.what == "announced"]
    assert announced == ["gazette", "herald"]


def test_one_announcement_may_name_a_url_twice(store: Store) -> None:
    assert discover(store, "r1", 1, 2, 1)[0] == [key(1), key(2)]


def test_thousands_of_entries_at_once(store: Store) -> None:
    to_fetch, _ = discover(store, "r1", *range(1_700))
    assert len(set(to_fetch)) == 1_700
    with store.write() as tx:
        assert tx.ledger.close_rest("r1", "not reached") == 1_700


def test_hostile_characters_do_not_stop_a_feed(store: Store) -> None:
    odd = entry(1, title="half \ud83d", summary="nul \x00", entry_id="\udfff")
    with store.write() as tx:
        [work] = tx.ledger.discover("r1", "b1", "https://x.example/\x00", [odd]).to_fetch
    assert (work.entry.title, work.entry.entry_id) == ("half \ufffd", "\ufffd")


def test_an_endless_address_is_known_again(store: Store) -> None:
    chance = Random(1)  # what does not compress does not fit into an index by luck
    address = "https://news.example/" + "".join(chance.choices("абвгґдежз0123456789", k=8_000))
    long, other = entry(1, key=address), entry(2, key=address + "x")
    with store.write() as tx:
        found = tx.ledger.discover("r1", "b1", FEED, [long, other])
        assert [work.key for work in found.to_fetch] == [address, address + "x"]
        tx.ledger.fetched("r1", address, page(1))
        tx.ledger.judged("r1", address, b"x")
        stored = tx.articles.insert(article(1, key=address))
        tx.ledger.close("r1", address, Outcome.STORED, "store", "new", stored.id)
        tx.runs.start("r2", "ingest")
        assert tx.ledger.discover("r2", "b1", FEED, [long]).known == 1
        known = tx.articles.by_key(address)
        assert known is not None
        assert known.id == stored.id
        assert tx.articles.by_key(address + "x") is None
        assert Outcome.STORED in [step.what for step in tx.ledger.trail(address)]


# ── the way through a run ────────────────────────────────────────────────────────────────────


def test_work_waits_at_each_step_until_it_is_done(store: Store) -> None:
    discover(store, "r1", 1, 2, 3)
    with store.write() as tx:
        tx.ledger.fetched("r1", key(1), page(1), Validators(etag='"1"'))
        tx.ledger.fetched("r1", key(2), page(2))
        tx.ledger.judged("r1", key(2), b"payload")
    with store.read() as tx:
        assert [work.key for work in tx.ledger.open_work("r1", "b1")] == [key(3)]
        assert [work.key for work in tx.ledger.unjudged("r1", "b1")] == [key(1)]
        [(work, payload)] = tx.ledger.unsettled("r1")
    assert (work.key, work.page, payload) == (key(2), page(2), b"payload")


def test_unsettled_work_comes_in_the_order_it_was_fetched(store: Store, clock: Clock) -> None:
    numbers = list(range(130))
    discover(store, "r1", *numbers)
    with store.write() as tx:
        for number in reversed(numbers):
            clock.advance(seconds=number % 3 == 0)
            tx.ledger.fetched("r1", key(number), page(number, clock()))
            tx.ledger.judged("r1", key(number), b"x" * number)
    with store.write() as tx:
        fetched = []
        for work, payload in tx.ledger.unsettled("r1"):
            assert work.page is not None
            fetched.append((work.page.fetched_at, len(payload)))
            tx.ledger.close("r1", work.key, Outcome.STORED, "store", "new")
    assert sorted(size for _, size in fetched) == numbers
    assert [at for at, _ in fetched] == sorted(at for at, _ in fetched)


def test_the_first_outcome_stays(store: Store) -> None:
    discover(store, "r1", 1)
    with store.write() as tx:
        tx.ledger.close("r1", key(1), Outcome.OFF_TOPIC, "relevance", "score 0.1")
        tx.ledger.close("r1", key(1), Outcome.FAILED, "fetch", "late", retry_at=tx.session.now())
        tx.ledger.fetched("r1", key(1), page(1))
    with store.read() as tx:
        [row] = tx.ledger.outcomes("r1")
        assert (row.outcome, row.reason, row.page) == (Outcome.OFF_TOPIC, "score 0.1", None)
        assert tx.ledger.due_sources() == set()


def test_a_url_nobody_discovered_cannot_be_closed(store: Store) -> None:
    with pytest.raises(NotFound), store.write() as tx:
        tx.ledger.close("r1", key(1), Outcome.STORED, "store", "new")


def test_what_a_run_did_not_reach_comes_first_in_the_next(store: Store) -> None:
    discover(store, "r1", 1, 2)
    settle(store, "r1", 1)
    with store.write() as tx:
        assert tx.ledger.close_rest("r1", "out of time") == 1
        assert tx.ledger.close_rest("r1", "out of time") == 0
        tx.runs.start("r2", "ingest")
        assert tx.ledger.due_sources() == {"gazette"}
        [work] = tx.ledger.resume("r2", "b1", ["gazette"], 10)
        assert (work.key, work.attempts) == (key(2), 0)
        assert tx.ledger.resume("r2", "b1", ["gazette"], 10) == ()
    assert outcome_of(store, "r1", 2) is Outcome.DEFERRED


def test_resuming_takes_only_the_sources_asked_for_and_no_more_than_asked(store: Store) -> None:
    discover(store, "r1", *range(10))
    with store.write() as tx:
        tx.ledger.close_rest("r1", "out of time")
        assert tx.ledger.resume("r2", "b1", ["herald"], 10) == ()
        assert len(tx.ledger.resume("r2", "b1", ["herald", "gazette"], 4)) == 4


# ── trying again, and looking again ──────────────────────────────────────────────────────────


def test_a_failed_url_waits_for_its_time(store: Store, clock: Clock) -> None:
    discover(store, "r1", 1)
    with store.write() as tx:
        later = clock() + timedelta(minutes=10)
        tx.ledger.close("r1", key(1), Outcome.FAILED, "fetch", "timeout", retry_at=later)

    clock.advance(minutes=5)
    assert discover(store, "r2", 1) == ([], 1)
    assert outcome_of(store, "r2", 1) is Outcome.DEFERRED
    clock.advance(minutes=5)
    with store.write() as tx:
        found = tx.ledger.discover("r3", "b1", FEED, entries(1))
    assert [work.attempts for work in found.to_fetch] == [1]


def test_a_final_failure_is_not_tried_again(store: Store) -> None:
    discover(store, "r1", 1)
    with store.write() as tx:
        tx.ledger.close("r1", key(1), Outcome.FAILED, "fetch", "no such host")
    assert discover(store, "r2", 1) == ([], 1)
    assert last_step(store, 1) == ("r2", "known", "announced again, but given up earlier")


def test_a_settled_url_is_visited_again_when_due(store: Store, clock: Clock) -> None:
    discover(store, "r1", 1)
    with store.write() as tx:
        tx.ledger.fetched("r1", key(1), page(1), Validators(etag='"v1"'))
        soon = clock() + timedelta(minutes=15)
        tx.ledger.close("r1", key(1), Outcome.STORED, "store", "new", "a1", visit_at=soon)

    assert discover(store, "r2", 1)[0] == []
    clock.advance(minutes=15)
    with store.write() as tx:
        tx.runs.start("r4", "ingest")
        assert tx.ledger.due_sources() == {"gazette"}
        [work] = tx.ledger.discover("r3", "b1", FEED, entries(1)).to_fetch
        assert work.validators == Validators(etag='"v1"')
        tx.ledger.close("r3", key(1), Outcome.UNCHANGED, "fetch", "not modified")
        assert tx.ledger.due_sources() == set()
    with store.write() as tx:
        assert tx.ledger.discover("r4", "b1", FEED, entries(1)).to_fetch == ()


def test_a_settled_url_announced_as_modified_is_visited_at_once(store: Store, clock: Clock) -> None:
    discover(store, "r1", 1)
    with store.write() as tx:
        later = clock() + timedelta(days=3)
        tx.ledger.close("r1", key(1), Outcome.STORED, "store", "new", "a1", visit_at=later)
    modified = entry(1, modified=Moment(at=clock() + timedelta(minutes=5)))
    for run_id, expected in (("r2", 1), ("r3", 0)):
        with store.write() as tx:
            tx.runs.start(run_id, "ingest")
            found = tx.ledger.discover(run_id, "b1", FEED, [modified])
            assert len(found.to_fetch) == expected
            if expected:
                tx.ledger.close(run_id, key(1), Outcome.UNCHANGED, "x", "y", visit_at=later)


def test_unread_urls_are_resumed_before_those_only_looked_at_again(
    store: Store, clock: Clock
) -> None:
    discover(store, "r1", 1, 2, 3)
    with store.write() as tx:
        for number, days in ((1, 2), (3, 1)):
            later = clock() + timedelta(days=days)
            tx.ledger.close("r1", key(number), Outcome.STORED, "store", "new", visit_at=later)
        tx.ledger.close_rest("r1", "out of time")
        resumed = tx.ledger.resume("r2", "b1", ["gazette"], 2, revisit=True)
        assert {work.key for work in resumed} == {key(2), key(3)}
        assert tx.ledger.resume("r3", "b1", ["gazette"], 10)[0].key == key(2)


def test_validators_count_only_once_the_page_is_settled(store: Store) -> None:
    """Or a run killed between fetch and judgement would lose the page to a "not modified"."""
    discover(store, "r1", 1)
    with store.write() as tx:
        tx.ledger.fetched("r1", key(1), page(1), Validators(etag='"v1"'))
        tx.ledger.close_rest("r1", "killed")
        [work] = tx.ledger.resume("r2", "b1", ["gazette"], 1)
    assert work.validators == Validators()
    assert work.page is None


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def test_counts_are_frozen_when_the_run_ends_and_survive_pruning(
    store: Store, clock: Clock
) -> None:
    discover(store, "r1", 1, 2, 3)
    with store.write() as tx:
        tx.ledger.close("r1", key(1), Outcome.STORED, "store", "new", "a1")
        close_all(tx, "r1", [2, 3], Outcome.OFF_TOPIC)
        tx.runs.finish("r1", "done")
    expected = {"gazette": {Outcome.OFF_TOPIC: 2, Outcome.STORED: 1}}
    with store.write() as tx:
        assert tx.ledger.counts("r1") == tx.runs.get("r1").counts == expected
        assert tx.ledger.prune(clock()) == 0
        assert tx.ledger.prune(clock() + timedelta(days=1)) == 2
        tx.runs.finish("r1", "done")
        assert [row.article_id for row in tx.ledger.outcomes("r1")] == ["a1"]


def test_repeated_announcements_cost_no_rows(store: Store) -> None:
    discover(store, "r1", 1, 2)
    settle(store, "r1", 1, 2)
    for run in range(2, 12):
        discover(store, f"r{run}", 1, 2)
        with store.write() as tx:
            tx.runs.finish(f"r{run}", "done")
            assert tx.runs.get(f"r{run}").counts == {"gazette": {Outcome.KNOWN: 2}}
    with store.read() as tx:
        assert len(tx.ledger.outcomes()) == 2


def test_outcomes_can_be_filtered_and_paged(store: Store) -> None:
    discover(store, "r1", *range(5))
    with store.write() as tx:
        close_all(tx, "r1", [0, 2, 4], Outcome.OFF_TOPIC)
    with store.read() as tx:
        first = tx.ledger.outcomes("r1", Outcome.OFF_TOPIC, "gazette", limit=2)
        rest = tx.ledger.outcomes("r1", Outcome.OFF_TOPIC, limit=2, before=first[-1].no)
        assert [row.key for row in first + rest] == [key(4), key(2), key(0)]
        assert [row.outcome for row in tx.ledger.outcomes(source_key="gazette")].count(None) == 2
        assert tx.ledger.outcomes(source_key="herald") == []


def test_the_trail_tells_the_story_of_a_url(store: Store, clock: Clock) -> None:
    discover(store, "r1", 1)
    clock.advance(minutes=1)
    with store.write() as tx:
        tx.ledger.fetched("r1", key(1), page(1, clock()))
    clock.advance(minutes=1)
    [stored] = insert(store, 1)
    with store.write() as tx:
        tx.ledger.close("r1", key(1), Outcome.STORED, "store", "new text", stored.id)
    clock.advance(minutes=1)
    with store.write() as tx:
        tx.articles.add_version(
            stored.id, article(1, content_hash="other", fetched_at=clock(), headline="Corrected")
        )
        tx.digests.start("d1", day="2026-11-21", feed_after=0, feed_upto=1)
        tx.digests.render("d1", subject="s", html="h", text="t", article_ids=[stored.id])
    with store.read() as tx:
        trail = tx.ledger.trail(key(1))
    assert [(step.stage, step.what) for step in trail] == [
        ("discover", "announced"),
        ("fetch", "fetched"),
        ("store", "stored"),
        ("store", "version 2"),
        ("digest", "selected"),
    ]
    assert all(isinstance(step, TrailStep) and step.at.tzinfo for step in trail)


def test_the_trail_of_an_unknown_url_is_empty(store: Store) -> None:
    with store.read() as tx:
        assert tx.ledger.trail("https://nobody.example/") == []
