"""The store as Parquet: one row per change, partitioned by the day of the change.

``articles/date=YYYY-MM-DD/part-<from>-<to>.parquet`` and ``articles/_manifest.json``. The manifest is the
truth: a part that is not listed does not count (and is removed by the next export), a part that is
listed never changes. It is written, like every part, under another name first and then renamed, so a
reader never sees half a file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest.adapters.store import Store
from ingest.errors import StoreError
from ingest.model import Article, Moment
from ingest.records import Change

SCHEMA_VERSION = 1
CHANGES_PER_PART = 5_000  # about 20 MB of text in memory
CONSUMER = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One change and the article as it was then."""

    change: Change
    article: Article
    duplicate_of: tuple[str, ...]


def export(store: Store, folder: Path) -> dict[str, int]:
    """Write everything after the last export; return counts of rows and parts.

    Raises ``StoreError`` when *folder* cannot be written; nothing half-done stays behind.
    """
    target = folder / "articles"
    try:
        target.mkdir(parents=True, exist_ok=True)
        manifest = _read_manifest(target)
        _remove_strays(target, manifest)
        rows = parts = 0
        for batch in _batches(store, manifest["feed_to"]):
            written = [_write_part(target, day, group) for day, group in _by_day(batch)]
            manifest["parts"] += written
            manifest["feed_to"] = batch[-1].change.no
            manifest["rows"] += len(batch)
            _write_manifest(target, manifest)
            with store.write() as tx:
                tx.changes.advance(CONSUMER, manifest["feed_to"])
            rows, parts = rows + len(batch), parts + len(written)
    except OSError as error:
        raise StoreError(str(folder), f"export failed: {error.strerror or error}") from error
    return {"rows": rows, "parts": parts, "upto": manifest["feed_to"]}


def _batches(store: Store, after: int) -> Iterator[Sequence[Row]]:
    while True:
        with store.read() as tx:
            changes = tx.changes.after(after, CHANGES_PER_PART)
            batch = [
                Row(
                    change=change,
                    article=tx.articles.versions(change.article_id)[change.version - 1],
                    duplicate_of=tuple(r.b for r in tx.texts.relations_of(change.article_id)),
                )
                for change in changes
            ]
        if not batch:
            return
        yield batch
        after = batch[-1].change.no


def _by_day(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    for day, group in groupby(rows, key=lambda row: row.change.at.date().isoformat()):
        yield day, list(group)


def _write_part(target: Path, day: str, rows: Sequence[Row]) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    first, last = rows[0].change.no, rows[-1].change.no
    name = f"date={day}/part-{first:012d}-{last:012d}.parquet"
    path = target / name
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_suffix(".writing")
    table = pa.Table.from_pylist([_columns(row) for row in rows], schema=_schema())
    pq.write_table(table, temporary, compression="zstd")
    digest = hashlib.sha256(temporary.read_bytes()).hexdigest()
    temporary.replace(path)
    return {"path": name, "rows": len(rows), "sha256": digest, "from": first, "to": last}


def _schema() -> Any:
    import pyarrow as pa

    words, number = pa.string(), pa.int64()
    time, names = pa.timestamp("us", tz="UTC"), pa.list_(pa.string())
    return pa.schema(
        [
            ("feed_no", number), ("op", words), ("changed_at", time),
            ("id", words), ("version", number), ("url", words), ("canonical_url", words),
            ("source", words), ("publisher", words), ("country", words), ("state_media", pa.bool_()),
            ("headline", words), ("text", words), ("standfirst", words), ("authors", names),
            ("language", words), ("section", words), ("agency", words),
            ("published_at", time), ("published_precision", words), ("published_from", words),
            ("modified_at", time), ("fetched_at", time),
            ("is_full_text", pa.bool_()), ("content_hash", words), ("raw_id", words),
            ("topic_score", pa.float64()), ("duplicate_of", names), ("rules_version", words),
        ],
        metadata={"schema_version": str(SCHEMA_VERSION)},
    )  # fmt: skip


def _columns(row: Row) -> Mapping[str, object]:
    change, article = row.change, row.article
    return {
        "feed_no": change.no,
        "op": str(change.op),
        "changed_at": change.at,
        "id": change.article_id,
        "version": change.version,
        "url": article.url,
        "canonical_url": article.key,
        "source": article.source_key,
        "publisher": article.publisher,
        "country": article.country,
        "state_media": article.state_media,
        "headline": article.headline,
        "text": article.text,
        "standfirst": article.standfirst,
        "authors": list(article.authors),
        "language": article.language,
        "section": article.section,
        "agency": article.agency,
        "published_at": _at(article.published),
        "published_precision": article.published.precision if article.published else None,
        "published_from": article.published.origin if article.published else None,
        "modified_at": _at(article.modified),
        "fetched_at": article.fetched_at,
        "is_full_text": article.is_full_text,
        "content_hash": article.content_hash,
        "raw_id": article.raw_id,
        "topic_score": article.relevance.score,
        "duplicate_of": list(row.duplicate_of),
        "rules_version": article.rules_version,
    }


def _at(moment: Moment | None) -> object:
    return moment.at if moment else None


# ── the manifest ─────────────────────────────────────────────────────────────────────────────


def _read_manifest(target: Path) -> dict[str, Any]:
    path = target / "_manifest.json"
    if not path.exists():
        return {"schema_version": SCHEMA_VERSION, "feed_to": 0, "rows": 0, "parts": []}
    try:
        manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise StoreError(
            str(path), f"is damaged ({error}): restore it or remove the folder"
        ) from error
    if manifest.get("schema_version") != SCHEMA_VERSION:
        raise StoreError(str(path), "was written with another schema: export to a new folder")
    return manifest


def _write_manifest(target: Path, manifest: Mapping[str, Any]) -> None:
    temporary = target / "_manifest.writing"
    temporary.write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    temporary.replace(target / "_manifest.json")


def _remove_strays(target: Path, manifest: Mapping[str, Any]) -> None:
    listed = {target / part["path"] for part in manifest["parts"]}
    for found in [*target.glob("date=*/*.parquet"), *target.glob("date=*/*.writing")]:
        if found not in listed:
            found.unlink()
