"""Asking hosts one polite turn at a time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec, TypeVar

import httpx

from ingest.adapters.fetch.budget import Budget
from ingest.adapters.fetch.exchange import Answer, ask
from ingest.adapters.fetch.gate import HostGate, MemoryGate
from ingest.adapters.fetch.headers import retry_after
from ingest.adapters.fetch.problem import Problem
from ingest.adapters.fetch.settings import FetchSettings
from ingest.adapters.fetch.target import DEFAULT_PORTS, Target

AT_ONCE = 2  # requests to one host
BUSY = frozenset({429, 503})  # the host as a whole wants a pause

P = ParamSpec("P")
T = TypeVar("T")


class PoliteClient:
    """Sends requests when it is their turn, and tells the gate when a host wants to be left alone.

    Every request takes a turn, those for robots.txt and after a redirect included: no two requests
    to one host are closer than the delay, whoever sends them.
    """

    def __init__(
        self,
        settings: FetchSettings,
        gate: HostGate,
        transport: httpx.AsyncBaseTransport,
        now: Callable[[], datetime],
    ) -> None:
        self.settings = settings
        self.now = now
        self._gate = gate
        self._transport = transport
        self._open: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE)
        )
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def request(
        self,
        target: Target,
        headers: list[tuple[str, str]],
        budget: Budget,
        *,
        delay: float = 0.0,
        limit: int,
        cut: bool = False,
    ) -> Answer:
        """Return the answer of *target*. *delay*: what its robots.txt wants between two requests."""
        host = gate_key(target)
        sent = [("Host", _host_header(target)), ("User-Agent", self.settings.user_agent), *headers]
        async with self._open[host]:
            await self._turn(host, max(delay, self.settings.min_delay))
            answer = await ask(self._transport, target, sent, budget=budget, limit=limit, cut=cut)
        if answer.status in BUSY:
            pause = self.asked_pause(answer) or 0.0
            await self.ask_gate(self._gate.hold, host, max(pause, self.settings.min_delay))
        return answer

    async def _turn(self, host: str, delay: float) -> None:
        """Wait until *host* may be asked again; one caller at a time, so that none jumps the queue.

        A turn is taken when it has come, never ahead: meanwhile the host may ask somebody for a pause.
        """
        left = self.settings.patience
        async with self._queues[host]:
            while (wait := await self.ask_gate(self._gate.reserve, host, delay, 0.0)) > 0:
                left -= wait
                if left < 0:
                    raise Problem("gate", f"{wait:.0f} s from now", retry_after=wait)
                await asyncio.sleep(wait)

    def asked_pause(self, answer: Answer) -> float | None:
        """Return the seconds a server wants; our own measure for a busy one that does not say.

        Busy and "come back at once" contradict each other: nothing was said.
        """
        said = retry_after(answer.headers, self.now())
        return said or self.settings.hold if answer.status in BUSY else said

    async def ask_gate(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask the gate: memory at once, a store in a thread, so that its locks never stop the loop."""
        if isinstance(self._gate, MemoryGate):
            return question(*args, **kwargs)
        return await asyncio.to_thread(question, *args, **kwargs)


def gate_key(target: Target) -> str:
    """Return who is to be left in peace: the host, or for an odd port that one service of it."""
    return target.host if target.port in DEFAULT_PORTS.values() else target.authority


def _host_header(target: Target) -> str:
    if target.port != DEFAULT_PORTS[target.scheme]:
        return target.authority
    return f"[{target.host}]" if ":" in target.host else target.host
