"""What the store remembers beside articles: runs, sources, learned lines, seeds, rulings, settings."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from ingest.adapters.store import Store
from ingest.errors import NotFound
from ingest.model import Moment
from ingest.records import SeedDocument
from tests.store.conftest import Clock
from tests.store.samples import NOW, source

SEED = SeedDocument(
    key="000",
    publisher="gazette",
    title="Зерно",
    published=Moment(at=NOW, precision="day"),
    language="uk",
)


# ── runs and sources ─────────────────────────────────────────────────────────────────────────


def test_runs_are_listed_newest_first(store: Store, clock: Clock) -> None:
    for run_id, kind in (("r1", "ingest"), ("r2", "digest"), ("r3", "ingest")):
        clock.advance(minutes=15)
        with store.write() as tx:
            tx.runs.start(run_id, kind)
    with store.write() as tx:
        tx.runs.start("r1", "started again")
        tx.runs.finish("r1", "failed")
        assert [run.run_id for run in tx.runs.latest()] == ["r3", "r2", "r1"]
        assert [run.run_id for run in tx.runs.latest(1, kind="ingest")] == ["r3"]
        run = tx.runs.get("r1")
    assert (run.kind, run.state, run.finished_at, run.counts) == ("ingest", "failed", clock(), {})


def test_an_unknown_run_is_not_found(store: Store) -> None:
    with store.write() as tx:
        with pytest.raises(NotFound):
            tx.runs.get("r9")
        with pytest.raises(NotFound):
            tx.runs.finish("r9", "done")


def test_sources_follow_the_configuration(store: Store) -> None:
    first, second = source("gazette", note="«Слово»"), source("herald", enabled=False)
    with store.write() as tx:
        tx.sources.sync([second, first])
        assert tx.sources.list() == (first, second)
        tx.sources.sync([source("herald", name="The Herald")])
        assert [each.name for each in tx.sources.list()] == ["The Herald"]
        assert tx.sources.get("gazette") == first
        tx.sources.sync([first])
        assert tx.sources.list() == (first,)
        with pytest.raises(NotFound):
            tx.sources.get("nobody")


# ── learned lines ────────────────────────────────────────────────────────────────────────────

LINE = "Read our newsletter every morning"


def learn(store: Store, *article_ids: str, publisher: str = "gazette") -> None:
    for article_id in article_ids:
        with store.write() as tx:
            tx.memory.learn(publisher, article_id, [LINE, "Only in this one " + article_id, LINE])


def test_a_line_on_three_articles_is_learned(store: Store) -> None:
    learn(store, "alpha", "beta")
    learn(store, "gamma", publisher="herald")
    with store.read() as tx:
        assert tx.memory.of("gazette").keys == frozenset()
    learn(store, "gamma", "gamma")
    with store.read() as tx:
        assert len(tx.memory.of("gazette").keys) == 1
        [line] = tx.memory.counts("gazette", at_least=2)
        assert (line.articles, line.example) == (3, LINE)
        assert tx.memory.of("herald").keys == frozenset()


def test_endless_lines_are_not_learned(store: Store) -> None:
    chance = Random(1)
    lines = ["".join(chance.choices("абвгґдежз", k=length)) for length in (400, 4_000)]
    with store.write() as tx:
        tx.memory.learn("gazette", "alpha", lines)
        assert all(len(line.key) <= 500 for line in tx.memory.counts("gazette"))


def test_a_revoked_line_is_forgotten_for_good(store: Store, clock: Clock) -> None:
    learn(store, "alpha", "beta", "gamma")
    with store.write() as tx:
        [line] = tx.memory.counts("gazette", at_least=3)
        tx.memory.revoke("gazette", line.key)
    learn(store, "delta", "epsilon", "zeta")
    clock.advance(days=100)
    with store.write() as tx:
        assert tx.memory.of("gazette").keys == frozenset()
        assert tx.memory.forget(clock() - timedelta(days=90)) > 0
        assert [each.revoked for each in tx.memory.counts("gazette")] == [True]
        tx.memory.revoke("gazette", line.key, revoked=False)
        with pytest.raises(NotFound):
            tx.memory.revoke("gazette", "no such line")


# ── seeds and rulings ────────────────────────────────────────────────────────────────────────


def test_seeds_are_added_once_and_can_be_withdrawn(store: Store) -> None:
    with store.write() as tx:
        assert tx.seeds.add(SEED, corpus="shipped")
        assert not tx.seeds.add(SEED, corpus="shipped", text="Зерно.")
        assert not tx.seeds.add(SEED, corpus="shipped")
        assert tx.seeds.add(SeedDocument(key="001", publisher="", title=""), corpus="mine")
        assert (tx.seeds.get("000"), tx.seeds.text("000")) == (SEED, "Зерно.")
        assert [each.key for each in tx.seeds.list()] == ["000", "001"]
        assert [each.key for each in tx.seeds.list(after="000")] == ["001"]
        assert [each.key for each in tx.seeds.list(corpus="shipped")] == ["000"]
        assert (tx.seeds.count(), tx.seeds.count(corpus="mine")) == (2, 1)
        assert (tx.seeds.remove("000"), tx.seeds.remove("000")) == (True, False)
        with pytest.raises(NotFound):
            tx.seeds.get("000")


def test_a_ruling_is_about_the_pair_whichever_way_round(store: Store) -> None:
    with store.write() as tx:
        tx.verdicts.put("b", "a", "duplicate", by="operator")
        tx.verdicts.put("a", "b", "distinct", reason="two bulletins", by="operator")
        ruling = tx.verdicts.get("b", "a")
        assert ruling is not None
        assert (ruling.a, ruling.ruling, ruling.reason) == ("a", "distinct", "two bulletins")
        assert tx.verdicts.about("b") == [ruling]
        assert (tx.verdicts.withdraw("b", "a"), tx.verdicts.withdraw("a", "b")) == (True, False)
        assert tx.verdicts.get("a", "b") is None


def test_settings_are_remembered(store: Store) -> None:
    with store.write() as tx:
        assert tx.settings.get("scheme", "none") == "none"
        tx.settings.put("scheme", "1")
        tx.settings.put("scheme", "2")
    with store.read() as tx:
        assert tx.settings.get("scheme") == "2"
