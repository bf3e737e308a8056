"""Broken, hostile and mislabelled documents: harmless, and as much read as there is."""

from __future__ import annotations

import gzip
import resource

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.discover.decoding import MAX_DOCUMENT
from ingest.discover.feeds import MAX_ITEMS

ITEM = "<item><title>{0}</title><link>https://a.example/{0}</link></item>"
TWO = ITEM.format(1) + ITEM.format(2)


def feed(inside: str, start: str = '<?xml version="1.0"?>') -> str:
    return f'{start}<rss version="2.0"><channel>{inside}</channel></rss>'


def described(summary: str) -> str:
    return TWO.replace("<title>1", f"<description>{summary}</description><title>1")


STILL_READ = {
    "bare-ampersand": feed(TWO.replace("<title>1", "<title>A & B 1")),
    "html-entities": feed(TWO.replace("<title>1", "<title>caf&eacute;&nbsp;1")),
    "unknown-entity": feed(TWO.replace("<title>1", "<title>&nobody; 1")),
    "undeclared-prefix": feed(TWO.replace("<title>1", "<dc:date>2026-11-21</dc:date><title>1")),
    "cut-off": feed(TWO + "<item><title>no e").split("no e")[0],
    "unclosed-tag": feed(TWO.replace("<title>1</title>", "<title>1</title><description><p>x</description>")),
    "unclosed-item": feed(TWO + "<item><title>3</title>"),
    "no-root-end": f"<rss><channel>{TWO}",
    "leading-blanks": "\n\n  " + feed(TWO),
    "leading-bom-twice": "\ufeff\ufeff" + feed(TWO),
    "nul-characters": feed(TWO).replace("<title>1", "<title>\x001"),
    "control-characters": feed(TWO).replace("<title>1", "<title>\x0b\x1b1"),
    "comment-before-root": "<!-- <rss> made by > a machine -->" + feed(TWO, ""),
    "stylesheet": '<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?>' + feed(TWO, ""),
    "text-after-end": feed(TWO) + "<!-- cached --> <script>x()</script>",
    "wrong-declaration": feed(TWO, '<?xml version="1.0" encoding="utf-16"?>'),
    "unknown-encoding": feed(TWO, '<?xml version="1.0" encoding="x-nobody"?>'),
    "version-1.1": feed(TWO, '<?xml version="1.1"?>'),
    "attribute-without-quotes": feed(TWO.replace("<item>", "<item id=1>", 1)),
    "two-attributes-alike": feed(TWO.replace("<item>", '<item a="1" a="2">', 1)),
    "html-around-nothing": feed(TWO).replace("<rss", "<RSS").replace("</rss", "</RSS"),
}  # fmt: skip


@pytest.mark.parametrize("document", STILL_READ.values(), ids=STILL_READ)
def test_damage_costs_at_most_the_damaged_item(ask, document: str) -> None:
    found = ask(document)
    assert {"https://a.example/1", "https://a.example/2"} <= {e.url for e in found.entries}
    assert not found.problem


def test_half_an_address_is_no_address(ask) -> None:
    document = feed(TWO + "<item><title>3</title><link>https://a.exam")
    found = ask(document.removesuffix("</channel></rss>"))
    assert len(found.entries) == 2


def test_entities_of_html_keep_their_meaning(ask) -> None:
    found = ask(STILL_READ["html-entities"])
    assert found.entries[0].title == "café 1"


BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    + "".join(f'<!ENTITY {chr(c + 1)} "{f"&{chr(c)};" * 10}">' for c in range(ord("b"), ord("k")))
    + "]>"
)
INCLUDE = '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
SECRETS = {
    "billion-laughs": feed(TWO.replace(">1<", ">&k;1<"), BOMB),
    "quadratic": feed(
        TWO.replace(">1<", ">" + "&q;" * 20_000 + "1<"), f'<!DOCTYPE rss [<!ENTITY q "{"x" * 50_000}">]>'
    ),
    "external-file": feed(
        TWO.replace(">1<", ">&f;1<"), '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    ),
    "external-dtd": feed(TWO, '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd">'),
    "parameter-entity": feed(TWO, '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]>'),
    "apostrophe-in-dtd-comment": feed(TWO, "<!DOCTYPE rss [<!-- don't --><!ENTITY a 'b'>]>"),
    "xinclude": feed(TWO.replace(">1<", f">{INCLUDE}1<")),
    "endless-doctype": "<!DOCTYPE rss [" + feed(TWO, ""),
}  # fmt: skip


@pytest.mark.parametrize("document", SECRETS.values(), ids=SECRETS)
def test_document_types_declare_nothing(ask, document: str) -> None:
    found = ask(document)
    assert "root:" not in repr(found)
    assert sum(len(e.title) for e in found.entries) < 100_000
    if document != SECRETS["endless-doctype"]:
        assert {e.url for e in found.entries} == {"https://a.example/1", "https://a.example/2"}


HEAVY = {
    "attribute-flood": feed("<item " + " ".join(f'a{n}="x"' for n in range(100_000)) + f">{TWO}</item>"),
    "namespace-flood": feed(
        "<item " + " ".join(f'xmlns:a{n}="u{n}"' for n in range(50_000)) + f">{TWO}</item>"
    ),
    "deep": feed("<a>" * 100_000 + TWO),
    "nothing-but-tags": feed("<a/>" * 2_000_000),
    "open-cdata": feed(TWO + "<![CDATA[" * 500_000),
    "open-comments": "<!-" + "<!--" * 500_000 + feed(TWO),
    "ampersands": feed(TWO + "&" * 2_000_000),
    "lt": "<" * 3_000_000,
    "quotes-in-doctype": "<!DOCTYPE rss [" + "'\"" * 500_000 + feed(TWO),
    "one-long-name": feed(TWO + f"<{'n' * 5_000_000}>"),
    "mail-like-author": feed(TWO.replace("<title>1", f"<author>{'a' * 500_000}@</author><title>1")),
    "scripts-in-summary": feed(described("&lt;script " * 100_000)),
    "deep-summary": feed(described("&lt;div>" * 100_000)),
    "json-deep": "[" * 500_000,
    "json-long-number": '{"items": [' + "9" * 100_000 + "]}",
    "endless-base": feed("<item><title>t</title><link>../1</link></item>" * 2_000).replace(
        "<channel>", f"<channel xml:base='/{'a/' * 100_000}'>", 1
    ),
    "many-dates": feed("<item><link>/1</link>" + "<pubDate>x</pubDate>" * 100_000 + "</item>"),
}  # fmt: skip


@pytest.mark.parametrize("document", HEAVY.values(), ids=HEAVY)
def test_heavy_documents_are_read_or_refused_in_moderation(ask, document: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ask(document)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000  # KiB


def test_a_hundred_thousand_items_are_capped_and_counted(ask) -> None:
    found = ask(feed("".join(ITEM.format(n) for n in range(100_000))))
    assert len(found.entries) == MAX_ITEMS
    assert found.truncated == 100_000 - MAX_ITEMS


CHARSETS = {
    "cp1251-header": ("windows-1251", "application/rss+xml; charset=windows-1251", ""),
    "cp1251-declared": ("windows-1251", "", '<?xml version="1.0" encoding="windows-1251"?>'),
    "koi8-r-declared": ("koi8-r", "text/xml", '<?xml version="1.0" encoding="KOI8-R"?>'),
    "utf8-despite-labels": ("utf-8", "text/xml; charset=latin1", '<?xml version="1.0" encoding="cp1251"?>'),
    "utf16-bom": ("utf-16", "", ""),
    "utf16le-no-bom": ("utf-16-le", "", ""),
    "utf16be-no-bom": ("utf-16-be", "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("charset", "header", "declaration"), CHARSETS.values(), ids=CHARSETS)
def test_charsets(ask, charset: str, header: str, declaration: str) -> None:
    title = "Переговори тривають"
    document = feed(TWO.replace(">1<", f">{title.replace('и', 'и')}<"), declaration)
    assert ask(document.encode(charset), content_type=header).entries[0].title == title


def test_chinese_charset(ask) -> None:
    document = feed(TWO.replace(">1<", ">会谈继续进行<"), '<?xml version="1.0" encoding="gb2312"?>')
    assert ask(document.encode("gb18030")).entries[0].title == "会谈继续进行"


NOT_FEEDS = {
    "empty": (b"", "empty"),
    "blank": (b" \n ", "empty"),
    "bot-check": (b"<html><head><title>Just a moment...</title></head></html>", "a bot check"),
    "captcha": ("<!DOCTYPE html><html>Введите код: captcha</html>".encode(), "a bot check"),
    "refusal": (b"<html><title>Access Denied</title></html>", "a refusal"),
    "soft-404": (b"<html><title>404 - Page not found</title></html>", "a page for a missing address"),
    "front-page": (b"<!doctype html><html><title>The Paper</title><p>Hello</p></html>", "an HTML page"),
    "plain-text": (b"Too many requests, slow down", "Too many requests"),
    "json-error": (b'{"code": "rest_no_route", "message": "No route was found"}', "No route was found"),
    "json-broken": (b'{"items": [', "JSON"),
    "other-xml": (b'<?xml version="1.0"?><opml version="2.0"><body/></opml>', "<opml>"),
    "binary": (bytes(range(256)), "plain text"),
    "damaged-gzip": (gzip.compress(b"<rss/>" * 99)[:-9], "cut off"),
    "not-gzip": (b"\x1f\x8b\x00junk", "damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "words"), NOT_FEEDS.values(), ids=NOT_FEEDS)
def test_what_came_instead_of_a_feed_is_said_in_words(ask, body: bytes, words: str) -> None:
    found = ask(body)
    assert not found.entries
    assert words in found.problem


def test_a_page_instead_of_a_feed_names_its_feeds(ask) -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/new.rss"></head></html>'
    assert "https://paper.example/new.rss" in ask(page).problem


def test_a_gzip_bomb_is_refused_at_the_cap(ask) -> None:
    found = ask(gzip.compress(b" " * (MAX_DOCUMENT + 1)))
    assert f"{MAX_DOCUMENT:,}" in found.problem


def test_a_gzip_file_of_endless_members_is_refused(ask) -> None:
    assert "members" in ask(gzip.compress(b"") * 100_000).problem


def test_gzip_of_several_members_is_read_whole(ask) -> None:
    document = feed(TWO).encode()
    assert len(ask(gzip.compress(document[:60]) + gzip.compress(document[60:])).entries) == 2


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_understood_or_explained(ask, body: bytes) -> None:
    found = ask(body)
    assert found.problem or found.format


@given(st.text(alphabet='<>/&;!?[]-"= aitemrschnl:x1', max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_markup_is_understood_or_explained(ask, middle: str) -> None:
    found = ask(feed(TWO + middle))
    assert found.problem or found.format


@given(
    st.lists(
        st.sampled_from(["https://a.example/1", "/1", "javascript:x", "", "https://b.example/2#x"]),
        max_size=9,
    )
)
@settings(max_examples=60, deadline=None)
def test_every_announcement_is_an_entry_or_counted(ask, links: list[str]) -> None:
    found = ask(
        feed("".join(f"<item><title>t</title><link>{link}</link></item>" for link in links))
    )
    assert len(found.entries) + sum(r.count for r in found.refused) + found.truncated == len(links)
    assert len({e.key for e in found.entries}) == len(found.entries)


def test_an_entity_nobody_declared_between_elements_is_no_element() -> None:
    """libxml2 makes it a node of the tree without a name; it is left out, its neighbours are read."""
    from lxml import etree

    from ingest.discover.markup import children, local

    parser = etree.XMLParser(recover=True, resolve_entities=False)
    item = etree.fromstring(b"<item><title>A</title>&nobody;<link>x</link></item>", parser)
    assert len(item) == 3
    assert [local(child) for child in children(item)] == ["title", "link"]


def test_a_field_that_is_there_and_none_is_no_text() -> None:
    """feedparser, the last resort, gives None for some empty fields of broken documents."""
    from ingest.discover.tolerant import _announcement

    nothing = dict.fromkeys(("link", "id", "title", "author", "summary", "content", "published"))
    assert _announcement(nothing).summary_html == ""
