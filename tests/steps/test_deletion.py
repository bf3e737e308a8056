"""Articles that vanish from their addresses, and those that come back."""

from __future__ import annotations

import pytest

from ingest.app import App
from ingest.model import Outcome, StoredArticle
from ingest.records import ChangeOp, Deletion
from tests.steps.conftest import Clock, Site, look

GRAIN = (
    "Envoys of Russia and Ukraine met in Istanbul on Monday to speak about grain ships, officials said.",
    "China, which buys much of the grain, sent an observer to the talks and called them useful.",
    "Both sides agreed to meet again in a week, and to let three waiting convoys leave Odesa.",
)


@pytest.fixture
def stored(app: App, site: Site, clock: Clock) -> StoredArticle:
    """The article as it stood before anything happened to it."""
    site.story("/grain", "Grain talks resume", *GRAIN)
    assert look(app, "first") == {"/grain": Outcome.STORED}
    clock.advance(hours=2)
    return newest(app)


def newest(app: App) -> StoredArticle:
    with app.store.read() as tx:
        [found] = tx.articles.list(status=None)
    return found


def ops(app: App) -> list[ChangeOp]:
    with app.store.read() as tx:
        return [change.op for change in tx.changes.after(0)]


def deletions(app: App) -> list[Deletion]:
    with app.store.read() as tx:
        return tx.deletions.of(newest(app).id)


def test_a_410_takes_the_article_from_readers_at_once_while_the_site_lives(
    app: App, site: Site, clock: Clock
) -> None:
    several(app, site, clock)
    site.gone["/6"] = 410
    look(app, "second")
    if not withdrawn(app):  # it was asked before the others had answered
        clock.advance(hours=2)
        look(app, "third")
    assert withdrawn(app) == 1


