"""Judging history again after the topic changed: stored articles, and pages that were off topic.

What an operator decided stays decided, and what a publisher took down stays down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from ingest.adapters.archive import Archive
from ingest.adapters.store import Store, Transaction
from ingest.adapters.store.articles import Status
from ingest.model import Judgement, Outcome, Relevance, Source, StoredArticle
from ingest.pipeline import MOST_HITS, Rulebook
from ingest.relevance import judge_for
from ingest.steps.reprocess import SAMPLES, ReprocessReport, reprocess

PAGE = 100  # articles in one transaction
DECIDED, GONE = "decided by an operator", "taken down by its publisher"
STATUS: Mapping[Judgement, Status] = {"keep": "kept", "review": "review", "drop": "withdrawn"}


def rescore(
    store: Store,
    archive: Archive,
    rulebook: Rulebook,
    sources: Mapping[str, Source],
    *,
    since: datetime | None = None,
    pages: int = 2_000,
    dry_run: bool = True,
    now: datetime,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> ReprocessReport:
    """Judge every stored article since *since* and up to *pages* off-topic pages by today's topics.

    Returns what differs from the judgement that is stored; without *dry_run* it is written, too.
    """
    report = reprocess(
        store, archive, rulebook, sources,
        outcome=Outcome.OFF_TOPIC, since=since, limit=pages, dry_run=dry_run, now=now,
    )  # fmt: skip
    with store.read() as tx:
        held = dict.fromkeys(tx.deletions.gone(), GONE) | dict.fromkeys(
            tx.labels.decided(), DECIDED
        )
        everything = tx.articles.count(status=None, since=since)
    before, done = None, 0
    while True:
        with store.read() as tx:
            found = tx.articles.list(limit=PAGE, before=before, status=None, since=since)
        judged = [(stored, _judged(stored, rulebook)) for stored in found]
        if not dry_run:
            with store.write() as tx:
                tx.lock()
                for stored, relevance in judged:
                    _write(tx, stored, relevance, held.get(stored.id, ""))
        for stored, relevance in judged:
            _note(report, stored, relevance, held.get(stored.id, ""))
        if not found:
            break
        before, done = found[-1].no, done + len(found)
        progress(done, max(done, everything))
    if not dry_run:
        with store.write() as tx:
            tx.changes.publish()
    return report


def _judged(stored: StoredArticle, rulebook: Rulebook) -> Relevance:
    article = stored.article
    found = judge_for(
        rulebook.topics, title=article.headline, text=article.text, language=article.language
    )
    return replace(found, hits=found.hits[:MOST_HITS])


def _write(tx: Transaction, stored: StoredArticle, relevance: Relevance, held: str) -> None:
    if relevance != stored.article.relevance:
        tx.articles.set_relevance(stored.id, stored.version, relevance)
    status = STATUS[relevance.judgement]
    if held == GONE:
        tx.deletions.amend(stored.id, status)
    elif not held and stored.status != status:
        tx.articles.set_status(stored.id, status)


def _note(report: ReprocessReport, stored: StoredArticle, relevance: Relevance, held: str) -> None:
    was, now = stored.status, STATUS[relevance.judgement]
    report.articles += 1
    if held:
        report.counts[held] += 1
        return
    change = "" if was == now else f"{was} → {now}"
    report.counts[change or "same"] += 1
    if change and len(report.samples) < SAMPLES:
        report.samples.append(
            {
                "url": stored.article.url,
                "change": change,
                "detail": f"{stored.article.headline} (score {stored.article.relevance.score:.1f} → "
                f"{relevance.score:.1f}: {'; '.join(relevance.reasons)})",
            }
        )
