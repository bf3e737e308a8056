"""Odd robots.txt files: what each says about one path, by RFC 9309 and Google's reading of it."""

from __future__ import annotations

import gc
import gzip
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from hostile import hostile, redirect, reply

from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate
from ingest.adapters.fetch.robots import MAX_BYTES, decode_robots, parse_rules
from ingest.adapters.fetch.target import parse_target
from ingest.model import Failure, Page

Run = Callable[[Any], Any]

CASES = [
    ("bom-then-crlf", "\ufeffUser-agent: *\r\nDisallow: /x\r\n", "/x", False),
    ("pattern-for-agents", "User-agent: *bot\nDisallow: /x", "/x", True),
    ("star-with-words", "User-agent: * (all)\nDisallow: /x", "/x", False),
    ("bom-inside", "User-agent: *\n\ufeffDisallow: /x", "/x", True),
    ("nul-bytes", "User-agent: *\0\nDisal\0low: /x", "/x", False),
    ("cr-only-many", "User-agent: a\rDisallow: /\r\rUser-agent: *\rDisallow: /x", "/y", True),
    ("form-feed-line", "User-agent: *\n\x0cDisallow: /x", "/x", False),
    ("tabs", "User-agent:\t*\nDisallow:\t/x\t# no", "/x", False),
    ("no-break-spaces", "User-agent:\u00a0*\nDisallow:\u00a0/x", "/x", False),
    ("trailing-spaces", "User-agent: *   \nDisallow: /x   ", "/x", False),
    ("shouted", "USER-AGENT: WIREWATCH\nDISALLOW: /x", "/x", False),
    ("allow-longer", "User-agent: *\nAllow: /x/y\nDisallow: /x/", "/x/y", True),
    ("allow-shorter", "User-agent: *\nAllow: /x\nDisallow: /x/y", "/x/y", False),
    ("equal-lengths", "User-agent: *\nDisallow: /x\nAllow: /x", "/x1", True),
    ("equal-lengths-with-wildcard", "User-agent: *\nDisallow: /*x\nAllow: /ax", "/ax", True),
    ("empty-allow", "User-agent: *\nAllow:\nDisallow: /x", "/x", False),
    ("disallow-all-but-front", "User-agent: *\nDisallow: /\nAllow: /$", "/", True),
    ("disallow-all-but-front-2", "User-agent: *\nDisallow: /\nAllow: /$", "/x", False),
    ("dollar-in-the-middle", "User-agent: *\nDisallow: /a$b", "/a$b", False),
    ("dollar-literal-needs-escape", "User-agent: *\nDisallow: /x$", "/x", False),
    ("dollar-end-not-prefix", "User-agent: *\nDisallow: /x$", "/xy", True),
    ("star-end-redundant", "User-agent: *\nDisallow: /x*", "/xy", False),
    ("star-crosses-slashes", "User-agent: *\nDisallow: /a*z", "/a/b/z", False),
    ("star-query", "User-agent: *\nDisallow: /*?", "/x?y", False),
    ("star-query-none", "User-agent: *\nDisallow: /*?", "/x", True),
    ("star-param", "User-agent: *\nDisallow: /*?*sort=", "/x?a=1&sort=2", False),
    ("many-stars", "User-agent: *\nDisallow: /**a**b", "/xaxb", False),
    ("php-only-end", "User-agent: *\nDisallow: /*.php$", "/a.php", False),
    ("php-query", "User-agent: *\nDisallow: /*.php$", "/a.php?x", True),
    ("case-matters-in-paths", "User-agent: *\nDisallow: /X", "/x", True),
    ("rule-escaped-url-not", "User-agent: *\nDisallow: /%D0%B0", "/а", False),
    ("rule-plain-url-escaped", "User-agent: *\nDisallow: /а", "/%D0%B0", False),
    ("rule-escaped-small", "User-agent: *\nDisallow: /%d0%b0", "/%D0%B0", False),
    ("rule-chinese", "User-agent: *\nDisallow: /新闻", "/%E6%96%B0%E9%97%BB/1", False),
    ("escaped-slash-differs", "User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
    ("escaped-slash-same", "User-agent: *\nDisallow: /a%2fb", "/a%2Fb", False),
    ("escaped-unreserved", "User-agent: *\nDisallow: /%61", "/a", False),
    ("escaped-star-is-literal", "User-agent: *\nDisallow: /a%2Ab", "/axb", True),
    ("escaped-star-matches-star", "User-agent: *\nDisallow: /a%2Ab", "/a*b", False),
    ("escaped-dollar", "User-agent: *\nDisallow: /a%24", "/a$", False),
    ("escaped-dollar-not-end", "User-agent: *\nDisallow: /a%24", "/a", True),
    ("space-in-path", "User-agent: *\nDisallow: /a b", "/a%20b", False),
    ("no-leading-slash", "User-agent: *\nDisallow: x", "/x", True),
    ("no-leading-slash-star", "User-agent: *\nDisallow: *.pdf", "/a.pdf", False),
    ("full-url-rule", "User-agent: *\nDisallow: https://a.example/x", "/x", True),
    ("matching-first-not-only", "User-agent: *\nDisallow: /fish", "/fish/salmon", False),
    ("fish-case", "User-agent: *\nDisallow: /fish", "/Fish.asp", True),
    ("fish-slash", "User-agent: *\nDisallow: /fish/", "/fish", True),
    ("fish-param", "User-agent: *\nDisallow: /fish/", "/fish/?id=1", False),
    (
        "fish-star-php",
        "User-agent: *\nDisallow: /fish*.php",
        "/fishheads/catfish.php?parameters",
        False,
    ),
    (
        "two-groups-for-us",
        "User-agent: Wirewatch\nDisallow: /a\n\nUser-agent: Wirewatch\nDisallow: /x",
        "/x",
        False,
    ),
    (
        "group-star-not-added-to-ours",
        "User-agent: *\nDisallow: /x\n\nUser-agent: Wirewatch\nDisallow: /a",
        "/x",
        True,
    ),
    (
        "our-empty-group-at-the-end",
        "User-agent: *\nDisallow: /\n\nUser-agent: Wirewatch",
        "/x",
        True,
    ),
    (
        "agents-share-over-blank-and-comment",
        "User-agent: Wirewatch\n# hm\n\nUser-agent: b\nDisallow: /x",
        "/x",
        False,
    ),
    (
        "agents-share-over-sitemap",
        "User-agent: Wirewatch\nSitemap: https://a.example/s.xml\nUser-agent: b\nDisallow: /x",
        "/x",
        False,
    ),
    (
        "crawl-delay-ends-agents",
        "User-agent: Wirewatch\nCrawl-delay: 5\nUser-agent: b\nDisallow: /x",
        "/x",
        True,
    ),
    ("agent-in-sentence", "User-agent: Wirewatch and friends\nDisallow: /x", "/x", False),
    ("agent-version", "User-agent: wirewatch/9\nDisallow: /x", "/x", False),
    ("agent-dash-longer", "User-agent: Wirewatch-Images\nDisallow: /x", "/x", True),
    ("agent-underscore-longer", "User-agent: Wirewatch_x\nDisallow: /x", "/x", True),
    ("agent-digit", "User-agent: Wirewatch2\nDisallow: /x", "/x", False),
    ("agent-quoted", 'User-agent: "Wirewatch"\nDisallow: /x', "/x", True),
    ("agent-list-comma", "User-agent: a, Wirewatch\nDisallow: /x", "/x", True),
    ("agent-missing-value", "User-agent:\nDisallow: /x", "/x", True),
    ("useragent-one-word", "Useragent: *\nDisallow: /x", "/x", False),
    ("rule-before-agent", "Disallow: /x\nUser-agent: *\nDisallow: /y", "/x", True),
    (
        "html-login",
        "<!doctype html><title>Sign in</title>\n<p>User-agent: *\nDisallow: /",
        "/x",
        True,
    ),
    ("html-with-rules-on-lines", "<html>\nUser-agent: *\nDisallow: /x\n</html>", "/x", False),
    ("json", '{"User-agent": "*", "Disallow": "/"}', "/x", True),
    ("params-and-path", "User-agent: *\nDisallow: /p;", "/p;id=1", False),
    ("query-order", "User-agent: *\nDisallow: /x?a=1", "/x?b=2&a=1", True),
    ("disallow-query-only", "User-agent: *\nDisallow: /?", "/?p=1", False),
    ("double-slash-in-url", "User-agent: *\nDisallow: /x", "//x", True),
    ("hash-in-rule", "User-agent: *\nDisallow: /a#b", "/a", False),
    (
        "yandex-clean-param-inside",
        "User-agent: *\nClean-param: utm /x\nHost: a.example\nDisallow: /x",
        "/x",
        False,
    ),
    ("noindex-only", "User-agent: *\nNoindex: /x", "/x", True),
    (
        "content-signal-inside",
        "User-agent: *\nContent-Signal: search=yes,ai-train=no\nAllow: /\nDisallow: /x",
        "/x",
        False,
    ),
    (
        "long-line-ignored-tail",
        "User-agent: *\nDisallow: /" + "a" * 20000 + "\nDisallow: /x",
        "/x",
        False,
    ),
    ("line-separator-is-no-line-end", "User-agent: *\u2028Disallow: /\nAllow: /y", "/x", True),
    (
        "vertical-tab-is-no-line-end",
        "User-agent: b\x0bDisallow: /\nUser-agent: *\nAllow: /",
        "/x",
        True,
    ),
]


@pytest.mark.parametrize(
    ("text", "path", "allowed"), [pytest.param(*case, id=name) for name, *case in CASES]
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    url = parse_target(f"https://a.example{path}").url
    assert parse_rules(decode_robots(text.encode()), "Wirewatch").allows(url) is allowed


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("1e9", 1e9), ("0.1", 0.1), ("5s", 0.0), ("10 # polite", 10.0), ("1,5", 0.0), ("1e999", 0.0)],
)
def test_crawl_delays(asked: str, seconds: float) -> None:
    assert parse_rules(f"User-agent: *\nCrawl-delay: {asked}", "Wirewatch").crawl_delay == seconds


