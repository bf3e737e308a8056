"""Where a site announces its articles, and what each of these channels is worth today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ingest.adapters.fetch import Fetcher, RobotsFile
from ingest.discover import Discovery, discover, find_feeds, sitemaps_in_robots
from ingest.health import Proof, appeared_at, judge_channel, weigh
from ingest.model import Channel, ChannelKind, Entry, Failure, NotModified, Page, Source
from ingest.normalize.urls import host_of, join, registrable_domain
from ingest.records import ALIVE, ChannelState, Poll, Verdict
from ingest.steps.following import follow, with_followed
from ingest.steps.visit import code_of

MAX_LOOKS = 10  # documents; a site with a hundred section feeds is not asked for all of them
FEEDS_TRIED, SITEMAPS_TRIED, FOLLOWED = 3, 2, 2
USUAL = ("/feed/", "/rss.xml", "/news-sitemap.xml", "/sitemap.xml")  # when nothing names any
GUESSED = "a usual address"
SHARED = 0.2  # of the shorter list: two feeds that share less announce different things

# The host itself cannot be asked, so asking it for more addresses would tell nothing.
_HOPELESS = frozenset(
    {"bad-url", "private-address", "dns", "dns-temporary", "connect", "tls", "timeout", "gate"}
) | {"robots-unreachable", "http-401", "http-429"}
_KINDS = {
    "rss": ChannelKind.RSS,
    "atom": ChannelKind.ATOM,
    "rdf": ChannelKind.RDF,
    "json-feed": ChannelKind.JSON_FEED,
    "wp-json": ChannelKind.WP_JSON,
    "news-sitemap": ChannelKind.NEWS_SITEMAP,
    "sitemap": ChannelKind.NEWS_SITEMAP,
    "listing": ChannelKind.HOMEPAGE,
}
_PAGES = frozenset({"html", "listing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One channel, looked at once; ``channel.kind`` is what the document turned out to be."""

    channel: Channel
    found: str  # who named it, in words
    verdict: Verdict
    format: str = ""
    entries: tuple[Entry, ...] = ()
    names: tuple[Channel, ...] = ()  # feeds that the page names
    final_url: str = ""
    code: str = "ok"  # or that of the failure
    left_out: str = ""  # in words, what it announces and we do not take

    @property
    def usable(self) -> bool:
        """Whether news comes from it."""
        return bool(self.entries) and self.verdict.state in ALIVE

    @property
    def is_listing(self) -> bool:
        """Whether it is a page for people, where articles are told from other links by their looks."""
        return self.channel.kind is ChannelKind.HOMEPAGE

    @property
    def dates(self) -> list[datetime]:
        """When its entries were published, or changed."""
        return [moment.at for e in self.entries if (moment := e.published or e.modified)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scout:
    """Everything looking around works with. *robots* gives what was read of an origin's robots.txt."""

    source: Source
    fetcher: Fetcher
    robots: Callable[[str], RobotsFile | None]
    now: datetime
    tell: Callable[[str], None] = lambda _: None

    async def run(self) -> tuple[Look, ...]:
        """Look at the channels of the source, then for others until a feed and a sitemap are alive."""
        looks = [await self._look(channel, "as given") for channel in self.source.channels]
        if all(look.code in _HOPELESS for look in looks):
            return tuple(looks)
        home = home_of(looks)
        for find in (self._named, self._at_home, self._named, self._in_robots, self._usual):
            for channel, found in find(looks, home):
                if _is_enough(looks) or len(looks) >= MAX_LOOKS:
                    return tuple(looks)
                if channel.url not in {u for at in looks for u in (at.channel.url, at.final_url)}:
                    looks.append(await self._look(channel, found))
        return tuple(looks)

    # ── where to look ────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _named(looks: Sequence[Look], _: str) -> list[tuple[Channel, str]]:
        named = dict.fromkeys(channel for look in looks for channel in look.names)
        return [(channel, "named by the page") for channel in list(named)[:FEEDS_TRIED]]

    @staticmethod
    def _at_home(_: Sequence[Look], home: str) -> list[tuple[Channel, str]]:
        return [(Channel(kind=ChannelKind.HOMEPAGE, url=home), "the home page")]

    def _in_robots(self, _: Sequence[Look], home: str) -> list[tuple[Channel, str]]:
        named = sitemaps_named(self.robots(home), home)
        return [(channel, "named in robots.txt") for channel in named[:SITEMAPS_TRIED]]

    @staticmethod
    def _usual(looks: Sequence[Look], home: str) -> list[tuple[Channel, str]]:
        if any(look.usable and not look.is_listing for look in looks):
            return []
        kind = ChannelKind.HOMEPAGE  # reads whatever is there
        return [(Channel(kind=kind, url=join(home, path)), GUESSED) for path in USUAL]

    # ── looking ──────────────────────────────────────────────────────────────────────────────

    async def _look(self, channel: Channel, found: str) -> Look:
        self.tell(f"reading {channel.url}")
        answer = await self.fetcher.fetch(channel.url, kind="feed")
        if isinstance(answer, NotModified):
            answer = Failure(url=channel.url, code="unasked-304", message="not modified, unasked")
        if isinstance(answer, Failure):
            verdict = self._judge(channel, (), answer.code, answer.message)
            return Look(channel=channel, found=found, verdict=verdict, code=answer.code)
        said = discover(channel, answer, self.source, now=self.now)

        async def understand(page: Page) -> Discovery:
            return discover(channel, page, self.source, now=self.now)

        followed = await follow(self.fetcher, understand, said.follow, FOLLOWED)
        entries, left_out = with_followed(said, followed)
        failure = followed.failure
        code = code_of(said) if said.problem else failure.code if failure else "ok"
        code = "ok" if entries else code
        kind = _KINDS.get(said.format.split(" ")[0].removesuffix("-index"), channel.kind)
        return Look(
            channel=Channel(kind=kind, url=channel.url),
            found=found,
            verdict=self._judge(channel, entries, code, left_out),
            left_out=left_out,
            format=said.format,
            entries=entries,
            names=find_feeds(answer) if said.format in _PAGES else (),
            final_url=answer.final_url,
            code=code,
        )

    def _judge(
        self, channel: Channel, entries: Sequence[Entry], code: str, problem: str
    ) -> Verdict:
        """Return what the channel would be worth by this one look, by the rules of everyday health."""
        blank = ChannelState(source_key=self.source.key, url=channel.url)
        poll = Poll(
            run_id="trial",
            source_key=self.source.key,
            channel_url=channel.url,
            at=self.now,
            outcome=code,
            reason=problem,
        )
        items = {entry.key: appeared_at(entry, self.now) for entry in entries}
        poll = weigh(poll, items, {}, Proof(), blank, (), self.now)
        state = replace(
            blank,
            last_polled_at=self.now,
            last_success_at=self.now if code == "ok" else None,
            newest_item_at=poll.newest_item_at,
            usual_gap=poll.usual_gap,
        )
        return judge_channel(channel.kind, state, [poll], self.now)


def _is_enough(looks: Iterable[Look]) -> bool:
    kinds = {look.channel.kind for look in looks if look.usable and not look.is_listing}
    return ChannelKind.NEWS_SITEMAP in kinds and len(kinds) > 1


def best(looks: Sequence[Look], most: int = 3) -> tuple[Look, ...]:
    """Return the channels worth reading, the preferred one first, each of which can replace it.

    What was asked for comes first, then feeds, sitemaps, and pages for people at last.
    """

    def rank(look: Look) -> tuple[bool, bool, bool]:
        is_sitemap = look.channel.kind is ChannelKind.NEWS_SITEMAP
        return look.is_listing, look.found != "as given", is_sitemap

    usable = sorted((look for look in looks if look.usable), key=rank)
    first = usable[:1]
    return (*first, *(look for look in usable[1:] if _could_replace(look, first[0])))[:most]


def _could_replace(look: Look, first: Look) -> bool:
    """Whether both announce the same articles; sitemaps and home pages announce all of a site's."""
    if look.is_listing or look.channel.kind is ChannelKind.NEWS_SITEMAP or look.found == "as given":
        return True
    mine, others = {e.key for e in look.entries}, {e.key for e in first.entries}
    return len(mine & others) >= SHARED * min(len(mine), len(others))


def home_of(looks: Sequence[Look]) -> str:
    """Return the home page of the site the articles are on, else of the host that was asked."""
    asked = looks[0]
    hosts = {registrable_domain(host_of(entry.url)) for entry in asked.entries}
    if len(hosts) == 1:
        return join(asked.entries[0].url, "/")
    return join(asked.final_url or asked.channel.url, "/")


def sitemaps_named(file: RobotsFile | None, home: str) -> tuple[Channel, ...]:
    """Return the sitemaps that the robots.txt of the site at *home* names, those of news first."""
    return sitemaps_in_robots(file.text, home) if file else ()
