"""Learned furniture goes from new pages at once, from old ones when read again; a veto undoes both."""

from __future__ import annotations

import pytest

from ingest.app import App
from tests.steps.conftest import Clock, Site, look

FURNITURE = "Notes from the harbour desk"
STORIES = {
    "/grain": (
        "Envoys of Russia and Ukraine met in Istanbul on Monday to speak about grain ships.",
        "China, which buys much of the grain, sent an observer to the talks in the old palace.",
    ),
    "/gas": (
        "Moscow and Beijing have agreed on the price of gas for a second line across the steppe.",
        "Ukraine, through which the old line runs, was not asked, its energy minister complained.",
    ),
    "/drones": (
        "Drones from a Chinese factory were found in a Russian store near the Ukrainian border.",
        "The factory says it sells them to farmers only and cannot know where they are flown.",
    ),
    "/bank": (
        "Two Chinese banks stop payments for Russian firms because of sanctions over Ukraine.",
        "Traders in the border town now carry cash across the river, as their fathers once did.",
    ),
}


def publish(site: Site, path: str) -> None:
    first, second = STORIES[path]
    site.story(path, f"What is known of the {path[1:]} story", first, FURNITURE, second)


def texts(app: App) -> dict[str, str]:
    with app.store.read() as tx:
        return {
            s.article.url.rsplit("/", 1)[1]: s.article.text for s in tx.articles.list(status=None)
        }


@pytest.fixture
def learned(app: App, site: Site, clock: Clock) -> None:
    """Three articles teach the line; the fourth is read after that."""
    for path in ("/grain", "/gas", "/drones"):
        publish(site, path)
    look(app, "first")
    clock.advance(hours=1)
    publish(site, "/bank")
    look(app, "second")


def test_what_three_articles_teach_goes_from_the_next_one(app: App, learned: None) -> None:
    found = texts(app)
    assert {name for name, text in found.items() if FURNITURE in text} == {"grain", "gas", "drones"}


def test_history_is_mended_when_asked_and_told_first(app: App, clock: Clock, learned: None) -> None:
    clock.advance(hours=1)
    before = texts(app)
    report = app.reprocess(dry_run=True)
    assert report.counts["text differs"] == 3
    assert all(f"-{FURNITURE}" in sample["detail"] for sample in report.samples)
    assert texts(app) == before
    app.reprocess(dry_run=False)
    assert not any(FURNITURE in text for text in texts(app).values())
    assert app.reprocess(dry_run=True).counts == {"same": 4}


def test_a_veto_brings_the_line_back_everywhere(app: App, clock: Clock, learned: None) -> None:
    clock.advance(hours=1)
    app.reprocess(dry_run=False)
    with app.store.write() as tx:
        [key] = tx.memory.of("quay").keys
        tx.memory.revoke("quay", key)
    clock.advance(hours=1)
    report = app.reprocess(dry_run=True)
    assert report.counts["text differs"] == 4
    assert all(f"+{FURNITURE}" in sample["detail"] for sample in report.samples)
    app.reprocess(dry_run=False)
    assert all(FURNITURE in text for text in texts(app).values())
