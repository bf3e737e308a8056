"""The change feed: every change of what readers may see, once, in an order that never changes.

A change is written in the transaction of the article it is about. On SQLite writers come one after the
other, so the order of rows is the order of commits. On PostgreSQL a smaller number may be committed
later than a larger one, so a change becomes public only when every transaction that could still write
an earlier row has ended (``txid`` below the snapshot's xmin). ``publish`` then hands out the numbers
readers see: one by one, without gaps.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, func, insert, select, text

from ingest.adapters.store.schema import change, consumer
from ingest.adapters.store.session import Session
from ingest.records import Change, ChangeOp

_PUBLISHERS_LOCK = 0x66656564  # "feed": one publisher at a time

_INSERT = insert(change)

_READY = {
    "sqlite": "select seq from change where feed_no is null order by seq",
    "postgresql": (
        "select seq from change where feed_no is null"
        " and txid < pg_snapshot_xmin(pg_current_snapshot()) order by txid, seq"
    ),
}


class Changes:
    """The feed, and how far each consumer has read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(self, article_id: str, version: int, op: ChangeOp) -> None:
        """Note a change; it becomes readable with the next ``publish`` after this transaction."""
        row = {"article_id": article_id, "version": version, "op": op, "at": self._session.now()}
        self._session.execute(_INSERT, row)

    def publish(self) -> int:
        """Give every change that is final its number, and return how many got one."""
        if self._session.on_postgres:
            lock = text("select pg_advisory_xact_lock(:key)")
            self._session.execute(lock, {"key": _PUBLISHERS_LOCK})
        ready = _READY[self._session.connection.dialect.name]
        rows = list(self._session.execute(text(ready)).scalars())
        last = self.last_no()
        if rows:
            self._session.execute(
                text("update change set feed_no = :no where seq = :seq"),
                [{"no": no, "seq": seq} for no, seq in enumerate(rows, start=last + 1)],
            )
        return len(rows)

    def after(self, no: int, limit: int = 500) -> list[Change]:
        """Return the next changes after number *no*, in order."""
        query = select(change).where(change.c.feed_no > no).order_by(change.c.feed_no).limit(limit)
        return [_change(row) for row in self._session.execute(query)]

    def latest(
        self, ops: Collection[ChangeOp], limit: int = 50, *, before: int | None = None
    ) -> list[Change]:
        """Return the newest changes of these kinds; the next page is *before* the last one's ``no``."""
        c = change.c
        query = select(change).where(c.op.in_(sorted(ops)), c.feed_no.is_not(None))
        if before is not None:
            query = query.where(c.feed_no < before)
        rows = self._session.execute(query.order_by(c.feed_no.desc()).limit(limit))
        return [_change(row) for row in rows]

    def last_no(self) -> int:
        """Return the newest published number, 0 when there is none."""
        return int(self._session.execute(select(func.max(change.c.feed_no))).scalar_one() or 0)

    def cursor(self, name: str) -> int:
        """Return the last number that consumer *name* has dealt with."""
        query = select(consumer.c.last).where(consumer.c.name == name)
        return int(self._session.execute(query).scalar_one_or_none() or 0)

    def consumers(self) -> dict[str, int]:
        """Return everybody who reads the feed, with the last number each has dealt with."""
        query = select(consumer.c.name, consumer.c.last).order_by(consumer.c.name)
        return {row.name: row.last for row in self._session.execute(query)}

    def advance(self, name: str, no: int) -> None:
        """Note that *name* has dealt with everything up to *no*; never moves back."""
        if no > self.cursor(name):
            row = {"name": name, "last": no, "updated_at": self._session.now()}
            self._session.upsert(consumer, row)

    def rewind(self, name: str, no: int = 0) -> None:
        """Let *name* read everything after *no* again."""
        self._session.upsert(
            consumer, {"name": name, "last": no, "updated_at": self._session.now()}
        )


def _change(row: Row[Any]) -> Change:
    return Change(
        no=row.feed_no,
        article_id=row.article_id,
        version=row.version,
        op=ChangeOp(row.op),
        at=row.at,
    )
