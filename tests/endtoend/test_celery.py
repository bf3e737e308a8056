"""The scale-out topology of docker-compose.yml at work: PostgreSQL, Valkey, two Celery workers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq
import pytest

from ingest.adapters.store import Store, open_store
from ingest.normalize.urls import url_key
from newsroom import Newsroom
from tests.endtoend.conftest import RETRIED_IN_VAIN, SLOW
from tests.endtoend.scaleout import ScaledOut
from tests.plugins.postgres import drop_database, new_database

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
FIRST_RUN_SECONDS = 240.0
STORED = {"stored", "duplicate", "review"}  # the outcomes that leave an article
OFF = (
    *(key for key in SLOW if key != "nr-slow"),
    *RETRIED_IN_VAIN,
)  # slow enough to be interrupted


@pytest.fixture(scope="module")
def switched_off() -> tuple[str, ...]:
    return OFF


@pytest.fixture(scope="module")
def databases() -> Iterator[dict[str, str]]:
    """One database for Airflow, one for the articles."""
    made = {"airflow": new_database(), "wirewatch": new_database()}
    yield made
    for url in made.values():
        drop_database(url)


@pytest.fixture(scope="module")
def cluster(environ: dict[str, str], databases: dict[str, str]) -> Iterator[ScaledOut]:
    stated = {"WIREWATCH_STORE_URL", "WIREWATCH_ARCHIVE_URL"}  # by the compose file
    world = {name: value for name, value in environ.items() if name not in stated}
    scaled_out = ScaledOut(world, databases=databases)
    try:
        scaled_out.start()
        yield scaled_out
    finally:
        scaled_out.stop()


@pytest.fixture(scope="module")
def store(cluster: ScaledOut) -> Iterator[Store]:
    opened = open_store(cluster.environment["WIREWATCH_STORE_URL"])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def first_run(cluster: ScaledOut) -> dict[str, Any]:
    """The run that Airflow started by itself, after its end."""
    cluster.wait_for(lambda: cluster.runs("news_ingest"), FIRST_RUN_SECONDS, "a first run")
    run_id = cluster.runs("news_ingest")[-1]["dag_run_id"]
    cluster.ended("news_ingest", run_id)
    return cluster.runs("news_ingest")[-1]


def stored_keys(store: Store) -> dict[str, int]:
    """Return the version of every stored article, by URL key."""
    with store.read() as tx:
        return {a.article.key: a.version for a in tx.articles.list(limit=10_000, status=None)}


def open_rows(store: Store, run_id: str) -> tuple[int, int]:
    """Return how many ledger rows a run has, and how many of them without an outcome."""
    with store.read() as tx:
        rows = tx.ledger.outcomes(run_id=run_id, limit=10_000)
    return len(rows), sum(row.outcome is None for row in rows)


def test_the_first_run_succeeds_and_settles_every_address(
    cluster: ScaledOut, store: Store, first_run: dict[str, Any]
) -> None:
    assert (first_run["run_type"], first_run["state"]) == ("scheduled", "success")
    rows, without_outcome = open_rows(store, first_run["dag_run_id"])
    assert rows > 60
    assert without_outcome == 0


def test_the_articles_are_in_the_database_of_their_own(
    cluster: ScaledOut, store: Store, first_run: dict[str, Any]
) -> None:
    assert store.engine.dialect.name == "postgresql"
    assert len(stored_keys(store)) > 40


def test_the_articles_event_starts_the_export(
    cluster: ScaledOut, store: Store, first_run: dict[str, Any]
) -> None:
    cluster.wait_for(lambda: cluster.runs("news_export"), 60, "a run of news_export")
    run = cluster.runs("news_export")[-1]
    assert run["run_type"] == "asset_triggered"
    assert cluster.ended("news_export", run["dag_run_id"]) == "success"
    folder = Path(cluster.environment["WIREWATCH_EXPORT"]) / "articles"
    manifest = json.loads((folder / "_manifest.json").read_text())
    rows = sum(pq.read_metadata(folder / part["path"]).num_rows for part in manifest["parts"])
    with store.read() as tx:
        assert rows == manifest["rows"] == tx.changes.last_no()


def test_a_worker_lost_in_the_middle_of_a_run_loses_and_doubles_nothing(
    cluster: ScaledOut, store: Store, newsroom: Newsroom, first_run: dict[str, Any]
) -> None:
    before = stored_keys(store)
    newsroom.tick()
    run_id = cluster.begin("news_ingest", everything=True)
    victim: dict[str, Any] = {}

    def all_are_at_work() -> bool:
        boxes = cluster.instances("news_ingest", run_id)
        fetching = [t for t in boxes if t["task_id"] == "sources.fetch"]
        running = [t for t in fetching if t["state"] == "running" and t["pid"]]
        waiting = {t["state"] for t in fetching} & {None, "scheduled", "queued"}
        victim.update(running[-1] if running else {})
        return bool(running) and not waiting

    cluster.wait_for(all_are_at_work, 60, "every batch being fetched")
    cluster.lose_the_worker_of(victim["pid"])
    assert cluster.ended("news_ingest", run_id) == "success"

    again = {(t["task_id"], t["map_index"]): t for t in cluster.instances("news_ingest", run_id)}
    retried = again[victim["task_id"], victim["map_index"]]
    assert retried["try_number"] > victim["try_number"]
    assert open_rows(store, run_id)[1] == 0

    after, expected = stored_keys(store), newsroom.expected()
    new = {
        url_key(url)
        for url, truth in expected.truths.items()
        if truth.tick == 1 and truth.outcomes & STORED and truth.source not in OFF
    }
    assert after.keys() - before.keys() == new
    edited = {url_key(c.url) for c in expected.changed(1) if c.what not in ("cosmetic", "gone")}
    assert edited & before.keys() <= {key for key in before if after[key] == before[key] + 1}
    assert {after[key] - before.get(key, 0) for key in after} <= {0, 1}
    with store.read() as tx:
        told = Counter((c.article_id, c.version, c.op) for c in tx.changes.after(0, 10_000))
        readable = tx.articles.list(limit=10_000, status="kept")
    assert set(told.values()) == {1}, "no change is told twice"
    assert {(a.id, a.version) for a in readable} <= {(one, version) for one, version, _ in told}


def test_a_stop_leaves_nothing_running(cluster: ScaledOut, first_run: dict[str, Any]) -> None:
    starters = [psutil.Process(p.pid) for p in cluster.services.processes.values()]
    assert len(starters) == 6, "API server, scheduler, DAG processor, triggerer, worker, Valkey"
    assert cluster.stop() == []
    # Airflow's DAG processor loses a SIGTERM now and then and works on; it holds nothing of ours.
    assert set(cluster.killed) <= {"dag-processor"}
