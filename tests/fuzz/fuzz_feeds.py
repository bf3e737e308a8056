"""Throw mutated documents and dates at discovery for a while, and show the first broken promise.

    python tests/fuzz/fuzz_feeds.py --seconds 60 [--seed N]

The promises: no exception, bounded time per document, keys that are their own keys, every entry has an
http(s) address and a plausible date, and entries, refused and truncated add up.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ingest.discover import Discovery, discover
from ingest.model import Channel, ChannelKind, Page, Source
from ingest.normalize.dates import AHEAD, EARLIEST, parse_date
from ingest.normalize.urls import is_http_url, url_key

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SOURCE = Source(key="fuzz", name="Fuzz", channels=(), publisher="fuzz", country="CN")
MOST_SECONDS = 10.0  # CPU, for documents of at most 200 KB: a quadratic reading shows here

MOST_DATE_SECONDS = 0.2
DATES_EACH = 5  # per document

SAMPLES = [
    b'<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    b"<title>P</title><link>https://p.example/</link><ttl>5</ttl><item><title>A &amp; B</title>"
    b"<link>https://p.example/1?utm_source=x</link><guid>1</guid><description><![CDATA[<p>x</p>]]>"
    b"</description><pubDate>Sat, 21 Nov 2026 18:05:00 MSK</pubDate><dc:creator>C</dc:creator></item>"
    b"<item><link>/2</link></item></channel></rss>",
    b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://p.example/x/"><entry><id>u:1</id>'
    b'<title type="html">T &lt;b&gt;</title><link href="1"/><updated>2026-11-21T10:00:00Z</updated>'
    b'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div></content></entry></feed>',
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    b'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://p.example/1</loc><n:news>'
    b"<n:publication_date>2026-11-21</n:publication_date><n:title>T</n:title></n:news></url>"
    b"<url><loc>https://q.example/2</loc><lastmod>2026-11-21</lastmod></url></urlset>",
    b"<sitemapindex><sitemap><loc>https://p.example/a.xml</loc></sitemap></sitemapindex>",
    b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "https://p.example/1",'
    b'"title": "T", "content_html": "<p>x</p>", "date_published": "2026-11-21T10:00:00Z"}]}',
    b'[{"link": "https://p.example/1", "date_gmt": "2026-11-21T10:00:00", "title": {"rendered": "T"}}]',
    b'<html><head><base href="/b/"></head><body><h2><a href="/2026/11/21/talks-go-on">Talks go on</a></h2>'
    b'<nav><a href="/world">W</a></nav></body></html>',
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    b'xmlns:m="http://search.yahoo.com/mrss/"><item rdf:about="https://p.example/1">'
    b"<title mode='base64'>VA==</title><m:group><m:description>D</m:description></m:group>"
    b"<content mode='base64'>PHA+</content></item></rdf:RDF>",
    b"Warning: x\n<!DOCTYPE rss [<!ENTITY p 'Paper'>]><RSS><CHANNEL><ITEM HREF='/1'>"
    b"<TITLE>&p; &#146;</TITLE></ITEM></CHANNEL></RSS>",
    b"https://p.example/2026/11/21/a\r\nhttps://p.example/2019/01/01/b\n",
    b'<html><script type="application/ld+json">{"@type":"ItemList","itemListElement":[{"@type":"ListItem",'
    b'"position":1,"url":"/stories/one"}]}</script><ul><li><a href="/news/1234567/">Two words</a></li>'
    b'<li><a href="/news/1234568/">Talks go on for a third day</a></li></ul></html>',
]
DATES = [
    "Sat, 21 Nov 2026 18:05:00 +0300 (MSK)", "2026-11-21T18:05:00.123+02:00", "21 ноября 2026 г., 18:05",
    "2026年11月21日 下午6:05", "18:05 21.11.2026", "21 تشرين الثاني 2026", "Nov. 21, 2026, 6:05 p.m. ET",
    "Stand: 21.11.2026 18:05 Uhr", "2026-W47-6T18:05Z", "1795284300000", "/Date(1795284300000)/",
    "二〇二六年十一月二十一日", "2026. gada 21. novembris", "1805 GMT November 21, 2026",
]  # fmt: skip
TOKENS = [
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE x [", b"<!ENTITY a '&a;'>", b"&a;", b"&", b"<", b">",
    b"</", b"<item>", b"</item>", b"<entry>", b"<link>", b"</link>", b"<title>", b"<url>", b"<loc>", b'"',
    b"'", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b", b"&#xFFFFFFFF;", b"&#0;", b"&nbsp;",
    b"javascript:", b"//", b"http://[", b"https://xn--", b"?url=http://google.com/url?url=", b"%", b"%2e%2e/",
    b"/amp", b"\xd0", b"\xe4\xb8", b' xml:base="', b' xmlns="', b"2026", b"31 Feb 2026", b"9999999999999",
    b"-1", b"[", b"{", b"]", b"}", b"null",
]  # fmt: skip


def mutated(rng: random.Random) -> bytes:
    """Return a sample with a few random wounds."""
    document = bytearray(rng.choice(SAMPLES))
    for _ in range(rng.randint(0, 8)):
        at = rng.randrange(len(document) + 1)
        what = rng.random()
        if what < 0.35:
            document[at:at] = rng.choice(TOKENS) * (rng.choice((1, 1, 1, 3, 5000)))
        elif what < 0.55:
            del document[at : at + rng.randint(1, 40)]
        elif what < 0.75:
            document[at : at + 1] = bytes([rng.randrange(256)])
        elif what < 0.9:
            other = rng.choice(SAMPLES)
            start = rng.randrange(len(other))
            document[at:at] = other[start : start + rng.randint(1, 120)]
        else:
            document += document[at : at + 60] * rng.randint(1, 60)
    body = bytes(document[:200_000])
    return gzip.compress(body)[: rng.choice((None, -5))] if rng.random() < 0.05 else body


def check(found: Discovery) -> None:
    """Raise ``AssertionError`` when a promise is broken."""
    keys = [entry.key for entry in found.entries]
    assert len(set(keys)) == len(keys), "one key twice"
    assert found.format or found.problem, "neither understood nor explained"
    for entry in found.entries:
        assert url_key(entry.key) == entry.key == url_key(entry.url), f"unsteady key {entry.key!r}"
        for moment in (entry.published, entry.modified):
            assert moment is None or EARLIEST <= moment.at <= NOW + AHEAD, f"implausible {moment}"
    assert all(is_http_url(address) for address in found.follow), "follows no address"
    assert all(refusal.count > 0 for refusal in found.refused), "refused nothing"


def check_date(rng: random.Random) -> None:
    """Read a mutated date; raise ``AssertionError`` when it is neither plausible nor unknown, or slow."""
    characters = list(rng.choice(DATES))
    for _ in range(rng.randint(0, 6)):
        at = rng.randrange(len(characters) + 1)
        if rng.random() < 0.5:
            del characters[at : at + rng.randint(1, 4)]
        else:
            other = rng.choice(DATES)
            start = rng.randrange(len(other))
            characters[at:at] = list(other[start : start + rng.randint(1, 9)]) * rng.choice(
                (1, 1, 9)
            )
    raw = "".join(characters)
    start = time.process_time()
    moment = parse_date(raw, origin="feed", now=NOW, country=rng.choice(("", "CN", "US")))
    spent = time.process_time() - start
    assert moment is None or EARLIEST <= moment.at <= NOW + AHEAD, f"implausible {raw!r}: {moment}"
    assert spent < MOST_DATE_SECONDS, f"{raw!r} took {spent:.2f} s"


def once(seed: int) -> float:
    """Read the document and the dates of *seed*; return the CPU seconds the document took."""
    rng = random.Random(seed)
    for _ in range(DATES_EACH):
        check_date(rng)
    body = mutated(rng)
    kind = rng.choice([ChannelKind.RSS, ChannelKind.NEWS_SITEMAP, ChannelKind.HOMEPAGE])
    url = "https://p.example/feed"
    page = Page(url=url, final_url=url, body=body, fetched_at=NOW)
    start = time.process_time()
    found = discover(Channel(kind=kind, url=url), page, SOURCE, now=NOW)
    spent = time.process_time() - start
    check(found)
    assert spent < MOST_SECONDS, f"{len(body)} bytes took {spent:.1f} s"
    return spent


def main() -> int:
    """Run until the time is over or a promise is broken."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--seed", type=int, default=None, help="one document only")
    arguments.add_argument("--start", type=int, default=None, help="first seed; default: a new one")
    options = arguments.parse_args()
    if options.seed is not None:
        once(options.seed)
        return 0
    seed = random.SystemRandom().randrange(1 << 40) if options.start is None else options.start
    end = time.monotonic() + options.seconds
    done, slowest = 0, 0.0
    while time.monotonic() < end:
        try:
            slowest = max(slowest, once(seed + done))
        except BaseException:
            sys.stderr.write(
                f"\nagain with: python tests/fuzz/fuzz_feeds.py --seed {seed + done}\n"
            )
            raise
        done += 1
    sys.stdout.write(f"{done} documents, no promise broken, slowest {slowest:.2f} s of CPU\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