async def ask(robots: bytes, path: str = "/x") -> tuple[Any, list[str]]:
    """Fetch *path* from a server with this answer for robots.txt; return the answer and what was asked."""
    rules = reply("200 OK", b"User-agent: *\nDisallow: /x")
    pages = {"/x": reply(), "/moved.txt": rules, "/deep": redirect(302, "/x")}
    async with hostile(pages, robots) as server:
        named = (f"127.0.0.1:{server.port}",)
        settings = FetchSettings(min_delay=0.0, page_deadline=5.0, allowed_private=named)
        async with Fetcher(settings, MemoryGate()) as fetcher:
            return await fetcher.fetch(server.url(path)), server.paths


@pytest.mark.parametrize("packing", [None, "gzip"])
def test_a_rule_at_the_end_of_what_is_read_counts(packing: str | None, run: Run) -> None:
    """The file is far longer than we read, and comes in large pieces."""

    rule = b"\nUser-agent: *\nDisallow: /x\n"
    text = (b"# long\n" * MAX_BYTES)[: MAX_BYTES - len(rule)] + rule + b"# long\n" * MAX_BYTES
    headers = [f"Content-Encoding: {packing}"] if packing else []
    body = gzip.compress(text) if packing else text
    found, paths = run(ask(reply("200 OK", body, *headers)))
    assert (found.code, paths) == ("robots", ["/robots.txt"])


