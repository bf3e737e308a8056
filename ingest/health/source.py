"""Whether one source is alive: through which of its channels, and whether its pages give a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ingest.health.channel import dated_from, judge_channel
from ingest.model import Channel, ChannelKind, Source
from ingest.records import ALIVE, ChannelState, PageYield, Poll, SourceState, Verdict

ENOUGH_PAGES = 10  # before their yield says anything
NOTHING_AT_ALL = 6  # pages of which not one gave a text say it sooner
POOR_YIELD = 0.2
REAL_TEXT = 400  # characters; a third of less than that may be chance


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHealth:
    """One channel as an operator sees it."""

    kind: ChannelKind
    url: str
    state: SourceState
    reason: str
    since: datetime | None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    next_check_at: datetime | None = None
    newest_item_at: datetime | None = None
    last_new_at: datetime | None = None
    usual_gap: float | None = None  # seconds
    interval: float = 0.0  # seconds between two polls at present
    new_share: float | None = None  # of the entries of the latest polls
    dated_share: float | None = None  # of the entries of the last document
    distrusted: bool = False  # its server says "not modified" when that is not so
    warning: str = ""  # what of its documents could not be read, time and again


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """One source as an operator sees it. ``channel`` is the address it is read from at present."""

    source_key: str
    name: str
    publisher: str
    state: SourceState
    reason: str
    since: datetime | None
    channel: str
    newest_item_at: datetime | None
    channels: tuple[ChannelHealth, ...]
    pages: PageYield
    warning: str = ""  # what is strange though it delivers, in words

    @property
    def works(self) -> bool:
        """Whether news comes from it as far as anybody can tell."""
        return self.state in ALIVE


def describe_channel(
    channel: Channel, state: ChannelState, polls: Sequence[Poll], now: datetime
) -> ChannelHealth:
    """Return the health of one channel; *polls* are its latest, newest first."""
    verdict = judge_channel(channel.kind, state, polls, now)
    full = [poll for poll in polls if poll.outcome == "ok" and poll.entries]
    entries = sum(poll.entries for poll in full)
    return ChannelHealth(
        kind=channel.kind,
        url=channel.url,
        state=verdict.state,
        reason=verdict.reason,
        since=verdict.since,
        last_polled_at=state.last_polled_at,
        last_success_at=state.last_success_at,
        next_check_at=state.next_check_at,
        newest_item_at=state.newest_item_at,
        last_new_at=state.last_new_at,
        usual_gap=state.usual_gap,
        interval=state.interval,
        new_share=sum(poll.new_entries for poll in full) / entries if entries else None,
        dated_share=full[0].dated_entries / full[0].entries if full else None,
        distrusted=state.distrusted_until is not None and state.distrusted_until > now,
        warning=_lasting_warning(polls),
    )


def _lasting_warning(polls: Sequence[Poll]) -> str:
    """Return what the last two documents warn of; once may be chance."""
    latest = [poll.warning for poll in polls if poll.outcome == "ok"][:2]
    return latest[0] if len(latest) > 1 and all(latest) else ""


def judge_source(
    source: Source,
    channels: Sequence[ChannelHealth],
    pages: PageYield,
    before: Verdict | None,
    now: datetime,
    *,
    changed_hands: str = "",
) -> SourceHealth:
    """Return the health of a source: that of the channel it is read from, unless its pages give nothing.

    *changed_hands*: why its texts look like somebody else's, which only matters while it delivers.
    """
    lead = leading(channels)
    verdict = _through(channels, lead)
    if verdict.state in ALIVE and source.body == "open":
        verdict = _of_pages(pages) or verdict
    verdict = dated_from(verdict, before, now)
    used = lead or channels[0]
    if changed_hands and verdict.state in ALIVE:
        verdict = replace(verdict, reason=f"{verdict.reason}; {changed_hands}")
    warnings = [each for each in (changed_hands, used.warning) if each]
    return SourceHealth(
        source_key=source.key,
        name=source.name,
        publisher=source.publisher,
        state=verdict.state,
        reason=verdict.reason,
        since=verdict.since,
        channel=used.url,
        newest_item_at=used.newest_item_at,
        channels=tuple(channels),
        pages=pages,
        warning="; ".join(warnings) if verdict.state in ALIVE else "",
    )


def leading(channels: Sequence[ChannelHealth]) -> ChannelHealth | None:
    """Return the channel a source is read from: the first that is alive."""
    return next((channel for channel in channels if channel.state in ALIVE), None)


def _through(channels: Sequence[ChannelHealth], lead: ChannelHealth | None) -> Verdict:
    first = channels[0]
    if lead is None:
        all_dead = f"none of its {len(channels)} channels is alive; " if len(channels) > 1 else ""
        return Verdict(state=first.state, reason=all_dead + first.reason, since=first.since)
    if lead is first:
        return Verdict(state=first.state, reason=first.reason, since=first.since)
    place = channels.index(lead) + 1
    said = (
        f"{lead.reason}; read through channel {place} ({lead.kind}), for the first is "
        f"{first.state}: {first.reason}"
    )
    return Verdict(state=lead.state, reason=said, since=lead.since)


def _of_pages(pages: PageYield) -> Verdict | None:
    """Return what is wrong with the articles' own pages, if anything."""
    enough = ENOUGH_PAGES if pages.texts else NOTHING_AT_ALL
    if pages.read >= enough and pages.texts < POOR_YIELD * pages.read:
        said = f"it announces articles, but only {pages.texts} of {pages.read} pages gave a text"
        if pages.blocked * 2 > pages.read:
            return Verdict(state=SourceState.BLOCKED, reason=f"{said}; most are blocked")
        if pages.gone * 2 > pages.read:
            return Verdict(state=SourceState.GONE, reason=f"{said}; most do not exist")
        return Verdict(state=SourceState.THIN, reason=said)
    now, usual = pages.median_length, pages.usual_length
    if now is not None and usual is not None and usual >= REAL_TEXT and now * 3 < usual:
        said = f"its texts have shrunk to {now} characters, from {usual}: was its site rebuilt?"
        return Verdict(state=SourceState.THIN, reason=said)
    return None
