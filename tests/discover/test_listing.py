"""Front pages: article links by structure, never the furniture."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest.discover import find_feeds, sitemaps_in_robots
from ingest.discover.listing import is_article
from ingest.model import ChannelKind, Page

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOME = "https://www.paper.example/"

PAGE = """<!doctype html><html><head><base href="/en/"></head><body>
<header><a href="/2026/11/21/menu-promotes-this-one">Menu</a></header>
<nav><ul><li><a href="/world">World</a></li><li><a href="/tag/grain">Grain</a></li></ul></nav>
<main>
 <article><header><h2>
  <a href="/2026/11/21/convoy-reaches-the-harbour?utm_source=home">
  Convoy reaches the harbour</a></h2></header>
  <a href="/2026/11/21/convoy-reaches-the-harbour#comments">12 comments</a></article>
 <div class="card"><a href="world/winter-grid-holds-despite-the-frost">
  <h3>Winter grid holds despite the frost</h3></a></div>
 <div><a href="/a/202611/21/WS1234567890.html">会谈在港口城市继续进行到深夜</a></div>
 <div><a href="https://rival.example/2026/11/21/their-story">Their story</a></div>
 <div class="social-share"><a href="/2026/11/21/shared-by-button">Share</a></div>
 <div><a href="/2026/11/21/picture.jpg">Picture</a></div><a href="javascript:void(0)">x</a><a href="">self</a>
