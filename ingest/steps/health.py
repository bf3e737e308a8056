"""Judging every source from its polls and pages, and noting what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ingest.adapters.store import Store, Transaction
from ingest.health import (
    ENOUGH_PAGES,
    ChannelHealth,
    SourceHealth,
    describe_channel,
    judge_source,
    leading,
)
from ingest.health.ownership import changed_hands
from ingest.model import Source
from ingest.records import ALIVE, ChannelState, HealthChange, PageYield, SourceState, Verdict
from ingest.steps.plan import LOCAL_KINDS

POLLS = 12  # of each channel, as evidence
LATELY, WEEKS_AGO = 30, timedelta(days=14)  # addresses that are compared with those of before
PAGES_FROM, FEW_PAGES_FROM = timedelta(days=3), timedelta(days=30)  # the second for weeklies


_WELL = ALIVE - {SourceState.MOVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReport:
    """All sources as they are now, and which are not what they were when last judged."""

    sources: tuple[SourceHealth, ...]
    changes: tuple[HealthChange, ...]
    warned: tuple[HealthChange, ...] = ()  # of them, those with a warning that is new

    @property
    def counts(self) -> dict[str, int]:
        """How many sources are in each state."""
        return dict(Counter(str(source.state) for source in self.sources))

    @property
    def turned_bad(self) -> tuple[HealthChange, ...]:
        """The changes to a state in which no news comes, or the configuration must be mended."""
        return tuple(
            c for c in self.changes if c.after.state not in _WELL and c.before != c.after.state
        )

    @property
    def back(self) -> tuple[HealthChange, ...]:
        """The changes from such a state to one in which news comes."""
        return tuple(change for change in self.changes if is_back(change))


def is_back(change: HealthChange) -> bool:
    """Whether news comes again of a source of which none came."""
    return change.before not in _WELL and change.after.state in _WELL


def look(store: Store, sources: Iterable[Source], now: datetime) -> tuple[SourceHealth, ...]:
    """Return the health of each source that is on and comes from the network; nothing is stored."""
    with store.read() as tx:
        yields = _of_the_busy_and_the_rare(tx, now)
        before = tx.health.latest()
        states = {(state.source_key, state.url): state for state in tx.channels.states()}
        return tuple(
            _look_at(
                tx,
                source,
                states,
                yields.get(source.key, PageYield()),
                before.get(source.key),
                now,
            )
            for source in sources
            if source.enabled and source.channels[0].kind not in LOCAL_KINDS
        )


def _of_the_busy_and_the_rare(tx: Transaction, now: datetime) -> dict[str, PageYield]:
    """Return what the latest pages of each source gave; of those with few, over a longer time."""
    latest = tx.health.yields(now - PAGES_FROM)
    longer = tx.health.yields(now - FEW_PAGES_FROM)
    busy = {key: pages for key, pages in latest.items() if pages.read >= ENOUGH_PAGES}
    return longer | busy


def judge(store: Store, sources: Mapping[str, Source], now: datetime) -> HealthReport:
    """Judge every source, and store each change of state. Judging again at once changes nothing."""
    found = look(store, sources.values(), now)
    with store.write() as tx:
        before = tx.health.latest()
        changes = tuple(change for health in found if (change := _change(health, before, now)))
        for change in changes:
            tx.health.record(change)
    warned = tuple(c for c in changes if c.warning and not _was_warned(before, c.source_key))
    return HealthReport(sources=found, changes=changes, warned=warned)


def came_back(store: Store, since: datetime) -> tuple[HealthChange, ...]:
    """Return the sources that were found to be back since then."""
    with store.read() as tx:
        latest = tx.health.latest().values()
    return tuple(change for change in latest if change.at >= since and is_back(change))


def _was_warned(before: Mapping[str, HealthChange], source_key: str) -> bool:
    return source_key in before and bool(before[source_key].warning)


def _look_at(
    tx: Transaction,
    source: Source,
    states: Mapping[tuple[str, str], ChannelState],
    pages: PageYield,
    before: HealthChange | None,
    now: datetime,
) -> SourceHealth:
    channels = [
        describe_channel(
            channel,
            states.get(
                (source.key, channel.url), ChannelState(source_key=source.key, url=channel.url)
            ),
            tx.channels.history(source.key, POLLS, url=channel.url),
            now,
        )
        for channel in source.channels
    ]
    recent, usual = tx.health.lengths(source.key)
    pages = replace(pages, median_length=recent, usual_length=usual)
    return judge_source(
        source,
        channels,
        pages,
        before.after if before else None,
        now,
        changed_hands=_changed_hands(tx, source, channels, now),
    )


def _changed_hands(
    tx: Transaction, source: Source, channels: Sequence[ChannelHealth], now: datetime
) -> str:
    """Return why what came lately through the channel in use looks like another owner's, or ""."""
    used = leading(channels)
    if used is None:
        return ""
    lately = tx.channels.arrivals(source.key, used.url, LATELY, after=now - WEEKS_AGO)
    if not lately:
        return ""
    before = tx.channels.arrivals(source.key, used.url, before=now - WEEKS_AGO)
    return changed_hands(before, lately)


def _change(
    health: SourceHealth, before: Mapping[str, HealthChange], now: datetime
) -> HealthChange | None:
    last = before.get(health.source_key)
    was = last.after.state if last else SourceState.NEW
    if health.state is was and bool(health.warning) == _was_warned(before, health.source_key):
        return None
    after = Verdict(state=health.state, reason=health.reason, since=health.since)
    return HealthChange(
        source_key=health.source_key, before=was, after=after, at=now, warning=health.warning
    )
