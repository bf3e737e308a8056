"""What a poll leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ingest.adapters.store import Store
from ingest.adapters.store.channels import KEEP_POLLS
from ingest.model import Validators
from ingest.records import ChannelState, Poll
from tests.store.samples import FEED, NOW

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
