"""The first page: what the last runs stored, what went wrong, what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response

from ingest.adapters.store import Transaction
from ingest.app import App
from ingest.doctor import LOW_BYTES, free_bytes
from ingest.model import Outcome
from ingest.records import DigestRun, RunSummary, SourceProgress
from ingest.steps.digest import CONSUMER
from newsdesk.funnel import Step, funnel, totals
from newsdesk.installation import Judged, Opened
from newsdesk.page import render
from newsdesk.words import urgency

RUNS = 8
RUNS_A_DAY = 96  # one every 15 minutes
A_DAY = timedelta(days=1)
NEWEST = 6

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One run in the list of the last ones."""

    run: RunSummary
    total: dict[Outcome, int]

    @property
    def took(self) -> float | None:
        """Seconds from start to end."""
        end = self.run.finished_at
        return (end - self.run.started_at).total_seconds() if end else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """What one run brought from one source."""

    key: str
    name: str
    progress: SourceProgress

    def count(self, *outcomes: Outcome) -> int:
        """Return how many URLs ended in any of *outcomes*."""
        return sum(self.progress.outcomes.get(outcome, 0) for outcome in outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One thing that needs a person, and where."""

    link: str
    says: str


@router.get("/")
def overview(request: Request, app: Opened, health: Judged) -> Response:
    """Show the state of the whole installation."""
    with app.store.read() as tx:
        runs = tx.runs.latest(RUNS, kind="ingest")
        running = next((run for run in runs if run.finished_at is None), None)
        last = next((run for run in runs if run.finished_at), running)
        return render(
            request,
            "overview.html",
            demo=app.settings.demo,
            now=app.now(),
            runs=[RunLine(run=run, total=totals(run.counts)) for run in runs],
            last=last,
            running=running,
            total=totals(last.counts) if last else {},
            steps=funnel(totals(last.counts)) if last else list[Step](),
            sources=source_lines(app, tx, last.run_id) if last else list[SourceLine](),
            troubles=sorted(
                (h for h in health if not h.works or h.warning),
                key=lambda h: (urgency(h.state), h.name),
            ),
            kept=tx.articles.count(),
            waiting=tx.articles.count(status="review"),
            newest=tx.articles.list(limit=NEWEST),
            names=names(app),
            digest=_last_digest(tx),
            undigested=tx.changes.last_no() - tx.changes.cursor(CONSUMER),
            today=_since(tx, app.now() - A_DAY),
            todo=_todo(app, tx),
        )


def _since(tx: Transaction, start: datetime) -> dict[Outcome, int]:
    """Return how the URLs of all runs since then ended."""
    runs = tx.runs.latest(RUNS_A_DAY, kind="ingest")
    return totals({run.run_id: totals(run.counts) for run in runs if run.started_at >= start})


def _todo(app: App, tx: Transaction) -> list[Todo]:
    """Return what cannot wait and has no place of its own on the page, the most pressing first."""
    free = free_bytes(app.settings.home)
    alarms = tx.drift.alarms()
    last = _last_digest(tx)
    stuck = [d for d in tx.digests.deliveries(last.id) if d.state != "sent"] if last else []
    found = (
        (free < LOW_BYTES, "installation", f"Only {free // 2**20:,} MB of disk are free"),
        (
            bool(stuck),
            f"digest?id={last.id if last else ''}",
            f"{_count(len(stuck), 'recipient')} of the last digest may not have it",
        ),
        (bool(alarms), "drift", f"{_count(len(alarms), 'template alarm')}: pages give other texts"),
    )
    return [Todo(link=link, says=says) for is_so, link, says in found if is_so]


def _count(n: int, thing: str) -> str:
    return f"{n:,} {thing if n == 1 else thing + 's'}"


def source_lines(app: App, tx: Transaction, run_id: str) -> list[SourceLine]:
    """Return what one run brought from every source it looked at, the most new texts first."""
    lines = [
        SourceLine(key=key, name=name_of(app, key), progress=progress)
        for key, progress in tx.replay.progress(run_id).items()
    ]
    new = (Outcome.STORED, Outcome.NEW_VERSION, Outcome.DUPLICATE, Outcome.REVIEW)
    return sorted(lines, key=lambda line: (-line.count(*new), -line.progress.found, line.name))


def name_of(app: App, key: str) -> str:
    """Return the name of a source; its key when it is no longer configured."""
    return app.sources[key].name if key in app.sources else key


def names(app: App) -> dict[str, str]:
    """Return the names of all configured sources by key."""
    return {key: source.name for key, source in app.sources.items()}


def titles(app: App) -> dict[str, str]:
    """Return how each publisher is called: by the names of its sources."""
    found: dict[str, list[str]] = {}
    for source in app.sources.values():
        found.setdefault(source.publisher, []).append(source.name)
    return {publisher: ", ".join(some[:3]) for publisher, some in found.items()}


def _last_digest(tx: Transaction) -> DigestRun | None:
    latest = tx.digests.list(limit=1)
    return latest[0] if latest else None
