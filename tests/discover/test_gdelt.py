"""GDELT's files: an index, two tables and a list, all bounded, all only about the publishers we watch."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from ingest.discover import Discovery, discover
from ingest.model import Channel, ChannelKind, Page, Source

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
INDEX = "http://data.gdelt.example/gdeltv2/lastupdate.txt"
CHANNEL = Channel(kind=ChannelKind.GDELT, url=INDEX)
SOURCE = Source(
    key="gdelt", name="GDELT", publisher="gdelt", channels=(CHANNEL,), link_hosts=("times.example",)
)


def read(body: bytes, url: str = INDEX) -> Discovery:
    page = Page(url=url, final_url=url, body=body, fetched_at=NOW)
    return discover(CHANNEL, page, SOURCE, now=NOW)


def zipped(*rows: list[str], members: int = 1) -> bytes:
    table = io.BytesIO()
    with zipfile.ZipFile(table, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(members):
            archive.writestr(f"{number}.CSV", "\n".join("\t".join(row) for row in rows))
    return table.getvalue()


def event(url: str) -> list[str]:
    return ["1"] * 60 + [url]


def mention(url: str) -> list[str]:
    return ["1"] * 5 + [url] + ["1"] * 10


def test_the_index_leads_to_the_small_files_of_its_own_host() -> None:
    stem = "http://data.gdelt.example/gdeltv2/20261121120000"
    lines = [
        f"76 {'a' * 32} {stem}.export.CSV.zip",
        f"90 {'b' * 32} {stem}.mentions.CSV.zip",
        f"99 {'c' * 32} {stem}.gkg.csv.zip",
        f"99 {'d' * 32} http://169.254.169.254/x.export.CSV.zip",
    ]
    found = read("\n".join(lines).encode())
    assert found.follow == (f"{stem}.export.CSV.zip", f"{stem}.mentions.CSV.zip")
    assert found.problem == ""


def graph(url: str) -> list[str]:
    return ["1"] * 4 + [url] + ["1"] * 22


@pytest.mark.parametrize("row", [event, mention, graph], ids=["events", "mentions", "graph"])
def test_a_table_names_each_watched_article_once(row: object) -> None:
    ours, other = "https://www.times.example/world/grain", "https://elsewhere.example/1"
    found = read(zipped(row(ours), row(ours), row(other), row("BBC Monitoring")))  # type: ignore[operator]
    assert [e.url for e in found.entries] == [ours]
    assert found.entries[0].published is None
    assert [(r.count, r.example) for r in found.refused] == [(1, other)]


def test_the_article_list_gives_titles_and_languages() -> None:
    rows = [
        {"url": "https://times.example/uk/1", "title": "Зерно", "lang": "uk"},
        {"title": "no address"},
        ["no object"],
    ]
    text = "\n".join(json.dumps(r) for r in rows) + "\n{half"
    found = read(gzip.compress(text.encode()))
    assert [(e.title, e.language) for e in found.entries] == [("Зерно", "uk")]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param(b"PK\x03\x04 nonsense", "damaged", id="damaged"),
        pytest.param(zipped(event("https://times.example/1"))[:-30], "damaged", id="cut-off"),
        pytest.param(zipped(event("x"), members=2), "exactly one table", id="two-tables"),
        pytest.param(zipped(["1" * 11_000_000]), "unpacks to more", id="bomb"),
        pytest.param(zipped(["a", "b"]), "no article addresses", id="other-table"),
        pytest.param(b"<html>Too many requests</html>", "no article addresses", id="html"),
        pytest.param(b"", "no article addresses", id="empty"),
    ],
)
def test_what_is_no_file_of_gdelts_is_a_problem_in_words(body: bytes, says: str) -> None:
    found = read(body)
    assert says in found.problem
    assert found.entries == ()
