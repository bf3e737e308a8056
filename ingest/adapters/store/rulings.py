"""Who said of a learned line that it is text, or furniture after all: kept, never overwritten."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Table, insert, select

from ingest.adapters.store.columns import Serial, Utc, Words
from ingest.adapters.store.schema import metadata
from ingest.adapters.store.session import Session
from ingest.records import LineRuling

line_ruling = Table(
    "line_ruling",
    metadata,
    Column("no", Serial, primary_key=True),
    Column("publisher", Words, nullable=False),
    Column("key", Words, nullable=False),  # as in memory_line
    Column("revoked", Boolean, nullable=False),
    Column("reason", Words, nullable=False, server_default=""),
    Column("by", Words, nullable=False, server_default=""),
    Column("at", Utc, nullable=False),
    Index("ix_line_ruling_publisher", "publisher", "no"),
    sqlite_autoincrement=True,
)


class LineRulings:
    """The log of operators' rulings on learned lines; what holds is in ``memory_line``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(
        self, publisher: str, key: str, *, revoked: bool, by: str = "", reason: str = ""
    ) -> None:
        """Note a ruling."""
        row = {
            "publisher": publisher,
            "key": key,
            "revoked": revoked,
            "reason": reason,
            "by": by,
            "at": self._session.now(),
        }
        self._session.execute(insert(line_ruling).values(row))

    def of(self, publisher: str, *, limit: int = 100) -> list[LineRuling]:
        """Return the rulings on one publisher's lines, the latest first."""
        c = line_ruling.c
        query = select(line_ruling).where(c.publisher == publisher)
        return [
            LineRuling(
                publisher=row.publisher,
                key=row.key,
                revoked=row.revoked,
                reason=row.reason,
                by=row.by,
                at=row.at,
            )
            for row in self._session.execute(query.order_by(c.no.desc()).limit(limit))
        ]
