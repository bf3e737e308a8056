"""An installation with a little of everything in it, and the pages over it, without Airflow."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, HTTPException, Request
from newsdesk.access import Access, Reader
from newsdesk.app import create_app
from newsdesk.installation import Installation

from ingest.adapters.archive import Archive
from ingest.adapters.store import Store, Transaction, article_id, migrate, open_store
from ingest.dedupe import fingerprint
from ingest.drift import Drift, DriftAlarm, Measure
from ingest.model import Article, Entry, Outcome, Relevance, RemovedLine
from ingest.records import Deletion, Label, PageRef, Poll, RecallDay
from tests.plugins_ui.serving import served
from tests.store.samples import NOW, article

SHIPPED = Path(__file__).parents[2] / "config"
RUN = "scheduled__2026-11-21T09:00:00+00:00"
SCRIPT = "<script>alert('seen')</script><img src=x onerror=alert(1)>"
SOURCES = """
[[source]]
key = "gazette"
name = "The <b>Gazette</b>"
publisher = "gazette-group"
language = "en"
kind = "rss"
url = "https://news.example/feed"
"""
BODY = (
    b"<html><head><title>Grain talks</title></head><body><article><h1>Grain talks</h1>"
    + b"<p>Ministers of Ukraine and China spoke about grain for two hours in Izmail.</p>" * 4
    + b"<p>Hide ad</p><p>Russia did not comment on the talks of Ukraine and China.</p>"
    + b"</article></body></html>"
)
COPIED = (
    "The harbour master of Izmail said that nine barges with grain for China had left on Friday. "
    "A spokesman for the ministry in Kyiv confirmed the number and named no price for the cargo. "
    "Insurers in London had asked for a second inspection of the berth after the strike in spring. "
    "Moscow called the shipments a provocation, and Beijing said that it bought what it needed."
)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The pages, where their data are, and the addresses of a few things."""

    app: FastAPI
    url: str
    environ: dict[str, str]
    store: Store
    raw: str
    plain: str  # an article with two versions
    hostile: str
    copy: str
    original: str
    waiting: str
    gone: str  # taken down by its publisher
    long: str

    def client(self, user: str = "editor", **headers: str) -> httpx.Client:
        """Return a browser with somebody in front of it: "editor", "viewer" or "" for nobody."""
        sent = {"x-user": user, **headers}
        nothing_kept = httpx.Limits(max_keepalive_connections=0)
        return httpx.Client(base_url=self.url, headers=sent, timeout=30, limits=nothing_kept)


def reader(request: Request) -> Reader:
    """Know people by a header."""
    name = request.headers.get("x-user")
    if not name:
        raise HTTPException(401, "Not authenticated")
    return Reader(name=name, may_write=lambda: name == "editor")


def environ_of(home: Path) -> dict[str, str]:
    """Return the environment of an installation under *home*, with a copy of the shipped rules."""
    (home / "sources.toml").write_text(SOURCES, "utf-8")
    shutil.copytree(SHIPPED, home / "config", dirs_exist_ok=True)
    return {
        "WIREWATCH_HOME": str(home),
        "WIREWATCH_CONFIG": str(home / "config"),
        "WIREWATCH_SOURCES": str(home / "sources.toml"),
        "WIREWATCH_STORE_URL": f"sqlite:///{home}/store.db",
        "WIREWATCH_ARCHIVE_URL": f"file://{home}/pages",
    }


