"""Removing what is past its time and belongs to nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

LOG_DAYS = timedelta(days=14)


def remove_old_logs(folder: Path, now: datetime, keep: timedelta = LOG_DAYS) -> int:
    """Remove task logs older than *keep* and folders left empty; Airflow never does. Returns how many."""
    if not folder.is_dir():
        return 0
    gone = 0
    limit = (now - keep).timestamp()
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink()
            gone += 1
        elif path.is_dir() and path != folder and not any(path.iterdir()):
            path.rmdir()
    return gone
