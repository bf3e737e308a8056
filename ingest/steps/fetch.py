"""Second step: poll the channels of a batch, register what they announce, fetch and archive the pages.

The raw page is in the archive before anything is judged. Every URL is in the ledger before it is
fetched, so a killed worker loses nothing: the next attempt, or the next run, goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
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
    Entry,
    Failure,
    NotModified,
    Outcome,
    Page,
    Retry,
    Source,
    StoredArticle,
    Validators,
)
from ingest.normalize.urls import carried, host_of, is_opaque
from ingest.polling import next_visit
from ingest.records import PageRef, Work
from ingest.steps.channels import ChannelStep, Unreadable
from ingest.steps.deletion import A_WEEK, note_back, note_gone, vanished, visit_again
from ingest.steps.plan import LOCAL_KINDS, Batch

MAX_ATTEMPTS = 5  # of one URL over several runs, before its failure is final
FIRST_RETRY = timedelta(minutes=10)
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
        with self.store.write() as tx:  # first: what a poll announces again would count as known
            most = self.limits.pages_per_source
            tx.ledger.resume(run_id, batch, [source.key], most, revisit=everything)
        reading = await self._channels.run(run_id, batch, source, everything=everything)
        report.announced += reading.announced
        if reading.unreadable:
            report.unreadable[source.key] = reading.unreadable
        if reading.takeover:
            report.takeovers.append(reading.takeover)
        with self.store.read() as tx:
            waiting = [w for w in tx.ledger.open_work(run_id, batch) if w.source_key == source.key]
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

    # ── pages ────────────────────────────────────────────────────────────────────────────────

    async def _page(self, work: Work, source: Source, report: FetchReport) -> None:
        if source.body == "headline-only":
            self._keep(work, entry_page(work.entry, self.now()), report)
            return
        answer = await self.fetcher.fetch(carried(work.url), validators=work.validators)
        answer = seen_through(work.url, answer)
        if isinstance(answer, NotModified):
            self._unchanged(work)
        elif work.article_id and self._is_gone(work, answer):
            report.failed += isinstance(answer, Failure)
        elif isinstance(answer, Page):
            self._keep(work, answer, report)
        elif work.entry.content_html and answer.retry is Retry.NEVER:
            self._keep(work, entry_page(work.entry, self.now()), report)
        else:
            report.failed += 1
            self._close(work, outcome_of(answer), f"{answer.code}: {answer.message}", answer)

    def _keep(self, work: Work, page: Page, report: FetchReport) -> None:
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
        report.fetched += 1

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

    def _close(
        self, work: Work, outcome: Outcome, reason: str, failure: Failure | None = None
    ) -> None:
        retry_at = None if failure is None else retry_time(failure, work.attempts, self.now())
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
                    self._keep(work, answer, report)
                else:
                    report.failed += 1
                    self._close(
                        work, outcome_of(answer), f"{answer.code}: {answer.message}", answer
                    )


# ── pure decisions ───────────────────────────────────────────────────────────────────────────


def outcome_of(failure: Failure) -> Outcome:
    """Return the ledger's word for a page that could not be read."""
    if failure.code == "robots":
        return Outcome.ROBOTS
    if failure.code in ("http-404", "http-410"):
        return Outcome.GONE
    if failure.code in ("http-401", "http-402", "http-403", "http-429", "http-451", "challenge"):
        return Outcome.BLOCKED
    return Outcome.FAILED


def seen_through(url: str, answer: Page | NotModified | Failure) -> Page | NotModified | Failure:
    """Return *answer*, with what has to be said if *url* hides its story behind a redirect service.

    >>> link, now = "https://t.co/Ab1", datetime.fromisoformat("2026-11-21T09:00:00Z")
    >>> seen_through(link, Page(url=link, final_url=link, body=b"?", fetched_at=now)).code
    'opaque'
    """
    if isinstance(answer, Page) and is_opaque(answer.final_url):
        words = f"{host_of(answer.final_url)} does not say where the story behind this link is"
        return Failure(url=url, code="opaque", message=words, retry=Retry.NEVER)
    if isinstance(answer, Failure) and is_opaque(url):
        words = f"{answer.message} (only {host_of(url)} knows where the story behind this link is)"
        return replace(answer, message=words)
    return answer


def retry_time(failure: Failure, attempts: int, now: datetime) -> datetime | None:
    """Return when a page is worth another try, or None when its failure is final."""
    if failure.retry is Retry.NEVER or attempts + 1 >= MAX_ATTEMPTS:
        return None
    wait = FIRST_RETRY * (attempts + 1)
    return now + max(wait, timedelta(seconds=failure.retry_after or 0))


def in_order_of_interest(waiting: Iterable[Work]) -> list[Work]:
    """Return the newest first; what has no date comes last, and failed attempts after first ones."""

    def rank(work: Work) -> tuple[int, float]:
        moment = work.entry.published or work.entry.modified
        return (work.attempts, -moment.at.timestamp() if moment else 0.0)

    return sorted(waiting, key=rank)


def entry_page(entry: Entry, now: datetime) -> Page:
    """Return a page made of what the feed itself gives, for sources whose pages are not to be read.

    >>> from datetime import UTC
    >>> entry = Entry(source_key="s", url="https://a.example/1", key="k", title="A & B", summary="Talks.")
    >>> entry_page(entry, datetime(2026, 1, 1, tzinfo=UTC)).body.decode().count("A &amp; B")
    2
    """
    title = html.escape(entry.title)
    body = entry.content_html or f"<p>{html.escape(entry.summary)}</p>"
    document = (
        f'<!doctype html><html lang="{html.escape(entry.language)}"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )
    return Page(
        url=entry.url,
        final_url=entry.url,
        body=document.encode(),
        fetched_at=now,
        content_type="text/html; charset=utf-8",
        validators=Validators(),
    )
