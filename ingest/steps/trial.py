"""Trying a source before it goes live: its channels, robots.txt, a few articles, a verdict, a block."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ingest.adapters.fetch import RobotsFile
from ingest.adapters.fetch.robots import parse_rules
from ingest.model import Article, Channel, ChannelKind, Entry, Failure, Outcome, Page, Source
from ingest.normalize.urls import host_of, is_http_url, registrable_domain
from ingest.pipeline import Rulebook, assess
from ingest.records import SourceState
from ingest.sources import to_toml
from ingest.steps.plan import LOCAL_KINDS
from ingest.steps.scout import GUESSED, Look, Scout, best, home_of, sitemaps_named

ARTICLES = 5
_HOST_FIRST = re.compile(r"[^\s/:.]+(?:\.[^\s/:.]+)+(?::\d+)?(?:[/?#]|$)")
_READ = frozenset({"keep", "review", Outcome.OFF_TOPIC})  # with a text, whatever it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedChannel:
    """One address that was looked at for announcements."""

    kind: ChannelKind
    url: str
    found: str  # who named it, in words
    format: str
    entries: int
    dated: int
    newest: datetime | None
    state: SourceState
    reason: str
    left_out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedArticle:
    """What became of one announced article."""

    url: str
    outcome: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a source would give. ``block`` can be pasted into ``config/sources.local.toml``."""

    robots: str
    channels: tuple[TriedChannel, ...]
    articles: tuple[TriedArticle, ...]
    verdict: str
    usable: bool
    block: str  # "" while nothing usable is known

    def as_text(self) -> str:
        """Return the trial as a person reads it."""
        lines = [f"robots   {self.robots}", ""]
        in_vain = [c.url for c in self.channels if c.found == GUESSED and not c.entries]
        for channel in (c for c in self.channels if c.url not in in_vain):
            newest = f", newest {channel.newest:%Y-%m-%d %H:%M} UTC" if channel.newest else ""
            lines += [f"channel  {channel.url}", f"         {channel.found}"]
            if channel.format:
                counted = f"{channel.entries} entries, {channel.dated} dated{newest}"
                lines.append(f"         {channel.format}: {counted}")
            if channel.left_out and channel.left_out not in channel.reason:
                lines.append(f"         not taken: {channel.left_out}")
            lines += [f"         {channel.state}: {channel.reason}", ""]
        if in_vain:
            lines += ["nothing  " + "\n         ".join(in_vain), ""]
        for article in self.articles:
            lines += [f"article  {article.url}", f"         {article.outcome}: {article.says}", ""]
        lines.append(f"verdict  {self.verdict}")
        if self.block:
            lines += ["", "# for config/sources.local.toml", self.block.rstrip()]
        return "\n".join(lines)


def source_meant(target: str, sources: Mapping[str, Source]) -> Source | None:
    """Return the source that *target* means: a key, the address of a channel, or any other address.

    None when it is none of these. An address may lack its scheme, as people write it.

    >>> source_meant("www.paper.example", {}).channels[0].url
    'https://www.paper.example'
    >>> source_meant("no-such-key", {}), source_meant("file:///etc/passwd", {})
    (None, None)
    """
    if target in sources:
        return sources[target]
    url = target.strip()
    if "://" not in url and _HOST_FIRST.match(url):
        url = f"https://{url}"
    if not is_http_url(url):
        return None
    for source in sources.values():
        if url in (channel.url for channel in source.channels):
            return source
    return _source_at(url, sources.keys())


def _source_at(url: str, taken: Collection[str]) -> Source:
    """Return a source made of nothing but an address, with a key that is not *taken*."""
    site = registrable_domain(host_of(url)) or "source"
    base = re.sub(r"[^a-z0-9]+", "-", site.lower()).strip("-")[:55]
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    kind = ChannelKind.HOMEPAGE  # the most tolerant: reads feeds and sitemaps as well
    return Source(
        key=key, name=site, publisher=key, group="own", channels=(Channel(kind=kind, url=url),)
    )


