"""How much CPU a feed costs, beside feedparser, and whether both read the same out of it.

    python tests/bench/bench_feeds.py

Feeds of the sizes and shapes real publishers have are generated; every figure is CPU time of one
process, both readers in turn on the same bytes. The right-hand columns say in how many of the fields
both agree; where they do not, the first examples are shown.
"""

from __future__ import annotations

import calendar
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import feedparser

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ingest.discover import discover
from ingest.discover.plaintext import plain_text, plain_title
from ingest.model import Channel, ChannelKind, Entry, Page, Source
from ingest.normalize.urls import join

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://paper.example/feed.xml"
SOURCE = Source(key="bench", name="Bench", channels=(), publisher="bench")
WORDS = [
    "harbour", "council", "minister", "talks", "grain", "convoy", "bridge", "winter", "power", "grid",
    "border", "village", "decree", "пристань", "рада", "переговоры", "мост", "зима", "港口", "会议", "桥梁",
]  # fmt: skip


def text(rng: random.Random, words: int) -> str:
    """Return invented words."""
    return " ".join(rng.choices(WORDS, k=words))


def body(rng: random.Random, paragraphs: int) -> str:
    """Return an invented article as HTML, with the markup publishing systems put around it."""
    picture = (
        '<figure class="wp-block-image size-large"><img loading="lazy" decoding="async" width="1024" '
        'height="683" src="https://img.example/1-1024x683.jpg" alt="A pier" class="wp-image-1" '
        'srcset="https://img.example/1-1024x683.jpg 1024w, https://img.example/1-300x200.jpg 300w"/>'
        "<figcaption>A pier. <em>Photo: desk</em></figcaption></figure>"
    )
    lines = [
        f"<p>{text(rng, 30)} <strong>{text(rng, 2)}</strong> "
        f'<a href="https://paper.example/{i}?utm_source=rss" rel="noopener">{text(rng, 4)}</a> '
        f"{text(rng, 20)}.</p>"
        for i in range(paragraphs)
    ]
    return picture + "".join(lines)


def rss(rng: random.Random, items: int, paragraphs: int) -> bytes:
    """Return an RSS 2.0 feed as WordPress writes them."""
    entries = []
    for number in range(items):
        when = format_datetime(NOW - timedelta(minutes=17 * number + 1))
        full = (
            f"<content:encoded><![CDATA[{body(rng, paragraphs)}]]></content:encoded>"
            if paragraphs
            else ""
        )
        entries.append(
            f"<item><title>{escape(text(rng, 9))} &#8217;{number}</title>"
            f"<link>https://paper.example/2026/11/{text(rng, 1)}-{number}/?utm_source=rss</link>"
            f"<dc:creator><![CDATA[Ana Writer]]></dc:creator><pubDate>{when}</pubDate>"
            f'<category><![CDATA[World]]></category><guid isPermaLink="false">tag:{number}</guid>'
            f"<description><![CDATA[<p>{text(rng, 40)} &amp; more</p>]]></description>{full}"
            f'<media:content url="https://img.example/{number}.jpg" medium="image">'
            f"<media:title>x</media:title></media:content></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/"><channel><title>The Paper</title>'
        f"<link>https://paper.example/</link><language>en</language>{''.join(entries)}</channel></rss>"
    ).encode()


def atom(rng: random.Random, items: int, paragraphs: int) -> bytes:
    """Return an Atom feed."""
    entries = []
    for number in range(items):
        when = (NOW - timedelta(minutes=11 * number + 1)).isoformat()
        entries.append(
            f"<entry><id>tag:paper.example,2026:{number}</id>"
            f'<title type="html">{escape(text(rng, 8))}</title>'
            f'<link rel="alternate" href="https://paper.example/a/{number}"/><published>{when}</published>'
            f"<updated>{when}</updated><author><name>Ana Writer</name></author>"
            f'<summary type="html">{escape("<p>" + text(rng, 30) + "</p>")}</summary>'
            f'<content type="html">{escape(body(rng, paragraphs))}</content></entry>'
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        "<title>The Paper</title>"
        f"<id>tag:paper.example</id><updated>{NOW.isoformat()}</updated>{''.join(entries)}</feed>"
    ).encode()


def rdf(rng: random.Random, items: int) -> bytes:
    """Return an RSS 1.0 feed of headlines, as Japanese papers have them."""
    entries = []
    for number in range(items):
        when = (NOW - timedelta(minutes=13 * number + 1)).strftime("%Y-%m-%dT%H:%M:%S+00:00")
        link = f"https://paper.example/articles/{number:08}.html"
        entries.append(
            f'<item rdf:about="{link}"><title>{escape(text(rng, 7))}</title><link>{link}</link>'
            f"<dc:date>{when}</dc:date><dc:subject>world</dc:subject></item>"
        )
    listed = "".join(f'<rdf:li rdf:resource="https://paper.example/{n}"/>' for n in range(items))
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>P</title><items><rdf:Seq>{listed}</rdf:Seq></items></channel>"
        f"{''.join(entries)}</rdf:RDF>"
    ).encode()


