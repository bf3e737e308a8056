"""Everything that happened to one URL, put together from what the store remembers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, exists, select

from ingest.adapters.store.schema import (
    article,
    article_version,
    digest_article,
    digest_run,
    ledger,
    poll,
    sighting,
    url,
)
from ingest.adapters.store.session import Session
from ingest.model import Outcome
from ingest.records import TrailStep


def trail(session: Session, key: str) -> list[TrailStep]:
    """Return the steps of *key*, oldest first; empty when no channel ever announced it."""
    steps = [
        *_sightings(session, key),
        *_runs(session, key),
        *_again(session, key),
        *_article(session, key),
        *_as_part(session, key),
    ]
    return sorted(steps, key=lambda step: step.at)  # stable: steps of one moment keep their order


def _sightings(session: Session, key: str) -> Iterator[TrailStep]:
    query = select(sighting).where(sighting.c.url_key == key).order_by(sighting.c.first_seen)
    for row in session.execute(query):
        yield TrailStep(
            at=row.first_seen,
            run_id="",
            stage="discover",
            what="announced",
            reason=f"by {row.channel_url}; last seen there {row.last_seen:%Y-%m-%d %H:%M} UTC",
            source_key=row.source_key,
        )


def _runs(session: Session, key: str) -> Iterator[TrailStep]:
    query = select(ledger).where(ledger.c.url_key == key).order_by(ledger.c.no)
    for row in session.execute(query):
        if row.page_fetched_at is not None:
            yield _step(row, row.page_fetched_at, "fetch", "fetched", _page(row))
        if row.closed_at is not None:
            yield _step(row, row.closed_at, row.stage, row.outcome, row.reason)
        else:
            yield _step(row, row.opened_at, row.stage, "open", "this run has not ended it yet")


def _again(session: Session, key: str) -> Iterator[TrailStep]:
    """Yield how the last run ended it that only saw it announced again; such runs keep counts, no rows."""
    c = url.c
    worked_on = exists().where(ledger.c.run_id == c.seen_in, ledger.c.url_key == c.key)
    query = select(url).where(c.key == key, c.seen_in != "", ~worked_on)
    for row in session.execute(query):
        given_up = row.state == "given-up"
        yield TrailStep(
            at=row.last_seen,
            run_id=row.seen_in,
            stage="discover",
            what=Outcome.KNOWN,
            reason="announced again" + (", but given up earlier" if given_up else ""),
            source_key=row.source_key,
            article_id=row.article_id,
        )


def _as_part(session: Session, key: str) -> Iterator[TrailStep]:
    """Yield the polls that could not read *key* as part of a sitemap index; only they name it."""
    address = key.partition("://")[2]
    if not address:
        return
    query = select(poll).where(poll.c.reason.contains(address, autoescape=True)).order_by(poll.c.no)
    for row in session.execute(query):
        yield TrailStep(
            at=row.at,
            run_id=row.run_id,
            stage="discover",
            what="not read",
            reason=f"by {row.channel_url}: {row.reason}",
            source_key=row.source_key,
        )


def _page(row: Row[Any]) -> str:
    moved = f" from {row.page_final_url}" if row.page_final_url != row.page_url else ""
    return f"HTTP {row.page_status}, {row.page_size} bytes{moved}"


def _step(row: Row[Any], at: Any, stage: str, what: str, reason: str) -> TrailStep:
    return TrailStep(
        at=at,
        run_id=row.run_id,
        stage=stage,
        what=what,
        reason=reason,
        source_key=row.source_key,
        article_id=row.article_id,
    )


def _article(session: Session, key: str) -> Iterator[TrailStep]:
    named = select(url.c.article_id).where(url.c.key == key, url.c.article_id != "")
    mine = (article.c.id == named.scalar_subquery()) | (article.c.url_key == key)
    versions = (
        select(article_version, article.c.id)
        .join(article, article.c.id == article_version.c.article_id)
        .where(mine, article_version.c.n > 1)
        .order_by(article_version.c.n)
    )
    for row in session.execute(versions):
        yield TrailStep(
            at=row.fetched_at,
            run_id="",
            stage="store",
            what=f"version {row.n}",
            reason=row.headline,
            source_key=row.source_key,
            article_id=row.id,
        )
    digests = (
        select(digest_run.c.id, digest_run.c.created_at, digest_article.c.article_id)
        .join(digest_article, digest_article.c.digest_id == digest_run.c.id)
        .join(article, article.c.id == digest_article.c.article_id)
        .where(mine)
    )
    for row in session.execute(digests):
        yield TrailStep(
            at=row.created_at,
            run_id="",
            stage="digest",
            what="selected",
            reason=f"for digest {row.id}",
            article_id=row.article_id,
        )
