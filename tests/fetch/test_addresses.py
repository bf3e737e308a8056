"""Only public addresses are connected to, whatever a name or URL pretends."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any

import pytest
from hostile import HTML, hostile, redirect, reply
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate
from ingest.adapters.fetch.addresses import is_public
from ingest.model import Failure, Page

Run = Callable[[Any], Any]


TABLE = [
    line.split() for line in Path(__file__).with_name("addresses.txt").read_text().splitlines()
]


@pytest.mark.parametrize("address", [address for word, address in TABLE if word == "refused"])
def test_special_addresses_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [address for word, address in TABLE if word == "allowed"])
def test_their_neighbours_are_not(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_never_public(inner: IPv4Address) -> None:
    number = int(inner)
    wrapped = (0, 0xFFFF << 32, 0x64FF9B << 96, 0x2002 << 112 | number << 80, 0x20010000 << 96)
    assert not any(is_public(str(IPv6Address(prefix | number))) for prefix in wrapped)


@given(st.text(max_size=40))
def test_any_text_is_judged(text: str) -> None:
    assert is_public(text) in (True, False)


class Names:
    """A name server for tests: each look-up of a name takes the next answer, the last one stays."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int) -> list[str]:  # noqa: ARG002
        self.asked.append(host)
        answers = self.answers.get(host.partition(".")[0])
        if answers is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return answers.pop(0) if len(answers) > 1 else answers[0]


async def answer(names: Names, url: str, *, allowed: tuple[str, ...] = ()) -> Any:
    settings = FetchSettings(min_delay=0.0, page_deadline=0.3, allowed_private=allowed)
    async with Fetcher(settings, MemoryGate(), resolver=names.resolve) as fetcher:
        return await fetcher.fetch(url)


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param(["127.0.0.1"], id="loopback"),
        pytest.param(["8.8.8.8", "10.0.0.1"], id="mixed-private-last"),
        pytest.param(["::1", "8.8.8.8"], id="mixed-private-first"),
        pytest.param(["8.8.8.8"] * 9 + ["192.168.1.1"], id="hidden-behind-many"),
        pytest.param(["::ffff:10.0.0.1"], id="mapped"),
        pytest.param(["nonsense"], id="not-an-address"),
    ],
)
def test_a_name_with_any_private_answer_is_refused(addresses: list[str], run: Run) -> None:
    failure = run(answer(Names(news=[addresses]), "http://news.example/"))
    assert isinstance(failure, Failure)
    assert failure.code == "private-address"


def test_no_request_reaches_a_host_that_was_not_named(run: Run) -> None:
    async def scenario() -> tuple[Any, list[bytes]]:
        async with hostile({"/": reply()}) as server:
            failure = await answer(Names(**{"127": [["127.0.0.1"]]}), server.url())
            return failure, server.requests

    failure, requests = run(scenario())
    assert failure.code == "private-address"
    assert requests == []


def test_a_name_that_changes_its_address_between_requests_is_checked_each_time(run: Run) -> None:
    async def scenario() -> tuple[Any, Names, list[bytes]]:
        async with hostile({"/": redirect(302, "http://rebound.example:8080/")}) as server:
            names = Names(news=[["127.0.0.1"]], rebound=[["127.0.0.1"]])
            found = await answer(
                names,
                f"http://news.example:{server.port}/",
                allowed=(f"news.example:{server.port}",),
            )
            return found, names, server.requests

    failure, names, requests = run(scenario())
    assert failure.code == "private-address"
    assert names.asked[-1] == "rebound.example"
    assert len(requests) == 2  # robots.txt and the redirect


def test_the_connection_goes_to_the_checked_answer_without_a_second_look_up(run: Run) -> None:
    async def scenario() -> tuple[Any, list[str]]:
        async with hostile({"/": reply()}) as server:
            names = Names(news=[["127.0.0.1"], ["127.0.0.9"]])
            named = (f"news.example:{server.port}",)
            settings = FetchSettings(min_delay=0.0, page_deadline=5.0, allowed_private=named)
            async with Fetcher(settings, MemoryGate(), resolver=names.resolve) as fetcher:
                page = await fetcher.fetch(f"http://news.example:{server.port}/")
            return page, names.asked

    page, asked = run(scenario())
    # The first connection (robots.txt) used the first answer; the page needed a new connection.
    assert asked == ["news.example", "news.example"]
    assert isinstance(page, Failure)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(socket.EAI_NONAME, "dns", id="no-such-name"),
        pytest.param(socket.EAI_AGAIN, "dns-temporary", id="server-silent"),
    ],
)
def test_a_name_server_that_fails_is_told_apart(error: int, code: str, run: Run) -> None:
    class Failing(Names):
        async def resolve(self, host: str, port: int) -> list[str]:  # noqa: ARG002
            raise socket.gaierror(error, "said so")

    assert run(answer(Failing(), "http://news.example/")).code == code


def test_a_name_server_that_hangs_runs_into_the_deadline(run: Run) -> None:
    class Hanging(Names):
        async def resolve(self, host: str, port: int) -> list[str]:  # noqa: ARG002
            await asyncio.sleep(3600)
            return []

    failure = run(answer(Hanging(), "http://news.example/"))
    assert failure.code in ("timeout", "robots-unreachable")


def test_the_next_address_is_tried_when_one_refuses(run: Run) -> None:
    async def scenario() -> Any:
        async with hostile({"/": reply()}) as server:
            names = Names(news=[["127.0.0.2", "127.0.0.1"]])
            named = (f"news.example:{server.port}",)
            return await answer(names, f"http://news.example:{server.port}/", allowed=named)

    page = run(scenario())
    assert isinstance(page, Page)
    assert page.body == HTML


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.com/",
        "example.com",
        "",
        "http://",
        "http:///",
        "http://user@example.com/",
        "http://u:p@example.com/",
        "http://:p@example.com/",
        "https://exa mple.com/",
        "http://example.com:99999/",
        "http://[::1/",
        "http://a..example/",
        "http://.example/",
        f"http://{'a' * 64}.example/",
        "http://" + "a." * 130 + "com/",
        "http://example.com/" + "a" * 9_000,
        "http://exa\0mple.com/",
        "http://example.com:22/",
        "http://example.com:6379/",
        "http://\ud800.example/",
        "http://xn--\u0430.example/",
    ],
)
def test_addresses_that_are_none_end_as_a_value(url: str, run: Run) -> None:
    names = Names(example=[["8.8.8.8"]])
    failure = run(answer(names, url))
    assert isinstance(failure, Failure)
    assert failure.code == "bad-url"
    assert failure.url == url


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=30), st.text(max_size=20).map(lambda t: f"http://{t}")))
def test_any_text_as_a_url_ends_as_a_value(url: str) -> None:
    found = asyncio.run(answer(Names(), url))
    assert isinstance(found, Failure)