def agency(rng: random.Random, items: int) -> bytes:
    """Return an RSS 2.0 feed of an agency in Cyrillic: pictures, sections, whole texts beside a summary."""
    entries = []
    for number in range(items):
        when = (NOW - timedelta(minutes=7 * number)).strftime("%a, %d %b %Y %H:%M:%S +0000")
        words = text(rng, 150)
        entries.append(
            f"<item><guid>https://paper.example/{number}</guid><title>{text(rng, 9)}</title>"
            f"<link>https://paper.example/{number}?from=rss</link><pdalink>x</pdalink>"
            f"<author>Редакция</author><category>Мир</category><pubDate>{when}</pubDate>"
            f'<enclosure url="https://img.example/{number}.jpg" length="1" type="image/jpeg"/>'
            f"<description>{text(rng, 35)}</description>"
            f"<yandex:full-text>{words}. {words}</yandex:full-text></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<rss version="2.0" xmlns:yandex="http://news.yandex.ru"><channel><title>П</title>'
        f"<link>https://paper.example</link>{''.join(entries)}</channel></rss>"
    ).encode()


def sizes() -> dict[str, bytes]:
    """Return feeds of the sizes that occur: from a short headline feed to one with full texts."""
    rng = random.Random(7)  # the same feeds every time
    return {
        "rss, 30 headlines": rss(rng, 30, 0),
        "rss, 100 headlines": rss(rng, 100, 0),
        "rss, 50 full texts": rss(rng, 50, 8),
        "rss, 300 summaries": rss(rng, 300, 1),
        "atom, 40 full texts": atom(rng, 40, 8),
        "atom, 100 summaries": atom(rng, 100, 1),
        "rdf, 60 headlines": rdf(rng, 60),
        "agency, 100 texts": agency(rng, 100),
    }


def ours(feed: bytes) -> tuple[Entry, ...]:
    """Read *feed* as the pipeline does, keys and dates included."""
    page = Page(url=URL, final_url=URL, body=feed, fetched_at=NOW, content_type="application/xml")
    return discover(Channel(kind=ChannelKind.RSS, url=URL), page, SOURCE, now=NOW).entries


def theirs(feed: bytes) -> list[feedparser.FeedParserDict]:
    """Read *feed* with feedparser as it comes."""
    return list(
        feedparser.parse(
            BytesIO(feed), response_headers={"content-type": "application/xml"}
        ).entries
    )


def cpu(read: Callable[[bytes], object], feed: bytes) -> float:
    """Return the CPU milliseconds of one reading: the best of several, to leave out the neighbours."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        read(feed)
        best = min(best, time.process_time() - start)
    return best * 1000


def compare(
    entries: tuple[Entry, ...], others: list[feedparser.FeedParserDict]
) -> tuple[int, int, list[str]]:
    """Return how many fields agree, of how many, and the first that do not."""
    agreed, fields, examples = 0, 0, []
    for entry, other in zip(entries, others, strict=True):
        stamp = other.get("published_parsed") or other.get("updated_parsed")
        pairs = [
            (entry.url, join("", other.get("link", ""))),
            (entry.entry_id, other.get("id")),
            (entry.title, plain_title(other.get("title", ""))),
            (entry.summary, plain_text(other.get("summary", ""))),
            (entry.authors, tuple(filter(None, (other.get("author"),)))),
            (
                entry.published.at.timestamp() if entry.published else None,
                stamp and calendar.timegm(stamp),
            ),
        ]
        fields += len(pairs)
        agreed += sum(a == b for a, b in pairs)
        examples += [f"{a!r} / {b!r}" for a, b in pairs if a != b]
    return agreed, fields, examples[:3]


def main() -> None:
    """Print the table."""
    print(f"{'feed':22}{'KB':>6}{'ours ms':>10}{'feedparser ms':>15}{'share':>8}   agreement")
    total = [0.0, 0.0]
    for name, feed in sizes().items():
        mine, other = cpu(ours, feed), cpu(theirs, feed)
        total = [total[0] + mine, total[1] + other]
        agreed, fields, examples = compare(ours(feed), theirs(feed))
        print(
            f"{name:22}{len(feed) // 1024:>6}{mine:>10.1f}{other:>15.1f}{mine / other:>8.1%}"
            f"   {agreed} of {fields}"
        )
        for example in examples:
            print(f"    {example}")
    print(f"{'all':22}{'':6}{total[0]:>10.1f}{total[1]:>15.1f}{total[0] / total[1]:>8.1%}")


if __name__ == "__main__":
    main()
