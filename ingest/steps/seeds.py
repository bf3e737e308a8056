"""Making texts known before anything is fetched: the shipped fingerprints, and corpora of an operator."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from ingest.adapters.store import Store
from ingest.adapters.store.texts import TextRecord
from ingest.dedupe import DETECTOR, SEED_PREFIX, fingerprint
from ingest.model import Page
from ingest.pipeline import Rulebook, read
from ingest.records import SeedDocument
from ingest.seeds import RefusedSeed, Seed, load_facts, read_seeds

AT_ONCE = 2_000  # seeds per transaction: their index rows are inserted sorted
TOLD = 20  # problems told in full; all are counted
SHIPPED = "shipped"  # the setting that says which shipped seeds are known


@dataclass(slots=True)
class SeedReport:
    """What an import did."""

    added: int = 0
    known: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)


def import_seeds(
    store: Store,
    paths: Iterable[Path],
    rulebook: Rulebook,
    *,
    now: Callable[[], datetime],
    progress: Callable[[str], None],
) -> SeedReport:
    """Add the texts at *paths*, cleaned like any page; texts already known are left alone.

    Interrupted, it is simply called again: what was added is known then.
    """
    report = SeedReport()
    found = read_seeds(paths, now=now())
    while some := list(islice(found, AT_ONCE)):
        seeds = list(_accepted(some, report))
        cleaned = [_cleaned(seed, rulebook, now()) for seed in seeds]
        _store(store, cleaned, now(), report)
        progress(f"{report.added + report.known + report.refused} read, {report.added} added")
    return report


def import_shipped(store: Store, path: Path, *, now: Callable[[], datetime]) -> int:
    """Make sure that the seeds shipped with the project are known; return how many are new."""
    facts = load_facts(path)
    with store.read() as tx:
        if tx.settings.get(SHIPPED) == _version(facts) or tx.texts.detector() != DETECTOR:
            return 0  # the index of another detector has to be made anew first
    records = [
        TextRecord(
            ref=f"seed:{one.document.key}",
            fingerprint=one.fingerprint,
            publisher=one.document.publisher,
            fetched_at=now(),
        )
        for one in facts
    ]
    with store.write() as tx:
        tx.lock()
        added = len(tx.texts.bulk_load(records))
        for one in facts:
            tx.seeds.add(one.document, corpus=SHIPPED)
        tx.settings.put(SHIPPED, _version(facts))
    return added


def _version(facts: Sequence[object]) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _accepted(some: Iterable[Seed | RefusedSeed], report: SeedReport) -> Iterator[Seed]:
    for one in some:
        if isinstance(one, Seed):
            yield one
            continue
        report.refused += 1
        if len(report.problems) < TOLD:
            report.problems.append(f"{one.origin} {one.reason}")


def _cleaned(seed: Seed, rulebook: Rulebook, now: datetime) -> Seed:
    """Return *seed* without the furniture it came with; as it was when nothing would be left."""
    page = Page(
        url=seed.document.url,
        final_url=seed.document.url,
        body="\n\n".join(filter(None, (seed.document.title, seed.text))).encode(),
        fetched_at=now,
        content_type="text/plain; charset=utf-8",
    )
    extraction, cleaned = read(page, rulebook, entry=None, now=now)
    language = seed.document.language or extraction.language
    return Seed(document=replace(seed.document, language=language), text=cleaned.text or seed.text)


def _store(store: Store, seeds: Sequence[Seed], now: datetime, report: SeedReport) -> None:
    made = [fingerprint(seed.text, published=_at(seed.document)) for seed in seeds]
    with store.write() as tx:
        tx.lock()
        known = tx.texts.known_seeds(mine.content_hash for mine in made)
        fresh: dict[str, tuple[Seed, TextRecord]] = {}
        for seed, mine in zip(seeds, made, strict=True):
            if mine.content_hash not in known:
                record = TextRecord(
                    ref=f"{SEED_PREFIX}{seed.document.key}",
                    fingerprint=mine,
                    publisher=seed.document.publisher,
                    fetched_at=now,
                )
                fresh.setdefault(mine.content_hash, (seed, record))
        names = tx.texts.bulk_load(record for _, record in fresh.values())
        tx.seeds.add_many(
            ((seed.document, seed.text) for seed, record in fresh.values() if record.ref in names),
            corpus="imported",
        )
    report.added += len(names)
    report.known += len(seeds) - len(names)


def _at(document: SeedDocument) -> datetime | None:
    return document.published.at if document.published else None
