"""What can stand in the way of a start, each said in one sentence before anything is started."""

from __future__ import annotations

import shutil
import socket
import sys
from pathlib import Path

from ingest.errors import LaunchError

NEEDED_BYTES = 500 * 1024 * 1024  # Airflow's database and logs, our store and pages of a few days
PYTHONS = ((3, 11), (3, 14))


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> None:
    """Raise ``LaunchError`` unless Airflow and our lock support this Python."""
    low, high = PYTHONS
    if not low <= version <= high:
        raise LaunchError(
            f"Python {version[0]}.{version[1]}",
            f"Wirewatch runs on Python {low[0]}.{low[1]} to {high[0]}.{high[1]}: install one of them and "
            "call `make install PYTHON=/path/to/python`",
        )


def check_disk(folder: Path, needed: int = NEEDED_BYTES) -> None:
    """Raise ``LaunchError`` when *folder* cannot be written or has no room."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
    except OSError as error:
        raise LaunchError(str(folder), f"cannot be written: {error.strerror}") from error
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise LaunchError(
            str(folder),
            f"only {free // 2**20} MB free, at least {needed // 2**20} MB needed: make room, or set "
            "WIREWATCH_HOME to a folder on another disk",
        )


def check_port(port: int) -> None:
    """Raise ``LaunchError`` when something else listens on *port* of this machine.

    An older instance on the port is worse than a refusal: its API server has other secrets, and
    every task of the new scheduler would fail against it.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LaunchError(
                f"port {port}",
                "is taken by another program: end it, or choose another port with "
                f"`make run PORT={port + 1}`",
            ) from error
