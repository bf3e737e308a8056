"""Which sources are called alive. Time is played: polls every hour or so against an invented channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.health import (
    ChannelHealth,
    Proof,
    appeared_at,
    describe_channel,
    judge_channel,
    judge_source,
    usual_gap,
    weigh,
)
from ingest.model import Channel, ChannelKind, Entry, Moment, Source
from ingest.polling import state_after
from ingest.records import ALIVE, ChannelState, PageYield, Poll, SourceState, Verdict

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = "https://a.example/feed"

Item = tuple[str, datetime | None]
Publisher = Callable[[datetime], Sequence[Item]]


@dataclass
class Watched:
    """A channel that is polled, and what became of it."""

    publish: Publisher
    kind: ChannelKind = ChannelKind.RSS
    at: datetime = NOW

    def __post_init__(self) -> None:
        self.state = ChannelState(source_key="a", url=FEED)
        self.polls: list[Poll] = []
        self.first_seen: dict[str, datetime] = {}

    def poll(self, **changes: Any) -> SourceState:
        """Look once at the channel; *changes* are what the poll found instead."""
        listed = self.publish(self.at)
        items = {key: at if at and at <= self.at + DAY else None for key, at in listed}
        seen = Poll(
            run_id=self.at.isoformat(), source_key="a", channel_url=FEED, at=self.at, outcome="ok",
            interval=3600.0,
        )  # fmt: skip
        seen = weigh(seen, items, self.first_seen, Proof(), self.state, self.polls, self.at)
        self.first_seen = dict.fromkeys(items, self.at) | self.first_seen
        seen = replace(seen, **changes)
        self.polls = [seen, *self.polls][:12]
        self.state = state_after(self.state, seen)
        verdict = judge_channel(self.kind, self.state, self.polls, self.at)
        self.state = replace(self.state, verdict=verdict)
        return verdict.state

    def watch(self, length: timedelta, every: timedelta = HOUR) -> Iterator[SourceState]:
        """Poll for a while, and tell the state after each poll."""
        end = self.at + length
        while self.at < end:
            yield self.poll()
            self.at += every


def publisher(
    gap: timedelta,
    *,
    limit: int = 20,
    until: datetime | None = None,
    dated: bool = True,
    batch: int = 1,
) -> Publisher:
    """Return a channel that announces *batch* items every *gap*, up to its death at *until*."""
    origin = datetime(2020, 1, 6, 7, 13, tzinfo=UTC)

    def publish(now: datetime) -> list[Item]:
        last = int((min(now, until or now) - origin) / gap)
        times = [origin + gap * n for n in range(last, last - limit // batch, -1)]
        return [
            (f"{at:%s}-{n}", at + timedelta(minutes=n) * dated if dated else None)
            for at in times
            for n in range(batch)
        ]

    return publish


def seven_days_apart(limit: int) -> Publisher:
    return publisher(7 * DAY, limit=limit)


# ── the healthy are not accused ──────────────────────────────────────────────────────────────

HEALTHY = {
    "a wire": publisher(timedelta(minutes=3), limit=50),
    "a wire with a short list": publisher(timedelta(minutes=3), limit=10),
    "hourly": publisher(HOUR),
    "twice a day": publisher(12 * HOUR),
    "daily": publisher(DAY),
    "a weekly": seven_days_apart(20),
    "a weekly that lists three issues": seven_days_apart(3),
    "a weekly that lists one article": seven_days_apart(1),
    "a weekly in issues of ten": publisher(7 * DAY, limit=30, batch=10),
    "a weekly that lists its last issue only": publisher(7 * DAY, limit=10, batch=10),
    "a monthly": publisher(30 * DAY, limit=12),
    "hourly without dates": publisher(HOUR, dated=False),
    "a weekly without dates": publisher(7 * DAY, limit=10, dated=False),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_channel_is_never_accused(name: str) -> None:
    watched = Watched(HEALTHY[name])
    assert set(watched.watch(40 * DAY, every=3 * HOUR)) <= ALIVE


def test_a_paper_that_rests_on_sundays_is_never_accused() -> None:
    def publish(now: datetime) -> list[Item]:
        hours = [now.replace(minute=0) - HOUR * n for n in range(24 * 8)]
        open_hours = [at for at in hours if at.weekday() < 5 and 8 <= at.hour < 19]
        return [(at.isoformat(), at) for at in open_hours[:20]]

    assert set(Watched(publish).watch(40 * DAY, every=3 * HOUR)) <= ALIVE


def test_a_weekly_two_days_after_its_issue_is_quiet() -> None:
    assert Watched(seven_days_apart(20), at=NOW).poll() is SourceState.QUIET
    assert NOW.weekday() == 5  # it comes out on Mondays


def test_our_own_outage_is_no_silence_of_theirs() -> None:
    watched = Watched(publisher(HOUR, dated=False))
    list(watched.watch(4 * DAY))
    watched.at += 9 * DAY
    list(watched.watch(2 * DAY))
    assert watched.state.longest_silence < DAY.total_seconds()


def test_an_item_pinned_for_years_does_not_slow_the_rhythm() -> None:
    hours = [NOW - HOUR * n for n in range(30)]
    assert usual_gap([*hours, NOW - 2000 * DAY]) == 3600


# ── the dead are found ───────────────────────────────────────────────────────────────────────


def constant(items: int, at: datetime | None) -> Publisher:
    return lambda _: [(str(n), at) for n in range(items)]


def one_day(now: datetime) -> list[Item]:
    return [
        (str(n), datetime(2026, 11, 3, 6, tzinfo=UTC) + timedelta(minutes=9 * n)) for n in range(99)
    ]


def static_list(now: datetime) -> list[Item]:
    return [(str(n), datetime(2015, 1, 1, tzinfo=UTC) + 30 * HOUR * n) for n in range(2000)]


FROZEN = {
    "with dates": publisher(HOUR, until=NOW - 3 * DAY),
    "years ago": publisher(12 * HOUR, until=NOW - 1300 * DAY, limit=299),
    "all of one day": one_day,
    "all of one moment": constant(20, NOW - 40 * DAY),
    "a huge static list": static_list,
    "an old weekly": publisher(7 * DAY, until=NOW - 9 * DAY),
    "an old address that still answers": publisher(
        2 * HOUR, until=datetime(2018, 1, 20, tzinfo=UTC)
    ),
}


@pytest.mark.parametrize("name", FROZEN)
def test_a_dated_zombie_is_found_on_the_first_poll(name: str) -> None:
    assert Watched(FROZEN[name]).poll() is SourceState.STALE


@pytest.mark.parametrize(
    "publish",
    [
        pytest.param(constant(299, None), id="frozen-without-dates"),
        pytest.param(lambda now: [(str(n), now) for n in range(20)], id="dated-by-our-visit"),
        pytest.param(lambda now: [(str(n), now + 2 * HOUR) for n in range(20)], id="dated-ahead"),
    ],
)
def test_a_zombie_whose_dates_say_nothing_is_never_called_fresh(publish: Publisher) -> None:
    states = list(Watched(publish).watch(10 * DAY))
    assert states[0] is SourceState.UNDATED
    assert states[-1] is SourceState.STALE
    assert set(states) == {SourceState.UNDATED, SourceState.STALE}


def test_a_long_list_without_dates_is_found_in_two_days() -> None:
    states = list(Watched(constant(299, None)).watch(2 * DAY + HOUR + HOUR))
    assert states[-1] is SourceState.STALE


def spread(now: datetime) -> list[Item]:
    return [(str(n), now - timedelta(minutes=20 * n + 5)) for n in range(100)]


def test_dates_that_advance_without_a_new_address_are_seen_through() -> None:
    states = list(Watched(spread).watch(2 * DAY))
    assert states[0] is SourceState.FRESH
    assert states[-1] is SourceState.STALE


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
@pytest.mark.parametrize("hours", [1, 5, 24, 7 * 24])
def test_death_is_found_within_a_day_of_the_usual_cadence(hours: int, dated: bool) -> None:
    gap = hours * HOUR
    dies = NOW + 4 * gap + 4 * DAY
    watched = Watched(publisher(gap, until=dies, dated=dated))
    last_item = max(at for _, at in publisher(gap, until=dies)(dies) if at)
    for state in watched.watch(60 * DAY):
        if state is SourceState.STALE:
            break
    found_after = watched.at - last_item
    assert gap < found_after <= gap + DAY + 3 * HOUR


def test_old_stories_under_new_addresses_are_no_news() -> None:
    def reshuffled(now: datetime) -> list[Item]:
        return [(f"{now}-{n}", datetime(2019, 5, 1 + n, tzinfo=UTC)) for n in range(20)]

    assert set(Watched(reshuffled).watch(3 * DAY)) == {SourceState.STALE}


def test_one_wrong_date_for_all_does_not_kill_a_living_channel() -> None:
    def template(now: datetime) -> list[Item]:
        fresh = publisher(HOUR, dated=False)(now)
        return [(key, datetime(2020, 1, 1, tzinfo=UTC)) for key, _ in fresh]

    states = list(Watched(template).watch(3 * DAY))
    assert states[0] is SourceState.STALE
    assert states[-1] is SourceState.UNDATED


# ── empty ────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_that_lists_nothing_is_empty() -> None:
    assert Watched(constant(0, None)).poll() is SourceState.EMPTY


def test_an_empty_news_sitemap_is_judged_by_its_history() -> None:
    two_days = publisher(4 * DAY, limit=1)

    def sitemap(now: datetime) -> list[Item]:
        return [(key, at) for key, at in two_days(now) if at and now - at < 2 * DAY]

    watched = Watched(sitemap, kind=ChannelKind.NEWS_SITEMAP)
    states = list(watched.watch(30 * DAY, every=4 * HOUR))
    assert set(states) <= {SourceState.QUIET, SourceState.FRESH}

    watched.publish = constant(0, None)
    states = list(watched.watch(10 * DAY, every=4 * HOUR))
    assert (states[0], states[-1]) == (SourceState.QUIET, SourceState.EMPTY)


# ── failures ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("http-403", SourceState.BLOCKED),
        ("http-429", SourceState.BLOCKED),
        ("challenge", SourceState.BLOCKED),
        ("robots", SourceState.BLOCKED),
        ("http-404", SourceState.GONE),
        ("http-410", SourceState.GONE),
        ("dns", SourceState.GONE),
        ("invalid", SourceState.INVALID),
        ("not-text", SourceState.INVALID),
        ("timeout", SourceState.UNREACHABLE),
        ("http-500", SourceState.UNREACHABLE),
        ("a-code-of-tomorrow", SourceState.UNREACHABLE),
    ],
)
def test_a_channel_that_never_worked_is_called_by_its_failure(
    code: str, state: SourceState
) -> None:
    assert Watched(publisher(HOUR)).poll(outcome=code, new_entries=0) is state


def test_one_time_out_changes_nothing_and_a_refusal_does() -> None:
    for code, expected in (("timeout", SourceState.FRESH), ("http-410", SourceState.GONE)):
        watched = Watched(publisher(HOUR))
        watched.poll()
        watched.at += HOUR
        assert watched.poll(outcome=code, new_entries=0) is expected


def test_a_failure_is_dated_from_its_first_poll_and_ends_with_the_next_answer() -> None:
    watched = Watched(publisher(HOUR))
    watched.poll()
    began = watched.at = watched.at + HOUR
    for _ in range(30):
        watched.poll(outcome="timeout", new_entries=0)
        watched.at += HOUR
    assert watched.state.verdict.state is SourceState.UNREACHABLE
    assert watched.state.verdict.since == began
    assert watched.poll() is SourceState.FRESH


def test_a_channel_that_moved_for_good_says_what_to_change() -> None:
    watched = Watched(publisher(HOUR))
    states = []
    for _ in range(4):
        states.append(watched.poll(moved_to="https://new.example/feed"))
        watched.at += HOUR
    assert states == [SourceState.FRESH] * 2 + [SourceState.MOVED] * 2
    assert "https://new.example/feed" in watched.state.verdict.reason


# ── whole sources ────────────────────────────────────────────────────────────────────────────

SOURCE = Source(
    key="a",
    name="A",
    publisher="a",
    channels=tuple(Channel(kind=ChannelKind.RSS, url=f"https://a.example/{n}") for n in (1, 2)),
)


ALL_WELL = PageYield()


def health(*states: SourceState, pages: PageYield = ALL_WELL, **changes: Any) -> Verdict:
    channels = [
        ChannelHealth(kind=c.kind, url=c.url, state=state, reason=f"it is {state}", since=NOW)
        for c, state in zip(SOURCE.channels, states, strict=False)
    ]
    found = judge_source(replace(SOURCE, **changes), channels, pages, None, NOW)
    return Verdict(state=found.state, reason=found.reason, since=found.since)


def test_a_source_is_as_well_as_its_first_channel_alive() -> None:
    taken_over = health(SourceState.STALE, SourceState.FRESH)
    assert taken_over.state is SourceState.FRESH
    assert "the first is stale" in taken_over.reason
    assert health(SourceState.STALE, SourceState.GONE).state is SourceState.STALE


@pytest.mark.parametrize(
    ("pages", "state"),
    [
        pytest.param(PageYield(read=40, texts=38), SourceState.FRESH, id="well"),
        pytest.param(PageYield(read=40, texts=2), SourceState.THIN, id="no-texts"),
        pytest.param(PageYield(read=40, texts=2, blocked=30), SourceState.BLOCKED, id="blocked"),
        pytest.param(PageYield(read=40, texts=2, gone=30), SourceState.GONE, id="gone"),
        pytest.param(PageYield(read=5), SourceState.FRESH, id="too-few-to-tell"),
        pytest.param(PageYield(read=6), SourceState.THIN, id="not-one-of-six"),
        pytest.param(PageYield(read=9, texts=1), SourceState.FRESH, id="one-of-nine"),
        pytest.param(PageYield(read=6, blocked=6), SourceState.BLOCKED, id="all-of-six-blocked"),
        pytest.param(
            PageYield(read=40, texts=40, median_length=180, usual_length=2400),
            SourceState.THIN,
            id="shrunk",
        ),
    ],
)
def test_pages_without_text_make_a_source_thin(pages: PageYield, state: SourceState) -> None:
    assert health(SourceState.FRESH, pages=pages).state is state


def test_nobody_expects_texts_from_behind_a_paywall() -> None:
    assert health(SourceState.FRESH, pages=PageYield(read=40), body="paywall").state in ALIVE


def test_a_channel_never_polled_is_new() -> None:
    state = ChannelState(source_key="a", url=FEED)
    described = describe_channel(SOURCE.channels[0], state, [], NOW)
    assert (described.state, described.new_share) == (SourceState.NEW, None)


# ── anything at all ──────────────────────────────────────────────────────────────────────────

moments = st.integers(0, 40 * 365 * 24).map(
    lambda hours: datetime(1990, 1, 1, tzinfo=UTC) + HOUR * hours
)


@settings(max_examples=60)
@given(times=st.lists(moments, max_size=80))
def test_a_rhythm_is_none_or_between_nothing_and_two_months(times: list[datetime]) -> None:
    gap = usual_gap(times)
    assert gap is None or 0 < gap <= 60 * 86400


@settings(max_examples=60)
@given(
    documents=st.lists(
        st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | moments), max_size=8),
        min_size=1,
        max_size=8,
    )
)
def test_every_history_gets_a_verdict_with_a_reason_and_a_time(
    documents: list[list[Item]],
) -> None:
    watched = Watched(lambda now: documents[int((now - NOW) / HOUR)])
    for _ in watched.watch(HOUR * len(documents)):
        verdict = watched.state.verdict
        assert verdict.reason
        assert verdict.since is not None
        assert verdict.since <= watched.at


@pytest.mark.parametrize(
    ("at", "precision", "taken"),
    [
        pytest.param(NOW - DAY, "minute", NOW - DAY, id="a-time-is-taken-at-its-word"),
        pytest.param(NOW - 36 * HOUR, "day", NOW - DAY, id="a-day-means-its-noon"),
        pytest.param(NOW - 11 * HOUR, "day", NOW - 11 * HOUR, id="noon-is-not-past-yet"),
    ],
)
def test_a_bare_day_is_no_midnight(at: datetime, precision: Any, taken: datetime) -> None:
    entry = Entry(
        source_key="a",
        url=FEED,
        key=FEED,
        published=Moment(at=at, precision=precision),
    )
    assert appeared_at(entry, NOW) == taken
    assert appeared_at(replace(entry, published=None), NOW) is None
