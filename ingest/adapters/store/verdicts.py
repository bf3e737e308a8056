"""What operators decided about pairs of texts; replayed whenever relations are computed again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, or_, select

from ingest.adapters.store.schema import verdict
from ingest.adapters.store.session import Session
from ingest.records import PairVerdict, Ruling


class Verdicts:
    """One ruling per pair, whichever way round the pair is named."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, a: str, b: str, ruling: Ruling, *, reason: str = "", by: str = "") -> None:
        """Rule on a pair; a later ruling replaces the earlier one."""
        first, second = sorted((a, b))
        self._session.upsert(
            verdict,
            {
                "a": first,
                "b": second,
                "verdict": ruling,
                "reason": reason,
                "by": by,
                "at": self._session.now(),
            },
        )

    def get(self, a: str, b: str) -> PairVerdict | None:
        """Return the ruling on a pair."""
        first, second = sorted((a, b))
        query = select(verdict).where(verdict.c.a == first, verdict.c.b == second)
        row = self._session.execute(query).one_or_none()
        return None if row is None else _verdict(row)

    def about(self, text_id: str) -> list[PairVerdict]:
        """Return every ruling that names one article or seed."""
        query = (
            select(verdict)
            .where(or_(verdict.c.a == text_id, verdict.c.b == text_id))
            .order_by(verdict.c.a, verdict.c.b)
        )
        return [_verdict(row) for row in self._session.execute(query)]

    def all(self) -> list[PairVerdict]:
        """Return every ruling, the latest first."""
        query = select(verdict).order_by(verdict.c.at.desc(), verdict.c.a, verdict.c.b)
        return [_verdict(row) for row in self._session.execute(query)]

    def withdraw(self, a: str, b: str) -> bool:
        """Take a ruling back; returns whether there was one."""
        first, second = sorted((a, b))
        gone = delete(verdict).where(verdict.c.a == first, verdict.c.b == second)
        return bool(self._session.change(gone))


def _verdict(row: Row[Any]) -> PairVerdict:
    return PairVerdict(
        a=row.a, b=row.b, ruling=row.verdict, reason=row.reason, by=row.by, at=row.at
    )
