"""Second step: poll the channels of a batch, register what they announce, fetch and archive the pages.

The raw page is in the archive before anything is judged. Every URL is in the ledger before it is
fetched, so a killed worker loses nothing: the next attempt, or the next run, goes on where it stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from ingest.adapters.archive import Archive
from ingest.adapters.fetch import Fetcher
from ingest.adapters.store import Store, Transaction
from ingest.discover.folder import read_folder
from ingest.discover.warc import read_warc
from ingest.model import (
    ChannelKind,
    Failure,
    NotModified,
    Outcome,
    Page,
    Retry,
    Source,
    StoredArticle,
)
from ingest.normalize.urls import carried
from ingest.polling import next_visit
from ingest.records import PageRef, Work
from ingest.steps.answers import (
    entry_page,
    in_order_of_interest,
    outcome_of,
    retry_time,
    seen_through,
)
from ingest.steps.channels import ChannelStep, Unreadable
from ingest.steps.deletion import A_WEEK, note_back, note_gone, vanished, visit_again
from ingest.steps.plan import LOCAL_KINDS, Batch

SOURCES_AT_ONCE = 16
PAGES_AT_ONCE = 2  # per source; the host's pacing is stricter anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one fetch step may take on."""

    pages_per_source: int
    seconds: float


@dataclass(slots=True)
class FetchReport:
    """What a fetch step did. ``unreadable`` has the sources of which no channel could be read."""

    announced: int = 0
    fetched: int = 0
    failed: int = 0
    left: int = 0
    unreadable: dict[str, Unreadable] = field(default_factory=dict)
    takeovers: list[str] = field(default_factory=list)  # in words


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchStep:
    """Everything a fetch step works with."""

    store: Store
    archive: Archive
    fetcher: Fetcher
    sources: Mapping[str, Source]
    limits: Limits
    now: Callable[[], datetime]

    async def run(self, run_id: str, batch: Batch, *, everything: bool = False) -> FetchReport:
        """Work through *batch*; *everything* polls channels that are not due, too."""
        report = FetchReport()
        deadline = self.now() + timedelta(seconds=self.limits.seconds)
        slots = asyncio.Semaphore(SOURCES_AT_ONCE)

        async def one(source: Source) -> None:
            async with slots:
                await self._source(run_id, batch.name, source, deadline, everything, report)

        async with asyncio.TaskGroup() as group:
            for key in batch.sources:
                group.create_task(one(self.sources[key]))
        return report

    @property
    def _channels(self) -> ChannelStep:
        return ChannelStep(store=self.store, fetcher=self.fetcher, now=self.now)

    async def _source(
        self,
        run_id: str,
        batch: str,
        source: Source,
        deadline: datetime,
        everything: bool,
        report: FetchReport,
    ) -> None:
        if source.channels[0].kind in LOCAL_KINDS:
            await asyncio.to_thread(self._read_local, run_id, batch, source, report)
            return
        # First: what a poll announces again would count as known.
        await asyncio.to_thread(self._resume, run_id, batch, source, everything)
        reading = await self._channels.run(run_id, batch, source, everything=everything)
        report.announced += reading.announced
        if reading.unreadable:
            report.unreadable[source.key] = reading.unreadable
        if reading.takeover:
            report.takeovers.append(reading.takeover)
        waiting = await asyncio.to_thread(self._waiting, run_id, batch, source)
        chosen = in_order_of_interest(waiting)[: self.limits.pages_per_source]
        report.left += len(waiting) - len(chosen)
        queue = iter(chosen)

        async def worker() -> None:
            for work in queue:
                if self.now() >= deadline:
                    report.left += 1
                    continue
                await self._page(work, source, report)

        await asyncio.gather(*(worker() for _ in range(PAGES_AT_ONCE)))

    def _resume(self, run_id: str, batch: str, source: Source, everything: bool) -> None:
        with self.store.write() as tx:
            most = self.limits.pages_per_source
            tx.ledger.resume(run_id, batch, [source.key], most, revisit=everything)

    def _waiting(self, run_id: str, batch: str, source: Source) -> list[Work]:
        with self.store.read() as tx:
            return [w for w in tx.ledger.open_work(run_id, batch) if w.source_key == source.key]

    # ── pages ────────────────────────────────────────────────────────────────────────────────

    async def _page(self, work: Work, source: Source, report: FetchReport) -> None:
        answer: Page | NotModified | Failure
        if source.body == "headline-only":
            answer = entry_page(work.entry, self.now())
        else:
            answer = await self.fetcher.fetch(carried(work.url), validators=work.validators)
            answer = seen_through(work.url, answer)
        # Archive and store may have to wait for others; answers on their way must not wait with them.
        kept = await asyncio.to_thread(self._settle, work, answer)
        report.fetched += kept
        report.failed += isinstance(answer, Failure) and not kept

    def _settle(self, work: Work, answer: Page | NotModified | Failure) -> bool:
        """Archive the page, or close the work with what was the matter; returns whether there is a page."""
        if isinstance(answer, NotModified):
            self._unchanged(work)
        elif work.article_id and self._is_gone(work, answer):
            pass
        elif isinstance(answer, Page):
            return self._keep(work, answer)
        elif work.entry.content_html and answer.retry is Retry.NEVER:
            return self._keep(work, entry_page(work.entry, self.now()))
        else:
            self._close(work, answer)
        return False

    def _keep(self, work: Work, page: Page) -> bool:
        self.archive.put(page.body)
        ref = PageRef(
            url=page.url,
            final_url=page.final_url,
            sha256=page.sha256,
            fetched_at=page.fetched_at,
            status=page.status,
            content_type=page.content_type,
            size=len(page.body),
        )
        with self.store.write() as tx:
            tx.ledger.fetched(work.run_id, work.key, ref, page.validators)
        return True

    def _unchanged(self, work: Work) -> None:
        published = work.entry.published
        now = self.now()
        again = next_visit(min(published.at, now) if published else now - A_WEEK, now)
        said = "the server says it has not changed"
        with self.store.write() as tx:
            if known := self._known(tx, work):
                again = visit_again(known, now)
                said += ", and it is back" if note_back(tx, known, now) else ""
            tx.ledger.close(work.run_id, work.key, Outcome.UNCHANGED, "fetch", said, visit_at=again)

    def _is_gone(self, work: Work, answer: Page | Failure) -> bool:
        """Close a re-visit that finds the article taken down; returns whether it does."""
        with self.store.write() as tx:
            known = self._known(tx, work)
            gone = vanished(known, answer) if known else None
            if known and gone:
                note_gone(tx, work, known, gone, self.now())
        return gone is not None

    @staticmethod
    def _known(tx: Transaction, work: Work) -> StoredArticle | None:
        return next(iter(tx.articles.many([work.article_id])), None) if work.article_id else None

    def _close(self, work: Work, failure: Failure) -> None:
        outcome, reason = outcome_of(failure), f"{failure.code}: {failure.message}"
        retry_at = retry_time(failure, work.attempts, self.now())
        with self.store.write() as tx:
            known = self._known(tx, work)  # a visit that failed is not the last one
            again = visit_again(known, self.now()) if known and retry_at is None else None
            tx.ledger.close(
                work.run_id, work.key, outcome, "fetch", reason, retry_at=retry_at, visit_at=again
            )

    # ── folders and WARC files ───────────────────────────────────────────────────────────────

    def _read_local(self, run_id: str, batch: str, source: Source, report: FetchReport) -> None:
        channel = source.channels[0]
        read = read_warc if channel.kind is ChannelKind.WARC else read_folder
        entries = read(Path(channel.url), source)
        while found := list(islice(entries, 100)):
            with self.store.write() as tx:
                discovered = tx.ledger.discover(
                    run_id, batch, channel.url, [entry for entry, _ in found]
                )
            report.announced += len(found)
            wanted = {work.key: work for work in discovered.to_fetch}
            for entry, answer in found:
                work = wanted.pop(entry.key, None)
                if work is None:
                    continue
                if isinstance(answer, Page):
                    self._keep(work, answer)
                else:
                    self._close(work, answer)
                report.fetched += isinstance(answer, Page)
                report.failed += isinstance(answer, Failure)
