"""When to look at a channel again, and how bad a failure is. Pure: times in, times out.

The weights and the linear back-off follow Media Cloud's rss-fetcher; the shortening and lengthening
by the share of known URLs as well, with smaller steps because news breaks faster than once an hour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.model import Channel, Failure
from ingest.records import ChannelState

MIN_INTERVAL = 300.0  # 5 min: no publisher asks for less
MAX_INTERVAL = 86_400.0
USUAL_INTERVAL = 900.0
GROW, SHRINK = 1.3, 0.5  # quick to follow a breaking story, slow to lose interest

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


def failure_weight(code: str) -> float:
    """Return 1 for what will not mend itself, ½ for what often does, ¼ for passing trouble."""
    return 1.0 if code in _HARD else 0.25 if code in _TEMPORARY else 0.5


def after_success(
    state: ChannelState, *, now: datetime, entries: int, new: int, ttl: float | None
) -> NextPoll:
    """Return the next poll after a readable answer; *ttl* is what server or feed asked for, in seconds.

    A poll with mostly known URLs lengthens the interval, one with mostly new URLs shortens it. The
    first poll of a channel finds everything new and therefore says nothing about its rhythm.
    """
    interval = state.interval
    if state.last_success_at is not None:
        share_new = new / entries if entries else 0.0
        if share_new < 1 / 3 and new == 0:
            interval *= GROW
        elif share_new > 2 / 3 or new >= 5:
            interval *= SHRINK
    interval = min(max(interval, MIN_INTERVAL), MAX_INTERVAL)
    wait = max(interval, min(ttl or 0.0, MAX_INTERVAL))
    return NextPoll(at=now + timedelta(seconds=wait), interval=interval, failure_score=0.0)


def after_failure(state: ChannelState, failure: Failure, *, now: datetime) -> NextPoll:
    """Return the next poll after *failure*: linear back-off, capped at a day; never "never"."""
    score = state.failure_score + failure_weight(failure.code)
    wait = min(max(state.interval, MIN_INTERVAL) * max(1.0, score), MAX_INTERVAL)
    wait = max(wait, min(failure.retry_after or 0.0, MAX_INTERVAL))
    return NextPoll(at=now + timedelta(seconds=wait), interval=state.interval, failure_score=score)


def due_channels(
    channels: Sequence[Channel], states: Mapping[str, ChannelState], now: datetime
) -> tuple[Channel, ...]:
    """Return the channels to try in this run, best first.

    While the preferred channel works, the others rest; when it fails, the next one that is due takes
    over, and the first is still probed whenever its own back-off has passed, so it comes back by itself.
    """
    due = [c for c in channels if _is_due(states.get(c.url), now)]
    if not due:
        return ()
    first_healthy = next((c for c in channels if not _is_failing(states.get(c.url))), None)
    if first_healthy is None:
        return tuple(due)
    ahead = [c for c in due if channels.index(c) <= channels.index(first_healthy)]
    rest = [c for c in due if c not in ahead]
    return tuple(ahead + rest) if ahead else ()


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


def _is_due(state: ChannelState | None, now: datetime) -> bool:
    return state is None or state.next_check_at is None or state.next_check_at <= now


def _is_failing(state: ChannelState | None) -> bool:
    return state is not None and state.failure_score > 0
