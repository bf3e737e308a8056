"""Politeness that all workers share: whose turn it is at a host, and what its robots.txt said."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select, update

from ingest.adapters.store.schema import host, robots
from ingest.adapters.store.session import Session

PATIENCE = 60.0  # seconds; a fetcher that would wait longer turns to other hosts instead


class Hosts:
    """Turns at hosts. The row is locked while a turn is taken, so two workers never get the same."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def reserve(self, name: str, delay: float, patience: float = PATIENCE) -> float:
        """Return the seconds until this caller's turn; the next turn is *delay* seconds after it.

        A turn more than *patience* away is told but not reserved: who is told to come back in an
        hour gives up, and must not push the hour out for everyone else.
        """
        now = self._session.now().timestamp()
        row = self._row(name)
        turn = max(now, row.free_at, row.held_until)
        if turn - now <= patience:
            taken = update(host).where(host.c.host == name).values(free_at=turn + delay)
            self._session.execute(taken)
        return float(turn - now)

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody at the host for *seconds*; a longer hold already there stays."""
        until = self._session.now().timestamp() + seconds
        if until > self._row(name).held_until:
            self._session.execute(update(host).where(host.c.host == name).values(held_until=until))

    def robots(self, origin: str) -> str | None:
        """Return what was saved for *origin*."""
        query = select(robots.c.file).where(robots.c.origin == origin)
        return self._session.execute(query).scalar_one_or_none()

    def save_robots(self, origin: str, file: str) -> None:
        """Remember *file* (any text) for *origin*."""
        row = {"origin": origin, "file": file, "saved_at": self._session.now()}
        self._session.upsert(robots, row)

    def _row(self, name: str) -> Row[Any]:
        """Return the host's row, made if it is new, and locked until the transaction ends."""
        new = self._session.insert(host).values(host=name, free_at=0.0, held_until=0.0)
        self._session.execute(new.on_conflict_do_nothing())
        query = select(host.c.free_at, host.c.held_until).where(host.c.host == name)
        return self._session.execute(query.with_for_update()).one()
