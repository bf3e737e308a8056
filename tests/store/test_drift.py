"""Drift from stored pages to alarms, on both engines."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from ingest.adapters.store import Store
from ingest.drift import Measure
from ingest.model import Article, Moment, Outcome, RemovedLine
from ingest.steps.drift import accept, judge, look
from tests.store.conftest import Clock
from tests.store.samples import article, entry, page, source

SOURCES = {"gazette": source("gazette")}
A_DAY = 20  # enough for one day to tell


def publish(store: Store, clock: Clock, day: int, *, broken: bool = False, empty: int = 0) -> None:
    """Let a day pass on which the publisher's pages are fetched and stored; *empty* give no text."""
    clock.advance(days=1)
    run_id = f"run-{day}"
    with store.write() as tx:
        tx.runs.start(run_id, "ingest")
        for each in range(A_DAY):
            number = day * 100 + each
            tx.ledger.discover(run_id, "", "https://news.example/feed", [entry(number)])
            key = entry(number).key
            tx.ledger.fetched(run_id, key, page(number, clock()))
            if each < empty:
                tx.ledger.close(run_id, key, Outcome.EMPTY, "clean", "only 3 letters")
                continue
            stored = tx.articles.insert(told(number, clock, broken=broken))
            tx.ledger.close(run_id, key, Outcome.STORED, "store", "", article_id=stored.id)


def told(number: int, clock: Clock, *, broken: bool) -> Article:
    pick = random.Random(number)
    lines = pick.randint(2, 3) if broken else pick.randint(8, 16)
    text = "\n\n".join(f"Line {n} of a longer story, as it was told." * 3 for n in range(lines))
    removed = [
        RemovedLine(position=n, line="Hide ad", stage="clean", rule="ad-01", rule_class="ad-marker")
        for n in range(12 if broken else 2)
    ]
    return replace(
        article(number),
        text=text,
        removed=tuple(removed),
        fetched_at=clock(),
        authors=() if broken else ("Ann Example",),
        published=Moment(at=clock()),
    )


def test_a_changed_template_raises_one_alarm_with_both_pages(store: Store, clock: Clock) -> None:
    for day in range(14):
        publish(store, clock, day)
        assert judge(store, SOURCES, clock()).alarms == ()
    publish(store, clock, 14, broken=True)

    report = judge(store, SOURCES, clock())
    assert {alarm.drift.measure for alarm in report.new} == {
        Measure.LENGTH, Measure.NOISE, Measure.AUTHORS
    }  # fmt: skip
    alarm = next(alarm for alarm in report.new if alarm.drift.measure is Measure.LENGTH)
    assert alarm.drift.since == f"{clock():%Y-%m-%d}"
    assert "gazette-group: median length fell from 1," in str(alarm.drift)
    with store.read() as tx:
        good = tx.articles.get(alarm.good_article).article
        bad = tx.articles.get(alarm.now_article).article
    assert good.raw_id == alarm.good_raw
    assert bad.raw_id == alarm.now_raw
    assert good.fetched_at < bad.fetched_at
    assert len(good.text) > 3 * len(bad.text)

    assert look(store, SOURCES, clock()).alarms == report.alarms
    publish(store, clock, 15, broken=True)
    lasting = judge(store, SOURCES, clock())
    assert lasting.new == ()
    assert {a.drift.measure for a in lasting.alarms} == {a.drift.measure for a in report.alarms}


def test_an_alarm_ends_when_the_texts_are_as_before(store: Store, clock: Clock) -> None:
    for day in range(14):
        publish(store, clock, day)
    publish(store, clock, 14, broken=True)
    assert judge(store, SOURCES, clock()).new
    for day in range(15, 19):
        publish(store, clock, day)
    report = judge(store, SOURCES, clock())
    assert (report.alarms, len(report.ended)) == ((), 3)
    assert judge(store, SOURCES, clock()).ended == ()
    with store.read() as tx:
        assert all(alarm.ended_at == clock() for alarm in tx.drift.alarms(lasting=False))


def test_what_an_operator_accepts_is_the_norm_from_then_on(store: Store, clock: Clock) -> None:
    for day in range(14):
        publish(store, clock, day)
    for day in range(14, 16):
        publish(store, clock, day, broken=True)
        judge(store, SOURCES, clock())
    assert accept(store, "gazette-group") == 3
    for day in range(16, 24):
        publish(store, clock, day, broken=True)
        assert judge(store, SOURCES, clock()).alarms == ()
    assert accept(store, "gazette-group") == 0


def test_pages_without_text_are_shown_by_their_raw_page(store: Store, clock: Clock) -> None:
    for day in range(14):
        publish(store, clock, day)
    publish(store, clock, 14, empty=A_DAY - 1)
    [alarm] = judge(store, SOURCES, clock()).new
    assert str(alarm.drift).startswith("gazette-group: articles per fetched page fell from 100 %")
    assert alarm.now_article == ""
    assert alarm.now_raw == page(14 * 100 + A_DAY - 2).sha256


def test_days_are_kept_when_ledger_rows_are_long_gone(store: Store, clock: Clock) -> None:
    for day in range(14):
        publish(store, clock, day, empty=2)
    before = judge(store, SOURCES, clock()).days
    assert [(day.pages, day.texts, day.readings) for day in before] == [
        (A_DAY, A_DAY - 2, A_DAY - 2)
    ] * 14
    with store.write() as tx:
        for day in range(14):
            tx.runs.finish(f"run-{day}", "done")
    clock.advance(days=20)
    with store.write() as tx:
        assert tx.ledger.prune(clock() - timedelta(days=1)) > 0
    assert judge(store, SOURCES, clock()).days == before