@pytest.mark.parametrize(
    ("robots", "words"),
    [
        pytest.param(reply("500 Oops"), "HTTP 500", id="500"),
        pytest.param(reply("429 Slow", b"", "Retry-After: 9"), "HTTP 429", id="429"),
        pytest.param(b"", "protocol", id="hangs-up"),
        pytest.param(reply("200 OK", b"short", length=99), "incomplete", id="breaks-off"),
    ],
)
def test_a_failure_says_why_the_file_could_not_be_read(robots: bytes, words: str, run: Run) -> None:
    found, _ = run(ask(robots))
    assert isinstance(found, Failure)
    assert found.code == "robots-unreachable"
    assert found.message.endswith(words)


def test_a_redirect_to_a_forbidden_page_is_not_followed(run: Run) -> None:
    found, paths = run(ask(reply("200 OK", b"User-agent: *\nDisallow: /x"), "/deep"))
    assert (found.code, paths) == ("robots", ["/robots.txt", "/deep"])


def test_rules_of_another_host_speak_for_the_one_that_points_there(run: Run) -> None:
    async def scenario() -> tuple[Any, list[str]]:
        rules = reply("200 OK", b"User-agent: *\nDisallow: /x")
        async with hostile({}, rules) as other:
            there = f"http://127.0.0.1:{other.port}/robots.txt"
            async with hostile({"/x": reply()}, redirect(301, there)) as server:
                named = (f"127.0.0.1:{server.port}", f"127.0.0.1:{other.port}")
                settings = FetchSettings(min_delay=0.0, allowed_private=named)
                async with Fetcher(settings, MemoryGate()) as fetcher:
                    return await fetcher.fetch(server.url("/x")), other.paths

    found, asked = run(scenario())
    assert (found.code, asked) == ("robots", ["/robots.txt"])


@pytest.mark.parametrize("status", [204, 206, 226, 300, 304, 401, 402, 405, 407, 418, 451, 499])
def test_a_file_that_is_not_there_forbids_nothing(status: int, run: Run) -> None:
    bare = status in (204, 304)
    found, _ = run(ask(reply(f"{status} X", b"" if bare else b"no", length=None if bare else -1)))
    assert isinstance(found, Page)


def test_few_of_the_largest_files_are_kept_in_memory() -> None:
    """A hundred sites with files of 500 KiB each took 450 MiB once."""
    filler = "".join(f"Disallow: /{n:08}/{'x' * 90}\n" for n in range(600))
    files = [f"User-agent: *\nDisallow: /a{n}\n{filler}" for n in range(9)]
    kept = [weakref.ref(parse_rules(text, "Wirewatch").parsed) for text in files]
    gc.collect()
    assert sum(parsed() is not None for parsed in kept) <= 4
    assert not parse_rules(files[0], "Wirewatch").allows("https://a.example/a0")
