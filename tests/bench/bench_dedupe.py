"""What recognising texts costs: look-ups as the store grows, bytes a document, decisions a second.

Run as ``python -m tests.bench.bench_dedupe [--documents 100000] [--postgres]``. The documents are
random: 370 shingles each, fifteen in a hundred from a common pool in which few are very frequent, as
phrases are. All times are CPU time of this process (for PostgreSQL: wall time, the server works too).
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import text

from ingest.adapters.store import Store, migrate, open_store
from ingest.adapters.store.texts import TextRecord
from ingest.dedupe import Fingerprint, fingerprint, restored
from tests.plugins.postgres import drop_database, new_database

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SHINGLES = 370  # of an article of 2,200 characters
STEP = 5_000  # documents per transaction of the bulk load
LOOK_UPS = 100


def documents(count: int, seed: int = 7) -> Iterator[Fingerprint]:
    """Yield random fingerprints with a realistic share of common phrases."""
    rng = np.random.default_rng(seed)
    pool = rng.integers(-(2**63), 2**63, 20_000, dtype=np.int64)
    for number in range(count):
        own = rng.integers(-(2**63), 2**63, SHINGLES, dtype=np.int64)
        common = rng.random(SHINGLES) < 0.15
        picks = np.minimum(rng.zipf(1.3, int(common.sum())), len(pool)) - 1
        own[common] = pool[picks]
        sequence = tuple(dict.fromkeys(own.tolist()))
        yield restored(
            sequence=sequence,
            n=2 * len(sequence),
            numbers=frozenset(),
            slots=frozenset(),
            content_hash=f"{seed}-{number}",
            published=None,
        )


def load(store: Store, start: int, end: int, source: Iterator[Fingerprint]) -> float:
    """Bulk-load documents *start* to *end* and return the CPU seconds."""
    spent = 0.0
    for first in range(start, end, STEP):
        records = [
            TextRecord(
                ref=f"a{n}", fingerprint=next(source), publisher=f"p{n % 97}", fetched_at=NOW
            )
            for n in range(first, min(first + STEP, end))
        ]
        before = time.process_time()
        with store.write() as tx:
            tx.texts.bulk_load(records)
        spent += time.process_time() - before
    return spent


def look_ups(store: Store, clock: Callable[[], float]) -> float:
    """Return the milliseconds of one look-up with all hashes of an unknown text."""
    asked = list(documents(LOOK_UPS, seed=11))
    with store.read() as tx:
        for one in asked[:5]:
            tx.texts.candidates(one)
        before = clock()
        for one in asked:
            tx.texts.candidates(one)
        return (clock() - before) / len(asked) * 1_000


def table_bytes(store: Store) -> tuple[int, int]:
    """Return the bytes of the index that look-ups read, and of the fingerprints beside it."""
    with store.read() as tx:
        run = tx.session.execute
        if tx.session.on_postgres:
            sizes = [
                run(
                    text("select pg_total_relation_size(cast(:t as regclass))"), {"t": table}
                ).scalar_one()
                for table in ("text_sketch", "text_document")
            ]
        else:
            query = text("select coalesce(sum(pgsize), 0) from dbstat where name like :t")
            sizes = [
                run(query, {"t": table}).scalar_one()
                for table in ("text_sketch%", "%text_document%")
            ]
    return int(sizes[0]), int(sizes[1])


def stories(count: int) -> list[tuple[str, Fingerprint, str]]:
    """Return a stream of texts of which three in ten are copies with a few words changed."""
    chance = random.Random(5)
    words = [f"w{n:x}" for n in range(30_000)]
    weights = [1 / (n + 10) for n in range(len(words))]
    texts: list[list[str]] = []
    for _ in range(count):
        if texts and chance.random() < 0.3:
            made = list(chance.choice(texts[-200:]))
            for place in chance.sample(range(len(made)), 8):
                made[place] = chance.choice(words)
        else:
            made = chance.choices(words, weights, k=chance.randint(150, 600))
        texts.append(made)
    return [
        (f"b{n}", fingerprint(" ".join(made), published=None), f"p{chance.randint(0, 60)}")
        for n, made in enumerate(texts)
    ]


def decisions(store: Store, count: int, clock: Callable[[], float]) -> float:
    """Return how many texts one writer settles in a second, fifty in a transaction."""
    items = stories(count)
    before = clock()
    for first in range(0, count, 50):
        with store.write() as tx:
            tx.lock()
            for ref, mine, publisher in items[first : first + 50]:
                tx.texts.settle(ref, mine, publisher=publisher, fetched_at=NOW)
    return count / (clock() - before)


@contextmanager
def empty_store(on_postgres: bool) -> Iterator[Store]:
    """A migrated store that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        url = new_database() if on_postgres else f"sqlite:///{Path(folder) / 'bench.db'}"
        migrate(url)
        with open_store(url) as store:
            yield store
        if on_postgres:
            drop_database(url)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    clock = time.perf_counter if asked.postgres else time.process_time
    print("documents  look-up ms  index B/doc  fingerprint B/doc  load doc/s  RSS MB")
    with empty_store(asked.postgres) as store:
        source, done = documents(asked.documents), 0
        for size in (10_000, 31_623, 100_000, 316_228, 1_000_000):
            size = min(size, asked.documents)
            if size == done:
                break
            spent, fresh, done = load(store, done, size, source), size - done, size
            index, rest = table_bytes(store)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"{size:9,}  {look_ups(store, clock):10.2f}  {index / size:11.0f}  {rest / size:17.0f}"
                  f"  {fresh / spent:10.0f}  {memory:6}", flush=True)  # fmt: skip
        print(f"decisions a second, one writer: {decisions(store, 2_000, clock):.0f}")


if __name__ == "__main__":
    main()
