"""The sources: which answer, how often they are asked, what they gave, and why one is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from ingest.adapters.store import Transaction
from ingest.app import App
from ingest.errors import NotFound
from ingest.model import Outcome, Source
from ingest.records import ChannelState, Poll
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import names

RUNS = 48
POLLS = 40
NEWEST = 10
LEARNED = 30
LEARNED_FROM = 3  # articles; what fewer have is not yet boilerplate

router = APIRouter()
State = Literal["reads", "failing", "never asked", "off"]
TONES: Mapping[State, str] = {
    "reads": "good",
    "failing": "bad",
    "never asked": "ask",
    "off": "quiet",
}
_ORDER = list(TONES)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source in the list."""

    source: Source
    state: State
    reason: str
    polled: datetime | None
    read: datetime | None
    newest: datetime | None
    interval: float
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Yield:
    """What the last runs made of a source's URLs."""

    outcome: Outcome
    count: int
    share: float


@router.get("/sources")
def sources(request: Request, app: Opened) -> Response:
    """List every configured source, the troubled ones first."""
    with app.store.read() as tx:
        states = _states(tx)
        lines = [
            line(source, states.get(source.key, []), _failure(tx, source, states))
            for source in app.sources.values()
        ]
    lines.sort(key=lambda one: (one.state != "failing", _ORDER.index(one.state), one.source.name))
    return render(
        request,
        "sources.html",
        demo=app.settings.demo,
        now=app.now(),
        lines=lines,
        counts=Counter(one.state for one in lines),
        tones=TONES,
        file=app.settings.sources.name,
    )


@router.get("/source")
def source(request: Request, app: Opened, key: Annotated[str, Query(max_length=200)]) -> Response:
    """Show one source: its channels, its last polls, what became of what it announced."""
    with app.store.read() as tx:
        states = {state.url: state for state in tx.channels.states() if state.source_key == key}
        chosen = _configured(app, key, bool(states))
        polls = tx.channels.history(key, limit=POLLS)
        return render(
            request,
            "source.html",
            demo=app.settings.demo,
            now=app.now(),
            source=chosen,
            line=line(chosen, list(states.values()), polls[0] if polls else None),
            tones=TONES,
            channels=[(channel, states.get(channel.url)) for channel in chosen.channels],
            polls=polls,
            yields=_yields(tx, key),
            runs=RUNS,
            kept=tx.articles.count(source_key=key),
            newest=tx.articles.list(limit=NEWEST, source_key=key),
            names=names(app),
            learned=tx.memory.counts(chosen.publisher, at_least=LEARNED_FROM)[:LEARNED],
        )


def line(source: Source, states: Sequence[ChannelState], last: Poll | None) -> SourceLine:
    """Return what the states of its channels say about *source*; *last* is its latest poll."""
    polled = max((s.last_polled_at for s in states if s.last_polled_at), default=None)
    failed = last is not None and last.outcome not in ("ok", "not-modified")
    state: State = "reads"
    if not source.enabled:
        state = "off"
    elif polled is None:
        state = "never asked"
    elif failed:
        state = "failing"
    reason = f"{last.outcome}: {last.reason}".removesuffix(": ") if last and failed else ""
    return SourceLine(
        source=source,
        state=state,
        reason=reason if state == "failing" else source.note if state == "off" else "",
        polled=polled,
        read=max((s.last_success_at for s in states if s.last_success_at), default=None),
        newest=max((s.newest_item_at for s in states if s.newest_item_at), default=None),
        interval=min((s.interval for s in states), default=0.0),
        next_at=min((s.next_check_at for s in states if s.next_check_at), default=None),
    )


def _states(tx: Transaction) -> dict[str, list[ChannelState]]:
    found: dict[str, list[ChannelState]] = {}
    for state in tx.channels.states():
        found.setdefault(state.source_key, []).append(state)
    return found


def _failure(
    tx: Transaction, source: Source, states: Mapping[str, Sequence[ChannelState]]
) -> Poll | None:
    """Return the last poll of a source under suspicion; the others need not be asked for."""
    if not any(state.failure_score > 0 for state in states.get(source.key, ())):
        return None
    polls = tx.channels.history(source.key, limit=1)
    return polls[0] if polls else None


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
