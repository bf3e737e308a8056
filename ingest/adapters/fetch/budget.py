"""The one deadline of a fetch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Budget:
    """Seconds that all requests of one fetch share: connect, headers, redirects, body, robots.txt.

    Waiting for a host's turn is not counted: politeness must not look like a slow server.
    """

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    @asynccontextmanager
    async def spend(self, at_most: float | None = None) -> AsyncIterator[None]:
        """Run the block against the clock; ``TimeoutError`` when the time is used up."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with asyncio.timeout(self.left if at_most is None else min(self.left, at_most)):
                yield
        finally:
            self.left -= clock() - began
