"""The sources: which deliver, how often they are asked, what they gave, and why one is silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ingest.adapters.store import Transaction
from ingest.app import App
from ingest.errors import NotFound
from ingest.health import SourceHealth
from ingest.model import Outcome, Source
from ingest.records import SourceState
from newsdesk.installation import Judged, Opened
from newsdesk.page import render
from newsdesk.views.overview import names
from newsdesk.views.recall import measured
from newsdesk.words import state_todo, urgency

RUNS = 48
POLLS = 40
NEWEST = 10
CHANGES = 12
FOUND = 7  # days of completeness
LEARNED = 12
LEARNED_FROM = 3  # articles; what fewer have is not yet boilerplate

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source in the list; without health it is switched off, or read from files."""

    source: Source
    health: SourceHealth | None

    @property
    def state(self) -> SourceState | None:
        """How it fares."""
        return self.health.state if self.health else None

    @property
    def needs_a_person(self) -> bool:
        """Whether something is to be done, or to be looked at."""
        return bool(state_todo(self.state) or (self.health and self.health.warning))


@dataclass(frozen=True, slots=True, kw_only=True)
class Yield:
    """What the last runs made of a source's URLs."""

    outcome: Outcome
    count: int
    share: float


@router.get("/sources")
def sources(request: Request, app: Opened, health: Judged) -> Response:
    """List every configured source, those that need a person first."""
    known = {one.source_key: one for one in health}
    lines = [
        SourceLine(source=source, health=known.get(source.key)) for source in app.sources.values()
    ]
    lines.sort(key=lambda line: (urgency(line.state), line.source.name))
    return render(
        request,
        "sources.html",
        demo=app.settings.demo,
        now=app.now(),
        troubled=[line for line in lines if line.needs_a_person],
        others=[line for line in lines if not line.needs_a_person],
        counts=Counter(line.state for line in lines),
        file=app.settings.sources.name,
        own_file=app.settings.sources.with_suffix(".local.toml").name,
    )


@router.get("/source")
def source(
    request: Request, app: Opened, health: Judged, key: Annotated[str, Query(max_length=200)]
) -> Response:
    """Show one source: its channels, its last polls, what became of what it announced."""
    with app.store.read() as tx:
        polls = tx.channels.history(key, limit=POLLS)
        chosen = _configured(app, key, bool(polls))
        return render(
            request,
            "source.html",
            demo=app.settings.demo,
            now=app.now(),
            source=chosen,
            health=next((one for one in health if one.source_key == key), None),
            polls=polls,
            yields=_yields(tx, key),
            runs=RUNS,
            changes=tx.health.changes(key, limit=CHANGES),
            kept=tx.articles.count(source_key=key),
            newest=tx.articles.list(limit=NEWEST, source_key=key),
            names=names(app),
            learned=tx.memory.counts(chosen.publisher, at_least=LEARNED_FROM)[:LEARNED],
            found=[
                measured(day) for day in tx.recall.list(publisher=chosen.publisher, limit=FOUND)
            ],
            alarms=[a for a in tx.drift.alarms() if a.drift.publisher == chosen.publisher],
        )


def _configured(app: App, key: str, was_polled: bool) -> Source:
    if key in app.sources:
        return app.sources[key]
    if not was_polled:
        raise NotFound(key, "no source has this key")
    return Source(
        key=key, name=key, channels=(), publisher=key, enabled=False, note="no longer configured"
    )


def _yields(tx: Transaction, key: str) -> list[Yield]:
    total: Counter[Outcome] = Counter()
    for run in tx.runs.latest(RUNS, kind="ingest"):
        total.update(run.counts.get(key, {}))
    total.pop(Outcome.KNOWN, None)
    most = max(total.values(), default=1)
    return [
        Yield(outcome=outcome, count=count, share=round(100 * count / most, 1))
        for outcome, count in total.most_common()
    ]
