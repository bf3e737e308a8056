"""The composition root: settings → adapters → use cases. The only place that reads the environment."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cached_property, partial
from pathlib import Path

from ingest import __version__
from ingest.adapters.archive import Archive
from ingest.adapters.export import export
from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate
from ingest.adapters.fetch.target import parse_target
from ingest.adapters.mail import Server, hand_over
from ingest.adapters.store import Store, StoreGate, migrate, open_store
from ingest.clean import load_rules
from ingest.clean.memory import KEEP_FOR
from ingest.digest import Edition, Rendered
from ingest.errors import MailError, NotFound
from ingest.health import SourceHealth
from ingest.model import Channel, ChannelKind, Failure, NotModified, Page, Source
from ingest.pipeline import Rulebook
from ingest.records import DigestRun, RecallDay
from ingest.relevance import load_topics
from ingest.settings import Settings, load_settings
from ingest.sources import load_sources
from ingest.steps import digest
from ingest.steps.delivery import deliver
from ingest.steps.drift import DriftReport
from ingest.steps.drift import judge as judge_drift
from ingest.steps.drift import look as look_at_drift
from ingest.steps.fetch import FetchReport, FetchStep, Limits
from ingest.steps.health import HealthReport, came_back, judge, look
from ingest.steps.housekeeping import remove_old_logs
from ingest.steps.judge import judge_batch
from ingest.steps.plan import Batch, in_batches, plan
from ingest.steps.recall import measure_recall
from ingest.steps.red_boxes import fail_mostly_unreadable, health_words
from ingest.steps.reprocess import ReprocessReport, reprocess
from ingest.steps.scout import Scout
from ingest.steps.seeds import SeedReport, import_seeds, import_shipped
from ingest.steps.settle import SettleReport, settle_run
from ingest.steps.trial import Trial, source_meant, try_source

log = logging.getLogger("wirewatch")
# It warns about every page without a body; our ledger says so in better words.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def day(text: str | None) -> datetime | None:
    """Return the beginning (UTC) of the day written as ``2026-11-21``; None for none."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


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
            cleaning=load_rules(config / "boilerplate"),
            topics=load_topics(config),
        )

    def fetch_settings(self) -> FetchSettings:
        """Return how this installation presents itself and how politely it asks."""
        return _fetch_settings(self.settings)

    # ── the four steps of a run ──────────────────────────────────────────────────────────────

    def plan(self, run_id: str, *, everything: bool = False) -> tuple[Batch, ...]:
        """Return the batches of sources that are due now, or of all that are on."""
        batches = plan(self.store, self.sources, run_id, self.now(), everything=everything)
        log.info("planned run=%s batches=%d", run_id, len(batches))
        return batches

    def fetch(self, run_id: str, batch: Batch, *, everything: bool = False) -> FetchReport:
        """Poll, register, fetch and archive one batch.

        Raises ``SourceError`` after all the work is done when a source could not be read at all.
        """
        report = asyncio.run(self._fetch(run_id, batch, everything))
        for takeover in report.takeovers:
            log.warning("takeover %s", takeover)
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
        report = settle_run(self.store, self.sources, run_id, self.now())
        log.info("settled run=%s %s", run_id, report.counts)
        return report

    def fail_when_mostly_unreadable(self, run_id: str) -> None:
        """Raise ``SourceError`` when more than half of the polls of a run failed: the network is down."""
        with self.store.read() as tx:
            fail_mostly_unreadable(tx.channels.of_run(run_id))

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
            report = self.fetch(run_id, batch, everything=bool(keys))
            unreadable |= {key: trouble.reason for key, trouble in report.unreadable.items()}
            self.judge(run_id, batch)
        return self.settle(run_id), unreadable

    # ── digest, export, reprocessing ─────────────────────────────────────────────────────────

    def preview_digest(self) -> tuple[Edition, Rendered]:
        """Return the digest as it would be sent now; nothing is stored."""
        return digest.preview(
            self.store, self.sources, self.settings.digest, self.now(), demo=self.settings.demo
        )

    def select_digest(self) -> DigestRun:
        """Select and keep today's digest; the same one when asked again on the same day."""
        return digest.select_digest(
            self.store, self.sources, self.settings.digest, self.now(), demo=self.settings.demo
        )

    def deliver_digest(
        self, digest_id: str, *, smtp_url: str = "", recipients: Sequence[str] = ()
    ) -> dict[str, int]:
        """Send a kept digest to everyone who has not got it.

        Raises ``MailError`` when there are recipients but no server is known.
        """
        addresses = recipients or self.settings.digest.recipients
        url = smtp_url or self.settings.smtp_url
        if not addresses:
            log.info("digest %s: no recipients are set, nothing sent", digest_id)
            return {}
        if not url:
            raise MailError("mail", "no server is set: use mail.url or the connection smtp_default")
        send = partial(hand_over, Server.parse(url))
        return deliver(self.store, digest_id, addresses, self.settings.digest, send)

    def export(self, folder: Path | None = None) -> dict[str, int]:
        """Write what changed since the last export to Parquet."""
        return export(self.store, folder or self.settings.export_folder)

    def reprocess(
        self,
        *,
        source_key: str = "",
        since: datetime | None = None,
        limit: int = 500,
        dry_run: bool = True,
    ) -> ReprocessReport:
        """Read archived pages again by today's rules; dry: only say what would change."""
        if source_key:
            self.source(source_key)
        return reprocess(
            self.store,
            self.archive,
            self.rulebook,
            self.sources,
            source_key=source_key,
            since=since,
            limit=limit,
            dry_run=dry_run,
            now=self.now(),
        )

    def try_source(self, target: str, tell: Callable[[str], None] = lambda _: None) -> Trial:
        """Try a configured source by key, or any address, storing nothing; *tell* hears each step.

        Raises ``NotFound`` for what is neither.
        """
        source = source_meant(target, self.sources)
        if source is None and "://" in target:
            raise NotFound(target, "is no web address: it must begin with http:// or https://")
        source = source or self.source(target)
        settings, gate = self.fetch_settings(), MemoryGate()

        async def trial() -> Trial:
            async with Fetcher(settings, gate, now=self.now) as fetcher:
                scout = Scout(
                    source=source,
                    fetcher=fetcher,
                    robots=lambda url: gate.robots(parse_target(url).origin),
                    now=self.now(),
                    tell=tell,
                )
                return await try_source(scout, self.rulebook, settings.robot_name)

        return asyncio.run(trial())

    # ── seeds ────────────────────────────────────────────────────────────────────────────────

    def import_seeds(
        self, paths: Iterable[Path], progress: Callable[[str], None] = lambda _: None
    ) -> SeedReport:
        """Add texts to the seed corpus; what is already there stays as it is."""
        return import_seeds(self.store, paths, self.rulebook, now=self.now, progress=progress)

    def ensure_shipped_seeds(self) -> int:
        """Make sure that the fingerprints the project ships are known; return how many are new."""
        return import_shipped(self.store, self.settings.config / "seed_corpus.json", now=self.now)

    # ── health ───────────────────────────────────────────────────────────────────────────────

    def health(self) -> tuple[SourceHealth, ...]:
        """Return what each source really delivers, with the reason in words."""
        return look(self.store, self.sources.values(), self.now())

    def judge_health(self) -> HealthReport:
        """Judge every source and store the changes of state since the last time."""
        report = judge(self.store, self.sources, self.now())
        for change in report.warned:
            log.warning("strange source=%s %s", change.source_key, change.warning)
        for change in report.changes:
            log.info(
                "health source=%s %s -> %s: %s",
                change.source_key, change.before, change.after.state, change.after.reason,
            )  # fmt: skip
        return report

    def came_back(self, since: datetime) -> str:
        """Return in words which sources were found to be back since then, "" when none was."""
        return health_words(came_back(self.store, since))

    def measure_recall(self) -> tuple[RecallDay, ...]:
        """Estimate how much of the last days was found, where two channels allow it."""
        return measure_recall(self.store, self.sources, self.now())

    def recall(self, day: str = "") -> list[RecallDay]:
        """Return what was measured of all days, or of one ("2026-11-21")."""
        with self.store.read() as tx:
            return tx.recall.list(day)

    def recall_by_source(self, days: int = 14) -> dict[str, list[RecallDay]]:
        """Return source key → what was measured of the last *days* days, newest first."""
        since = f"{self.now() - timedelta(days=days):%Y-%m-%d}"
        found: dict[str, list[RecallDay]] = {}
        with self.store.read() as tx:
            for each in tx.recall.by_source(since):
                found.setdefault(each.source_key, []).append(each)
        return found

    def drift(self) -> DriftReport:
        """Return what each publisher's pages give, and the alarms where that changed; nothing is stored."""
        return look_at_drift(self.store, self.sources, self.now())

    def judge_drift(self) -> DriftReport:
        """Compare every publisher's pages with those before, and store days and alarms."""
        report = judge_drift(self.store, self.sources, self.now())
        for alarm in report.new:
            log.warning("drift %s", alarm.drift)
        return report

    # ── housekeeping ─────────────────────────────────────────────────────────────────────────

    def forget_boilerplate(self) -> dict[str, int]:
        """Forget learned lines not seen for long: a campaign ends, and its words are news again."""
        with self.store.write() as tx:
            return {"lines": tx.memory.forget(self.now() - KEEP_FOR)}

    def retain(self, task_logs: Path | None = None) -> dict[str, int]:
        """Remove raw pages, task logs (Airflow never does) and work in progress past their time."""
        before = self.now() - timedelta(days=self.settings.keep_days)
        with self.store.write() as tx:
            ledger = tx.ledger.prune(before)
        pages = self.archive.remove_older(before)
        logs = remove_old_logs(task_logs, self.now()) if task_logs else 0
        return {"ledger rows": ledger, "raw pages": pages, "log files": logs}

    def upkeep(self) -> None:
        """Let the store tidy itself."""
        self.store.optimize()

    def source(self, key: str) -> Source:
        """Return the source called *key*. Raises ``NotFound`` that names near misses."""
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


def fetch_one(environ: Mapping[str, str], url: str) -> Page | Failure:
    """Fetch one page as this installation would, storing nothing."""
    fetching = _fetch_settings(load_settings(environ))

    async def fetch() -> Page | NotModified | Failure:
        async with Fetcher(fetching, MemoryGate(), now=utc_now) as fetcher:
            return await fetcher.fetch(url)

    answer = asyncio.run(fetch())
    if isinstance(answer, NotModified):
        return Failure(url=url, code="http-304", message="the server says 304 without being asked")
    return answer


def _fetch_settings(settings: Settings) -> FetchSettings:
    contact = settings.fetch.contact
    return FetchSettings(
        user_agent=f"Wirewatch/{__version__}" + (f" (+{contact})" if contact else ""),
        min_delay=settings.fetch.min_delay,
        page_deadline=settings.fetch.page_deadline,
        feed_deadline=settings.fetch.feed_deadline,
        allowed_private=settings.allowed_private,
    )


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
        app = App(settings=settings, store=store, archive=Archive(settings.archive_url))
        app.ensure_shipped_seeds()
        yield app
    finally:
        store.close()
