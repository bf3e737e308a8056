"""A recipient gets a digest once, whatever breaks on the way."""

from __future__ import annotations

import pytest

from ingest.adapters.store import Store
from ingest.errors import NotFound
from ingest.records import DeliveryState
from tests.store.conftest import Clock
from tests.store.samples import insert

READER = "reader@example.org"


@pytest.fixture
def digest_id(store: Store) -> str:
    """A digest that was started."""
    with store.write() as tx:
        return tx.digests.start("daily-2026-11-21", day="2026-11-21", feed_after=0, feed_upto=9).id


def claim(store: Store, digest_id: str) -> bool:
    with store.write() as tx:
        return tx.digests.claim(digest_id, READER)


def mark(store: Store, digest_id: str, state: DeliveryState, error: str = "") -> None:
    with store.write() as tx:
        tx.digests.mark(digest_id, READER, state, "<digest@example.org>", error)


def test_starting_again_keeps_the_window(store: Store, digest_id: str) -> None:
    with store.write() as tx:
        again = tx.digests.start(digest_id, day="2026-11-21", feed_after=9, feed_upto=20)
    assert (again.feed_after, again.feed_upto, again.state) == (0, 9, "started")


def test_what_was_rendered_is_kept(store: Store, digest_id: str, clock: Clock) -> None:
    stored = insert(store, 1, 2)
    ids = [each.id for each in stored]
    for subject in ("First try", "Сьогодні 今天"):
        with store.write() as tx:
            digest = tx.digests.render(
                digest_id, subject=subject, html="<p>", text="t", article_ids=ids, stats={"n": 2}
            )
    with store.write() as tx:
        tx.digests.finish(digest_id)
        assert tx.digests.list() == [tx.digests.get(digest_id)]
        assert tx.digests.article_ids(digest_id) == sorted(ids)
    assert (digest.subject, digest.stats, digest.state) == ("Сьогодні 今天", {"n": 2}, "rendered")


def test_a_digest_remembers_in_which_story_it_told_an_article(store: Store, digest_id: str) -> None:
    one, two = (each.id for each in insert(store, 1, 2))
    with store.write() as tx:
        tx.digests.render(
            digest_id, subject="s", html="", text="", article_ids=[two], stories={one: two}
        )
        assert tx.digests.stories(digest_id) == {one: two, two: ""}
        assert tx.digests.article_ids(digest_id) == sorted([one, two])


@pytest.mark.parametrize(
    ("state", "may_send_again"),
    [
        pytest.param(None, False, id="claimed-and-died"),
        pytest.param("sent", False, id="sent"),
        pytest.param("refused", False, id="refused-for-good"),
        pytest.param("unknown", False, id="connection-lost-after-the-text"),
        pytest.param("failed", True, id="certainly-not-accepted"),
    ],
)
def test_only_what_certainly_did_not_arrive_is_sent_again(
    store: Store, digest_id: str, state: DeliveryState | None, may_send_again: bool
) -> None:
    assert claim(store, digest_id)
    if state is not None:
        mark(store, digest_id, state, "451 later")
    assert claim(store, digest_id) is may_send_again


def test_an_operator_can_release_a_delivery_of_unknown_fate(store: Store, digest_id: str) -> None:
    claim(store, digest_id)
    with store.write() as tx:
        tx.digests.release(digest_id, READER)
    assert claim(store, digest_id)
    mark(store, digest_id, "sent")
    with store.read() as tx:
        [delivery] = tx.digests.deliveries(digest_id)
    assert (delivery.state, delivery.attempts, delivery.error) == ("sent", 2, "")
    assert delivery.message_id == "<digest@example.org>"


def test_what_was_never_claimed_cannot_be_marked(store: Store, digest_id: str) -> None:
    with pytest.raises(NotFound):
        mark(store, digest_id, "sent")


def test_an_unknown_digest_is_not_found(store: Store) -> None:
    with store.read() as tx:
        assert tx.digests.list() == []
        with pytest.raises(NotFound):
            tx.digests.get("daily-1999-01-01")
    with pytest.raises(NotFound), store.write() as tx:
        tx.digests.finish("daily-1999-01-01")
