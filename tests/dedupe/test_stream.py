"""The floors of the detector on invented streams; the held-back seeds were never looked at in tuning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingest.adapters.store import Store, migrate, open_store
from ingest.dedupe import Decision, fingerprint
from tests.dedupe.score import Score, judge_stream
from tests.dedupe.stream import Item, mixed_stream

TUNED_ON = (1,)
HELD_BACK = (901, 902)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    migrate(url)
    with open_store(url) as opened:
        yield opened


def score(store: Store, items: Sequence[Item]) -> Score:
    def settle(item: Item) -> Decision:
        mine = fingerprint(item.text, published=item.published)
        return tx.texts.settle(item.ref, mine, publisher=item.publisher)

    with store.write() as tx:
        return judge_stream(items, settle)


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
@pytest.mark.parametrize("seed", [*TUNED_ON, *HELD_BACK])
def test_mixed_stream(store: Store, seed: int, dated: bool) -> None:
    found = score(store, mixed_stream(seed, stories=16, dated=dated))
    assert found.f1 >= 0.98, found.table() + "\n" + "\n".join(found.errors)
    assert found.wrong["bulletin"] == 0, found.errors
    assert found.wrong["retold"] == 0, found.errors
    assert all(found.recall_of(kind) >= 0.9 for kind in found.found), found.table()
