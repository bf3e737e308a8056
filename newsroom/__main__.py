"""``python -m newsroom``: keep the invented world running for a bounded time."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from pathlib import Path

from newsroom import Newsroom

LONGEST = 24 * 60  # minutes


def main() -> int:
    """Serve until the time is over or somebody asks to stop; 0 = stopped in order."""
    options = _parser().parse_args()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        newsroom = Newsroom(options.tick, options.port, options.extra)
        newsroom.start()
    except OSError as error:
        _say(f"cannot start: {error.strerror or error}")
        return 1
    try:
        if options.write_sources:
            _write_whole(options.write_sources, newsroom.sources_toml())
        _say(f"open at {newsroom.control}/ (Ctrl-C ends it)")
        _wait(newsroom, stopping, options.minutes * 60, options.tick_every)
    finally:
        newsroom.stop()
    return 0


def _write_whole(path: Path, text: str) -> None:
    """Put *text* at *path* in one step: whoever waits for the file never sees half of it."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def _wait(newsroom: Newsroom, stopping: threading.Event, seconds: float, every: float) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if stopping.wait(min(left, every or left)):
            return
        if every and time.monotonic() < end:
            newsroom.tick()


def _say(words: str) -> None:
    sys.stderr.write(f"newsroom: {words}\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m newsroom",
        description="A small hostile news world on 127.0.0.1: invented publishers, one port each.",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=8900,
        help="control port; publishers take the next ones (0: any)",
    )
    parser.add_argument(
        "--write-sources", type=Path, metavar="FILE", help="write a sources.toml here"
    )
    parser.add_argument(
        "--extra", type=Path, metavar="FOLDER", help="serve its .txt files as articles"
    )
    parser.add_argument("--tick", type=int, default=0, help="start at this tick of the clock")
    parser.add_argument(
        "--tick-every", type=float, default=0, metavar="SECONDS", help="advance the clock by itself"
    )
    parser.add_argument("--minutes", type=_minutes, default=60, help="end after this long (60)")
    return parser


def _minutes(raw: str) -> float:
    minutes = float(raw)
    if not 0 < minutes <= LONGEST:
        raise argparse.ArgumentTypeError(f"between 0 and {LONGEST} minutes")
    return minutes


if __name__ == "__main__":
    sys.exit(main())
