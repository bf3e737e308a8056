"""Third step: read every archived page of a batch and decide what it is. Pure CPU work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from ingest.adapters.archive import Archive
from ingest.adapters.store import Store
from ingest.clean import SiteMemory
from ingest.codec import encode
from ingest.errors import ArchiveError, NotFound
from ingest.model import Article, Outcome, Page, Rejection, Source
from ingest.pipeline import Rulebook, assess
from ingest.records import PageRef, Work


def judge_batch(
    store: Store,
    archive: Archive,
    rulebook: Rulebook,
    sources: Mapping[str, Source],
    run_id: str,
    batch: str,
    *,
    now: Callable[[], datetime],
) -> dict[str, int]:
    """Judge what the fetch step archived for *batch*; return how many of each sort."""
    with store.read() as tx:
        waiting = tx.ledger.unjudged(run_id, batch)
        memories = {
            publisher: tx.memory.of(publisher)
            for publisher in {sources[work.source_key].publisher for work in waiting}
        }
    counts: Counter[str] = Counter()
    for work in waiting:
        source = sources[work.source_key]
        judged = judge_work(work, source, archive, rulebook, memories[source.publisher], now())
        counts[judged.outcome if isinstance(judged, Rejection) else "article"] += 1
        with store.write() as tx:
            tx.ledger.judged(run_id, work.key, encode(judged))
    return dict(counts)


def judge_work(
    work: Work,
    source: Source,
    archive: Archive,
    rulebook: Rulebook,
    memory: SiteMemory,
    now: datetime,
) -> Article | Rejection:
    """Return what the archived page of *work* is; a page lost from the archive is a rejection, too."""
    if work.page is None:
        raise ValueError(f"{work.key} has no page to judge")
    try:
        body = archive.get(work.page.sha256)
    except (ArchiveError, NotFound) as error:
        return Rejection(
            url=work.url, stage="extract", outcome=Outcome.FAILED, reason=f"raw page lost: {error}"
        )
    page = page_from(work.page, body)
    return assess(page, source, rulebook, entry=work.entry, now=now, memory=memory)


def page_from(ref: PageRef, body: bytes) -> Page:
    """Return the page that was archived as *ref*."""
    return Page(
        url=ref.url,
        final_url=ref.final_url,
        body=body,
        fetched_at=ref.fetched_at,
        status=ref.status,
        content_type=ref.content_type,
    )
