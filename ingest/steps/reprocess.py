"""Reading archived pages again after a rule changed. Dry: only say what would change."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest.adapters.archive import Archive
from ingest.adapters.store import Store
from ingest.model import Article, Outcome, Rejection, Source
from ingest.pipeline import Rulebook
from ingest.records import Work
from ingest.steps.deletion import visit_again
from ingest.steps.judge import judge_work
from ingest.steps.settle import settle_one

SAMPLES = 20  # differences shown in full; the counts cover all


@dataclass(slots=True)
class ReprocessReport:
    """What another reading changes, or would change."""

    dry_run: bool
    pages: int = 0
    articles: int = 0  # judged again without their pages
    counts: Counter[str] = field(default_factory=Counter)
    samples: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "dry_run": self.dry_run,
            "pages": self.pages,
            "articles": self.articles,
            "counts": dict(self.counts),
            "samples": self.samples,
        }


def reprocess(
    store: Store,
    archive: Archive,
    rulebook: Rulebook,
    sources: Mapping[str, Source],
    *,
    source_key: str = "",
    outcome: Outcome | None = None,
    since: datetime | None = None,
    limit: int = 500,
    dry_run: bool = True,
    now: datetime,
) -> ReprocessReport:
    """Replay archived pages, newest first; return what differs from what is stored.

    At most *limit* pages, and only those that ended as *outcome* if that is given.
    Without *dry_run*, changed texts become versions and pages that now pass are stored, each in one
    short transaction. Nothing is ever overwritten or removed.
    """
    report = ReprocessReport(dry_run=dry_run)
    with store.read() as tx:
        pages = tx.replay.pages(source_key=source_key, outcome=outcome, since=since, limit=limit)
        memories = {s.publisher: tx.memory.of(s.publisher) for s in sources.values()}
    for work, before in pages:
        source = sources.get(work.source_key)
        if source is None:
            report.counts["source no longer configured"] += 1
            continue
        report.pages += 1
        judged = judge_work(work, source, archive, rulebook, memories[source.publisher], now)
        _compare(store, report, work, before, judged)
        if not dry_run:
            with store.write() as tx:
                tx.lock()
                verdict = settle_one(tx, judged, source, reread=True)
                if verdict.article_id and not work.article_id:
                    visit_at = visit_again(tx.articles.get(verdict.article_id), now)
                    tx.ledger.led_to(work.key, verdict.article_id, visit_at)
            report.counts[f"written: {verdict.outcome}"] += 1
    if not dry_run:
        with store.write() as tx:
            tx.changes.publish()
    return report


def _compare(
    store: Store,
    report: ReprocessReport,
    work: Work,
    before: Outcome,
    judged: Article | Rejection,
) -> None:
    with store.read() as tx:
        stored = tx.articles.by_key(judged.key) if isinstance(judged, Article) else None
    if isinstance(judged, Rejection):
        change = "" if judged.outcome is before else f"{before} → {judged.outcome}"
        detail = judged.reason
    elif stored is None:
        change, detail = f"{before} → would be stored", judged.headline
    elif stored.article.text == judged.text:
        change, detail = "", ""
    else:
        change, detail = "text differs", _difference(stored.article.text, judged.text)
    report.counts[change or "same"] += 1
    if change and len(report.samples) < SAMPLES:
        report.samples.append({"url": work.url, "change": change, "detail": detail})


def _difference(old: str, new: str) -> str:
    lines = difflib.unified_diff(
        old.split("\n\n"), new.split("\n\n"), "stored", "new", lineterm="", n=0
    )
    return "\n".join(list(lines)[:40])
