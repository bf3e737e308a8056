"""The frontier: every URL ever announced, and which of them a run must fetch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, update

from ingest.adapters.store.codec import Json
from ingest.adapters.store.columns import Key
from ingest.adapters.store.schema import ledger, run_count, sighting, url
from ingest.adapters.store.session import Session, chunks
from ingest.model import Entry, Outcome, Validators
from ingest.records import Discovered, PageRef, Work

_ENTRY: Json[Entry] = Json(Entry)

_ORDER = (  # what was never read comes before what is only looked at again
    url.c.next_try_at.nulls_last(),
    url.c.next_visit_at,
    url.c.first_seen,
    url.c.key,
)

PENDING, SETTLED, GIVEN_UP = "pending", "settled", "given-up"


class Frontier:
    """Opens ledger rows: for what channels announce, and for what earlier runs left behind."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def discover(
        self, run_id: str, batch: str, channel_url: str, entries: Sequence[Entry]
    ) -> Discovered:
        """Register what a channel announced, and open a ledger row for each URL to be fetched.

        To be fetched are new URLs, pending ones that are due, and settled ones due for a re-visit or
        announced as modified since. The others get their outcome at once: known, or deferred while
        their next try is still ahead. Most announcements are of known URLs, every quarter of an hour, so
        these are counted and have no row of their own. A URL already seen in this run stays as it is, so
        a retried task changes nothing; what it still has to do is ``open_work``. ``known`` counts the
        announcements that earlier runs had seen.
        """
        announced = {Key.storable(entry.key): entry for entry in reversed(entries)}
        to_fetch: list[str] = []
        known = 0
        for keys in chunks(sorted(announced)):  # one order for all workers: no deadlocks
            some = {key: announced[key] for key in keys}
            before = self._known(keys)  # and locked
            known += sum(row.first_run != run_id for row in before.values())
            self._register(run_id, some, before)
            self._sight(channel_url, some)
            to_fetch += self._open(run_id, batch, some, before)
        return Discovered(to_fetch=self._works(run_id, to_fetch), known=known)

    def resume(
        self,
        run_id: str,
        batch: str,
        source_keys: Collection[str],
        limit: int,
        *,
        revisit: bool = False,
    ) -> tuple[Work, ...]:
        """Open rows for URLs of *source_keys* that earlier runs left to do and that are due now.

        With *revisit*, also for articles whose next visit lies ahead: somebody wants to know now.
        """
        due = self._due()
        if revisit:
            due = or_(due, url.c.next_visit_at.is_not(None))
        in_this_run = exists().where(ledger.c.run_id == run_id, ledger.c.url_key == url.c.key)
        query = (
            select(url.c.key, url.c.source_key)
            .where(
                due,
                url.c.source_key.in_(sorted(source_keys)),
                ~in_this_run,
                url.c.seen_in != run_id,
            )
            .order_by(*_ORDER)
            .limit(limit)
        )
        rows = [
            self._row(run_id, batch, row.key, row.source_key)
            for row in self._session.execute(query)
        ]
        return self._works(run_id, self._insert(rows))

    def due_sources(self) -> set[str]:
        """Return the sources that have URLs waiting to be fetched now."""
        query = select(url.c.source_key).where(self._due()).distinct()
        return set(self._session.execute(query).scalars())

    def _due(self) -> ColumnElement[bool]:
        now = self._session.now()
        return or_(
            and_(url.c.state == PENDING, url.c.next_try_at <= now), url.c.next_visit_at <= now
        )

    def _known(self, keys: Sequence[str]) -> dict[str, Row[Any]]:
        c = url.c
        query = select(
            c.key,
            c.state,
            c.next_try_at,
            c.next_visit_at,
            c.attempts,
            c.first_run,
            c.entry,
            c.seen_in,
        )
        rows = query.where(c.key.in_(keys)).order_by(c.key).with_for_update()
        return {row.key: row for row in self._session.execute(rows)}

    def _register(
        self, run_id: str, entries: Mapping[str, Entry], before: Mapping[str, Row[Any]]
    ) -> None:
        now = self._session.now()
        new = [
            {
                "key": key,
                "url": entry.url,
                "source_key": entry.source_key,
                "entry": _ENTRY.dump(entry),
                "first_run": run_id,
                "seen_in": run_id,
                "first_seen": now,
                "last_seen": now,
                "state": PENDING,
                "next_try_at": now,
            }
            for key, entry in entries.items()
            if key not in before
        ]
        if new:
            self._session.execute(self._session.insert(url).on_conflict_do_nothing(), new)
        if before:
            mine = update(url).where(url.c.key.in_(sorted(before)))
            self._session.execute(mine.values(last_seen=now, seen_in=run_id))
        for key in sorted(before):
            if _is_modified(before[key], entries[key]):
                newer = update(url).where(url.c.key == key).values(entry=_ENTRY.dump(entries[key]))
                self._session.execute(newer)

    def _sight(self, channel_url: str, entries: Mapping[str, Entry]) -> None:
        now = self._session.now()
        rows = [
            {
                "url_key": key,
                "source_key": entry.source_key,
                "channel_url": channel_url,
                "first_seen": now,
                "last_seen": now,
            }
            for key, entry in entries.items()
        ]
        insert = self._session.insert(sighting)
        seen = insert.on_conflict_do_update(
            index_elements=["url_key", "source_key", "channel_url"],
            set_={"last_seen": insert.excluded.last_seen},
        )
        self._session.execute(seen, rows)

    def _open(
        self,
        run_id: str,
        batch: str,
        entries: Mapping[str, Entry],
        before: Mapping[str, Row[Any]],
    ) -> list[str]:
        """Give each entry new in this run its row or its count; return the keys to be fetched."""
        now = self._session.now()
        rows = []
        again: Counter[str] = Counter()
        opened = self._opened(run_id, before)
        for key, entry in entries.items():
            if key in opened or (key in before and before[key].seen_in == run_id):
                continue
            outcome, reason = _verdict(before.get(key), entry, now)
            if outcome is Outcome.KNOWN:
                again[entry.source_key] += 1
                continue
            row = self._row(run_id, batch, key, entry.source_key)
            if outcome is not None:
                row |= {"outcome": outcome, "reason": reason, "closed_at": now}
            rows.append(row)
        self._count_known(run_id, again)
        inserted = set(self._insert(rows))
        return [row["url_key"] for row in rows if row["url_key"] in inserted and not row["outcome"]]

    def _opened(self, run_id: str, keys: Collection[str]) -> set[str]:
        """Return which of *keys* this run works on already, because an earlier one left them."""
        query = select(ledger.c.url_key).where(
            ledger.c.run_id == run_id, ledger.c.url_key.in_(sorted(keys))
        )
        return set(self._session.execute(query).scalars()) if keys else set()

    def _count_known(self, run_id: str, again: Mapping[str, int]) -> None:
        if not again:
            return
        rows = [
            {
                "run_id": run_id,
                "source_key": source,
                "outcome": Outcome.KNOWN,
                "urls": again[source],
            }
            for source in sorted(again)
        ]
        insert = self._session.insert(run_count)
        more = insert.on_conflict_do_update(
            index_elements=["run_id", "source_key", "outcome"],
            set_={"urls": run_count.c.urls + insert.excluded.urls},
        )
        self._session.execute(more, rows)

    def _row(self, run_id: str, batch: str, key: str, source_key: str) -> dict[str, Any]:
        return {
            "run_id": run_id,
            "url_key": key,
            "source_key": source_key,
            "batch": batch,
            "stage": "discover",
            "outcome": None,
            "reason": "",
            "opened_at": self._session.now(),
            "closed_at": None,
        }

    def _insert(self, rows: Sequence[dict[str, Any]]) -> list[str]:
        """Insert ledger rows and return the keys of those that were not there before."""
        inserted: list[str] = []
        for some in chunks(rows):
            insert = self._session.insert(ledger).on_conflict_do_nothing()
            inserted += self._session.execute(insert.returning(ledger.c.url_key), some).scalars()
        return inserted

    def _works(self, run_id: str, keys: Sequence[str]) -> tuple[Work, ...]:
        found: dict[str, Work] = {}
        for some in chunks(keys):
            query = select_work().where(ledger.c.run_id == run_id, ledger.c.url_key.in_(some))
            found |= {row.url_key: work_of(row) for row in self._session.execute(query)}
        return tuple(found[key] for key in keys)


