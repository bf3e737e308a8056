"""Every misbehaviour happens, and every one of them ends."""

from __future__ import annotations

import tomllib
import zlib

import pytest

from newsroom import Newsroom, badpages, trouble
from newsroom.content import read_manuscripts, read_publishers


def feed(newsroom: Newsroom, key: str) -> str:
    blocks = tomllib.loads(newsroom.sources_toml())["source"]
    return next(block["url"] for block in blocks if block["key"] == key)


def page(newsroom: Newsroom, story: str) -> str:
    return next(t.announced for t in newsroom.expected().truths.values() if t.story == story)


def test_every_trouble_in_the_tables_is_made_by_somebody() -> None:
    assert {house.trouble for house in read_publishers()} == set(trouble.HOSTS)
    assert {text.page for text in read_manuscripts()} - {""} == set(badpages.PAGES)


def test_a_busy_host_says_for_how_long(newsroom: Newsroom, get) -> None:
    answer = get(feed(newsroom, "nr-busy"))
    assert (answer.status, answer.headers["retry-after"]) == (429, "120")


def test_a_flaky_host_fails_once_for_each_address(own_newsroom: Newsroom, get) -> None:
    url = feed(own_newsroom, "nr-flaky")
    first = get(url)
    assert (first.status, first.headers["retry-after"]) == (503, "1")
    assert [get(url).status for _ in range(2)] == [200, 200]
    own_newsroom.tick()
    assert get(url).status == 200
    assert [get(page(own_newsroom, "flaky-news")).status for _ in range(2)] == [503, 200]
    assert own_newsroom.expected().sources["nr-flaky"].recovers


def test_a_slow_feed_does_answer(newsroom: Newsroom, get) -> None:
    assert b"<entry>" in get(feed(newsroom, "nr-slow")).body


def test_a_dripping_body_comes_in_single_bytes_without_a_length(newsroom: Newsroom, get) -> None:
    answer = get(feed(newsroom, "nr-dripping"), most=58)
    assert "content-length" not in answer.headers
    assert answer.body.endswith(b"<title>zz")
    assert trouble.DRIP_SECONDS < 120


def test_an_endless_body_goes_beyond_any_cap(newsroom: Newsroom, get) -> None:
    answer = get(feed(newsroom, "nr-endless"), most=12 * 1024 * 1024)
    assert len(answer.body) == 12 * 1024 * 1024
    assert trouble.ENDLESS_BYTES <= 256 * 1024 * 1024


def test_a_bomb_is_small_on_the_wire_and_large_after(newsroom: Newsroom, get) -> None:
    answer = get(feed(newsroom, "nr-bomb"), headers={"Accept-Encoding": "gzip"})
    head = zlib.decompressobj(wbits=31).decompress(answer.body, 11 * 1024 * 1024)
    assert len(answer.body) < 100_000
    assert len(head) == 11 * 1024 * 1024


def test_a_truncated_body_breaks_off_inside_the_compression(newsroom: Newsroom, get) -> None:
    answer = get(feed(newsroom, "nr-truncated"))
    with pytest.raises(EOFError):
        _ = answer.content


def test_a_captcha_says_200(newsroom: Newsroom, get) -> None:
    answer = get(feed(newsroom, "nr-captcha"))
    assert (answer.status, b"<rss" in answer.body) == (200, False)


def test_a_carousel_never_arrives(newsroom: Newsroom, get) -> None:
    url = feed(newsroom, "nr-carousel")
    base = url.rsplit("/", 1)[0]
    seen = []
    for _ in range(4):
        answer = get(url)
        assert answer.status == 302
        url = base + answer.headers["location"]
        seen.append(url)
    assert len(set(seen)) == 2


def test_a_closed_feed_is_gone(newsroom: Newsroom, get) -> None:
    assert get(feed(newsroom, "nr-closed")).status == 410


def test_a_mislabelled_page_is_not_what_it_says(newsroom: Newsroom, get) -> None:
    answer = get(page(newsroom, "listok-pogranichniki"))
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Забайкальск" in answer.body.decode("windows-1251")
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")


