"""Reading every stored text again in the order in which it came, to build the index of texts anew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, or_, select

from ingest.adapters.store.moments import moment_of
from ingest.adapters.store.schema import article, article_version, seed
from ingest.adapters.store.session import Session, chunks
from ingest.adapters.store.texts_schema import text_document, text_relation, text_sketch
from ingest.dedupe import SEED_PREFIX
from ingest.model import Moment

VersionKey = tuple[datetime, str, int]  # when it came, article id, version


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVersion:
    """One version of one article: what the index of texts is made of."""

    no: int  # of the article
    article_id: str
    n: int
    at: datetime  # when it came
    source_key: str
    publisher: str
    text: str
    published: Moment | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSeed:
    """A seed that an operator imported, with its text."""

    key: str
    publisher: str
    text: str
    published_at: datetime | None
    added_at: datetime


Versions = list[StoredVersion]


class Rebuild:
    """What a rebuild of the index needs: emptying it, and the texts in their order."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def clear(self, *, seeds_too: bool = False) -> None:
        """Forget the fingerprints and relations of all articles, and of seeds if asked to.

        Seeds stay unless their fingerprints are of another detector: many are known without a text.
        """
        is_seed = text_document.c.ref.startswith(SEED_PREFIX, autoescape=True)
        self._session.execute(delete(text_relation))
        if seeds_too:
            self._session.execute(delete(text_sketch))
            self._session.execute(delete(text_document))
            return
        seeds = select(text_document.c.doc).where(is_seed)
        self._session.execute(delete(text_sketch).where(text_sketch.c.doc.not_in(seeds)))
        self._session.execute(delete(text_document).where(~is_seed))

    def seeds(self, after: str, limit: int) -> list[StoredSeed]:
        """Return the seeds with a text of their own after the one called *after*, by key."""
        query = select(seed).where(seed.c.key > after, seed.c.text.is_not(None))
        rows = self._session.execute(query.order_by(seed.c.key).limit(limit))
        return [
            StoredSeed(
                key=r.key, publisher=r.publisher, text=r.text, published_at=r.published_at,
                added_at=r.added_at,
            )
            for r in rows
        ]  # fmt: skip

    def firsts(self, after: int, limit: int) -> Versions:
        """Return the first versions of the articles after number *after*, in order of arrival."""
        query = _versions().where(article.c.no > after, article_version.c.n == 1)
        rows = self._session.execute(query.order_by(article.c.no).limit(limit))
        return [_version(row, row.first_seen) for row in rows]

    def later_keys(self, after: VersionKey | None) -> list[VersionKey]:
        """Return which further versions there are after *after*, in the order they were fetched."""
        c = article_version.c
        query = select(c.fetched_at, c.article_id, c.n).where(c.n > 1)
        if after is not None:
            at, article_id, n = after
            same = c.fetched_at == at
            query = query.where(
                or_(
                    c.fetched_at > at,
                    and_(same, c.article_id > article_id),
                    and_(same, c.article_id == article_id, c.n > n),
                )
            )
        rows = self._session.execute(query.order_by(c.fetched_at, c.article_id, c.n))
        return [(row.fetched_at, row.article_id, row.n) for row in rows]

    def later(self, keys: Collection[VersionKey]) -> Versions:
        """Return the further versions called *keys*, in the order they were fetched."""
        found = []
        for some in chunks(keys):
            pairs = {(article_id, n) for _, article_id, n in some}
            query = _versions().where(article.c.id.in_({article_id for article_id, _ in pairs}))
            rows = self._session.execute(query.where(article_version.c.n > 1))
            found += [_version(r, r.fetched_at) for r in rows if (r.article_id, r.n) in pairs]
        return sorted(found, key=lambda version: (version.at, version.article_id, version.n))


def _versions() -> Select[Any]:
    c = article_version.c
    return select(
        article.c.no,
        article.c.publisher,
        article.c.first_seen,
        c.article_id,
        c.n,
        c.source_key,
        c.text,
        c.published_at,
        c.published_precision,
        c.published_origin,
        c.published_zone_known,
        c.fetched_at,
    ).join_from(article, article_version, c.article_id == article.c.id)


def _version(row: Row[Any], at: datetime) -> StoredVersion:
    return StoredVersion(
        no=row.no,
        article_id=row.article_id,
        n=row.n,
        at=at,
        source_key=row.source_key,
        publisher=row.publisher,
        text=row.text,
        published=moment_of(row, "published"),
        fetched_at=row.fetched_at,
    )
