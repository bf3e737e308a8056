"""Whether one channel is alive.

A dead feed usually answers 200 with well-formed XML. So the questions are: how old is its newest item,
when did it last announce an address it had not announced before, and how long is it usually silent?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

from ingest.health.rhythm import UNKNOWN_RHYTHM, rhythm, weekend
from ingest.health.words import fruitless_words, rhythm_words, spell, stale_words, undated_words
from ingest.model import ChannelKind
from ingest.polling import MOVES_BELIEVED, failure_weight
from ingest.records import ALIVE, READ, ChannelState, Poll, SourceState, Verdict

GRACE = timedelta(days=1)  # a channel is stale this long after its usual silence
FRESH_FOR = (timedelta(hours=6), timedelta(days=1))  # at least, at most
FAR_BEHIND = timedelta(days=30)
FEW_HOURS = timedelta(hours=6)
STAMPED = timedelta(minutes=2)  # all items dated within this of our visit: the generator's clock

_BLOCKED = {"challenge", "robots", "http-429"} | {f"http-{n}" for n in (401, 402, 403, 407, 451)}
_GONE = {"dns", "http-404", "http-410"}
_SAID_ONCE = {"http-410", "robots", "bad-url", "private-address"}  # no server says so by chance
_INVALID = {"invalid", "not-text", "empty"}


def judge_channel(
    kind: ChannelKind, state: ChannelState, polls: Sequence[Poll], now: datetime
) -> Verdict:
    """Return what the channel is worth; *polls* are its latest, newest first.

    ``since`` is when the state began as far as the evidence tells, else when it was first judged so.
    """
    verdict = _judge(kind, state, polls, now)
    unread = next((poll.warning for poll in polls if poll.outcome == "ok"), "")
    if unread and verdict.state in ALIVE:
        verdict = replace(verdict, reason=f"{verdict.reason}; but {unread}")
    return dated_from(verdict, state.verdict, now)


def dated_from(verdict: Verdict, before: Verdict | None, now: datetime) -> Verdict:
    """Return *verdict* with the earliest time known for its state."""
    told = [verdict.since] if verdict.since else []
    if before is not None and before.state == verdict.state and before.since:
        told.append(before.since)
    return replace(verdict, since=min(told, default=now))


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
    return _by_content(state, entries, dated, polls, now)


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
    worked, last = state.last_success_at, streak[0]
    once = len(streak) == 1 and last.outcome not in _SAID_ONCE
    if worked is not None and (once or weight < 1) and now - worked < GRACE:
        return None
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
        usual = rhythm(state, 0)
        limit = usual + GRACE + weekend(state, usual, began, now)
        if now - began <= limit:
            said = "its list is empty at present, as happens when nothing was published of late"
            return Verdict(state=SourceState.QUIET, reason=said)
        said = f"its list is empty and no new address came for {spell(now - began)}"
        return Verdict(state=SourceState.EMPTY, reason=said, since=began + limit)
    left_out = f" we take ({polls[0].reason})" if polls[0].reason else ""
    return Verdict(state=SourceState.EMPTY, reason=f"it can be read, but lists nothing{left_out}")


def _by_content(
    state: ChannelState, entries: int, dated: bool, polls: Sequence[Poll], now: datetime
) -> Verdict:
    usual = rhythm(state, entries)
    seen_new = state.last_new_at or now
    coming = state.news_days > 0 and now - seen_new <= usual + GRACE
    newest = min(state.newest_item_at or now, now)
    full = [poll for poll in polls if poll.outcome == "ok"]
    meaningless = (_is_constant(full) and entries >= 3) or _keeps_pace(full)
    if not dated or (meaningless and coming):
        life, limit, by_date = seen_new, usual + GRACE, False
    else:  # dates may lag behind while new addresses come, but not by years
        lagging = coming and _advance(full)
        life = min(newest, seen_new)
        limit, by_date = usual + GRACE + (UNKNOWN_RHYTHM if lagging else timedelta(0)), True
    silence, limit = now - life, limit + weekend(state, usual, life, now)
    if silence > limit:
        said = stale_words(state, newest, seen_new, usual, now, by_date=by_date)
        return Verdict(
            state=SourceState.STALE, reason=said + fruitless_words(polls), since=life + limit
        )
    if not by_date:
        return Verdict(
            state=SourceState.UNDATED, reason=undated_words(state, full[0] if full else None, now)
        )
    if state.moved_seen >= MOVES_BELIEVED:
        said = f"its address is {state.moved_to} now: change it in the source's block"
        return Verdict(state=SourceState.MOVED, reason=said)
    shortest, longest = FRESH_FOR
    fresh = silence <= min(max(2 * usual, shortest), longest)
    said = f"newest item {spell(now - newest)} old; {rhythm_words(state, usual)}"
    return Verdict(state=SourceState.FRESH if fresh else SourceState.QUIET, reason=said)


def _advance(full: Sequence[Poll]) -> bool:
    """Whether the newest date moves at all; old texts come under new addresses as well."""
    return len(full) < 2 or len({poll.newest_item_at for poll in full}) > 1


def _is_constant(full: Sequence[Poll]) -> bool:
    """Whether all items bear one date: a day, or the moment their generator ran."""
    newest, oldest = (full[0].newest_item_at, full[0].oldest_item_at) if full else (None, None)
    return newest is not None and oldest is not None and newest - oldest < STAMPED


def _keeps_pace(full: Sequence[Poll]) -> bool:
    """Whether the dates lag far behind, but go on as our clock does: then theirs is wrong.

    A template that prints last year's number does so; old texts that are put online do not.
    """
    behind = [
        (poll.at, poll.newest_item_at)
        for poll in takewhile(_is_far_behind, full)
        if poll.newest_item_at is not None
    ]
    if not behind:
        return False
    (last, newest), (first, oldest) = behind[0], behind[-1]
    passed, went = last - first, newest - oldest
    return passed >= FEW_HOURS and abs(went - passed) * 2 <= passed


def _is_far_behind(poll: Poll) -> bool:
    return poll.newest_item_at is not None and poll.at - poll.newest_item_at > FAR_BEHIND


def _is_dated(poll: Poll) -> bool:
    """Whether the dates of a document say anything about its age."""
    newest, oldest = poll.newest_item_at, poll.oldest_item_at
    if newest is None or oldest is None or poll.dated_entries * 2 < poll.entries:
        return False
    if oldest > poll.at + STAMPED:
        return False  # all lies in the future: another zone, or made up
    stamped = abs(newest - poll.at) < STAMPED and newest - oldest < STAMPED
    return not (stamped and poll.dated_entries >= 3)
