"""News sitemaps and indexes: by namespace, within the site, and empty is no fault."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from ingest.discover.sitemaps import MAX_URLS

MAP = "https://www.paper.example/news.xml"
PLAIN = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = 'xmlns:{0}="http://www.google.com/schemas/sitemap-news/0.9"'


def sitemap(*urls: str, prefix: str = "news", space: str = NEWS) -> str:
    return (
        f'<?xml version="1.0"?><urlset xmlns="{PLAIN}" '
        f"{space.format(prefix)}>{''.join(urls)}</urlset>"
    )


def url(loc: str, title: str = "T", date: str = "2026-11-21T10:00:00Z", p: str = "news") -> str:
    return (
        f"<url><loc>{loc}</loc><{p}:news><{p}:publication><{p}:name>P</{p}:name>"
        f"<{p}:language>uk</{p}:language></{p}:publication>"
        f"<{p}:publication_date>{date}</{p}:publication_date>"
        f"<{p}:title>{title}</{p}:title><{p}:keywords>x</{p}:keywords></{p}:news></url>"
    )


def test_news(ask) -> None:
    found = ask(sitemap(url("https://www.paper.example/a-1", "A &amp; b")), "news-sitemap", MAP)
    entry = found.entries[0]
    assert (found.format, found.problem) == ("news-sitemap", "")
    assert (entry.title, entry.language) == ("A & b", "uk")
    assert entry.published is not None
    assert (entry.published.at, entry.published.origin) == (
        datetime(2026, 11, 21, 10, tzinfo=UTC),
        "sitemap",
    )


VARIANTS = {
    "other-prefix": sitemap(url("/1", p="n"), prefix="n"),
    "https-namespace": sitemap(url("/1"), space=NEWS.replace("http:", "https:")),
    "undeclared-prefix": sitemap(url("/1"), space=""),
    "no-default-namespace": sitemap(url("/1")).replace(f'xmlns="{PLAIN}"', ""),
    "bare-ampersand": sitemap(url("/1", "A & B")),
    "blanks-and-cdata": sitemap(url("\n <![CDATA[/1]]> \n")),
    "cut-off": sitemap(url("/1"), url("/2"))[:-30],
}  # fmt: skip


@pytest.mark.parametrize("document", VARIANTS.values(), ids=VARIANTS)
def test_dialects(ask, document: str) -> None:
    found = ask(document, "news-sitemap", MAP)
    assert found.entries[0].url == "https://www.paper.example/1"
    assert found.entries[0].published is not None
    assert bool(found.problem) == (document == VARIANTS["cut-off"]), "what is lost is told"


def test_gzip(ask) -> None:
    found = ask(gzip.compress(sitemap(url("/1")).encode()), "news-sitemap", MAP + ".gz")
    assert len(found.entries) == 1


def test_empty_is_no_fault(ask) -> None:
    found = ask(sitemap(), "news-sitemap", MAP)
    assert (found.entries, found.problem, found.format) == ((), "", "news-sitemap")


def test_links_to_other_sites_are_refused_unless_the_source_lists_them(ask) -> None:
    document = sitemap(
        url("https://paper.example/own"), url("https://en.paper.example/sub"),
        url("https://paid.example/slot"), url("https://partner.example/x"),
    )  # fmt: skip
    found = ask(document, "news-sitemap", MAP, link_hosts=("partner.example",))
    assert [e.url.rpartition("/")[2] for e in found.entries] == ["own", "sub", "x"]
    assert [(r.reason, r.count) for r in found.refused] == [("link to another site", 1)]


def test_urls_without_news_tags_among_news_stay(ask) -> None:
    document = sitemap(url("/1"), "<url><loc>/2</loc><lastmod>2026-11-20</lastmod></url>")
    found = ask(document, "news-sitemap", MAP)
    assert len(found.entries) == 2


def test_a_general_sitemap_gives_what_changed_lately(ask) -> None:
    plain = "<url><loc>/{0}</loc><lastmod>{1}</lastmod></url>"
    document = sitemap(
        plain.format(1, "2026-11-21"), plain.format(2, "2019-01-01"), "<url><loc>/3</loc></url>"
    )
    found = ask(document, "news-sitemap", MAP)
    assert [e.url for e in found.entries] == ["https://www.paper.example/1"]
    assert [(r.reason, r.count) for r in found.refused] == [
        ("in a general sitemap and not recent", 2)
    ]


def test_a_general_sitemap_without_recent_dates_is_a_problem(ask) -> None:
    found = ask(sitemap("<url><loc>/1</loc></url>"), "news-sitemap", MAP)
    assert not found.entries
    assert "not a news sitemap" in found.problem


def test_an_index_is_followed_news_and_newest_first(ask) -> None:
    part = "<sitemap><loc>{0}</loc><lastmod>{1}</lastmod></sitemap>"
    parts = (
        part.format("/old.xml", "2020-01-01"), part.format("/today.xml", "2026-11-21"),
        part.format("/news-3.xml.gz", "2026-01-01"), part.format("/today.xml", "2026-11-21"),
        part.format(MAP, ""), part.format("https://rival.example/x.xml", ""), part.format("javascript:x", ""),
    )  # fmt: skip
    found = ask(f"<sitemapindex>{''.join(parts)}</sitemapindex>", "news-sitemap", MAP)
    assert [u.rpartition("/")[2] for u in found.follow] == ["news-3.xml.gz", "today.xml", "old.xml"]
    assert (found.format, found.problem) == ("sitemap-index", "")


def test_more_than_the_protocol_allows_is_counted(ask) -> None:
    plain = "".join(f"<url><loc>/{n}</loc></url>" for n in range(MAX_URLS + 7))
    found = ask(sitemap(url("/x"), plain), "news-sitemap", MAP)
    assert (
        len(found.entries) + found.truncated + sum(r.count for r in found.refused) == MAX_URLS + 8
    )
    assert found.truncated == 8


NAMED = "<n:news><n:title>T</n:title></n:news>"
OPEN = f'<urlset xmlns="{PLAIN}" {NEWS.format("n")}>'
LISTED = {
    "other-prefix": f'<s:urlset xmlns:s="{PLAIN}" {NEWS.format("n")}><s:url><s:loc>https://a.example/1</s:loc>'
    f"{NAMED}</s:url></s:urlset>",
    "news-by-default-namespace": f'<urlset xmlns="{PLAIN}"><url><loc>https://a.example/1</loc>'
    f"<news {NEWS.replace(':{0}', '')}><title>T</title></news></url></urlset>",
    "pictures-first": f'{OPEN}<url><i:image xmlns:i="http://www.google.com/schemas/sitemap-image/1.1">'
    "<i:loc>https://img.example/1.jpg</i:loc><i:title>P</i:title></i:image>"
    f"<loc>https://a.example/1</loc>{NAMED}</url></urlset>",
    "address-in-cdata": f"{OPEN}<url><loc>\n<![CDATA[ https://a.example/1 ]]>\n</loc>{NAMED}</url></urlset>",
    "below-a-warning": f"Warning: x\n{OPEN}<url><loc>https://a.example/1</loc>{NAMED}</url></urlset>",
}


@pytest.mark.parametrize("document", LISTED.values(), ids=LISTED)
@pytest.mark.parametrize("layers", [0, 1, 2])
def test_sitemaps_in_odd_dress(ask, document: str, layers: int) -> None:
    body = document.encode()
    for _ in range(layers):
        body = gzip.compress(body)
    (entry,) = ask(body, "news-sitemap", url="https://a.example/map.xml").entries
    assert (entry.url, entry.title) == ("https://a.example/1", "T")


def test_a_list_of_addresses_tells_what_is_new_by_the_days_in_them(ask) -> None:
    lines = (
        "https://a.example/2026/11/21/bridge\r\nhttps://a.example/2019/01/02/old\n\n"
        "https://a.example/about\nhttps://casino.example/2026/11/21/win\nhttps://[a.example/2026/11/21/x\n"
    )
    found = ask(lines, "news-sitemap", url="https://a.example/map.txt", content_type="text/plain")
    assert [entry.url for entry in found.entries] == ["https://a.example/2026/11/21/bridge"]
    assert sum(refusal.count for refusal in found.refused) == 4


def test_words_are_no_list_of_addresses(ask) -> None:
    assert "plain text" in ask("https://a.example/ is closed", "news-sitemap").problem
