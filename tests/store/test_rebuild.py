"""Building the index of texts anew, and operators' verdicts on pairs: on both engines."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.adapters.store import Store, article_id
from ingest.clean import load_rules
from ingest.dedupe import content_hash
from ingest.errors import NotFound, StoreOutdated
from ingest.model import Article, Moment, Outcome, Relation, Source
from ingest.pipeline import Rulebook
from ingest.records import ChangeOp, SeedDocument
from ingest.relevance import load_topics
from ingest.seeds import Seed, build_facts
from ingest.steps import reindex as reindexing
from ingest.steps.lineage import lineage_of
from ingest.steps.reindex import reindex
from ingest.steps.seeds import import_seeds, import_shipped
from ingest.steps.settle import settle_one
from ingest.steps.verdicts import rule, take_back
from tests.dedupe.stream import Stream, mixed_stream
from tests.dedupe.words import ENGLISH
from tests.store.conftest import Clock
from tests.store.samples import article, key, source

STORY = "\n\n".join(Stream(1).paragraphs(ENGLISH, 8))
SOURCES = {each.key: each for each in (source("gazette"), source("mirror", deduplicate=False))}
A, B = (article_id(key(n)) for n in (1, 2))


def telling(number: int, text: str, clock: Clock, **changes: object) -> Article:
    """Return an article with a text of its own, fetched now."""
    return replace(
        article(number),
        text=text,
        content_hash=content_hash(text),
        fetched_at=clock(),
        published=Moment(at=clock()),
        publisher=f"house-{number}",
        **changes,  # type: ignore[arg-type]
    )


def settle(store: Store, item: Article, by: Source = SOURCES["gazette"]) -> Outcome:
    with store.write() as tx:
        tx.lock()
        return settle_one(tx, replace(item, source_key=by.key), by).outcome


def told(store: Store) -> list[Relation]:
    with store.read() as tx:
        ids = [stored.id for stored in tx.articles.list(limit=1000, status=None)]
        found = tx.texts.relations_among(ids)
    return sorted(found, key=lambda relation: (relation.a, relation.b))


def pairs(relations: Collection[Relation]) -> list[tuple[str, str]]:
    return [(relation.a, relation.b) for relation in relations]


# ── rebuilding ───────────────────────────────────────────────────────────────────────────────


def fill(store: Store, clock: Clock, seed: int) -> None:
    """Settle a stream of copies, excerpts, round-ups and the like; every seventh is edited later."""
    items = [item for item in mixed_stream(seed, stories=5) if content_hash(item.text)]
    random.Random(seed).shuffle(items)
    for number, item in enumerate(items):
        clock.advance(minutes=1)
        made = telling(number, item.text, clock)
        dated = Moment(at=item.published) if item.published else None
        made = replace(made, published=dated, publisher=item.publisher)
        settle(store, made)
        if number % 7 == 3:
            clock.advance(minutes=1)
            more = f"{item.text}\n\n{Stream(number).paragraphs(ENGLISH, 1)[0]}"
            settle(store, replace(made, text=more, fetched_at=clock(), raw_id=f"{number:x}-later"))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_rebuild_tells_the_relations_that_were_told_before(
    store: Store, clock: Clock, seed: int
) -> None:
    fill(store, clock, seed)
    before = told(store)
    report = reindex(store, SOURCES)

    assert told(store) == before
    assert len(before) > 20
    assert (report.skipped, report.resumed) == (0, 0)


def test_an_interrupted_rebuild_goes_on_where_it_stopped(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "CHUNK", 7)
    fill(store, clock, 3)
    before = told(store)

    def interrupt(done: int, everything: int) -> None:
        if done > everything / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(store, SOURCES, progress=interrupt)
    assert told(store) != before
    report = reindex(store, SOURCES)
    assert told(store) == before
    assert report.resumed > 0


def test_what_arrives_during_a_rebuild_is_related_in_the_end(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "CHUNK", 1)
    settle(store, telling(1, STORY, clock))
    settle(store, telling(2, Stream(2).paragraphs(ENGLISH, 8)[0], clock))
    arrived = []

    def arrive(done: int, _all: int) -> None:
        if done == 1:
            clock.advance(minutes=1)
            late = telling(3, f"LISOVA — {STORY}", clock)
            arrived.append(settle(store, late))
            settle(store, replace(late, text=f"{STORY}\n\nThe ferry sailed.", raw_id="f"))

    reindex(store, SOURCES, progress=arrive)
    assert arrived == [Outcome.DUPLICATE]
    [relation] = told(store)
    assert (relation.a, relation.b) == (article_id(key(3)), A)


def test_seeds_survive_a_rebuild(store: Store, clock: Clock) -> None:
    from ingest.adapters.store.texts import TextRecord
    from ingest.dedupe import fingerprint

    with store.write() as tx:
        mine = fingerprint(STORY, published=None)
        tx.seeds.add(SeedDocument(key="1", publisher="post", title="Ferry"))
        tx.texts.bulk_load(
            [TextRecord(ref="seed:1", fingerprint=mine, publisher="post", fetched_at=clock())]
        )
    settle(store, telling(1, STORY, clock))
    reindex(store, SOURCES)
    assert pairs(told(store)) == [(A, "seed:1")]


def made_by_another_detector(store: Store) -> None:
    with store.write() as tx:
        tx.settings.put("texts.detector", "shingles/0")


def test_the_index_of_another_detector_is_refused(store: Store, clock: Clock) -> None:
    settle(store, telling(1, STORY, clock))
    made_by_another_detector(store)
    with pytest.raises(StoreOutdated, match=r"shingles/0.*wirewatch db reindex"):
        settle(store, telling(2, STORY, clock))


def test_after_another_detector_everything_is_read_again(
    store: Store, clock: Clock, tmp_path: Path, root: Path
) -> None:
    config = root / "config"
    rules = Rulebook(cleaning=load_rules(config / "boilerplate"), topics=load_topics(config))
    facts = tmp_path / "facts.json"
    other = "\n\n".join(Stream(2).paragraphs(ENGLISH, 8))
    document = SeedDocument(key="shipped", publisher="post", title="Ferry")
    facts.write_text(build_facts([Seed(document=document, text=other)]), "utf-8")
    import_shipped(store, facts, now=clock)
    (tmp_path / "imported.txt").write_text(STORY, "utf-8")
    import_seeds(store, [tmp_path / "imported.txt"], rules, now=clock, progress=lambda _: None)
    settle(store, telling(1, STORY, clock))
    settle(store, telling(2, other, clock))
    before = told(store)
    made_by_another_detector(store)

    assert import_shipped(store, facts, now=clock) == 0  # opening the store must not fail
    report = reindex(store, SOURCES, prepare=lambda: import_shipped(store, facts, now=clock))
    assert report.texts == 2
    assert pairs(told(store)) == pairs(before)
    assert set(pairs(before)) == {(A, "seed:imported"), (B, "seed:shipped")}


@pytest.mark.parametrize(
    ("moment", "is_first"),
    [
        pytest.param({"precision": "day", "hours": -9}, False, id="a-bare-date"),
        pytest.param({"hours": 30}, False, id="a-date-to-come"),
        pytest.param({"hours": -1}, True, id="an-hour-before"),
        pytest.param(None, False, id="no-date"),
    ],
)
def test_who_was_first(
    store: Store, clock: Clock, moment: dict[str, Any] | None, is_first: bool
) -> None:
    settle(store, telling(1, STORY, clock))  # at nine
    began = clock()
    clock.advance(hours=2)
    said = dict(moment or {})
    at = Moment(at=began + timedelta(hours=said.pop("hours", 0)), **said) if moment else None
    settle(store, replace(telling(2, f"LISOVA — {STORY}", clock), published=at))
    [relation] = told(store)
    assert (relation.b == B) is is_first
    with store.read() as tx:
        way, _ = lineage_of(tx, A)
    assert (way.original == B) is is_first
    assert way.steps[0].delay >= timedelta(0)


# ── the off switch ───────────────────────────────────────────────────────────────────────────


def test_a_source_that_is_not_deduplicated_is_never_linked(store: Store, clock: Clock) -> None:
    settle(store, telling(1, STORY, clock))
    mirrored = telling(2, STORY, clock)
    assert settle(store, mirrored, SOURCES["mirror"]) is Outcome.STORED
    clock.advance(minutes=1)
    edited = replace(mirrored, text=f"{STORY}\n\nThe ferry sailed at dawn.", raw_id="f")
    assert settle(store, edited, SOURCES["mirror"]) is Outcome.NEW_VERSION
    assert told(store) == []


def test_switching_a_source_off_holds_after_a_rebuild(store: Store, clock: Clock) -> None:
    settle(store, telling(1, STORY, clock))
    clock.advance(minutes=1)
    settle(store, telling(2, STORY, clock))
    assert pairs(told(store)) == [(B, A)]
    report = reindex(store, {"gazette": replace(SOURCES["gazette"], deduplicate=False)})
    assert told(store) == []
    assert (report.texts, report.skipped) == (0, 2)


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def copies(store: Store, clock: Clock) -> None:
    """Two articles of one text."""
    settle(store, telling(1, STORY, clock))
    clock.advance(minutes=5)
    assert settle(store, telling(2, f"LISOVA — {STORY}", clock)) is Outcome.DUPLICATE


@pytest.mark.usefixtures("copies")
def test_a_verdict_holds_at_once_and_through_a_rebuild(store: Store) -> None:
    assert rule(store, A, B, "distinct", reason="two ferries", by="kim") == ()
    assert told(store) == []
    with store.read() as tx:
        assert all(stored.relations == () for stored in tx.articles.list())
    reindex(store, SOURCES)
    assert told(store) == []


@pytest.mark.usefixtures("copies")
def test_a_verdict_that_is_withdrawn_leaves_the_texts_to_speak(store: Store) -> None:
    before = told(store)
    rule(store, B, A, "distinct")
    reindex(store, SOURCES)  # the pair is not even stored now
    assert take_back(store, SOURCES, A, B)
    assert told(store) == before
    assert not take_back(store, SOURCES, A, B)


def test_texts_ruled_to_be_one_are_told_as_one(store: Store, clock: Clock) -> None:
    settle(store, telling(1, STORY, clock))
    clock.advance(minutes=5)
    settle(store, telling(2, "\n\n".join(Stream(2).paragraphs(ENGLISH, 8)), clock))
    [relation] = rule(store, A, B, "duplicate", reason="same interview", by="kim")
    assert (relation.a, relation.b, relation.detector) == (B, A, "operator")
    reindex(store, SOURCES)
    assert told(store) == [relation]
    take_back(store, SOURCES, A, B)
    assert told(store) == []


@pytest.mark.usefixtures("copies")
def test_the_feed_tells_of_verdicts_and_digests_do_not(store: Store) -> None:
    with store.write() as tx:
        tx.changes.publish()
        before = tx.changes.last_no()
    rule(store, A, B, "distinct")
    with store.read() as tx:
        changes = tx.changes.after(before)
        assert tx.articles.since_feed(before, tx.changes.last_no()) == []
    assert {(c.article_id, c.op) for c in changes} == {(A, ChangeOp.MERGED), (B, ChangeOp.MERGED)}


@pytest.mark.usefixtures("copies")
@pytest.mark.parametrize("other", ["a-unknown", "seed:unknown"])
def test_a_verdict_needs_two_texts_that_exist(store: Store, other: str) -> None:
    with pytest.raises(NotFound):
        rule(store, A, other, "distinct")
    with pytest.raises(ValueError, match="itself"):
        rule(store, A, A, "distinct")
    with store.read() as tx:
        assert tx.verdicts.all() == []
