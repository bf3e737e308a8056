"""Manners and meaning: redirects, validators, holds, pacing, moved addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hostile import HTML, HostileServer, Script, Send, hostile, redirect, reply

from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate
from ingest.errors import ConfigError, StoreError
from ingest.model import Failure, NotModified, Page, Retry, Validators

Run = Callable[[Any], Any]
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LAST_WEEK = "Sat, 14 Nov 2026 08:00:00 GMT"


class Notebook(MemoryGate):
    """A gate that lets everybody pass and notes what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[tuple[str, float]] = []
        self.holds: list[tuple[str, float]] = []

    def reserve(self, host: str, delay: float, patience: float = 60.0) -> float:  # noqa: ARG002
        self.turns.append((host, delay))
        return 0.0

    def hold(self, host: str, seconds: float) -> None:
        self.holds.append((host, seconds))


def visit(
    pages: dict[str, bytes | Script],
    path: str = "/",
    *,
    gate: MemoryGate | None = None,
    validators: Validators | None = None,
    **settings: Any,
) -> Any:
    """Return a coroutine that fetches *path* and gives the answer and the server."""

    async def go() -> tuple[Any, HostileServer]:
        async with hostile(pages) as server:
            named = (f"127.0.0.1:{server.port}",)
            given = FetchSettings(
                **({"min_delay": 0.0, "page_deadline": 2.0, "allowed_private": named} | settings)
            )
            async with Fetcher(given, gate or MemoryGate(), now=lambda: NOW) as fetcher:
                return await fetcher.fetch(server.url(path), validators=validators), server

    return go()


def hops(*statuses: int, end: bytes | Script | None = None) -> dict[str, bytes | Script]:
    """Return pages that redirect from "/" over /1, /2 ... with these statuses."""
    names = ["/", *(f"/{n}" for n in range(1, len(statuses) + 1))]
    pages: dict[str, bytes | Script] = {
        here: redirect(status, there)
        for here, there, status in zip(names, names[1:], statuses, strict=False)
    }
    return pages | {names[-1]: reply() if end is None else end}


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        pytest.param((), False, id="no-redirect"),
        pytest.param((301,), True, id="permanent"),
        pytest.param((308, 301, 308), True, id="permanent-chain"),
        pytest.param((302,), False, id="temporary"),
        pytest.param((301, 302), False, id="broken-at-the-end"),
        pytest.param((302, 301), False, id="broken-at-the-start"),
        pytest.param((307,), False, id="temporary-307"),
        pytest.param((303,), False, id="see-other"),
    ],
)
def test_only_an_unbroken_permanent_chain_means_moved(
    statuses: tuple[int, ...], moved: bool, run: Run
) -> None:
    page, server = run(visit(hops(*statuses)))
    assert page.body == HTML
    assert page.final_url == server.url(f"/{len(statuses)}" if statuses else "/")
    assert page.moved_to == (page.final_url if moved else "")


def test_five_redirects_are_followed_and_six_are_not(run: Run) -> None:
    assert isinstance(run(visit(hops(*[302] * 5)))[0], Page)
    failure, server = run(visit(hops(*[302] * 6)))
    assert failure.code == "too-many-redirects"
    assert "/6" not in server.paths


def test_a_failure_after_a_move_reports_no_move(run: Run) -> None:
    failure, _ = run(visit(hops(301, end=reply("404 Not Found"))))
    assert (failure.code, failure.status) == ("http-404", 404)


def test_validators_come_back_verbatim_and_earn_a_not_modified(run: Run) -> None:
    known = Validators(etag='W/"a b"', last_modified="Fri, 20 Nov 2026 08:00:00 GMT")

    async def conditional(request: bytes, send: Send) -> None:
        same = (
            b'if-none-match: w/"a b"' in request.lower()
            and b"if-modified-since: fri, 20" in request.lower()
        )
        headers = (f"ETag: {known.etag}", f"Last-Modified: {known.last_modified}")
        await send(reply("304 Same", b"", length=None) if same else reply("200 OK", HTML, *headers))

    first, _ = run(visit({"/": conditional}))
    assert first.validators == known
    second, _ = run(visit({"/": conditional}, validators=first.validators))
    assert isinstance(second, NotModified)
    assert second.fetched_at == NOW


