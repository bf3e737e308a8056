"""Polling the channels of one source: the best that is alive, and the others now and then.

What a channel announces, what the poll told and what it makes of the channel are stored in one
transaction, so a killed worker leaves all of it or nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ingest.adapters.fetch import Fetcher
from ingest.adapters.store import Store
from ingest.model import Channel, Source
from ingest.polling import failure_weight, is_alive, is_due, leading_channel
from ingest.records import ALIVE, READ, ChannelState, Poll
from ingest.steps.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why a source could not be read, and whether another try in a minute may help."""

    reason: str
    passing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of the channels of one source."""

    announced: int = 0
    unreadable: Unreadable | None = None
    takeover: str = ""  # in words, when it is read from another channel than before


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelStep:
    """Everything polling works with."""

    store: Store
    fetcher: Fetcher
    now: Callable[[], datetime]

    async def run(
        self, run_id: str, batch: str, source: Source, *, everything: bool = False
    ) -> Reading:
        """Poll the channels of *source* that are due, or all of them.

        When the task is retried, only what may have passed since is polled again.
        """
        states, polls = await asyncio.to_thread(self._known, run_id, source)
        before = leading_channel(source.channels, states)
        announced = 0
        for channel in source.channels:
            earlier = polls.get(channel.url)
            due = everything or is_due(channel, source.channels, states, self.now())
            if not (earlier.passing if earlier else due):
                continue
            state = _without(states[channel.url], earlier)
            visit = Visit(
                store=self.store, fetcher=self.fetcher, now=self.now,
                run_id=run_id, batch=batch, source=source, channel=channel,
            )  # fmt: skip
            polls[channel.url], states[channel.url] = await visit.poll(state)
            announced += polls[channel.url].entries
        return Reading(
            announced=announced,
            unreadable=_unreadable(source, polls, states),
            takeover=_takeover(source, before, polls, states),
        )

    def _known(
        self, run_id: str, source: Source
    ) -> tuple[dict[str, ChannelState], dict[str, Poll]]:
        with self.store.read() as tx:
            states = {c.url: tx.channels.state(source.key, c.url) for c in source.channels}
            return states, {p.channel_url: p for p in tx.channels.of_run(run_id, source.key)}


def _without(state: ChannelState, earlier: Poll | None) -> ChannelState:
    """Return *state* without the failure of an earlier attempt, which is not to count twice."""
    if earlier is None or earlier.outcome in READ:
        return state
    score = max(0.0, state.failure_score - failure_weight(earlier.outcome))
    return replace(state, failure_score=score)


def _unreadable(
    source: Source, polls: Mapping[str, Poll], states: Mapping[str, ChannelState]
) -> Unreadable | None:
    """Return why nothing can be had from *source*, if in this run no channel could be read."""
    failed = [polls[c.url] for c in source.channels if c.url in polls]
    if not failed or any(poll.outcome in READ for poll in failed):
        return None
    if any(is_alive(states[channel.url]) for channel in source.channels):
        return None
    return Unreadable(
        reason="; ".join(f"{poll.outcome}: {poll.reason}" for poll in failed),
        passing=any(poll.passing for poll in failed),
    )


def _takeover(
    source: Source,
    before: Channel | None,
    polls: Mapping[str, Poll],
    states: Mapping[str, ChannelState],
) -> str:
    """Return in words from which channel *source* is read now, if that is another than before."""
    after = leading_channel(source.channels, states)
    if after is None or before is None or after is before:
        return ""
    if source.channels.index(after) < source.channels.index(before):
        return f"{source.key} is read from {after.url} again"
    verdict, poll = states[before.url].verdict, polls.get(before.url)
    failing = verdict.state in ALIVE and poll is not None
    why = poll.reason or poll.outcome if failing and poll else f"{verdict.state}, {verdict.reason}"
    return f"{source.key} is read from {after.url} now instead of {before.url}: {why}"
