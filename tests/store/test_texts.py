"""What the store remembers of texts, on both engines."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.adapters.store import Store, migrate, open_store
from ingest.adapters.store.texts import TextRecord
from ingest.adapters.store.texts_sql import LONGEST_POSTING
from ingest.dedupe import Fingerprint, fingerprint
from ingest.model import RelationKind
from tests.dedupe.stream import Item, Stream, mixed_stream
from tests.dedupe.words import BANKS, ENGLISH
from tests.plugins.postgres import drop_database, new_database

NOW = datetime(2026, 11, 21, tzinfo=UTC)
STORY = "\n\n".join(Stream(1).paragraphs(ENGLISH, 8))
OTHER = "\n\n".join(Stream(2).paragraphs(ENGLISH, 8))


def record(ref: str, text: str, publisher: str = "post") -> TextRecord:
    mine = fingerprint(text, published=None)
    return TextRecord(ref=ref, fingerprint=mine, publisher=publisher, fetched_at=NOW)


def settle(store: Store, ref: str, text: str, **more: object) -> tuple[str, ...]:
    """Settle one text and return the texts it is related to."""
    published = more.pop("published", None)
    with store.write() as tx:
        tx.lock()
        mine = fingerprint(text, published=published)
        decision = tx.texts.settle(ref, mine, **{"publisher": ref, **more})
    return tuple(relation.b for relation in decision.relations)


def test_a_text_is_found_again_and_the_relation_stored(store: Store) -> None:
    assert settle(store, "a1", STORY) == ()
    assert settle(store, "a2", f"LISOVA — {STORY}") == ("a1",)
    with store.read() as tx:
        (relation,) = tx.texts.relations_of("a2")
        assert relation.kind is RelationKind.COPY
        assert (relation.a, relation.b) == ("a2", "a1")
        assert tx.texts.relations_of("a1") == (relation,)
        assert tx.texts.count() == 2


def test_settling_twice_changes_nothing(store: Store) -> None:
    for _ in range(2):
        settle(store, "a1", STORY)
        assert settle(store, "a2", f"{STORY} Ends.") == ("a1",)
    with store.read() as tx:
        assert tx.texts.count() == 2
        assert len(tx.texts.relations_of("a1")) == 1


def test_copies_of_a_copy_are_compared_with_each_other(store: Store) -> None:
    settle(store, "a1", STORY)
    settle(store, "a2", f"LISOVA — {STORY}")
    assert set(settle(store, "a3", f"KESH — {STORY}")) == {"a1", "a2"}


def test_who_was_first_is_told_by_the_dates_and_not_by_arrival(store: Store) -> None:
    settle(store, "late", STORY, published=datetime(2026, 3, 2, tzinfo=UTC))
    settle(store, "early", f"{STORY} Ends.", published=datetime(2026, 3, 1, tzinfo=UTC))
    with store.read() as tx:
        (relation,) = tx.texts.relations_of("early")
    assert (relation.a, relation.b) == ("late", "early")


def test_direction_turns_excerpt_into_container(store: Store) -> None:
    part = STORY[: len(STORY) // 3]
    settle(store, "part", part, published=datetime(2026, 3, 2, tzinfo=UTC))
    settle(store, "whole", STORY, published=datetime(2026, 3, 1, tzinfo=UTC))
    with store.read() as tx:
        (relation,) = tx.texts.relations_of("whole")
    assert (relation.a, relation.kind) == ("part", RelationKind.EXCERPT_OF)
    assert relation.share_a > 0.9 > relation.share_b


def test_a_new_version_keeps_what_copied_the_old_one(store: Store) -> None:
    settle(store, "a1", STORY)
    settle(store, "a1", OTHER)
    assert "a1" in settle(store, "a2", f"{OTHER} Ends.")
    with store.read() as tx:
        assert tx.texts.count() == 2


def test_withdrawn_texts_are_met_no_more(store: Store) -> None:
    settle(store, "seed:1", STORY)
    settle(store, "a2", f"{STORY} Ends.")
    with store.write() as tx:
        assert tx.texts.withdraw("seed:1")
        assert not tx.texts.withdraw("seed:1")
        assert tx.texts.relations_of("a2") == ()
        assert tx.texts.prune() > 0
    assert settle(store, "a3", OTHER) == ()


def test_operators_have_the_last_word(store: Store) -> None:
    settle(store, "a1", STORY)
    with store.write() as tx:
        tx.verdicts.put("a2", "a1", "distinct", reason="checked", by="kim")
    assert settle(store, "a2", f"{STORY} Ends.") == ()
    settle(store, "a3", OTHER)
    with store.write() as tx:
        tx.verdicts.put("a3", "a1", "duplicate", reason="same event", by="kim")
    with store.read() as tx:
        (relation,) = tx.texts.relations_of("a3")
    assert {relation.a, relation.b} == {"a1", "a3"}
    assert "kim" in relation.evidence


def test_bulk_load_can_be_repeated(store: Store) -> None:
    records = [
        record(f"seed:{n}", "\n\n".join(Stream(n).paragraphs(ENGLISH, 4))) for n in range(40)
    ]
    with store.write() as tx:
        assert len(tx.texts.bulk_load(records[:25])) == 25
    with store.write() as tx:
        assert len(tx.texts.bulk_load(records)) == 15
        assert not tx.texts.bulk_load(records)
    page = f"{OTHER}\n\n{chr(10).join(Stream(33).paragraphs(ENGLISH, 4))}"
    assert "seed:33" in settle(store, "a1", page)


def test_a_phrase_everybody_uses_is_skipped(store: Store) -> None:
    phrase = "to the best of our present knowledge nobody was hurt"
    texts = [record(f"a{n}", f"{phrase} w{n}x w{n}y w{n}z") for n in range(LONGEST_POSTING + 1)]
    asked = fingerprint(phrase, published=None)
    with store.write() as tx:
        for one in texts[:-1]:
            tx.texts.add_document(one, one.fingerprint.sequence)
        assert len(tx.texts.candidates(asked)) == 20
        tx.texts.add_document(texts[-1], texts[-1].fingerprint.sequence)
        assert tx.texts.candidates(asked) == []


# ── the same stream, whatever the order, on both engines ─────────────────────────────────────


def told(
    store: Store, items: Sequence[Item], prints: dict[str, Fingerprint]
) -> set[tuple[str, ...]]:
    """Settle *items* and return all relations as they are reported."""
    with store.write() as tx:
        tx.lock()
        for item in items:
            tx.texts.settle(item.ref, prints[item.ref], publisher=item.publisher, fetched_at=NOW)
        refs = [item.ref for item in items]
        return {(r.a, r.b, str(r.kind)) for r in tx.texts.relations_among(refs)}


def prints_of(items: Sequence[Item]) -> dict[str, Fingerprint]:
    return {item.ref: fingerprint(item.text, published=item.published) for item in items}


def clear_cut(seed: int) -> list[Item]:
    """Stories and what was plainly made of them; nothing near a threshold."""
    stream = Stream(seed)
    makers = (Stream.exact, Stream.extraction, Stream.excerpt, Stream.noise)
    bases = [(stream.original(bank, day, 8), bank) for bank in BANKS for day in range(2)]
    return [
        *(base for base, _ in bases),
        *(make(stream, base, bank) for base, bank in bases for make in makers),
    ]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000))
def test_arrival_order_does_not_change_the_reported_relations(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    items = clear_cut(seed % 7)
    prints = prints_of(items)
    shuffled = random.Random(seed).sample(items, len(items))
    results = []
    for order in (items, shuffled):
        url = f"sqlite:///{tmp_path_factory.mktemp('order') / 'store.db'}"
        migrate(url)
        with open_store(url) as store:
            results.append(told(store, order, prints))
    assert results[0] == results[1]
    assert len(results[0]) > len(items)


@pytest.mark.postgres
@pytest.mark.parametrize("seed", [5, 6])
def test_both_engines_tell_the_same(tmp_path: Path, seed: int) -> None:
    items = mixed_stream(seed, stories=8)
    random.Random(seed).shuffle(items)
    prints = prints_of(items)
    urls = (f"sqlite:///{tmp_path / 'store.db'}", new_database())
    results = []
    for url in urls:
        migrate(url)
        with open_store(url) as store:
            results.append(told(store, items, prints))
    drop_database(urls[1])
    assert results[0] == results[1]
    assert set(chain.from_iterable(results[0]))