def test_a_page_may_leave_its_charset_to_its_head(newsroom: Newsroom, get) -> None:
    answer = get(page(newsroom, "hangzhou-liangshi"))
    assert answer.headers["content-type"] == "text/html"
    assert "charset=gb2312" in answer.body.decode("gbk")


def test_a_tricky_feed_links_to_what_must_not_be_followed(newsroom: Newsroom, get) -> None:
    body = get(feed(newsroom, "nr-tricky")).body.decode()
    for start in ("javascript:", "data:", "file:", "mailto:", newsroom.control):
        assert f"<link>{start}" in body


def test_a_tangled_feed_is_not_well_formed(newsroom: Newsroom, get) -> None:
    from lxml import etree

    body = get(feed(newsroom, "nr-tangled")).body
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(body)


def test_a_frozen_feed_is_all_of_one_dead_month(newsroom: Newsroom, get) -> None:
    body = get(feed(newsroom, "nr-frozen")).body.decode()
    assert body.count("<pubDate>") == body.count("Jan 2018") == body.count("<item>") > 1


def test_an_undated_house_says_no_date_anywhere(newsroom: Newsroom, get) -> None:
    feed_body = get(feed(newsroom, "nr-undated")).body
    page_body = get(page(newsroom, "undated-news")).body
    assert b"<item>" in feed_body
    assert b"pubDate" not in feed_body
    assert b"2026" not in page_body


def test_a_silent_feed_is_a_feed_without_items(newsroom: Newsroom, get) -> None:
    body = get(feed(newsroom, "nr-silent")).body
    assert b"<channel>" in body
    assert b"<item>" not in body


def test_robots_files_forbid_a_host_and_a_page(newsroom: Newsroom, get) -> None:
    all_of_it = get(feed(newsroom, "nr-forbidding").replace("/feed.xml", "/robots.txt")).body
    url = page(newsroom, "meridian-private")
    origin, path = url[: url.index("/", 8)], url[url.index("/", 8) :]

    assert all_of_it.decode("utf-8-sig").endswith("User-agent: *\nDisallow: /\n")
    assert f"Disallow: {path}\n" in get(f"{origin}/robots.txt").body.decode()


@pytest.mark.parametrize(
    ("story", "status", "words"),
    [
        ("odd-missing", 404, b"Not found"),
        ("odd-refused", 403, b"Access denied"),
        ("odd-soft", 200, b"can't find that page"),
        ("odd-login", 200, b"Sign in to your account"),
        ("odd-walled", 200, b"Are you a human?"),
        ("odd-teaser", 200, b'"isAccessibleForFree": false'),
        ("odd-moved", 301, b""),
        ("odd-sneaks", 302, b""),
        ("odd-pdf", 200, b"%PDF"),
        ("odd-blank", 200, b""),
    ],
)
def test_a_bad_page_is_bad_in_its_way(
    newsroom: Newsroom, get, story: str, status: int, words: bytes
) -> None:
    answer = get(page(newsroom, story))
    assert answer.status == status
    assert words in answer.body


def test_a_teaser_lacks_most_of_the_article(newsroom: Newsroom, get) -> None:
    body = get(page(newsroom, "odd-teaser")).body
    assert b"One of the nine has begun to talk" in body
    assert b"winter boots" not in body


def test_a_page_is_busy_once(own_newsroom: Newsroom, get) -> None:
    url = page(own_newsroom, "odd-busy")
    assert [get(url).status for _ in range(2)] == [429, 200]


def test_a_sneaking_page_leads_to_the_port_that_is_off_limits(own_newsroom: Newsroom, get) -> None:
    target = get(page(own_newsroom, "odd-sneaks")).headers["location"]
    assert own_newsroom.trespasses() == ()
    get(target)
    assert [seen.path for seen in own_newsroom.trespasses()] == ["/_inside/page"]
    assert not any(host in target for host in own_newsroom.hosts)
