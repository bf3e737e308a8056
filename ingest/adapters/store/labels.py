"""What operators decided about single texts: on topic or not, to measure and teach the topic with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Float, Index, Row, Table, delete, func, insert, select

from ingest.adapters.store.columns import Serial, Utc, Words
from ingest.adapters.store.schema import metadata
from ingest.adapters.store.session import Session
from ingest.records import Label

label = Table(  # the text as it was judged: the article may change later
    "label",
    metadata,
    Column("no", Serial, primary_key=True),
    Column("article_id", Words, nullable=False),
    Column("on_topic", Boolean, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("score", Float, nullable=False),  # what the topic thought of it
    Column("rules_version", Words, nullable=False),
    Column("reason", Words, nullable=False, server_default=""),
    Column("by", Words, nullable=False, server_default=""),
    Column("at", Utc, nullable=False),
    Index("ix_label_article", "article_id", "no"),
    sqlite_autoincrement=True,
)


class Labels:
    """One decision a row; the latest about an article counts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, decided: Label) -> None:
        """Keep a decision."""
        self._session.execute(
            insert(label).values(
                article_id=decided.article_id,
                on_topic=decided.on_topic,
                title=decided.title,
                text=decided.text,
                language=decided.language,
                score=decided.score,
                rules_version=decided.rules_version,
                reason=decided.reason,
                by=decided.by,
                at=decided.at,
            )
        )

    def of(self, article_id: str) -> Label | None:
        """Return the decision that counts for an article."""
        query = select(label).where(label.c.article_id == article_id)
        row = self._session.execute(query.order_by(label.c.no.desc()).limit(1)).one_or_none()
        return None if row is None else _label(row)

    def withdraw(self, article_id: str) -> bool:
        """Forget what was decided about an article; returns whether anything was."""
        return bool(self._session.change(delete(label).where(label.c.article_id == article_id)))

    def latest(self) -> list[Label]:
        """Return the decisions that count, in the order in which they were made."""
        newest = select(func.max(label.c.no)).group_by(label.c.article_id)
        query = select(label).where(label.c.no.in_(newest)).order_by(label.c.no)
        return [_label(row) for row in self._session.execute(query)]

    def decided(self) -> set[str]:
        """Return the articles about which something was decided."""
        return set(self._session.execute(select(label.c.article_id).distinct()).scalars())


def _label(row: Row[Any]) -> Label:
    return Label(
        article_id=row.article_id,
        on_topic=row.on_topic,
        title=row.title,
        text=row.text,
        language=row.language,
        score=row.score,
        rules_version=row.rules_version,
        reason=row.reason,
        by=row.by,
        at=row.at,
    )
