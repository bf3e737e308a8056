"""Workers in processes of their own keep one pace at a host, and one pause after its "too many"."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from tests.store import pacing
from tests.store.racing import finished, start

WORKERS, TIMES, DELAY, PAUSE = 3, 2, 0.1, 1


class Busy(BaseHTTPRequestHandler):
    """A host that wants a pause at the third page it is asked for."""

    protocol_version = "HTTP/1.1"
    asked = 0
    lock = threading.Lock()

    def do_GET(self) -> None:
        with Busy.lock:
            Busy.asked += self.path != "/robots.txt"
            busy = Busy.asked == 3
        status = 404 if self.path == "/robots.txt" else 429 if busy else 200
        body = b"<p>Talks go on.</p>"
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", str(PAUSE))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    Busy.asked = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Busy) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        yield server.server_address[1]
        server.shutdown()


def test_turns_of_all_workers_are_a_delay_apart_and_none_falls_into_a_pause(
    store_url: str, port: int, tmp_path: Path
) -> None:
    files = [tmp_path / str(worker) for worker in range(WORKERS)]
    processes = [start(pacing.fetch, store_url, file, port, TIMES, DELAY) for file in files]
    with finished(*processes):
        pass
    notes = [line.split() for file in files for line in file.read_text().splitlines()]
    turns = sorted(float(at) for kind, at, _ in notes if kind == "turn")
    holds = [(float(at), float(length)) for kind, at, length in notes if kind == "hold"]
    assert len(turns) > WORKERS * TIMES  # robots.txt takes turns, too
    gaps = [later - earlier for earlier, later in pairwise(turns)]
    assert min(gaps) >= DELAY - 0.001  # seconds since 1970 leave that much to rounding
    assert [length for _, length in holds] == [float(PAUSE)]
    (began, length), *_ = holds
    assert not [turn for turn in turns if began < turn < began + length - 0.001]
