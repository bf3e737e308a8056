"""The change feed with each article as it was at the change: what an export writes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from ingest.adapters.store.relations import Relations
from ingest.adapters.store.schema import article, article_version, change
from ingest.adapters.store.session import Session
from ingest.model import DUPLICATE_KINDS

# Columns of one row, in order; the names of the view v_articles, with those of the change in front.
_CHANGE = ("feed_no", "op", "changed_at", "id", "version")
_ARTICLE = ("canonical_url", "publisher", "first_seen")
_VERSION = (
    "url", "source_key", "country", "state_media", "headline", "standfirst", "text", "language",
    "authors", "section", "agency", "is_full_text", "published_at", "published_precision",
    "published_origin", "published_zone_known", "modified_at", "fetched_at", "content_hash", "raw_id",
    "method", "rules_version",
)  # fmt: skip
COLUMNS = (*_CHANGE, *_ARTICLE, *_VERSION, "topic_score", "topics", "duplicate_of", "corrections")

_ROWS = (
    select(
        change.c.feed_no,
        change.c.op,
        change.c.at.label("changed_at"),
        change.c.article_id.label("id"),
        change.c.version,
        article.c.url_key.label("canonical_url"),
        article.c.publisher,
        article.c.first_seen,
        *(article_version.c[name] for name in _VERSION),
        article_version.c.relevance,
        article_version.c.corrections,
    )
    .join_from(change, article, article.c.id == change.c.article_id)
    .join(
        article_version,
        (article_version.c.article_id == change.c.article_id)
        & (article_version.c.n == change.c.version),
    )
    .order_by(change.c.feed_no)
)


def feed_rows(session: Session, after: int, limit: int) -> dict[str, list[Any]]:
    """Return the next changes after number *after* as columns of equal length, in the order of the feed.

    Versions are those of the change; ``duplicate_of`` is what is known now.
    """
    query = _ROWS.where(change.c.feed_no > after).limit(limit)
    rows = session.execute(query).all()
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for row in rows:
        for name in (*_CHANGE, *_ARTICLE, *_VERSION):
            columns[name].append(row._mapping[name])
    columns["authors"] = [json.loads(authors) for authors in columns["authors"]]
    judged = [json.loads(row.relevance) for row in rows]
    columns["topic_score"] = [relevance["score"] for relevance in judged]
    columns["topics"] = [
        list(filter(None, (found.get("topic"), *found.get("also", ())))) for found in judged
    ]
    originals = _originals(session, set(columns["id"]))
    columns["corrections"] = [json.loads(row.corrections) for row in rows]
    columns["duplicate_of"] = [originals.get(identity, []) for identity in columns["id"]]
    return columns


def count_changes(session: Session, after: int, upto: int) -> int:
    """Return how many changes there are after one number and up to another."""
    c = change.c.feed_no
    query = select(func.count()).select_from(change).where(c > after, c <= upto)
    return int(session.execute(query).scalar_one())


def _originals(session: Session, ids: Collection[str]) -> dict[str, list[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for relation in Relations(session).of(ids):
        if relation.kind in DUPLICATE_KINDS:
            found[relation.a].add(relation.b)
    return {identity: sorted(originals) for identity, originals in found.items()}
