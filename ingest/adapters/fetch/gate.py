"""Whose turn it is at a host: politeness shared by everything that fetches."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Access = Literal["rules", "open", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """The robots.txt of one origin, as last seen.

    ``access``: "rules" = *text* decides; "open" = there is none, everything may be read;
    "closed" = the server could not say (5xx, time-out), so nothing may be read for now, and *text*
    is what happened.
    """

    access: Access
    fetched_at: datetime
    text: str = ""


class HostGate(Protocol):
    """Turns, holds and robots files per host; the store's gate shares them across processes."""

    def reserve(self, host: str, delay: float, patience: float = 60.0) -> float:
        """Return the seconds until this caller's turn at *host*; the next turn is *delay* later.

        A wait longer than *patience* reserves nothing: the caller should come back another time.
        """
        ...

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask *host* anything for *seconds*; a longer hold stays."""
        ...

    def robots(self, origin: str) -> RobotsFile | None:
        """Return what was last saved for *origin* ("https://host:port"), however old."""
        ...

    def save_robots(self, origin: str, file: RobotsFile) -> None:
        """Remember *file* for *origin*."""
        ...


class MemoryGate:
    """A gate for one process, safe between threads. *clock* is any steady count of seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._next_turn: dict[str, float] = {}
        self._held_until: dict[str, float] = {}
        self._robots: dict[str, RobotsFile] = {}

    def reserve(self, host: str, delay: float, patience: float = 60.0) -> float:
        """Return the seconds until this caller's turn at *host*.

        >>> gate = MemoryGate(clock=lambda: 0.0)
        >>> [gate.reserve("a.example", 5.0), gate.reserve("a.example", 5.0)]
        [0.0, 5.0]
        """
        with self._lock:
            now = self._clock()
            turn = max(now, self._next_turn.get(host, now), self._held_until.get(host, now))
            if turn - now <= patience:
                self._next_turn[host] = turn + delay
            return turn - now

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask *host* anything for *seconds*; a longer hold stays."""
        with self._lock:
            until = self._clock() + seconds
            self._held_until[host] = max(until, self._held_until.get(host, until))

    def robots(self, origin: str) -> RobotsFile | None:
        """Return what was last saved for *origin*."""
        return self._robots.get(origin)

    def save_robots(self, origin: str, file: RobotsFile) -> None:
        """Remember *file* for *origin*."""
        self._robots[origin] = file
