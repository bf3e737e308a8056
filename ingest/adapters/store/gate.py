"""The fetcher's host gate, kept in the store: politeness that every worker of every process shares."""

from __future__ import annotations

from ingest.adapters.fetch.gate import RobotsFile
from ingest.adapters.store.codec import Json
from ingest.adapters.store.hosts import PATIENCE
from ingest.adapters.store.store import Store

_ROBOTS: Json[RobotsFile] = Json(RobotsFile)


class StoreGate:
    """A ``HostGate`` over a store; each question is one short transaction of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def reserve(self, host: str, delay: float, patience: float = PATIENCE) -> float:
        """Return the seconds until this caller's turn at *host*; the next turn is *delay* later."""
        with self._store.write() as tx:
            return tx.hosts.reserve(host, delay, patience)

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask *host* anything for *seconds*; a longer hold stays."""
        with self._store.write() as tx:
            tx.hosts.hold(host, seconds)

    def robots(self, origin: str) -> RobotsFile | None:
        """Return what was last saved for *origin*, however old."""
        with self._store.read() as tx:
            file = tx.hosts.robots(origin)
        return None if file is None else _ROBOTS.load(file)

    def save_robots(self, origin: str, file: RobotsFile) -> None:
        """Remember *file* for *origin*."""
        with self._store.write() as tx:
            tx.hosts.save_robots(origin, _ROBOTS.dump(file))
