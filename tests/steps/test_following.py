"""Indexes of sitemaps: what part of them could not be read is told, and by whom it was refused."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from ingest.model import Channel, ChannelKind, Source
from ingest.normalize.urls import url_key
from ingest.records import Poll, SourceState
from ingest.steps.visit import MAX_FOLLOWED
from tests.steps.test_channels import Server, World, status, world

__all__ = ["world"]
INDEX = "https://a.example/sitemap.xml"
SOURCE = Source(
    key="a", name="A", publisher="a",
    channels=(Channel(kind=ChannelKind.NEWS_SITEMAP, url=INDEX),),
)  # fmt: skip
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def part(number: int) -> str:
    return f"https://a.example/news-{number}.xml"


def index(*addresses: str) -> Server:
    said = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return lambda _: httpx.Response(200, text=f"<sitemapindex {SPACE}>{said}</sitemapindex>")


def urls(world: World, *names: str) -> Server:
    def answer(_: httpx.Request) -> httpx.Response:
        said = "".join(
            f"<url><loc>https://a.example/{name}</loc><news:news><news:title>T {name}</news:title>"
            f"<news:publication_date>{world.at.isoformat()}</news:publication_date></news:news></url>"
            for name in names
        )
        return httpx.Response(200, text=f"<urlset {SPACE} {NEWS}>{said}</urlset>")

    return answer


def polled(world: World) -> Poll:
    world.poll(source=SOURCE)
    with world.store.read() as tx:
        return tx.channels.history("a", 1, url=INDEX)[0]


def too_large(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, headers={"Content-Length": "999999999"}, content=b"x")


REFUSALS: dict[str, tuple[Server, str]] = {
    "not-found": (status(404), "http-404"),
    "gone": (status(410), "http-410"),
    "forbidden": (status(403), "http-403"),
    "in-trouble": (status(503), "http-503"),
    "broken": (lambda _: httpx.Response(200, text="<urlset"), "invalid"),
    "a-page": (lambda _: httpx.Response(200, html="<html><title>Sorry</title>"), "invalid"),
    "a-wall": (lambda _: httpx.Response(200, html="<title>Just a moment...</title>"), "challenge"),
    "too-large": (too_large, "too-large"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_part_that_cannot_be_read_is_named_with_its_reason(world: World, name: str) -> None:
    server, code = REFUSALS[name]
    world.servers |= {
        INDEX: index(*map(part, (1, 2, 3))), part(1): urls(world, "x"), part(2): server,
        part(3): urls(world, "y"),
    }  # fmt: skip
    poll = polled(world)
    assert (poll.outcome, poll.entries, poll.warning) == ("ok", 2, "")
    assert poll.reason.startswith(f"1 of 3 sub-sitemaps could not be read: {part(2)} ({code}: ")


def test_a_part_that_robots_forbid_is_named(world: World) -> None:
    answer = world.answer

    def with_rules(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(200, text="User-agent: *\nDisallow: /news-2.xml\n")
        return answer(request)

    world.answer = with_rules  # type: ignore[method-assign]
    world.servers |= {INDEX: index(part(1), part(2)), part(1): urls(world, "x")}
    assert f"{part(2)} (robots: " in polled(world).reason


def test_when_half_of_the_parts_fail_the_verdict_says_so(world: World) -> None:
    world.servers |= {
        INDEX: index(part(1), part(2)), part(1): urls(world, "x"), part(2): status(404),
    }  # fmt: skip
    poll = polled(world)
    assert poll.warning.startswith("1 of 2 sub-sitemaps could not be read")
    verdict = world.state(INDEX).verdict
    assert verdict.state is SourceState.FRESH
    assert poll.warning in verdict.reason
    world.servers[part(2)] = urls(world, "y")
    assert polled(world).warning == ""
    assert "could not be read" not in world.state(INDEX).verdict.reason


def test_when_all_parts_fail_so_does_the_channel(world: World) -> None:
    world.servers |= {INDEX: index(part(1), part(2)), part(1): status(404), part(2): status(404)}
    poll = polled(world)
    assert poll.outcome == "http-404"
    assert poll.reason.startswith("2 of 2 sub-sitemaps could not be read")
    assert world.state(INDEX).verdict.state is SourceState.GONE


def test_parts_on_other_sites_and_without_an_address_are_counted(world: World) -> None:
    world.servers |= {
        INDEX: index(part(1), "https://elsewhere.example/n.xml", "ftp://a.example/n.xml", INDEX),
        part(1): urls(world, "x"),
    }  # fmt: skip
    reason = polled(world).reason
    assert reason.startswith("3 refused: ")
    for said in ("on another site", "without a usable address", "the index itself"):
        assert f"1 sub-sitemap {said}" in reason.replace("that is ", "")


def test_parts_that_were_not_asked_for_are_counted(world: World) -> None:
    numbers = range(MAX_FOLLOWED + 7)
    world.servers |= {part(n): urls(world, str(n)) for n in numbers}
    world.servers[INDEX] = index(*map(part, numbers))
    assert polled(world).reason == "7 older sub-sitemaps not asked for"


def test_what_the_parts_refuse_is_counted_together(world: World) -> None:
    other = "https://elsewhere.example/1"

    def foreign(_: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, text=f"<urlset {SPACE} {NEWS}><url><loc>{other}</loc><news:news/></url></urlset>"
        )

    world.servers |= {INDEX: index(part(1), part(2)), part(1): foreign, part(2): foreign}
    assert "2 link to another site" in polled(world).reason


def test_an_index_within_an_index_is_read_and_a_circle_ends(world: World) -> None:
    inner = "https://a.example/inner.xml"
    world.servers |= {
        INDEX: index(inner), inner: index(INDEX, inner, part(1)), part(1): urls(world, "x", "y"),
    }  # fmt: skip
    assert polled(world).entries == 2


def test_the_trail_of_a_part_tells_why_it_was_not_read(world: World) -> None:
    world.servers |= {
        INDEX: index(part(1), part(2)), part(1): urls(world, "x"), part(2): status(404),
    }  # fmt: skip
    world.poll(source=SOURCE)
    world.poll(source=SOURCE, after=timedelta(hours=1))
    with world.store.read() as tx:
        steps = tx.ledger.trail(url_key(part(2)))
    assert [step.what for step in steps] == ["not read", "not read"]
    assert "http-404" in steps[0].reason
