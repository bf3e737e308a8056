"""Feeds in shapes no specification describes, and what a reader would still take from them."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest

from ingest.discover.names import family_of, place_of

LINK = "<link>https://paper.example/1</link>"
ITEM = f"<item><title>T1</title>{LINK}</item>"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def rss(inside: str, namespaces: str = "", start: str = '<?xml version="1.0"?>') -> str:
    return (
        f'{start}<rss version="2.0" {namespaces}><channel><title>P</title>{inside}</channel></rss>'
    )


def item(inside: str, namespaces: str = "") -> str:
    return rss(f"<item>{inside}{LINK}</item>", namespaces)


def atom(inside: str, namespaces: str = "", around: str = "") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {namespaces}>{around}<entry><id>u:1</id>'
        f'<link href="https://paper.example/1"/>{inside}</entry></feed>'
    )


def only(ask, document: str | bytes, **more: str):
    found = ask(document, **more)
    assert [entry.url for entry in found.entries] == ["https://paper.example/1"], found
    assert not found.problem
    return found.entries[0]


SHAPES = {
    "items-beside-the-channel": f'<rss version="2.0"><channel><title>P</title></channel>{ITEM}</rss>',
    "rdf-without-rss-namespace": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    f"<channel><title>P</title></channel>{ITEM}</r:RDF>",
    "rss-1.1": f'<Channel xmlns="http://purl.org/net/rss1.1#"><title>P</title><items>{ITEM}</items></Channel>',
    "everything-prefixed": '<x:rss xmlns:x="http://backend.userland.com/rss2"><x:channel><x:item>'
    "<x:title>T1</x:title><x:link>https://paper.example/1</x:link></x:item></x:channel></x:rss>",
    "capitals": '<RSS VERSION="2.0"><CHANNEL><ITEM><TITLE>T1</TITLE><LINK>https://paper.example/1</LINK>'
    "</ITEM></CHANNEL></RSS>",
    "channel-definition-format": '<CHANNEL><ITEM HREF="https://paper.example/1"><TITLE>T1</TITLE></ITEM></CHANNEL>',
    "one-entry-alone": '<entry xmlns="http://www.w3.org/2005/Atom"><title>T1</title>'
    '<link href="https://paper.example/1"/></entry>',
    "atom-without-namespace": '<feed><entry><title>T1</title><link href="https://paper.example/1"/></entry></feed>',
    "atom-in-small-letters": '<feed xmlns="http://www.w3.org/2005/atom/"><entry><title>T1</title>'
    '<link href="https://paper.example/1"/></entry></feed>',
    "warning-before": "<br />\n<b>Warning</b>:  Undefined variable $x in <b>rss.php</b> on line 3<br />\n"
    + rss(ITEM),
    "words-before": "Notice: Undefined index: lang\n" + rss(ITEM),
    "declared-twice": '<?xml version="1.0"?>\n<?xml version="1.0" encoding="UTF-8"?>\n' + rss(ITEM),
    "html-after": rss(ITEM) + "</body></html><!-- 0.3s -->",
    "utf-16-without-mark": rss(ITEM, start='<?xml version="1.0" encoding="utf-16"?>').encode(
        "utf-16-be"
    ),
    "json-id-is-the-address": "\ufeff"
    + json.dumps({"items": [{"id": "https://paper.example/1", "title": "T1"}]}),
}


@pytest.mark.parametrize("document", SHAPES.values(), ids=SHAPES)
def test_odd_shapes(ask, document: str | bytes) -> None:
    assert only(ask, document).title == "T1"


@pytest.mark.parametrize(
    "content_type", ["text/html; charset=utf-8", "application/octet-stream", "image/png"]
)
def test_the_document_says_what_it_is(ask, content_type: str) -> None:
    assert only(ask, rss(ITEM), content_type=content_type).title == "T1"


TITLES = {
    "numbers-of-windows-1252": (
        item("<title>It&#146;s &#147;on&#148; &#x96; now</title>"),
        "It’s “on” – now",
    ),
    "numbers-in-cdata": (item("<title><![CDATA[It&#146;s]]></title>"), "It’s"),
    "encoded-twice": (
        item(f"<title>{'Décision à l’été'.encode().decode('cp1252')}</title>"),
        "Décision à l’été",
    ),
    "cyrillic-encoded-twice": (item(f"<title>{'Киев'.encode().decode('latin-1')}</title>"), "Киев"),
    "not-encoded-twice": (item("<title>LE CAFÉ… et «MAÇÃ»</title>"), "LE CAFÉ… et «MAÇÃ»"),
    "html-entities": (
        item("<title>Caf&eacute; &mdash; l&rsquo;addition&hellip;</title>"),
        "Café — l’addition…",
    ),
    "own-entities": (
        "<!DOCTYPE rss [<!ENTITY paper \"The Paper\"><!ENTITY eur '&#8364;'>]>"
        + item("<title>&paper; pays 5 &eur;</title>"),
        "The Paper pays 5 €",
    ),
    "inner-elements": (item("<title>One <b>two</b> three</title>"), "One two three"),
    "cdata-with-entities": (
        item("<title><![CDATA[Q&amp;A: &quot;Ні&quot;]]></title>"),
        'Q&A: "Ні"',
    ),
    "endless-number": (item(f"<title><![CDATA[T&#{'9' * 5000};1]]></title>"), "T\ufffd1"),
    "atom-xhtml": (
        atom(
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One <b>two</b></div></title>'
        ),
        "One two",
    ),
    "atom-html-with-script": (
        atom(
            '<title type="html">One&lt;script>x()&lt;/script> &lt;marquee>two&lt;/marquee></title>'
        ),
        "One two",
    ),
    "atom-text-is-text": (atom('<title type="text">If a &lt;b&gt; c</title>'), "If a <b> c"),
    "atom-0.3-base64": (
        atom(
            f'<title mode="base64" type="text/html">{base64.b64encode(b"One <i>two</i>").decode()}</title>'
        ),
        "One two",
    ),
    "media-title-only": (
        atom("<m:group><m:title>T1</m:title></m:group>", 'xmlns:m="http://search.yahoo.com/mrss/"'),
        "T1",
    ),
}


@pytest.mark.parametrize(("document", "title"), TITLES.values(), ids=TITLES)
def test_titles(ask, document: str, title: str) -> None:
    assert only(ask, document).title == title


CONTENTS = {
    "yandex": ('<y:full-text xmlns:y="http://news.yandex.ru">&lt;p>Whole&lt;/p></y:full-text>'),
    "turbo": '<t:content xmlns:t="http://turbo.yandex.ru"><![CDATA[<p>Whole</p>]]></t:content>',
    "wrong-namespace": '<content:encoded xmlns:content="urn:x"><![CDATA[<p>Whole</p>]]></content:encoded>',
    "undeclared": "<content:encoded><![CDATA[<p>Whole</p>]]></content:encoded>",
    "secure-namespace": '<c:encoded xmlns:c="https://purl.org/rss/1.0/modules/content"><![CDATA[<p>Whole</p>]]>'
    "</c:encoded>",
    "fulltext": "<fulltext>&lt;p>Whole&lt;/p></fulltext>",
    "body": "<body><p>Whole</p></body>",
    "base64": f'<content mode="base64">{base64.b64encode(b"<p>Whole</p>").decode()}</content>',
}


@pytest.mark.parametrize("element", CONTENTS.values(), ids=CONTENTS)
def test_whole_texts(ask, element: str) -> None:
    assert only(ask, item(f"<title>T1</title>{element}")).content_html == "<p>Whole</p>"


def test_base64_that_is_none_is_no_text(ask) -> None:
    assert only(ask, item('<content mode="base64">x?</content>')).content_html == ""


AUTHORS = {
    "itunes-in-capitals": item(
        "<i:author>Ana</i:author>", 'xmlns:i="http://www.itunes.com/DTDs/Podcast-1.0.dtd"'
    ),
    "dc-without-slash": item(
        "<d:creator>Ana</d:creator>", 'xmlns:d="http://purl.org/dc/elements/1.1"'
    ),
    "dc-author": item("<dc:author>Ana</dc:author>", 'xmlns:dc="http://purl.org/dc/elements/1.1/"'),
    "inherited-in-atom": atom("<title>T</title>", around="<author><name>Ana</name></author>"),
    "of-the-feed-it-was-taken-from": atom(
        "<title>T</title><source><title>S</title><author><name>Ana</name></author></source>",
        around="<author><name>Ben</name></author>",
    ),
    "inherited-in-json": json.dumps(
        {"authors": [{"name": "Ana"}], "items": [{"url": "https://paper.example/1"}]}
    ),
    "mail-and-name": item("<author>ana@paper.example (Ana)</author>"),
}


@pytest.mark.parametrize("document", AUTHORS.values(), ids=AUTHORS)
def test_authors(ask, document: str) -> None:
    assert only(ask, document).authors == ("Ana",)


DATES = {
    "empty-then-dublin-core": "<pubDate/><dc:date>2026-11-20T12:00:00Z</dc:date>",
    "nonsense-then-dublin-core": "<pubDate>soon</pubDate><dc:date>2026-11-20T12:00:00Z</dc:date>",
    "prism": '<p:publicationDate xmlns:p="http://prismstandard.org/namespaces/1.2/basic/">2026-11-20T12:00:00Z'
    "</p:publicationDate>",
    "updated-in-rss": "<updated>2026-11-20T12:00:00Z</updated>",
    "milliseconds": "<pubDate>1795176000000</pubDate>",
}


@pytest.mark.parametrize("element", DATES.values(), ids=DATES)
def test_dates(ask, element: str) -> None:
    document = item(element, 'xmlns:dc="http://purl.org/dc/elements/1.1/"')
    published = only(ask, document).published
    assert published is not None
    assert published.at == NOON


def test_the_source_of_an_atom_entry_is_not_the_entry(ask) -> None:
    entry = only(
        ask,
        atom(
            "<title>T1</title><source><id>u:other</id><title>Other</title><link href='https://other.example/'/>"
            "<updated>2020-01-01T00:00:00Z</updated></source>"
        ),
    )
    assert (entry.title, entry.entry_id, entry.modified) == ("T1", "u:1", None)


def test_media_descriptions_stand_in_for_a_summary(ask) -> None:
    words = '<m:group xmlns:m="http://search.yahoo.com/mrss/"><m:description>Words</m:description></m:group>'
    assert only(ask, atom(words)).summary == "Words"


def test_own_entities_cannot_fill_the_memory(ask) -> None:
    bomb = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 200}">]>' + rss(
        f"{ITEM}<item><title>{'&a;' * 50_000}</title></item>"
    )
    entry = ask(bomb).entries[0]
    assert entry.url == "https://paper.example/1"


@pytest.mark.parametrize(
    ("space", "family"),
    [
        ("http://www.w3.org/2005/Atom", "atom"),
        ("HTTPS://purl.org/dc/elements/1.1", "dc"),
        ("http://prismstandard.org/namespaces/basic/2.0/", "prism"),
        ("http://nobody.example/", None),
    ],
)
def test_families(space: str, family: str | None) -> None:
    assert family_of(space) == family


def test_an_unknown_namespace_says_nothing_unless_it_is_the_feeds_own() -> None:
    assert place_of("{urn:x}title", "x", "") is None
    assert place_of("{urn:x}title", None, "urn:x") == place_of("title", None, "")


@pytest.mark.parametrize(
    ("title", "wall"),
    [("Just a moment...", True), ("Доступ запрещен", True), ("Sign in", True), ("404", False)],
)
def test_a_wall_is_told_from_a_mere_page(ask, title: str, wall: bool) -> None:
    found = ask(f"<!doctype html><html><head><title>{title}</title></head></html>")
    assert found.problem
    assert found.wall is wall


LONG = "<p>The convoy left the harbour at dawn and was met by two pilots further out.</p>"


@pytest.mark.parametrize(
    ("inside", "summary", "content"),
    [
        (f"<summary>Short</summary><description><![CDATA[{LONG}]]></description>", "Short", LONG),
        (f"<description>Short</description><summary><![CDATA[{LONG}]]></summary>", "Short", LONG),
        ("<description>Five words</description><summary>Other words</summary>", "Five words", ""),
        ("<description>Only one</description>", "Only one", ""),
    ],
    ids=["description-is-longer", "summary-is-longer", "about-equal", "one-of-them"],
)
def test_of_summary_and_description_the_longer_is_the_text(
    ask, inside: str, summary: str, content: str
) -> None:
    found = only(ask, f"<rss><channel><item>{LINK}{inside}</item></channel></rss>")
    assert (found.summary, found.content_html) == (summary, content)
