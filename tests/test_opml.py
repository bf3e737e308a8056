"""Subscriptions of other readers: whatever they write is read, nothing is lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import ConfigError
from ingest.model import Channel, ChannelKind, Source
from ingest.opml import MAX_BYTES, from_opml, to_opml
from ingest.sources import load_sources, to_toml


def opml(body: str, *, encoding: str = "utf-8", declared: str = "") -> bytes:
    declaration = f'<?xml version="1.0" encoding="{declared or encoding}"?>'
    return f"{declaration}<opml version='2.0'><body>{body}</body></opml>".encode(encoding)


def feed(name: str, url: str) -> str:
    return f'<outline text="{name}" type="rss" xmlUrl="{url}"/>'


def read_back(sources: tuple[Source, ...], folder: Path) -> tuple[Source, ...]:
    file = folder / "pasted.toml"
    file.write_text(to_toml(sources), "utf-8")
    return load_sources(file)


def test_there_and_back(tmp_path: Path, root: Path) -> None:
    sources = load_sources(root / "config" / "sources.toml")
    feeds = {c.url for s in sources for c in s.channels if c.kind in ("rss", "atom", "rdf")}
    found = from_opml(to_opml(sources).encode(), "x.opml").sources
    assert {s.channels[0].url for s in found} == feeds
    assert read_back(found, tmp_path) == found


def test_nothing_is_new_when_all_is_configured(root: Path) -> None:
    sources = load_sources(root / "config" / "sources.toml")
    found = from_opml(to_opml(sources).encode(), "x.opml", sources)
    assert found.sources == ()
    assert len(found.known) > 50


def test_a_new_feed_never_takes_the_key_of_a_configured_source() -> None:
    mine = Source(
        key="paper", name="Paper", publisher="paper",
        channels=(Channel(kind=ChannelKind.RSS, url="https://paper.example/feed"),),
    )  # fmt: skip
    found = from_opml(opml(feed("Paper", "https://other.example/feed")), "x.opml", [mine])
    assert [source.key for source in found.sources] == ["paper-2"]


A, B = "https://a.example/rss", "https://b.example/rss"


@pytest.mark.parametrize(
    ("data", "names"),
    [
        pytest.param(opml(feed("Новини", A), encoding="utf-16"), ["Новини"], id="utf-16"),
        pytest.param(opml(feed("Новости", A), encoding="windows-1251"), ["Новости"], id="cp1251"),
        pytest.param(
            opml(feed("Новости России", A), encoding="windows-1251", declared="utf-8"),
            ["Новости России"], id="lying-declaration",
        ),
        pytest.param(opml(feed("国际新闻", A), encoding="gbk", declared="gb2312"), ["国际新闻"], id="gbk"),
        pytest.param(b"\xef\xbb\xbf\n" + opml(feed("A", A)), ["A"], id="bom-and-blank-line"),
        pytest.param(opml(f'<OUTLINE TITLE="A" XMLURL="{A}"/>'), ["A"], id="capitals"),
        pytest.param(opml(f'<outline xmlUrl="{A}"/>'), ["a.example"], id="no-name"),
        pytest.param(
            f'<opml xmlns="http://opml.org/spec2"><body>{feed("A", A)}</body></opml>'.encode(),
            ["A"], id="namespace",
        ),
        pytest.param(opml(feed("A", A) + feed("B", B))[:-30], ["A"], id="cut-off"),
        pytest.param(
            b'<!DOCTYPE o [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + opml(feed("A&f;", A)),
            ["A"], id="external-entity",
        ),
    ],
)  # fmt: skip
def test_what_readers_write_is_read(data: bytes, names: list[str]) -> None:
    assert [source.name for source in from_opml(data, "x.opml").sources] == names


def test_an_ampersand_that_nobody_escaped_stays_in_the_address() -> None:
    (source,) = from_opml(opml(feed("A & B", f"{A}?x=1&y=2")), "x.opml").sources
    assert (source.name, source.channels[0].url) == ("A & B", f"{A}?x=1&y=2")


def test_folders_in_folders_are_told_in_the_note(tmp_path: Path) -> None:
    body = f'<outline text="World"><outline title="Asia">{feed("A", A)}</outline></outline>'
    found = from_opml(opml(body + feed("B", B)), "x.opml").sources
    assert [source.note for source in found] == ["World / Asia", ""]
    assert read_back(found, tmp_path) == found


def test_a_thousand_folders_deep() -> None:
    body = "<outline text='f'>" * 1000 + feed("A", A) + "</outline>" * 1000
    assert len(from_opml(opml(body), "x.opml").sources) == 1


def test_five_thousand_feeds_get_keys_of_their_own(tmp_path: Path) -> None:
    body = "".join(feed("News", f"https://n{n}.example/rss") for n in range(5000))
    found = from_opml(opml(body), "x.opml").sources
    assert len({source.key for source in found}) == 5000
    assert read_back(found, tmp_path) == found


def test_every_feed_is_new_known_or_refused() -> None:
    urls = [
        A, A, f"{A}?utm_source=reader", "feed://c.example/rss", f"feed:{B}", "javascript:alert(1)",
        "/rss", "http://me:secret@d.example/rss", f"https://e.example/{'x' * 9000}",
    ]  # fmt: skip
    found = from_opml(opml("".join(feed("x", url) for url in urls)), "x.opml")
    assert [s.channels[0].url for s in found.sources] == [A, "https://c.example/rss", B]
    assert len(found.known) == 2
    assert len(found.refused) == 4


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"hello", id="text"),
        pytest.param(b"<html/>", id="html"),
        pytest.param(b"<rss version='2.0'><channel/></rss>", id="feed"),
        pytest.param(b"\x1f\x8bjunk", id="broken-gzip"),
        pytest.param(b"\0" * 100, id="zeros"),
        pytest.param(b'{"version": 1}', id="json"),
    ],
)
def test_what_is_no_opml_is_said(data: bytes) -> None:
    with pytest.raises(ConfigError, match=r"x\.opml: is not OPML"):
        from_opml(data, "x.opml")


def test_an_endless_file_is_refused() -> None:
    with pytest.raises(ConfigError, match="larger than"):
        from_opml(b" " * (MAX_BYTES + 1), "x.opml")
