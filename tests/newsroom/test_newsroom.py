"""Its life: starts at once, ticks, stops without leaving anything behind."""

from __future__ import annotations

import ast
import json
import signal
import socket
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsroom import Newsroom
from newsroom.content import duration

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_the_same_now_makes_the_same_world(own_newsroom: Newsroom) -> None:
    ports = [int(host.rpartition(":")[2]) for host in own_newsroom.hosts]
    first = own_newsroom.expected()
    own_newsroom.stop()

    with Newsroom(now=NOW) as other:
        again = other.expected()

    assert len(ports) == len(set(ports))
    assert [truth.lines for truth in first.truths.values()] == [
        truth.lines for truth in again.truths.values()
    ]
    assert [truth.published for truth in first.truths.values()] == [
        truth.published for truth in again.truths.values()
    ]


def test_control_shows_and_moves_the_clock(own_newsroom: Newsroom, get) -> None:
    assert json.loads(get(f"{own_newsroom.control}/_tick").body) == {"tick": 0}
    assert json.loads(get(f"{own_newsroom.control}/_tick", method="POST").body) == {"tick": 1}
    assert own_newsroom.clock == 1
    assert get(f"{own_newsroom.control}/").status == 200
    listed = get(f"{own_newsroom.control}/sources.toml").body.decode()
    assert listed == own_newsroom.sources_toml()


def test_it_remembers_who_asked_for_what(own_newsroom: Newsroom, get) -> None:
    url = f"http://{own_newsroom.hosts[0]}/wire.rss"
    etag = get(url).headers["etag"]
    get(url, headers={"If-None-Match": etag})
    assert [(seen.key, seen.path, seen.status, seen.conditional) for seen in own_newsroom.log] == [
        ("nr-tna", "/wire.rss", 200, False),
        ("nr-tna", "/wire.rss", 304, True),
    ]


def test_stopping_hangs_up_on_everyone_and_frees_the_ports(get) -> None:
    newsroom = Newsroom()
    newsroom.start()
    host, port = newsroom.hosts[0].split(":")
    with socket.create_connection((host, int(port)), timeout=5) as idle:
        get(f"{newsroom.control}/")  # by now the idle one was let in, too
        newsroom.stop()
        newsroom.stop()
        assert idle.recv(1) == b""
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((host, int(port)), timeout=5)


def test_a_taken_port_is_an_error_that_leaves_nothing_open(own_newsroom: Newsroom) -> None:
    taken = int(own_newsroom.control.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        Newsroom(port=taken).start()


@pytest.mark.parametrize(
    "raw", [b"\r\n\r\n", b"GET /\r\n\r\n", b"\x16\x03\x01\x00\xa5\r\n\r\n", b"GET"]
)
def test_nonsense_gets_400_and_hurts_nobody(newsroom: Newsroom, get, raw: bytes) -> None:
    host, port = newsroom.hosts[0].split(":")
    with socket.create_connection((host, int(port)), timeout=5) as sock:
        sock.sendall(raw)
        sock.shutdown(socket.SHUT_WR)
        assert sock.recv(64).startswith(b"HTTP/1.1 400")
    assert get(f"http://{host}:{port}/wire.rss").status == 200


def test_only_reading_is_possible(newsroom: Newsroom, get) -> None:
    url = f"http://{newsroom.hosts[0]}/wire.rss"
    assert get(url, method="POST").status == 405
    head = get(url, method="HEAD")
    assert (head.status, head.body) == (200, b"")


def test_it_imports_nothing_of_the_pipeline(root: Path) -> None:
    for file in (root / "newsroom").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] == "ingest" for name in names), file


def test_the_command_writes_sources_and_stops_when_asked(root: Path, tmp_path: Path) -> None:
    sources = tmp_path / "sources.toml"
    command = [sys.executable, "-m", "newsroom", "--port", "0", "--write-sources", str(sources)]
    with subprocess.Popen(
        [*command, "--minutes", "1"], cwd=root, stderr=subprocess.PIPE
    ) as process:
        line = process.stderr.readline().decode()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0

    assert "open at http://127.0.0.1:" in line
    assert len(tomllib.loads(sources.read_text("utf-8"))["source"]) > 20


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--help"], "--write-sources", id="help"),
        pytest.param(["--minutes", "0"], "between 0 and", id="no-time"),
        pytest.param(["--port", "0", "--extra", "no/such/folder"], "cannot start", id="no-folder"),
    ],
)
def test_the_command_says_what_is_wrong(root: Path, arguments: list[str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "newsroom", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert (done.returncode == 0) == (arguments == ["--help"])


def test_it_ends_by_itself(root: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "newsroom",
            "--port",
            "0",
            "--minutes",
            "0.005",
            "--tick-every",
            "0.1",
        ],
        cwd=root,
        capture_output=True,
        timeout=30,
    )
    assert done.returncode == 0


@pytest.mark.parametrize("words", ["", "5", "h5", "-1h", "1.5h"])
def test_a_length_of_time_is_strict(words: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        duration(words)
