"""A folder of saved pages as a channel: every file ends as a page or as a failure."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from ingest.discover.decoding import Undecodable, unpack
from ingest.discover.saved import MAX_FILE, binary, claimed_address, saved, told_apart, unreadable
from ingest.errors import SourceError
from ingest.model import Entry, Failure, Page, Source
from ingest.normalize.urls import is_http_url

_HTML = (".html", ".htm", ".xhtml", ".shtml")
_PAGES = (*_HTML, ".txt")
_INDEXES = ("pages.jsonl", "index.jsonl")
_MAX_INDEX = 512 * 1024 * 1024  # bytes; an index may hold reference texts, too


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What is known of a file from outside it."""

    url: str = ""
    fetched_at: datetime | None = None


def read_folder(path: Path, source: Source) -> Iterator[tuple[Entry, Page | Failure]]:
    """Yield an entry with its page, or with the reason why there is none, for every file below *path*.

    Pages are ``.html``, ``.htm``, ``.xhtml``, ``.shtml`` and ``.txt``, each also with ``.gz``. Where a
    page comes from says, in this order: a file beside it (``NAME.url``, or ``NAME.json`` with ``url``
    and ``fetched_at``), a ``pages.jsonl`` in the folder or above it, the page's own canonical link, and
    at last its path. Raises ``SourceError`` when *path* is no folder that can be read.
    """
    return told_apart(_folder(path, source))


def _folder(path: Path, source: Source) -> Iterator[tuple[Entry, Page | Failure]]:
    if not path.is_dir():
        raise SourceError(source.key, f"{path} is not a folder")
    index = _read_index(path)
    files = {file.resolve(): file for file in _files(path, source)}
    for missing in [file for file in index if file not in files and path.resolve() in file.parents]:
        url = index[missing].url
        yield unreadable(
            source, url, "missing", f"listed in the index, but {missing.name} is not there"
        )
    for resolved, file in files.items():
        yield _read(file, path, index.get(resolved, _Facts()), source)


def _files(path: Path, source: Source) -> list[Path]:
    try:
        return sorted(file for file in path.rglob("*") if _is_page(file) and file.is_file())
    except OSError as error:
        raise SourceError(source.key, f"{path} cannot be listed: {error.strerror}") from error


def _is_page(file: Path) -> bool:
    return file.name.lower().removesuffix(".gz").endswith(_PAGES)


def _read(file: Path, folder: Path, known: _Facts, source: Source) -> tuple[Entry, Page | Failure]:
    address = f"file:///{quote(folder.resolve().name)}/{quote(file.relative_to(folder).as_posix())}"
    facts = _beside(file) or known
    url = facts.url or address
    try:
        size = file.stat().st_size
        if size > MAX_FILE:
            return unreadable(
                source,
                url,
                "too-large",
                f"{file.name} has {size:,} bytes, at most {MAX_FILE:,} are read",
            )
        body = unpack(file.read_bytes())
        modified = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError as error:
        return unreadable(
            source, url, "unreadable", f"{file.name} cannot be read: {error.strerror}"
        )
    except (Undecodable, zlib.error) as error:
        return unreadable(source, url, "unreadable", f"{file.name}: {error}")
    if not body.strip():
        return unreadable(source, url, "empty", f"{file.name} is empty")
    if objection := binary(body):
        return unreadable(source, url, "not-text", f"{file.name}: {objection}")
    html = file.name.lower().removesuffix(".gz").endswith(_HTML)
    if not facts.url and html:
        url = claimed_address(body) or address
    return saved(
        source, url, body, facts.fetched_at or modified, "text/html" if html else "text/plain"
    )


# ── where pages come from ────────────────────────────────────────────────────────────────────


def _beside(file: Path) -> _Facts | None:
    """Return what a file of the same name with another ending says about *file*."""
    name = file.name.removesuffix(".gz")
    for stem in dict.fromkeys((name, name.rpartition(".")[0])):
        note = file.with_name(f"{stem}.url")
        if note.is_file() and (url := _address_in(_text(note))):
            return _Facts(url=url)
        note = file.with_name(f"{stem}.json")
        if note.is_file() and (facts := _facts(_text(note))).url:
            return facts
    return None


def _text(file: Path) -> str:
    try:
        return file.read_bytes()[:65_536].decode("utf-8-sig", "replace")
    except OSError:
        return ""


def _address_in(text: str) -> str:
    """Return the address in *text*: a bare one, or the ``URL=`` line of an internet shortcut."""
    lines = (line.strip() for line in text.splitlines())
    candidates = (line[4:] if line.lower().startswith("url=") else line for line in lines)
    return next((line for line in candidates if is_http_url(line)), "")


def _facts(text: str) -> _Facts:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return _Facts()
    url = data.get("url") if isinstance(data, dict) else None
    if not isinstance(url, str) or not is_http_url(url):
        return _Facts()
    return _Facts(url=url, fetched_at=_time(data.get("fetched_at")))


def _time(raw: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None
    if at is None:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _read_index(folder: Path) -> dict[Path, _Facts]:
    """Return what an index in *folder* or the one above says, by the file it speaks of."""
    for place in (folder, folder.resolve().parent):
        for name in _INDEXES:
            index = place / name
            if index.is_file() and index.stat().st_size <= _MAX_INDEX:
                return _index(index, place.resolve())
    return {}


def _index(index: Path, place: Path) -> dict[Path, _Facts]:
    known: dict[Path, _Facts] = {}
    try:
        with index.open(encoding="utf-8-sig", errors="replace") as lines:
            for line in lines:
                facts = _facts(line)
                if facts.url and (file := _file_named(line)):
                    known[(place / file).resolve()] = facts
    except OSError:
        return {}
    return known


def _file_named(line: str) -> str:
    data = json.loads(line)
    names = (data.get(field) for field in ("html", "file", "path"))
    return next((name for name in names if isinstance(name, str) and name and "\0" not in name), "")
