"""How long a channel is usually silent: told by the dates of its items and by our own polls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean, pstdev

from ingest.model import Entry, Moment
from ingest.polling import WATCHED_DAYS
from ingest.records import ALIVE, ChannelState

UNKNOWN_RHYTHM = timedelta(days=7)  # it may be a weekly
BUSY_RHYTHM = timedelta(days=1)  # many items, but too little time to see days in it
LONGEST_RHYTHM = timedelta(days=60)  # nothing we call news is rarer
MANY, BUSY_SPAN = 20, 4 * 3600.0  # items over seconds that make a channel busy, not an issue
LONG_LIST = 50  # undated items: nobody lists so many who does not publish daily
RHYTHM_DAYS = 3  # different days in a document, or gaps, before a rhythm is believed
RHYTHM_ITEMS = 50  # the newest items of a document tell its rhythm today
FADING = 0.97  # a day with news: an outage of theirs is half forgotten after 23
NIGHT = timedelta(hours=6)  # who is silent so long at night may be so over a weekend
WAITING, STANDS_OUT = 0.8, 1.5  # see _waiting
RANDOM, RARELY = 0.6, 4.0  # deviation in means; ln(50) means
SATURDAY = 5
ENOUGH_GAPS, ONCE = 8, 10  # the newest gap, when it is so many times all others, was no habit yet
BELIEVED = 2  # silences seen; longer ones that only dates tell of are gaps in a list of old texts
WEEKS_SEEN = 6  # days with news, after which a weekend would have been seen


def appeared_at(entry: Entry, now: datetime) -> datetime | None:
    """Return when *entry* probably appeared, None when it has no date.

    A bare day means its noon, once that is past: taken as its midnight, this morning's news of a house
    that prints days would be a day old by tomorrow's midnight.
    """
    moment = entry.published or entry.modified
    return None if moment is None else _probable(moment, now)


def _probable(moment: Moment, now: datetime) -> datetime:
    noon = moment.at + timedelta(hours=12)
    return noon if moment.precision == "day" and noon <= now else moment.at


def usual_gap(times: Iterable[datetime]) -> float | None:
    """Return the silence, in seconds, that is usual between the items of one document.

    It is the gap below which four fifths of the waiting time lies: an hourly site's night, a weekly's
    week even when an issue comes as ten items at once; more where items come at random. The oldest
    tenth is left out, for there stand pinned items. None when the items say too little.

    >>> week = [datetime(2026, 11, day, hour) for day in (1, 8, 15) for hour in (8, 9)]
    >>> round(usual_gap(week) / 86400)
    7
    """
    distinct = _of_today(sorted(set(times))[-RHYTHM_ITEMS:])
    busy = len(distinct) >= MANY and (distinct[-1] - distinct[0]).total_seconds() >= BUSY_SPAN
    if len(distinct) >= 8:
        distinct = distinct[max(1, len(distinct) // 10) :]
    gaps = [(b - a).total_seconds() for a, b in pairwise(distinct)]
    if len(gaps) >= ENOUGH_GAPS and gaps[-1] > ONCE * max(gaps[:-1]):
        gaps.pop()
    if not busy and len({at.date() for at in distinct}) < RHYTHM_DAYS:
        return _of_two(gaps)
    usual = max(_waiting(gaps), _by_chance(gaps)) + _wavering(gaps)
    return min(usual, LONGEST_RHYTHM.total_seconds())


def _of_today(times: list[datetime]) -> list[datetime]:
    """Return *times* without what lies before a gap that no news has: an archive that was put online."""
    for n in range(len(times) - RHYTHM_DAYS, 0, -1):
        if times[n] - times[n - 1] > LONGEST_RHYTHM:
            return times[n:]
    return times


def _of_two(gaps: Sequence[float]) -> float | None:
    """Return what two days of a list tell, which is only something when it is rarer than a weekly."""
    longest = max(gaps, default=0.0)
    rare = UNKNOWN_RHYTHM < timedelta(seconds=longest) <= LONGEST_RHYTHM
    return min(longest * STANDS_OUT, LONGEST_RHYTHM.total_seconds()) if rare else None


def _wavering(gaps: Sequence[float]) -> float:
    """Return by how much the long gaps differ: who is now early, now late, will be later once."""
    long = [gap for gap in gaps if gap * 2 >= max(gaps)]
    return pstdev(long) if len(long) >= RHYTHM_DAYS else 0.0


def _waiting(gaps: Sequence[float]) -> float:
    """Return the gap below which four fifths of the waiting time lies, or the longest if near it."""
    waited, enough = 0.0, WAITING * sum(gaps)
    for gap in sorted(gaps):
        waited += gap
        if waited >= enough:
            return min(max(gaps), gap * STANDS_OUT)
    return 0.0


def _by_chance(gaps: Sequence[float]) -> float:
    """Return the longest gap that chance may bring, when the gaps look random."""
    usual = fmean(gaps)
    return min(max(gaps), usual * RARELY) if pstdev(gaps) > RANDOM * usual else 0.0


def longest_silence(state: ChannelState, new: int, now: datetime) -> float:
    """Return the longest silence our own polls saw, in seconds; what is long ago counts less.

    It ended somewhere between the last two polls; when these are far apart, only what lies before them
    is sure, so our own outages are no silence of theirs. Who was taken for dead meanwhile has not
    become that slow at once: such a silence is believed bit by bit. All fades with every day that
    brings news, not with time: a weekly's week is still a week after a week.
    """
    if not new or state.last_new_at is None or state.last_success_at is None:
        return state.longest_silence
    fading = FADING if state.last_new_at.date() != now.date() else 1.0
    seen, unsure = state.last_success_at - state.last_new_at, now - state.last_success_at
    if unsure <= BUSY_RHYTHM:
        seen += unsure / 2
    if state.verdict.state not in ALIVE:
        seen = min(seen, 2 * rhythm(state, 0) + BUSY_RHYTHM)
    longest = max(state.longest_silence * fading, seen.total_seconds())
    return min(longest, LONGEST_RHYTHM.total_seconds())


def rhythm(state: ChannelState, entries: int) -> timedelta:
    """Return how long the channel is usually silent; a guess while :func:`is_known` says no."""
    if is_known(state):
        seen = state.longest_silence if _is_watched(state) else 0.0
        told = state.usual_gap or 0.0
        if seen and state.news_days >= WEEKS_SEEN:
            told = min(told, BELIEVED * seen)
        return timedelta(seconds=max(told, seen))
    return BUSY_RHYTHM if entries >= LONG_LIST and state.newest_item_at is None else UNKNOWN_RHYTHM


def is_known(state: ChannelState) -> bool:
    """Whether the rhythm can be told, by the dates of one document or by our own polls."""
    return state.usual_gap is not None or _is_watched(state)


def _is_watched(state: ChannelState) -> bool:
    """Whether our polls tell a rhythm; polls that are days apart see news every time, and no silence."""
    return state.news_days >= WATCHED_DAYS and state.longest_silence > 0


def weekend(state: ChannelState, usual: timedelta, since: datetime, now: datetime) -> timedelta:
    """Return how long a channel may have rested over a weekend that we could not have seen before.

    Some sleep at night and list too few items to tell what they do on Saturdays.
    """
    if not is_known(state) or state.news_days >= WEEKS_SEEN:
        return timedelta(0)
    if not NIGHT <= usual < timedelta(days=3):
        return timedelta(0)
    hours = min(int((now - since) / timedelta(hours=1)), 7 * 24)
    rest = sum((now - timedelta(hours=n)).weekday() >= SATURDAY for n in range(hours))
    return timedelta(hours=rest)
