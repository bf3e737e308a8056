"""What feeds mean, in every dialect and however damaged."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
     xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Paper</title><link>https://www.paper.example/</link><language>en-GB</language><ttl>30</ttl>
<atom:link href="https://paper.example/feed.xml" rel="self"/>
<item>{}</item>
</channel></rss>"""


def one(discovery):
    """Return the only entry."""
    assert len(discovery.entries) == 1, discovery
    return discovery.entries[0]


def test_rss_2(ask) -> None:
    found = ask(
        RSS.format(
            "<title>Talks &amp; more</title><link>https://paper.example/1?utm_source=rss</link>"
            '<guid isPermaLink="false">tag:1</guid><pubDate>Sat, 21 Nov 2026 21:05:00 MSK</pubDate>'
            "<dc:creator>Ana Writer</dc:creator><author>desk@paper.example (Ben Desk)</author>"
            "<description><![CDATA[<p>First&nbsp;line.</p><p>Second.</p>]]></description>"
            "<content:encoded><![CDATA[<p>All of it.</p>]]></content:encoded>"
            "<media:content><media:title>not the title</media:title></media:content>"
        )
    )
    entry = one(found)
    assert (found.format, found.ttl, found.problem, found.truncated) == ("rss 2.0", 1800, "", 0)
    assert entry.url == "https://paper.example/1?utm_source=rss"
    assert entry.key == "https://paper.example/1"
    assert entry.title == "Talks & more"
    assert entry.published is not None
    assert entry.published.at == datetime(2026, 11, 21, 18, 5, tzinfo=UTC)
    assert entry.authors == ("Ben Desk", "Ana Writer")
    assert entry.summary == "First line. Second."
    assert entry.content_html == "<p>All of it.</p>"
    assert (entry.entry_id, entry.language, entry.source_key) == ("tag:1", "en", "paper")


