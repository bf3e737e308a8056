"""Articles that vanished from their addresses: when, how, and whether they came back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Row, Table, func, insert, or_, select, update

from ingest.adapters.store.columns import Serial, Utc, Words
from ingest.adapters.store.schema import ledger, metadata, url
from ingest.adapters.store.session import Session
from ingest.model import Outcome
from ingest.records import Deletion

deletion = Table(
    "deletion",
    metadata,
    Column("no", Serial, primary_key=True),
    Column("article_id", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Column("what", Words, nullable=False),
    Column("headline", Words, nullable=False),
    Column("raw_id", Words, nullable=False),
    Column("status_before", Words, nullable=False),
    Column("back_at", Utc),  # NULL while it is gone
    Index("ix_deletion_article", "article_id", "no"),
    sqlite_autoincrement=True,
)

_SAYS_NOTHING = (
    Outcome.KNOWN,
    Outcome.DEFERRED,
    Outcome.FAILED,
    Outcome.BLOCKED,
    Outcome.ROBOTS,
    Outcome.EMPTY,
    Outcome.NOT_ARTICLE,
)
_SEEN = (Outcome.STORED, Outcome.NEW_VERSION, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.REVIEW)


class Deletions:
    """What publishers took down."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(self, gone: Deletion) -> None:
        """Note that an article is gone."""
        self._session.execute(
            insert(deletion).values(
                article_id=gone.article_id,
                at=gone.at,
                what=gone.what,
                headline=gone.headline,
                raw_id=gone.raw_id,
                status_before=gone.status_before,
                back_at=gone.back_at,
            )
        )

    def now(self, article_id: str) -> Deletion | None:
        """Return the deletion that holds at present, or None while the article is there."""
        c = deletion.c
        query = select(deletion).where(c.article_id == article_id, c.back_at.is_(None))
        row = self._session.execute(query.order_by(c.no.desc()).limit(1)).one_or_none()
        return None if row is None else _deletion(row)

    def gone(self) -> set[str]:
        """Return the articles that are gone at present."""
        query = select(deletion.c.article_id).where(deletion.c.back_at.is_(None))
        return set(self._session.execute(query).scalars())

    def of(self, article_id: str) -> list[Deletion]:
        """Return every deletion of an article, oldest first."""
        query = select(deletion).where(deletion.c.article_id == article_id).order_by(deletion.c.no)
        return [_deletion(row) for row in self._session.execute(query)]

    def end(self, article_id: str) -> bool:
        """Note that the article is back; returns whether it was gone."""
        c = deletion.c
        back = update(deletion).where(c.article_id == article_id, c.back_at.is_(None))
        return bool(self._session.change(back.values(back_at=self._session.now())))

    def amend(self, article_id: str, status: str) -> bool:
        """Let a vanished article be *status* when it comes back; returns whether it is gone."""
        c = deletion.c
        gone = update(deletion).where(c.article_id == article_id, c.back_at.is_(None))
        return bool(self._session.change(gone.values(status_before=status)))

    def was_gone(self, key: str, *, run_id: str) -> bool:
        """Return whether the visit of *key* before that in *run_id* found nothing there.

        Visits that could not tell (no answer, no permission, not reached) are passed over.
        """
        c = ledger.c
        query = (
            select(c.outcome)
            .where(c.url_key == key, c.run_id != run_id, c.outcome.is_not(None))
            .where(c.outcome.not_in(_SAYS_NOTHING))
            .order_by(c.no.desc())
            .limit(1)
        )
        return self._session.execute(query).scalar_one_or_none() == Outcome.GONE

    def shows_others(self, source_key: str, key: str, *, run_id: str) -> bool:
        """Return whether another page of the source was there in this run."""
        c = ledger.c
        there = or_(c.page_status == 200, c.outcome == Outcome.UNCHANGED)
        query = select(c.no).where(
            c.run_id == run_id, c.source_key == source_key, c.url_key != key, there
        )
        return self._session.execute(query.limit(1)).first() is not None

    def gone_in_a_row(self, source_key: str) -> int:
        """Return how many addresses of a source were gone since a page of it was last seen.

        What was known to be deleted by then is no news.
        """
        c = ledger.c
        own = c.source_key == source_key
        seen = select(func.max(c.closed_at)).where(own, c.outcome.in_(_SEEN)).scalar_subquery()
        d = deletion.c
        known = select(d.article_id).where(d.back_at.is_(None), d.at <= seen)
        query = select(func.count(c.url_key.distinct())).where(
            own,
            c.article_id.not_in(known),
            c.outcome == Outcome.GONE,
            c.article_id != "",
            or_(seen.is_(None), c.closed_at > seen),
        )
        return int(self._session.execute(query).scalar_one())

    def other_addresses(self, article_id: str, key: str) -> list[str]:
        """Return the further URL keys under which the article was found."""
        c = url.c
        query = select(c.key).where(c.article_id == article_id, c.key != key).order_by(c.key)
        return list(self._session.execute(query).scalars())


def _deletion(row: Row[Any]) -> Deletion:
    return Deletion(
        article_id=row.article_id,
        at=row.at,
        what=row.what,
        headline=row.headline,
        raw_id=row.raw_id,
        status_before=row.status_before,
        back_at=row.back_at,
    )
