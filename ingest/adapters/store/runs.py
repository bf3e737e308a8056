"""Runs: when one started, how it ended, and how many URLs of each source ended how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from ingest.adapters.store.schema import ledger, run, run_count
from ingest.adapters.store.session import Session
from ingest.errors import NotFound
from ingest.model import Outcome
from ingest.records import RunSummary

Counts = dict[str, dict[Outcome, int]]


class Runs:
    """The log of runs."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def start(self, run_id: str, kind: str) -> None:
        """Register a run. A retried task starts it again and changes nothing."""
        row = {
            "run_id": run_id,
            "kind": kind,
            "started_at": self._session.now(),
            "state": "running",
        }
        self._session.execute(self._session.insert(run).values(row).on_conflict_do_nothing())

    def finish(self, run_id: str, state: str) -> None:
        """Note how the run ended, and freeze its counts."""
        changed = self._session.change(
            update(run)
            .where(run.c.run_id == run_id)
            .values(state=state, finished_at=self._session.now())
        )
        if not changed:
            raise NotFound(run_id, "there is no such run")
        counted = _count_rows(self._session, run_id)
        if not counted:
            return  # an empty run, or one whose ledger rows were dropped since: keep what was frozen
        c = run_count.c
        frozen = delete(run_count).where(c.run_id == run_id, c.outcome != Outcome.KNOWN)
        self._session.execute(frozen)
        self._session.execute(
            insert(run_count),
            [
                {"run_id": run_id, "source_key": source, "outcome": outcome, "urls": urls}
                for source, outcome, urls in map(tuple, counted)
            ],
        )

    def get(self, run_id: str) -> RunSummary:
        """Return one run, or raise ``NotFound``."""
        row = self._session.execute(select(run).where(run.c.run_id == run_id)).one_or_none()
        if row is None:
            raise NotFound(run_id, "there is no such run")
        return self._summaries([row])[0]

    def latest(self, limit: int = 10, kind: str | None = None) -> list[RunSummary]:
        """Return the newest runs first."""
        query = select(run).order_by(run.c.started_at.desc(), run.c.run_id.desc()).limit(limit)
        if kind is not None:
            query = query.where(run.c.kind == kind)
        return self._summaries(self._session.execute(query).all())

    def _summaries(self, rows: Sequence[Row[Any]]) -> list[RunSummary]:
        return [
            RunSummary(
                run_id=row.run_id,
                kind=row.kind,
                started_at=row.started_at,
                finished_at=row.finished_at,
                state=row.state,
                counts=self._counts(row),
            )
            for row in rows
        ]

    def _counts(self, row: Row[Any]) -> Counts:
        if row.finished_at is None:
            return count_ledger(self._session, row.run_id)
        return _nested(_counted(self._session, row.run_id))


def count_ledger(session: Session, run_id: str) -> Counts:
    """Return source key → outcome → URLs of a run that goes on; open rows are not counted."""
    known = _counted(session, run_id, run_count.c.outcome == Outcome.KNOWN)
    return _nested([*_count_rows(session, run_id), *known])


def _count_rows(session: Session, run_id: str) -> Sequence[Row[Any]]:
    c = ledger.c
    query = (
        select(c.source_key, c.outcome, func.count())
        .where(c.run_id == run_id, c.outcome.is_not(None), c.outcome != Outcome.KNOWN)
        .group_by(c.source_key, c.outcome)
    )
    return session.execute(query).all()


def _counted(session: Session, run_id: str, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    c = run_count.c
    query = select(c.source_key, c.outcome, c.urls).where(c.run_id == run_id, *conditions)
    return session.execute(query).all()


def _nested(rows: Sequence[Row[Any]]) -> Counts:
    counts: defaultdict[str, dict[Outcome, int]] = defaultdict(dict)
    for source_key, outcome, urls in sorted(tuple(row) for row in rows):
        counts[source_key][Outcome(outcome)] = urls
    return dict(counts)
