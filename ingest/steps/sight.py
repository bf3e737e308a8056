"""What a digest could see: the sources that were read, those that were not, and what was left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil

from ingest.adapters.store import Transaction
from ingest.digest import Blind, Completeness
from ingest.model import Outcome, Source
from ingest.recall import overall
from ingest.records import ChannelState, RunSummary, SourceState

FIRST_LOOK = timedelta(days=1)  # what the first digest says about
GRACE = timedelta(hours=1)  # a source read shortly before the last digest counts as read since
MEASURED_WITHIN = timedelta(days=3)  # a day is measured when it is over
RUNS_A_DAY = 100
MOST_RUNS = 5_000  # seven weeks at one run every 15 minutes

# Of these a URL has one and is then done with; the others come again, and only the last one counts.
_LEFT_OUT = {
    Outcome.OFF_TOPIC: "off topic",
    Outcome.TEASER: "only a teaser",
    Outcome.EMPTY: "without text",
    Outcome.NOT_ARTICLE: "not an article",
    Outcome.ROBOTS: "forbidden by robots.txt",
    Outcome.BLOCKED: "blocked by the publisher",
    Outcome.GONE: "gone",
}
_KINDS = {  # states in which a source says nothing
    SourceState.STALE: "Answer, but with nothing new",
    SourceState.EMPTY: "Answer with an empty list",
    SourceState.INVALID: "Answer with something else than news",
    SourceState.BLOCKED: "Do not let us read them",
    SourceState.GONE: "Address is gone",
    SourceState.UNREACHABLE: "Could not be reached",
    SourceState.THIN: "Announce articles without text",
}
_UNREACHED = _KINDS[SourceState.UNREACHABLE]
_NEVER, _OFF = "Not looked at yet", "Switched off"


def sight(
    tx: Transaction, sources: Mapping[str, Source], start: datetime | None, now: datetime
) -> tuple[list[str], list[Blind]]:
    """Return the sources that were read since *start* and deliver, and the others with the reason.

    A source that answers, but is dead by what it delivers, was not seen.
    """
    since = (start or now - FIRST_LOOK) - GRACE
    known: defaultdict[str, list[ChannelState]] = defaultdict(list)
    for state in tx.channels.states():
        known[state.source_key].append(state)
    answered: list[str] = []
    blind: list[Blind] = []
    for source in sources.values():
        urls = {channel.url for channel in source.channels}
        states = [state for state in known[source.key] if state.url in urls]
        if not source.enabled:
            blind.append(Blind(name=source.name, kind=_OFF))
        elif any(_delivers(state, since) for state in states):
            answered.append(source.key)
        else:
            blind.append(_blind(tx, source, states, since))
    return answered, blind


def _delivers(state: ChannelState, since: datetime) -> bool:
    read = state.last_success_at is not None and state.last_success_at >= since
    return read and (state.verdict is None or state.verdict.state not in _KINDS)


def _blind(
    tx: Transaction, source: Source, states: Sequence[ChannelState], since: datetime
) -> Blind:
    last = max((s.last_success_at for s in states if s.last_success_at), default=None)
    verdict = next((s.verdict for s in states if s.verdict and s.verdict.state in _KINDS), None)
    if verdict is not None and last is not None and last >= since:
        return Blind(
            name=source.name,
            kind=_KINDS[verdict.state],
            reason=verdict.reason,
            since=verdict.since,
        )
    polls = tx.channels.history(source.key, limit=1)
    if not polls:
        return Blind(name=source.name, kind=_NEVER)
    kind = _KINDS[verdict.state] if verdict else _UNREACHED
    return Blind(
        name=source.name, kind=kind, reason=polls[0].reason or polls[0].outcome, since=last
    )


def completeness(tx: Transaction, now: datetime) -> Completeness | None:
    """Return how much was seen of the latest day that was measured; None when none could be, or long ago."""
    days = tx.recall.list(limit=1)
    if not days or days[0].day < f"{now - MEASURED_WITHIN:%Y-%m-%d}":
        return None
    measured = tx.recall.list(days[0].day)
    told = overall(measured)
    if told is None:
        return None
    found, of = told
    return Completeness(
        day=days[0].day,
        publishers=sum(day.estimate is not None and not day.witness for day in measured),
        found=found,
        published=round(of.total),
        low=round(of.low),
        high=ceil(of.high),
    )


def left_out(tx: Transaction, start: datetime | None, now: datetime) -> dict[str, int]:
    """Return how many pages found since *start* are not told, by reason in words."""
    since = start or now - FIRST_LOOK
    runs = _runs(tx, since)
    counts: Counter[str] = Counter()
    for run in runs:
        for outcomes in run.counts.values():
            for outcome, n in outcomes.items():
                if outcome in _LEFT_OUT:
                    counts[_LEFT_OUT[outcome]] += n
    if runs:
        newest = runs[0].counts.values()
        counts["not reached yet"] = sum(c.get(Outcome.DEFERRED, 0) for c in newest)
    counts["waiting for a person's decision"] = tx.articles.count(status="review", since=since)
    counts["could not be read"] = _failed(tx, since)
    return dict(counts)


def _runs(tx: Transaction, since: datetime) -> list[RunSummary]:
    """Return the runs since then, newest first; asks for no more than needed, in growing steps."""
    limit = RUNS_A_DAY
    while True:
        runs = tx.runs.latest(limit=limit, kind="ingest")
        if len(runs) < limit or runs[-1].started_at < since or limit >= MOST_RUNS:
            return [run for run in runs if run.started_at >= since]
        limit *= 4


def _failed(tx: Transaction, since: datetime) -> int:
    """Count each page once however often it failed; not those that were read in the end."""
    keys: set[str] = set()
    before: int | None = None
    while rows := tx.ledger.outcomes(outcome=Outcome.FAILED, limit=500, before=before):
        keys |= {row.key for row in rows if row.opened_at >= since}
        if rows[-1].opened_at < since:
            break
        before = rows[-1].no
    return sum(tx.articles.by_key(key) is None for key in keys)
