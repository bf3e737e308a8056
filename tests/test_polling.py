"""When channels and articles are looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Channel, ChannelKind, Failure
from ingest.polling import (
    MAX_INTERVAL,
    MIN_INTERVAL,
    after_failure,
    after_success,
    due_channels,
    failure_weight,
    next_visit,
)
from ingest.records import ChannelState

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIRST, SECOND = (Channel(kind=ChannelKind.RSS, url=f"https://a.example/{n}") for n in "12")


def state(channel: Channel = FIRST, **changes: object) -> ChannelState:
    values: dict[str, object] = {"last_success_at": NOW - timedelta(hours=1), "interval": 3600.0}
    return ChannelState(source_key="a", url=channel.url, **values | changes)  # type: ignore[arg-type]


def failure(code: str = "timeout", **changes: object) -> Failure:
    return Failure(url=FIRST.url, code=code, message="", **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entries", "new", "expected"),
    [
        pytest.param(20, 0, 3600 * 1.3, id="nothing-new-lengthens"),
        pytest.param(20, 1, 3600, id="a-little-new-keeps"),
        pytest.param(3, 3, 1800, id="all-new-shortens"),
        pytest.param(50, 8, 1800, id="many-new-shorten"),
        pytest.param(0, 0, 3600 * 1.3, id="empty-lengthens"),
    ],
)
def test_the_interval_follows_the_news(entries: int, new: int, expected: float) -> None:
    assert after_success(state(), now=NOW, entries=entries, new=new, ttl=None).interval == expected


def test_the_first_poll_says_nothing_about_the_rhythm() -> None:
    first = after_success(state(last_success_at=None), now=NOW, entries=30, new=30, ttl=None)
    assert first.interval == 3600


def test_what_the_server_asks_for_is_kept_but_not_remembered() -> None:
    asked = after_success(state(), now=NOW, entries=10, new=1, ttl=7200)
    assert asked.at == NOW + timedelta(hours=2)
    assert asked.interval == 3600


@given(
    entries=st.integers(0, 5000), new=st.integers(0, 5000), interval=st.floats(1, 1e7),
    ttl=st.none() | st.floats(0, 1e9),
)  # fmt: skip
def test_a_channel_is_looked_at_between_five_minutes_and_a_day(
    entries: int, new: int, interval: float, ttl: float | None
) -> None:
    poll = after_success(
        state(interval=interval), now=NOW, entries=entries, new=min(new, entries), ttl=ttl
    )
    assert MIN_INTERVAL <= (poll.at - NOW).total_seconds() <= MAX_INTERVAL + 1
    assert poll.failure_score == 0


def test_failures_back_off_linearly_up_to_a_day() -> None:
    waits = []
    current = state(interval=900.0, failure_score=0.0)
    for _ in range(200):
        poll = after_failure(current, failure("http-500"), now=NOW)
        waits.append((poll.at - NOW).total_seconds())
        current = state(interval=poll.interval, failure_score=poll.failure_score)
    assert waits[0] == 900
    assert waits == sorted(waits)
    assert waits[-1] == MAX_INTERVAL


def test_retry_after_wins_when_it_is_longer() -> None:
    poll = after_failure(state(interval=900.0), failure("http-429", retry_after=5000.0), now=NOW)
    assert poll.at == NOW + timedelta(seconds=5000)


@pytest.mark.parametrize(
    ("code", "weight"),
    [("http-410", 1.0), ("http-404", 0.5), ("timeout", 0.5), ("dns-temporary", 0.25)],
)
def test_failures_weigh_by_what_they_promise(code: str, weight: float) -> None:
    assert failure_weight(code) == weight


LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param({}, {}, (FIRST, SECOND), id="both-due-and-well"),
        pytest.param({"next_check_at": LATER}, {}, (), id="the-first-rests-and-so-does-the-other"),
        pytest.param(
            {"failure_score": 1.0, "next_check_at": LATER}, {}, (SECOND,), id="taken-over"
        ),
        pytest.param({"failure_score": 1.0}, {}, (FIRST, SECOND), id="taken-over-and-probed"),
        pytest.param({"failure_score": 1.0}, {"next_check_at": LATER}, (FIRST,), id="probed-alone"),
        pytest.param(
            {"failure_score": 1.0, "next_check_at": LATER},
            {"failure_score": 1.0, "next_check_at": LATER},
            (),
            id="both-back-off",
        ),
    ],
)
def test_the_next_channel_takes_over_and_the_first_is_probed(
    first: dict[str, object], second: dict[str, object], expected: tuple[Channel, ...]
) -> None:
    states = {FIRST.url: state(FIRST, **first), SECOND.url: state(SECOND, **second)}
    assert due_channels((FIRST, SECOND), states, NOW) == expected


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(minutes=5), timedelta(minutes=15)),
        (timedelta(hours=5), timedelta(hours=1)),
        (timedelta(days=3), timedelta(hours=3)),
        (timedelta(days=20), timedelta(days=3)),
        (timedelta(days=100), timedelta(days=30)),
    ],
    ids=str,
)
def test_articles_are_visited_ever_more_seldom(age: timedelta, wait: timedelta) -> None:
    assert next_visit(NOW - age, NOW) == NOW + wait


def test_history_is_left_alone() -> None:
    assert next_visit(NOW - timedelta(days=400), NOW) is None
