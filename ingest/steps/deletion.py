"""Re-visits that find nothing: when an article counts as taken down, and when it is back.

A 410 and a redirect to the front page are said on purpose, so they count at once when the site shows
another of its pages in the same run. Else, and for a 404, which is often a passing fault, the next visit
must find the same. A site that shows none of its articles any more has moved or is being mended: it has
deleted nothing. The text stays; readers no longer see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from ingest.adapters.store import Transaction
from ingest.adapters.store.articles import Status
from ingest.model import Failure, Outcome, Page, StoredArticle
from ingest.normalize.urls import host_of, registrable_domain
from ingest.polling import next_visit
from ingest.records import Deletion, Work
from ingest.versions import deletion

SECOND_LOOK = timedelta(hours=1)  # a deployment or a broken cache is usually mended by then
MANY = 3  # articles of one source gone in a row, from which on it is the site and not the article
A_WEEK = timedelta(days=7)  # taken as the age of an undated article


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Why nothing was found at the address of a stored article."""

    what: str  # "HTTP 404", "sent on to https://…"
    certain: bool  # said on purpose: no second look is needed while the site lives


def vanished(known: StoredArticle, answer: Page | Failure) -> Gone | None:
    """Return how *answer* says that *known* is no longer there, else None."""
    edit = deletion(known.article, answer)
    if edit is None:
        return None
    if isinstance(answer, Failure):
        return Gone(what=edit.after, certain=answer.status == 410)
    if answer.status == 200 and not _same_site(known.article.url, answer.final_url):
        return None  # the front page of a login or consent service says nothing of the article
    return Gone(what=edit.after, certain=answer.status != 404)


def note_gone(tx: Transaction, work: Work, known: StoredArticle, gone: Gone, now: datetime) -> None:
    """Close *work* as gone, and withdraw the article when that is certain by now."""
    visit_at = visit_again(known, now)
    if tx.deletions.now(known.id):
        said = f"still gone: {gone.what}"
    elif not _is_final(tx, work, gone):
        said = f"{gone.what}; counts as taken down when the next visit finds the same"
        visit_at = min(visit_at or now + SECOND_LOOK, now + SECOND_LOOK)
    elif (others := tx.deletions.gone_in_a_row(work.source_key)) >= MANY:
        said = f"{gone.what}, like {others} more of this source: the site may have moved"
        visit_at = min(visit_at or now + SECOND_LOOK, now + SECOND_LOOK)
    elif elsewhere := _found_elsewhere(tx, known.id, work):
        said = f"{gone.what} here, but the article is still at {elsewhere}"
    else:
        said = f"taken down by the publisher: {gone.what}"
        tx.deletions.record(
            Deletion(
                article_id=known.id,
                at=now,
                what=gone.what,
                headline=known.article.headline,
                raw_id=known.article.raw_id,
                status_before=known.status,
            )
        )
        tx.articles.set_status(known.id, "withdrawn")
    tx.ledger.close(
        work.run_id, work.key, Outcome.GONE, "versions", said, known.id, visit_at=visit_at
    )


def note_back(tx: Transaction, known: StoredArticle, seen: datetime) -> bool:
    """Show an article again that its publisher had taken down; returns whether it was gone.

    Only a page *seen* since then is evidence: old ones are read again when rules change.
    """
    gone = tx.deletions.now(known.id)
    if gone is None or seen < gone.at:
        return False
    tx.deletions.end(known.id)
    tx.articles.set_status(known.id, cast("Status", gone.status_before))
    return True


def visit_again(known: StoredArticle, now: datetime) -> datetime | None:
    """Return when to look at a stored article again, by its age; None when it is history."""
    published = known.article.published
    return next_visit(min(published.at, now) if published else now - A_WEEK, now)


def _is_final(tx: Transaction, work: Work, gone: Gone) -> bool:
    """Whether it need not be looked at again: it was gone before, or a living site says so."""
    if gone.certain and tx.deletions.shows_others(work.source_key, work.key, run_id=work.run_id):
        return True
    return tx.deletions.was_gone(work.key, run_id=work.run_id)


def _found_elsewhere(tx: Transaction, article_id: str, work: Work) -> str:
    """Return another address at which the article was there when last looked at, or ""."""
    others = tx.deletions.other_addresses(article_id, work.key)
    return next((key for key in others if not tx.deletions.was_gone(key, run_id="")), "")


def _same_site(one: str, other: str) -> bool:
    return registrable_domain(host_of(one)) == registrable_domain(host_of(other))
