"""What the pages of each publisher gave, day by day, and the alarms that followed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    Row,
    Table,
    false,
    func,
    insert,
    select,
    update,
)

from ingest.adapters.store.columns import Serial, Utc, Words
from ingest.adapters.store.schema import (
    article,
    article_version,
    ledger,
    metadata,
    removed_line,
    run,
)
from ingest.adapters.store.session import Session
from ingest.drift import Drift, DriftAlarm, DriftDay, Measure, Reading
from ingest.model import Outcome

drift_day = Table(
    "drift_day",
    metadata,
    Column("publisher", Words, primary_key=True),
    Column("day", Words, primary_key=True),
    Column("pages", Integer, nullable=False),
    Column("texts", Integer, nullable=False),
    Column("readings", Integer, nullable=False),
    *(Column(name, Float) for name in ("length", "noise", "headline", "authors", "date")),
)

drift_alarm = Table(
    "drift_alarm",
    metadata,
    Column("no", Serial, primary_key=True),
    Column("publisher", Words, nullable=False),
    Column("measure", Words, nullable=False),
    Column("since", Words, nullable=False),  # day
    Column("before", Float, nullable=False),
    Column("after", Float, nullable=False),
    Column("good_article", Words, nullable=False, server_default=""),
    Column("good_raw", Words, nullable=False, server_default=""),
    Column("now_article", Words, nullable=False, server_default=""),
    Column("now_raw", Words, nullable=False, server_default=""),
    Column("raised_at", Utc, nullable=False),
    Column("ended_at", Utc),  # NULL while it lasts
    Column("accepted", Boolean, nullable=False, server_default=false()),
    Index("ix_drift_alarm_publisher", "publisher", "measure", "no"),
    sqlite_autoincrement=True,
)

TEXTS = (
    Outcome.STORED,
    Outcome.NEW_VERSION,
    Outcome.UNCHANGED,
    Outcome.DUPLICATE,
    Outcome.REVIEW,
    Outcome.OFF_TOPIC,
)
NO_TEXT = (Outcome.EMPTY, Outcome.NOT_ARTICLE, Outcome.TEASER)
BEFORE_FETCH = timedelta(days=1)  # a run fetches within a day of its start

Pages = dict[str, dict[str, tuple[int, int]]]  # source key → day → (pages, of them with a text)


class DriftLog:
    """Days and alarms."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # ── what pages gave ──────────────────────────────────────────────────────────────────────

    def pages(self, since: datetime) -> Pages:
        """Return how the pages ended that were fetched since then."""
        c = ledger.c
        runs = select(run.c.run_id).where(run.c.started_at >= since - BEFORE_FETCH)
        query = select(c.source_key, c.outcome, c.page_fetched_at).where(
            c.run_id.in_(runs),
            c.page_fetched_at >= since,
            c.outcome.in_([*TEXTS, *NO_TEXT]),
        )
        found: Pages = defaultdict(dict)
        for row in self._session.execute(query):
            day = f"{row.page_fetched_at:%Y-%m-%d}"
            pages, texts = found[row.source_key].get(day, (0, 0))
            found[row.source_key][day] = (pages + 1, texts + (row.outcome in TEXTS))
        return found

    def readings(
        self, since: datetime, until: datetime | None = None
    ) -> Iterator[tuple[str, Reading]]:
        """Yield (publisher, reading) of the texts fetched since then, oldest first."""
        query = _readings().where(article_version.c.fetched_at >= since)
        if until is not None:
            query = query.where(article_version.c.fetched_at < until)
        for row in self._session.execute(query.order_by(article_version.c.fetched_at)):
            yield row.publisher, _reading(row)

    def samples(
        self, publisher: str, *, since: datetime, until: datetime, limit: int = 40
    ) -> list[Reading]:
        """Return the latest texts of one publisher fetched in a span of time."""
        c = article_version.c
        query = _readings().where(
            article.c.publisher == publisher, c.fetched_at >= since, c.fetched_at < until
        )
        rows = self._session.execute(query.order_by(c.fetched_at.desc()).limit(limit))
        return [_reading(row) for row in rows]

    def textless(self, source_keys: Iterable[str], since: datetime) -> str:
        """Return the sha256 of the latest page of these sources that gave no text, or ""."""
        c = ledger.c
        query = (
            select(c.page_sha256)
            .where(c.source_key.in_(sorted(source_keys)), c.outcome.in_(NO_TEXT))
            .where(c.page_fetched_at >= since)
            .order_by(c.no.desc())
            .limit(1)
        )
        return self._session.execute(query).scalar_one_or_none() or ""

    # ── days ─────────────────────────────────────────────────────────────────────────────────

    def put(self, days: Iterable[DriftDay]) -> None:
        """Keep these days; a day already kept is replaced."""
        for day in days:
            row = {column.name: getattr(day, column.name) for column in drift_day.c}
            self._session.upsert(drift_day, row)

    def days(self, *, publisher: str = "", since: str = "") -> list[DriftDay]:
        """Return the days kept, by publisher and day."""
        query = select(drift_day).where(drift_day.c.day >= since)
        if publisher:
            query = query.where(drift_day.c.publisher == publisher)
        rows = self._session.execute(query.order_by(drift_day.c.publisher, drift_day.c.day))
        return [DriftDay(**row._mapping) for row in rows]

    def last_day(self) -> str:
        """Return the latest day kept, or ""."""
        return self._session.execute(select(func.max(drift_day.c.day))).scalar_one() or ""

    # ── alarms ───────────────────────────────────────────────────────────────────────────────

    def raise_alarm(self, alarm: DriftAlarm) -> None:
        """Keep a new alarm."""
        row = {
            "publisher": alarm.drift.publisher,
            "measure": alarm.drift.measure,
            "since": alarm.drift.since,
            "raised_at": alarm.raised_at,
            **_evidence(alarm),
        }
        self._session.execute(insert(drift_alarm).values(**row))

    def renew(self, alarm: DriftAlarm) -> None:
        """Bring the evidence of an alarm that lasts up to date."""
        lasting = _lasting(update(drift_alarm), alarm.drift.publisher, alarm.drift.measure)
        self._session.execute(lasting.values(**_evidence(alarm)))

    def end(self, publisher: str, measure: Measure, *, accepted: bool = False) -> bool:
        """End an alarm; *accepted*: what it told is the norm from its day on."""
        lasting = _lasting(update(drift_alarm), publisher, measure)
        ended = {"ended_at": self._session.now(), "accepted": accepted}
        return bool(self._session.change(lasting.values(**ended)))

    def alarms(self, *, lasting: bool = True, limit: int = 200) -> list[DriftAlarm]:
        """Return the alarms that last, or also those that ended, the latest first."""
        query = select(drift_alarm).order_by(drift_alarm.c.no.desc()).limit(limit)
        if lasting:
            query = query.where(drift_alarm.c.ended_at.is_(None))
        return [_alarm(row) for row in self._session.execute(query)]

    def norms(self) -> dict[tuple[str, Measure], str]:
        """Return from which day on a new norm was accepted, by publisher and measure."""
        c = drift_alarm.c
        query = select(c.publisher, c.measure, func.max(c.since).label("since"))
        rows = self._session.execute(query.where(c.accepted).group_by(c.publisher, c.measure))
        return {(row.publisher, Measure(row.measure)): row.since for row in rows}


