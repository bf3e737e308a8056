"""What one digest covers: everything since the last, once, and nothing readers may not see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.adapters.store import Store
from ingest.dedupe import fingerprint
from ingest.digest import Edition, Rendered
from ingest.model import Article, Entry, Outcome, Relation, RelationKind
from ingest.records import DigestRun, Poll
from ingest.settings import DigestBlock
from ingest.steps.digest import preview, select_digest
from ingest.steps.verdicts import rule
from tests.digest.conftest import NOW, Clock, article, keep, publish, source

SOURCES = {key: source(key) for key in ("alpha", "beta", "gamma")}
SETTINGS = DigestBlock(recipients=("ann@example.org",), sender="digest@example.net")


def show(store: Store, clock: Clock) -> tuple[Edition, Rendered]:
    return preview(store, SOURCES, SETTINGS, clock(), demo=False)


def select(store: Store, clock: Clock, settings: DigestBlock = SETTINGS) -> DigestRun:
    return select_digest(store, SOURCES, settings, clock(), demo=False)


def again(one: Article, **changes: object) -> Article:
    return replace(one, content_hash="later", raw_id="later", **changes)  # type: ignore[arg-type]


def test_the_first_digest_tells_everything_there_is(store: Store, clock: Clock) -> None:
    keep(store, article("alpha"), article("beta"))
    run = select(store, clock)
    assert run.stats == {"stories": 2, "articles": 2, "sources": 2, "duplicates": 0}
    assert (run.feed_after, run.feed_upto, run.day) == (0, 2, "2026-11-21")


def test_two_runs_on_one_day_are_one_digest(store: Store, clock: Clock) -> None:
    keep(store, article("alpha"))
    first = select(store, clock)
    keep(store, article("beta"))
    clock.advance(hours=5)
    assert select(store, clock) == first


def test_the_next_day_tells_only_what_is_new(store: Store, clock: Clock) -> None:
    keep(store, article("alpha"))
    select(store, clock)
    clock.advance(hours=24)
    keep(store, article("beta", hours=20))
    run = select(store, clock)
    assert "beta" in run.text
    assert "alpha" not in run.text
    assert run.feed_after == 1


def test_a_missed_day_is_caught_up_by_one_digest(store: Store, clock: Clock) -> None:
    keep(store, article("alpha"))
    select(store, clock)
    for day in (1, 2, 3):
        clock.advance(hours=24)
        keep(store, article("beta", headline=f"Day {day}", hours=24 * day - 4))
    run = select(store, clock)
    assert [f"Day {day}" in run.text for day in (1, 2, 3)] == [True] * 3
    assert "No digest went out since 2026-11-21 06:00 UTC" in run.text
    clock.advance(hours=24)
    assert "a quiet day" in select(store, clock).subject


def test_the_day_is_that_of_the_readers(store: Store, clock: Clock) -> None:
    clock.at = NOW.replace(hour=23)
    kyiv = SETTINGS.model_copy(update={"time_zone": "Europe/Kyiv"})
    assert select(store, clock, kyiv).day == "2026-11-22"


def test_a_preview_stores_nothing(store: Store, clock: Clock) -> None:
    keep(store, article("alpha"))
    shown = show(store, clock)
    assert show(store, clock) == shown
    with store.read() as tx:
        assert tx.digests.list() == []
    run = select(store, clock)
    assert (run.subject, run.html, run.text) == (shown[1].subject, shown[1].html, shown[1].text)


def test_an_article_in_review_is_counted_and_never_shown(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        tx.articles.insert(article("alpha", headline="Perhaps on topic"), "review")
    publish(store)
    edition, rendered = show(store, clock)
    assert edition.items == ()
    assert "Perhaps on topic" not in rendered.html + rendered.text
    assert edition.left_out == {"waiting for a person's decision": 1}


def test_what_a_person_let_through_is_told_then(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        waiting = tx.articles.insert(article("alpha"), "review")
    publish(store)
    select(store, clock)
    clock.advance(hours=24)
    with store.write() as tx:
        tx.articles.set_status(waiting.id, "kept")
    publish(store)
    assert [item.status for item in show(store, clock)[0].items] == ["new"]


def test_a_withdrawn_article_is_told_as_withdrawn_once(store: Store, clock: Clock) -> None:
    [told, untold] = keep(store, article("alpha", headline="Wrong news"), article("beta"))
    with store.write() as tx:
        tx.articles.set_status(untold.id, "withdrawn")
    publish(store)
    select(store, clock)
    clock.advance(hours=24)
    with store.write() as tx:
        tx.articles.set_status(told.id, "withdrawn")
    publish(store)
    run = select(store, clock)
    assert run.subject.endswith("articles taken back")
    assert "Taken back" in run.text
    assert "Wrong news" in run.text
    assert "beta" not in run.text
    clock.advance(hours=24)
    assert "Wrong news" not in select(store, clock).text


def test_edits_are_told_from_the_version_readers_saw(store: Store, clock: Clock) -> None:
    one = article("alpha", "Four people were hurt in the market hall of Odesa on Friday.")
    [told] = keep(store, one)
    select(store, clock)
    clock.advance(hours=24)
    for n in ("5", "6"):
        clock.advance(minutes=10)
        text = one.text.replace("Four", n)
        with store.write() as tx:
            tx.articles.add_version(told.id, replace(one, text=text, content_hash=n, raw_id=n))
        publish(store)
    [item] = show(store, clock)[0].items
    assert item.status == "changed"
    assert [(e.before, e.after, e.by) for e in item.changes] == [("Four", "6", "Alpha")]


def test_a_new_version_without_an_edit_is_not_told(store: Store, clock: Clock) -> None:
    one = article("alpha")
    [told] = keep(store, one)
    select(store, clock)
    clock.advance(hours=24)
    with store.write() as tx:
        tx.articles.add_version(told.id, again(one, text=one.text + "!"))
    publish(store)
    edition, _ = show(store, clock)
    assert edition.items == ()
    assert edition.left_out == {"told before and unchanged in substance": 1}


TALKS = (
    "Envoys of Russia and Ukraine met in the Swiss town of Brunnen on Friday to talk about the Enerhodar "
    "power plant. The head of the mission, Reto Amstad, spoke of eleven useful hours."
)
SEQUEL = (
    "The envoys who met in Brunnen will return next week, mission head Reto Amstad said in the Swiss town. "
    "A protocol on the Enerhodar power plant was signed at 3 a.m. by 14 engineers."
)


def test_a_story_keeps_its_id_from_day_to_day(store: Store, clock: Clock) -> None:
    [first] = keep(store, article("alpha", TALKS, headline="Brunnen talks on Enerhodar end"))
    select(store, clock)
    ids = set()
    for day in (1, 2, 3, 4, 5):
        clock.advance(hours=24)
        headline = f"Brunnen talks on Enerhodar: sequel {day}"
        keep(store, article("beta", SEQUEL, headline=headline, hours=24 * day - 2))
        [item] = show(store, clock)[0].items
        ids.add((item.id, item.status))
        assert item.day == day + 1
        select(store, clock)
    assert ids == {(first.id, "developing")}


def test_a_late_copy_is_folded_below_yesterdays_original(store: Store, clock: Clock) -> None:
    [first] = keep(store, article("alpha", headline="Original"))
    select(store, clock)
    clock.advance(hours=96)
    [late] = keep(store, article("beta", headline="Copied", hours=90))
    relation = Relation(
        a=late.id, b=first.id, kind=RelationKind.COPY, share_a=1, share_b=1, jaccard=1,
        evidence="all of it", detector="test",
    )  # fmt: skip
    relate(store, first.id, late.id, relation)
    [item] = show(store, clock)[0].items
    assert (item.id, item.status, item.copies) == (first.id, "copied", 1)


def relate(store: Store, first: str, late: str, relation: Relation) -> None:
    text = " ".join(f"word{n}" for n in range(200))
    with store.write() as tx:
        for ref, publisher, hours in ((first, "alpha", 0), (late, "beta", 90)):
            found = tx.texts.settle(
                ref,
                fingerprint(text, published=NOW + timedelta(hours=hours)),
                publisher=publisher,
                fetched_at=NOW + timedelta(hours=hours),
            )
    assert [r.b for r in found.relations] == [first]


@pytest.mark.parametrize("polled", [True, False], ids=["polled", "never-polled"])
def test_what_was_read_and_what_was_not(store: Store, clock: Clock, polled: bool) -> None:
    sources = {
        "alpha": source("alpha"),
        "beta": source("beta"),
        "off": source("off", enabled=False),
    }
    with store.write() as tx:
        tx.runs.start("r", "ingest")
        tx.sources.sync(sources.values())
        if polled:
            for key, outcome in (("alpha", "ok"), ("beta", "http-503")):
                url = sources[key].channels[0].url
                tx.channels.record(
                    Poll(
                        run_id="r", source_key=key, channel_url=url, at=NOW, outcome=outcome,
                        reason="the server is down", entries=3,
                    )
                )  # fmt: skip
    edition, _ = preview(store, sources, SETTINGS, clock(), demo=False)
    told = [(b.name, b.kind) for b in edition.blind]
    if polled:
        assert edition.answered == 1
        assert told == [("Beta", "Could not be reached"), ("Off", "Switched off")]
    else:
        assert told == [
            ("Alpha", "Not looked at yet"), ("Beta", "Not looked at yet"), ("Off", "Switched off")
        ]  # fmt: skip


def test_what_was_left_out_is_counted_once(store: Store, clock: Clock) -> None:
    """A page that failed in three runs is one page; one that was read in the end is none."""
    keep(store, article("alpha", url="https://a.example/read"))
    runs: list[dict[str, Outcome]] = [
        {"off": Outcome.OFF_TOPIC, "bad": Outcome.FAILED, "read": Outcome.FAILED},
        {"bad": Outcome.FAILED, "late": Outcome.DEFERRED},
        {"bad": Outcome.FAILED, "late": Outcome.DEFERRED},
    ]
    for n, outcomes in enumerate(runs):
        entries = [
            Entry(source_key="alpha", url=url, key=url)
            for url in (f"https://a.example/{name}" for name in outcomes)
        ]
        with store.write() as tx:
            tx.runs.start(f"r{n}", "ingest")
            tx.ledger.discover(f"r{n}", "b", "https://alpha.example/feed", entries)
            for entry, outcome in zip(entries, outcomes.values(), strict=True):
                again = clock() if outcome is not Outcome.OFF_TOPIC else None
                tx.ledger.close(f"r{n}", entry.key, outcome, "fetch", "because", retry_at=again)
            tx.runs.finish(f"r{n}", "done")
        clock.advance(minutes=15)
    assert show(store, clock)[0].left_out == {
        "could not be read": 1,
        "not reached yet": 1,
        "off topic": 1,
    }


def carried(store: Store, *names: str) -> list[str]:
    """Let several houses carry one text, an hour after each other; return the articles' ids."""
    text = "The harbour master named nine barges with grain for China and gave no price. " * 8
    kept = keep(store, *(article(name, text, hours=n - 9) for n, name in enumerate(names)))
    with store.write() as tx:
        for n, (name, one) in enumerate(zip(names, kept, strict=True)):
            at = NOW + timedelta(hours=n - 9)
            tx.texts.settle(one.id, fingerprint(text, published=at), publisher=name, fetched_at=at)
    return [one.id for one in kept]


