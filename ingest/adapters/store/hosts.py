"""Politeness that all workers share: whose turn it is at a host, and what its robots.txt said."""

from __future__ import annotations

from sqlalchemy import select, update

from ingest.adapters.store.schema import host, robots
from ingest.adapters.store.session import Session

PATIENCE = 60.0  # seconds; a fetcher that would wait longer turns to other hosts instead
# Seconds. No server is left alone for more than a day, so a time further ahead was written by a
# clock that was wrong and has been put right; it would lock the host until then.
FARTHEST = 2 * 86_400.0


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
        turn = max(now, *self._times(name, now))
        if turn - now <= patience:
            taken = update(host).where(host.c.host == name).values(free_at=turn + delay)
            self._session.execute(taken)
        return float(turn - now)

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody at the host for *seconds*; a longer hold already there stays."""
        now = self._session.now().timestamp()
        until = now + seconds
        _, held_until = self._times(name, now)
        if until > held_until:
            self._session.execute(update(host).where(host.c.host == name).values(held_until=until))

    def robots(self, origin: str) -> str | None:
        """Return what was saved for *origin*."""
        query = select(robots.c.file).where(robots.c.origin == origin)
        return self._session.execute(query).scalar_one_or_none()

    def save_robots(self, origin: str, file: str) -> None:
        """Remember *file* (any text) for *origin*."""
        row = {"origin": origin, "file": file, "saved_at": self._session.now()}
        self._session.upsert(robots, row)

    def _times(self, name: str, now: float) -> tuple[float, float]:
        """Return when the host is free and until when it is held.

        Its row is made if it is new, and locked until the transaction ends.
        """
        new = self._session.insert(host).values(host=name, free_at=0.0, held_until=0.0)
        self._session.execute(new.on_conflict_do_nothing())
        query = select(host.c.free_at, host.c.held_until).where(host.c.host == name)
        row = self._session.execute(query.with_for_update()).one()
        free_at, held_until = (at if at - now <= FARTHEST else 0.0 for at in row)
        return free_at, held_until