@pytest.mark.parametrize(
    ("stored", "second"),
    [
        pytest.param(
            Validators(etag='"1"', last_modified=LAST_WEEK), [b"if-none-match"], id="both"
        ),
        pytest.param(Validators(last_modified=LAST_WEEK), [], id="time-only"),
    ],
)
def test_after_a_redirect_only_a_tag_is_asked_about(
    stored: Validators, second: list[bytes], run: Run
) -> None:
    """An old page in the place of a removed one has not been modified since, either."""

    async def old(request: bytes, send: Send) -> None:
        since = b"if-modified-since:" in request.lower()
        await send(reply("304 Not Modified", b"", length=None) if since else reply())

    page, server = run(visit({"/": redirect(302, "/old"), "/old": old}, validators=stored))
    assert page.body == HTML
    names = [line.partition(b":")[0].lower() for line in server.requests[-1].split(b"\r\n")]
    assert [name for name in names if name.startswith(b"if-")] == second


def test_a_304_with_a_body_does_not_spoil_the_next_answer(run: Run) -> None:
    async def scenario() -> list[Any]:
        async def same(_: bytes, send: Send) -> None:
            await send(reply("304 Same", b"", length=None) + HTML)

        async def next_page(_: bytes, send: Send) -> None:
            await send(reply("200 OK", b"next"))

        async with hostile({"/a": same, "/b": next_page}) as server:
            settings = FetchSettings(min_delay=0.0, allowed_private=(f"127.0.0.1:{server.port}",))
            async with Fetcher(settings, MemoryGate()) as fetcher:
                asked = Validators(etag='"1"')
                return [
                    await fetcher.fetch(server.url("/a"), validators=asked),
                    await fetcher.fetch(server.url("/b")),
                ]

    same, page = run(scenario())
    assert isinstance(same, NotModified)
    assert page.body == b"next"


@pytest.mark.parametrize(
    "stored",
    [
        pytest.param(Validators(), id="none"),
        pytest.param(Validators(etag="é", last_modified="a\r\nX: y"), id="unsafe"),
    ],
)
def test_a_304_to_an_unconditional_request_is_a_failure(stored: Validators, run: Run) -> None:
    failure, server = run(visit({"/": reply("304 Same", b"", length=None)}, validators=stored))
    assert failure.code == "unasked-304"
    assert b"if-" not in server.requests[-1].lower()


@pytest.mark.parametrize(
    ("status", "headers", "hold"),
    [
        pytest.param("429 Slow down", (), 30.0, id="429"),
        pytest.param("429 Slow down", ("Retry-After: 120",), 120.0, id="429-seconds"),
        pytest.param(
            "429 Slow down", ("Retry-After: Sat, 21 Nov 2026 12:10:00 GMT",), 600.0, id="429-date"
        ),
        pytest.param("429 Slow down", ("Retry-After: rubbish",), 30.0, id="429-nonsense"),
        pytest.param("429 Slow down", ("Retry-After: 0",), 30.0, id="429-at-once"),
        pytest.param("429 Slow down", ("Retry-After: -5",), 30.0, id="429-negative"),
        pytest.param(
            "429 Slow down", ("Retry-After: Sat, 21 Nov 2026 10:00:00 GMT",), 30.0, id="429-past"
        ),
        pytest.param("429 Slow down", ("Retry-After: 7",), 7.0, id="429-short"),
        pytest.param(
            "429 Slow down", ("Retry-After: 60", "Retry-After: 5"), 60.0, id="429-two-values"
        ),
        pytest.param("503 Busy", ("Retry-After: 999999999",), 86_400.0, id="503-absurd"),
        pytest.param("500 Oops", ("Retry-After: 60",), None, id="500-is-no-matter-of-the-host"),
    ],
)
def test_a_busy_host_is_left_alone_by_everybody(
    status: str, headers: tuple[str, ...], hold: float | None, run: Run
) -> None:
    gate = Notebook()
    failure, server = run(visit({"/": reply(status, HTML, *headers)}, gate=gate))
    assert failure.retry is Retry.LATER
    assert gate.holds == ([] if hold is None else [(f"127.0.0.1:{server.port}", hold)])
    if hold is not None:
        assert failure.retry_after == hold


def test_a_held_host_is_not_asked_and_the_failure_says_when(run: Run) -> None:
    class Held(MemoryGate):
        def reserve(self, host: str, delay: float, patience: float = 60.0) -> float:  # noqa: ARG002
            return 600.0

    failure, server = run(visit({"/": reply()}, gate=Held()))
    assert (failure.code, failure.retry, failure.retry_after) == ("gate", Retry.LATER, 600.0)
    assert server.requests == []


def test_every_request_takes_a_turn_robots_and_redirects_included(run: Run) -> None:
    gate = Notebook()
    page, server = run(visit(hops(302), gate=gate, min_delay=5.0))
    assert isinstance(page, Page)
    assert server.paths == ["/robots.txt", "/", "/1"]
    assert gate.turns == [(f"127.0.0.1:{server.port}", 5.0)] * 3


