"""Whether a channel is alive, judged by what it delivers and not by its status code. Pure.

A dead feed usually answers 200 with well-formed XML. So the questions are: how old is its newest item,
when did it last announce an address it had not announced before, and how long is it usually silent?
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from ingest.model import ChannelKind
from ingest.polling import failure_weight
from ingest.records import ChannelState, Poll, SourceState, Verdict

GRACE = timedelta(days=1)  # a channel is stale this long after its usual silence
UNKNOWN_RHYTHM = timedelta(days=7)  # it may be a weekly
BUSY_RHYTHM = timedelta(days=1)  # many items, but too little time to see days in it
LONGEST_RHYTHM = timedelta(days=60)  # nothing we call news is rarer
FRESH_FOR = (timedelta(hours=6), timedelta(days=1))  # at least, at most
MANY = 20  # items that make a channel busy
LONG_LIST = 50  # undated items: nobody lists so many who does not publish daily
RHYTHM_DAYS = 3  # different days with news before a rhythm is believed
RHYTHM_ITEMS = 50  # the newest items of a document tell its rhythm today
SILENCE_FADES = timedelta(days=14)  # by half
STAMPED = timedelta(minutes=2)  # all items dated within this of our visit: the generator's clock
MOVES_BELIEVED = 3  # equal permanent redirects in a row

READ = frozenset({"ok", "not-modified"})  # outcomes of a poll that worked
ALIVE = frozenset(
    {
        SourceState.NEW,
        SourceState.FRESH,
        SourceState.QUIET,
        SourceState.UNDATED,
        SourceState.MOVED,
    }
)
_BLOCKED = {"challenge", "robots", "http-429"} | {f"http-{n}" for n in (401, 402, 403, 407, 451)}
_GONE = {"dns", "http-404", "http-410"}
_INVALID = {"invalid", "not-text", "empty"}


# ── rhythm ───────────────────────────────────────────────────────────────────────────────────


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
    distinct = distinct[len(distinct) // 10 :] if len(distinct) >= 8 else distinct
    gaps = sorted((b - a).total_seconds() for a, b in pairwise(distinct))
    span = sum(gaps)
    if len({at.date() for at in distinct}) < RHYTHM_DAYS:
        busy = len(distinct) >= MANY * 0.9 and span >= 4 * 3600
        return BUSY_RHYTHM.total_seconds() if busy else None
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
    """Return how long the channel is usually silent, as far as can be known."""
    known = [state.usual_gap] if state.usual_gap is not None else []
    if state.news_days >= RHYTHM_DAYS:
        known.append(max(state.longest_silence, state.interval))
    if known:
        return timedelta(seconds=max(known))
    return BUSY_RHYTHM if entries >= LONG_LIST and state.newest_item_at is None else UNKNOWN_RHYTHM


# ── one channel ──────────────────────────────────────────────────────────────────────────────


def judge_channel(
    kind: ChannelKind, state: ChannelState, polls: Sequence[Poll], now: datetime
) -> Verdict:
    """Return what the channel is worth; *polls* are its latest, newest first.

    ``since`` is when the state began as far as the evidence tells, else when it was first judged so.
    """
    verdict = _judge(kind, state, polls, now)
    if verdict.since is not None:
        return verdict
    before = state.verdict
    since = before.since if before.state == verdict.state and before.since else now
    return Verdict(state=verdict.state, reason=verdict.reason, since=since)


def _judge(kind: ChannelKind, state: ChannelState, polls: Sequence[Poll], now: datetime) -> Verdict:
    if not polls:
        return Verdict(state=SourceState.NEW, reason="not polled yet")
    trouble = _trouble(state, polls, now)
    if trouble is not None:
        return trouble
    full = next((poll for poll in polls if poll.outcome == "ok"), None)
    if full is None:  # only "not modified" is left of its history: what it was then, it is now
        entries, dated = 1, state.newest_item_at is not None
    else:
        entries, dated = full.entries, _is_dated(full)
    if not entries:
        return _empty(kind, state, polls, now)
    return _by_content(state, entries, dated, full, now)


def _trouble(state: ChannelState, polls: Sequence[Poll], now: datetime) -> Verdict | None:
    """Return the verdict on a channel that fails, or None while it may be passing."""
    streak = []
    for poll in polls:
        if poll.outcome in READ:
            break
        streak.append(poll)
    if not streak:
        return None
    weight = sum(failure_weight(poll.outcome) for poll in streak)
    worked = state.last_success_at
    if worked is not None and weight < 1 and now - worked < GRACE:
        return None
    last = streak[0]
    often = f"{len(streak)} polls in a row: " if len(streak) > 1 else ""
    return Verdict(
        state=_state_of(last.outcome),
        reason=f"{often}{last.reason or last.outcome}",
        since=streak[-1].at,
    )


def _state_of(code: str) -> SourceState:
    if code in _BLOCKED:
        return SourceState.BLOCKED
    if code in _GONE:
        return SourceState.GONE
    return SourceState.INVALID if code in _INVALID else SourceState.UNREACHABLE


def _empty(kind: ChannelKind, state: ChannelState, polls: Sequence[Poll], now: datetime) -> Verdict:
    """Judge a readable list with nothing in it by its history; a news sitemap lists two days only."""
    began = state.last_new_at
    if began is None and kind is ChannelKind.NEWS_SITEMAP:
        began = min(poll.at for poll in polls)
    if began is not None:
        limit = rhythm(state, 0) + GRACE
        if now - began <= limit:
            said = "its list is empty at present, as happens when nothing was published of late"
            return Verdict(state=SourceState.QUIET, reason=said)
        said = f"its list is empty and no new address came for {spell(now - began)}"
        return Verdict(state=SourceState.EMPTY, reason=said, since=began + limit)
    return Verdict(state=SourceState.EMPTY, reason="it can be read, but lists nothing")


def _by_content(
    state: ChannelState, entries: int, dated: bool, full: Poll | None, now: datetime
) -> Verdict:
    usual = rhythm(state, entries)
    seen_new = state.last_new_at or now
    coming = state.news_days > 0 and now - seen_new <= usual + GRACE
    newest = min(state.newest_item_at or now, now)
    constant = full is not None and full.oldest_item_at == full.newest_item_at and entries >= 3
    if not dated or (constant and coming):
        life, limit, by_date = seen_new, usual + GRACE, False
    else:  # dates may lag behind while new addresses come, but not by years
        life = min(newest, seen_new)
        limit, by_date = usual + GRACE + (UNKNOWN_RHYTHM if coming else timedelta(0)), True
    silence = now - life
    if silence > limit:
        return Verdict(
            state=SourceState.STALE,
            reason=_stale_words(newest, seen_new, usual, now, by_date=by_date),
            since=life + limit,
        )
    if not by_date:
        return Verdict(state=SourceState.UNDATED, reason=_undated_words(state, full, now))
    if state.moved_seen >= MOVES_BELIEVED:
        said = f"its address is {state.moved_to} now: change it in the source's block"
        return Verdict(state=SourceState.MOVED, reason=said)
    shortest, longest = FRESH_FOR
    fresh = silence <= min(max(2 * usual, shortest), longest)
    said = f"newest item {spell(now - newest)} old, usually one every {spell(usual)} at the latest"
    return Verdict(state=SourceState.FRESH if fresh else SourceState.QUIET, reason=said)


def _is_dated(poll: Poll) -> bool:
    """Whether the dates of a document say anything about its age."""
    newest, oldest = poll.newest_item_at, poll.oldest_item_at
    if newest is None or oldest is None or poll.dated_entries * 2 < poll.entries:
        return False
    if oldest > poll.at + STAMPED:
        return False  # all lies in the future: another zone, or made up
    stamped = abs(newest - poll.at) < STAMPED and newest - oldest < STAMPED
    return not (stamped and poll.dated_entries >= 3)


# ── words ────────────────────────────────────────────────────────────────────────────────────


def _stale_words(
    newest: datetime, seen_new: datetime, usual: timedelta, now: datetime, *, by_date: bool
) -> str:
    rhythm_words = f"its usual silence is {spell(usual)} at most"
    if by_date and newest <= seen_new:
        return f"it answers, but its newest item is of {newest:%Y-%m-%d}; {rhythm_words}"
    told = ", though its dates advance" if by_date else ""
    return f"it answers, but no new address came for {spell(now - seen_new)}{told}; {rhythm_words}"


def _undated_words(state: ChannelState, full: Poll | None, now: datetime) -> str:
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
