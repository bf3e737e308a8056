"""The raw pages, kept under the hash of their content before anything is judged.

``<root>/ab/cd/<sha256>.zst``: the same bytes are stored once, whoever fetched them and how often.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
import zstandard
from fsspec.implementations.local import LocalFileSystem

from ingest.errors import ArchiveError, NotFound

LEVEL = 3  # six times cheaper than gzip at the same size
LARGEST = (
    64 * 1024 * 1024
)  # bytes of one page; the fetcher takes 10 MiB at most, WARC files may hold more

UNFINISHED = ".unfinished"  # how a file is called until it is whole

_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Archive:
    """A content-addressed store of page bodies at *url*: a path, ``file://`` or any fsspec URL."""

    url: str
    _files: Any = field(init=False, repr=False, compare=False)
    _root: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            files, root = fsspec.core.url_to_fs(self.url)
        except (ValueError, ImportError) as error:
            raise ArchiveError(self.url, f"is not an address of an archive: {error}") from error
        object.__setattr__(self, "_files", files)
        object.__setattr__(self, "_root", root.rstrip("/"))

    def put(self, body: bytes) -> str:
        """Keep *body* and return its name. Keeping it again only makes it younger."""
        name = hashlib.sha256(body).hexdigest()
        path = self._path(name)
        try:
            if self._is_local and Path(path).exists():
                os.utime(path)
            else:
                self._write(path, zstandard.ZstdCompressor(level=LEVEL).compress(body))
        except OSError as error:
            raise ArchiveError(self.url, f"cannot be written: {_words(error)}") from error
        return name

    def get(self, name: str) -> bytes:
        """Return the body kept as *name*.

        Raises ``NotFound`` if there is none, ``ArchiveError`` if it is no longer what was kept.
        """
        if not _NAME.fullmatch(name):
            raise NotFound(name, "is not the name of an archived page")
        try:
            packed = self._files.cat_file(self._path(name))
        except FileNotFoundError:
            raise NotFound(name, f"is not in the archive {self.url}") from None
        except OSError as error:
            raise ArchiveError(self.url, f"cannot be read: {_words(error)}") from error
        try:
            body = zstandard.ZstdDecompressor().decompress(packed, max_output_size=LARGEST)
        except zstandard.ZstdError as error:
            raise ArchiveError(name, f"is damaged in the archive: {error}") from error
        if hashlib.sha256(body).hexdigest() != name:
            raise ArchiveError(name, "is damaged in the archive: its content does not fit its name")
        return body

    def __contains__(self, name: str) -> bool:
        """Whether something is kept as *name*."""
        return bool(_NAME.fullmatch(name)) and bool(self._files.exists(self._path(name)))

    def remove_older(self, before: datetime) -> int:
        """Remove what was last put before that time, and what crashed writers left; return how many."""
        removed = 0
        try:
            for path in self._files.find(self._root):
                if path.rsplit("/", 1)[-1].endswith((".zst", UNFINISHED)):
                    modified = self._files.modified(path)
                    if modified.replace(tzinfo=modified.tzinfo or UTC) < before:
                        self._files.rm_file(path)
                        removed += 1
        except FileNotFoundError:
            pass  # nothing was ever archived, or somebody else is tidying up as well
        except OSError as error:
            raise ArchiveError(self.url, f"cannot be tidied: {_words(error)}") from error
        return removed

    def _path(self, name: str) -> str:
        return f"{self._root}/{name[:2]}/{name[2:4]}/{name}.zst"

    def _write(self, path: str, packed: bytes) -> None:
        """Write so that a crash or a full disk never leaves half a page under its final name."""
        if not self._is_local:
            self._files.pipe_file(
                path, packed
            )  # object stores show an object only when it is whole
            return
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f"{target.name}.{secrets.token_hex(4)}{UNFINISHED}")
        try:
            with unfinished.open("xb") as file:
                file.write(packed)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)

    @property
    def _is_local(self) -> bool:
        return isinstance(self._files, LocalFileSystem)


def _words(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