def test_turns_are_given_out_in_steps_and_holds_push_them_back() -> None:
    clock = [100.0]
    gate = MemoryGate(clock=lambda: clock[0])
    assert [gate.reserve("a", 5.0) for _ in range(3)] == [0.0, 5.0, 10.0]
    assert gate.reserve("b", 5.0) == 0.0
    gate.hold("a", 40.0)
    gate.hold("a", 20.0)
    assert gate.reserve("a", 5.0) == 40.0
    clock[0] += 1_000
    assert gate.reserve("a", 5.0) == 0.0


def test_an_impatient_caller_reserves_nothing() -> None:
    gate = MemoryGate(clock=lambda: 0.0)
    gate.hold("a", 50.0)
    assert [gate.reserve("a", 5.0, patience=10.0) for _ in range(3)] == [50.0] * 3
    assert gate.reserve("a", 5.0, patience=60.0) == 50.0


def test_no_more_than_two_requests_at_once_to_one_host(run: Run) -> None:
    async def scenario() -> int:
        open_now, most = 0, 0

        async def slow(_: bytes, send: Send) -> None:
            nonlocal open_now, most
            open_now += 1
            most = max(most, open_now)
            await asyncio.sleep(0.02)
            open_now -= 1
            await send(reply())

        async with hostile({f"/{n}": slow for n in range(8)}) as server:
            settings = FetchSettings(min_delay=0.0, allowed_private=(f"127.0.0.1:{server.port}",))
            async with Fetcher(settings, MemoryGate()) as fetcher:
                pages = await asyncio.gather(
                    *(fetcher.fetch(server.url(f"/{n}")) for n in range(8))
                )
        assert all(isinstance(page, Page) for page in pages)
        assert server.paths.count("/robots.txt") == 1
        return most

    assert run(scenario()) == 2


def test_waiting_for_a_turn_does_not_count_against_the_deadline(run: Run) -> None:
    waits = [0.0, 0.6]  # taken from the end: robots.txt is late, the page comes at once

    class Slow(MemoryGate):
        def reserve(self, host: str, delay: float, patience: float = 60.0) -> float:  # noqa: ARG002
            return waits.pop() if waits else 0.0

    page, _ = run(visit({"/": reply()}, gate=Slow(), page_deadline=0.5))
    assert isinstance(page, Page)


def test_a_pause_asked_for_meanwhile_holds_for_those_already_waiting(run: Run) -> None:
    """Else whoever waits for a turn would ask in the middle of the pause."""
    asked_at: dict[str, float] = {}

    async def busy(request: bytes, send: Send) -> None:
        asked_at[request.split()[1].decode()] = asyncio.get_running_loop().time()
        await asyncio.sleep(0.1)  # the next one waits for its turn by now
        await send(reply("429 Slow down", b""))

    async def scenario() -> list[Any]:
        async with hostile({"/a": busy, "/b": busy}) as server:
            named = (f"127.0.0.1:{server.port}",)
            settings = FetchSettings(min_delay=0.15, hold=0.5, allowed_private=named)
            async with Fetcher(settings, MemoryGate()) as fetcher:
                return await asyncio.gather(*(fetcher.fetch(server.url(p)) for p in ("/a", "/b")))

    first, second = run(scenario())
    assert (first.code, second.code) == ("http-429", "http-429")
    assert asked_at["/b"] - asked_at["/a"] >= 0.5


def test_a_site_that_sets_a_cookie_and_asks_again_gets_it_back_once(run: Run) -> None:
    async def wall(request: bytes, send: Send) -> None:
        known = b"cookie: seen=1; q=a.b\r\n" in request.lower()
        again = reply(
            "307 Again",
            b"",
            "Location: /",
            "Set-Cookie: seen=1; Path=/",
            "Set-Cookie: q=a.b",
            "Set-Cookie: \x07",
        )
        await send(reply() if known else again)

    page, server = run(visit({"/": wall}))
    assert page.body == HTML
    page, server = run(visit({"/": wall, "/1": reply()}))
    assert server.paths == ["/robots.txt", "/", "/"]
    assert b"cookie" not in server.requests[1].lower()  # the second fetch knew nothing of the first


def test_cookies_do_not_travel_to_other_hosts(run: Run) -> None:
    async def scenario() -> list[bytes]:
        async with hostile({"/": reply()}) as other:
            there = f"http://localhost:{other.port}/"
            first = reply("302 There", b"", f"Location: {there}", "Set-Cookie: secret=1")
            async with hostile({"/": first}) as server:
                named = (f"127.0.0.1:{server.port}", f"localhost:{other.port}")
                settings = FetchSettings(min_delay=0.0, allowed_private=named)
                async with Fetcher(settings, MemoryGate()) as fetcher:
                    assert isinstance(await fetcher.fetch(server.url()), Page)
            return other.requests

    assert not any(b"secret" in request for request in run(scenario()))


