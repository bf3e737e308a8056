"""The composition root: settings → adapters → use cases. The only place that reads the environment."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from ingest import __version__
from ingest.adapters.archive import Archive
from ingest.adapters.fetch import Fetcher, FetchSettings
from ingest.adapters.store import Store, StoreGate, migrate, open_store
from ingest.clean import load_rules
from ingest.errors import NotFound, SourceError
from ingest.model import Channel, ChannelKind, Source
from ingest.pipeline import Rulebook
from ingest.relevance import load_topic
from ingest.settings import Settings, load_settings
from ingest.sources import load_sources
from ingest.steps.fetch import FetchReport, FetchStep, Limits
from ingest.steps.judge import judge_batch
from ingest.steps.plan import Batch, in_batches, plan
from ingest.steps.settle import SettleReport, settle_run

log = logging.getLogger("wirewatch")


def utc_now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class App:
    """One installation, ready for use. Expensive parts are made when first asked for."""

    settings: Settings
    store: Store
    archive: Archive
    now: Callable[[], datetime] = utc_now
    extra_sources: tuple[Source, ...] = ()

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every configured source by key, the operator's overlay included."""
        overlay = self.settings.sources.with_suffix(".local.toml")
        configured = load_sources(self.settings.sources, overlay if overlay.exists() else None)
        return {source.key: source for source in (*configured, *self.extra_sources)}

    @cached_property
    def rulebook(self) -> Rulebook:
        """The cleaning rules and the topic, as the files under ``config/`` say."""
        config = self.settings.config
        return Rulebook(
            cleaning=load_rules(config / "boilerplate.toml"),
            topic=load_topic(config / "topic.toml"),
        )

    def fetch_settings(self) -> FetchSettings:
        """Return how this installation presents itself and how politely it asks."""
        contact = self.settings.fetch.contact
        return FetchSettings(
            user_agent=f"Wirewatch/{__version__}" + (f" (+{contact})" if contact else ""),
            min_delay=self.settings.fetch.min_delay,
            allowed_private=self.settings.allowed_private,
        )

    # ── the four steps of a run ──────────────────────────────────────────────────────────────

    def plan(self, run_id: str) -> tuple[Batch, ...]:
        """Return the batches of sources that are due now."""
        batches = plan(self.store, self.sources, run_id, self.now())
        log.info("planned run=%s batches=%d", run_id, len(batches))
        return batches

    def fetch(self, run_id: str, batch: Batch, *, everything: bool = False) -> FetchReport:
        """Poll, register, fetch and archive one batch.

        Raises ``SourceError`` after all the work is done when a source could not be read at all.
        """
        report = asyncio.run(self._fetch(run_id, batch, everything))
        log.info(
            "fetched batch=%r announced=%d pages=%d failed=%d left=%d",
            batch.name, report.announced, report.fetched, report.failed, report.left,
        )  # fmt: skip
        return report

    async def _fetch(self, run_id: str, batch: Batch, everything: bool) -> FetchReport:
        limits = Limits(
            pages_per_source=self.settings.fetch.pages_per_source,
            seconds=self.settings.fetch.minutes_per_run * 60,
        )
        async with Fetcher(self.fetch_settings(), StoreGate(self.store), now=self.now) as fetcher:
            step = FetchStep(
                store=self.store,
                archive=self.archive,
                fetcher=fetcher,
                sources=self.sources,
                limits=limits,
                now=self.now,
            )
            return await step.run(run_id, batch, everything=everything)

    def judge(self, run_id: str, batch: Batch) -> dict[str, int]:
        """Extract, clean and judge what was archived for one batch; return counts by kind."""
        counts = judge_batch(
            self.store, self.archive, self.rulebook, self.sources, run_id, batch.name, now=self.now
        )
        log.info("judged batch=%r %s", batch.name, counts)
        return counts

    def settle(self, run_id: str) -> SettleReport:
        """Deduplicate, version and store everything judged; close the run."""
        report = settle_run(self.store, self.sources, run_id)
        log.info("settled run=%s %s", run_id, report.counts)
        return report

    # ── a whole pass without Airflow ─────────────────────────────────────────────────────────

    def run(self, run_id: str, keys: tuple[str, ...] = ()) -> tuple[SettleReport, dict[str, str]]:
        """Do one whole pass in this process over *keys* (default: everything that is due).

        Returns what changed, and the sources that could not be read with the reason.
        """
        if keys:
            chosen = [self.source(key) for key in keys]
            with self.store.write() as tx:
                tx.runs.start(run_id, "ingest")
                tx.sources.sync(self.sources.values())
            batches = in_batches(chosen)
        else:
            batches = self.plan(run_id)
        unreadable: dict[str, str] = {}
        for batch in batches:
            unreadable |= self.fetch(run_id, batch, everything=bool(keys)).unreadable
            self.judge(run_id, batch)
        return self.settle(run_id), unreadable

    def source(self, key: str) -> Source:
        """Return the source called *key*. Raises ``NotFound`` that names near misses."""
        from difflib import get_close_matches

        if key not in self.sources:
            near = get_close_matches(key, self.sources, n=3)
            hint = f"did you mean {', '.join(near)}?" if near else "see `wirewatch sources list`"
            raise NotFound(key, f"no source has this key; {hint}")
        return self.sources[key]

    def with_local(self, path: Path, kind: ChannelKind) -> App:
        """Return this installation with a folder or WARC file as one more source, called "local"."""
        source = Source(
            key="local",
            name=path.name,
            publisher="local",
            channels=(Channel(kind=kind, url=str(path.resolve())),),
        )
        return replace(self, extra_sources=(*self.extra_sources, source))


def fail_unreadable(unreadable: Mapping[str, str]) -> None:
    """Raise ``SourceError`` when a source could not be read, so that its box turns red."""
    if unreadable:
        said = "; ".join(f"{key} ({reason})" for key, reason in sorted(unreadable.items()))
        raise SourceError(", ".join(sorted(unreadable)), f"could not be read: {said}")


@contextmanager
def open_app(environ: Mapping[str, str] | None = None, *, upgrade: bool = True) -> Iterator[App]:
    """Give the installation that *environ* (default: the process environment) describes.

    A missing store is made and an outdated one brought up to date, unless *upgrade* is off. Raises
    ``ConfigError``, ``StoreError`` or ``ArchiveError`` in words an operator can act on.
    """
    settings = load_settings(os.environ if environ is None else environ)
    settings.home.mkdir(parents=True, exist_ok=True)
    if upgrade:
        migrate(settings.store_url)
    store = open_store(settings.store_url, now=utc_now)
    try:
        yield App(settings=settings, store=store, archive=Archive(settings.archive_url))
    finally:
        store.close()
