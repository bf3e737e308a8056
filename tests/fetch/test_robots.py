"""robots.txt: what it says, what its absence means, and how often it is asked for."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hostile import HTML, Script, drip, flood, gzip_bomb, hostile, redirect, reply, silence
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate, RobotsFile
from ingest.adapters.fetch.robots import decode_robots, is_fresh, parse_rules
from ingest.model import Failure, Page, Retry

Run = Callable[[Any], Any]
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def rules(text: str) -> Any:
    return parse_rules(text, "Wirewatch")


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        pytest.param("", "/x", True, id="empty"),
        pytest.param("User-agent: *\nDisallow:", "/x", True, id="disallow-nothing"),
        pytest.param("User-agent: *\nDisallow: /", "/x", False, id="disallow-all"),
        pytest.param("user-AGENT: wireWATCH\nDISALLOW: /x", "/x", False, id="case"),
        pytest.param(
            "User-agent: Wirewatch/2.0\nDisallow: /x", "/x", False, id="agent-with-version"
        ),
        pytest.param(
            "User-agent: Wirewatch the reader\nDisallow: /x",
            "/x",
            False,
            id="agent-of-several-words",
        ),
        pytest.param("User-agent: Wire\nDisallow: /x", "/x", True, id="agent-that-is-a-prefix"),
        pytest.param(
            "User-agent: Wirewatchers\nDisallow: /x", "/x", True, id="agent-that-is-longer"
        ),
        pytest.param(
            "User-agent: *\nDisallow: /\n\nUser-agent: Wirewatch\nAllow: /",
            "/x",
            True,
            id="own-group-wins",
        ),
        pytest.param(
            "User-agent: Wirewatch\nCrawl-delay: 1\n\nUser-agent: *\nDisallow: /",
            "/x",
            True,
            id="own-group-without-rules",
        ),
        pytest.param(
            "User-agent: a\nUser-agent: Wirewatch\nDisallow: /x", "/x", False, id="shared-group"
        ),
        pytest.param(
            "User-agent: Wirewatch\nDisallow: /a\n\nUser-agent: b\nDisallow: /\n\n"
            "User-agent: Wirewatch\nDisallow: /x",
            "/x",
            False,
            id="groups-merge",
        ),
        pytest.param(
            "User-agent: Wirewatch\n\n\nDisallow: /x",
            "/x",
            False,
            id="blank-lines-do-not-end-a-group",
        ),
        pytest.param(
            "User-agent: Wirewatch\nSitemap: /s\nDisallow: /x", "/x", False, id="sitemap-inside"
        ),
        pytest.param(
            "User-agent: Wirewatch\nNoindex: /\nDisallow: /x", "/x", False, id="unknown-rule-inside"
        ),
        pytest.param("Disallow: /x", "/x", True, id="rule-without-agent"),
        pytest.param(
            "User-agent: *\nDisallow: /x\nAllow: /x/open", "/x/open/1", True, id="longest-match"
        ),
        pytest.param("User-agent: *\nAllow: /x\nDisallow: /x", "/x", True, id="tie-goes-to-allow"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False, id="wildcard-and-end"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True, id="end-means-end"),
        pytest.param(
            "User-agent: *\nDisallow: /новости",
            "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1",
            False,
            id="utf-8-rule",
        ),
        pytest.param("User-agent: *\nDisallow: /%7Ejoe", "/~joe/x", False, id="escapes-are-equal"),
        pytest.param("User-agent: * # all\nDisallow: /x # not this", "/x", False, id="comments"),
        pytest.param("User-agent : *\nDisallow :/x", "/x", False, id="space-before-colon"),
        pytest.param("User-agent *\nDisallow /x", "/x", False, id="no-colon"),
        pytest.param("User-agent: *\rDisallow: /x\r", "/x", False, id="old-mac-lines"),
        pytest.param("User-agent: *\r\nDisallow: /x\r\n", "/x", False, id="windows-lines"),
        pytest.param("User-agent: *\nDisalow: /x", "/x", False, id="misspelt"),
        pytest.param(
            "<html><body>User-agent: *<br>Disallow: /</body></html>", "/x", True, id="html-page"
        ),
        pytest.param("User-agent: *\nDisallow: /", "/robots.txt", True, id="the-file-itself"),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert rules(text).allows(f"https://a.example{path}") is allowed


def test_a_byte_order_mark_does_not_hide_the_first_group() -> None:
    text = decode_robots(b"\xef\xbb\xbfUser-agent: *\nDisallow: /x")
    assert not rules(text).allows("https://a.example/x")


def test_only_the_first_500_kib_count() -> None:
    filler = b"# \n" * (500 * 1024 // 3 + 1)
    text = decode_robots(b"User-agent: *\nDisallow: /x\n" + filler + b"\nDisallow: /y")
    assert not rules(text).allows("https://a.example/x")
    assert rules(text).allows("https://a.example/y")


@pytest.mark.parametrize(
    ("line", "seconds"),
    [("10", 10.0), ("0.5", 0.5), ("nan", 0.0), ("inf", 0.0), ("-1", 0.0), ("soon", 0.0), ("", 0.0)],
)
def test_crawl_delay(line: str, seconds: float) -> None:
    assert rules(f"User-agent: *\nCrawl-delay: {line}").crawl_delay == seconds


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            [
                "User-agent: *",
                "User-agent: Wirewatch",
                "User-agent:",
                "Disallow: /",
                "Disallow: /*$",
                "Allow: $",
                ":",
                "#",
                "Allow: /%",
                "Disallow: ***",
                "Crawl-delay: 1e999",
                "\x00",
                "Sitemap",
                "Disallow: /\u2028x",
            ]
        )
    ),
    st.text(),
)
def test_any_file_is_judged(lines: list[str], tail: str) -> None:
    found = rules("\n".join([*lines, tail]))
    assert found.allows("https://a.example/x?y=z") in (True, False)
    assert found.crawl_delay >= 0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "\n".join(f"User-agent: a{n}" for n in range(20_000)) + "\nDisallow: /x" * 20_000,
            id="agents-times-rules",
        ),
        pytest.param("User-agent: *\nDisallow: /" + "*a" * 200_000, id="wildcards"),
        pytest.param(" " * 500_000 + "x", id="spaces"),
        pytest.param("User-agent: *\n" + "Disallow: /*b*c$\n" * 30_000, id="many-wildcard-rules"),
        pytest.param("User-agent: *\nDisallow: /" + "%" * 500_000, id="percent-signs"),
    ],
)
def test_hostile_files_are_judged_at_once(text: str) -> None:
    """They took minutes, or gigabytes, when the whole file went to the parser."""
    assert rules(text[: 500 * 1024]).allows("https://a.example/" + "a" * 2_000) in (True, False)


def ask(
    robots: bytes | Script,
    *paths: str,
    gate: MemoryGate | None = None,
    now: Callable[[], datetime] | None = None,
    **given_settings: Any,
) -> Any:
    """Return a coroutine: the answers for *paths*, and the paths the server was asked for."""

    async def go() -> tuple[list[Any], list[str]]:
        pages: dict[str, bytes | Script] = {"/": reply(), "/open": reply(), "/x": reply()}
        pages["/moved.txt"] = reply("200 OK", b"User-agent: *\nDisallow: /x")
        async with hostile(pages, robots) as server:
            chosen = {
                "min_delay": 0.0,
                "page_deadline": 10.0,
                "allowed_private": (f"127.0.0.1:{server.port}",),
            }
            given = FetchSettings(**(chosen | given_settings))
            async with Fetcher(given, gate or MemoryGate(), now=now or (lambda: NOW)) as fetcher:
                return [
                    await fetcher.fetch(server.url(path)) for path in paths or ("/",)
                ], server.paths

    return go()


FORBIDS = b"User-agent: *\nDisallow: /x"


@pytest.mark.parametrize(
    ("robots", "code"),
    [
        pytest.param(reply("200 OK", FORBIDS), "robots", id="forbidden"),
        pytest.param(
            reply("200 OK", gzip.compress(FORBIDS), "Content-Encoding: gzip"), "robots", id="gzip"
        ),
        pytest.param(
            reply("200 OK", FORBIDS + b"\n#" * 600_000), "robots", id="longer-than-we-read"
        ),
        pytest.param(
            flood(reply("200 OK", FORBIDS + b"\n", length=None), b"#" * 65_536),
            "robots",
            id="endless",
        ),
        pytest.param(redirect(301, "/moved.txt"), "robots", id="redirected"),
        pytest.param(reply("200 OK", b""), "", id="empty"),
        pytest.param(reply("400 Bad"), "", id="400"),
        pytest.param(reply("401 Who"), "", id="401"),
        pytest.param(reply("403 No"), "", id="403"),
        pytest.param(reply("404 None"), "", id="404"),
        pytest.param(reply("410 Gone"), "", id="410"),
        pytest.param(reply("451 Law"), "", id="451"),
        pytest.param(redirect(302, "/robots.txt"), "", id="redirect-loop"),
        pytest.param(reply("429 Slow", b"", "Retry-After: 0"), "robots-unreachable", id="429"),
        pytest.param(reply("500 Oops"), "robots-unreachable", id="500"),
        pytest.param(reply("503 Busy", b"", "Retry-After: 0"), "robots-unreachable", id="503"),
        pytest.param(b"", "robots-unreachable", id="hangs-up"),
        pytest.param(b"garbage\r\n\r\n", "robots-unreachable", id="no-http"),
        pytest.param(silence, "robots-unreachable", id="never-answers"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\n\r\n", b"#"), "robots-unreachable", id="drips"),
        pytest.param(reply("200 OK", FORBIDS, length=999), "robots-unreachable", id="breaks-off"),
        pytest.param(
            reply("200 OK", gzip.compress(FORBIDS)[:-9], "Content-Encoding: gzip"),
            "robots-unreachable",
            id="gzip-cut",
        ),
        pytest.param(reply("200 OK", gzip_bomb(32 << 20), "Content-Encoding: gzip"), "", id="bomb"),
        pytest.param(
            redirect(302, "http://127.0.0.1:8080/robots.txt"),
            "robots-unreachable",
            id="redirect-inside",
        ),
    ],
)
def test_what_the_answer_for_robots_txt_means(robots: bytes | Script, code: str, run: Run) -> None:
    deadline = 10.0 if isinstance(robots, bytes) else 1.0
    (found,), paths = run(ask(robots, "/x", page_deadline=deadline))
    if code:
        assert isinstance(found, Failure)
        assert found.code == code
        assert "/x" not in paths
    else:
        assert isinstance(found, Page)
        assert found.body == HTML


def test_a_closed_door_says_when_to_come_back(run: Run) -> None:
    (found,), _ = run(ask(reply("500 Oops")))
    assert (found.retry, found.retry_after) == (Retry.LATER, 900.0)


def test_the_file_is_asked_for_once_a_day_and_shared_through_the_gate(run: Run) -> None:
    gate, clock = MemoryGate(), [NOW]
    origins: list[str] = []

    async def scenario() -> list[str]:
        async with hostile({"/open": reply()}, reply("200 OK", FORBIDS)) as server:
            settings = FetchSettings(min_delay=0.0, allowed_private=(f"127.0.0.1:{server.port}",))
            for later in (0, 1, 23, 25):  # a fresh fetcher each time, as in another worker
                clock[0] = NOW + timedelta(hours=later)
                async with Fetcher(settings, gate, now=lambda: clock[0]) as fetcher:
                    await fetcher.fetch(server.url("/open"))
            origins.append(f"http://127.0.0.1:{server.port}")
            return server.paths

    assert run(scenario()).count("/robots.txt") == 2
    saved = gate.robots(origins[0])
    assert saved == RobotsFile(
        access="rules", fetched_at=NOW + timedelta(hours=25), text=FORBIDS.decode()
    )


@pytest.mark.parametrize(
    ("access", "hours", "fresh"),
    [
        pytest.param("rules", 23, True, id="of-today"),
        pytest.param("rules", 25, False, id="of-yesterday"),
        pytest.param("closed", 0.2, True, id="just-closed"),
        pytest.param("closed", 0.3, False, id="asked-again"),
        pytest.param("rules", -0.1, True, id="clocks-of-two-machines"),
        pytest.param("closed", -9_000, False, id="closed-by-a-wrong-clock"),
    ],
)
def test_how_long_a_file_speaks_for_its_origin(access: Any, hours: float, fresh: bool) -> None:
    file = RobotsFile(access=access, fetched_at=NOW - timedelta(hours=hours))
    assert is_fresh(file, NOW) is fresh


def test_old_rules_stand_in_while_the_file_is_out_of_reach(run: Run) -> None:
    class Remembering(MemoryGate):
        def robots(self, origin: str) -> RobotsFile | None:
            yesterday = RobotsFile(
                access="rules", fetched_at=NOW - timedelta(days=2), text=FORBIDS.decode()
            )
            return super().robots(origin) or yesterday

    (forbidden, page), paths = run(ask(reply("500 Oops"), "/x", "/open", gate=Remembering()))
    assert forbidden.code == "robots"
    assert isinstance(page, Page)
    assert paths.count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        pytest.param("3", 3.0, id="kept"),
        pytest.param("600", 30.0, id="cut"),
        pytest.param("0.1", 1.0, id="ours-is-longer"),
    ],
)
def test_crawl_delay_is_honoured_up_to_a_cap(asked: str, kept: float, run: Run) -> None:
    delays: list[float] = []

    class Noting(MemoryGate):
        def reserve(self, host: str, delay: float, patience: float = 60.0) -> float:  # noqa: ARG002
            delays.append(delay)
            return 0.0

    robots = reply("200 OK", f"User-agent: *\nCrawl-delay: {asked}".encode())
    run(ask(robots, "/", gate=Noting(), min_delay=1.0))
    assert delays == [1.0, kept]
