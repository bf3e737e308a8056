"""Last step: compare every judged page with everything stored, and give each URL its one outcome.

The single writer. Per page one short transaction does look-up, decision, insert and ledger entry
together, so a retry after a crash changes nothing and no text is ever stored twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ingest.adapters.store import Store, Transaction
from ingest.clean import seen_lines
from ingest.codec import decode
from ingest.dedupe import Decision, fingerprint, out_since
from ingest.model import (
    Article,
    Outcome,
    Rejection,
    Source,
    StoredArticle,
)
from ingest.polling import next_visit
from ingest.records import Work
from ingest.steps.deletion import note_back, visit_again
from ingest.versions import compare

CHUNK = (
    50  # pages per transaction: amortises the commit, still holds the lock for well under a second
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleReport:
    """What a run changed: the feed numbers after ``first_no``, up to and with ``last_no``."""

    counts: dict[str, int]
    first_no: int
    last_no: int

    @property
    def changed(self) -> bool:
        """Whether anything downstream has to look."""
        return self.last_no > self.first_no


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How one judged page ended."""

    outcome: Outcome
    stage: str
    reason: str
    article_id: str = ""


def settle_run(
    store: Store, sources: Mapping[str, Source], run_id: str, now: datetime
) -> SettleReport:
    """Settle everything judged in *run_id*, close the rest as deferred, and finish the run."""
    with store.read() as tx:
        first_no = tx.changes.last_no()
        waiting = [(work, payload) for work, payload in tx.ledger.unsettled(run_id)]
    judged = sorted(((work, _decoded(work, payload)) for work, payload in waiting), key=_arrival)
    for start in range(0, len(judged), CHUNK):
        with store.write() as tx:
            tx.lock()
            for work, item in judged[start : start + CHUNK]:
                if isinstance(item, Rejection) and _settle_revisit(tx, work, item, now):
                    continue
                verdict = settle_one(tx, item, sources[work.source_key])
                tx.ledger.close(
                    run_id,
                    work.key,
                    verdict.outcome,
                    verdict.stage,
                    verdict.reason,
                    article_id=verdict.article_id,
                    visit_at=_next_visit(item, verdict, now),
                )
    with store.write() as tx:
        tx.ledger.close_rest(run_id, "not reached in this run")
        tx.changes.publish()
        tx.runs.finish(run_id, "done")
    with store.read() as tx:
        totals: dict[str, int] = {}
        for per_source in tx.ledger.counts(run_id).values():
            for outcome, n in per_source.items():
                totals[outcome] = totals.get(outcome, 0) + n
        return SettleReport(counts=totals, first_no=first_no, last_no=tx.changes.last_no())


def _settle_revisit(tx: Transaction, work: Work, item: Rejection, now: datetime) -> bool:
    """Close a re-visit whose page holds no article at present; returns whether it was a re-visit.

    The article stays as it is and is looked at again: what only reads like an error proves nothing.
    """
    known = next(iter(tx.articles.many([work.article_id])), None) if work.article_id else None
    if known is None:
        return False
    tx.ledger.close(
        work.run_id,
        work.key,
        item.outcome,
        item.stage,
        item.reason,
        article_id=known.id,
        visit_at=visit_again(known, now),
    )
    return True


def settle_one(
    tx: Transaction, item: Article | Rejection, source: Source, *, reread: bool = False
) -> Verdict:
    """Decide and write one judged page inside *tx*, which holds the store's lock.

    *reread*: it is an archived page under newer rules. Then another text is another version even if
    no editor changed a word.
    """
    if isinstance(item, Rejection):
        return Verdict(outcome=item.outcome, stage=item.stage, reason=item.reason)
    known = tx.articles.by_key(item.key)
    if known is not None:
        return _settle_known(tx, known, item, source, reread=reread)
    return _settle_new(tx, item, source)


def _settle_known(
    tx: Transaction, known: StoredArticle, article: Article, source: Source, *, reread: bool
) -> Verdict:
    back = "; it was taken down and is back" if note_back(tx, known, article.fetched_at) else ""
    change = compare(known.article, article)
    mended = (
        reread
        and article.fetched_at >= known.article.fetched_at
        and article.text != known.article.text
    )
    if not change.substantial and not mended:
        tx.articles.touch(known.id, article.fetched_at)
        return Verdict(
            outcome=Outcome.UNCHANGED,
            stage="versions",
            reason=f"version {known.version} has the same text{back}",
            article_id=known.id,
        )
    stored = tx.articles.add_version(known.id, article)
    if source.deduplicate:
        _relate(tx, stored.id, article)
    return Verdict(
        outcome=Outcome.NEW_VERSION,
        stage="versions",
        reason=f"version {stored.version}: {change.summary if change.substantial else 'read again'}{back}",
        article_id=stored.id,
    )


def _settle_new(tx: Transaction, article: Article, source: Source) -> Verdict:
    status: Literal["kept", "review"] = (
        "review" if article.relevance.judgement == "review" else "kept"
    )
    stored = tx.articles.insert(article, status)
    decision = _relate(tx, stored.id, article) if source.deduplicate else None
    if decision and decision.original:
        best = next(r for r in decision.relations if r.b == decision.original)
        return Verdict(
            outcome=Outcome.DUPLICATE,
            stage="dedupe",
            reason=f"{best.kind} {best.b}: {best.evidence}",
            article_id=stored.id,
        )
    if decision and not decision.relations:  # what a series or a twin repeats is text
        tx.memory.learn(article.publisher, stored.id, seen_lines(article.text, article.removed))
    if status == "review":
        return Verdict(
            outcome=Outcome.REVIEW,
            stage="relevance",
            reason="; ".join(article.relevance.reasons),
            article_id=stored.id,
        )
    return Verdict(outcome=Outcome.STORED, stage="store", reason="new text", article_id=stored.id)


def _relate(tx: Transaction, article_id: str, article: Article) -> Decision:
    """Compare with every text known, and know this one from now on."""
    mine = fingerprint(article.text, published=out_since(article.published, article.fetched_at))
    return tx.texts.settle(
        article_id, mine, publisher=article.publisher, fetched_at=article.fetched_at
    )


def _when(article: Article) -> datetime | None:
    return article.published.at if article.published else None


def _arrival(pair: tuple[Work, Article | Rejection]) -> tuple[float, float, str]:
    work, item = pair
    if isinstance(item, Rejection):
        return (0.0, 0.0, work.key)
    published = item.published.at if item.published else item.fetched_at
    return (published.timestamp(), item.fetched_at.timestamp(), item.key)


def _next_visit(item: Article | Rejection, verdict: Verdict, now: datetime) -> datetime | None:
    """Return when to look for silent edits; only of articles, and seldom of copies and reprints."""
    if isinstance(item, Rejection) or not verdict.article_id:
        return None
    return next_visit(min(_when(item) or now, now), now)


def _decoded(work: Work, payload: bytes) -> Article | Rejection:
    try:
        return decode(payload)
    except ValueError as error:
        return Rejection(url=work.url, stage="store", outcome=Outcome.FAILED, reason=str(error))
