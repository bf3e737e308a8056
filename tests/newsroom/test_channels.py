"""Every channel is what its source block says, and announces exactly what the truth says."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import feedparser
import pytest
from lxml import etree, html

from newsroom import Newsroom
from newsroom.content import read_publishers

HOUSES = {house.key: house for house in read_publishers()}
CHANNELS = [
    pytest.param(house.key, number, id=f"{house.key}-{channel.kind}")
    for house in HOUSES.values()
    for number, channel in enumerate(house.channel)
    if house.readable and not house.trouble
]
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def blocks(newsroom: Newsroom) -> dict[str, dict]:
    return {block["key"]: block for block in tomllib.loads(newsroom.sources_toml())["source"]}


def feed_links(body: bytes, url: str, version: str) -> set[str]:
    feed = feedparser.parse(
        body, response_headers={"content-location": url, "content-type": "application/xml"}
    )
    assert not feed.bozo
    assert feed.version == version
    return {entry.link for entry in feed.entries}


def sitemap_links(body: bytes, get) -> set[str]:
    root = etree.fromstring(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
    if root.tag == f"{MAP}sitemapindex":
        parts = [loc.text for loc in root.iter(f"{MAP}loc")]
        assert len(parts) > 1
        return set().union(*(sitemap_links(get(part).content, get) for part in parts))
    entries = root.findall(f"{MAP}url")
    assert all(entry.find(f".//{NEWS}publication_date").text for entry in entries)
    return {entry.find(f"{MAP}loc").text for entry in entries}


def homepage_links(body: bytes, url: str) -> set[str]:
    found = {urljoin(url, link) for link in html.fromstring(body).xpath("//a/@href")}
    return {link for link in found if re.search(r"/\d{4}-\d\d/\d\d/", urlsplit(link).path)}


READERS: dict[str, Callable] = {
    "rss": lambda body, url, _: feed_links(body, url, "rss20"),
    "atom": lambda body, url, _: feed_links(body, url, "atom10"),
    "rdf": lambda body, url, _: feed_links(body, url, "rss10"),
    "json-feed": lambda body, _url, _get: {item["url"] for item in json.loads(body)["items"]},
    "wp-json": lambda body, _url, _get: {post["link"] for post in json.loads(body)},
    "news-sitemap": lambda body, _url, get: sitemap_links(body, get),
    "homepage": lambda body, url, _: homepage_links(body, url),
}


@pytest.mark.parametrize(("key", "number"), CHANNELS)
def test_a_channel_is_what_it_claims_and_announces_the_truth(
    newsroom: Newsroom, get, key: str, number: int
) -> None:
    block = blocks(newsroom)[key]
    channel = [block, *block.get("fallback", [])][number]
    truths = newsroom.expected().truths.values()

    answer = get(channel["url"])

    assert answer.status == 200
    found = READERS[channel["kind"]](answer.content, channel["url"], get)
    assert found == {truth.announced for truth in truths if truth.source == key and truth.tick == 0}


def test_every_kind_of_channel_is_there(newsroom: Newsroom) -> None:
    assert {block["kind"] for block in blocks(newsroom).values()} == set(READERS)


def test_source_blocks_are_complete_and_unique(newsroom: Newsroom) -> None:
    listed = tomllib.loads(newsroom.sources_toml())["source"]

    assert len({block["key"] for block in listed}) == len(listed) == len(newsroom.hosts)
    assert len({block["url"] for block in listed}) == len(listed)
    assert all(set(block) - {"fallback"} == set(listed[0]) - {"fallback"} for block in listed)
    assert {urlsplit(block["url"]).netloc for block in listed} == set(newsroom.hosts)


def test_the_second_request_for_an_unchanged_feed_is_answered_with_304(
    newsroom: Newsroom, get
) -> None:
    url = blocks(newsroom)["nr-tna"]["url"]
    first = get(url)
    etag, modified = first.headers["etag"], first.headers["last-modified"]

    assert get(url, headers={"If-None-Match": etag}).status == 304
    assert get(url, headers={"If-Modified-Since": modified}).status == 304
    assert (
        get(url, headers={"If-None-Match": '"other"', "If-Modified-Since": modified}).status == 200
    )


def test_a_house_may_give_no_validators(newsroom: Newsroom, get) -> None:
    assert "etag" not in get(blocks(newsroom)["nr-steppe"]["url"]).headers


def test_a_house_compresses_only_when_asked(newsroom: Newsroom, get) -> None:
    url = blocks(newsroom)["nr-meridian"]["url"]
    plain, packed = get(url), get(url, headers={"Accept-Encoding": "br, gzip"})

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.body


def test_msk_is_written_as_russian_feeds_write_it(newsroom: Newsroom, get) -> None:
    body = get(blocks(newsroom)["nr-obozrenie"]["url"]).body.decode("windows-1251")
    assert re.search(r"<pubDate>\w+, \d+ Nov 2026 \d\d:\d\d:\d\d MSK</pubDate>", body)