def _is_modified(row: Row[Any], entry: Entry) -> bool:
    """Whether a channel says that a settled page has changed since it was last announced."""
    if entry.modified is None or row.state != SETTLED:
        return False
    before = _ENTRY.load(row.entry).modified
    return before is None or entry.modified.at > before.at


def _verdict(row: Row[Any] | None, entry: Entry, now: datetime) -> tuple[Outcome | None, str]:
    """Return how an announced URL ends without a fetch, or no outcome when it must be fetched."""
    if row is None:
        return None, ""
    if row.state == PENDING:
        if row.next_try_at is None or row.next_try_at <= now:
            return None, ""
        when = row.next_try_at.isoformat(timespec="minutes")
        return Outcome.DEFERRED, f"tried {row.attempts} times, next try at {when}"
    if row.next_visit_at is not None and (row.next_visit_at <= now or _is_modified(row, entry)):
        return None, ""
    return Outcome.KNOWN, ""


_PAGE = tuple(column for column in ledger.c if column.name.startswith("page_"))


def select_work() -> Any:
    """Return the SELECT that ``work_of`` reads."""
    c = ledger.c
    return select(
        c.no,
        c.run_id,
        c.url_key,
        c.source_key,
        c.batch,
        *_PAGE,
        url.c.url,
        url.c.entry,
        url.c.attempts,
        url.c.etag,
        url.c.last_modified,
        url.c.article_id,
    ).join_from(ledger, url, url.c.key == c.url_key)


def work_of(row: Row[Any]) -> Work:
    """Return one row of ``select_work`` as a value."""
    entry = _ENTRY.load(row.entry)
    return Work(
        run_id=row.run_id,
        key=entry.key,  # in full, as it was announced
        url=row.url,
        source_key=row.source_key,
        batch=row.batch,
        entry=entry,
        page=page_of(row),
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
        attempts=row.attempts,
        article_id=row.article_id,
    )


def page_of(row: Row[Any]) -> PageRef | None:
    """Return the page columns of a ledger row as a value."""
    if row.page_sha256 is None:
        return None
    return PageRef(
        url=row.page_url,
        final_url=row.page_final_url,
        sha256=row.page_sha256,
        fetched_at=row.page_fetched_at,
        status=row.page_status,
        content_type=row.page_content_type,
        size=row.page_size,
    )
