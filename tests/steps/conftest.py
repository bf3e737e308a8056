"""A publisher of one's own on loopback, and an installation that reads it by a clock one sets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingest.adapters.archive import Archive
from ingest.adapters.store import migrate, open_store
from ingest.app import App
from ingest.model import Outcome
from ingest.settings import load_settings

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands until it is told to go on."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Site:
    """One small publisher: what each path answers is the test's to change."""

    url: str = ""
    pages: dict[str, str] = field(default_factory=dict)  # path → HTML
    gone: dict[str, int] = field(default_factory=dict)  # path → status
    moved: dict[str, str] = field(default_factory=dict)  # path → where it redirects to
    at: datetime = START
    dates: dict[str, datetime] = field(default_factory=dict)  # path → when the feed says it came

    def story(self, path: str, title: str, *paragraphs: str) -> None:
        """Publish a page, or another version of it."""
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        self.pages[path] = (
            f'<!doctype html><html lang="en"><head><title>{title} | Quay Post</title>'
            f'<meta property="article:published_time" content="{self.at.isoformat()}">'
            f"</head><body><article><h1>{title}</h1>{body}</article></body></html>"
        )

    def answer(self, path: str) -> tuple[int, str, str]:
        """Return status, the location of a redirect, and the body."""
        if path in self.moved:
            return 302, self.moved[path], ""
        if path in self.gone:
            return self.gone[path], "", "<h1>nothing here</h1>"
        if path == "/feed":
            return 200, "", self._feed()
        if path == "/" and path not in self.pages:
            return (
                200,
                "",
                "<html><body><h1>Quay Post</h1><p>The news of the quay.</p></body></html>",
            )
        return (200, "", self.pages[path]) if path in self.pages else (404, "", "no such page")

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{path}</title><link>{self.url}{path}</link>"
            f"<pubDate>{format_datetime(self.dates.get(path, self.at))}</pubDate></item>"
            for path in self.pages
            if path not in ("/", "/robots.txt", "/news.xml")
        )
        channel = f"<channel><title>Quay Post</title>{items}</channel>"
        return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'


@pytest.fixture
def site() -> Iterator[Site]:
    """A publisher without any page yet."""
    publisher = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, location, text = publisher.answer(self.path)
            body = text.encode()
            self.send_response(status)
            if location:
                self.send_header("Location", publisher.url + location)
            kind = "application/rss+xml" if self.path == "/feed" else "text/html; charset=utf-8"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        publisher.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield publisher
        server.shutdown()


@pytest.fixture
def clock() -> Clock:
    """The time the installation sees."""
    return Clock()


@pytest.fixture
def app(site: Site, clock: Clock, tmp_path: Path) -> Iterator[App]:
    """An installation whose only source is the site."""
    sources = tmp_path / "sources.toml"
    sources.write_text(
        f'[[source]]\nkey = "quay"\nname = "Quay Post"\npublisher = "quay"\nlanguage = "en"\n'
        f'country = "UA"\nkind = "rss"\nurl = "{site.url}/feed"\n',
        "utf-8",
    )
    settings = load_settings(
        {
            "WIREWATCH_HOME": str(tmp_path),
            "WIREWATCH_SOURCES": str(sources),
            "WIREWATCH_ALLOW_PRIVATE": site.url.removeprefix("http://"),
            "WIREWATCH_MIN_DELAY": "0",
        }
    )
    migrate(settings.store_url)
    with open_store(settings.store_url, now=clock) as store:
        yield App(settings=settings, store=store, archive=Archive(settings.archive_url), now=clock)


def look(app: App, run_id: str) -> dict[str, Outcome]:
    """Do one pass over everything, and return how each path ended."""
    for batch in app.plan(run_id, everything=True):
        app.fetch(run_id, batch, everything=True)
        app.judge(run_id, batch)
    app.settle(run_id)
    with app.store.read() as tx:
        rows = tx.ledger.outcomes(run_id=run_id)
    return {"/" + row.url.split("/", 3)[3]: row.outcome for row in rows if row.outcome}
