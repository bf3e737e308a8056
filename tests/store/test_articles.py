"""Articles come back as they were stored; versions and statuses are told to the feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from ingest.adapters.store import Store, article_id
from ingest.errors import NotFound
from ingest.model import Article, Hit, Image, Moment, Relevance, RemovedLine
from ingest.records import ChangeOp
from tests.store.conftest import Clock
from tests.store.samples import NOW, article, insert, key, publish

FULL = replace(
    article(7),
    authors=("Олена Кравчук", "A. O'Neill"),
    modified=Moment(
        at=datetime(2026, 11, 20, tzinfo=UTC), precision="day", origin="meta", zone_known=False
    ),
    standfirst="In short: «зерно» and 港口.",
    kicker="Ports",
    captions=("A ship leaves.", "A crane"),
    section="world",
    agency="Interfax",
    image=Image(url="https://news.example/ship.jpg", caption="A ship", credit="Photo desk"),
    is_full_text=False,
    state_media=True,
    country="UA",
    method="pruned",
    rules_version="clean-abc",
    removed=(
        RemovedLine(position=0, line="Реклама", stage="clean", rule="ad-02", rule_class="ad"),
        RemovedLine(position=3, line="Share", stage="memory", rule="learned", rule_class="share"),
    ),
    relevance=Relevance(
        judgement="keep",
        score=3.25,
        topic="war",
        rules_version="t1",
        reasons=("names two states",),
        hits=(Hit(entity="ua", country="UA", start=0, end=4, matched="Киев", weight=1.5),),
    ),
)


def changes(store: Store) -> list[tuple[int, int, str]]:
    publish(store)
    with store.read() as tx:
        return [(change.no, change.version, change.op) for change in tx.changes.after(0)]


@pytest.mark.parametrize(
    "item", [pytest.param(article(1), id="plain"), pytest.param(FULL, id="with-everything")]
)
def test_an_article_comes_back_as_it_was(store: Store, item: Article) -> None:
    with store.write() as tx:
        stored = tx.articles.insert(item)
    assert (stored.article, stored.version, stored.status) == (item, 1, "kept")
    with store.read() as tx:
        assert tx.articles.get(stored.id) == tx.articles.by_key(item.key) == stored
        assert tx.articles.versions(stored.id) == [item]


def test_times_come_back_in_utc(store: Store) -> None:
    kyiv = datetime(2026, 11, 21, 11, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    [stored] = insert(store, 1, published=Moment(at=kyiv), fetched_at=kyiv)
    published = stored.article.published
    assert published is not None
    assert published.at == kyiv
    assert published.at.utcoffset() == stored.article.fetched_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("year", [1, 9999])
def test_absurd_dates_can_be_kept(store: Store, year: int) -> None:
    [stored] = insert(store, 1, published=Moment(at=datetime(year, 6, 1, tzinfo=UTC)))
    assert stored.article.published is not None
    assert stored.article.published.at.year == year


def test_text_no_database_can_hold_is_made_storable(store: Store) -> None:
    [stored] = insert(store, 1, text="nul \x00, half \ud83d.", authors=("A\x00", "\udfff"))
    assert stored.article.text == "nul \ufffd, half \ufffd."
    assert stored.article.authors == ("A\ufffd", "\ufffd")


def test_the_id_follows_from_the_url_alone() -> None:
    assert article_id(key(1)) == article_id(key(1)) != article_id(key(2))
    assert article_id(key(1)).isalnum()
    assert len(article_id("https://example.org/\ud83d")) == 17


def test_inserting_again_changes_nothing(store: Store) -> None:
    [first] = insert(store, 1)
    [again] = insert(store, 1, headline="Another headline")
    assert again == first
    assert changes(store) == [(1, 1, ChangeOp.ADDED)]


def test_an_edited_story_is_a_version_of_the_same_article(store: Store, clock: Clock) -> None:
    [first] = insert(store, 1)
    clock.advance(hours=1)
    edited = article(1, text="They parted.", content_hash="new", language="ru", removed=())
    with store.write() as tx:
        second = tx.articles.add_version(first.id, edited)
        again = tx.articles.add_version(first.id, edited)
    assert (second.version, second.id, second.first_seen) == (2, first.id, first.first_seen)
    assert again == second
    assert changes(store) == [(1, 1, ChangeOp.ADDED), (2, 2, ChangeOp.CHANGED)]
    with store.read() as tx:
        assert tx.articles.versions(first.id) == [first.article, edited]
        assert [line.text for line in tx.articles.lines(first.id, 1)] == [
            "Ministers of two countries met on day 1.",
            "Hide ad",
            "They spoke about grain and ports.",
        ]
        assert [line.text for line in tx.articles.lines(first.id)] == ["They parted."]


def test_kept_and_removed_lines_together_are_the_page_in_order(store: Store) -> None:
    with store.write() as tx:
        stored = tx.articles.insert(FULL)
        lines = tx.articles.lines(stored.id)
    assert [(line.position, line.kept, line.rule) for line in lines] == [
        (0, False, "ad-02"),
        (1, True, ""),
        (2, True, ""),
        (3, False, "learned"),
    ]
    assert "\n\n".join(line.text for line in lines if line.kept) == FULL.text


@pytest.mark.parametrize("version", [0, 2, -1])
def test_a_version_that_is_not_there_is_not_found(store: Store, version: int) -> None:
    [stored] = insert(store, 1)
    with pytest.raises(NotFound), store.read() as tx:
        tx.articles.lines(stored.id, version)


def test_an_unknown_article_is_not_found(store: Store) -> None:
    with store.read() as tx:
        assert tx.articles.by_key("https://nobody.example/") is None
        with pytest.raises(NotFound):
            tx.articles.get("a0")
        with pytest.raises(NotFound):
            tx.articles.versions("a0")
        assert tx.articles.many(["a0"]) == []


def test_the_feed_speaks_only_of_what_readers_may_see(store: Store) -> None:
    with store.write() as tx:
        stored = tx.articles.insert(article(1), "review")
        tx.articles.add_version(stored.id, article(1, content_hash="2"))
    assert changes(store) == []
    for status in ("kept", "kept", "withdrawn", "review", "kept"):
        with store.write() as tx:
            assert tx.articles.set_status(stored.id, status).status == status  # type: ignore[arg-type]
    assert changes(store) == [
        (1, 2, ChangeOp.ADDED),
        (2, 2, ChangeOp.WITHDRAWN),
        (3, 2, ChangeOp.RESTORED),
    ]


def test_seeing_an_article_again_moves_only_forward(store: Store) -> None:
    [stored] = insert(store, 1)
    for at in (NOW + timedelta(hours=2), NOW + timedelta(hours=1)):
        with store.write() as tx:
            tx.articles.touch(stored.id, at)
    with store.read() as tx:
        assert tx.articles.get(stored.id).last_seen == NOW + timedelta(hours=2)


def test_lists_are_paged_without_gaps_or_repeats(store: Store) -> None:
    insert(store, *range(7))
    seen: list[str] = []
    before = None
    with store.read() as tx:
        while page := tx.articles.list(3, before):
            seen += [stored.article.key for stored in page]
            before = page[-1].no
    assert seen == [key(number) for number in reversed(range(7))]


def test_lists_can_be_narrowed(store: Store, clock: Clock) -> None:
    insert(store, 1)
    insert(store, 2, source_key="herald", publisher="herald")
    insert(store, 3, language="uk")
    clock.advance(hours=1)
    insert(store, 4)
    with store.write() as tx:
        tx.articles.insert(article(5), "review")

    def numbers(**wanted: object) -> list[str]:
        with store.read() as tx:
            return [s.article.key[-1] for s in tx.articles.list(**wanted)]  # type: ignore[arg-type]

    assert numbers() == ["4", "3", "2", "1"]
    assert numbers(source_key="herald") == numbers(publisher="herald") == ["2"]
    assert numbers(language="uk") == ["3"]
    assert numbers(status="review") == ["5"]
    assert numbers(status=None, since=clock()) == ["5", "4"]
    with store.read() as tx:
        assert (tx.articles.count(), tx.articles.count(status=None)) == (4, 5)
        assert tx.articles.count(source_key="herald") == 1
        assert tx.articles.count(since=clock()) == 1


def test_articles_of_a_day_undated_ones_by_when_they_came(store: Store) -> None:
    day = datetime(2026, 11, 20, tzinfo=UTC)
    insert(store, 1, published=Moment(at=day))
    insert(store, 2, published=Moment(at=day + timedelta(days=1)))
    insert(store, 3, published=None)
    with store.read() as tx:
        yesterday = tx.articles.published_between(day, day + timedelta(days=1))
        today = tx.articles.published_between(day + timedelta(days=1), day + timedelta(days=2))
    assert [stored.article.key for stored in yesterday] == [key(1)]
    assert [stored.article.key for stored in today] == [key(2), key(3)]


def test_a_window_of_the_feed_names_each_changed_article_once(store: Store) -> None:
    first, second, third = insert(store, 1, 2, 3)
    with store.write() as tx:
        tx.articles.add_version(first.id, article(1, content_hash="2"))
        tx.articles.add_version(first.id, article(1, content_hash="3"))
        tx.articles.set_status(third.id, "withdrawn")
    publish(store)
    with store.read() as tx:
        whole = tx.articles.since_feed(0, tx.changes.last_no())
        assert [stored.id for stored in whole] == [second.id, first.id]
        assert [stored.version for stored in whole] == [1, 3]
        assert [s.id for s in tx.articles.since_feed(0, 2)] == [first.id, second.id]
        assert [s.id for s in tx.articles.since_feed(5, 6, status=None)] == [third.id]
        assert tx.articles.since_feed(6, 6) == []
