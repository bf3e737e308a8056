"""What a person decides about single articles, and judging history again when the topic changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.app import App
from ingest.errors import NotFound
from ingest.model import Outcome, StoredArticle
from ingest.pipeline import Rulebook
from ingest.records import ChangeOp
from ingest.relevance import Topics, load_topic
from ingest.steps.rescore import rescore
from ingest.steps.review import decide, waiting
from tests.steps.conftest import Clock, Site, look

GRAIN = (
    "Envoys of Russia and Ukraine met in Istanbul on Monday to speak about grain ships, officials said.",
    "China, which buys much of the grain, sent an observer to the talks and called them useful.",
    "Both sides agreed to meet again in a week, and to let three waiting convoys leave Odesa.",
)
FERRY = (
    "The ferry between the two islands was late again on Tuesday, and the passengers were not amused.",
    "The company said that a new engine had been ordered in spring and would come before the winter.",
    "Until then, the boat will leave at nine and not at eight, except on Sundays and holidays.",
)


def by_path(app: App) -> dict[str, StoredArticle]:
    with app.store.read() as tx:
        found = tx.articles.list(status=None)
    return {"/" + stored.article.url.split("/", 3)[3]: stored for stored in found}


def ops(app: App) -> list[ChangeOp]:
    with app.store.read() as tx:
        return [change.op for change in tx.changes.after(0)]


@pytest.fixture
def undecided(app: App, site: Site) -> StoredArticle:
    """An article that waits for a decision."""
    site.story("/grain", "Grain talks resume", *GRAIN)
    look(app, "first")
    stored = by_path(app)["/grain"]
    with app.store.write() as tx:
        tx.articles.set_status(stored.id, "review")
    with app.store.write() as tx:
        tx.changes.publish()
    return stored


def test_what_is_kept_is_shown_and_labelled(
    app: App, clock: Clock, undecided: StoredArticle
) -> None:
    assert [stored.id for stored in waiting(app.store)] == [undecided.id]
    decided = decide(app.store, undecided.id, "kept", now=clock(), by="kim", reason="grain")

    assert decided.status == "kept"
    assert list(waiting(app.store)) == []
    assert ops(app)[-1] is ChangeOp.RESTORED
    with app.store.read() as tx:
        label = tx.labels.of(undecided.id)
    assert label is not None
    assert (label.on_topic, label.by, label.reason, label.at) == (True, "kim", "grain", clock())
    assert label.text == undecided.article.text
    assert label.rules_version == undecided.article.relevance.rules_version != ""


def test_the_last_decision_counts(app: App, clock: Clock, undecided: StoredArticle) -> None:
    decide(app.store, undecided.id, "kept", now=clock())
    decide(app.store, undecided.id, "withdrawn", now=clock())
    with app.store.read() as tx:
        [label] = tx.labels.latest()
    assert not label.on_topic
    assert by_path(app)["/grain"].status == "withdrawn"
    assert ops(app)[-1] is ChangeOp.WITHDRAWN


def test_a_decision_can_be_taken_back(app: App, clock: Clock, undecided: StoredArticle) -> None:
    decide(app.store, undecided.id, "withdrawn", now=clock())
    decide(app.store, undecided.id, "review", now=clock())
    assert [stored.id for stored in waiting(app.store)] == [undecided.id]
    with app.store.read() as tx:
        assert tx.labels.latest() == []


def test_a_decision_on_a_vanished_article_counts_when_it_is_back(
    app: App, site: Site, clock: Clock, undecided: StoredArticle
) -> None:
    clock.advance(hours=2)
    site.gone["/grain"] = 410
    for run in ("gone", "still gone"):
        look(app, run)
        clock.advance(hours=2)
    decide(app.store, undecided.id, "kept", now=clock())
    assert by_path(app)["/grain"].status == "withdrawn"
    clock.advance(hours=2)
    site.gone.clear()
    look(app, "third")
    assert by_path(app)["/grain"].status == "kept"


def test_an_unknown_article_cannot_be_decided(app: App, clock: Clock) -> None:
    with pytest.raises(NotFound):
        decide(app.store, "a-unknown", "kept", now=clock())


# ── another topic ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ferries(app: App, tmp_path: Path) -> Rulebook:
    """The same rules with another topic: it has lost its interest in grain and wants two islands."""
    scores = (app.settings.config / "topic.toml").read_text("utf-8")
    scores = scores[scores.index("[score]") : scores.index("[[")].rsplit("\n#", 1)[0]
    entity = (
        '[[entity]]\nkey = "{0}"\ncountries = {{ {1} = 1.0 }}\n'
        'names.en = {{ find = ["{0}"], hits = ["The {0} came."] }}\n'
    )
    file = tmp_path / "ferries.toml"
    file.write_text(
        'key = "ferries"\ntitle = "Ferries"\n[countries]\naa = "Aa"\nbb = "Bb"\n'
        + scores
        + '\n[[context]]\nkey = "sea"\nkind = "topic"\nwords.en = ["boat", "engine", "company"]\n'
        + entity.format("ferry", "aa")
        + entity.format("passengers", "bb"),
        "utf-8",
    )
    return replace(app.rulebook, topics=Topics([load_topic(file)]))


def test_several_topics_keep_what_one_of_them_keeps(
    app: App, site: Site, ferries: Rulebook
) -> None:
    site.story("/grain", "Grain talks resume", *GRAIN)
    site.story("/ferry", "Ferry passengers wait", *FERRY)
    look(app, "first")
    both = replace(ferries, topics=Topics([*app.rulebook.topics.topics, *ferries.topics.topics]))
    run(app, both, dry_run=False)
    found = {path: (s.status, s.article.relevance.topic) for path, s in by_path(app).items()}
    own = app.rulebook.topics.topics[0].key
    assert found == {"/grain": ("kept", own), "/ferry": ("kept", "ferries")}


def run(app: App, rulebook: Rulebook, *, dry_run: bool) -> dict[str, int]:
    report = rescore(app.store, app.archive, rulebook, app.sources, dry_run=dry_run, now=app.now())
    return dict(report.counts)


def test_history_follows_the_topic_but_not_against_operators(
    app: App, site: Site, clock: Clock, ferries: Rulebook
) -> None:
    for path in ("/grain", "/kept"):
        site.story(path, "Grain talks resume", *GRAIN, f"Reported from the quay of {path}.")
    site.story("/ferry", "Ferry passengers wait", *FERRY)
    outcomes = look(app, "first")
    assert outcomes["/ferry"] is Outcome.OFF_TOPIC
    decide(app.store, by_path(app)["/kept"].id, "kept", now=clock())
    before = by_path(app)

    differences = run(app, ferries, dry_run=True)
    assert differences["kept → withdrawn"] == 1
    assert differences["decided by an operator"] == 1
    assert by_path(app) == before, "a dry run writes nothing"

    run(app, ferries, dry_run=False)
    after = by_path(app)
    assert {path: stored.status for path, stored in after.items()} == {
        "/grain": "withdrawn", "/kept": "kept", "/ferry": "kept"
    }  # fmt: skip
    assert after["/grain"].article.relevance.rules_version == ferries.topics.topics[0].version

    clock.advance(days=1)
    assert "/ferry" in look(app, "second"), "from now on it is looked at again"

    run(app, app.rulebook, dry_run=False)
    again = by_path(app)
    assert {path: stored.status for path, stored in again.items()} == {
        "/grain": "kept", "/kept": "kept", "/ferry": "withdrawn"
    }  # fmt: skip
