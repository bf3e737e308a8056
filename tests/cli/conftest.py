"""The command in a process of its own, in an installation that a test fills."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.adapters.store import migrate, open_store
from ingest.dedupe import content_hash
from ingest.model import Moment, Relevance
from ingest.steps.settle import settle_one
from tests.store.samples import NOW, article, source

STORY = """Envoys met in Istanbul on Monday to speak about grain ships, officials said in the evening.

Both sides agreed to meet again in a week, and to let three waiting convoys leave the port at last.

A spokesman said that inspectors would look at every ship, as they had done in the summer before."""


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Ask = Callable[..., Answer]


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A store with a story, a longer copy of it, and a third text that waits for a decision."""
    url = f"sqlite:///{tmp_path}/store.db"
    migrate(url)
    texts = (STORY, f"LISOVA — {STORY}\n\nThe port had been closed since spring, its master said.")
    doubtful = "The harbour master spoke of cranes, ropes and weather, and of nothing else at all."
    with open_store(url) as store, store.write() as tx:
        for number, text in enumerate((*texts, doubtful), 1):
            hashed = content_hash(text)
            relevance = Relevance(
                judgement="review" if number == 3 else "keep", score=2.0, rules_version="t-1",
                reasons=("one country only",),
            )  # fmt: skip
            told = article(number, text=text, content_hash=hashed, relevance=relevance,
                           published=Moment(at=NOW + timedelta(minutes=10 * number)),
                           fetched_at=NOW + timedelta(hours=1),
                           publisher=f"house-{number}", agency="Reuters" if number == 2 else "")  # fmt: skip
            settle_one(tx, told, source())
    with open_store(url) as store, store.write() as tx:
        tx.changes.publish()
    return tmp_path


@pytest.fixture
def ask(installation: Path) -> Ask:
    """Run ``wirewatch`` there."""

    def run(*arguments: str) -> Answer:
        environ = {"WIREWATCH_HOME": str(installation), "PATH": "", "PYTHONWARNINGS": "error"}
        done = subprocess.run(
            [sys.executable, "-m", "ingest", *arguments],
            env=environ, capture_output=True, check=False,
        )  # fmt: skip
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
