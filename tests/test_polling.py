"""When channels and articles are looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Channel, ChannelKind, Failure, Validators
from ingest.polling import (
    MAX_INTERVAL,
    MIN_INTERVAL,
    after_failure,
    after_success,
    due_channels,
    failure_weight,
    leading_channel,
    next_visit,
    question,
)
from ingest.records import ChannelState, SourceState, Verdict

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
DEAD = {"verdict": Verdict(state=SourceState.STALE)}
FAILING = {"failure_score": 1.0}
RESTS = {"next_check_at": LATER}
SEEN_LONG_AGO = {"last_polled_at": NOW - timedelta(hours=7)}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param({}, {}, (FIRST,), id="the-second-stands-by"),
        pytest.param({}, SEEN_LONG_AGO, (FIRST, SECOND), id="who-stands-by-is-looked-at-at-times"),
        pytest.param(RESTS, {}, (), id="the-first-rests-and-so-does-the-other"),
        pytest.param({}, {"last_polled_at": None}, (FIRST, SECOND), id="never-seen"),
        pytest.param(FAILING | RESTS, {}, (SECOND,), id="taken-over"),
        pytest.param(FAILING, {}, (FIRST, SECOND), id="taken-over-and-probed"),
        pytest.param(DEAD | RESTS, {}, (SECOND,), id="taken-over-from-a-zombie"),
        pytest.param(DEAD, RESTS, (FIRST,), id="probed-alone"),
        pytest.param(FAILING | RESTS, FAILING | RESTS, (), id="both-back-off"),
        pytest.param(DEAD, DEAD, (FIRST, SECOND), id="both-dead-both-probed"),
    ],
)
def test_the_next_channel_takes_over_and_the_first_is_probed(
    first: dict[str, object], second: dict[str, object], expected: tuple[Channel, ...]
) -> None:
    due = {"next_check_at": NOW, "last_polled_at": NOW - timedelta(hours=1)}
    states = {FIRST.url: state(FIRST, **due | first), SECOND.url: state(SECOND, **due | second)}
    assert due_channels((FIRST, SECOND), states, NOW) == expected


@given(
    wait=st.floats(0, 1e8), score=st.floats(0, 1e6), interval=st.floats(1, MAX_INTERVAL),
    verdict=st.sampled_from(SourceState),
)  # fmt: skip
def test_no_channel_is_ever_forgotten(
    wait: float, score: float, interval: float, verdict: SourceState
) -> None:
    known = state(
        interval=interval, failure_score=score, last_polled_at=NOW,
        verdict=Verdict(state=verdict),
    )  # fmt: skip
    poll = after_failure(known, failure("http-410", retry_after=wait), now=NOW)
    waiting = replace(known, next_check_at=poll.at, failure_score=poll.failure_score)
    states = {FIRST.url: waiting, SECOND.url: replace(waiting, url=SECOND.url)}
    assert due_channels((FIRST, SECOND), states, NOW + timedelta(days=1)) == (FIRST, SECOND)


@pytest.mark.parametrize(
    ("states", "leads"),
    [
        pytest.param({}, FIRST, id="never-polled"),
        pytest.param({FIRST: FAILING}, SECOND, id="failing"),
        pytest.param({FIRST: DEAD}, SECOND, id="dead-though-it-answers"),
        pytest.param({FIRST: DEAD, SECOND: FAILING}, None, id="none"),
        pytest.param({SECOND: DEAD}, FIRST, id="back-again"),
    ],
)
def test_a_source_is_read_from_its_first_channel_alive(
    states: dict[Channel, dict[str, object]], leads: Channel | None
) -> None:
    known = {channel.url: state(channel, **changes) for channel, changes in states.items()}
    assert leading_channel((FIRST, SECOND), known) is leads


@pytest.mark.parametrize(
    ("interval", "wait", "elapsed", "expected"),
    [
        pytest.param(900, 900, 899, True, id="a-second-early-is-no-run-missed"),
        pytest.param(900, 900, 620, True, id="up-to-five-minutes"),
        pytest.param(900, 900, 590, False, id="not-more"),
        pytest.param(300, 300, 290, False, id="never-below-five-minutes"),
        pytest.param(900, 7200, 7100, False, id="not-when-the-server-asked-to-wait"),
    ],
)
def test_a_poll_may_come_a_little_early(
    interval: float, wait: float, elapsed: float, expected: bool
) -> None:
    last = NOW - timedelta(seconds=elapsed)
    polled = state(
        interval=interval, last_polled_at=last, next_check_at=last + timedelta(seconds=wait)
    )
    assert bool(due_channels((FIRST,), {FIRST.url: polled}, NOW)) is expected


def test_a_failing_channel_is_never_early() -> None:
    failing = state(
        interval=900, failure_score=0.5, last_polled_at=NOW - timedelta(seconds=899),
        next_check_at=NOW + timedelta(seconds=1),
    )  # fmt: skip
    assert due_channels((FIRST,), {FIRST.url: failing}, NOW) == ()


TAG = Validators(etag='"1"')
NEW_HOME = "https://new.example/feed"


@pytest.mark.parametrize(
    ("changes", "url", "validators"),
    [
        pytest.param({}, FIRST.url, TAG, id="conditionally"),
        pytest.param({"full_at": None}, FIRST.url, Validators(), id="never-read"),
        pytest.param({"unmodified": 12}, FIRST.url, Validators(), id="many-times-not-modified"),
        pytest.param(
            {"full_at": NOW - timedelta(days=1)}, FIRST.url, Validators(), id="not-read-for-a-day"
        ),
        pytest.param({"distrusted_until": LATER}, FIRST.url, Validators(), id="not-believed"),
        pytest.param({"distrusted_until": NOW}, FIRST.url, TAG, id="believed-again"),
        pytest.param({"moved_to": NEW_HOME, "moved_seen": 2}, FIRST.url, TAG, id="moved-perhaps"),
        pytest.param({"moved_to": NEW_HOME, "moved_seen": 3}, NEW_HOME, TAG, id="moved-for-good"),
        pytest.param(
            {"moved_to": NEW_HOME, "moved_seen": 9, "failure_score": 0.5},
            FIRST.url, TAG, id="the-new-home-fails",
        ),
        pytest.param(
            {"moved_to": NEW_HOME, "moved_seen": 9, "unmodified": 12},
            FIRST.url, Validators(), id="a-probe-asks-the-old-home",
        ),
    ],
)  # fmt: skip
def test_how_a_channel_is_asked(
    changes: dict[str, object], url: str, validators: Validators
) -> None:
    known = {"validators": TAG, "full_at": NOW - timedelta(hours=1)}
    asked = question(FIRST, state(**known | changes), NOW)
    assert (asked.url, asked.validators) == (url, validators)


def steady(gap: timedelta, items: int = 30) -> list[datetime]:
    return [NOW - gap * (n + 0.5) for n in range(items)]


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        pytest.param(timedelta(minutes=4), MIN_INTERVAL, id="breaking"),
        pytest.param(timedelta(hours=1), 1755.0, id="hourly"),
        pytest.param(timedelta(days=7), MAX_INTERVAL, id="weekly"),
    ],
)
def test_the_first_poll_takes_the_pace_from_the_dates(gap: timedelta, expected: float) -> None:
    first = after_success(
        state(last_success_at=None), now=NOW, entries=30, new=30, ttl=None, dates=steady(gap)
    )
    assert first.interval == expected


@pytest.mark.parametrize(
    ("gap", "shortest", "longest"),
    [
        pytest.param(timedelta(minutes=5), 300, 300, id="breaking"),
        pytest.param(timedelta(hours=1), 800, 3600, id="hourly"),
        pytest.param(timedelta(days=1), 20_000, 86_400, id="daily"),
    ],
)
@pytest.mark.parametrize("new", [0, 1, 8])
@pytest.mark.parametrize("interval", [300.0, 900.0, 86_400.0])
def test_the_interval_stays_near_the_pace(
    interval: float, new: int, gap: timedelta, shortest: float, longest: float
) -> None:
    current = state(interval=interval, last_new_at=NOW)
    poll = after_success(current, now=NOW, entries=30, new=new, ttl=None, dates=steady(gap))
    assert shortest <= poll.interval <= longest


def test_dates_that_claim_news_where_there_is_none_are_not_followed() -> None:
    stamped = [NOW - timedelta(seconds=n) for n in range(30)]
    current = state(interval=3600.0, last_new_at=NOW - timedelta(days=2))
    poll = after_success(current, now=NOW, entries=30, new=0, ttl=None, dates=stamped)
    assert poll.interval == 3600 * 1.3


def test_the_first_item_after_a_usual_night_is_not_hours_late() -> None:
    night = state(interval=3600.0, usual_gap=8 * 3600.0, verdict=Verdict(state=SourceState.FRESH))
    assert after_success(night, now=NOW, entries=0, new=0, ttl=None).interval == 3600
    dead = state(interval=3600.0, usual_gap=8 * 3600.0, **DEAD)
    assert after_success(dead, now=NOW, entries=0, new=0, ttl=None).interval > 3600


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
