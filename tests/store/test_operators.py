"""What publishers took down and what operators decided, on both engines."""

from __future__ import annotations

from ingest.adapters.store import Store
from ingest.model import Outcome, Relevance
from ingest.records import Deletion, Label
from tests.store.conftest import Clock
from tests.store.samples import entry, insert, key


def gone(article_id: str, clock: Clock) -> Deletion:
    return Deletion(
        article_id=article_id, at=clock(), what="HTTP 410", headline="Grain", raw_id="f" * 64,
        status_before="kept",
    )  # fmt: skip


def visit(store: Store, run_id: str, *endings: tuple[int, Outcome]) -> None:
    """Let a run look at some addresses."""
    with store.write() as tx:
        tx.runs.start(run_id, "ingest")
        for number, outcome in endings:
            tx.ledger.discover(run_id, "", "https://news.example/feed", [entry(number)])
            tx.ledger.resume(run_id, "", ["gazette"], 10, revisit=True)
            tx.ledger.close(
                run_id,
                key(number),
                outcome,
                "fetch",
                "",
                article_id=f"a{number}",
                visit_at=tx.session.now(),
            )


def test_a_deletion_holds_until_the_article_is_back(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        assert tx.deletions.now("a1") is None
        assert not tx.deletions.end("a1")
        tx.deletions.record(gone("a1", clock))
        assert tx.deletions.now("a1") == gone("a1", clock)
        assert tx.deletions.gone() == {"a1"}
        assert tx.deletions.amend("a1", "review")
    began = clock()
    clock.advance(hours=3)
    with store.write() as tx:
        assert tx.deletions.end("a1")
        assert not tx.deletions.amend("a1", "kept")
        [told] = tx.deletions.of("a1")
        assert tx.deletions.gone() == set()
    assert (told.at, told.back_at, told.status_before) == (began, clock(), "review")


def test_the_visit_before_is_asked_and_silent_ones_passed_over(store: Store, clock: Clock) -> None:
    for run_id, outcome in (("r1", Outcome.GONE), ("r2", Outcome.BLOCKED), ("r3", Outcome.GONE)):
        visit(store, run_id, (1, outcome))
        clock.advance(hours=1)
    with store.read() as tx:
        assert tx.deletions.was_gone(key(1), run_id="r3")
        assert tx.deletions.other_addresses("a1", key(1)) == []
        assert tx.deletions.other_addresses("a1", key(2)) == [key(1)]
    visit(store, "r4", (1, Outcome.UNCHANGED))
    with store.read() as tx:
        assert not tx.deletions.was_gone(key(1), run_id="r5")


def test_addresses_gone_in_a_row_are_counted_since_a_page_was_seen(
    store: Store, clock: Clock
) -> None:
    visit(store, "r1", (1, Outcome.GONE), (2, Outcome.GONE))
    with store.read() as tx:
        assert tx.deletions.gone_in_a_row("gazette") == 2
        assert tx.deletions.gone_in_a_row("herald") == 0
    clock.advance(hours=1)
    visit(store, "r2", (3, Outcome.STORED))
    with store.read() as tx:
        assert tx.deletions.gone_in_a_row("gazette") == 0


def test_the_latest_label_of_an_article_counts(store: Store, clock: Clock) -> None:
    def label(article_id: str, on_topic: bool) -> Label:
        return Label(
            article_id=article_id, on_topic=on_topic, title="Зерно", text="Text", language="uk",
            score=1.5, rules_version="t-1", reason="", by="kim", at=clock(),
        )  # fmt: skip

    decisions = [label("a1", True), label("a2", True), label("a1", False)]
    with store.write() as tx:
        assert tx.labels.of("a1") is None
        for decision in decisions:
            tx.labels.put(decision)
        assert tx.labels.of("a1") == decisions[2]
        assert tx.labels.latest() == decisions[1:]
        assert tx.labels.decided() == {"a1", "a2"}
        assert tx.labels.withdraw("a1")
        assert not tx.labels.withdraw("a1")
        assert tx.labels.latest() == [decisions[1]]


def test_a_new_judgement_replaces_the_old_one(store: Store) -> None:
    [stored] = insert(store, 1)
    judged = Relevance(judgement="drop", score=-2.0, rules_version="t-2", reasons=("sport",))
    with store.write() as tx:
        tx.articles.set_relevance(stored.id, stored.version, judged)
        assert tx.articles.get(stored.id).article.relevance == judged


def test_only_pages_with_one_outcome_can_be_asked_for(store: Store, clock: Clock) -> None:
    from tests.store.samples import page

    with store.write() as tx:
        tx.runs.start("r1", "ingest")
        for number, outcome in ((1, Outcome.OFF_TOPIC), (2, Outcome.EMPTY)):
            tx.ledger.discover("r1", "", "https://news.example/feed", [entry(number)])
            tx.ledger.fetched("r1", key(number), page(number, clock()))
            tx.ledger.close("r1", key(number), outcome, "judge", "")
        tx.ledger.led_to(key(1), "a1", clock())
        [(work, outcome)] = tx.replay.pages(outcome=Outcome.OFF_TOPIC)
    assert (work.key, work.article_id, outcome) == (key(1), "a1", Outcome.OFF_TOPIC)
