"""The detector on news written by hand: nothing related that is not, nearly everything found."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from ingest.adapters.store import Store, migrate, open_store
from ingest.dedupe import Fingerprint, fingerprint
from ingest.model import Relation, RelationKind
from tests.dedupe.natural_news import DUPLICATE, FOLDER, News, labelled, natural_stream
from tests.dedupe.natural_score import judge_natural
from tests.plugins.postgres import drop_database, new_database

FRESH = FOLDER / "fresh"  # written after the first thresholds were set
SPEECH = FOLDER / "speech"  # what the rules on quotations and background were tuned on
BLIND = FOLDER / "blind.txt"  # scored before its mistakes were read


@cache
def fingerprints(dated: bool, folder: Path = FOLDER) -> dict[str, tuple[News, Fingerprint]]:
    return {
        news.ref: (news, fingerprint(news.text, published=news.at if dated else None))
        for news in natural_stream(folder)
    }


def told(
    store: Store, refs: Sequence[str], *, dated: bool = True, folder: Path = FOLDER
) -> list[Relation]:
    """Settle the texts in this order and return all relations as they are reported."""
    return settled(store, fingerprints(dated, folder), refs)


def settled(
    store: Store, made: Mapping[str, tuple[News, Fingerprint]], refs: Sequence[str]
) -> list[Relation]:
    """Settle texts by their names, in the order of the names."""
    with store.write() as tx:
        tx.lock()
        for ref in refs:
            news, mine = made[ref]
            tx.texts.settle(ref, mine, publisher=news.house, fetched_at=news.at)
        return list(tx.texts.relations_among(refs))


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Iterator[Store]]:
    """As many empty stores as a test wants."""
    opened: list[Store] = []

    def make() -> Iterator[Store]:
        while True:
            url = f"sqlite:///{tmp_path / f'{len(opened)}.db'}"
            migrate(url)
            opened.append(open_store(url))
            yield opened[-1]

    yield make()
    for store in opened:
        store.close()


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_natural_news(stores: Iterator[Store], dated: bool) -> None:
    items = [news for news, _ in fingerprints(dated).values()]
    score = judge_natural(items, told(next(stores), [n.ref for n in items], dated=dated))
    assert not score.wrong, "\n".join(score.errors)
    assert score.f1 >= 0.99, score.table() + "\n" + "\n".join(score.errors)
    assert all(score.recall_of(kind) >= 0.95 for kind in score.found), score.table()
    assert not score.misnamed, "\n".join(score.errors)


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_fresh_news(stores: Iterator[Store], dated: bool) -> None:
    """Known limits: an explanation in the first quarter of two short stories, a piece of a quotation."""
    items = [news for news, _ in fingerprints(dated, FRESH).values()]
    relations = told(next(stores), [n.ref for n in items], dated=dated, folder=FRESH)
    score = judge_natural(items, relations)
    assert score.recall >= 0.99, "\n".join(score.errors)
    assert score.precision >= 0.99, score.table() + "\n" + "\n".join(score.errors)
    assert not [error for error in score.errors if " copy " in error or " update-of " in error]
    assert not score.wrong["bulletin"]
    assert not score.misnamed


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_news_that_quotes(stores: Iterator[Store], dated: bool) -> None:
    """Long quotations and explanations in very short stories: harder than news is, and tuned on."""
    items = [news for news, _ in fingerprints(dated, SPEECH).values()]
    relations = told(next(stores), [n.ref for n in items], dated=dated, folder=SPEECH)
    score = judge_natural(items, relations)
    assert score.precision >= 0.94, score.table() + "\n" + "\n".join(score.errors)
    assert score.recall >= 0.96, score.table() + "\n" + "\n".join(score.errors)
    assert not score.misnamed, "\n".join(score.errors)


@pytest.mark.parametrize(("dated", "recall", "misnamed"), [(True, 1.0, 2), (False, 0.99, 9)])
def test_blind_news(stores: Iterator[Store], dated: bool, recall: float, misnamed: int) -> None:
    """Written by somebody who did not know the rules; without dates a digest looks like an edition."""
    items = sorted(labelled(BLIND), key=lambda news: (news.at, news.ref))
    made = {n.ref: (n, fingerprint(n.text, published=n.at if dated else None)) for n in items}
    score = judge_natural(items, settled(next(stores), made, [n.ref for n in items]))
    assert not score.wrong, "\n".join(score.errors)
    assert score.recall >= recall, "\n".join(score.errors)
    assert score.misnamed.total() <= misnamed, "\n".join(score.errors)
    assert score.series["same-series"] >= 7 * dated, score.series


def some(seed: int, folder: Path = FOLDER) -> list[str]:
    """Return all that was written, and of what was made of it a third."""
    keep = random.Random(seed)
    by_hand = ("base", "written", "bulletin")
    made = fingerprints(dated=True, folder=folder).values()
    return [news.ref for news, _ in made if news.kind in by_hand or keep.random() < 0.3]


def plain(relations: Sequence[Relation]) -> set[tuple[str, str, str]]:
    return {(r.a, r.b, str(r.kind)) for r in relations if r.kind is not RelationKind.SAME_SERIES}


@pytest.mark.parametrize("folder", [FOLDER, SPEECH], ids=["news", "quotations"])
@pytest.mark.parametrize("seed", [1, 6])
def test_arrival_order_changes_no_relation(
    stores: Iterator[Store], seed: int, folder: Path
) -> None:
    """Which pages are called issues of a series may change: furniture weighs by what a house had."""
    refs = some(seed, folder)
    shuffled = random.Random(seed).sample(refs, len(refs))
    first, second = (plain(told(next(stores), order, folder=folder)) for order in (refs, shuffled))
    assert first == second


def test_arrival_order_folds_the_same_articles_away(stores: Iterator[Store]) -> None:
    """A dozen editions of every text: relatives are many, and the closest are compared first."""
    refs = list(fingerprints(dated=True))
    shuffled = random.Random(4).sample(refs, len(refs))
    first, second = (plain(told(next(stores), order)) for order in (refs, shuffled))
    assert len(first ^ second) <= 2, sorted(first ^ second)
    assert not [pair for pair in first ^ second if pair[2] in DUPLICATE]


@pytest.mark.postgres
def test_both_engines_tell_the_same_of_natural_news(stores: Iterator[Store]) -> None:
    refs = random.Random(3).sample(some(3), len(some(3)))
    url = new_database()
    migrate(url)
    with open_store(url) as postgres:
        assert told(postgres, refs) == told(next(stores), refs)
    drop_database(url)
