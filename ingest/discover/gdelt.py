"""GDELT's 15-minute files: which articles of the publishers we watch did somebody else see?

A source of kind ``gdelt`` looks out for the hosts in ``link_hosts``, or for those of all other sources;
everything else in the files is counted and left out. Formats: the GDELT 2.0 code books of events, mentions
and the knowledge graph, and the article list (GAL). The files say when GDELT's crawler came by, never
when an article was published: no dates.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from ingest.discover.decoding import Undecodable
from ingest.discover.model import Announcement, Document

MAX_ROWS = 50_000  # about ten times what 15 minutes hold
_INDEX_LINE = re.compile(r"^\d+ [0-9a-f]{32} (\S+)$")
# Small files that name every article; the knowledge graph says nothing more about addresses, so an index
# leads to these, but the graph is read where somebody names it.
_WANTED = (".export.csv.zip", ".mentions.csv.zip", ".gal.json.gz")
_ADDRESS_COLUMN = {61: 60, 16: 5, 27: 4}  # columns in the file → where the article's address stands
_MAX_TABLE = (
    100_000_000  # bytes unpacked, read line by line; the knowledge graph has 18 to 40 million
)
_MAX_LINE = 1_000_000


def is_index(text: str) -> bool:
    """Return whether *text* is a ``lastupdate.txt``: lines of size, MD5 and address.

    >>> is_index("76 d41d8cd98f00b204e9800998ecf8427e http://a.example/20261121.export.CSV.zip")
    True
    """
    lines = text.split("\n", 3)
    return bool(_INDEX_LINE.match(lines[0].strip()))


def read_index(text: str, address: str) -> Document:
    """Return which files to read next: only on the index's own host, only kinds we understand."""
    found = (_INDEX_LINE.match(line.strip()) for line in text.splitlines()[:50])
    urls = (urljoin(address, match[1]) for match in found if match)
    own = urlsplit(address).hostname
    follow = tuple(u for u in urls if urlsplit(u).hostname == own and u.lower().endswith(_WANTED))
    return Document(
        format="gdelt-index",
        follow=follow,
        problem="" if follow else "the index names no file we understand",
    )


def is_archive(body: bytes) -> bool:
    """Return whether *body* is a zip file, as GDELT's tables are."""
    return body.startswith(b"PK\x03\x04")


def read_archive(body: bytes) -> Document:
    """Return the articles a zipped table names, each once. Raises ``Undecodable``."""
    items: dict[str, None] = {}
    truncated = 0
    for row in _rows(body):
        cells = row.split("\t")
        column = _ADDRESS_COLUMN.get(len(cells))
        if column is None or not cells[column].startswith(("http://", "https://")):
            continue
        if len(items) < MAX_ROWS:
            items[cells[column]] = None
        else:
            truncated += 1
    return _document("gdelt-table", [Announcement(link=url) for url in items], truncated)


def read_lines(text: str) -> Document:
    """Return the articles of an article list: one JSON object a line."""
    items = []
    for line in text.splitlines()[:MAX_ROWS]:
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and isinstance(said.get("url"), str):
            items.append(
                Announcement(
                    link=said["url"],
                    title=str(said.get("title") or ""),
                    language=str(said.get("lang") or ""),
                )
            )
    return _document("gdelt-list", items, max(0, text.count("\n") - MAX_ROWS))


def _document(form: str, items: list[Announcement], truncated: int) -> Document:
    return Document(
        format=form,
        items=tuple(items),
        truncated=truncated,
        same_site_only=True,
        problem="" if items else "no article addresses in the file",
    )


def _rows(body: bytes) -> Iterator[str]:
    """Yield the lines of the one table in a zip file; it is never held as a whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            (member,) = archive.infolist()
            with archive.open(member) as table:
                left = _MAX_TABLE
                while line := table.readline(_MAX_LINE):
                    left -= len(line)
                    if left < 0 or len(line) >= _MAX_LINE:
                        raise Undecodable("the table or a line of it unpacks to more than any has")
                    yield line.decode("utf-8", "replace").rstrip("\r\n")
    except Undecodable:
        raise
    except ValueError as error:
        raise Undecodable("the zip file does not hold exactly one table") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        raise Undecodable(f"the zip file is damaged ({error})") from error
