"""Channels that live for weeks, and publishers of every habit.

A channel is polled as the pipeline does it: runs every 15 minutes, and within them by the adaptive plan.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

from ingest.health import Proof, judge_channel, prove, unmodified, weigh
from ingest.model import Channel, ChannelKind, Failure, Outcome
from ingest.polling import after_failure, after_success, is_due, leading_channel, state_after
from ingest.records import ALIVE, Arrival, ChannelState, Poll, SourceState, Verdict

MONDAY = datetime(2026, 9, 7, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
RUN_EVERY = timedelta(minutes=15)
LATER_DATES = timedelta(days=1)  # the parser believes no date further ahead
EVIDENCE, POLLS_BACK, ARRIVALS = 12, 50, 100

Item = tuple[str, datetime | None]
Answer = Sequence[Item] | str  # items, or the code of a failure; "304"
Publisher = Callable[[datetime], Answer]
Feed = Callable[[datetime], Sequence[Item]]  # one that always answers

FEED = Channel(kind=ChannelKind.RSS, url="https://a.example/feed")
SITEMAP = Channel(kind=ChannelKind.NEWS_SITEMAP, url="https://a.example/news.xml")


@dataclass
class Life:
    """One channel watched from ``start`` on, and every verdict on it with its time."""

    publish: Publisher
    start: datetime = MONDAY
    channel: Channel = FEED
    opens: bool = True  # anybody can read its pages
    verdicts: list[tuple[datetime, Verdict]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = ChannelState(source_key="a", url=self.channel.url)
        self.polls: list[Poll] = []
        self.first_seen: dict[str, datetime] = {}
        self.at = self.start

    def watch(self, length: timedelta) -> Life:
        """Go on for *length*."""
        end = self.at + length
        while self.at < end:
            if is_due(self.channel, (self.channel,), {self.channel.url: self.state}, self.at):
                self.poll()
            self.at += RUN_EVERY
        return self

    def poll(self) -> None:
        """Look once at the channel."""
        answer = self.publish(self.at)
        seen = Poll(
            run_id=self.at.isoformat(), source_key="a", channel_url=self.channel.url, at=self.at,
            outcome="ok", newest_item_at=self.state.newest_item_at,
        )  # fmt: skip
        seen = self._failed(seen, answer) if isinstance(answer, str) else self._read(seen, answer)
        self.polls = [seen, *self.polls][:POLLS_BACK]
        self.state = state_after(self.state, seen)
        verdict = judge_channel(self.channel.kind, self.state, self.polls[:EVIDENCE], self.at)
        self.state = replace(self.state, verdict=verdict)
        self.verdicts.append((self.at, verdict))

    def _read(self, seen: Poll, listed: Sequence[Item]) -> Poll:
        items = {key: at if at and at <= self.at + LATER_DATES else None for key, at in listed}
        new = [key for key in items if key not in self.first_seen]
        proof = self._proof([key for key in items if key not in self.first_seen])
        seen = weigh(seen, items, self.first_seen, proof, self.state, self.polls, self.at)
        self.first_seen |= dict.fromkeys(new, self.at)
        due = after_success(
            self.state, now=self.at, entries=len(items), new=len(new), ttl=None,
            dates=[at for at in items.values() if at is not None],
        )  # fmt: skip
        return replace(seen, next_check_at=due.at, interval=due.interval)

    def _proof(self, unread: Sequence[str] = ()) -> Proof:
        """Return what the pages prove that were read since the last poll."""
        latest = sorted(self.first_seen.items(), key=lambda seen: seen[1])[-ARRIVALS:]
        arrivals = [
            *(replace(_arrival(key, self.at), outcome=None) for key in unread),
            *(_arrival(key, at) for key, at in reversed(latest)),
        ]
        alive = self.state.verdict.state in ALIVE
        return prove(arrivals, {"a.example"}, alive=alive, opens=self.opens, now=self.at)

    def _failed(self, seen: Poll, code: str) -> Poll:
        if code == "304":
            due = after_success(self.state, now=self.at, entries=0, new=0, ttl=None)
            seen = unmodified(seen, self._proof(), self.state, self.polls, self.at)
            return replace(seen, next_check_at=due.at, interval=due.interval)
        due = after_failure(
            self.state, Failure(url=self.channel.url, code=code, message=code), now=self.at
        )
        return replace(
            seen, outcome=code, reason=code, next_check_at=due.at, interval=due.interval,
            failure_score=due.failure_score, longest_silence=self.state.longest_silence,
        )  # fmt: skip

    # ── reading the outcome ──────────────────────────────────────────────────────────────────

    def states(
        self, begin: datetime | None = None, end: datetime | None = None
    ) -> set[SourceState]:
        """Return every state between two moments."""
        first, last = begin or self.start, end or self.at
        return {verdict.state for at, verdict in self.verdicts if first <= at < last}

    def on(self, at: datetime) -> SourceState:
        """Return what the channel was called at a moment."""
        return [verdict.state for when, verdict in self.verdicts if when <= at][-1]

    def accused_at(self) -> datetime | None:
        """Return when it was first called anything but alive."""
        return next((at for at, verdict in self.verdicts if verdict.state not in ALIVE), None)


_ENDS = {"promo": Outcome.TEASER, "void": Outcome.EMPTY, "copy": Outcome.DUPLICATE}


def _arrival(key: str, at: datetime) -> Arrival:
    """Return an address with what came of its page: the first word of its name says so."""
    name = key.rpartition("/")[2]
    outcome = _ENDS.get(name.partition("-")[0], Outcome.STORED)
    told = "the same" if outcome is Outcome.DUPLICATE else name
    url = key if key.startswith("https:") else f"https://a.example/news/{key}"
    return Arrival(key=key, url=url, at=at, title=f"About {told}", outcome=outcome)


# ── publishers ───────────────────────────────────────────────────────────────────────────────


def listing(times: Iterable[datetime], limit: int = 20, *, dated: bool = True) -> Feed:
    """Return a feed that lists the latest *limit* of what came out at *times*."""
    born = sorted(times)

    def publish(now: datetime) -> list[Item]:
        last = bisect_right(born, now)
        return [(f"{at:%s}", at if dated else None) for at in born[max(0, last - limit) : last]]

    return publish


@cache
def every(
    gap: timedelta,
    until: datetime | None = None,
    *,
    only: Callable[[datetime], bool] = lambda _: True,
    jitter: float = 0.3,
    seed: int = 1,
    past: timedelta = 200 * DAY,
    ahead: timedelta = 150 * DAY,
) -> tuple[datetime, ...]:
    """Return publication times *gap* apart, each off by up to *jitter* of a gap, where *only* allows."""
    chance = Random(seed)
    at, end, times = MONDAY - past + 9 * HOUR, until or MONDAY + ahead, []
    while at < end:
        moved = at + gap * chance.uniform(-jitter, jitter)
        if only(moved) and moved < end:
            times.append(moved)
        at += gap
    return tuple(times)


def office(at: datetime) -> bool:
    return at.weekday() < 5 and 8 <= at.hour < 19


def by_day(at: datetime) -> bool:
    return 6 <= at.hour < 22


def at_random(mean: timedelta, seed: int) -> list[datetime]:
    chance, at, times = Random(seed), MONDAY - 200 * DAY, []
    while at < MONDAY + 150 * DAY:
        at += mean * chance.expovariate(1.0)
        times.append(at)
    return times


def switch(*parts: tuple[timedelta, Publisher]) -> Publisher:
    """Return a publisher that is another one from each given time after the start on."""

    def publish(now: datetime) -> Answer:
        current = [part for begin, part in parts if now >= MONDAY + begin][-1]
        return current(now)

    return publish


def failing(code: str) -> Publisher:
    return lambda _: code


ZERO = timedelta(0)
hourly = listing(every(HOUR))
weekly = listing(every(WEEK, jitter=0.02), limit=10)
four_an_hour = listing(every(HOUR / 4))
office_hours = listing(every(HOUR, only=office), 40)
DIES = MONDAY + 30 * DAY
mortal = listing(every(HOUR, DIES))


# ── several channels of one source ───────────────────────────────────────────────────────────


class House:
    """A source with several channels; ``led`` says through which it was read after each run."""

    def __init__(self, *publishers: Publisher) -> None:
        self.channels = tuple(
            Channel(kind=ChannelKind.RSS, url=f"https://a.example/{n}")
            for n in range(len(publishers))
        )
        self.lives = [Life(p, channel=c) for p, c in zip(publishers, self.channels, strict=True)]
        self.led: dict[datetime, int | None] = {}

    def watch(self, length: timedelta) -> House:
        for run in range(int(length / RUN_EVERY)):
            at = MONDAY + run * RUN_EVERY
            for life in self.lives:
                states = {each.channel.url: each.state for each in self.lives if each.polls}
                life.at = at
                if is_due(life.channel, self.channels, states, at):
                    life.poll()
            states = {each.channel.url: each.state for each in self.lives}
            leader = leading_channel(self.channels, states)
            self.led[at] = None if leader is None else self.channels.index(leader)
        return self

    def leaders(self, begin: timedelta, end: timedelta) -> set[int | None]:
        return {led for at, led in self.led.items() if begin <= at - MONDAY < end}

    def looks(self, number: int, begin: timedelta, end: timedelta) -> list[datetime]:
        return [at for at, _ in self.lives[number].verdicts if begin <= at - MONDAY < end]


def broken(code: str, *days: tuple[int, int]) -> Publisher:
    """Return an hourly feed that fails on some days."""

    def publish(now: datetime) -> Answer:
        return code if any(a * DAY <= now - MONDAY < b * DAY for a, b in days) else hourly(now)

    return publish


def asleep(*days: tuple[int, int]) -> Publisher:
    """Return an hourly feed that is frozen on some days."""

    def publish(now: datetime) -> Answer:
        since = [MONDAY + a * DAY for a, b in days if a * DAY <= now - MONDAY < b * DAY]
        return hourly(since[0] if since else now)

    return publish
