"""Trying a source before it goes live: discovery, robots.txt, a few articles, and a verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.adapters.fetch import Fetcher
from ingest.discover import Discovery, discover
from ingest.health import judge_channel, usual_gap
from ingest.model import Article, Channel, ChannelKind, Entry, Failure, NotModified, Page, Source
from ingest.normalize.urls import host_of, registrable_domain
from ingest.pipeline import Rulebook, assess
from ingest.records import ALIVE, ChannelState, Poll, Verdict

ARTICLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedArticle:
    """What became of one announced article."""

    url: str
    outcome: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a source would give. ``block`` can be pasted into ``config/sources.local.toml``."""

    channel: str
    format: str
    entries: int
    dated: int
    newest: datetime | None
    problem: str
    articles: tuple[TriedArticle, ...]
    verdict: str
    usable: bool
    block: str

    def as_text(self) -> str:
        """Return the trial as a person reads it."""
        newest = f"{self.newest:%Y-%m-%d %H:%M} UTC" if self.newest else "none dated"
        lines = [
            f"channel  {self.channel}",
            f"format   {self.format or 'unknown'}",
            f"entries  {self.entries}, {self.dated} dated, newest {newest}",
        ]
        if self.problem:
            lines.append(f"problem  {self.problem}")
        lines += [f"  {a.outcome:12} {a.url}\n               {a.says}" for a in self.articles]
        lines += [f"verdict  {self.verdict}", "", self.block.rstrip()]
        return "\n".join(lines)


def source_at(url: str) -> Source:
    """Return a source made of nothing but an address; the document itself will say what it is."""
    site = registrable_domain(host_of(url)) or "source"
    key = re.sub(r"[^a-z0-9]+", "-", site.lower()).strip("-")
    kind = ChannelKind.HOMEPAGE  # the most tolerant: reads feeds and sitemaps as well
    return Source(key=key, name=site, publisher=key, channels=(Channel(kind=kind, url=url),))


async def try_source(
    source: Source, fetcher: Fetcher, rulebook: Rulebook, now: datetime, block: str
) -> Trial:
    """Return what *source* would give, storing nothing; robots.txt and pacing hold here, too."""
    channel = source.channels[0]
    answer = await fetcher.fetch(channel.url, kind="feed")
    if isinstance(answer, Failure | NotModified):
        said = f"{answer.code}: {answer.message}" if isinstance(answer, Failure) else "304 unasked"
        return Trial(
            channel=channel.url, format="", entries=0, dated=0, newest=None, problem=said,
            articles=(), verdict=f"cannot be read: {said}", usable=False, block=block,
        )  # fmt: skip
    found = discover(channel, answer, source, now=now)
    tried = [await _try(entry, source, fetcher, rulebook, now) for entry in _sample(found.entries)]
    dates = [e.published.at for e in found.entries if e.published]
    newest = max(dates, default=None)
    if found.problem and not found.entries:
        verdict, usable = f"cannot be understood: {found.problem}", False
    else:
        verdict, usable = _verdict(_health(source, found, now), len(found.entries), tried)
    return Trial(
        channel=channel.url,
        format=found.format,
        entries=len(found.entries),
        dated=len(dates),
        newest=newest,
        problem=found.problem,
        articles=tuple(tried),
        verdict=verdict,
        usable=usable,
        block=block,
    )


async def _try(
    entry: Entry, source: Source, fetcher: Fetcher, rulebook: Rulebook, now: datetime
) -> TriedArticle:
    answer = await fetcher.fetch(entry.url)
    if not isinstance(answer, Page):
        said = f"{answer.code}: {answer.message}" if isinstance(answer, Failure) else "not modified"
        return TriedArticle(url=entry.url, outcome="not read", says=said)
    judged = assess(answer, source, rulebook, entry=entry, now=now)
    if isinstance(judged, Article):
        return TriedArticle(
            url=entry.url,
            outcome=judged.relevance.judgement,
            says=f"{judged.headline} — {len(judged.text)} characters, {len(judged.removed)} lines removed",
        )
    return TriedArticle(url=entry.url, outcome=judged.outcome, says=judged.reason)


def _sample(entries: Sequence[Entry]) -> Sequence[Entry]:
    return sorted(
        entries, key=lambda e: e.published.at.timestamp() if e.published else 0, reverse=True
    )[:ARTICLES]


def _health(source: Source, found: Discovery, now: datetime) -> Verdict:
    """Return what the channel would be worth by this one look, by the rules of everyday health."""
    channel = source.channels[0]
    dates = [m.at for e in found.entries if (m := e.published or e.modified)]
    poll = Poll(
        run_id="trial",
        source_key=source.key,
        channel_url=channel.url,
        at=now,
        outcome="ok",
        reason=found.problem,
        entries=len(found.entries),
        new_entries=len(found.entries),
        dated_entries=len(dates),
        newest_item_at=max(dates, default=None),
        oldest_item_at=min(dates, default=None),
        usual_gap=usual_gap(at for at in dates if at <= now),
    )
    state = ChannelState(
        source_key=source.key,
        url=channel.url,
        last_polled_at=now,
        last_success_at=now,
        newest_item_at=poll.newest_item_at,
        usual_gap=poll.usual_gap,
    )
    return judge_channel(channel.kind, state, [poll], now)


def _verdict(health: Verdict, entries: int, tried: Sequence[TriedArticle]) -> tuple[str, bool]:
    read = sum(a.outcome in ("keep", "review", "off-topic") for a in tried)
    if entries and not read:
        return f"announces articles, but none of {len(tried)} could be read", False
    said = f"{health.state}: {health.reason}" if health.reason else str(health.state)
    if health.state not in ALIVE:
        return said, False
    return f"{said}; {read} of {len(tried)} articles read", True
