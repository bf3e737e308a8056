"""How sources fared: changes of state, and what their pages gave."""

from __future__ import annotations

from datetime import datetime
from statistics import median

from sqlalchemy import Row, func, select

from ingest.adapters.store.schema import article, article_version, health_change, run, run_count
from ingest.adapters.store.session import Session
from ingest.model import Outcome
from ingest.records import HealthChange, PageYield, SourceState, Verdict

RECENT, BEFORE = 10, 30  # texts whose lengths are compared

_TEXTS = frozenset(
    {
        Outcome.STORED,
        Outcome.NEW_VERSION,
        Outcome.DUPLICATE,
        Outcome.REVIEW,
        Outcome.OFF_TOPIC,
    }
)
_BLOCKED = frozenset({Outcome.BLOCKED, Outcome.ROBOTS})
_GONE = frozenset({Outcome.GONE})
_NOT_READ = frozenset({Outcome.KNOWN, Outcome.UNCHANGED, Outcome.DEFERRED})


class Health:
    """What is remembered of how sources fared."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(self, change: HealthChange) -> None:
        """Append one change of state."""
        self._session.execute(
            health_change.insert().values(
                source_key=change.source_key,
                before=change.before,
                state=change.after.state,
                reason=change.after.reason,
                since=change.after.since,
                at=change.at,
                warning=change.warning,
            )
        )

    def latest(self) -> dict[str, HealthChange]:
        """Return the last change of each source: what it was when it was last judged."""
        newest = select(func.max(health_change.c.no)).group_by(health_change.c.source_key)
        query = select(health_change).where(health_change.c.no.in_(newest))
        return {row.source_key: _change(row) for row in self._session.execute(query)}

    def changes(self, source_key: str = "", limit: int = 50) -> list[HealthChange]:
        """Return the latest changes of all sources or of one, newest first."""
        query = select(health_change).order_by(health_change.c.no.desc()).limit(limit)
        if source_key:
            query = query.where(health_change.c.source_key == source_key)
        return [_change(row) for row in self._session.execute(query)]

    def yields(self, since: datetime) -> dict[str, PageYield]:
        """Return how the pages of each source ended in the runs since then."""
        c = run_count.c
        query = (
            select(c.source_key, c.outcome, func.sum(c.urls).label("urls"))
            .join(run, run.c.run_id == c.run_id)
            .where(run.c.started_at >= since, run.c.kind == "ingest")
            .group_by(c.source_key, c.outcome)
        )
        counts: dict[str, dict[Outcome, int]] = {}
        for row in self._session.execute(query):
            counts.setdefault(row.source_key, {})[Outcome(row.outcome)] = int(row.urls)
        return {key: _yield(outcomes) for key, outcomes in counts.items()}

    def lengths(self, source_key: str) -> tuple[int | None, int | None]:
        """Return the median length of a source's latest texts and that of those before; None: too few."""
        query = (
            select(func.length(article_version.c.text))
            .join_from(article, article_version, article_version.c.article_id == article.c.id)
            .where(
                article.c.source_key == source_key,
                article_version.c.n == article.c.version,
            )
            .order_by(article.c.no.desc())
            .limit(RECENT + BEFORE)
        )
        found = list(self._session.execute(query).scalars())
        if len(found) < 2 * RECENT:
            return None, None
        return int(median(found[:RECENT])), int(median(found[RECENT:]))


def _yield(outcomes: dict[Outcome, int]) -> PageYield:
    def count(wanted: frozenset[Outcome]) -> int:
        return sum(outcomes.get(outcome, 0) for outcome in wanted)

    return PageYield(
        read=sum(outcomes.values()) - count(_NOT_READ),
        texts=count(_TEXTS),
        blocked=count(_BLOCKED),
        gone=count(_GONE),
    )


def _change(row: Row[tuple[object, ...]]) -> HealthChange:
    return HealthChange(
        source_key=row.source_key,
        before=SourceState(row.before),
        after=Verdict(state=SourceState(row.state), reason=row.reason, since=row.since),
        at=row.at,
        warning=row.warning,
    )
