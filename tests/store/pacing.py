"""What the processes of the pacing test do: fetch from one host through the gate of one store."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

from ingest.adapters.fetch import Fetcher, FetchSettings
from ingest.adapters.store import StoreGate, open_store


class NotingGate(StoreGate):
    """Notes the very moments by which the store gives out turns and holds."""

    def __init__(self, url: str) -> None:
        self._last = 0.0
        super().__init__(open_store(url, now=self._now))
        self.notes: list[str] = []

    def _now(self) -> datetime:
        self._last = time.time()
        return datetime.fromtimestamp(self._last, UTC)

    def reserve(self, host: str, delay: float, patience: float = 60.0) -> float:
        """Take a turn as any gate does, and note when."""
        wait = super().reserve(host, delay, patience)
        if wait <= patience:
            self.notes.append(f"turn {self._last!r} 0")
        return wait

    def hold(self, host: str, seconds: float) -> None:
        """Hold as any gate does, and note from when and how long."""
        super().hold(host, seconds)
        self.notes.append(f"hold {self._last!r} {seconds!r}")


def fetch(url: str, out: Path, port: int, times: int, delay: float) -> None:
    """Fetch one page again and again, and note the turns."""
    gate = NotingGate(url)
    # Turns and holds are asked for one after the other, so the last moment is theirs.
    settings = FetchSettings(min_delay=delay, allowed_private=(f"127.0.0.1:{port}",))

    async def run() -> None:
        async with Fetcher(settings, gate) as fetcher:
            for number in range(times):
                await fetcher.fetch(f"http://127.0.0.1:{port}/{number}")

    asyncio.run(run())
    out.write_text("\n".join(gate.notes))
