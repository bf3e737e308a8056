"""The reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ingest.health.rhythm import is_known
from ingest.records import ChannelState, Poll


def stale_words(
    state: ChannelState,
    newest: datetime,
    seen_new: datetime,
    usual: timedelta,
    now: datetime,
    *,
    by_date: bool,
) -> str:
    """Return why a channel is stale."""
    known = rhythm_words(state, usual)
    if by_date and newest <= seen_new:
        return f"it answers, but its newest item is of {newest:%Y-%m-%d}; {known}"
    told = ", though its dates advance" if by_date else ""
    return f"it answers, but no new address came for {spell(now - seen_new)}{told}; {known}"


def fruitless_words(polls: Sequence[Poll]) -> str:
    """Return how much of the last document proves nothing, "" when all of it may."""
    full = next((poll for poll in polls if poll.outcome == "ok"), None)
    if full is None or not full.fruitless:
        return ""
    lead = "leads" if full.fruitless == 1 else "lead"
    return f"; {full.fruitless} of its {full.entries} entries {lead} to no article of its own"


def rhythm_words(state: ChannelState, usual: timedelta) -> str:
    """Return what is known of a channel's rhythm."""
    if is_known(state):
        return f"it is seldom silent for more than {spell(usual)}"
    return f"its rhythm is not known yet, {spell(usual)} of silence would not be strange"


def undated_words(state: ChannelState, full: Poll | None, now: datetime) -> str:
    """Return why the dates of a channel say nothing."""
    if full is not None and full.dated_entries * 2 >= full.entries > 0:
        why = "its dates say nothing (all at our visit, all alike or in the future)"
    else:
        why = "most of its items have no date"
    if not state.news_days or state.last_new_at is None:
        return f"{why}; whether it lives will be told by new addresses"
    return f"{why}; the last new address came {spell(now - state.last_new_at)} ago"


def spell(length: timedelta) -> str:
    """Return a length of time as people say it.

    >>> spell(timedelta(hours=30)), spell(timedelta(minutes=1)), spell(timedelta(days=900))
    ('30 hours', '1 minute', '2 years')
    """
    seconds = max(length.total_seconds(), 0)
    units = (("year", 365 * 86400), ("day", 86400), ("hour", 3600), ("minute", 60))
    for name, size in units:
        if seconds >= 2 * size or name == "minute":
            break
    count = int(seconds // size)
    return f"{count} {name}{'' if count == 1 else 's'}"