</main><footer><a href="/about-us-and-our-long-history">About</a></footer></body></html>"""


def test_articles_of_a_front_page(ask) -> None:
    found = ask(PAGE, "homepage", HOME)
    assert [entry.key.removeprefix("https://paper.example") for entry in found.entries] == [
        "/2026/11/21/convoy-reaches-the-harbour",
        "/en/world/winter-grid-holds-despite-the-frost",
        "/a/202611/21/WS1234567890.html",
    ]
    first = found.entries[0]
    assert first.title == "Convoy reaches the harbour"
    assert first.published is not None
    assert (first.published.precision, first.published.origin) == ("day", "url")
    assert (found.format, found.problem) == ("listing", "")


def test_a_page_without_articles_says_so(ask) -> None:
    found = ask("<html><body><a href='/world'>World</a></body></html>", "homepage", HOME)
    assert "no article links" in found.problem


FLOOD = [f"a{number}='1'" for number in range(300_000)]
STORY_LINK = "<a href='/world/bridge-closed-for-a-week-of-repairs'>Bridge closed for a week</a>"


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param(f"<div {' '.join(FLOOD)}>", id="spaces"),
        pytest.param(f"<div/{'/'.join(FLOOD)}>", id="slashes"),
        pytest.param(f"<div x='>' {' '.join(FLOOD)}>", id="behind-a-quoted-bracket"),
        pytest.param(f"<div < {' '.join(FLOOD)}>", id="behind-a-bare-bracket"),
        pytest.param(f"<div-{'x' * 100} {' '.join(FLOOD)}>", id="long-name"),
        pytest.param('<a x="' * 300_000 + '">', id="unclosed-quotes"),
    ],
)
def test_a_tag_with_more_attributes_than_a_parser_can_bear(ask, opening: str) -> None:
    document = f"<html><head></head><body>{opening}{STORY_LINK}"
    assert len(ask(document, "homepage", HOME).entries) == 1
    feed = "<link rel='alternate' type='application/rss+xml' href='/rss'>"
    page = Page(url=HOME, final_url=HOME, body=(opening + feed).encode(), fetched_at=NOW)
    assert [channel.url for channel in find_feeds(page)] == [f"{HOME}rss"]


@pytest.mark.parametrize("tag", ["rss", "channel", "item"])
def test_an_xml_tag_with_many_attributes_is_read(ask, tag: str) -> None:
    feed = "<rss><channel><item><title>Bridge closed</title><link>/1</link></item></channel></rss>"
    found = ask(feed.replace(f"<{tag}>", f"<{tag} {' '.join(FLOOD)}>"))
    assert [entry.title for entry in found.entries] == ["Bridge closed"]


def test_a_homepage_channel_that_is_a_feed_is_read_as_one(ask) -> None:
    found = ask("<rss><channel><item><link>/1</link></item></channel></rss>", "homepage", HOME)
    assert found.format == "rss"


@pytest.mark.parametrize(
    ("url", "text", "expected"),
    [
        ("https://a.example/2026/11/21/x", "", True),
        ("https://a.example/news/2026-11-21/short", "", True),
        ("https://a.example/20261121/1.shtml", "", True),
        ("https://a.example/page/202611/1346789.shtml", "", True),
        ("https://a.example/2026-11-21/title-102131.html", "", True),
        ("https://a.example/world/a-long-slug-of-many-words", "Five words of a title", True),
        ("https://a.example/news/articles/1234567.html", "Five words of a title", True),
        ("https://a.example/", "", False),
        ("https://a.example/world", "Five words of a title", False),
        ("https://a.example/2026/11/21/", "", False),
        ("https://a.example/2026/11/", "", False),
        ("https://a.example/tag/a-long-slug-of-many-words", "Five words of a title", False),
        ("https://a.example/author/ana-writer-of-the-paper", "Five words of a title", False),
        ("https://a.example/2026/11/21/photo.jpg", "", False),
        ("https://a.example/subscribe-to-our-daily-newsletter", "Subscribe", False),
        ("https://a.example/index.html", "Five words of a title", False),
    ],
)
def test_what_an_article_address_looks_like(url: str, text: str, expected: bool) -> None:
    assert is_article(url, text) is expected


def test_feeds_of_a_page(ask) -> None:
    from datetime import UTC, datetime

    page = Page(
        url=HOME, final_url=HOME, fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        body=b'<head><link rel="alternate" type="application/rss+xml" href="/rss.xml">'
        b'<link rel="alternate" type="application/rss+xml" href="/comments/feed/" title="Comments">'
        b'<link rel="alternate" type="application/atom+xml" href="atom.xml">'
        b'<link rel="stylesheet" type="text/css" href="x.css"><link rel="alternate" hreflang="uk" href="/uk">'
        b'</head><body><a href="/world/feed/">RSS</a><a href="/feeding-the-city">x</a></body>',
    )  # fmt: skip
    assert [(c.kind, c.url) for c in find_feeds(page)] == [
        (ChannelKind.RSS, "https://www.paper.example/rss.xml"),
        (ChannelKind.ATOM, "https://www.paper.example/atom.xml"),
        (ChannelKind.RSS, "https://www.paper.example/world/feed/"),
    ]


def test_sitemaps_of_robots_txt() -> None:
    robots = "User-agent: *\nDisallow: /x\nSitemap: https://a.example/all.xml\n sitemap : /news.xml # new\n"
    found = sitemaps_in_robots(robots, "https://a.example/robots.txt")
    assert [c.url for c in found] == ["https://a.example/news.xml", "https://a.example/all.xml"]


FEED_LINKS = {
    "/rss.xml": True, "/world/rss": True, "/feed/": True, "/rss/all.xml": True,
    "/export/rss2/index.php": True,
    "/?feed=rss2": True, "/index.php?format=feed&type=rss": True, "/rss-explained-for-beginners": False,
    "/?feed=comments-rss2": False, "/feedback": False,
}  # fmt: skip


@pytest.mark.parametrize(("href", "is_feed"), FEED_LINKS.items(), ids=FEED_LINKS)
def test_links_that_look_like_feeds(href: str, is_feed: bool) -> None:
    url = "https://paper.example/"
    page = Page(url=url, final_url=url, body=f'<a href="{href}">x</a>'.encode(), fetched_at=NOW)
    assert bool(find_feeds(page)) is is_feed


STORY = "<a href=/2026/11/21/convoy-{}>w</a>"
HEAVY = {
    "anchors-without-text": "<a href=/2026/11/21/convoy>" * 20_000,
    "anchors-around-anchors": "".join(f"<a href=/2026/11/21/c-{n}><div>" for n in range(100))
    + "<b>w</b>" * 100_000,
    "endless-base": f"<base href='/{'a/' * 100_000}'>" + "<a href=../x>w</a>" * 2_000,
    "endless-headline": f"<a href=/2026/11/21/convoy>{'<i>w </i>' * 200_000}</a>",
    "many-headings": "<h2>" * 200_000 + "<a href=/2026/11/21/convoy></a>" * 1_000,
    "one-endless-address": f"<a href='/{'convoy-' * 500_000}'>w</a>",
}


@pytest.mark.parametrize("page", HEAVY.values(), ids=HEAVY)
def test_heavy_front_pages_cost_as_much_as_they_are_long(ask, page: str) -> None:
    """The first three cost their length times their links: a minute and more for some megabytes."""
    found = ask(page + STORY.format("last"), "homepage", HOME)
    assert len(found.entries) <= 101
    heavy = Page(url=HOME, final_url=HOME, body=page.encode(), fetched_at=NOW)
    assert find_feeds(heavy) == ()


def test_an_endless_base_leaves_links_where_they_were(ask) -> None:
    base = f"<base href='/{'a/' * 10_000}'>"
    found = ask(base + STORY.format("one") + STORY.format("two"), "homepage", HOME)
    assert [entry.key for entry in found.entries] == [
        "https://paper.example/2026/11/21/convoy-one",
        "https://paper.example/2026/11/21/convoy-two",
    ]
    linked = f"{base}<link rel=alternate type=application/rss+xml href=/feed>"
    page = Page(url=HOME, final_url=HOME, body=linked.encode(), fetched_at=NOW)
    assert [feed.url for feed in find_feeds(page)] == [f"{HOME}feed"]


SHORT = {
    "a-word-and-a-number": ("/wirtschaft/getreide-127.html", "Getreide wird teurer", True),
    "three-words": ("/politik/bahn-streik-endet-4021.html", "Streik endet", True),
    "page-of-a-list": ("/wirtschaft/seite-12.html", "Seite 12", False),
    "no-name": ("/wirtschaft/getreide-127.html", "Mehr", False),
    "no-ending": ("/wirtschaft/getreide-127", "Getreide wird teurer", False),
    "at-the-root": ("/getreide-127.html", "Getreide wird teurer", False),
    "a-year": ("/bilanz/jahr-2025.html", "Das Jahr 2025", True),
}


@pytest.mark.parametrize("name", SHORT)
def test_short_names_with_a_number(name: str) -> None:
    path, text, expected = SHORT[name]
    assert is_article(f"https://www.paper.example{path}", text) is expected
