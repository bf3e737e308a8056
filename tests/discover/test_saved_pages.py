"""Folders of saved pages and WARC files: every page or the reason why not."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.discover.folder import read_folder
from ingest.discover.saved import MAX_FILE, story_of
from ingest.discover.warc import read_warc
from ingest.errors import SourceError
from ingest.model import Failure, Page, Source

SOURCE = Source(key="saved", name="Saved", channels=(), publisher="saved", language="en")
HTML = b"<html><head>%s</head><body><p>Talks go on.</p></body></html>"


def read(folder: Path) -> dict[str, Page | Failure]:
    return {entry.url: answer for entry, answer in read_folder(folder, SOURCE)}


def test_where_a_page_comes_from(tmp_path: Path) -> None:
    (tmp_path / "beside.html").write_bytes(HTML % b"")
    (tmp_path / "beside.url").write_text("[InternetShortcut]\nURL=https://a.example/beside\n")
    (tmp_path / "facts.html.gz").write_bytes(gzip.compress(HTML % b""))
    (tmp_path / "facts.json").write_text(
        json.dumps({"url": "https://a.example/facts", "fetched_at": "2026-11-21T12:00:00+02:00"})
    )
    (tmp_path / "own.htm").write_bytes(
        HTML % b"<meta property='og:url' content='https://a.example/og'>"
        b'<link href="https://a.example/own?a=1&amp;b=2" rel="canonical">'
    )
    (tmp_path / "relative.html").write_bytes(HTML % b'<link rel="canonical" href="/x">')
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a note.txt").write_text("Talks go on.")
    (tmp_path / "ignored.css").write_text("p {}")
    found = read(tmp_path)
    assert set(found) == {
        "https://a.example/beside", "https://a.example/facts", "https://a.example/own?a=1&b=2",
        f"file:///{tmp_path.name}/relative.html", f"file:///{tmp_path.name}/deep/a%20note.txt",
    }  # fmt: skip
    facts, note = (
        found["https://a.example/facts"],
        found[f"file:///{tmp_path.name}/deep/a%20note.txt"],
    )
    assert isinstance(facts, Page)
    assert facts.fetched_at == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert facts.body.startswith(b"<html>")
    assert isinstance(note, Page)
    assert note.content_type == "text/plain"


def test_an_index_above_the_folder(tmp_path: Path) -> None:
    pages = tmp_path / "html"
    pages.mkdir()
    (pages / "1.html").write_bytes(HTML % b'<link rel="canonical" href="https://wrong.example/">')
    (tmp_path / "pages.jsonl").write_text(
        '{"url": "https://a.example/1", "html": "html/1.html"}\nnot json\n[]\n'
        '{"url": "https://a.example/2", "html": "html/2.html"}\n{"url": "ftp://x/3", "html": "html/3.html"}\n'
    )
    for folder in (tmp_path, pages):
        found = read(folder)
        assert isinstance(found["https://a.example/1"], Page)
        missing = found["https://a.example/2"]
        assert isinstance(missing, Failure)
        assert missing.code == "missing"
        assert len(found) == 2


BAD_FILES = {
    "empty": ("x.html", b"", "empty"),
    "blank": ("x.html", b" \n", "empty"),
    "picture": ("x.html", b"\x89PNG\r\n\x1a\n" + bytes(100), "not-text"),
    "pdf": ("x.html", b"%PDF-1.7 ...", "not-text"),
    "noise": ("x.txt", bytes(range(256)) * 8, "not-text"),
    "cut-gzip": ("x.html.gz", gzip.compress(HTML * 50)[:-12], "unreadable"),
    "gzip-bomb": ("x.html.gz", gzip.compress(bytes(MAX_FILE + 1)), "unreadable"),
    "huge": ("x.html", b" " * (MAX_FILE + 1), "too-large"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "body", "code"), BAD_FILES.values(), ids=BAD_FILES)
def test_what_is_no_page_is_a_failure_in_words(
    tmp_path: Path, name: str, body: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(body)
    (failure,) = read(tmp_path).values()
    assert isinstance(failure, Failure)
    assert failure.code == code
    assert name in failure.message


def test_utf16_is_text(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_bytes("<html>Переговори</html>".encode("utf-16"))
    assert isinstance(next(iter(read(tmp_path).values())), Page)


def test_no_folder_is_an_error_of_the_source(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a folder"):
        read(tmp_path / "nowhere")


def test_the_shared_pages_are_all_read(shared: Path) -> None:
    found = list(read_folder(shared / "data" / "pages", SOURCE))
    assert len(found) == len({entry.key for entry, _ in found})
    assert all(isinstance(page, Page) and page.url.startswith("http") for _, page in found)


# ── WARC ─────────────────────────────────────────────────────────────────────────────────────


def warc(*, packed: bool) -> bytes:
    """Return an archive of four responses, two of them pages."""
    answers = [("200 OK", "text/html; charset=utf-8"), ("404 Not Found", "text/html"),
               ("200 OK", "image/png"), ("200 OK", "application/xhtml+xml")]  # fmt: skip
    archive = b""
    for number, (status, kind) in enumerate(answers):
        http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + HTML % b"x" * 20
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{number}\r\n"
            f"WARC-Date: 2026-11-21T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        )
        record = head.encode() + http + b"\r\n\r\n"
        archive += gzip.compress(record) if packed else record
    return archive


@pytest.mark.parametrize("packed", [False, True], ids=["warc", "warc.gz"])
def test_html_responses_with_status_200(tmp_path: Path, packed: bool) -> None:
    file = tmp_path / "crawl.warc"
    file.write_bytes(warc(packed=packed))
    found = list(read_warc(file, SOURCE))
    assert [entry.url for entry, _ in found] == ["https://a.example/0", "https://a.example/3"]
    page = found[0][1]
    assert isinstance(page, Page)
    assert page.fetched_at == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert page.content_type == "text/html; charset=utf-8"


@pytest.mark.parametrize("packed", [False, True], ids=["warc", "warc.gz"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.99])
def test_a_cut_archive_gives_what_is_whole_and_says_so(
    tmp_path: Path, packed: bool, share: float
) -> None:
    whole = warc(packed=packed)
    file = tmp_path / "cut.warc"
    file.write_bytes(whole[: int(len(whole) * share)])
    *pages, (_, last) = read_warc(file, SOURCE)
    assert isinstance(last, Failure)
    assert last.code == "damaged"
    assert all(isinstance(page, Page) and page.body == HTML % b"x" * 20 for _, page in pages)


@pytest.mark.parametrize("body", [b"", b"hello " * 200, b"\x1f\x8bjunk", bytes(1000)])
def test_what_is_no_archive_is_one_failure(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "x.warc.gz"
    file.write_bytes(body)
    ((_, failure),) = read_warc(file, SOURCE)
    assert isinstance(failure, Failure)


def test_a_missing_archive_is_an_error_of_the_source(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be opened"):
        list(read_warc(tmp_path / "nowhere.warc", SOURCE))


def test_two_pages_with_one_address_are_told_apart(tmp_path: Path) -> None:
    for name, said in (("a", b"Nine barges."), ("b", b"Ten barges."), ("c", b"Ten barges.")):
        (tmp_path / f"{name}.html").write_bytes(b"<html><body><p>" + said)
        (tmp_path / f"{name}.url").write_text("https://a.example/barges")
    entries = [entry for entry, _ in read_folder(tmp_path, SOURCE)]
    assert {entry.url for entry in entries} == {"https://a.example/barges"}
    assert [entry.key for entry in entries] == [
        "https://a.example/barges",
        "https://a.example/barges#saved-2",
        "https://a.example/barges#saved-3",
    ]
    assert {story_of(entry.key) for entry in entries} == {"https://a.example/barges"}