def test_a_410_keeps_the_text_and_is_on_record(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    twice_gone(app, site, clock, 410)
    assert newest(app).status == "withdrawn"
    assert newest(app).article.text == stored.article.text
    assert ops(app) == [ChangeOp.ADDED, ChangeOp.WITHDRAWN]
    [gone] = deletions(app)
    assert (gone.what, gone.headline, gone.back_at) == ("HTTP 410", "Grain talks resume", None)
    assert gone.raw_id == stored.article.raw_id


def twice_gone(app: App, site: Site, clock: Clock, status: int) -> None:
    """Let the only article be gone, and be looked at twice."""
    site.gone["/grain"] = status
    for number in range(2):
        assert look(app, f"gone-{number}") == {"/grain": Outcome.GONE}
        clock.advance(hours=2)


def test_the_only_page_of_a_site_counts_as_deleted_when_it_is_gone_twice(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    site.gone["/grain"] = 410
    assert look(app, "second") == {"/grain": Outcome.GONE}
    assert newest(app).status == "kept", "the site shows nothing else: is it the site?"
    clock.advance(hours=2)
    look(app, "third")
    assert newest(app).status == "withdrawn"


@pytest.mark.parametrize(("articles", "runs"), [(2, 1), (3, 1), (7, 1), (3, 3), (7, 3)])
def test_an_outage_that_answers_410_for_everything_deletes_nothing(
    app: App, site: Site, clock: Clock, articles: int, runs: int
) -> None:
    several(app, site, clock, articles)
    site.gone = {f"/{number}": 410 for number in range(articles)}
    for number in range(runs):
        look(app, f"outage-{number}")
        assert withdrawn(app) == 0
        clock.advance(hours=2)
    site.gone.clear()
    look(app, "mended")
    assert withdrawn(app) == 0
    assert ops(app) == [ChangeOp.ADDED] * articles


def test_a_404_counts_when_it_is_seen_twice(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    site.gone["/grain"] = 404
    assert look(app, "second") == {"/grain": Outcome.GONE}
    assert newest(app).status == "kept"

    clock.advance(hours=2)
    look(app, "third")
    assert newest(app).status == "withdrawn"
    clock.advance(hours=2)
    look(app, "fourth")
    assert ops(app) == [ChangeOp.ADDED, ChangeOp.WITHDRAWN], "said once, however often it is seen"


def test_a_404_between_two_good_visits_is_nothing(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    for number, status in enumerate([404, 0, 404, 0]):
        site.gone = {"/grain": status} if status else {}
        look(app, f"run-{number}")
        clock.advance(hours=2)
    assert newest(app).status == "kept"
    assert deletions(app) == []


def test_a_visit_that_could_not_tell_is_no_second_404(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    for number, status in enumerate([404, 503, 403]):
        site.gone = {"/grain": status}
        look(app, f"run-{number}")
        clock.advance(hours=2)
    assert newest(app).status == "kept"


def test_a_page_that_only_reads_like_an_error_proves_nothing(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    site.pages["/grain"] = (
        "<!doctype html><html><head><title>404 Page not found</title></head><body>"
        "<h1>404</h1><p>Page not found. The page you are looking for does not exist.</p></body></html>"
    )
    for number in range(3):
        assert look(app, f"run-{number}") == {"/grain": Outcome.NOT_ARTICLE}
        clock.advance(hours=2)
    assert (newest(app).status, newest(app).version) == ("kept", 1)


def test_readers_sent_to_the_front_page_mean_a_deletion(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    site.moved["/grain"] = "/"
    for number in range(2):
        assert look(app, f"gone-{number}") == {"/grain": Outcome.GONE}
        clock.advance(hours=2)
    [gone] = deletions(app)
    assert gone.what == f"sent on to {site.url}/"
    assert newest(app).version == 1, "the front page is no version of the article"


def test_what_comes_back_is_shown_again(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    twice_gone(app, site, clock, 410)
    site.gone.clear()
    assert look(app, "third") == {"/grain": Outcome.UNCHANGED}

    assert newest(app).status == "kept"
    assert ops(app) == [ChangeOp.ADDED, ChangeOp.WITHDRAWN, ChangeOp.RESTORED]
    [gone] = deletions(app)
    assert gone.back_at == clock.at


def test_what_comes_back_changed_is_a_new_version(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    twice_gone(app, site, clock, 410)
    site.gone.clear()
    site.story("/grain", "Grain talks end", *GRAIN[:2], "They ended without any agreement at all.")
    assert look(app, "third") == {"/grain": Outcome.NEW_VERSION}
    assert ops(app)[2:] == [ChangeOp.RESTORED, ChangeOp.CHANGED]


def test_old_pages_read_again_do_not_bring_an_article_back(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    twice_gone(app, site, clock, 410)
    app.reprocess(dry_run=False)
    assert newest(app).status == "withdrawn"


def test_what_an_operator_hid_stays_hidden_when_it_comes_back(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    with app.store.write() as tx:
        tx.articles.set_status(stored.id, "withdrawn")
    twice_gone(app, site, clock, 410)
    site.gone.clear()
    look(app, "third")
    assert newest(app).status == "withdrawn"


def test_a_visit_that_fails_is_not_the_last_one(
    app: App, site: Site, clock: Clock, stored: StoredArticle
) -> None:
    for number in range(6):
        site.gone["/grain"] = 403
        look(app, f"run-{number}")
        clock.advance(hours=4)
    twice_gone(app, site, clock, 410)
    assert newest(app).status == "withdrawn"


def several(app: App, site: Site, clock: Clock, articles: int = 7) -> None:
    """Publish some stories and store them."""
    for number in range(articles):
        site.story(f"/{number}", f"Grain talks, day {number}", *GRAIN, f"Day {number} was quiet.")
    look(app, "first")
    clock.advance(hours=2)


def withdrawn(app: App) -> int:
    with app.store.read() as tx:
        return tx.articles.count(status="withdrawn")


def test_a_site_that_shows_nothing_any_more_has_deleted_nothing(
    app: App, site: Site, clock: Clock
) -> None:
    several(app, site, clock)
    site.moved = {f"/{number}": "/" for number in range(7)}
    for number in range(3):
        look(app, f"mending-{number}")
        clock.advance(hours=2)
    assert withdrawn(app) == 0
    site.moved.clear()
    look(app, "mended")
    assert withdrawn(app) == 0


def test_a_site_that_lives_can_delete_many(app: App, site: Site, clock: Clock) -> None:
    several(app, site, clock)
    site.gone = {f"/{number}": 410 for number in range(5)}
    for number in range(3):
        look(app, f"run-{number}")
        clock.advance(hours=2)
    assert withdrawn(app) == 5
