"""Links that lead to their story through somebody else: fetched from the story's site, keyed by it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from ingest.adapters.archive import Archive
from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate
from ingest.adapters.store import migrate, open_store
from ingest.adapters.store.articles import article_id
from ingest.app import App
from ingest.model import Outcome
from ingest.settings import load_settings
from ingest.steps.fetch import FetchStep, Limits
from tests.steps.conftest import Clock

FEED = "https://search.example/feed"
STORY = "https://paper.example/world/talks-go-on-20261121"
OPAQUE = "https://news.google.com/rss/articles/CBMi2wFBVV95cUxOX?oc=5"
PARAGRAPHS = (
    "Negotiators from Ukraine and Russia met again in Istanbul on Saturday to discuss the grain corridor.",
    "China said that it welcomed the talks and called on both sides to keep the ports of the region open.",
    "A second meeting between the delegations is planned for Tuesday, the Turkish foreign ministry said.",
)
PAGE = (
    "<!doctype html><html lang='en'><head><title>Talks go on</title></head><body><article>"
    "<h1>Talks on the grain corridor between Ukraine and Russia go on</h1>"
    + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    + "</article></body></html>"
)


Web = Mapping[str, httpx.Response]
Row = tuple[Outcome | None, str, str]


def moved(address: str) -> httpx.Response:
    return httpx.Response(302, headers={"Location": address})


@pytest.fixture
def look(tmp_path: Path, clock: Clock) -> Iterator[Callable[[str, Web], tuple[Row, list[str]]]]:
    """Announce a link in a feed and do a whole pass; return how it ended and what was asked for."""
    sources = tmp_path / "sources.toml"
    sources.write_text(
        f'[[source]]\nkey = "s"\nname = "S"\npublisher = "s"\nlanguage = "en"\ncountry = "UA"\n'
        f'kind = "rss"\nurl = "{FEED}"\n',
        "utf-8",
    )
    environ = {"WIREWATCH_HOME": str(tmp_path), "WIREWATCH_SOURCES": str(sources)}
    settings = load_settings(environ)
    migrate(settings.store_url)
    with open_store(settings.store_url, now=clock) as store:
        app = App(settings=settings, store=store, archive=Archive(settings.archive_url), now=clock)
        yield lambda link, web: one_pass(app, link, web)


def one_pass(app: App, link: str, web: Web) -> tuple[Row, list[str]]:
    asked: list[str] = []
    item = f"<item><title>Talks go on</title><link>{link.replace('&', '&amp;')}</link></item>"
    feed = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>S</title>{item}</channel></rss>'
    )

    async def answer(request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        asked.append(url)
        if url == FEED:
            return httpx.Response(200, headers={"Content-Type": "application/rss+xml"}, text=feed)
        return web.get(url, httpx.Response(404))

    async def fetch() -> None:
        transport = httpx.MockTransport(answer)
        settings = FetchSettings(min_delay=0.0)
        async with Fetcher(settings, MemoryGate(), now=app.now, transport=transport) as fetcher:
            limits = Limits(pages_per_source=9, seconds=60)
            step = FetchStep(
                store=app.store,
                archive=app.archive,
                fetcher=fetcher,
                sources=app.sources,
                limits=limits,
                now=app.now,
            )
            await step.run("r1", batch, everything=True)

    (batch,) = app.plan("r1", everything=True)
    asyncio.run(fetch())
    app.judge("r1", batch)
    app.settle("r1")
    with app.store.read() as tx:
        (row,) = tx.ledger.outcomes(run_id="r1")
    return (row.outcome, row.reason, row.article_id), asked


@pytest.mark.parametrize(
    ("link", "hop"),
    [
        pytest.param(
            f"https://www.google.com/url?sa=t&url={STORY}%3Futm_source%3Dx", "", id="google-url"
        ),
        pytest.param(f"http://www.bing.com/news/apiclick.aspx?tid=1&url={STORY}", "", id="bing"),
        pytest.param("https://t.co/Ab1", STORY, id="short-link"),
        pytest.param(
            "https://feeds.feedburner.com/~r/paper/1", f"{STORY}?utm_source=fb", id="feed-counter"
        ),
    ],
)
def test_a_story_is_kept_under_its_own_address(look, link: str, hop: str) -> None:
    html = httpx.Response(200, headers={"Content-Type": "text/html"}, text=PAGE)
    web = dict.fromkeys((STORY, f"{STORY}?utm_source=x", f"{STORY}?utm_source=fb"), html)
    (outcome, _, article), asked = look(link, web | ({link: moved(hop)} if hop else {}))
    assert outcome is Outcome.STORED
    assert article == article_id(STORY)
    assert hop or not any(host in url for url in asked for host in ("google", "bing"))


@pytest.mark.parametrize(
    ("web", "outcome", "words"),
    [
        pytest.param(
            {OPAQUE: httpx.Response(200, text="<p>Opening the story ...</p><script></script>")},
            Outcome.FAILED,
            "opaque: news.google.com does not say where the story behind this link is",
            id="a-page-of-script",
        ),
        pytest.param(
            {
                "https://news.google.com/robots.txt": httpx.Response(
                    200, text="User-agent: *\nDisallow: /"
                )
            },
            Outcome.ROBOTS,
            "only news.google.com knows where the story behind this link is",
            id="forbidden",
        ),
    ],
)
def test_a_link_that_hides_its_story_says_so_in_the_ledger(
    look, web: Web, outcome: Outcome, words: str
) -> None:
    (ended, reason, _), _ = look(OPAQUE, web)
    assert ended is outcome
    assert words in reason
