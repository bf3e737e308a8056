"""Making texts known before anything is fetched: the shipped fingerprints, and corpora of an operator."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from ingest.adapters.store import Store
from ingest.adapters.store.texts import TextRecord
from ingest.dedupe import DETECTOR, fingerprint
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
        added = tx.texts.bulk_load(records)
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
    _, cleaned = read(page, rulebook, entry=None, now=now)
    return Seed(document=seed.document, text=cleaned.text or seed.text)


def _store(store: Store, seeds: Sequence[Seed], now: datetime, report: SeedReport) -> None:
    with store.write() as tx:
        tx.lock()
        fresh: dict[str, tuple[SeedDocument, TextRecord, str]] = {}
        for seed in seeds:
            mine = fingerprint(seed.text, published=_at(seed.document))
            ref = f"seed:{seed.document.key}"
            if mine.content_hash not in fresh and not tx.texts.has_seed(ref, mine.content_hash):
                record = TextRecord(
                    ref=ref,
                    fingerprint=mine,
                    publisher=seed.document.publisher,
                    fetched_at=now,
                )
                fresh[mine.content_hash] = (seed.document, record, seed.text)
        added = tx.texts.bulk_load([record for _, record, _ in fresh.values()])
        for document, _, text in fresh.values():
            tx.seeds.add(document, corpus="imported", text=text)
    report.added += added
    report.known += len(seeds) - added


def _at(document: SeedDocument) -> datetime | None:
    return document.published.at if document.published else None
