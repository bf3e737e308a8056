"""A thousand sources through one day, with the decisions of ``ingest.polling`` and a clock of our own.

Nothing is fetched: a poll is a look at what a made-up publisher has announced by then. Runs start every
15 minutes, as ``news_ingest`` does; each host is asked at most once in five seconds.
``pytest -s tests/simulation`` prints the figures.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import median

import pytest

from ingest.adapters.fetch import MemoryGate
from ingest.health import judge_channel, usual_gap
from ingest.health.rhythm import longest_silence
from ingest.model import Channel, ChannelKind, Failure
from ingest.polling import (
    MIN_INTERVAL,
    after_failure,
    after_success,
    due_channels,
    state_after,
)
from ingest.records import ChannelState, Poll

MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)
RUN_EVERY = timedelta(minutes=15)
HOST_DELAY = 5.0
MANY = 1000
LISTED = 30  # items in a feed
KNOWN_ITEMS, KNOWN_DAYS = 60, 4  # how far back the publishers' past reaches at least

#: name → share of the sources, usual minutes between two items by day, part of that pace by night
KINDS = {
    "wire": (0.05, 4, 0.5),
    "daily": (0.25, 30, 0.1),
    "paper": (0.40, 120, 0.0),
    "weekly": (0.20, 2500, 0.0),
    "dead": (0.10, 60, 0.0),
}

DOWN = (timedelta(hours=6), timedelta(hours=9))  # when some servers do not answer
PAUSE = 3600.0  # seconds some servers ask for, all day long
#: what goes wrong → share of the sources
TROUBLES = {"down for three hours": 0.05, "one in eight times out": 0.05, "asks for an hour": 0.02}


@dataclass
class Publisher:
    """One source: everything it will ever announce, and what the poller thinks of it."""

    kind: str
    channel: Channel
    host: str
    items: list[datetime]
    state: ChannelState
    trouble: str = ""
    seen: int = 0
    polls: list[datetime] = field(default_factory=list)
    found_at: list[datetime] = field(default_factory=list)


def publishers(chance: Random) -> Iterator[Publisher]:
    kinds = [k for k, (share, *_) in KINDS.items() for _ in range(int(share * MANY))]
    for number, kind in enumerate(kinds):
        host = f"host{number % (MANY * 7 // 10)}.example"  # some houses have several sources
        channel = Channel(kind=ChannelKind.RSS, url=f"https://{host}/{number}")
        state = ChannelState(source_key=str(number), url=channel.url)
        items = list(past_and_future(kind, chance))
        yield Publisher(kind, channel, host, items, state, trouble=trouble_of(number))


def trouble_of(number: int) -> str:
    """Spread the troubles evenly over the kinds."""
    place, upto = number % 100 / 100, 0.0
    for trouble, share in TROUBLES.items():
        upto += share
        if place < upto:
            return trouble
    return ""


def failure(publisher: Publisher, at: datetime, run: int) -> Failure | None:
    """Return what a look comes to when it fails."""
    url = publisher.channel.url
    match publisher.trouble:
        case "down for three hours" if DOWN[0] <= at - MIDNIGHT < DOWN[1]:
            return Failure(url=url, code="timeout", message="down")
        case "one in eight times out" if (run * 5 + len(publisher.polls)) % 8 == 0:
            return Failure(url=url, code="timeout", message="late")
        case "asks for an hour" if len(publisher.polls) % 2:
            return Failure(url=url, code="http-429", message="busy", retry_after=PAUSE)
    return None


def past_and_future(kind: str, chance: Random) -> Iterator[datetime]:
    _, minutes, night = KINDS[kind]
    at = MIDNIGHT - max(timedelta(days=KNOWN_DAYS), timedelta(minutes=minutes * KNOWN_ITEMS))
    end = MIDNIGHT + timedelta(days=1)
    if kind == "dead":
        at, end = at - timedelta(days=9), MIDNIGHT - timedelta(days=9)
    zone = chance.randrange(24)
    while (at := at + timedelta(minutes=chance.expovariate(1 / minutes))) < end:
        is_night = (at.hour + zone) % 24 < 7
        if not is_night or chance.random() < night:
            yield at


def look(publisher: Publisher, at: datetime, run: int) -> None:
    """Poll once, as ``steps.channels`` does, without network and store."""
    before = publisher.state
    failed = failure(publisher, at, run)
    publisher.polls.append(at)
    if failed is not None:
        publisher.state = after(before, failed, at, run)
        return
    announced = bisect_right(publisher.items, at)
    listed = publisher.items[max(0, announced - LISTED) : announced]
    new = min(announced - publisher.seen, LISTED)
    unchanged = not new and before.last_success_at is not None
    due = after_success(
        before, now=at, entries=0 if unchanged else len(listed), new=new, ttl=None,
        dates=() if unchanged else listed,
    )  # fmt: skip
    poll = Poll(
        run_id=str(run), source_key=before.source_key, channel_url=before.url, at=at,
        outcome="not-modified" if unchanged else "ok", entries=len(listed), new_entries=new,
        dated_entries=len(listed), next_check_at=due.at, interval=due.interval,
        newest_item_at=listed[-1] if listed else None,
        oldest_item_at=listed[0] if listed else None,
        usual_gap=before.usual_gap if unchanged else usual_gap(listed),
        longest_silence=longest_silence(before, new, at),
    )  # fmt: skip
    state = state_after(before, poll)
    verdict = judge_channel(ChannelKind.RSS, state, [poll], at)
    publisher.state = replace(state, verdict=verdict)
    publisher.found_at += [at] * (announced - publisher.seen)
    publisher.seen = announced


def after(before: ChannelState, failed: Failure, at: datetime, run: int) -> ChannelState:
    """Return the state after a failed look."""
    due = after_failure(before, failed, now=at)
    poll = Poll(
        run_id=str(run), source_key=before.source_key, channel_url=before.url, at=at,
        outcome=failed.code, reason=failed.message, next_check_at=due.at, interval=due.interval,
        failure_score=due.failure_score, newest_item_at=before.newest_item_at,
        longest_silence=before.longest_silence,
    )  # fmt: skip
    return state_after(before, poll)


@dataclass(frozen=True)
class Day:
    """What the day came to."""

    publishers: list[Publisher]

    def delays(self, kind: str = "") -> list[float]:
        """Minutes from announcement to discovery, of what was announced during the day and found."""
        return [
            (found - item).total_seconds() / 60
            for p in self.publishers
            if not kind or p.kind == kind
            for item, found in zip(p.items, p.found_at, strict=False)
            if item >= MIDNIGHT
        ]

    def polls(self, kind: str = "") -> int:
        return sum(len(p.polls) for p in self.publishers if not kind or p.kind == kind)

    def as_text(self) -> str:
        """The figures by kind of publisher."""
        counted = Counter(p.kind for p in self.publishers)
        lines = ["", "kind     sources   items   polls  median     p90 minutes"]
        for kind in ("", *KINDS):
            delays = sorted(self.delays(kind))
            middle = f"{median(delays):8.1f}{delays[len(delays) * 9 // 10]:8.1f}" if delays else ""
            sources = counted[kind] if kind else MANY
            lines.append(f"{kind or 'all':8}{sources:8}{len(delays):8}{self.polls(kind):8}{middle}")
        for trouble in TROUBLES:
            some = [p for p in self.publishers if p.trouble == trouble]
            lines.append(
                f"{trouble:24}{len(some)} sources, {sum(len(p.polls) for p in some)} polls"
            )
        return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def day() -> Day:
    chance = Random(1)
    everyone = list(publishers(chance))
    seconds = [0.0]
    gate = MemoryGate(clock=lambda: seconds[0])
    for run in range(int(timedelta(days=1) / RUN_EVERY)):
        planned = MIDNIGHT + run * RUN_EVERY + timedelta(seconds=chance.uniform(2, 9))
        for publisher in everyone:
            states = {publisher.state.url: publisher.state} if publisher.polls else {}
            if due_channels((publisher.channel,), states, planned):
                begins = planned + timedelta(seconds=chance.uniform(1, 60))
                seconds[0] = begins.timestamp()
                turn = gate.reserve(publisher.host, HOST_DELAY)
                look(publisher, begins + timedelta(seconds=turn), run)
    return Day(everyone)


def test_news_is_found_within_a_quarter_of_an_hour(day: Day) -> None:
    sys.stdout.write(day.as_text())
    assert median(day.delays()) <= 15
    assert median(day.delays("wire")) <= 10
    assert median(day.delays("daily")) <= 20
    assert median(day.delays("paper")) <= 60


def test_nothing_announced_is_missed_but_what_the_next_poll_will_bring(day: Day) -> None:
    for publisher in day.publishers:
        if publisher.trouble == "asks for an hour" or publisher.state.failure_score:
            continue  # its last poll brought nothing
        late = [at for at in publisher.items if at <= publisher.polls[-1]]
        assert len(publisher.found_at) == len(late)


def test_who_was_down_is_asked_seldom_meanwhile_and_soon_afterwards(day: Day) -> None:
    up = MIDNIGHT + DOWN[1]
    for publisher in day.publishers:
        if publisher.trouble == "down for three hours" and publisher.kind in ("wire", "daily"):
            again = next(at for at in publisher.polls if at >= up)
            assert again - up <= timedelta(hours=2)
            during = [at for at in publisher.polls if MIDNIGHT + DOWN[0] <= at < up]
            assert len(during) <= 12


def test_who_asks_for_an_hour_gets_it(day: Day) -> None:
    for publisher in day.publishers:
        if publisher.trouble == "asks for an hour":
            refused = publisher.polls[1::2]
            asked_next = publisher.polls[2::2]
            pauses = [b - a for a, b in zip(refused, asked_next, strict=False)]
            assert all(pause.total_seconds() >= PAUSE for pause in pauses)


def test_quiet_and_dead_sources_are_asked_seldom(day: Day) -> None:
    every_run = MANY * 96
    assert day.polls() < every_run * 0.4
    counted = Counter(p.kind for p in day.publishers)
    assert day.polls("dead") / counted["dead"] <= 12
    assert day.polls("weekly") / counted["weekly"] <= 12


def test_no_channel_is_asked_twice_in_five_minutes(day: Day) -> None:
    for publisher in day.publishers:
        gaps = pairwise(publisher.polls)
        assert all((b - a).total_seconds() >= MIN_INTERVAL for a, b in gaps)


def test_no_host_is_asked_twice_in_five_seconds(day: Day) -> None:
    hosts: dict[str, list[datetime]] = defaultdict(list)
    for publisher in day.publishers:
        hosts[publisher.host] += publisher.polls
    for polls in hosts.values():
        polls.sort()
        gaps = pairwise(polls)
        assert all((b - a).total_seconds() >= HOST_DELAY - 1e-3 for a, b in gaps)


def test_the_dead_are_known_and_hardly_anybody_else_is_called_so(day: Day) -> None:
    """The weeklies here publish at random, so that one in a hundred is silent for strangely long."""
    stale = {p.channel.url for p in day.publishers if p.state.verdict.state == "stale"}
    dead = {p.channel.url for p in day.publishers if p.kind == "dead"}
    assert dead <= stale
    assert len(stale - dead) <= 0.01 * MANY
