"""First step: which sources are due, in batches that keep one host together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from ingest.adapters.store import Store
from ingest.model import ChannelKind, Source
from ingest.polling import due_channels
from ingest.records import ChannelState

MAX_BATCHES = (
    8  # a task costs 0.4 CPU seconds on any executor; a batch of sources makes it worth it
)

LOCAL_KINDS = frozenset({ChannelKind.FOLDER, ChannelKind.WARC})


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Sources that one mapped task works on; ``name`` is what the operator sees on the box."""

    name: str
    sources: tuple[str, ...]

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Batch:
        """Return the batch a task handed on as ``{"name", "sources"}``."""
        return cls(name=value["name"], sources=tuple(value["sources"]))


def plan(
    store: Store,
    sources: Mapping[str, Source],
    run_id: str,
    now: datetime,
    *,
    everything: bool = False,
) -> tuple[Batch, ...]:
    """Register the run and return the batches of sources that are due now.

    *everything* ignores polling intervals: somebody asked by hand.
    """
    with store.write() as tx:
        tx.runs.start(run_id, "ingest")
        tx.sources.sync(sources.values())
    with store.read() as tx:
        states: dict[str, dict[str, ChannelState]] = defaultdict(dict)
        for state in tx.channels.states():
            states[state.source_key][state.url] = state
        waiting = tx.ledger.due_sources()
    due = [
        source
        for source in sources.values()
        if source.enabled
        and (
            everything
            or source.key in waiting
            or due_channels(source.channels, states[source.key], now)
        )
    ]
    return in_batches(due)


def in_batches(sources: Iterable[Source], most: int = MAX_BATCHES) -> tuple[Batch, ...]:
    """Return *sources* in at most *most* batches of similar size, one host never in two of them."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        hosts[_host(source)].append(source.key)
    bins: list[list[str]] = [[] for _ in range(min(most, len(hosts)))]
    for keys in sorted(hosts.values(), key=lambda keys: (-len(keys), keys)):
        min(bins, key=len).extend(keys)
    return tuple(Batch(name=_name(keys), sources=tuple(keys)) for keys in bins)


def _host(source: Source) -> str:
    channel = source.channels[0]
    return channel.url if channel.kind in LOCAL_KINDS else urlsplit(channel.url).netloc


def _name(keys: Sequence[str]) -> str:
    shown = ", ".join(keys[:3])
    return shown if len(keys) <= 3 else f"{shown} and {len(keys) - 3} more"
