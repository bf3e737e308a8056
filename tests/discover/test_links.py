"""Which address an item announces, however it is written."""

from __future__ import annotations

import pytest

NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(inside: str, top: str = "", attributes: str = "") -> str:
    return (
        f'<rss version="2.0" {NAMESPACES} {attributes}><channel><title>P</title>{top}'
        f"<item><title>T</title>{inside}</item></channel></rss>"
    )


ONE = "https://paper.example/1"
READ = {
    "permalink-id": ("<guid>https://paper.example/1</guid>", ONE),
    "permalink-in-capitals": ('<guid ISPERMALINK="true">https://paper.example/1</guid>', ONE),
    "id-that-is-an-address-anyway": ('<guid isPermaLink="false">https://paper.example/1</guid>', ONE),
    "relative-permalink": ("<guid>/1</guid>", ONE),
    "script-link-good-id": ("<link>javascript:void(0)</link><guid>https://paper.example/1</guid>", ONE),
    "original-behind-a-counter": (
        "<link>https://feeds.example/~r/p/~3/abc/</link><f:origLink>https://paper.example/1</f:origLink>", ONE
    ),
    "atom-link": ('<atom:link href="https://paper.example/1" rel="alternate"/>', ONE),
    "atom-self-link-first": (
        '<atom:link href="https://paper.example/feed" rel="self"/><link>https://paper.example/1</link>', ONE
    ),
    "closed-before-its-text": ("<link/>https://paper.example/1<guid>https://paper.example/1</guid>", ONE),
    "line-breaks-inside": ("<link>\n  https://paper.example/\n1\n </link>", ONE),
    "blank-inside": ("<link>https://paper.example/a b</link>", "https://paper.example/a%20b"),
    "shouting": ("<link>HTTPS://PAPER.example/1</link>", ONE),
    "without-scheme": ("<link>www.paper.example/1</link>", "https://www.paper.example/1"),
    "own-host-without-scheme": ("<link>paper.example/news/1</link>", "https://paper.example/news/1"),
    "folder-like-a-host": ("<link>news.html/1</link>", "https://paper.example/news.html/1"),
    "protocol-relative": ("<link>//paper.example/1</link>", ONE),
    "invisible-marks-around": ("<link>\ufeff\u200e https://paper.example/1\u200b</link>", ONE),
    "bare-ampersands": ("<link>https://paper.example/?a=1&id=7</link>", "https://paper.example/?a=1&id=7"),
    "escaped-twice": ("<link>https://paper.example/?a=1&amp;amp;id=7</link>", "https://paper.example/?a=1&id=7"),
    "escaped-in-cdata": (
        "<link><![CDATA[ https://paper.example/?a=1&amp;id=7 ]]></link>", "https://paper.example/?a=1&id=7"
    ),
    "international": ("<link>https://новини.example/ж</link>", "https://xn--b1amarcd.example/%D0%B6"),
}  # fmt: skip


@pytest.mark.parametrize(("inside", "url"), READ.values(), ids=READ)
def test_the_address_of_an_item(ask, inside: str, url: str) -> None:
    assert [entry.url for entry in ask(rss(inside)).entries] == [url]


REFUSED = {
    "nothing": "",
    "sound-only": '<enclosure url="https://paper.example/1.mp3" type="audio/mpeg" length="1"/>',
    "number-as-id": "<guid>1234</guid>",
    "opaque-id": '<guid isPermaLink="false">abc/1</guid>',
    "script": "<link>javascript:alert(1)</link>",
    "data": "<link>data:text/html,x</link>",
    "file": "<link>file:///etc/passwd</link>",
    "mail": "<link>mailto:desk@paper.example</link>",
}


@pytest.mark.parametrize("inside", REFUSED.values(), ids=REFUSED)
def test_what_leads_nowhere_is_refused_and_counted(ask, inside: str) -> None:
    found = ask(rss(inside))
    assert not found.entries
    assert sum(refusal.count for refusal in found.refused) == 1


def test_a_feed_on_a_host_of_its_own_means_its_site(ask) -> None:
    home = "<link>https://paper.example/</link>"
    found = ask(rss("<link>/1</link>", home), url="https://feeds.example/p.xml")
    assert [entry.url for entry in found.entries] == [ONE]


def test_xml_base_rules_relative_links(ask) -> None:
    document = rss("<link>1</link>", attributes='xml:base="https://paper.example/"')
    assert [e.url for e in ask(document, url="https://feeds.example/x").entries] == [ONE]


def test_json_feed_links_are_relative_to_its_home_page(ask) -> None:
    document = '{"home_page_url": "https://paper.example/", "items": [{"url": "/1"}]}'
    assert [e.url for e in ask(document, url="https://cdn.example/feed.json").entries] == [ONE]
