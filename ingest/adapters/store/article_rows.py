"""Articles as rows and back. One place knows which field is which column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from typing import Any

from sqlalchemy import Row, func, select

from ingest.adapters.store.codec import Json
from ingest.adapters.store.moments import moment_columns, moment_of
from ingest.adapters.store.relations import Relations
from ingest.adapters.store.schema import article, article_version, change, removed_line
from ingest.adapters.store.session import Session, chunks
from ingest.model import Article, Image, Relation, Relevance, RemovedLine, StoredArticle

_STRINGS: Json[tuple[str, ...]] = Json(tuple[str, ...])
_IMAGE: Json[Image] = Json(Image)
_RELEVANCE: Json[Relevance] = Json(Relevance)

_PLAIN = (
    "url",
    "source_key",
    "headline",
    "text",
    "content_hash",
    "raw_id",
    "fetched_at",
    "language",
    "standfirst",
    "kicker",
    "section",
    "agency",
    "is_full_text",
    "state_media",
    "country",
    "method",
    "platform",
    "rules_version",
)


def version_row(article_id: str, n: int, item: Article) -> dict[str, Any]:
    """Return the ``article_version`` row of *item*."""
    return {
        "article_id": article_id,
        "n": n,
        **{name: getattr(item, name) for name in _PLAIN},
        **moment_columns("published", item.published),
        **moment_columns("modified", item.modified),
        "authors": _STRINGS.dump(item.authors),
        "captions": _STRINGS.dump(item.captions),
        "corrections": _STRINGS.dump(item.corrections),
        "image": item.image and _IMAGE.dump(item.image),
        "relevance": _RELEVANCE.dump(item.relevance),
    }


def relevance_json(relevance: Relevance) -> str:
    """Return what the column ``relevance`` holds."""
    return _RELEVANCE.dump(relevance)


def removed_rows(article_id: str, n: int, item: Article) -> list[dict[str, Any]]:
    """Return the ``removed_line`` rows of *item*."""
    return [
        {
            "article_id": article_id,
            "version": n,
            "position": line.position,
            "line": line.line,
            "stage": line.stage,
            "rule": line.rule,
            "rule_class": line.rule_class,
        }
        for line in item.removed
    ]


def select_articles(*, every_version: bool = False) -> Any:
    """Return the SELECT that ``stored_articles`` reads: newest versions, unless all are wanted."""
    feed_no = (
        select(func.coalesce(func.max(change.c.feed_no), 0))
        .where(change.c.article_id == article.c.id)
        .scalar_subquery()
    )
    own = [article.c.no, article.c.id, article.c.url_key, article.c.publisher, article.c.status]
    seen = [article.c.first_seen, article.c.last_seen]
    text = [column for column in article_version.c if column.name != "article_id"]
    same = article_version.c.article_id == article.c.id
    if not every_version:
        same &= article_version.c.n == article.c.version
    return select(*own, *seen, *text, feed_no.label("feed_no")).join_from(
        article, article_version, same
    )


def stored_articles(session: Session, rows: Sequence[Row[Any]]) -> list[StoredArticle]:
    """Return the rows of ``select_articles`` as values, with removed lines and relations."""
    removed = _removed(session, {(row.id, row.n) for row in rows})
    relations = _relations(session, {row.id for row in rows})
    return [
        StoredArticle(
            id=row.id,
            version=row.n,
            article=_article(row, tuple(removed[row.id, row.n])),
            first_seen=row.first_seen,
            feed_no=row.feed_no,
            relations=tuple(relations[row.id]),
            no=row.no,
            status=row.status,
            last_seen=row.last_seen,
        )
        for row in rows
    ]


def _article(row: Row[Any], removed: tuple[RemovedLine, ...]) -> Article:
    return Article(
        **{name: getattr(row, name) for name in _PLAIN},
        key=row.url_key,
        publisher=row.publisher,
        published=moment_of(row, "published"),
        modified=moment_of(row, "modified"),
        authors=_STRINGS.load(row.authors),
        captions=_STRINGS.load(row.captions),
        corrections=_STRINGS.load(row.corrections),
        image=row.image and _IMAGE.load(row.image),
        relevance=_RELEVANCE.load(row.relevance),
        removed=removed,
    )


def _relations(session: Session, ids: Set[str]) -> defaultdict[str, list[Relation]]:
    """Return article id → what it repeats of others; what others repeat of it is their relation."""
    found: defaultdict[str, list[Relation]] = defaultdict(list)
    for relation in Relations(session).of(ids):
        if relation.a in ids:
            found[relation.a].append(relation)
    return found


def _removed(
    session: Session, wanted: Iterable[tuple[str, int]]
) -> defaultdict[tuple[str, int], list[RemovedLine]]:
    found: defaultdict[tuple[str, int], list[RemovedLine]] = defaultdict(list)
    wanted = set(wanted)
    c = removed_line.c
    for ids in chunks(sorted({article_id for article_id, _ in wanted})):
        query = select(removed_line).where(c.article_id.in_(ids)).order_by(c.position)
        for row in session.execute(query):
            if (row.article_id, row.version) in wanted:
                found[row.article_id, row.version].append(
                    RemovedLine(
                        position=row.position,
                        line=row.line,
                        stage=row.stage,
                        rule=row.rule,
                        rule_class=row.rule_class,
                    )
                )
    return found
