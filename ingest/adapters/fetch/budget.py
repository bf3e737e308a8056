"""The one deadline of a fetch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Budget:
    """Seconds that all requests of one fetch share: connect, headers, redirects, body, robots.txt.

    Waiting for a host's turn is not counted: politeness must not look like a slow server.
    """

    def __init__(self, seconds: float, whole: Budget | None = None) -> None:
        self.left = seconds
        self._whole = whole

    def part(self, seconds: float) -> Budget:
        """Return a budget of at most *seconds* that is spent out of this one."""
        return Budget(min(seconds, self.left), self)

    @asynccontextmanager
    async def spend(self) -> AsyncIterator[None]:
        """Run the block against the clock; ``TimeoutError`` when the time is used up."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with asyncio.timeout(self.left):
                yield
        finally:
            self._charge(clock() - began)

    def _charge(self, seconds: float) -> None:
        self.left -= seconds
        if self._whole:
            self._whole._charge(seconds)
