"""Seed corpora: reading texts an operator brings, and the fingerprints and facts the project ships."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from ingest.config import Block, parse
from ingest.dedupe import DETECTOR, Fingerprint, fingerprint, restored
from ingest.errors import ConfigError
from ingest.model import Moment
from ingest.normalize.dates import parse_date
from ingest.normalize.text import normalize_text
from ingest.records import SeedDocument

LONGEST_TITLE = 250  # characters; a longer first line is a paragraph
SUFFIXES = (".txt", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".parquet")
# What corpora call their columns, best first.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "key": ("key", "id", "doc_id", "uuid", "guid"),
    "text": ("text", "content_text", "body", "maintext", "content", "article_text", "plain_text"),
    "title": ("title", "headline"),
    "publisher": ("publisher", "source", "source_domain", "domain", "outlet", "site"),
    "date": ("published", "published_at", "date_published", "date_publish", "publish_date", "date"),
    "url": ("url", "link", "canonical_url"),
    "language": ("language", "lang"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One document of a seed corpus with its text."""

    document: SeedDocument
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedSeed:
    """Why something in a corpus is no seed: a value, so that one bad row does not stop the rest."""

    origin: str  # file, and line or row
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedFacts:
    """One shipped seed: what it is, and by what it is recognised."""

    document: SeedDocument
    fingerprint: Fingerprint


# ── texts an operator brings ─────────────────────────────────────────────────────────────────


def read_seeds(paths: Iterable[Path], *, now: datetime) -> Iterator[Seed | RefusedSeed]:
    """Yield every document of files and folders, in a fixed order, one at a time.

    A folder gives all its files with a known suffix. Two documents without a key of their own get one
    from their text, so importing a corpus again finds the same keys.
    """
    for path in paths:
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.name.lower().endswith(SUFFIXES)):
                yield from _read(file, now)
        else:
            yield from _read(path, now)


def _read(file: Path, now: datetime) -> Iterator[Seed | RefusedSeed]:
    name = file.name.lower()
    try:
        if name.endswith(".txt"):
            yield _plain(file, now)
        elif name.endswith(".parquet"):
            yield from _rows(file, _parquet(file), now)
        elif name.endswith(SUFFIXES):
            yield from _rows(file, _json_lines(file), now)
        else:
            yield RefusedSeed(origin=str(file), reason=f"is none of {', '.join(SUFFIXES)}")
    except OSError as error:
        yield RefusedSeed(origin=str(file), reason=f"cannot be read: {error.strerror or error}")
    except (EOFError, UnicodeDecodeError) as error:
        yield RefusedSeed(origin=str(file), reason=f"is damaged: {error}")


def _plain(file: Path, now: datetime) -> Seed | RefusedSeed:
    """A text file: its name is the key, a short first line followed by a blank one the title."""
    text = normalize_text(file.read_text("utf-8-sig"))
    first, _, rest = text.partition("\n\n")
    is_title = bool(rest) and "\n" not in first and len(first) <= LONGEST_TITLE
    row = {"key": file.stem, "title": first if is_title else "", "text": rest if is_title else text}
    return _seed(row, str(file), now)


def _json_lines(file: Path) -> Iterator[tuple[int, Any]]:
    with file.open("rb") as raw, gzip.open(raw) if file.suffix == ".gz" else raw as plain:
        lines = TextIOWrapper(plain, encoding="utf-8-sig")
        for number, line in enumerate(lines, 1):
            if not line.isspace():
                try:
                    yield number, json.loads(line)
                except ValueError as error:
                    yield number, f"is not JSON: {error}"


