"""What a poll leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ingest.adapters.store import Store
from ingest.adapters.store.channels import KEEP_POLLS
from ingest.model import Outcome, Validators
from ingest.records import ChannelState, Poll, SourceState, Verdict
from tests.store.samples import FEED, NOW, entries, key

V1, V2 = Validators(etag='"1"', last_modified="Sat, 21 Nov 2026 09:00:00 GMT"), Validators()


def poll(run: int, outcome: str = "ok", **changes: Any) -> Poll:
    plain = Poll(
        run_id=f"r{run}",
        source_key="gazette",
        channel_url=FEED,
        at=NOW + timedelta(minutes=15 * run),
        outcome=outcome,
        next_check_at=NOW + timedelta(minutes=15 * run + 15),
    )
    return replace(plain, **changes)


def state_after(store: Store, *polls: Poll) -> ChannelState:
    for each in polls:
        with store.write() as tx:
            tx.channels.record(each)
    with store.read() as tx:
        return tx.channels.state("gazette", FEED)


def test_a_channel_never_polled_has_all_defaults(store: Store) -> None:
    with store.read() as tx:
        assert tx.channels.state("gazette", FEED) == ChannelState(source_key="gazette", url=FEED)
        assert tx.channels.states() == []


def test_a_poll_sets_the_state_and_comes_back_as_evidence(store: Store) -> None:
    seen = poll(
        1,
        status=200,
        entries=20,
        new_entries=3,
        dated_entries=19,
        newest_item_at=NOW,
        oldest_item_at=NOW - timedelta(days=3),
        usual_gap=7200.0,
        longest_silence=3600.0,
        seconds=0.4,
        body_hash="abc",
        validators=V1,
        interval=600.0,
    )
    state = state_after(store, seen)
    assert state == ChannelState(
        source_key="gazette",
        url=FEED,
        validators=V1,
        body_hash="abc",
        next_check_at=seen.next_check_at,
        last_polled_at=seen.at,
        last_success_at=seen.at,
        newest_item_at=NOW,
        interval=600.0,
        usual_gap=7200.0,
        longest_silence=3600.0,
        last_new_at=seen.at,
        full_at=seen.at,
    )
    with store.read() as tx:
        assert tx.channels.history("gazette") == [seen]
        assert tx.channels.states() == [state]


def test_a_failure_forgets_nothing_the_last_answer_said(store: Store) -> None:
    good = poll(
        1, validators=V1, body_hash="abc", newest_item_at=NOW, moved_to="https://new.example/"
    )
    bad = poll(2, "timeout", failure_score=0.5)
    state = state_after(store, good, bad)
    assert (state.validators, state.body_hash, state.newest_item_at) == (V1, "abc", NOW)
    assert (state.last_success_at, state.last_polled_at) == (good.at, bad.at)
    assert (state.failure_score, state.moved_to, state.moved_seen) == (
        0.5,
        "https://new.example/",
        1,
    )


def test_a_full_answer_without_validators_clears_them(store: Store) -> None:
    assert state_after(store, poll(1, validators=V1), poll(2, validators=V2)).validators == V2


def test_not_modified_keeps_the_validators(store: Store) -> None:
    state = state_after(store, poll(1, validators=V1), poll(2, "not-modified"))
    assert (state.validators, state.last_success_at) == (V1, poll(2).at)


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        pytest.param(["a", "a", "a"], ("a", 3), id="equal-answers-are-counted"),
        pytest.param(["a", "b"], ("b", 1), id="another-address-starts-again"),
        pytest.param(["a", ""], ("", 0), id="a-straight-answer-clears-it"),
    ],
)
def test_permanent_moves_are_counted(
    store: Store, moves: list[str], expected: tuple[str, int]
) -> None:
    state = state_after(store, *(poll(run, moved_to=to) for run, to in enumerate(moves)))
    assert (state.moved_to, state.moved_seen) == expected


def test_days_with_news_are_counted_and_the_first_poll_is_none(store: Store) -> None:
    a_day = 4 * 24
    runs = {1: 30, 2: 0, 3: 2, 4: 1, a_day: 3, a_day + 1: 0, 2 * a_day: 1}
    state = state_after(store, *(poll(run, new_entries=new) for run, new in runs.items()))
    assert (state.news_days, state.last_new_at) == (3, poll(2 * a_day).at)


def test_answers_without_a_body_are_counted_until_one_comes(store: Store) -> None:
    first = poll(1)
    state = state_after(store, first, poll(2, "not-modified"), poll(3, "not-modified"))
    assert (state.unmodified, state.full_at) == (2, first.at)
    assert state_after(store, poll(4)).unmodified == 0


def test_what_is_found_out_about_a_channel_is_kept_between_polls(store: Store) -> None:
    stale = Verdict(state=SourceState.STALE, reason="nothing new since 2018", since=NOW)
    until = NOW + timedelta(days=30)
    state_after(store, poll(1))
    with store.write() as tx:
        tx.channels.judged("gazette", FEED, stale)
        tx.channels.distrust("gazette", FEED, until)
    state = state_after(store, poll(2))
    assert (state.verdict, state.distrusted_until) == (stale, until)


def test_addresses_new_to_a_channel_are_those_it_did_not_announce_itself(store: Store) -> None:
    with store.write() as tx:
        tx.runs.start("r1", "ingest")
        tx.ledger.discover("r1", "batch", FEED, entries(1, 2))
        assert tx.channels.first_seen("gazette", FEED, [key(2), key(3), key(3)]) == {key(2): NOW}
        assert tx.channels.first_seen("gazette", "https://news.example/other", [key(1)]) == {}


def test_what_came_of_an_arrival_is_the_first_word_that_says_what_it_is(store: Store) -> None:
    with store.write() as tx:
        for run in ("r1", "r2"):
            tx.runs.start(run, "ingest")
        tx.ledger.discover("r1", "batch", FEED, entries(1, 2, 3))
        tx.ledger.close("r1", key(1), Outcome.DEFERRED, "fetch", "not reached")
        tx.ledger.close("r1", key(2), Outcome.BLOCKED, "fetch", "a wall", retry_at=NOW)
        tx.ledger.resume("r2", "batch", ["gazette"], 10)
        tx.ledger.close("r2", key(1), Outcome.TEASER, "extract", "three lines")
        told = {a.key: (a.outcome, a.title) for a in tx.channels.arrivals("gazette", FEED)}
        assert tx.channels.arrivals("gazette", "https://news.example/other") == []
    assert told[key(1)] == (Outcome.TEASER, "Story 1")
    assert told[key(2)][0] is Outcome.BLOCKED, "nobody can tell"
    assert told[key(3)][0] is None, "not read yet"


def test_a_retried_poll_of_one_run_counts_once(store: Store) -> None:
    state = state_after(
        store, poll(1, moved_to="a"), poll(1, "timeout", failure_score=1.0), poll(1, moved_to="a")
    )
    assert (state.moved_seen, state.failure_score) == (1, 0.0)
    with store.read() as tx:
        assert [each.outcome for each in tx.channels.history("gazette")] == ["ok"]


def test_only_the_latest_polls_are_kept(store: Store) -> None:
    with store.write() as tx:
        for run in range(KEEP_POLLS + 5):
            tx.channels.record(poll(run))
        tx.channels.record(poll(0, source_key="herald"))
        history = tx.channels.history("gazette", limit=1_000)
        assert len(tx.channels.history("herald")) == 1
    assert [each.run_id for each in history] == [f"r{run}" for run in range(KEEP_POLLS + 4, 4, -1)]