def test_atom(ask) -> None:
    found = ask(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk" xml:base="https://blog.example/x/">
        <title>Blog</title><id>urn:b</id><link rel="self" href="/feed"/>
        <entry xml:base="2026/"><id>urn:1</id>
        <title type="html">A &lt;b&gt;bold&lt;/b&gt; &amp;amp; new step</title>
        <link rel="enclosure" href="sound.mp3"/><link rel="alternate" type="text/html" href="step"/>
        <published>2026-11-20T10:00:00Z</published><updated>2026-11-21T10:00:00+02:00</updated>
        <author><name>Ana</name><email>a@blog.example</email></author><author><name>Ben</name></author>
        <summary>5 &lt; 6 &amp; true</summary>
        <content type="xhtml">
        <div xmlns="http://www.w3.org/1999/xhtml"><p>All <i>of</i> it</p></div></content>
        </entry></feed>""",
        "atom",
    )
    entry = one(found)
    assert (found.format, entry.language) == ("atom", "uk")
    assert entry.url == "https://blog.example/x/2026/step"
    assert entry.title == "A bold & new step"
    assert entry.summary == "5 < 6 & true"
    assert "<p>All <i>of</i> it</p>" in entry.content_html
    assert entry.authors == ("Ana", "Ben")
    assert entry.published is not None
    assert entry.modified is not None
    assert (entry.published.at.day, entry.modified.at.hour) == (20, 8)


def test_atom_with_updated_only_is_dated(ask) -> None:
    entry = one(
        ask(
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://a.example/1</id>'
            "<title>T</title><updated>2026-11-21T10:00:00Z</updated></entry></feed>"
        )
    )
    assert entry.url == "https://a.example/1"
    assert entry.published == entry.modified is not None


def test_rdf(ask) -> None:
    found = ask(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://a.example/"><title>A</title>'
        "<items><rdf:Seq><rdf:li rdf:resource='https://a.example/1'/></rdf:Seq></items></channel>"
        '<item rdf:about="https://a.example/1"><title>T</title><link>https://a.example/1</link>'
        "<dc:date>2026-11-21T10:00+09:00</dc:date><dc:creator>C</dc:creator><dc:language>ja</dc:language>"
        "</item></rdf:RDF>",
        "rdf",
    )
    entry = one(found)
    assert (found.format, entry.entry_id, entry.language) == ("rdf", "https://a.example/1", "ja")
    assert entry.published is not None
    assert entry.published.at == datetime(2026, 11, 21, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param('<rss version="0.91">', id="0.91"),
        pytest.param('<rss version="0.92">', id="0.92"),
        pytest.param("<rss>", id="no-version"),
        pytest.param('<rss version="2.0" xmlns="http://backend.userland.com/rss2">', id="userland"),
        pytest.param('<rss version="2.0" xmlns="https://nobody.example/own">', id="unknown-default"),
        pytest.param('<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/"><rss>', id="doctype"),
    ],
)  # fmt: skip
def test_old_and_odd_rss(ask, opening: str) -> None:
    found = ask(
        f"{opening}<channel><item><title>T</title><link>https://a.example/1</link></item></channel></rss>"
    )
    assert one(found).title == "T"
    assert not found.problem


def test_json_feed(ask) -> None:
    found = ask(
        '{"version": "https://jsonfeed.org/version/1.1", "language": "en", "items": [{"id": 7,'
        '"url": "/1", "title": "T", "content_text": "a < b", "summary": "S", "tags": ["x"],'
        '"date_published": "2026-11-21T10:00:00Z", "authors": [{"name": "Ana"}, 3]}, "odd", {"id": "x"}]}',
        "json-feed",
    )
    entry = one(found)
    assert (entry.url, entry.entry_id, entry.authors) == ("https://paper.example/1", "7", ("Ana",))
    assert (entry.summary, entry.content_html) == ("S", "a &lt; b")
    assert [(r.reason, r.count) for r in found.refused] == [("no link", 2)]


def test_wordpress_posts(ask) -> None:
    entry = one(
        ask(
            '[{"id": 5, "date": "2026-11-21T12:00:00", "date_gmt": "2026-11-21T10:00:00",'
            '"link": "https://a.example/1/", "title": {"rendered": "T &#8217;s"},'
            '"excerpt": {"rendered": "<p>S</p>"}, "content": {"rendered": "<p>All</p>"}}]',
            "wp-json",
        )
    )
    assert (entry.title, entry.summary, entry.content_html) == ("T ’s", "S", "<p>All</p>")
    assert entry.published is not None
    assert (entry.published.at.hour, entry.published.zone_known) == (10, True)


def test_wordpress_posts_without_utc_keep_the_wall_clock(ask) -> None:
    entry = one(
        ask('[{"date": "2026-11-21T12:00:00", "link": "https://a.example/1", "title": "T"}]')
    )
    assert entry.published is not None
    assert (entry.published.at.hour, entry.published.zone_known) == (12, False)


LINKS = {
    "plain": ("<link>https://a.example/1</link>", "https://a.example/1"),
    "blanks": ("<link>\n https://a.example/1 \n</link>", "https://a.example/1"),
    "cdata": ("<link><![CDATA[https://a.example/?a=1&b=2]]></link>", "https://a.example/?a=1&b=2"),
    "relative-to-the-site": ("<link>/1</link>", "https://www.paper.example/1"),
    "protocol-relative": ("<link>//a.example/1</link>", "https://a.example/1"),
    "guid-as-link": ("<guid>https://a.example/1</guid>", "https://a.example/1"),
    "atom-link": ('<atom:link href="https://a.example/1"/>', "https://a.example/1"),
    "link-with-href": ('<link href="https://a.example/1"/>', "https://a.example/1"),
    "original-behind-counter": (
        "<link>https://count.example/~r/x</link><f:origLink "
        'xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://a.example/1</f:origLink>',
        "https://a.example/1",
    ),
    "non-ascii": ("<link>https://a.example/мир</link>", "https://a.example/%D0%BC%D0%B8%D1%80"),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "url"), LINKS.values(), ids=LINKS)
def test_links(ask, markup: str, url: str) -> None:
    assert one(ask(RSS.format(f"<title>T</title>{markup}"))).url == url


REFUSED = {
    "javascript": "javascript:alert(1)",
    "data": "data:text/html,x",
    "file": "file:///etc/passwd",
    "mail": "mailto:a@b.example",
    "spaced-scheme": " java\nscript:alert(1)",
    "no-host": "http://",
    "too-long": "https://a.example/" + "x" * 3000,
}


@pytest.mark.parametrize("link", REFUSED.values(), ids=REFUSED)
def test_dangerous_links_are_refused_and_counted(ask, link: str) -> None:
    found = ask(RSS.format(f"<title>T</title><link>{link}</link>"))
    assert not found.entries
    assert sum(refusal.count for refusal in found.refused) == 1


def test_an_article_announced_twice_is_one_entry(ask) -> None:
    item = "<item><link>https://a.example/1{}</link></item>"
    found = ask(f"<rss><channel>{item.format('')}{item.format('?utm_source=x')}</channel></rss>")
    assert len(found.entries) == 1
    assert [(r.reason, r.count) for r in found.refused] == [("announced twice", 1)]


TITLES = {
    "escaped-html": ("A &lt;i&gt;b&lt;/i&gt;", "A b"),
    "twice-escaped": ("AT&amp;amp;T", "AT&T"),
    "numeric": ("It&amp;#8217;s", "It’s"),
    "comparison": ("x &lt; y and y &gt; z", "x < y and y > z"),
    "not-html": ("&lt;Minister&gt; says", "<Minister> says"),
    "real-markup": ("A <b>b</b> c", "A b c"),
    "line-breaks": ("A\n   b", "A b"),
    "cdata": ("<![CDATA[A <em>b</em> & c]]>", "A b & c"),
    "invisible": ("A\u200b\u00adb\u00a0c", "Ab c"),
    "decomposed": ("Kyi\u0308v", "Kyïv"),
}


@pytest.mark.parametrize(("raw", "title"), TITLES.values(), ids=TITLES)
def test_titles_are_plain_text(ask, raw: str, title: str) -> None:
    assert one(ask(RSS.format(f"<title>{raw}</title><link>/1</link>"))).title == title


DATES = {
    "second-field-when-first-is-nonsense": (
        "<pubDate>today</pubDate><dc:date>2026-11-21T10:00:00Z</dc:date>",
        datetime(2026, 11, 21, 10, tzinfo=UTC),
    ),
    "future": ("<pubDate>Sun, 21 Nov 2032 10:00:00 GMT</pubDate>", None),
    "rolls-over": ("<pubDate>Tue, 31 Feb 2026 10:00:00 GMT</pubDate>", None),
    "unset": ("<pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate>", None),
    "empty": ("<pubDate/>", None),
    "epoch": ("<pubDate>1795284300</pubDate>", datetime(2026, 11, 21, 18, 5, tzinfo=UTC)),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "at"), DATES.values(), ids=DATES)
def test_dates(ask, markup: str, at: datetime | None) -> None:
    published = one(ask(RSS.format(f"<link>/1</link>{markup}"))).published
    assert (published.at if published else None) == at


def test_cst_is_read_by_the_country_of_the_source(ask) -> None:
    item = RSS.format("<link>/1</link><pubDate>Sat, 21 Nov 2026 18:05:00 CST</pubDate>")
    hours = {c: one(ask(item, country=c)).published.at.hour for c in ("CN", "US")}
    assert hours["CN"] == 10
    assert hours["US"] == 0


TTLS = {
    "ttl": ("<ttl>60</ttl>", 3600),
    "nonsense": ("<ttl>soon</ttl>", None),
    "negative": ("<ttl>-5</ttl>", None),
    "daily": ("<s:updatePeriod>daily</s:updatePeriod>", 86_400),
    "twice-daily": ("<s:updatePeriod>daily</s:updatePeriod><s:updateFrequency>2</s:updateFrequency>", 43_200),
    "generator-default": ("<s:updatePeriod>hourly</s:updatePeriod>", None),
    "zero": ("<s:updatePeriod>daily</s:updatePeriod><s:updateFrequency>0</s:updateFrequency>", 86_400),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "seconds"), TTLS.values(), ids=TTLS)
def test_how_long_a_feed_asks_to_wait(ask, markup: str, seconds: float | None) -> None:
    space = "http://purl.org/rss/1.0/modules/syndication/"
    assert ask(f'<rss xmlns:s="{space}"><channel>{markup}</channel></rss>').ttl == seconds


def test_an_empty_feed_is_no_problem(ask) -> None:
    found = ask('<rss version="2.0"><channel><title>T</title></channel></rss>')
    assert (found.entries, found.problem) == ((), "")


def test_a_long_description_with_paragraphs_is_the_article(ask) -> None:
    text = "".join(
        f"<p>Paragraph {n} of the whole report, long enough to count.</p>" for n in range(40)
    )
    entry = one(ask(RSS.format(f"<link>/1</link><description><![CDATA[{text}]]></description>")))
    assert entry.content_html == text
