"""Second step: poll the channels of a batch, register what they announce, fetch and archive the pages.

The raw page is in the archive before anything is judged. Every URL is in the ledger before it is
fetched, so a killed worker loses nothing: the next attempt, or the next run, goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from ingest.adapters.archive import Archive
from ingest.adapters.fetch import Fetcher
from ingest.adapters.store import Store
from ingest.discover import discover
from ingest.discover.folder import read_folder
from ingest.discover.warc import read_warc
from ingest.model import (
    Channel,
    ChannelKind,
    Entry,
    Failure,
    NotModified,
    Outcome,
    Page,
    Retry,
    Source,
    Validators,
)
from ingest.polling import NextPoll, after_failure, after_success, due_channels, next_visit
from ingest.records import ChannelState, PageRef, Poll, Work
from ingest.steps.plan import LOCAL_KINDS, Batch

MAX_FOLLOWED = 5  # sub-sitemaps read per poll of a sitemap index, newest first
MAX_ATTEMPTS = 5  # of one URL over several runs, before its failure is final
FIRST_RETRY = timedelta(minutes=10)
READ = frozenset({"ok", "not-modified"})  # outcomes of a poll that worked
SOURCES_AT_ONCE = 16
PAGES_AT_ONCE = 2  # per source; the host's pacing is stricter anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one fetch step may take on."""

    pages_per_source: int
    seconds: float


A_WEEK = timedelta(days=7)  # taken as the age of an undated article that did not change
QUICK_RETRY = 180.0  # seconds: what a server asks for beyond this is left to the next poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why a source could not be read, and whether another try in a minute may help."""

    reason: str
    passing: bool


@dataclass(slots=True)
class FetchReport:
    """What a fetch step did. ``unreadable`` has the sources of which no channel could be read."""

    announced: int = 0
    fetched: int = 0
    failed: int = 0
    left: int = 0
    unreadable: dict[str, Unreadable] = field(default_factory=dict)


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
        await self._poll(run_id, batch, source, everything, report)
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

    # ── channels ─────────────────────────────────────────────────────────────────────────────

    async def _poll(
        self, run_id: str, batch: str, source: Source, everything: bool, report: FetchReport
    ) -> None:
        with self.store.read() as tx:
            states = {c.url: tx.channels.state(source.key, c.url) for c in source.channels}
            polled = {p.channel_url: p.outcome for p in tx.channels.of_run(run_id, source.key)}
        if READ & set(polled.values()):
            return  # an earlier attempt of this very task has read it
        due = source.channels if everything else due_channels(source.channels, states, self.now())
        for channel in (c for c in source.channels if c in due or c.url in polled):
            trouble = await self._poll_channel(
                run_id, batch, source, channel, states[channel.url], report
            )
            if trouble is None:
                report.unreadable.pop(source.key, None)
                return
            report.unreadable[source.key] = trouble

    async def _poll_channel(
        self,
        run_id: str,
        batch: str,
        source: Source,
        channel: Channel,
        state: ChannelState,
        report: FetchReport,
    ) -> Unreadable | None:
        """Poll one channel and record it; return what is wrong with it, if anything."""
        started = self.now()
        answer = await self.fetcher.fetch(channel.url, kind="feed", validators=state.validators)
        poll = Poll(
            run_id=run_id,
            source_key=source.key,
            channel_url=channel.url,
            at=started,
            outcome="ok",
            validators=state.validators,
            body_hash=state.body_hash,
            newest_item_at=state.newest_item_at,
        )
        if isinstance(answer, Failure):
            return self._record_failure(poll, answer, state)
        if isinstance(answer, NotModified):
            self._record(
                poll,
                after_success(state, now=self.now(), entries=0, new=0, ttl=None),
                outcome="not-modified",
            )
            return None
        found = discover(channel, answer, source, now=self.now())
        entries = list(found.entries)
        for address in found.follow[:MAX_FOLLOWED]:
            page = await self.fetcher.fetch(address, kind="feed")
            if isinstance(page, Page):
                entries += discover(channel, page, source, now=self.now()).entries
        if found.problem and not entries:
            failure = Failure(
                url=channel.url, code="invalid", message=found.problem, status=answer.status
            )
            return self._record_failure(poll, failure, state)
        with self.store.write() as tx:
            discovered = tx.ledger.discover(run_id, batch, channel.url, entries)
        report.announced += len(entries)
        new = len(discovered.to_fetch)
        ttl = max(filter(None, (found.ttl, answer.max_age)), default=None)
        self._record(
            poll,
            after_success(state, now=self.now(), entries=len(entries), new=new, ttl=ttl),
            reason=found.problem,
            status=answer.status,
            entries=len(entries),
            new_entries=new,
            dated_entries=sum(e.published is not None for e in entries),
            newest_item_at=newest(entries) or state.newest_item_at,
            body_hash=answer.sha256,
            validators=answer.validators,
            moved_to=answer.moved_to,
        )
        return None

    def _record_failure(self, poll: Poll, failure: Failure, state: ChannelState) -> Unreadable:
        next_poll = after_failure(state, failure, now=self.now())
        self._record(
            poll, next_poll, outcome=failure.code, reason=failure.message, status=failure.status
        )
        passing = failure.retry is Retry.LATER and (failure.retry_after or 0) <= QUICK_RETRY
        return Unreadable(reason=f"{failure.code}: {failure.message}", passing=passing)

    def _record(self, poll: Poll, next_poll: NextPoll, **changes: object) -> None:
        complete = replace(
            poll,
            seconds=(self.now() - poll.at).total_seconds(),
            next_check_at=next_poll.at,
            interval=next_poll.interval,
            failure_score=next_poll.failure_score,
            **changes,  # type: ignore[arg-type]  # field names are checked by replace itself
        )
        with self.store.write() as tx:
            tx.channels.record(complete)

    # ── pages ────────────────────────────────────────────────────────────────────────────────

    async def _page(self, work: Work, source: Source, report: FetchReport) -> None:
        if source.body == "headline-only":
            self._keep(work, entry_page(work.entry, self.now()), report)
            return
        answer = await self.fetcher.fetch(work.url, validators=work.validators)
        if isinstance(answer, NotModified):
            self._unchanged(work)
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
            tx.ledger.close(work.run_id, work.key, Outcome.UNCHANGED, "fetch", said, visit_at=again)

    def _close(
        self, work: Work, outcome: Outcome, reason: str, failure: Failure | None = None
    ) -> None:
        retry_at = None if failure is None else retry_time(failure, work.attempts, self.now())
        with self.store.write() as tx:
            tx.ledger.close(work.run_id, work.key, outcome, "fetch", reason, retry_at=retry_at)

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


def newest(entries: Sequence[Entry]) -> datetime | None:
    """Return the latest date any entry claims."""
    return max((e.published.at for e in entries if e.published), default=None)


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
