"""A WARC file as a channel: its HTML responses with status 200 as pages, what is damaged as failures."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from ingest.discover.saved import MAX_FILE, binary, saved, told_apart, unreadable
from ingest.errors import SourceError
from ingest.model import Entry, Failure, Page, Source
from ingest.normalize.dates import parse_date

_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_CHUNK = 16_384
_UNKNOWN = datetime(1990, 1, 1, tzinfo=UTC)  # records without a date: visibly wrong, never "now"
_FAR = datetime(9990, 1, 1, tzinfo=UTC)  # what an archive says about its own past is not doubted
# warcio lets all of these through when an archive is cut off or damaged.
_DAMAGE = (
    ArchiveLoadFailed,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
    KeyError,
    AttributeError,
    IndexError,
)


def read_warc(path: Path, source: Source) -> Iterator[tuple[Entry, Page | Failure]]:
    """Yield an entry and its page for every HTML response with status 200 in the file at *path*.

    A damaged or truncated archive gives what could be read and then one failure that says so. Raises
    ``SourceError`` when the file cannot be opened at all.
    """
    return told_apart(_warc(path, source))


def _warc(path: Path, source: Source) -> Iterator[tuple[Entry, Page | Failure]]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise SourceError(source.key, f"{path} cannot be opened: {error.strerror}") from error
    read = 0
    with stream:
        archive = ArchiveIterator(stream)
        last = 0
        while True:
            try:
                record = next(archive, None)
                if record is None:
                    break
                found = _page(record, source) if _is_page(record) else None
                last = archive.get_record_offset()  # reads the record to its end
                if getattr(record.raw_stream, "limit", 0) > 0:
                    raise EOFError("the last record is cut off")
            except _DAMAGE as error:
                yield _damaged(path, source, read, str(error))
                return
            if found is not None:
                read += 1
                yield found
        if _is_cut_off(stream, last):
            yield _damaged(path, source, read, "the archive is cut off")
        elif read == 0:
            yield _damaged(path, source, read, "no HTML response with status 200 is in it")


def _is_cut_off(stream: BinaryIO, last_record: int) -> bool:
    """Return whether the archive ends within a record or gzip member: warcio stops there without a word."""
    stream.seek(last_record)
    inflater = zlib.decompressobj(wbits=31)
    data = stream.read(_CHUNK)
    if not data.startswith(b"\x1f\x8b"):
        stream.seek(0, os.SEEK_END)
        stream.seek(max(0, stream.tell() - 1))
        return stream.read() not in (b"\n", b"")  # every record ends with an empty line
    while data:
        try:
            inflater.decompress(data)
        except zlib.error:
            return True
        if not inflater.eof:
            data = stream.read(_CHUNK)
        elif data := inflater.unused_data or stream.read(_CHUNK):
            inflater = zlib.decompressobj(wbits=31)
    return not inflater.eof


def _is_page(record: ArcWarcRecord) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "text/html").partition(";")[0]
    return record.http_headers.get_statuscode() == "200" and kind.strip().lower() in _PAGE_TYPES


def _page(record: ArcWarcRecord, source: Source) -> tuple[Entry, Page | Failure]:
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    body = record.content_stream().read(MAX_FILE + 1)
    if not url:
        raise ValueError("a record without an address")
    if len(body) > MAX_FILE:
        return unreadable(
            source, url, "too-large", f"the record unpacks to more than {MAX_FILE:,} bytes"
        )
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise EOFError(f"the record of {url} is cut off")
    if not body.strip():
        return unreadable(source, url, "empty", "the record has no body")
    if objection := binary(body):
        return unreadable(source, url, "not-text", objection)
    content_type = record.http_headers.get_header("Content-Type") or ""
    return saved(source, url, body, _fetched_at(record), content_type)


def _fetched_at(record: ArcWarcRecord) -> datetime:
    raw = record.rec_headers.get_header("WARC-Date") or ""
    moment = parse_date(raw, origin="warc", now=_FAR)
    return moment.at if moment else _UNKNOWN


def _damaged(path: Path, source: Source, read: int, why: str) -> tuple[Entry, Failure]:
    address = f"file:///{path.name}"
    return unreadable(
        source, address, "damaged", f"{path.name}: {why[:200].strip()} (pages read before: {read})"
    )