def test_slow_redirects_share_one_deadline(run: Run) -> None:
    def slow(answer: bytes) -> Script:
        async def script(_: bytes, send: Send) -> None:
            await asyncio.sleep(0.4)
            await send(answer)

        return script

    pages: dict[str, bytes | Script] = {
        path: slow(answer)
        for path, answer in hops(302, 302, 302).items()
        if isinstance(answer, bytes)
    }
    failure, server = run(visit(pages, page_deadline=1.0))
    assert failure.code == "timeout"
    assert "/3" not in server.paths


def test_the_request_is_honest_and_carries_nothing_else(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://user:secret@127.0.0.1:9/")
    agent = "Wirewatch/1.0 (+https://example.org/bot)"
    page, server = run(visit({"/": reply("200 OK", HTML, "Set-Cookie: id=1")}, user_agent=agent))
    assert isinstance(page, Page)
    names = [line.split(b":")[0].lower() for line in server.requests[-1].split(b"\r\n")[1:] if line]
    assert names == [b"host", b"user-agent", b"accept", b"accept-encoding"]
    assert agent.encode() in server.requests[-1]


def test_a_table_in_a_zip_file_is_a_feed_but_no_page(run: Run) -> None:
    packed = reply("200 OK", b"PK\x03\x04 table").replace(b"text/html", b"application/zip")

    async def scenario() -> list[Any]:
        async with hostile({"/": packed}) as server:
            settings = FetchSettings(min_delay=0.0, allowed_private=(f"127.0.0.1:{server.port}",))
            async with Fetcher(settings, MemoryGate()) as fetcher:
                url = server.url()
                return [await fetcher.fetch(url), await fetcher.fetch(url, kind="feed")]

    page, feed = run(scenario())
    assert page.code == "not-text"
    assert feed.body == b"PK\x03\x04 table"


def test_feeds_have_their_own_deadline(run: Run) -> None:
    async def late(_: bytes, send: Send) -> None:
        await asyncio.sleep(0.3)
        await send(reply())

    async def scenario() -> list[Any]:
        async with hostile({"/": late}) as server:
            named = (f"127.0.0.1:{server.port}",)
            settings = FetchSettings(
                min_delay=0.0, page_deadline=0.1, feed_deadline=5.0, allowed_private=named
            )
            async with Fetcher(settings, MemoryGate()) as fetcher:
                url = server.url()
                return [await fetcher.fetch(url), await fetcher.fetch(url, kind="feed")]

    page, feed = run(scenario())
    assert isinstance(page, Failure)
    assert isinstance(feed, Page)


def test_a_kept_connection_that_died_costs_no_failure(run: Run) -> None:
    async def last_words(_: bytes, send: Send) -> None:
        await send(reply())

    async def scenario() -> list[Any]:
        served = 0

        async def answers_twice(_: bytes, send: Send) -> None:
            nonlocal served
            served += 1
            if served == 2:  # a request on the kept connection: hang up without a word
                raise ConnectionResetError
            await send(reply())

        async with hostile({"/": answers_twice}, robots=last_words) as server:
            settings = FetchSettings(min_delay=0.0, allowed_private=(f"127.0.0.1:{server.port}",))
            async with Fetcher(settings, MemoryGate()) as fetcher:
                return [await fetcher.fetch(server.url()) for _ in range(2)]

    assert all(isinstance(page, Page) for page in run(scenario()))


def test_a_broken_store_is_not_blamed_on_the_page(run: Run) -> None:
    class Broken:
        def reserve(self, host: str, delay: float, patience: float = 60.0) -> float:
            raise StoreError("the store", f"vanished ({host}, {delay}, {patience})")

        def hold(self, host: str, seconds: float) -> None: ...

        def robots(self, origin: str) -> None: ...

        def save_robots(self, origin: str, file: object) -> None: ...

    async def scenario() -> Any:
        async with Fetcher(FetchSettings(), Broken()) as fetcher:
            return await fetcher.fetch("http://example.com/")

    with pytest.raises(StoreError):
        run(scenario())


@pytest.mark.parametrize("agent", ["", "Wire\r\nX: y", "Пресса/1.0", "/1.0"])
def test_a_user_agent_that_cannot_be_sent_is_a_wrong_setting(agent: str) -> None:
    with pytest.raises(ConfigError):
        FetchSettings(user_agent=agent)
