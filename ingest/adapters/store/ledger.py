"""The ledger: every URL of a run ends in exactly one outcome, with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from ingest.adapters.store.frontier import (
    GIVEN_UP,
    PENDING,
    SETTLED,
    Frontier,
    page_of,
    select_work,
    work_of,
)
from ingest.adapters.store.runs import Counts, count_ledger
from ingest.adapters.store.schema import ledger, run, run_count, url
from ingest.adapters.store.trail import trail
from ingest.errors import NotFound
from ingest.model import Outcome, Validators
from ingest.records import LedgerRow, PageRef, TrailStep, Work

_AT_A_TIME = 50  # payloads read at once: judged articles are some 10 kB each


class Ledger(Frontier):
    """The way of each URL through one run: opened, fetched, judged, closed."""

    def open_work(self, run_id: str, batch: str) -> tuple[Work, ...]:
        """Return what of *batch* is still to be fetched."""
        return self._waiting(run_id, batch, ledger.c.page_sha256.is_(None))

    def fetched(
        self, run_id: str, key: str, page: PageRef, validators: Validators = Validators()
    ) -> None:
        """Note that the page of *key* is in the archive.

        The validators become the URL's own only when it is closed: if this run dies, the next one must
        get the page again and not a "not modified" for a page nobody has judged.
        """
        self._note(
            run_id,
            key,
            stage="fetch",
            page_url=page.url,
            page_final_url=page.final_url,
            page_sha256=page.sha256,
            page_fetched_at=page.fetched_at,
            page_status=page.status,
            page_content_type=page.content_type,
            page_size=page.size,
            etag=validators.etag,
            last_modified=validators.last_modified,
        )

    def unjudged(self, run_id: str, batch: str) -> tuple[Work, ...]:
        """Return what of *batch* is archived and waits to be judged."""
        fetched, unread = ledger.c.page_sha256.is_not(None), ledger.c.payload.is_(None)
        return self._waiting(run_id, batch, fetched, unread)

    def judged(self, run_id: str, key: str, payload: bytes) -> None:
        """Keep what the stages made of the page until it is settled."""
        self._note(run_id, key, stage="judge", payload=payload, judged_at=self._session.now())

    def unsettled(self, run_id: str) -> Iterator[tuple[Work, bytes]]:
        """Yield what is judged and waits for its outcome, first fetched first.

        Rows may be closed while iterating; the payloads are read a few at a time.
        """
        c = ledger.c
        after: list[Any] = []
        query = (
            select_work()
            .add_columns(c.payload)
            .where(c.run_id == run_id, c.outcome.is_(None), c.payload.is_not(None))
            .order_by(c.page_fetched_at, c.no)
            .limit(_AT_A_TIME)
        )
        while rows := self._session.execute(query.where(*after)).all():
            for row in rows:
                yield work_of(row), bytes(row.payload)
            at, no = rows[-1].page_fetched_at, rows[-1].no
            after = [(c.page_fetched_at > at) | ((c.page_fetched_at == at) & (c.no > no))]

    def close(
        self,
        run_id: str,
        key: str,
        outcome: Outcome,
        stage: str,
        reason: str,
        article_id: str = "",
        *,
        retry_at: datetime | None = None,
        visit_at: datetime | None = None,
    ) -> None:
        """Give *key* its one outcome; a row already closed keeps the first.

        With *retry_at* the URL stays pending and is tried again then; otherwise it is settled, and
        looked at again at *visit_at* if that is given.
        """
        c = ledger.c
        done = self._session.execute(
            update(ledger)
            .where(c.run_id == run_id, c.url_key == key, c.outcome.is_(None))
            .values(
                outcome=outcome,
                stage=stage,
                reason=reason,
                article_id=article_id,
                payload=None,
                closed_at=self._session.now(),
            )
            .returning(c.page_sha256, c.etag, c.last_modified)
        ).one_or_none()
        if done is None:
            self._must_exist(run_id, key)
            return
        if retry_at is not None or outcome is Outcome.DEFERRED:
            self._try_again(key, retry_at)
            return
        after: dict[str, Any] = {
            "state": GIVEN_UP if outcome is Outcome.FAILED else SETTLED,
            "next_try_at": None,
            "next_visit_at": visit_at,
        }
        if done.page_sha256 is not None:
            after |= {"etag": done.etag, "last_modified": done.last_modified, "attempts": 0}
        if article_id:
            after["article_id"] = article_id
        self._session.execute(update(url).where(url.c.key == key).values(after))

    def led_to(self, key: str, article_id: str, visit_at: datetime | None) -> None:
        """Note that the page of a settled URL became an article later, by other rules."""
        mine = update(url).where(url.c.key == key)
        self._session.execute(mine.values(article_id=article_id, next_visit_at=visit_at))

    def close_rest(self, run_id: str, reason: str) -> int:
        """Defer everything still open in the run; it comes first in the next. Returns how many."""
        return self._session.change(
            update(ledger)
            .where(ledger.c.run_id == run_id, ledger.c.outcome.is_(None))
            .values(
                outcome=Outcome.DEFERRED,
                reason=reason,
                payload=None,
                closed_at=self._session.now(),
            )
        )

    def counts(self, run_id: str) -> Counts:
        """Return source key → outcome → URLs of one run."""
        return count_ledger(self._session, run_id)

    def trail(self, key: str) -> list[TrailStep]:
        """Return everything that happened to one URL, oldest first."""
        return trail(self._session, key)

    def outcomes(
        self,
        run_id: str | None = None,
        outcome: Outcome | None = None,
        source_key: str | None = None,
        *,
        limit: int = 100,
        before: int | None = None,
    ) -> list[LedgerRow]:
        """Return ledger rows newest first; the next page is *before* the last row's ``no``."""
        c = ledger.c
        query = (
            select(ledger, url.c.url)
            .join_from(ledger, url, url.c.key == c.url_key)
            .order_by(c.no.desc())
            .limit(limit)
        )
        wanted = {c.run_id: run_id, c.outcome: outcome, c.source_key: source_key}
        query = query.where(*(column == value for column, value in wanted.items() if value))
        if before is not None:
            query = query.where(c.no < before)
        return [_ledger_row(row) for row in self._session.execute(query)]

    def prune(self, before: datetime) -> int:
        """Drop the rows of runs that ended before *before*; their counts stay. Returns how many.

        Rows that led to an article stay as well: they are part of its history.
        """
        ended = select(run.c.run_id).join(run_count, run_count.c.run_id == run.c.run_id)
        old = ended.where(run.c.finished_at < before)
        return self._session.change(
            delete(ledger).where(ledger.c.run_id.in_(old), ledger.c.article_id == "")
        )

    def _waiting(self, run_id: str, batch: str, *conditions: Any) -> tuple[Work, ...]:
        c = ledger.c
        query = (
            select_work()
            .where(c.run_id == run_id, c.batch == batch, c.outcome.is_(None), *conditions)
            .order_by(c.no)
        )
        return tuple(work_of(row) for row in self._session.execute(query))

    def _note(self, run_id: str, key: str, **values: Any) -> None:
        c = ledger.c
        mine = update(ledger).where(c.run_id == run_id, c.url_key == key, c.outcome.is_(None))
        if not self._session.change(mine.values(values)):
            self._must_exist(run_id, key)

    def _must_exist(self, run_id: str, key: str) -> None:
        query = select(ledger.c.no).where(ledger.c.run_id == run_id, ledger.c.url_key == key)
        if self._session.execute(query).one_or_none() is None:
            raise NotFound(key, f"run {run_id} knows no such URL")

    def _try_again(self, key: str, at: datetime | None) -> None:
        """Leave *key* pending; only a try that was made (and gave a time) counts as an attempt."""
        again = update(url).where(url.c.key == key)
        if at is None:
            again = again.values(state=PENDING, next_try_at=self._session.now())
        else:
            again = again.values(state=PENDING, next_try_at=at, attempts=url.c.attempts + 1)
        self._session.execute(again)


def _ledger_row(row: Any) -> LedgerRow:
    return LedgerRow(
        no=row.no,
        run_id=row.run_id,
        key=row.url_key,
        url=row.url,
        source_key=row.source_key,
        stage=row.stage,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        reason=row.reason,
        article_id=row.article_id,
        page=page_of(row),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
