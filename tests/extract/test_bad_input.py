"""Whatever comes, an extraction with a kind and a reason comes back, soon."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import PageKind
from tests.extract.pages import PARAGRAPHS, article, body, lines, read

MARKUP = "<html><body>"
FLOODS = {
    "nested-tags": MARKUP + "<div>" * 1_000_000 + "text",
    "nested-tables": MARKUP + "<table><tr><td>x" * 50_000,
    "paragraphs": MARKUP + "<p>A sentence of a few words, as many are.</p>" * 100_000,
    "links": MARKUP + "<a href='/x'>link text</a> " * 100_000,
    "breaks": MARKUP + "<div>" + "text<br>" * 100_000,
    "entities": MARKUP + "<p>" + "&amp;&lt;&bogus;" * 300_000,
    "one-line": MARKUP + "<p>" + "word " * 1_000_000 + "</p>",
    "one-word": MARKUP + "<p>" + "x" * 5_000_000,
    "twenty-megabytes": MARKUP + ("<p>" + "word " * 200 + "</p>") * 20_000,
    "headings": MARKUP + "<h1>a - b | c</h1>" * 50_000,
    "titles": "<html><head><title>" + "a - b | c : d " * 50_000,
    "authors": MARKUP + "<span class='author'>By X Y and Z W</span>" * 30_000,
    "dates": MARKUP + "<time datetime='2020-01-01'>1</time> 12.12.2020 <p>on 2020-10-10</p>" * 20_000,
    "meta": "<html><head>" + "<meta name='author' content='By X Y, Z W'>" * 50_000,
    "json-brackets": "<html><script type='application/ld+json'>" + "[" * 100_000 + "</script><body>x",
    "json-markup": "<html><script type='application/ld+json'>"
    + '{"@type":"NewsArticle","articleBody":"' + "<" * 500_000 + '"}</script><body>x',
    "angle-brackets": "<" * 2_000_000,
    "attributes": MARKUP + "<div " + "".join(f"a{n}=1 " for n in range(300_000)) + "><p>text",
    "comments": MARKUP + "<!-- x " * 200_000,
}  # fmt: skip


@pytest.mark.parametrize("name", FLOODS)
def test_floods_end_as_an_extraction(name: str) -> None:
    assert isinstance(read(FLOODS[name]).kind, PageKind)  # what it costs is measured in the bench


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \r\n ", "empty", id="spaces"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "PDF", id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG", id="image"),
        pytest.param(b"PK\x03\x04" + bytes(100), "ZIP", id="zip"),
        pytest.param(b"\x1f\x8b\x08" + bytes(100), "gzip", id="still-compressed"),
        pytest.param(bytes(range(256)) * 50, "binary", id="binary"),
        pytest.param(bytes(5000), "binary", id="zero-bytes"),
        pytest.param(b"<p >" + bytes(range(1, 32)) * 50, "binary", id="markup-by-chance"),
    ],
)
def test_what_is_no_text_is_named(raw: bytes, reason: str) -> None:
    extraction = read(raw)
    assert extraction.kind is PageKind.EMPTY
    assert reason in extraction.reason
    assert extraction.blocks == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("word " * 5_000, "1 different words", id="one-word-over-and-over"),
        pytest.param("x" * 50_000, "one run", id="one-endless-word"),
    ],
)
def test_what_has_markup_but_no_language_is_no_article(text: str, reason: str) -> None:
    extraction = read(f"{MARKUP}<p>{text}</p>")
    assert extraction.kind is PageKind.EMPTY
    assert reason in extraction.reason


RUSSIAN = (
    "Мост через реку закрыт для движения с понедельника, сообщил районный совет после заседания."
)


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        pytest.param(RUSSIAN.encode("cp1251"), "text/html; charset=windows-1251", id="header"),
        pytest.param(RUSSIAN.encode("koi8-r"), "text/html; charset=KOI8-R", id="another-header"),
        pytest.param(
            RUSSIAN.encode(), "text/html; charset=windows-1251", id="utf-8-under-a-wrong-label"
        ),
        pytest.param(RUSSIAN.encode(), "", id="unlabelled-utf-8"),
    ],
)
def test_charsets(raw: bytes, content_type: str) -> None:
    html = b"<html><body><article><p>" + raw + b"</p></article></body></html>"
    assert RUSSIAN in lines(read(html, content_type=content_type))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_wide_encodings(encoding: str) -> None:
    assert lines(read(article().encode(encoding))) == list(PARAGRAPHS)


def test_single_foreign_bytes_cost_single_characters() -> None:
    raw = (
        article()
        .encode()
        .replace(b"closed to all traffic", b"closed to all traffic \x93for now\x94")
    )
    text = " ".join(lines(read(raw, content_type="text/html; charset=utf-8")))
    assert "“for now”" in text


def test_zero_bytes_inside_a_page_do_not_hide_it() -> None:
    assert lines(read(article().replace("bridge", "bri\0dge"))) == list(PARAGRAPHS)


@pytest.mark.parametrize("escaped", ["&#", "&amp;#", "&amp;amp;#", "\\u0026#"])
def test_character_references_of_thousands_of_digits(escaped: str) -> None:
    odd = f"{escaped}{'9' * 5_000};"
    data = f'{{"@type": "NewsArticle", "headline": "Bridge {odd}", "articleBody": "{odd}",'
    data += f'"keywords": ["{odd}"], "author": {{"name": "Ann {odd}"}}, "description": "{odd}"}}'
    script = f"<script type='application/ld+json'>{data}</script>"
    content = body() + f"<p>The number is {odd}, said the mayor of the town.</p>"
    extraction = read(article(content, head=f"{script}<meta name='author' content='{odd}'>"))
    assert lines(extraction)[:2] == list(PARAGRAPHS)[:2]


def test_a_character_reference_put_together_from_many_elements() -> None:
    odd = "&amp;#" + "<i>99999999</i>" * 1_000
    assert lines(read(article(body() + f"<p>The number is {odd}.</p>")))


@pytest.mark.parametrize(
    "odd",
    ["&#1;", "&#x0b;", "&#0;", "&#xD800;", "&#xFFFE;", "&#31", "&#x7F;", "\x0c", "\x1b", "\ufffe"],
)
def test_characters_no_tree_accepts(odd: str) -> None:
    content = f"<p>a{odd}b</p><nav>x</nav>tail{odd} <aside>x</aside>more{odd}" + body()
    extraction = read(article(content, head=f"<meta name='author' content='Ann{odd} Example'>"))
    assert lines(extraction)[-5:] == list(PARAGRAPHS)


def test_references_to_real_characters_stay() -> None:
    assert "10 €" in " ".join(
        lines(read(article("<p>It costs 10&#160;&#8364; or 1&#x2F;2.</p>" + body())))
    )


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_an_extraction(raw: bytes) -> None:
    assert isinstance(read(raw).kind, PageKind)


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=len(article())))
def test_a_page_cut_anywhere_gives_an_extraction(at: int) -> None:
    extraction = read(article()[:at])
    assert isinstance(extraction.kind, PageKind)
    assert extraction.reason or extraction.blocks


def test_plain_text_keeps_every_line_in_its_place() -> None:
    text = "Old bridge closed\n\nBy Ann Example\n" + "\n\n".join(PARAGRAPHS) + "\nHide Ad\n"
    extraction = read(text, content_type="text/plain; charset=utf-8")
    expected = ["Old bridge closed", "By Ann Example", *PARAGRAPHS, "Hide Ad"]
    assert [block.text for block in extraction.blocks] == expected
    assert {block.kind for block in extraction.blocks} == {"paragraph"}
    assert extraction.method == "text"


def test_text_without_any_tag_is_plain_text() -> None:
    text = "\n".join(PARAGRAPHS)
    assert len(read(text, content_type="", url="file:///a/story").blocks) == len(PARAGRAPHS)
