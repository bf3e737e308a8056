"""Seed corpora: what is read, what is refused, what is shipped."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.dedupe import StoredText, decide, fingerprint
from ingest.errors import ConfigError
from ingest.model import DUPLICATE_KINDS
from ingest.records import SeedDocument
from ingest.seeds import RefusedSeed, Seed, build_facts, load_facts, read_seeds

NOW = datetime(2026, 11, 21, tzinfo=UTC)
TEXT = "The ferry left at dawn with grain for three buyers and the mail of two islands."


def read(*paths: Path) -> list[Seed | RefusedSeed]:
    return list(read_seeds(paths, now=NOW))


def test_a_folder_of_texts(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.txt").write_text(f"Ferry leaves\n\n{TEXT}", "utf-8")
    (tmp_path / "two.txt").write_text(TEXT, "utf-8")
    (tmp_path / "notes.md").write_text("not a seed", "utf-8")
    one, two = read(tmp_path)
    assert isinstance(one, Seed)
    assert isinstance(two, Seed)
    assert (one.document.key, one.document.title, one.text) == ("one", "Ferry leaves", TEXT)
    assert (two.document.key, two.document.title) == ("two", "")


ROW = {
    "id": 7,
    "headline": "Ferry leaves",
    "body": TEXT,
    "date_publish": "2023-02-22 13:30:00+00:00",
    "source_domain": "ferry.example",
    "url": "https://ferry.example/7",
}


def written(folder: Path, suffix: str) -> Path:
    path = folder / f"corpus{suffix}"
    if suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist([ROW]), path)
    elif suffix.endswith(".gz"):
        path.write_bytes(gzip.compress(json.dumps(ROW).encode()))
    else:
        path.write_text(json.dumps(ROW) + "\n\n", "utf-8")
    return path


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".jsonl.gz", ".parquet"])
def test_rows_whatever_their_columns_are_called(tmp_path: Path, suffix: str) -> None:
    (seed,) = read(written(tmp_path, suffix))
    assert isinstance(seed, Seed)
    document = seed.document
    assert (document.key, document.title, document.publisher) == (
        "7",
        "Ferry leaves",
        "ferry.example",
    )
    assert document.published is not None
    assert document.published.at == datetime(2023, 2, 22, 13, 30, tzinfo=UTC)
    assert seed.text == TEXT


def test_a_row_without_key_gets_the_same_one_every_time(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps({"text": TEXT}), "utf-8")
    assert read(path) == read(path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a.jsonl", b"{broken", "is not JSON", id="broken-json"),
        pytest.param("a.jsonl", b"[1]", "is not an object", id="not-an-object"),
        pytest.param("a.jsonl", b'{"text": "..."}', "has no text", id="no-text"),
        pytest.param("a.jsonl", b'{"text": null}', "has no text", id="null"),
        pytest.param("a.txt", b"\xff\xfe\x00", "is damaged", id="not-utf-8"),
        pytest.param("a.jsonl.gz", b"\x1f\x8b\x08", "", id="broken-gzip"),
        pytest.param("a.parquet", b"PAR1", "is not Parquet", id="broken-parquet"),
        pytest.param("a.docx", b"", "is none of", id="unknown-suffix"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (refused,) = read(path)
    assert isinstance(refused, RefusedSeed)
    assert str(path) in refused.origin
    assert reason in refused.reason


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    (refused,) = read(tmp_path / "gone.txt")
    assert isinstance(refused, RefusedSeed)


def test_one_bad_row_does_not_stop_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f"{{broken\n{json.dumps(ROW)}\n", "utf-8")
    assert [type(one) for one in read(path)] == [RefusedSeed, Seed]


def test_facts_come_back_without_the_text(tmp_path: Path) -> None:
    document = SeedDocument(key="k", publisher="p", title="t", language="en")
    said = build_facts([Seed(document=document, text=f"{TEXT} In 1,500 tonnes on 4 March.")])
    assert "ferry" not in said
    path = tmp_path / "facts.json"
    path.write_text(said, "utf-8")
    (facts,) = load_facts(path)
    assert facts.document == document
    assert facts.fingerprint == fingerprint(f"{TEXT} In 1,500 tonnes on 4 March.", published=None)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "is not JSON"),
        ('{"detector": "shingles/2", "seeds": [{"key": "a"}]}', "publisher is missing"),
        ('{"detector": "other/9", "seeds": []}', "other/9"),
    ],
)
def test_a_broken_file_of_facts_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "facts.json"
    path.write_text(content, "utf-8")
    with pytest.raises(ConfigError, match=complaint) as raised:
        load_facts(path)
    assert raised.value.subject == str(path)


def test_the_shipped_seeds_are_those_of_the_texts(root: Path, shared: Path) -> None:
    shipped = {one.document.key: one for one in load_facts(root / "config" / "seed_corpus.json")}
    assert set(shipped) == {"000", "002", "003"}
    for key, facts in shipped.items():
        text = (shared / "seeds" / f"{key}.clean.txt").read_text("utf-8")
        made = fingerprint(text, published=facts.fingerprint.published)
        assert facts.fingerprint == made


def test_every_passage_of_a_shipped_seed_is_linked(root: Path, shared: Path) -> None:
    furniture = (
        "Subscribe to our harbour letter. Cookies help us. Most read: the ferry strike. " * 6
    )
    for facts in load_facts(root / "config" / "seed_corpus.json"):
        key = facts.document.key
        text = (shared / "seeds" / f"{key}.clean.txt").read_text("utf-8")
        raw = next((shared / "seeds").glob(f"{key}_*.txt")).read_text("utf-8")
        stored = StoredText(
            ref=f"seed:{key}",
            shape=facts.fingerprint.shape,
            content_hash=facts.fingerprint.content_hash,
            published=facts.fingerprint.published,
            publisher=facts.document.publisher,
        )
        pages = [text[n : n + 250] for n in range(0, len(text) - 250, 125)]
        for page in (raw, *(f"{furniture}{page}{furniture}" for page in pages)):
            decision = decide(fingerprint(page, published=NOW), [stored], {}, ref="a")
            assert decision.relations, page
            assert decision.relations[0].kind in DUPLICATE_KINDS
