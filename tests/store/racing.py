"""What the processes of the race tests do. Each opens the store for itself, as workers do."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from ingest.adapters.store import Store, StoreGate, open_store
from ingest.dedupe import fingerprint
from tests.dedupe.stream import Stream
from tests.dedupe.words import ENGLISH
from tests.store.samples import FEED, NOW, article, entries, key


@cache
def processes() -> ForkServerContext:
    """Return where processes come from: a server that has imported everything but opened nothing."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    forkserver.ensure_running()
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before
    return context


class Undone(Exception):
    """A transaction that shall not happen."""


def write_articles(url: str, out: Path, worker: int, numbers: range) -> None:
    """Store every number, or a new version where somebody was faster; undo one transaction in ten."""
    chance = random.Random(worker)
    with open_store(url) as store:
        for number in chance.sample(numbers, len(numbers)):
            try:
                _write_one(store, worker, number, undo=chance.random() < 0.1)
            except Undone:
                _write_one(store, worker, number, undo=False)
    out.write_text("done")


def _write_one(store: Store, worker: int, number: int, *, undo: bool) -> None:
    with store.write() as tx:
        if number % 2:
            tx.lock()
        known = tx.articles.by_key(key(number))
        if known is None:
            tx.articles.insert(article(number, headline=f"By worker {worker}"))
        else:
            tx.articles.add_version(
                known.id, article(number, content_hash=f"{worker}", headline=f"By worker {worker}")
            )
        if undo:
            raise Undone


def publish_and_read(url: str, out: Path, stop: Path) -> None:
    """Number changes and read them until told to stop; each is noted in the cursor's transaction."""
    with open_store(url) as store:
        while True:
            last_round = stop.exists()
            with store.write() as tx:
                tx.changes.publish()
            while read_some(store):
                pass
            if last_round:
                break
    out.write_text("done")


def read_some(store: Store) -> int:
    """Read up to 20 changes as consumer "reader"; note how often each was dealt with."""
    with store.write() as tx:
        tx.lock()
        found = tx.changes.after(tx.changes.cursor("reader"), limit=20)
        for change in found:
            name = f"seen-{change.no}"
            tx.settings.put(name, str(int(tx.settings.get(name, "0")) + 1))
            tx.changes.advance("reader", change.no)
    return len(found)


def take_turns(url: str, out: Path, times: int) -> None:
    """Reserve turns at one host, while time stands still, and note when they are."""
    with open_store(url, now=lambda: NOW) as store:
        gate = StoreGate(store)
        turns = [gate.reserve("a.example", 1.0, patience=1e9) for _ in range(times)]
    out.write_text("\n".join(map(str, turns)))


def discover(url: str, out: Path, worker: int, count: int) -> None:
    """Announce overlapping URLs and note which of them this worker was given to fetch."""
    given: list[str] = []
    with open_store(url) as store:
        for start in range(0, count, 10):
            mine = list(range(start, start + 30))
            random.Random(worker).shuffle(mine)
            with store.write() as tx:
                found = tx.ledger.discover("r1", f"b{worker}", FEED, entries(*mine))
            given += [work.key for work in found.to_fetch]
    out.write_text("\n".join(given))


def claim(url: str, out: Path, count: int) -> None:
    """Claim many recipients and note which were given to this worker."""
    given: list[str] = []
    with open_store(url) as store:
        for number in range(count):
            with store.write() as tx:
                if tx.digests.claim("d1", f"reader{number}@example.org"):
                    given.append(str(number))
    out.write_text("\n".join(given))


def settle_variants(url: str, out: Path, house: int, count: int) -> None:
    """Settle this house's variant of every story, and note those it believes to be the first of."""
    firsts: list[str] = []
    with open_store(url) as store:
        for number in range(count):
            story = "\n\n".join(Stream(100 + number).paragraphs(ENGLISH, 4))
            mine = fingerprint(f"HOUSE {house} — {story}", published=None)
            with store.write() as tx:
                tx.lock()
                decision = tx.texts.settle(f"a{house}-{number}", mine, publisher=f"house-{house}")
            if decision.original is None:
                firsts.append(str(number))
    out.write_text("\n".join(firsts))


def start(function: Any, *arguments: Any) -> BaseProcess:
    """Start *function* in a process of its own."""
    process = processes().Process(target=function, args=arguments)
    process.start()
    return process


@contextmanager
def finished(*processes: BaseProcess, within: float = 120) -> Iterator[None]:
    """Wait for *processes* at the end of the block; each must end well."""
    yield
    for process in processes:
        process.join(within)
    codes = [process.exitcode for process in processes]
    for process in processes:
        process.kill()
    assert codes == [0] * len(processes)
