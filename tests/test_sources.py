"""The list of sources: strict, overlaid without loss, read back from TOML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.errors import ConfigError
from ingest.model import Channel, ChannelKind, Source
from ingest.sources import load_sources, to_toml

BLOCK = """
[[source]]
key = "paper"
name = "The Paper"
kind = "rss"
url = "https://paper.example/feed"
"""


def write(folder: Path, text: str, name: str = "sources.toml") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_one_block_is_one_source(tmp_path: Path) -> None:
    more = '[[source.fallback]]\nkind = "news-sitemap"\nurl = "https://paper.example/news.xml"\n'
    (source,) = load_sources(write(tmp_path, BLOCK + 'link_hosts = ["paper.net"]\n' + more))
    assert source == Source(
        key="paper", name="The Paper", publisher="paper", group="own", link_hosts=("paper.net",),
        channels=(
            Channel(kind=ChannelKind.RSS, url="https://paper.example/feed"),
            Channel(kind=ChannelKind.NEWS_SITEMAP, url="https://paper.example/news.xml"),
        ),
    )  # fmt: skip


WRONG = {
    "unknown-key": (BLOCK + 'colour = "red"', "colour is not a known key"),
    "missing-url": (BLOCK.replace('url = "https://paper.example/feed"', ""), "url is missing"),
    "unknown-kind": (BLOCK.replace('"rss"', '"gopher"'), "kind"),
    "not-http": (BLOCK.replace("https://", "ftp://"), "no http"),
    "bad-key": (BLOCK.replace('"paper"', '"The Paper!"'), "key"),
    "bad-boolean": (BLOCK + 'enabled = "yes"', "enabled"),
    "bad-group": (BLOCK + 'group = "moon"', "group"),
    "bad-body": (BLOCK + 'body = "some"', "body"),
    "bad-country": (BLOCK + 'country = "Britain"', "country"),
    "bad-host": (BLOCK + 'link_hosts = ["https://x.example/"]', "link_hosts"),
    "dead-but-enabled": (BLOCK + 'confidence = "X"', "enabled must be false"),
    "key-twice": (BLOCK + BLOCK.replace("/feed", "/2"), "used twice"),
    "url-twice": (BLOCK + BLOCK.replace('"paper"', '"other"'), "same url"),
    "own-fallback": (
        BLOCK + '[[source.fallback]]\nkind = "rss"\nurl = "https://paper.example/feed"', "given twice"
    ),
    "no-list": ('source = "paper"', "source"),
    "no-toml": ("[[source", "not valid TOML"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_block_is_named(tmp_path: Path, text: str, words: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_sources(file)
    assert words in str(caught.value)
    assert str(file) in str(caught.value)


def test_an_overlay_changes_only_what_it_says(tmp_path: Path) -> None:
    base = write(tmp_path, BLOCK + 'note = "kept"\n')
    new = BLOCK.replace('"paper"', '"mine"').replace("/feed", "/mine")
    overlay = write(tmp_path, f'[[source]]\nkey = "paper"\nenabled = false\n{new}', "local.toml")
    paper, mine = load_sources(base, overlay)
    assert (paper.enabled, paper.note, paper.name) == (False, "kept", "The Paper")
    assert (mine.key, mine.enabled) == ("mine", True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[source]]\nkey = "new"\nenabled = true', "'new'"),
        ('[[source]]\nkey = "paper"\ncolour = "red"', "colour"),
        ('[[source]]\nkey = "paper"\n[[source]]\nkey = "paper"', "used twice"),
    ],
    ids=["incomplete", "unknown-key", "twice"],
)
def test_a_wrong_overlay_is_named(tmp_path: Path, text: str, words: str) -> None:
    base, overlay = write(tmp_path, BLOCK), write(tmp_path, text, "local.toml")
    with pytest.raises(ConfigError) as caught:
        load_sources(base, overlay)
    assert words in str(caught.value)
    assert "local.toml" in str(caught.value)


def test_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load_sources(tmp_path / "nowhere.toml")


def test_a_witness_looks_out_for_everybody_else(root: Path, tmp_path: Path) -> None:
    block = """
    [[source]]
    key = "others"
    name = "Others"
    group = "own"
    kind = "gdelt"
    url = "http://data.others.example/lastupdate.txt"
    """
    overlay = tmp_path / "local.toml"
    overlay.write_text(block, "utf-8")
    sources = {s.key: s for s in load_sources(root / "config" / "sources.toml", overlay)}
    assert {"bbci.co.uk", "theguardian.com"} <= set(sources["others"].link_hosts)
    overlay.write_text(f'{block}link_hosts = ["paper.example"]\n', "utf-8")
    sources = {s.key: s for s in load_sources(root / "config" / "sources.toml", overlay)}
    assert sources["others"].link_hosts == ("paper.example",)


# ── the list we ship ─────────────────────────────────────────────────────────────────────────


def test_the_shipped_list(root: Path) -> None:
    sources = load_sources(root / "config" / "sources.toml")
    on = [source for source in sources if source.enabled]
    assert (len(sources), len(on)) == (95, 83)
    assert not [s.key for s in on if s.group == "russia-state"]
    assert {"seed", "west", "ukraine", "russia-indep", "china", "gulf", "india"} <= {
        s.group for s in on
    }
    assert len({s.publisher for s in sources}) < len(sources)


def test_the_shipped_list_is_the_surveyed_one(root: Path, shared: Path) -> None:
    surveyed = json.loads((shared / "data" / "sources.json").read_text("utf-8"))
    usable = {s["key"]: s for s in surveyed if s["confidence"] != "X"}
    shipped = {s.key: s for s in load_sources(root / "config" / "sources.toml")}
    assert shipped.keys() == usable.keys()
    for key, source in shipped.items():
        facts = usable[key]
        assert source.channels[0] == Channel(kind=ChannelKind(facts["kind"]), url=facts["url"])
        assert (source.enabled, source.body) == (facts["enabled_by_default"], facts["body"])
        assert (source.state_media, source.country) == (facts["state_media"], facts["country"])


def test_toml_is_read_back_to_the_same(root: Path, tmp_path: Path) -> None:
    sources = load_sources(root / "config" / "sources.toml")
    assert load_sources(write(tmp_path, to_toml(sources))) == sources
