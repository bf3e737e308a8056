"""``make bench``: every benchmark in one run, one process each so that none warms another's caches.

Absolute times lie on shared machines; the ratios beside them, taken in the same run, do not.
"""

from __future__ import annotations

import subprocess
import sys
from itertools import takewhile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
FIRST = ("bench_extract", "bench_pipeline")  # what a user asks first


def main() -> int:
    """Run them all, or those named; options after the names go to each. Return how many failed."""
    found = sorted(path.stem for path in FOLDER.glob("bench_*.py"))
    words = list(takewhile(lambda word: not word.startswith("-"), sys.argv[1:]))
    options = sys.argv[1 + len(words) :]
    wanted = [f"bench_{name.removeprefix('bench_')}" for name in words]
    names = wanted or [*(n for n in FIRST if n in found), *(n for n in found if n not in FIRST)]
    failed = 0
    for name in names:
        print(f"\n── {name} {'─' * (70 - len(name))}", flush=True)
        command = [sys.executable, "-m", f"tests.bench.{name}", *options]
        failed += subprocess.run(command, cwd=FOLDER.parent.parent, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