def pages(environ: dict[str, str]) -> FastAPI:
    """Return the pages of an installation."""
    return create_app(Access(reader=reader, secret=lambda: "for tests only"), Installation(environ))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The pages over a store that every test of a module shares."""
    home = tmp_path_factory.mktemp("desk")
    environ = environ_of(home)
    migrate(environ["WIREWATCH_STORE_URL"])
    raw = Archive(environ["WIREWATCH_ARCHIVE_URL"]).put(BODY)
    store = open_store(environ["WIREWATCH_STORE_URL"])
    samples = _samples(raw)
    _fill(store, samples)
    app = pages(environ)
    with served(app) as url:
        ids = {name: article_id(item.key) for name, item in samples.items()}
        yield Desk(app=app, url=url, environ=environ, store=store, raw=raw, **ids)
    store.close()


def _samples(raw: str) -> dict[str, Article]:
    hostile = article(
        2,
        headline=SCRIPT,
        text=f"{SCRIPT}\n\n{'x' * 3000}",
        url="javascript:alert(1)",
        authors=(SCRIPT,),
        language='en" onload="alert(1)',
        section=SCRIPT,
        removed=(
            RemovedLine(position=1, line=SCRIPT, stage="clean", rule=SCRIPT, rule_class="promo"),
        ),
        relevance=Relevance(judgement="keep", score=1.0, reasons=(SCRIPT,)),
    )
    paragraph = "Довгий текст про переговори між трьома країнами, що ніяк не закінчується. " * 6
    samples = {
        "plain": article(1),
        "hostile": hostile,
        "original": article(3, text=COPIED, headline="Nine barges leave"),
        "copy": article(
            4, text=f"{COPIED}\n\nHarbour desk notebook", headline="Barges leave Izmail"
        ),
        "waiting": article(
            5, relevance=Relevance(judgement="review", score=0.4, reasons=("little said",))
        ),
        "gone": article(7, headline="Minister resigned, said the page"),
        "long": article(6, text="\n\n".join([paragraph] * 300), language="uk"),
    }
    return {name: replace(item, raw_id=raw) for name, item in samples.items()}


def _fill(store: Store, samples: dict[str, Article]) -> None:
    feed = "https://news.example/feed"
    with store.write() as tx:
        tx.runs.start(RUN, "ingest")
        entries = [
            Entry(source_key="gazette", url=item.key, key=item.key) for item in samples.values()
        ]
        odd = Entry(
            source_key="gazette", url="https://news.example/9", key="https://news.example/9"
        )
        tx.ledger.discover(RUN, "news.example", feed, [*entries, odd])
        for seconds, item in enumerate(samples.values()):
            status = "review" if item.relevance.judgement == "review" else "kept"
            at = NOW + timedelta(seconds=seconds)
            page = PageRef(url=item.key, final_url=item.key, sha256=item.raw_id, fetched_at=at)
            tx.ledger.fetched(RUN, item.key, page)
            stored = tx.articles.insert(item, status)
            mine = fingerprint(item.text, published=at)
            tx.texts.settle(stored.id, mine, publisher=item.headline, fetched_at=at)
            tx.ledger.close(RUN, item.key, Outcome.STORED, "store", "new text", stored.id)
        tx.ledger.close(RUN, odd.key, Outcome.OFF_TOPIC, "relevance", SCRIPT)
        plain = samples["plain"]
        edited = replace(
            plain,
            headline="Ministers meet again",
            text=plain.text.replace("two countries", "three countries"),
            content_hash="edited",
        )
        tx.articles.add_version(article_id(plain.key), edited)
        tx.channels.record(_poll(feed, "http-503", SCRIPT))
        tx.runs.finish(RUN, "done")
        _decide(tx, samples)
        tx.changes.publish()
        tx.digests.start("digest-1", day="2026-11-21", feed_after=0, feed_upto=3)
        tx.digests.render(
            "digest-1", subject=SCRIPT, html=f"<p style='color:red'>{SCRIPT}</p>", text=SCRIPT
        )
        tx.digests.claim("digest-1", "ann@example.org")
        tx.digests.mark("digest-1", "ann@example.org", "unknown", error="broke off")
        tx.digests.claim("digest-1", "bob@example.org")
        tx.digests.mark("digest-1", "bob@example.org", "sent")


def _decide(tx: Transaction, samples: dict[str, Article]) -> None:
    """Let something be learned, found out and decided."""
    plain, copy = article_id(samples["plain"].key), article_id(samples["copy"].key)
    house = samples["plain"].publisher
    for n in range(3):
        tx.memory.learn(house, f"a{n}", ["Follow the harbour office", SCRIPT])
    tx.rulings.put(house, "follow the harbour office", revoked=True, by="ann", reason=SCRIPT)
    drift = Drift(
        publisher=house, measure=Measure.LENGTH, since="2026-11-20", before=2400, after=310
    )
    pages = {"good_article": plain, "good_raw": samples["plain"].raw_id}
    pages |= {"now_raw": samples["plain"].raw_id}
    tx.drift.raise_alarm(DriftAlarm(drift=drift, raised_at=NOW, **pages))
    lists = {"first": "https://news.example/feed", "second": "https://news.example/news.xml"}
    counts = {"only_first": 4, "only_second": 5, "both": 31}
    tx.recall.save(
        RecallDay(
            day="2026-11-20", publisher=house, **lists, **counts, estimate=40.6, low=40, high=43
        )
    )
    tx.recall.save(
        RecallDay(day="2026-11-20", publisher="other", **lists, **counts, reason="too few in both")
    )
    label = Label(
        article_id=copy,
        on_topic=True,
        title=SCRIPT,
        text="t",
        language="en",
        score=0.4,
        rules_version="1",
        reason=SCRIPT,
        by="ann",
        at=NOW,
    )
    tx.labels.put(label)
    gone = samples["gone"]
    tx.articles.set_status(article_id(gone.key), "withdrawn")
    tx.deletions.record(
        Deletion(
            article_id=article_id(gone.key),
            at=tx.session.now(),
            what="HTTP 410",
            headline=gone.headline,
            raw_id=gone.raw_id,
            status_before="kept",
        )
    )


def _poll(feed: str, outcome: str, reason: str) -> Poll:
    return Poll(
        run_id=RUN,
        source_key="gazette",
        channel_url=feed,
        at=NOW,
        outcome=outcome,
        reason=reason,
        failure_score=1.0,
    )