def _parquet(file: Path) -> Iterator[tuple[int, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted = set(chain.from_iterable(FIELDS.values()))
    try:
        with pq.ParquetFile(file) as table:
            columns = [name for name in table.schema_arrow.names if name in wanted]
            batches = table.iter_batches(batch_size=512, columns=columns)
            yield from enumerate(chain.from_iterable(batch.to_pylist() for batch in batches), 1)
    except pa.ArrowException as error:
        yield 0, f"is not Parquet: {error}"


def _rows(
    file: Path, rows: Iterable[tuple[int, Any]], now: datetime
) -> Iterator[Seed | RefusedSeed]:
    for number, row in rows:
        origin = f"{file}:{number}"
        if isinstance(row, dict):
            yield _seed(row, origin, now)
        else:
            reason = row if isinstance(row, str) else "is not an object"
            yield RefusedSeed(origin=origin, reason=reason)


def _seed(row: Mapping[str, Any], origin: str, now: datetime) -> Seed | RefusedSeed:
    said = {name: _field(row, names) for name, names in FIELDS.items()}
    text = normalize_text(said["text"])
    if not any(map(str.isalnum, text)):
        return RefusedSeed(origin=origin, reason="has no text")
    key = said["key"] or hashlib.sha256(text.encode()).hexdigest()[:16]
    document = SeedDocument(
        key=" ".join(key.split()),
        publisher=said["publisher"],
        title=normalize_text(said["title"]),
        published=parse_date(said["date"], origin="corpus", now=now) if said["date"] else None,
        url=said["url"],
        language=said["language"],
    )
    return Seed(document=document, text=text)


def _field(row: Mapping[str, Any], names: Iterable[str]) -> str:
    for name in names:
        value = row.get(name)
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, str | int) and str(value).strip():
            return str(value).strip()
    return ""


# ── the shipped corpus ───────────────────────────────────────────────────────────────────────


def _packed(letter: str, values: Iterable[int]) -> str:
    values = tuple(values)
    return base64.b64encode(struct.pack(f"<{len(values)}{letter}", *values)).decode()


def _unpacked(letter: str, packed: object) -> tuple[int, ...]:
    blob = base64.b64decode(str(packed), validate=True)
    size = struct.calcsize(letter)
    if len(blob) % size:
        raise ValueError(f"its length is no multiple of {size} bytes")
    return struct.unpack(f"<{len(blob) // size}{letter}", blob)


Hashes = Annotated[
    tuple[int, ...],
    PlainValidator(lambda value: _unpacked("q", value)),
    PlainSerializer(lambda value: _packed("q", value)),
]
Pairs = Annotated[
    tuple[int, ...],
    PlainValidator(lambda value: _unpacked("I", value)),
    PlainSerializer(lambda value: _packed("I", value)),
]


class _Facts(Block):
    key: str
    publisher: str
    title: str
    published: Moment | None = None
    url: str = ""
    language: str = ""
    n: int  # length in half-words
    content_hash: str
    numbers: tuple[str, ...] = ()
    slots: Pairs = ()  # base64 of pairs of unsigned 32-bit integers: place and value of a number
    speech: Pairs = ()  # likewise, where direct speech begins and ends among the hashes
    hashes: Hashes  # base64 of signed 64-bit integers, little endian, as they first appear


class _Corpus(Block):
    detector: str
    seeds: tuple[_Facts, ...]


def build_facts(seeds: Iterable[Seed]) -> str:
    """Return the shipped form of *seeds* as JSON: facts and fingerprints, and no text."""
    corpus = _Corpus.model_construct(detector=DETECTOR, seeds=tuple(map(_facts, seeds)))
    return corpus.model_dump_json(indent=1, exclude_defaults=True) + "\n"


def load_facts(path: Path) -> tuple[SeedFacts, ...]:
    """Return the shipped seeds at *path*, or raise ``ConfigError``."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ConfigError(str(path), f"is not JSON: {error}") from error
    corpus = parse(data, _Corpus, str(path))
    if corpus.detector != DETECTOR:
        raise ConfigError(str(path), f"was made by {corpus.detector}; this version is {DETECTOR}")
    return tuple(map(_shipped, corpus.seeds))


def _facts(seed: Seed) -> _Facts:
    made = fingerprint(seed.text, published=None)
    document = seed.document
    return _Facts.model_construct(
        key=document.key,
        publisher=document.publisher,
        title=document.title,
        published=document.published,
        url=document.url,
        language=document.language,
        n=made.n,
        content_hash=made.content_hash,
        numbers=tuple(sorted(made.numbers)),
        slots=tuple(chain.from_iterable(sorted(made.shape.slots))),
        speech=tuple(chain.from_iterable(made.shape.speech)),
        hashes=made.sequence,
    )


def _pairs(flat: Sequence[int]) -> Iterator[tuple[int, int]]:
    return zip(flat[::2], flat[1::2], strict=True)


def _shipped(facts: _Facts) -> SeedFacts:
    document = SeedDocument(
        key=facts.key,
        publisher=facts.publisher,
        title=facts.title,
        published=facts.published,
        url=facts.url,
        language=facts.language,
    )
    made = restored(
        sequence=facts.hashes,
        n=facts.n,
        numbers=frozenset(facts.numbers),
        slots=frozenset(_pairs(facts.slots)),
        speech=tuple(_pairs(facts.speech)),
        content_hash=facts.content_hash,
        published=facts.published.at if facts.published else None,
    )
    return SeedFacts(document=document, fingerprint=made)
