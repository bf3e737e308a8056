"""What one document tells of its channel's life: how much is new, how old it is, in which rhythm it comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ingest.health.proof import Proof
from ingest.health.rhythm import longest_silence, usual_gap
from ingest.polling import MIN_INTERVAL
from ingest.records import ChannelState, Poll


def weigh(
    poll: Poll,
    items: Mapping[str, datetime | None],
    first_seen: Mapping[str, datetime],
    proof: Proof,
    state: ChannelState,
    polls: Sequence[Poll],
    now: datetime,
) -> Poll:
    """Return *poll* with what its document says. *items*: when each address probably appeared.

    *first_seen*: when this very channel announced an address for the first time. It could not appear
    later than that, whatever date it bears now; and what leads to no article says nothing of life.
    """
    unseen = items.keys() - first_seen.keys()
    idle = proof.fruitless | proof.doubted
    counted = {key: at for key, at in items.items() if key not in idle}
    dates = [at for at in counted.values() if at is not None]
    appeared = [min(at, first_seen.get(key, at)) for key, at in counted.items() if at is not None]
    proved = proved_at(proof, state)
    known = taken_back(state, proof, polls)
    is_later = proved is not None and known is state
    new = len(unseen - idle)
    return replace(
        poll,
        entries=len(items),
        new_entries=new,
        fruitless=len(items.keys() & proof.fruitless),
        dated_entries=sum(at is not None for at in items.values()),
        newest_item_at=max(dates, default=state.newest_item_at),
        oldest_item_at=min(dates, default=None),
        usual_gap=_gap(appeared, now) or _gap(dates, now),
        longest_silence=longest_silence(known, new or int(is_later), now),
        proved_at=proved,
    )


def _gap(times: Sequence[datetime], now: datetime) -> float | None:
    return usual_gap(at for at in times if at <= now)


def unmodified(
    poll: Poll, proof: Proof, state: ChannelState, polls: Sequence[Poll], now: datetime
) -> Poll:
    """Return *poll*, which was told that nothing has changed, with what it says all the same."""
    return replace(
        poll,
        outcome="not-modified",
        usual_gap=state.usual_gap,
        longest_silence=longest_silence(taken_back(state, proof, polls), 0, now),
        proved_at=proved_at(proof, state),
    )


def proved_at(proof: Proof, state: ChannelState) -> datetime | None:
    """Return when the last article came, None when that was with the last address anyway.

    An address is noted minutes after its poll began.
    """
    last, slack = state.last_new_at, timedelta(seconds=MIN_INTERVAL)
    if proof.latest is None or last is None:
        return None
    return proof.latest if abs(proof.latest - last) > slack else None


def taken_back(state: ChannelState, proof: Proof, polls: Sequence[Poll]) -> ChannelState:
    """Return *state* as if what proved nothing had never come; *polls* are its latest, newest first.

    The silence that seemed to end with it had not ended.
    """
    proved, last = proved_at(proof, state), state.last_new_at
    if proved is None or last is None or proved > last:
        return state
    until = proved + timedelta(seconds=MIN_INTERVAL)
    silence = next((poll.longest_silence for poll in polls if poll.at <= until), None)
    believed = state.longest_silence if silence is None else min(silence, state.longest_silence)
    return replace(state, last_new_at=proved, longest_silence=believed)
