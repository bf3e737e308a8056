"""`wirewatch sources test`: the living are usable, the dead are named, and a block comes out that loads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.app import App, open_app
from ingest.errors import NotFound
from ingest.sources import load_sources
from ingest.steps.trial import Trial
from newsroom import Newsroom
from tests.endtoend.conftest import settings_for, without
from tests.steps.conftest import Site


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    home = tmp_path_factory.mktemp("trial")
    with Newsroom(port=0) as newsroom:
        sources = home / "sources.toml"
        sources.write_text(without((), newsroom.sources_toml()), "utf-8")
        with open_app(settings_for(home, sources, newsroom.hosts)) as opened:
            yield opened


@pytest.mark.parametrize(
    ("key", "usable", "says"),
    [
        pytest.param("nr-lantern", True, "fresh", id="alive"),
        pytest.param("nr-frozen", False, "stale", id="zombie"),
        pytest.param("nr-captcha", False, "blocked: the answer is a bot check", id="captcha"),
        pytest.param("nr-closed", False, "410", id="gone"),
        pytest.param("nr-forbidding", False, "robots", id="forbidden"),
        pytest.param("nr-silent", False, "empty", id="empty"),
    ],
)
def test_a_trial_says_what_a_source_would_give(
    world: App, key: str, usable: bool, says: str
) -> None:
    trial = world.try_source(key)
    assert trial.usable is usable
    assert says in trial.verdict
    assert (f'key = "{key}"' in trial.block) is usable


def test_a_trial_stores_nothing(world: App) -> None:
    world.try_source("nr-lantern")
    with world.store.read() as tx:
        assert tx.articles.count() == 0
        assert tx.runs.latest() == []


# ── a site of which only the address is known ────────────────────────────────────────────────

TOLD = """Envoys of Ukraine and Russia spoke about grain ships in Istanbul, and China sent a mediator.
The talks went on until the evening, and nobody wanted to say what the next round was to be about.
A ship with maize waited before the strait, its crew had been told to stay where they were.
Officials in Beijing said that both sides had asked them to come again within the month.
Insurers want more for every voyage since the port was hit by drones in the spring."""


@pytest.fixture
def paper(site: Site) -> Site:
    """A site with three articles, whose home page names its feed."""
    for n in range(3):
        site.story(
            f"/story-{n}-of-the-day",
            f"Talks number {n}",
            *TOLD.splitlines()[n % 2 :],
            f"It was round {n}.",
        )
    site.pages["/"] = (
        '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head>'
        "<body><h1>Quay Post</h1></body></html>"
    )
    return site


def block_of(trial: Trial, folder: Path) -> list[str]:
    """Return the channels of the printed block, read back as a configuration."""
    file = folder / "pasted.toml"
    file.write_text(trial.as_text().split("# for config/sources.local.toml\n")[1], "utf-8")
    (source,) = load_sources(file)
    return [channel.url.removeprefix(source.channels[0].url[:22]) for channel in source.channels]


def test_from_the_address_of_a_site_to_a_block_that_loads(
    app: App, paper: Site, tmp_path: Path
) -> None:
    heard: list[str] = []
    trial = app.try_source(paper.url, heard.append)
    assert trial.usable
    assert trial.verdict.startswith("usable, through")
    assert "3 of 3 articles gave a text" in trial.verdict
    assert block_of(trial, tmp_path)[0].endswith("/feed")
    assert [c.found for c in trial.channels[:2]] == ["as given", "named by the page"]
    assert sum("/story-" in said for said in heard) == 3


def test_sitemaps_are_found_in_robots_and_stand_behind_the_feed(
    app: App, paper: Site, tmp_path: Path
) -> None:
    paper.pages["/robots.txt"] = f"User-agent: *\nCrawl-delay: 0.1\nSitemap: {paper.url}/news.xml\n"
    paper.pages["/news.xml"] = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>{paper.url}/story-0-of-the-day</loc><lastmod>2026-11-21</lastmod></url></urlset>"
    )
    trial = app.try_source(paper.url)
    assert trial.robots == ("robots.txt names 1 sitemap, asks for 0.1 seconds between two requests")
    assert [url.rpartition("/")[2] for url in block_of(trial, tmp_path)] == ["feed", "news.xml"]


def test_a_dead_address_is_replaced_by_what_its_site_names(
    app: App, paper: Site, tmp_path: Path
) -> None:
    trial = app.try_source(f"{paper.url}/old-feed.xml")
    assert trial.usable
    assert trial.channels[0].state == "gone"
    assert block_of(trial, tmp_path)[0].endswith("/feed")


def test_the_address_of_a_configured_channel_is_that_source(app: App, paper: Site) -> None:
    assert 'key = "quay"' in app.try_source(f"{paper.url}/feed").block


def test_pages_that_cannot_be_read_make_a_source_useless(app: App, paper: Site) -> None:
    paper.gone |= {f"/story-{n}-of-the-day": 403 for n in range(3)}
    trial = app.try_source(paper.url)
    assert not trial.usable
    assert "none of 3 gave a text (3 × not read, http-403" in trial.verdict
    assert trial.block == ""


def test_teasers_are_said_in_the_block(app: App, paper: Site) -> None:
    for path in [path for path in paper.pages if "story" in path]:
        paper.pages[path] = paper.pages[path].replace(
            "</head>",
            '<script type="application/ld+json">{"@type": "NewsArticle", '
            '"isAccessibleForFree": false}</script></head>',
        )
    trial = app.try_source(paper.url)
    assert "3 only a teaser" in trial.verdict
    assert 'body = "paywall"' in trial.block


@pytest.mark.parametrize(
    ("target", "code"),
    [
        pytest.param("http://nobody.invalid/feed", "does not exist", id="no-such-host"),
        pytest.param("http://10.0.0.1/feed", "not on the public internet", id="private"),
        pytest.param("http://[::ffff:192.168.0.1]/", "not on the public internet", id="mapped"),
        pytest.param("http://me:secret@a.invalid/", "user name", id="credentials"),
        pytest.param("http://127.0.0.1:1/", "no connection|public internet", id="closed-port"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_verdict(app: App, target: str, code: str) -> None:
    trial = app.try_source(target)
    assert not trial.usable
    assert any(words in trial.verdict for words in code.split("|"))
    assert (len(trial.channels), trial.block) == (1, "")
    assert "cannot be asked" in trial.robots


@pytest.mark.parametrize(
    ("target", "says"),
    [
        pytest.param("file:///etc/passwd", "no web address", id="file"),
        pytest.param("ftp://a.example/feed", "no web address", id="ftp"),
        pytest.param("http://", "no web address", id="no-host"),
        pytest.param("https://[::1", "no web address", id="half-a-bracket"),
        pytest.param("http://a.example:99999/", "no web address", id="port"),
        pytest.param("quai", "did you mean quay", id="near-miss"),
        pytest.param("javascript:alert(1)", "no source has this key", id="script"),
        pytest.param("", "no source has this key", id="nothing"),
    ],
)
def test_what_is_neither_key_nor_address_is_said(app: App, target: str, says: str) -> None:
    with pytest.raises(NotFound, match=says):
        app.try_source(target)
