"""A new title borrows its sister's furniture from the store, and the operator may refuse it."""

from __future__ import annotations

import pytest

from ingest.adapters.store import Store
from tests.store.samples import article

BOXES = [
    "Around the bay this week",
    "The tide table for today",
    "Notices from the parish pump",
    "Pick of the week from our pier",
]


def publish(store: Store, publisher: str, count: int, boxes: list[str]) -> None:
    with store.write() as tx:
        for n in range(count):
            tx.memory.learn(publisher, f"-{publisher}{n}", [f"Story number {n} at length.", *boxes])


def test_a_sister_s_label_is_borrowed_and_may_be_refused(store: Store) -> None:
    publish(store, "beacon", 3, BOXES)
    publish(store, "lantern", 1, BOXES[:3])
    publish(store, "stranger", 1, BOXES[:1])
    with store.write() as tx:
        assert tx.memory.of("nobody").keys == tx.memory.of("stranger").keys == frozenset()
        borrowed = tx.memory.of("lantern").keys
        assert len(borrowed) == len(BOXES)
        [unseen] = borrowed - {row.key for row in tx.memory.counts("lantern")}
        tx.memory.revoke("lantern", unseen)
        assert tx.memory.of("lantern").keys == borrowed - {unseen}


@pytest.mark.parametrize(("system", "lends"), [("arc", True), ("wordpress", False), ("", False)])
def test_on_the_same_publishing_system_fewer_common_labels_are_enough(
    store: Store, system: str, lends: bool
) -> None:
    publish(store, "beacon", 3, BOXES)
    publish(store, "lantern", 1, BOXES[:2])
    with store.write() as tx:
        for number, (house, platform) in enumerate({"beacon": "arc", "lantern": system}.items()):
            printed = article(number, publisher=house, platform=platform)
            tx.memory.learn(house, tx.articles.insert(printed).id, [f"Story of {house}."])
        assert bool(tx.memory.of("lantern").keys) is lends
