"""Polling a source's channels: real fetcher and store, a clock that is told, servers made of functions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate
from ingest.adapters.store import Store, migrate, open_store
from ingest.model import Channel, ChannelKind, Source
from ingest.normalize.urls import url_key
from ingest.polling import MOVES_BELIEVED
from ingest.records import ChannelState, SourceState
from ingest.steps.channels import ChannelStep, Reading

FIRST, SECOND = "https://a.example/feed", "https://feeds.example/a"  # hosts are held one by one
SOURCE = Source(
    key="a",
    name="A",
    publisher="a",
    channels=tuple(Channel(kind=ChannelKind.RSS, url=url) for url in (FIRST, SECOND)),
)

Server = Callable[[httpx.Request], httpx.Response]


def rss(*items: tuple[str, datetime | None]) -> bytes:
    """Return a feed of articles, by name and date."""
    said = "".join(
        f"<item><title>Story {name}</title><link>https://a.example/{name}</link>"
        + (f"<pubDate>{format_datetime(at)}</pubDate>" if at else "")
        + "</item>"
        for name, at in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{said}</channel></rss>'.encode()


@dataclass
class World:
    """One source on the net, and a watch over it."""

    store: Store
    at: datetime = datetime(2026, 11, 21, 12, tzinfo=UTC)
    servers: dict[str, Server] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)
    runs: int = 0

    def now(self) -> datetime:
        return self.at

    def hourly(self, _: httpx.Request) -> httpx.Response:
        """Serve what a healthy hourly channel announces at this moment."""
        last = self.at.replace(minute=0)
        hours = [last - timedelta(hours=n) for n in range(80)]
        return httpx.Response(200, content=rss(*((f"{h:%j-%H}", h) for h in hours)))

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404)
        self.asked.append(request)
        return self.servers[str(request.url)](request)

    def poll(
        self,
        *,
        after: timedelta = timedelta(hours=1),
        again: bool = False,
        source: Source = SOURCE,
    ) -> Reading:
        """Let time pass and run once; *again*: the same run once more, as a retried task does."""
        self.at += after
        self.runs += not again
        self.asked.clear()

        async def one() -> Reading:
            settings = FetchSettings(user_agent="Wirewatch/test", min_delay=0.0, hold=0.0)
            transport = httpx.MockTransport(self.answer)
            async with Fetcher(
                settings, MemoryGate(), now=self.now, transport=transport
            ) as fetcher:
                step = ChannelStep(store=self.store, fetcher=fetcher, now=self.now)
                return await step.run(f"r{self.runs}", "batch", source)

        with self.store.write() as tx:
            tx.runs.start(f"r{self.runs}", "ingest")
        return asyncio.run(one())

    def state(self, url: str = FIRST) -> ChannelState:
        with self.store.read() as tx:
            return tx.channels.state("a", url)

    @property
    def addresses(self) -> list[str]:
        """What was asked for in the last run."""
        return [str(request.url) for request in self.asked]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    url = f"sqlite:///{tmp_path}/store.db"
    migrate(url)
    made: list[World] = []
    with open_store(url, now=lambda: made[0].at) as store:
        made.append(World(store))
        made[0].servers = dict.fromkeys((FIRST, SECOND), made[0].hourly)
        yield made[0]


def status(code: int, **headers: str) -> Server:
    return lambda _: httpx.Response(
        code, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


# ── taking over ──────────────────────────────────────────────────────────────────────────────


def test_all_channels_are_looked_at_once_then_the_first_leads(world: World) -> None:
    world.poll()
    assert world.addresses == [FIRST, SECOND]
    world.poll()
    assert world.addresses == [FIRST]
    world.poll(after=timedelta(hours=6))
    assert world.addresses == [FIRST, SECOND], "who stands by is looked at now and then"


def test_the_next_channel_takes_over_from_one_that_fails_and_gives_back(world: World) -> None:
    world.poll()
    world.servers[FIRST] = status(503)
    taken = world.poll()
    assert taken.unreadable is None
    assert taken.takeover.startswith(f"a is read from {SECOND} now instead of {FIRST}: ")
    assert "503" in taken.takeover
    assert world.addresses == [FIRST, SECOND]
    assert world.poll().takeover == "", "told once"

    world.servers[FIRST] = world.hourly
    world.poll(after=timedelta(hours=2))
    assert world.state().failure_score == 0
    world.poll()
    assert SECOND not in world.addresses


def test_a_zombie_is_taken_over_from_although_it_answers_200(world: World) -> None:
    old = datetime(2018, 1, 17, tzinfo=UTC)
    zombie = rss(*((f"old-{n}", old - timedelta(hours=n)) for n in range(60)))
    world.servers[FIRST] = lambda _: httpx.Response(200, content=zombie)
    taken = world.poll()
    assert world.state().verdict.state is SourceState.STALE
    assert "newest item is of 2018-01-17" in taken.takeover
    for _ in range(5):
        world.poll()
        assert SECOND in world.addresses

    world.servers[FIRST] = world.hourly
    back = world.poll(after=timedelta(days=1))
    assert back.takeover == f"a is read from {FIRST} again"


def test_when_no_channel_can_be_read_the_source_is_unreadable(world: World) -> None:
    world.servers |= {FIRST: status(410), SECOND: status(503)}
    trouble = world.poll().unreadable
    assert trouble is not None
    assert trouble.passing
    assert "410" in trouble.reason
    assert "503" in trouble.reason


def test_a_retried_task_polls_again_only_what_may_have_passed(world: World) -> None:
    world.servers |= {FIRST: status(410), SECOND: status(503)}
    world.poll()
    before = world.state(SECOND).failure_score
    still = world.poll(after=timedelta(minutes=1), again=True)
    assert world.addresses == [SECOND]
    assert still.unreadable is not None
    assert world.state(SECOND).failure_score == before, "one failure, asked twice"

    world.servers[SECOND] = world.hourly
    assert world.poll(after=timedelta(minutes=1), again=True).unreadable is None
    world.poll(after=timedelta(minutes=1), again=True)
    assert world.addresses == [], "it has been read in this run"


def test_channels_that_fail_for_months_are_never_given_up(world: World) -> None:
    world.servers |= {FIRST: status(410), SECOND: status(410)}
    for _ in range(60):
        world.poll(after=timedelta(days=1, minutes=1))
        assert world.addresses == [FIRST, SECOND]
    world.servers |= {FIRST: world.hourly}
    assert world.poll(after=timedelta(days=1)).unreadable is None
    assert world.state().verdict.state is SourceState.FRESH


# ── servers that say "not modified" ──────────────────────────────────────────────────────────


def test_a_server_that_says_not_modified_for_ever_is_found_out(world: World) -> None:
    def lying(request: httpx.Request) -> httpx.Response:
        if "If-None-Match" in request.headers:
            return httpx.Response(304)
        answer = world.hourly(request)
        answer.headers["ETag"] = '"the-same-for-ever"'
        return answer

    world.servers[FIRST] = lying
    found_after = 0
    while world.state().distrusted_until is None:
        world.poll()
        found_after += 1
        assert found_after < 30
    assert found_after <= 15
    newest = world.state().newest_item_at
    assert newest is not None
    assert world.at - newest <= timedelta(hours=1)

    for _ in range(3):
        world.poll()
        assert all("If-None-Match" not in request.headers for request in world.asked)


def test_an_honest_not_modified_stays_believed(world: World) -> None:
    def honest(request: httpx.Request) -> httpx.Response:
        tag = f'"{world.at:%j-%H}"' if world.at.day % 2 else '"a-day-off"'
        if request.headers.get("If-None-Match") == tag:
            return httpx.Response(304)
        day_off = world.at.replace(hour=0) if world.at.day % 2 == 0 else world.at
        items = ((f"{h:%j-%H}", h) for h in (day_off - timedelta(hours=n) for n in range(80)))
        return httpx.Response(200, content=rss(*items), headers={"ETag": tag})

    world.servers[FIRST] = honest
    for _ in range(120):
        world.poll()
    assert world.state().distrusted_until is None


# ── servers that move ────────────────────────────────────────────────────────────────────────

NEW_HOME = "https://www.a.example/rss"


def test_a_move_is_believed_after_several_equal_answers_and_then_followed(world: World) -> None:
    world.servers |= {FIRST: status(301, Location=NEW_HOME), NEW_HOME: world.hourly}
    for _ in range(MOVES_BELIEVED):
        world.poll()
        assert world.addresses[0] == FIRST
    assert world.state().verdict.state is SourceState.MOVED
    assert NEW_HOME in world.state().verdict.reason
    world.poll()
    assert world.addresses == [NEW_HOME]
    assert world.state().moved_to == NEW_HOME


def test_a_move_that_is_taken_back_is_forgotten(world: World) -> None:
    world.servers |= {FIRST: status(301, Location=NEW_HOME), NEW_HOME: world.hourly}
    for _ in range(MOVES_BELIEVED + 1):
        world.poll()
    world.servers |= {FIRST: world.hourly, NEW_HOME: status(404)}
    world.poll()
    assert world.state().failure_score > 0
    world.poll(after=timedelta(hours=2))
    assert world.state().verdict.state is SourceState.FRESH
    assert (world.state().moved_to, world.state().failure_score) == ("", 0)


# ── what is in the way ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("page", "state"),
    [
        ("<html><title>Just a moment...</title>", SourceState.BLOCKED),
        ("<html><title>Access denied</title>", SourceState.BLOCKED),
        ("<html><title>Log in</title>", SourceState.BLOCKED),
        ("<html><title>404 - not found</title>", SourceState.INVALID),
        ("<html><title>Welcome to our new site</title>", SourceState.INVALID),
        ("Service unavailable", SourceState.INVALID),
    ],
)
def test_a_page_where_a_feed_should_be_is_no_empty_feed(
    world: World, page: str, state: SourceState
) -> None:
    html = httpx.Response(200, text=page, headers={"Content-Type": "text/html"})
    world.servers[FIRST] = lambda _: html
    world.poll()
    assert world.state().verdict.state is state


def test_what_is_left_out_of_a_list_is_on_record(world: World) -> None:
    world.servers[FIRST] = lambda _: httpx.Response(
        200,
        content=b"<rss><channel><item><title>A</title><link>javascript:x()</link></item>"
        b"<item><title>B</title></item></channel></rss>",
    )
    world.poll()
    with world.store.read() as tx:
        (poll,) = tx.channels.history("a", 1, url=FIRST)
    assert (poll.outcome, poll.entries) == ("ok", 0)
    assert poll.reason == "2 refused: 1 link is no http(s) address, 1 no link"
    assert poll.reason in world.state().verdict.reason


# ── a witness ────────────────────────────────────────────────────────────────────────────────


def test_what_a_witness_announces_is_noted_and_never_fetched(world: World) -> None:
    listed = '{"url": "https://www.a.example/story-1", "title": "Nine barges"}'
    witness = Source(
        key="gdelt", name="GDELT", publisher="gdelt", link_hosts=("a.example",),
        channels=(Channel(kind=ChannelKind.GDELT, url="https://others.example/list"),),
    )  # fmt: skip
    world.servers["https://others.example/list"] = lambda _: httpx.Response(200, text=listed)
    assert world.poll(source=witness).announced == 1
    with world.store.read() as tx:
        assert tx.ledger.open_work("r1", "batch") == ()
        assert [step.what for step in tx.ledger.trail(url_key("https://a.example/story-1"))] == [
            "announced"
        ]
