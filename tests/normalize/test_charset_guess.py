"""Pages in the encodings of many countries are read right, whatever label they wear."""

from __future__ import annotations

import codecs
import tomllib
from pathlib import Path

import pytest
import webencodings

from ingest.normalize.charset import decode_html
from ingest.normalize.charset_guess import guess

NEWS = tomllib.loads(Path(__file__).with_name("old_encodings.toml").read_text("utf-8"))
ALL = [
    pytest.param(language, codec, id=f"{language}-{codec}")
    for language, news in NEWS.items()
    for codec in news["encodings"]
]
WRONG = ["", "utf-8", "iso-8859-1", "gbk", "windows-1251"]
# What a label may say without a chance to see through it: only capitals or accents differ.
LOOKALIKES = {
    ("ru", "mac_cyrillic", "windows-1251"),
    ("hr-2", "cp1250", "iso-8859-1"),
}
# Headlines with one or two letters beyond ASCII that fit several languages.
TOO_SHORT = {"ro", "lt", "lv", "tr-2", "cs-2", "lt-2", "lv-2", "fr", "it-2", "fr-2"}
LABELS = {"mac_cyrillic": "x-mac-cyrillic", "cp949": "euc-kr", "big5hkscs": "big5-hkscs"}


def page(language: str, *, short: bool = False, head: str = "") -> str:
    headline, text = NEWS[language]["headline"], NEWS[language]["text"]
    return (
        f"<!doctype html><html><head>{head}<title>{headline}</title>"
        f'<link rel="stylesheet" href="/a.css"></head><body><nav><a href="/">Home</a></nav>'
        f"<h1>{headline}</h1><p>{'' if short else text}</p><footer>desk@a.example</footer></body>"
    )


def label(codec: str) -> str:
    """What a page in *codec* calls it."""
    plain = codecs.lookup(codec).name.replace("_", "-")
    return LABELS.get(codec, plain.replace("cp125", "windows-125").replace("iso8859", "iso-8859"))


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(("language", "codec"), ALL)
def test_a_page_is_read_without_a_right_label(language: str, codec: str, wrong: str) -> None:
    if (language, codec, wrong) in LOOKALIKES:
        pytest.skip("indistinguishable")
    document = page(language)
    header = f"text/html; charset={wrong}" if wrong else "text/html"
    assert decode_html(document.encode(codec), header)[0] == document


@pytest.mark.parametrize(("language", "codec"), ALL)
def test_a_headline_alone_is_read_without_a_label(language: str, codec: str) -> None:
    if language in TOO_SHORT:
        pytest.skip("one or two letters say nothing")
    document = page(language, short=True)
    assert decode_html(document.encode(codec))[0] == document


@pytest.mark.parametrize("short", [False, True], ids=["text", "headline"])
@pytest.mark.parametrize(("language", "codec"), ALL)
def test_a_right_label_always_stands(language: str, codec: str, short: bool) -> None:
    document = page(language, short=short)
    assert decode_html(document.encode(codec), f"text/html; charset={label(codec)}")[0] == document
    document = page(language, short=short, head=f'<meta charset="{label(codec)}">')
    assert decode_html(document.encode(codec), "text/html; charset=utf-8")[0] == document


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(
            "<p>Новости дня, главное о переговорах</p>".encode()
            + "<i>Реклама: окна</i>".encode("cp1251"),
            "<p>Новости дня, главное о переговорах</p><i>Реклама: окна</i>",
            id="russian-piece-in-utf-8",
        ),
        pytest.param(
            "<p>Les élections à Nîmes, déjà là</p>".encode() + b"<i>\x93caf\xe9\x94</i>",
            "<p>Les élections à Nîmes, déjà là</p><i>“café”</i>",
            id="french-piece-in-utf-8",
        ),
        pytest.param(
            "<p>Переговоры в Туле</p>".encode().decode("latin-1").encode(),
            "<p>Переговоры в Туле</p>",
            id="utf-8-twice",
        ),
        pytest.param(
            "<p>“Переговоры” – в Туле</p>".encode().decode("cp1252", "replace").encode(),
            None,
            id="utf-8-twice-and-damaged",
        ),
        pytest.param(
            "<p>Überall Ärger – größer als je</p>".encode(),
            "<p>Überall Ärger – größer als je</p>",
            id="utf-8-once",
        ),
        pytest.param(
            "<p>So it looks: Ã¼, Ã¤ and Ã¶ for ü.</p>".encode(),
            "<p>So it looks: Ã¼, Ã¤ and Ã¶ for ü.</p>",
            id="an-article-about-it",
        ),
        pytest.param(
            b"<p>&#1053;&#1086;&#1074;</p>", "<p>&#1053;&#1086;&#1074;</p>", id="entities-only"
        ),
        pytest.param(b"+ADw-script+AD4-", "+ADw-script+AD4-", id="utf-7-is-never-read"),
        pytest.param(b"\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m", id="escape-sequences"),
    ],
)
def test_mixtures(body: bytes, text: str | None) -> None:
    for header in ("", "text/html; charset=utf-8", "text/html; charset=utf-7"):
        found, name = decode_html(body, header)
        assert name == "utf-8"
        assert text is None or found == text


@pytest.mark.parametrize("name", sorted(webencodings.LABELS))
def test_every_label_of_the_web_is_harmless(name: str) -> None:
    document = "<p>Talks go on</p>"
    text, _ = decode_html(document.encode(), f"text/html; charset={name}")
    assert text == document
    assert decode_html(b"\xff\xfe\xe9\x1b$ " * 9, f"text/html; charset={name}")[1]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"x" * 1_000_000 + b"\xe9", id="one-letter-at-the-end"),
        pytest.param(b"\xe9 " * 500_000, id="letters-alone"),
        pytest.param(b"<\xe9>" * 300_000, id="brackets"),
        pytest.param(b"\xff" * 1_000_000, id="no-letters"),
    ],
)
def test_large_bodies_are_judged_by_a_sample(body: bytes) -> None:
    """Looking through all of them between brackets once took time by the square."""
    assert isinstance(guess(body).name, str)
