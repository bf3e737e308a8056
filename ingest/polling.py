"""When to look at a channel again, how to ask, and how bad a failure is. Pure: times in, times out.

The weights and the linear back-off follow Media Cloud's rss-fetcher; the shortening and lengthening
by the share of known URLs as well, with smaller steps because news breaks faster than once an hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ingest.model import Channel, Failure, Validators
from ingest.records import ALIVE, READ, ChannelState, Poll

MIN_INTERVAL = 300.0  # 5 min: no publisher asks for less
MAX_INTERVAL = 86_400.0
USUAL_INTERVAL = 900.0
GROW, SHRINK = 1.3, 0.5  # quick to follow a breaking story, slow to lose interest
LOOKS_PER_ITEM = 2  # polls in the time in which one new item is to be expected
LOOKS_PER_SILENCE = 8  # polls in a silence that is usual: so late is the first item after a night
PACE_ITEMS = 20  # the newest items of a document tell its pace today
EARLY = 300.0  # seconds a poll may come early, so that it does not miss a whole run by one
WATCHED_DAYS = 3  # different days with news before the silences we saw are believed to be usual
STANDBY = timedelta(hours=6)  # between looks at a channel that is not needed at present

MOVES_BELIEVED = 3  # equal permanent redirects in a row
PROBE_AFTER = (
    12  # "not modified" answers, after which the document is asked for as if for the first time
)
PROBE_EVERY = timedelta(days=1)
DISTRUST_FOR = timedelta(days=30)

_HARD = {
    "http-400",
    "http-401",
    "http-402",
    "http-403",
    "http-405",
    "http-410",
    "http-451",
    "bad-url",
    "robots",
    "private-address",
    "challenge",
}
_TEMPORARY = {"dns-temporary", "gate", "cancelled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPoll:
    """When a channel is due again and what is remembered until then."""

    at: datetime
    interval: float  # seconds
    failure_score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How to ask for a channel's document."""

    url: str
    validators: Validators
    plain: bool  # nothing is taken for granted: no validators, the configured address


# ── when ─────────────────────────────────────────────────────────────────────────────────────


def failure_weight(code: str) -> float:
    """Return 1 for what will not mend itself, ½ for what often does, ¼ for passing trouble."""
    return 1.0 if code in _HARD else 0.25 if code in _TEMPORARY else 0.5


def after_success(
    state: ChannelState,
    *,
    now: datetime,
    entries: int,
    new: int,
    ttl: float | None,
    dates: Iterable[datetime] = (),
) -> NextPoll:
    """Return the next poll after a readable answer; *ttl* is what server or feed asked for, in seconds.

    A poll with only known URLs lengthens the interval, one with mostly new URLs shortens it, within
    what the *dates* of the document make plausible. The first poll of a channel finds everything new
    and therefore has nothing but the dates to go by.
    """
    told = list(dates)
    expected = pace(told, now)
    interval = state.interval
    if state.last_success_at is None:
        interval = interval if expected is None else expected / LOOKS_PER_ITEM
    else:
        if new == 0:
            interval *= GROW
        elif new >= 5 or new / entries > 2 / 3:
            interval *= SHRINK
        if not _are_borne_out(told, new, state):
            expected = None
        shortest, longest = _plausible(expected, state)
        interval = max(min(interval, longest), shortest)
    interval = min(max(interval, MIN_INTERVAL), MAX_INTERVAL)
    wait = max(interval, min(ttl or 0.0, MAX_INTERVAL))
    return NextPoll(at=now + timedelta(seconds=wait), interval=interval, failure_score=0.0)


def pace(dates: Iterable[datetime], now: datetime) -> float | None:
    """Return the seconds in which one new item is to be expected; None when too little is dated.

    The silence since the newest item counts: a site that sleeps is not asked as often as by day.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    >>> pace([now - timedelta(minutes=10 * n) for n in (1, 2, 3, 4)], now)
    600.0
    """
    newest = sorted({at for at in dates if at <= now}, reverse=True)[:PACE_ITEMS]
    if len(newest) < 3:
        return None
    return (now - newest[-1]).total_seconds() / len(newest)


def after_failure(state: ChannelState, failure: Failure, *, now: datetime) -> NextPoll:
    """Return the next poll after *failure*: linear back-off, capped at a day; never "never"."""
    score = state.failure_score + failure_weight(failure.code)
    wait = min(max(state.interval, MIN_INTERVAL) * max(1.0, score), MAX_INTERVAL)
    wait = max(wait, min(failure.retry_after or 0.0, MAX_INTERVAL))
    return NextPoll(at=now + timedelta(seconds=wait), interval=state.interval, failure_score=score)


def _plausible(expected: float | None, state: ChannelState) -> tuple[float, float]:
    """Return the bounds in seconds that pace and usual silence set to the interval."""
    shortest, longest = MIN_INTERVAL, MAX_INTERVAL
    if expected is not None:
        target = expected / LOOKS_PER_ITEM
        shortest, longest = target / 2, target * 2
    watched = state.longest_silence if state.news_days >= WATCHED_DAYS else None
    silence = state.usual_gap if state.usual_gap is not None else watched
    if silence is not None and state.verdict.state in ALIVE:
        longest = min(longest, max(silence / LOOKS_PER_SILENCE, 2 * USUAL_INTERVAL))
    return shortest, longest


def _are_borne_out(dates: Sequence[datetime], new: int, state: ChannelState) -> bool:
    """Whether the dates claim no more news than there was: some generators stamp every item now."""
    last = state.last_new_at
    return new > 0 or (last is not None and max(dates, default=last) <= last)


