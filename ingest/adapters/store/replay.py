"""Looking back: how far a run has come, and the archived pages that can be read again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from ingest.adapters.store.frontier import select_work, work_of
from ingest.adapters.store.runs import count_ledger
from ingest.adapters.store.schema import ledger, poll, url
from ingest.adapters.store.session import Session
from ingest.model import Outcome
from ingest.records import SourceProgress, Work


class Replay:
    """Read-only questions across runs."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def progress(self, run_id: str) -> dict[str, SourceProgress]:
        """Return how far every source polled in the run has come, by key."""
        c = ledger.c
        rows = self._session.execute(
            select(
                c.source_key, func.count().label("found"), func.count(c.page_sha256).label("kept")
            )
            .where(c.run_id == run_id)
            .group_by(c.source_key)
        )
        numbers = {row.source_key: (row.found, row.kept) for row in rows}
        counts = count_ledger(self._session, run_id)
        trouble = self._trouble(run_id)
        return {
            key: SourceProgress(
                found=numbers.get(key, (0, 0))[0] + counts.get(key, {}).get(Outcome.KNOWN, 0),
                fetched=numbers.get(key, (0, 0))[1],
                outcomes=counts.get(key, {}),
                trouble=trouble.get(key, ""),
            )
            for key in sorted({*numbers, *counts, *trouble})
        }

    def pages(
        self,
        *,
        source_key: str = "",
        outcome: Outcome | None = None,
        since: datetime | None = None,
        limit: int = 500,
    ) -> list[tuple[Work, Outcome]]:
        """Return the last fetched page of each settled URL with its outcome, newest fetch first."""
        c = ledger.c
        last = (
            select(func.max(c.no))
            .where(c.page_sha256.is_not(None), c.outcome.is_not(None))
            .group_by(c.url_key)
        )
        query = (
            select_work()
            .add_columns(c.outcome)
            .where(c.no.in_(last))
            .order_by(c.page_fetched_at.desc(), c.no.desc())
            .limit(limit)
        )
        if source_key:
            query = query.where(url.c.source_key == source_key)
        if outcome is not None:
            query = query.where(c.outcome == outcome)
        if since is not None:
            query = query.where(c.page_fetched_at >= since)
        return [(work_of(row), Outcome(row.outcome)) for row in self._session.execute(query)]

    def _trouble(self, run_id: str) -> dict[str, str]:
        """Return what was wrong with each source polled in the run, "" where nothing was."""
        query = select(poll).where(poll.c.run_id == run_id).order_by(poll.c.no)
        found: dict[str, str] = {}
        for row in self._session.execute(query):
            good = row.outcome in ("ok", "not-modified")
            found[row.source_key] = "" if good else f"{row.outcome}: {row.reason}"
        return found
