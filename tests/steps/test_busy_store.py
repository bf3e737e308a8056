"""A store that others keep busy delays what is written, never the answers that are on their way."""

from __future__ import annotations

import asyncio
import threading

from ingest.adapters.fetch import Fetcher, MemoryGate
from ingest.app import App
from ingest.model import Outcome
from ingest.steps.fetch import FetchStep, Limits
from tests.steps.conftest import Site

PATIENCE = 40.0  # seconds; longer than a writer waits for the store before it gives up


class Hog(threading.Thread):
    """Another process's writer: keeps the store locked until the event loop has shown that it goes on."""

    def __init__(self, app: App) -> None:
        super().__init__()
        self.app = app
        self.beat = threading.Event()
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.is_set():
            with self.app.store.write():
                self.beat.clear()
                self.beat.wait(PATIENCE)
            self.done.wait(0.001)  # let others in


def test_the_loop_goes_on_while_somebody_else_writes(app: App, site: Site) -> None:
    site.story("/one", "Ukraine and Russia talk", "Delegations of Ukraine and Russia met. " * 9)
    site.story("/two", "China calls for talks", "China called on Ukraine and Russia to talk. " * 9)
    (batch,) = app.plan("r1", everything=True)
    hog = Hog(app)

    async def beat() -> None:
        while not hog.done.is_set():
            hog.beat.set()
            await asyncio.sleep(0.005)

    async def scenario() -> None:
        async with Fetcher(app.fetch_settings(), MemoryGate(), now=app.now) as fetcher:
            limits = Limits(pages_per_source=9, seconds=60)
            step = FetchStep(
                store=app.store,
                archive=app.archive,
                fetcher=fetcher,
                sources=app.sources,
                limits=limits,
                now=app.now,
            )
            heart = asyncio.create_task(beat())
            try:
                await step.run("r1", batch, everything=True)
            finally:
                hog.done.set()
                await heart

    hog.start()
    try:
        asyncio.run(scenario())
    finally:
        hog.done.set()
        hog.beat.set()
        hog.join()
    app.judge("r1", batch)
    app.settle("r1")
    with app.store.read() as tx:
        ended = [row.outcome for row in tx.ledger.outcomes(run_id="r1")]
    assert ended == [Outcome.STORED, Outcome.STORED]