def _readings() -> Any:
    c, r = article_version.c, removed_line.c
    removed = (
        select(func.count()).where(r.article_id == c.article_id, r.version == c.n).scalar_subquery()
    )
    gaps = func.length(c.text) - func.length(func.replace(c.text, "\n\n", ""))
    return select(
        article.c.publisher,
        c.article_id,
        c.raw_id,
        c.fetched_at,
        func.length(c.text).label("length"),
        gaps.label("gaps"),
        removed.label("removed"),
        c.headline,
        c.authors,
        c.published_at,
    ).join_from(article, article_version, c.article_id == article.c.id)


def _reading(row: Row[Any]) -> Reading:
    kept = row.gaps // 2 + 1
    return Reading(
        article_id=row.article_id,
        raw_id=row.raw_id,
        fetched_at=row.fetched_at,
        length=row.length,
        noise=row.removed / (row.removed + kept),
        headline=row.headline != "",
        authors=row.authors != "[]",
        date=row.published_at is not None,
    )


def _lasting(statement: Any, publisher: str, measure: Measure) -> Any:
    c = drift_alarm.c
    return statement.where(c.publisher == publisher, c.measure == measure, c.ended_at.is_(None))


def _evidence(alarm: DriftAlarm) -> dict[str, Any]:
    return {
        "before": alarm.drift.before,
        "after": alarm.drift.after,
        "good_article": alarm.good_article,
        "good_raw": alarm.good_raw,
        "now_article": alarm.now_article,
        "now_raw": alarm.now_raw,
    }


def _alarm(row: Row[Any]) -> DriftAlarm:
    return DriftAlarm(
        drift=Drift(
            publisher=row.publisher,
            measure=Measure(row.measure),
            since=row.since,
            before=row.before,
            after=row.after,
        ),
        raised_at=row.raised_at,
        good_article=row.good_article,
        good_raw=row.good_raw,
        now_article=row.now_article,
        now_raw=row.now_raw,
        ended_at=row.ended_at,
        accepted=row.accepted,
    )
