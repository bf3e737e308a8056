"""The archive keeps what it was given, once, whole, or says why it cannot."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.adapters.archive import UNFINISHED, Archive
from ingest.errors import ArchiveError, NotFound

BODY = "<p>Міст відкрили в понеділок.</p>".encode() * 50


@pytest.fixture(params=["path", "file-url", "memory"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    urls: dict[str, Callable[[], str]] = {
        "path": lambda: str(tmp_path / "raw"),
        "file-url": lambda: (tmp_path / "raw").as_uri(),
        "memory": lambda: f"memory://raw-{uuid.uuid4().hex}",
    }
    return Archive(urls[request.param]())


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_put_comes_back_under_its_hash(archive: Archive) -> None:
    name = archive.put(BODY)
    assert name == hashlib.sha256(BODY).hexdigest()
    assert archive.get(name) == BODY
    assert name in archive


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.binary(max_size=5_000))
def test_every_body_comes_back(archive: Archive, body: bytes) -> None:
    assert archive.get(archive.put(body)) == body


def test_putting_twice_keeps_one_file_and_makes_it_younger(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    archive.put(BODY)
    (kept,) = files(tmp_path)
    content = kept.stat().st_ino
    os.utime(kept, (1, 1))
    archive.put(BODY)
    assert files(tmp_path) == [kept]
    assert kept.stat().st_ino == content
    assert archive.remove_older(datetime.now(UTC) - timedelta(days=1)) == 0


def test_old_pages_and_leavings_of_crashes_are_removed(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    old, young = archive.put(BODY), archive.put(b"young")
    (path,) = (each for each in files(tmp_path) if each.stem == old)
    crashed = path.with_name(f"{path.name}.1a2b{UNFINISHED}")
    crashed.write_bytes(b"half")
    (tmp_path / "notes.txt").write_text("not ours")
    for each in (path, crashed, tmp_path / "notes.txt"):
        os.utime(each, (1, 1))
    assert archive.remove_older(datetime.now(UTC) - timedelta(days=1)) == 2
    assert (old in archive, young in archive) == (False, True)
    assert (tmp_path / "notes.txt").exists()


def test_any_archive_can_be_emptied_even_one_never_used(archive: Archive) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    assert archive.remove_older(later) == 0
    name = archive.put(BODY)
    assert archive.remove_older(later) == 1
    assert name not in archive


def test_files_lie_in_two_levels_of_folders_and_are_compressed(tmp_path: Path) -> None:
    name = Archive(str(tmp_path)).put(BODY)
    path = tmp_path / name[:2] / name[2:4] / f"{name}.zst"
    assert zstandard.decompress(path.read_bytes()) == BODY


def test_many_writers_of_the_same_page_leave_one_whole_file(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(archive.put, [BODY] * 40))
    assert len(files(tmp_path)) == len(names) == 1
    assert archive.get(names.pop()) == BODY


@pytest.mark.parametrize("name", ["0" * 64, "", "../../etc/passwd", "g" * 64, "A" * 64])
def test_what_is_not_there_is_not_found(archive: Archive, name: str) -> None:
    with pytest.raises(NotFound):
        archive.get(name)
    assert name not in archive


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda packed: packed[:-5], id="cut"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(
            lambda packed: packed[:20] + bytes([packed[20] ^ 255]) + packed[21:], id="bit-rot"
        ),
        pytest.param(lambda _: zstandard.compress(b"another page"), id="exchanged"),
        pytest.param(lambda _: b"plain text", id="not-compressed"),
    ],
)
def test_damage_is_noticed(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    name = archive.put(BODY)
    (kept,) = files(tmp_path)
    kept.write_bytes(damage(kept.read_bytes()))
    with pytest.raises(ArchiveError, match="damaged"):
        archive.get(name)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError, match="cannot be written"):
        Archive(str(tmp_path / "file" / "raw")).put(BODY)


def test_a_full_disk_is_named_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: the write fails half-way."""
    archive = Archive(str(tmp_path))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, before[1]))
    try:
        with pytest.raises(ArchiveError, match="cannot be written"):
            archive.put(os.urandom(64 * 1024))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert files(tmp_path) == []


def test_an_address_nobody_serves_is_an_archive_error() -> None:
    with pytest.raises(ArchiveError, match="not an address"):
        Archive("nosuchprotocol://bucket")