async def try_source(scout: Scout, rulebook: Rulebook, robot: str) -> Trial:
    """Return what the scout's source would give, storing nothing; robots.txt and pacing hold here, too."""
    source = scout.source
    if source.channels[0].kind in LOCAL_KINDS:
        said = "it is read from this machine: `wirewatch run --source` does so"
        return Trial(robots=said, channels=(), articles=(), verdict=said, usable=True, block="")
    looks = await scout.run()
    chosen = best(looks)
    tried = [await _try(entry, scout, rulebook) for entry in _sample(chosen[0])] if chosen else []
    verdict, usable = _verdict(looks, chosen, tried)
    home = home_of(looks)
    file = None if looks[0].code == "bad-url" else scout.robots(home)
    return Trial(
        robots=_robots_words(file, robot, len(sitemaps_named(file, home))),
        channels=tuple(map(_channel, looks)),
        articles=tuple(tried),
        verdict=verdict,
        usable=usable,
        block=to_toml([_suggested(source, chosen, tried)]) if usable else "",
    )


def _channel(look: Look) -> TriedChannel:
    return TriedChannel(
        kind=look.channel.kind,
        url=look.channel.url,
        found=look.found,
        format=look.format,
        entries=len(look.entries),
        dated=len(look.dates),
        newest=max(look.dates, default=None),
        state=look.verdict.state,
        reason=look.verdict.reason,
        left_out=look.left_out,
    )


async def _try(entry: Entry, scout: Scout, rulebook: Rulebook) -> TriedArticle:
    scout.tell(f"reading {entry.url}")
    answer = await scout.fetcher.fetch(entry.url)
    if not isinstance(answer, Page):
        said = f"{answer.code}: {answer.message}" if isinstance(answer, Failure) else "not modified"
        return TriedArticle(url=entry.url, outcome="not read", says=said)
    judged = assess(answer, scout.source, rulebook, entry=entry, now=scout.now)
    if isinstance(judged, Article):
        size = f"{len(judged.text)} characters, {len(judged.removed)} lines removed"
        says = f"{judged.headline} — {size}"
        return TriedArticle(url=entry.url, outcome=judged.relevance.judgement, says=says)
    return TriedArticle(url=entry.url, outcome=judged.outcome, says=judged.reason)


def _sample(look: Look) -> Sequence[Entry]:
    def newest_first(entry: Entry) -> float:
        return -entry.published.at.timestamp() if entry.published else 0.0

    return sorted(look.entries, key=newest_first)[:ARTICLES]


def _verdict(
    looks: Sequence[Look], chosen: Sequence[Look], tried: Sequence[TriedArticle]
) -> tuple[str, bool]:
    first = looks[0].verdict
    if not chosen:
        others = len(looks) - 1
        vain = f"; none of {others} other addresses looked at is alive either" if others else ""
        return f"not usable, {first.state}: {first.reason}{vain}", False
    read = sum(article.outcome in _READ for article in tried)
    teasers = sum(article.outcome == Outcome.TEASER for article in tried)
    if not read and not teasers:
        why, times = Counter(f"{a.outcome}, {a.says}" for a in tried).most_common(1)[0]
        said = f"announces articles, but none of {len(tried)} gave a text ({times} × {why})"
        return f"not usable: {said}", False
    on_topic = sum(article.outcome in ("keep", "review") for article in tried)
    said = f"{read} of {len(tried)} articles gave a text, {on_topic} of them on topic"
    said += f", {teasers} only a teaser" if teasers else ""
    used = chosen[0]
    instead = "" if used is looks[0] else f"through {used.channel.url} ({used.found}), "
    return f"usable, {instead}{used.verdict.state}: {used.verdict.reason}; {said}", True


def _suggested(source: Source, chosen: Sequence[Look], tried: Sequence[TriedArticle]) -> Source:
    """Return *source* with the channels that work and what the articles tell of it."""
    languages = Counter(entry.language for entry in chosen[0].entries if entry.language)
    told = max(languages, key=languages.__getitem__, default="")
    teasers = sum(article.outcome == Outcome.TEASER for article in tried)
    body = source.body
    if body == "open" and teasers * 2 > len(tried):
        body = "paywall" if teasers == len(tried) else "partial"
    return replace(
        source,
        channels=tuple(look.channel for look in chosen),
        language=source.language or told,
        body=body,
    )


def _robots_words(file: RobotsFile | None, robot: str, sitemaps: int) -> str:
    """Return what a robots.txt says to us."""
    if file is None:
        return "robots.txt was not read: the host cannot be asked"
    if file.access == "closed":
        return "robots.txt could not be read, so nothing may be read for now"
    if file.access == "open":
        return "there is no robots.txt: everything may be read"
    pause = parse_rules(file.text, robot).crawl_delay
    many = f"{sitemaps or 'no'} {'sitemap' if sitemaps < 2 else 'sitemaps'}"
    asks = f", asks for {pause:g} seconds between two requests" if pause else ""
    return f"robots.txt names {many}{asks}"