# ── which ────────────────────────────────────────────────────────────────────────────────────


def is_alive(state: ChannelState | None) -> bool:
    """Whether a channel can be relied on as far as known: it neither fails nor answers with the dead."""
    return state is None or (state.failure_score == 0 and state.verdict.state in ALIVE)


def leading_channel(
    channels: Sequence[Channel], states: Mapping[str, ChannelState]
) -> Channel | None:
    """Return the channel a source is read from: the first that is alive."""
    return next((c for c in channels if is_alive(states.get(c.url))), None)


def is_due(
    channel: Channel,
    channels: Sequence[Channel],
    states: Mapping[str, ChannelState],
    now: datetime,
) -> bool:
    """Whether *channel*, one of a source's *channels*, is to be looked at now.

    While a better one is alive it only stands by: a look now and then tells whether it could take
    over, and what the better one misses. When all better ones fail or are dead, it is due as if it were
    the first; they are still probed at their own pace, so the best comes back by itself.
    """
    state = states.get(channel.url)
    if state is None or state.next_check_at is None or state.last_polled_at is None:
        return True
    if now < _earliest(state.next_check_at, state.last_polled_at, state):
        return False
    better = channels[: channels.index(channel)]
    stands_by = any(is_alive(states.get(each.url)) for each in better)
    return not stands_by or now - state.last_polled_at >= STANDBY


def due_channels(
    channels: Sequence[Channel], states: Mapping[str, ChannelState], now: datetime
) -> tuple[Channel, ...]:
    """Return the channels to look at now, best first."""
    return tuple(channel for channel in channels if is_due(channel, channels, states, now))


def _earliest(due: datetime, last: datetime, state: ChannelState) -> datetime:
    """Return from when a poll counts as due: a little early, but not when the server asked to wait."""
    if state.failure_score or (due - last).total_seconds() > state.interval * 1.1 + EARLY:
        return due
    early = due - timedelta(seconds=min(EARLY, state.interval / 3))
    return min(due, max(early, last + timedelta(seconds=MIN_INTERVAL)))


# ── how ──────────────────────────────────────────────────────────────────────────────────────


def question(channel: Channel, state: ChannelState, now: datetime) -> Question:
    """Return how to ask for *channel*.

    Usually conditionally, and at the address it moved to for good. But now and then, and whenever
    something failed, the configured address is asked as if for the first time: some servers say "not
    modified" for ever, and some moves are taken back.
    """
    is_old = state.full_at is None or now - state.full_at >= PROBE_EVERY
    if is_old or state.unmodified >= PROBE_AFTER:
        return Question(url=channel.url, validators=Validators(), plain=True)
    distrusted = state.distrusted_until is not None and now < state.distrusted_until
    moved = state.moved_seen >= MOVES_BELIEVED and not state.failure_score
    return Question(
        url=state.moved_to if moved else channel.url,
        validators=Validators() if distrusted else state.validators,
        plain=False,
    )


# ── what stays ───────────────────────────────────────────────────────────────────────────────


def state_after(before: ChannelState, seen: Poll, *, again: bool = False) -> ChannelState:
    """Return the state after *seen*; *again*: it replaces an earlier poll of the same run.

    What a poll could not tell stays as it was: a failure says nothing about where the channel lives.
    """
    after = replace(
        before,
        next_check_at=seen.next_check_at,
        failure_score=seen.failure_score,
        last_polled_at=seen.at,
        interval=seen.interval,
        longest_silence=seen.longest_silence,
        body_hash=seen.body_hash or before.body_hash,
        newest_item_at=seen.newest_item_at or before.newest_item_at,
        validators=before.validators if seen.validators == Validators() else seen.validators,
    )
    if seen.outcome not in READ:
        return after
    after = _with_news(after, seen)
    if seen.outcome != "ok":
        return replace(after, last_success_at=seen.at, unmodified=before.unmodified + 1)
    moved_again = bool(seen.moved_to) and seen.moved_to == before.moved_to
    return replace(
        after,
        last_success_at=seen.at,
        validators=seen.validators,
        usual_gap=seen.usual_gap,
        full_at=seen.at,
        unmodified=0,
        moved_to=seen.moved_to,
        moved_seen=before.moved_seen + (not again) if moved_again else int(bool(seen.moved_to)),
    )


def _with_news(state: ChannelState, seen: Poll) -> ChannelState:
    """Return *state* with when the last news came; what turned out to be no news is taken back."""
    last = state.last_new_at
    came = seen.at if seen.new_entries else seen.proved_at or last
    if last is None or came is None or came == last:
        return replace(state, last_new_at=came)
    another_day = state.news_days == 0 or last.date() != came.date()
    days = state.news_days + another_day if came > last else max(0, state.news_days - another_day)
    return replace(state, last_new_at=came, news_days=days)


# ── articles ─────────────────────────────────────────────────────────────────────────────────

# Age of an article → how long until it is looked at again, after NewsDiffs: edits come early.
_VISITS = (
    (timedelta(hours=3), timedelta(minutes=15)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=3)),
    (timedelta(days=30), timedelta(days=3)),
    (timedelta(days=360), timedelta(days=30)),
)


def next_visit(published: datetime, now: datetime) -> datetime | None:
    """Return when a stored article is worth another look for silent edits; None when it is history."""
    age = now - published
    return next((now + wait for limit, wait in _VISITS if age < limit), None)
