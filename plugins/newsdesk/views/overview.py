"""The first page: what the last runs stored, what went wrong, what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from ingest.adapters.store import Transaction
from ingest.app import App
from ingest.model import Outcome
from ingest.records import DigestRun, RunSummary, SourceProgress
from newsdesk.funnel import Step, funnel, totals
from newsdesk.installation import Judged, Opened
from newsdesk.page import render
from newsdesk.words import urgency

RUNS = 8
NEWEST = 6
CONSUMER = "digest"

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
                (h for h in health if not h.works), key=lambda h: (urgency(h.state), h.name)
            ),
            kept=tx.articles.count(),
            waiting=tx.articles.count(status="review"),
            newest=tx.articles.list(limit=NEWEST),
            names=names(app),
            digest=_last_digest(tx),
            undigested=tx.changes.last_no() - tx.changes.cursor(CONSUMER),
        )


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


def _last_digest(tx: Transaction) -> DigestRun | None:
    latest = tx.digests.list(limit=1)
    return latest[0] if latest else None
