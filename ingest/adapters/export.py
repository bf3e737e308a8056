"""The store as Parquet: one row per change, partitioned by the day of the change.

``articles/date=YYYY-MM-DD/part-<from>-<to>.parquet`` and ``articles/_manifest.json``. The manifest is the
truth: a part that is not listed does not count (and is removed by the next export), a part that is
listed never changes. It is written, like every part, under a hidden name first and then renamed, so a
reader never sees half a file, and readers that look for ``*.parquet`` never see a row twice.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest.adapters.store import Store
from ingest.adapters.store.feed_rows import count_changes, feed_rows
from ingest.errors import StoreError

SCHEMA_VERSION = 1
CHANGES_PER_PART = 5_000  # about 20 MB of text in memory
CONSUMER = "export"


def export(
    store: Store, folder: Path, *, changes_per_part: int = CHANGES_PER_PART
) -> dict[str, int]:
    """Write everything after the last export; return counts of rows and parts.

    Raises ``StoreError`` when *folder* cannot be written, another export is at work in it, or it holds
    the export of another store; nothing half-done counts.
    """
    target = folder / "articles"
    try:
        target.mkdir(parents=True, exist_ok=True)
        with _alone(target):
            return _export(store, target, changes_per_part)
    except OSError as error:
        said = os.strerror(error.errno) if error.errno else str(error)
        raise StoreError(
            str(folder), f"export failed: {said}; what is listed there is whole"
        ) from error


def _export(store: Store, target: Path, changes_per_part: int) -> dict[str, int]:
    manifest = _read_manifest(target)
    with store.read() as tx:
        last = tx.changes.last_no()
    if manifest["feed_to"] > last:
        raise StoreError(
            str(target),
            f"holds changes up to {manifest['feed_to']}, this store has {last}: it belongs to another "
            "store, export to a new folder",
        )
    _remove_strays(target, manifest)
    rows = parts = 0
    for columns in _batches(store, manifest["feed_to"], changes_per_part):
        written = [_write_part(target, day, part) for day, part in _by_day(columns)]
        manifest["parts"] += written
        manifest["feed_to"] = columns["feed_no"][-1]
        manifest["rows"] += len(columns["feed_no"])
        _write_manifest(target, manifest)
        with store.write() as tx:
            tx.changes.advance(CONSUMER, manifest["feed_to"])
        rows, parts = rows + len(columns["feed_no"]), parts + len(written)
    if not (target / "_manifest.json").exists():
        _write_manifest(target, manifest)
    return {"rows": rows, "parts": parts, "upto": manifest["feed_to"]}


Columns = dict[str, list[Any]]


def _batches(store: Store, after: int, most: int) -> Iterator[Columns]:
    while True:
        with store.read() as tx:
            columns = feed_rows(tx.session, after, most)
            numbers = columns["feed_no"]
            if numbers and count_changes(tx.session, after, numbers[-1]) != len(numbers):
                raise StoreError(str(store), f"a version is missing after change {after}")
        if not numbers:
            return
        yield columns
        after = numbers[-1]


def _by_day(columns: Columns) -> Iterator[tuple[str, Columns]]:
    start = 0
    for day, group in groupby(at.date().isoformat() for at in columns["changed_at"]):
        end = start + len(list(group))
        yield day, {name: values[start:end] for name, values in columns.items()}
        start = end


def _write_part(target: Path, day: str, columns: Columns) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    first, last = columns["feed_no"][0], columns["feed_no"][-1]
    name = f"date={day}/part-{first:012d}-{last:012d}.parquet"
    path = target / name
    path.parent.mkdir(exist_ok=True)
    hidden = _hidden(path)
    pq.write_table(pa.table(columns, schema=schema()), hidden, compression="zstd")
    body = hidden.read_bytes()
    _settle(hidden, path)
    return {
        "path": name,
        "rows": len(columns["feed_no"]),
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "from": first,
        "to": last,
    }


def schema() -> Any:
    """Return the Arrow schema of every part; docs/downstream.md says what the columns mean."""
    import pyarrow as pa

    words, number, flag = pa.string(), pa.int64(), pa.bool_()
    time, names = pa.timestamp("us", tz="UTC"), pa.list_(pa.string())
    return pa.schema(
        [
            ("feed_no", number), ("op", words), ("changed_at", time), ("id", words),
            ("version", number), ("url", words), ("canonical_url", words), ("source_key", words),
            ("publisher", words), ("country", words), ("state_media", flag), ("headline", words),
            ("standfirst", words), ("text", words), ("language", words), ("authors", names),
            ("section", words), ("agency", words), ("is_full_text", flag), ("published_at", time),
            ("published_precision", words), ("published_origin", words),
            ("published_zone_known", flag), ("modified_at", time), ("fetched_at", time),
            ("first_seen", time), ("content_hash", words), ("raw_id", words), ("method", words),
            ("rules_version", words), ("topic_score", pa.float64()), ("topics", names),
            ("duplicate_of", names), ("corrections", names),
        ],
        metadata={"schema_version": str(SCHEMA_VERSION)},
    )  # fmt: skip


# ── the folder ───────────────────────────────────────────────────────────────────────────────


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Keep other exports out of *target*; the lock goes with the process, however it ends."""
    with (target / "_lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(str(target), "another export is at work here: try later") from error
        yield


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
    path = target / "_manifest.json"
    hidden = _hidden(path)
    hidden.write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    _settle(hidden, path)


def _hidden(path: Path) -> Path:
    """Return the name a file has while it is written: no reader takes it for Parquet."""
    return path.with_name(f"_{path.stem}.writing")


def _settle(hidden: Path, path: Path) -> None:
    """Give a written file its name once its bytes are on the disk: a power cut leaves old or new."""
    with hidden.open("rb") as file:
        os.fsync(file.fileno())
    hidden.replace(path)


def _remove_strays(target: Path, manifest: Mapping[str, Any]) -> None:
    listed = {target / part["path"] for part in manifest["parts"]}
    for pattern in ("date=*/*.parquet", "date=*/_*.writing", "_*.writing"):
        for found in target.glob(pattern):
            if found not in listed:
                found.unlink()
