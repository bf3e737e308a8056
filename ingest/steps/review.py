"""What the topic could not decide, a person does; every decision is kept as a label."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ingest.adapters.store import Store, Transaction
from ingest.adapters.store.articles import Status
from ingest.model import StoredArticle
from ingest.records import Label

PAGE = 200


def waiting(store: Store) -> Iterator[StoredArticle]:
    """Yield what waits for a decision, the latest arrival first."""
    before: int | None = None
    while True:
        with store.read() as tx:
            found = tx.articles.list(limit=PAGE, before=before, status="review")
        yield from found
        if len(found) < PAGE:
            return
        before = found[-1].no


def decide(
    store: Store, identity: str, status: Status, *, now: datetime, by: str = "", reason: str = ""
) -> StoredArticle:
    """Keep ("kept") or drop ("withdrawn") an article, or put it back among the undecided ("review").

    Readers and everybody downstream learn of it through the change feed. Deciding the same again
    changes nothing but the label's date.
    """
    with store.write() as tx:
        tx.lock()
        stored = tx.articles.get(identity)
        if status == "review":
            tx.labels.withdraw(identity)
        else:
            tx.labels.put(_label(stored, on_topic=status == "kept", now=now, by=by, reason=reason))
        decided = _set(tx, stored, status)
    with store.write() as tx:  # a change is final when its own transaction has ended
        tx.changes.publish()
    return decided


def exported(label: Label) -> dict[str, object]:
    """Return a decision as `wirewatch topic eval` reads it."""
    return {
        "title": label.title,
        "text": label.text,
        "language": label.language,
        "label": label.on_topic,
        "id": label.article_id,
        "rules_version": label.rules_version,
    }


def _set(tx: Transaction, stored: StoredArticle, status: Status) -> StoredArticle:
    """Show or hide an article; one that its publisher took down stays hidden until it is back."""
    if tx.deletions.amend(stored.id, status):
        return stored
    return tx.articles.set_status(stored.id, status)


def _label(stored: StoredArticle, *, on_topic: bool, now: datetime, by: str, reason: str) -> Label:
    article = stored.article
    return Label(
        article_id=stored.id,
        on_topic=on_topic,
        title=article.headline,
        text=article.text,
        language=article.language,
        score=article.relevance.score,
        rules_version=article.relevance.rules_version,
        reason=reason,
        by=by,
        at=now,
    )