def test_copies_are_folded_below_who_had_it_first(store: Store, clock: Clock) -> None:
    carried(store, "alpha", "beta", "gamma")
    told, rendered = show(store, clock)
    [item] = told.items
    assert (item.copies, item.first.name if item.first else "") == (2, "Alpha")
    assert [line.name for line in item.copied_by] == ["Beta", "Gamma"]
    assert "First told by Alpha (GB), 2026-11-20 21:00 UTC" in rendered.text


def test_a_text_ruled_distinct_is_told_in_its_own_right(store: Store, clock: Clock) -> None:
    first, second = carried(store, "alpha", "beta")
    rule(store, first, second, "distinct", by="ann")
    told, _ = show(store, clock)
    assert (told.duplicates, sum(item.copies for item in told.items)) == (0, 0)
    assert {line.name for item in told.items for line in item.sources} == {"Alpha", "Beta"}


def test_a_text_ruled_a_duplicate_is_folded(store: Store, clock: Clock) -> None:
    texts = (
        "Nine barges with grain for China left the berth of Izmail in the night to Friday. " * 6,
        "A court in Tallinn heard two traders about engines that went to Russia by way of Almaty. "
        * 6,
    )
    first, second = keep(store, article("alpha", texts[0]), article("beta", texts[1], hours=-1))
    with store.write() as tx:
        for one in (first, second):
            mine = fingerprint(one.article.text, published=one.first_seen)
            tx.texts.settle(one.id, mine, publisher=one.id, fetched_at=one.first_seen)
    assert show(store, clock)[0].stories == 2
    rule(store, first.id, second.id, "duplicate", by="ann")
    told, _ = show(store, clock)
    assert (told.stories, told.duplicates) == (1, 1)


def test_a_ruling_on_what_was_told_tells_nothing_again(store: Store, clock: Clock) -> None:
    first, second = carried(store, "alpha", "beta")
    select(store, clock)
    clock.advance(days=1)
    rule(store, first, second, "distinct", by="ann")
    assert show(store, clock)[0].stories == 0
