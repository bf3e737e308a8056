"""Whole passes over the newsroom without Airflow, compared with the newsroom's own truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from ingest.app import App, open_app
from ingest.model import DUPLICATE_KINDS, Outcome, StoredArticle
from ingest.normalize.urls import url_key
from newsroom import Newsroom
from newsroom.truth import Truth
from tests.endtoend.conftest import SLOW


@dataclass(frozen=True, kw_only=True)
class Pass:
    """What one pass left behind."""

    outcomes: dict[str, Outcome]  # by URL key
    articles: dict[str, StoredArticle]
    last_no: int
    open_rows: int


def take(app: App, run_id: str) -> Pass:
    batches = app.plan(run_id, everything=True)
    for batch in batches:
        app.fetch(run_id, batch, everything=True)
        app.judge(run_id, batch)
    app.settle(run_id)
    with app.store.read() as tx:
        rows = tx.ledger.outcomes(run_id=run_id, limit=10_000)
        articles = tx.articles.list(limit=10_000, status=None)
        return Pass(
            outcomes={row.key: row.outcome for row in rows if row.outcome},
            articles={a.article.key: a for a in articles},
            last_no=tx.changes.last_no(),
            open_rows=sum(row.outcome is None for row in rows),
        )


@pytest.fixture(scope="module")
def app(environ: dict[str, str]) -> Iterator[App]:
    with open_app(environ) as opened:
        yield opened


@pytest.fixture(scope="module")
def first(app: App) -> Pass:
    return take(app, "first")


@pytest.fixture(scope="module")
def second(app: App, first: Pass) -> Pass:
    return take(app, "second")


@pytest.fixture(scope="module")
def after_tick(app: App, second: Pass, newsroom: Newsroom) -> Pass:
    newsroom.tick()
    return take(app, "third")


def told(faults: dict[str, object]) -> str:
    return "\n" + "\n".join(f"{key}: {fault}" for key, fault in sorted(faults.items()))


def read_truths(newsroom: Newsroom) -> dict[str, Truth]:
    world = newsroom.expected()
    return {
        url_key(url): truth
        for url, truth in world.truths.items()
        if truth.source not in SLOW and not world.sources[truth.source].recovers
    }


def test_every_announced_address_ends_in_an_allowed_outcome(
    newsroom: Newsroom, first: Pass
) -> None:
    wrong = {
        key: (first.outcomes.get(key), truth.outcomes, truth.why)
        for key, truth in read_truths(newsroom).items()
        if truth.tick == 0 and str(first.outcomes.get(key)) not in truth.outcomes
    }
    assert not wrong, told(wrong)
    assert first.open_rows == 0


def test_stored_texts_are_the_articles_and_nothing_else(newsroom: Newsroom, first: Pass) -> None:
    faults = {}
    for key, truth in read_truths(newsroom).items():
        stored = first.articles.get(key)
        if stored is None or not truth.lines:
            continue
        lost, left = truth.missing(stored.article.text), truth.leftovers(stored.article.text)
        if lost or left:
            faults[f"{truth.source} {key}"] = {"lost": lost, "left": left}
    assert not faults, told(faults)


def test_every_family_of_copies_is_told_once(newsroom: Newsroom, first: Pass) -> None:
    untold = []
    for family in newsroom.expected().families(0):
        keys = {url_key(url) for url in family} & set(first.articles)
        alone = [
            key
            for key in keys
            if not any(r.kind in DUPLICATE_KINDS for r in first.articles[key].relations)
        ]
        if len(keys) > 1 and len(alone) > 1:
            untold.append(sorted(alone))
    assert untold == []


def test_a_second_pass_stores_nothing(first: Pass, second: Pass) -> None:
    assert second.articles.keys() == first.articles.keys()
    assert [k for k, a in second.articles.items() if a.version != first.articles[k].version] == []
    assert second.last_no == first.last_no


def test_after_a_tick_exactly_the_new_and_changed_come(
    newsroom: Newsroom, second: Pass, after_tick: Pass
) -> None:
    truths = read_truths(newsroom)
    new = {k for k in after_tick.articles if k not in second.articles and k in truths}
    expected_new = {
        key
        for key, truth in truths.items()
        if truth.tick == 1 and truth.outcomes & {"stored", "duplicate", "review"}
    }
    assert new == expected_new

    changed = {
        k
        for k, a in after_tick.articles.items()
        if k in second.articles and a.version > second.articles[k].version
    }
    expected_changed = {
        url_key(c.url) for c in newsroom.expected().changed(1) if c.what not in ("cosmetic", "gone")
    }
    assert changed == expected_changed & set(second.articles)


def test_no_page_was_read_that_robots_or_manners_forbid(
    newsroom: Newsroom, after_tick: Pass
) -> None:
    assert newsroom.trespasses() == ()
