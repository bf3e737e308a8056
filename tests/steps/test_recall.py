"""How much of a day was found: own channels first, a witness where there is only one."""

from __future__ import annotations

from ingest.model import Channel, ChannelKind, Source
from ingest.records import Announced
from ingest.steps.recall import WITNESS, by_publisher, measure_day


def source(
    key: str, *urls: str, kind: ChannelKind = ChannelKind.RSS, publisher: str = ""
) -> Source:
    channels = tuple(Channel(kind=kind, url=url) for url in urls)
    return Source(key=key, name=key, publisher=publisher or key, channels=channels)


GDELT = source("gdelt", "https://others.example/last.txt", kind=ChannelKind.GDELT)
PAPER = source("paper", "https://feeds.paper.example/rss", "https://www.paper.example/news.xml")
POST = source("post", "https://post.example/rss")
SOURCES = (GDELT, PAPER, POST)


def announced(of: Source, channel: int, host: str, numbers: range) -> Announced:
    return Announced(
        source_key=of.key,
        publisher=of.publisher,
        channel=of.channels[channel].url,
        keys=frozenset(f"https://{host}/story-{n}" for n in numbers),
    )


def test_two_channels_of_a_source_tell_for_the_source_and_for_its_publisher() -> None:
    lists = [
        announced(PAPER, 0, "paper.example", range(40)),
        announced(PAPER, 1, "paper.example", range(10, 50)),
    ]
    measured = measure_day("2026-11-21", lists, SOURCES)
    assert [(day.publisher, day.source_key) for day in measured] == [
        ("paper", ""),
        ("paper", "paper"),
    ]
    assert {(day.found, day.both, day.witness) for day in measured} == {(50, 30, False)}


def test_a_witness_tells_of_who_has_one_channel_only() -> None:
    lists = [
        announced(POST, 0, "post.example", range(30)),
        announced(GDELT, 0, "www.post.example", range(15, 45)),
        announced(GDELT, 0, "somebody-else.example", range(300)),
    ]
    (day,) = measure_day("2026-11-21", [lists[0], _together(lists[1:])], SOURCES)
    assert (day.publisher, day.second, day.witness) == ("post", WITNESS, True)


def test_what_only_the_witness_saw_counts_as_missed() -> None:
    lists = [
        announced(POST, 0, "post.example", range(30)),
        announced(GDELT, 0, "post.example", range(15, 45)),
    ]
    (day,) = measure_day("2026-11-21", lists, SOURCES)
    assert (day.found, day.only_second, day.both) == (30, 15, 15)
    assert day.estimate is not None
    assert 50 < day.estimate < 70


def test_a_witness_alone_tells_nothing() -> None:
    lists = [announced(GDELT, 0, "post.example", range(30))]
    assert measure_day("2026-11-21", lists, SOURCES) == []


def test_articles_are_given_to_publishers_by_their_host() -> None:
    hosts = ("www.paper.example", "m.paper.example", "post.example", "paper.example.invalid")
    found = by_publisher([f"https://{host}/1" for host in hosts], SOURCES)
    assert found == {
        "paper": {"https://www.paper.example/1", "https://m.paper.example/1"},
        "post": {"https://post.example/1"},
    }


def _together(lists: list[Announced]) -> Announced:
    keys = frozenset().union(*(each.keys for each in lists))
    return Announced(source_key="gdelt", publisher="gdelt", channel=lists[0].channel, keys=keys)
