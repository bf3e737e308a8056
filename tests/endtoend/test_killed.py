"""A worker is killed in the middle of a batch: the same run goes on, nothing is lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.app import App, open_app
from ingest.steps.plan import Batch
from newsroom import Newsroom
from tests.endtoend.conftest import settings_for

HOUSES = ("nr-tna", "nr-lantern", "nr-harbor")
BATCH = Batch(name="houses", sources=HOUSES)
WORKER = f"""
from ingest.app import Batch, open_app
with open_app() as app:
    app.fetch("run", Batch(name="houses", sources={HOUSES!r}), everything=True)
"""
PATIENCE = 60.0  # seconds, for a worker to come so far


@dataclass(frozen=True, kw_only=True)
class Left:
    """What a finished run left behind; addresses without the ports, which differ."""

    outcomes: Counter[tuple[str, str]]
    texts: Counter[tuple[str, str]]
    sightings: int
    polls: Counter[str]


def installation(home: Path, newsroom: Newsroom) -> dict[str, str]:
    home.mkdir()
    sources = home / "sources.toml"
    sources.write_text(newsroom.sources_toml(), "utf-8")
    return settings_for(home, sources, newsroom.hosts) | {"WIREWATCH_MIN_DELAY": "0.05"}


def articles_asked(newsroom: Newsroom) -> Counter[str]:
    """Return how often each page of the houses was asked for, feeds and robots files left out."""
    quiet = ("robots", "feed", "rss", "sitemap", "atom", ".xml")
    return Counter(
        f"{seen.key}{seen.path}"
        for seen in newsroom.log
        if seen.key in HOUSES and not any(word in seen.path for word in quiet)
    )


def finish(app: App) -> Left:
    """Do what is left of the run, and tell what it came to."""
    app.fetch("run", BATCH, everything=True)
    app.judge("run", BATCH)
    app.settle("run")
    with app.store.read() as tx:
        rows = tx.ledger.outcomes(run_id="run", limit=10_000)
        articles = tx.articles.list(limit=10_000, status=None)
        polls = [poll for key in HOUSES for poll in tx.channels.history(key, 100)]
        announced = tx.recall.lists(app.now().replace(hour=0, minute=0, second=0, microsecond=0))
    return Left(
        outcomes=Counter((path(row.url), str(row.outcome)) for row in rows),
        texts=Counter((path(a.article.url), a.article.content_hash) for a in articles),
        sightings=sum(len(each.keys) for each in announced),
        polls=Counter(poll.outcome for poll in polls),
    )


def path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2]


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(port=0) as opened:
        yield opened


@pytest.fixture(scope="module")
def undisturbed(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Left:
    """What the same run comes to when nobody is killed."""
    environ = installation(tmp_path_factory.mktemp("well") / "home", newsroom)
    with open_app(environ) as app:
        app.plan("run", everything=True)
        return finish(app)


@pytest.mark.parametrize("pages", [0, 3, 8], ids="killed-after-{}-pages".format)
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    newsroom: Newsroom, undisturbed: Left, tmp_path: Path, pages: int
) -> None:
    environ = installation(tmp_path / "home", newsroom)
    newsroom.log.clear()
    with open_app(environ) as app:
        app.plan("run", everything=True)
        kill_after(pages, app, environ)
        with app.store.read() as tx:
            archived = [
                row.url for row in tx.ledger.outcomes(run_id="run", limit=10_000) if row.page
            ]
        assert len(archived) < sum(undisturbed.texts.values()), "it was killed in the middle"
        assert len(archived) >= pages

        before = articles_asked(newsroom)
        left = finish(app)
        asked = articles_asked(newsroom)

    assert left == undisturbed
    kept = {path(url) for url in archived}
    again = {page for page in asked - before if page.partition("/")[2] in kept}
    assert again == set(), "what is in the archive is not asked for again"
    assert max(asked.values()) <= 2


def kill_after(pages: int, app: App, environ: dict[str, str]) -> None:
    """Start a worker on the batch, and kill it when it has archived so many pages."""
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        env=os.environ | environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + PATIENCE
    while worker.poll() is None and time.monotonic() < until:
        with app.store.read() as tx:
            rows = tx.ledger.outcomes(run_id="run", limit=10_000)
        if rows and sum(row.page is not None for row in rows) >= pages:
            break
        time.sleep(0.005)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(timeout=10) == -signal.SIGKILL, "it had finished before"
