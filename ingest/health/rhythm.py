"""How long a channel is usually silent: told by the dates of its items and by our own polls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from ingest.records import ChannelState

UNKNOWN_RHYTHM = timedelta(days=7)  # it may be a weekly
BUSY_RHYTHM = timedelta(days=1)  # many items, but too little time to see days in it
LONGEST_RHYTHM = timedelta(days=60)  # nothing we call news is rarer
MANY, BUSY_SPAN = 20, 4 * 3600.0  # items over seconds that make a channel busy, not an issue
LONG_LIST = 50  # undated items: nobody lists so many who does not publish daily
RHYTHM_DAYS = 3  # different days with news before a rhythm is believed
RHYTHM_ITEMS = 50  # the newest items of a document tell its rhythm today
SILENCE_FADES = timedelta(days=14)  # by half


def usual_gap(times: Iterable[datetime]) -> float | None:
    """Return the silence, in seconds, that is usual between the items of one document.

    It is the gap below which four fifths of the waiting time lies: an hourly site's night, a weekly's
    week even when an issue comes as ten items at once. The oldest tenth is left out, for there stand
    pinned items. None when the items say too little.

    >>> week = [datetime(2026, 11, day, hour) for day in (1, 8, 15) for hour in (8, 9)]
    >>> round(usual_gap(week) / 86400)
    7
    """
    distinct = sorted(set(times))[-RHYTHM_ITEMS:]
    many = len(distinct) >= MANY
    if len(distinct) >= 8:
        distinct = distinct[max(1, len(distinct) // 10) :]
    gaps = sorted((b - a).total_seconds() for a, b in pairwise(distinct))
    span = sum(gaps)
    if len({at.date() for at in distinct}) < RHYTHM_DAYS:
        return BUSY_RHYTHM.total_seconds() if many and span >= BUSY_SPAN else None
    waited = 0.0
    for gap in gaps:
        waited += gap
        if waited >= 0.8 * span:
            return min(gap, LONGEST_RHYTHM.total_seconds())
    return None


def longest_silence(state: ChannelState, new: int, now: datetime) -> float:
    """Return the longest silence our own polls saw, in seconds; what is long ago counts less.

    A silence is only what lies between two polls that worked, so our own outages are none.
    """
    faded = state.longest_silence
    if state.last_polled_at is not None:
        faded *= 0.5 ** ((now - state.last_polled_at) / SILENCE_FADES)
    if not new or state.last_new_at is None or state.last_success_at is None:
        return faded
    seen = (state.last_success_at - state.last_new_at).total_seconds()
    return min(max(faded, seen), LONGEST_RHYTHM.total_seconds())


def rhythm(state: ChannelState, entries: int) -> timedelta:
    """Return how long the channel is usually silent; a guess while :func:`is_known` says no."""
    if is_known(state):
        seen = max(state.longest_silence, state.interval) if _is_watched(state) else 0.0
        return timedelta(seconds=max(state.usual_gap or 0.0, seen))
    return BUSY_RHYTHM if entries >= LONG_LIST and state.newest_item_at is None else UNKNOWN_RHYTHM


def is_known(state: ChannelState) -> bool:
    """Whether the rhythm can be told, by the dates of one document or by our own polls."""
    return state.usual_gap is not None or _is_watched(state)


def _is_watched(state: ChannelState) -> bool:
    return state.news_days >= RHYTHM_DAYS
