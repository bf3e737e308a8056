"""The change feed: every change once, in an order that never changes, numbered without gaps."""

from __future__ import annotations

from ingest.adapters.store import Store
from ingest.records import ChangeOp
from tests.store.samples import article, insert, publish


def test_numbers_have_no_gaps_even_where_transactions_failed(store: Store) -> None:
    insert(store, 1)
    try:
        with store.write() as tx:
            tx.articles.insert(article(2))
            raise InterruptedError
    except InterruptedError:
        pass
    insert(store, 3, 4)
    with store.read() as tx:
        assert [change.no for change in tx.changes.after(0)] == [1, 2, 3]
        assert tx.changes.last_no() == 3


def test_a_change_is_public_only_after_publishing_and_once(store: Store) -> None:
    with store.write() as tx:
        tx.articles.insert(article(1))
    with store.read() as tx:
        assert tx.changes.after(0) == []
    assert [publish(store), publish(store)] == [1, 0]
    with store.read() as tx:
        assert len(tx.changes.after(0)) == 1


def test_a_reader_goes_on_where_it_stopped(store: Store) -> None:
    insert(store, *range(5))
    with store.read() as tx:
        first = tx.changes.after(0, limit=3)
        rest = tx.changes.after(first[-1].no, limit=3)
    assert [change.no for change in first + rest] == [1, 2, 3, 4, 5]


def test_publishing_inside_a_writing_transaction_never_shows_what_may_still_be_undone(
    store: Store,
) -> None:
    try:
        with store.write() as tx:
            tx.articles.insert(article(1))
            tx.changes.publish()
            raise InterruptedError
    except InterruptedError:
        pass
    insert(store, 2)
    with store.read() as tx:
        [change] = tx.changes.after(0)
        assert change.no == 1
        assert tx.articles.get(change.article_id).article.key == article(2).key


def test_a_merge_can_be_told(store: Store) -> None:
    [stored] = insert(store, 1)
    with store.write() as tx:
        tx.changes.record(stored.id, 1, ChangeOp.MERGED)
    publish(store)
    with store.read() as tx:
        assert [change.op for change in tx.changes.after(0)] == [ChangeOp.ADDED, ChangeOp.MERGED]


def test_consumers_advance_and_never_fall_back_by_themselves(store: Store) -> None:
    with store.write() as tx:
        assert tx.changes.cursor("export") == 0
        tx.changes.advance("export", 7)
        tx.changes.advance("export", 5)
        assert tx.changes.cursor("export") == 7
        assert tx.changes.cursor("digest") == 0
        tx.changes.rewind("export", 2)
        assert tx.changes.cursor("export") == 2
