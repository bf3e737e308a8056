"""Watching what the pages of each publisher give: one row a day, an alarm when a template changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from ingest.adapters.store import Store, Transaction
from ingest.drift import (
    MOST,
    Drift,
    DriftAlarm,
    DriftDay,
    Measure,
    Reading,
    compare,
    day_of,
    example,
)
from ingest.model import Source

HISTORY = timedelta(days=120)  # days that are compared; publishers of one text a day need many
FIRST_LOOK = timedelta(days=35)  # read again from ledger and articles when nothing is kept yet
SETTLED = timedelta(days=1)  # the day before the last kept one may have been incomplete, too


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftReport:
    """All days that were compared, the alarms that last, and which of them are new or over."""

    days: tuple[DriftDay, ...]
    alarms: tuple[DriftAlarm, ...]
    new: tuple[DriftAlarm, ...] = ()
    ended: tuple[DriftAlarm, ...] = ()


def look(store: Store, sources: Mapping[str, Source], now: datetime) -> DriftReport:
    """Return what each publisher's pages gave, and what differs from before; nothing is stored."""
    with store.read() as tx:
        return _judged(tx, sources, _fresh(tx, sources, now), now)


def judge(store: Store, sources: Mapping[str, Source], now: datetime) -> DriftReport:
    """Keep the latest days, and store what changed: alarms raised, renewed, ended."""
    with store.read() as tx:
        fresh = _fresh(tx, sources, now)
    with store.write() as tx:
        tx.drift.put(fresh)
        report = _judged(tx, sources, fresh, now)
        for alarm in report.ended:
            tx.drift.end(alarm.drift.publisher, alarm.drift.measure)
        for alarm in report.alarms:
            (tx.drift.raise_alarm if alarm in report.new else tx.drift.renew)(alarm)
    return report


def accept(store: Store, publisher: str) -> int:
    """Take what the alarms of *publisher* tell for the norm from now on; return how many there were."""
    with store.write() as tx:
        return sum(tx.drift.end(publisher, measure, accepted=True) for measure in Measure)


def _fresh(tx: Transaction, sources: Mapping[str, Source], now: datetime) -> list[DriftDay]:
    """Return the days since the last one that is kept, from what ledger and articles hold."""
    last = tx.drift.last_day()
    start = _midnight(last) - SETTLED if last else _midnight(f"{now - FIRST_LOOK:%Y-%m-%d}")
    readings: defaultdict[tuple[str, str], list[Reading]] = defaultdict(list)
    for publisher, reading in tx.drift.readings(start):
        readings[publisher, f"{reading.fetched_at:%Y-%m-%d}"].append(reading)
    pages: defaultdict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for key, per_day in tx.drift.pages(start).items():
        if source := sources.get(key):
            for day, counts in per_day.items():
                others = pages[source.publisher, day]
                pages[source.publisher, day] = others[0] + counts[0], others[1] + counts[1]
    before = {(d.publisher, d.day): d for d in tx.drift.days(since=f"{start:%Y-%m-%d}")}
    found = (
        day_of(
            publisher,
            day,
            pages=pages[publisher, day][0],
            texts=pages[publisher, day][1],
            readings=readings.get((publisher, day), ()),
        )
        for publisher, day in sorted({*pages, *readings})
    )
    return [
        day
        for day in found  # what was kept before ledger rows were dropped stays
        if (kept := before.get((day.publisher, day.day))) is None or day.pages >= kept.pages
    ]


def _judged(
    tx: Transaction, sources: Mapping[str, Source], fresh: list[DriftDay], now: datetime
) -> DriftReport:
    kept = tx.drift.days(since=f"{now - HISTORY:%Y-%m-%d}")
    latest = {(day.publisher, day.day): day for day in (*kept, *fresh)}
    days = tuple(latest[key] for key in sorted(latest))
    lasting = {(a.drift.publisher, a.drift.measure): a for a in tx.drift.alarms()}
    norms = tx.drift.norms()
    alarms: list[DriftAlarm] = []
    new: list[DriftAlarm] = []
    ended: list[DriftAlarm] = []
    for publisher, group in groupby(days, key=lambda day: day.publisher):
        own = list(group)
        for measure in Measure:
            before = lasting.get((publisher, measure))
            norm = norms.get((publisher, measure), "")
            finding = compare(
                [day for day in own if day.day >= norm],
                measure,
                since=before.drift.since if before else "",
            )
            if finding.drift:
                raised_at = before.raised_at if before else now
                alarms.append(_alarm(tx, sources, finding.drift, raised_at, now))
                if before is None:
                    new.append(alarms[-1])
            elif before is not None:
                (ended if finding.known else alarms).append(before)
    return DriftReport(days=days, alarms=tuple(alarms), new=tuple(new), ended=tuple(ended))


def _alarm(
    tx: Transaction,
    sources: Mapping[str, Source],
    drift: Drift,
    raised_at: datetime,
    now: datetime,
) -> DriftAlarm:
    """Return the alarm with the pages that show it best."""
    since, end = _midnight(drift.since), now + timedelta(days=1)
    earlier = tx.drift.samples(drift.publisher, since=since - timedelta(days=MOST), until=since)
    later = tx.drift.samples(drift.publisher, since=since, until=end)
    good = example(earlier, drift.measure, drift.before)
    bad = example(later, drift.measure, drift.after)
    raw = bad.raw_id if bad else ""
    if drift.measure is Measure.YIELD:
        own = [source.key for source in sources.values() if source.publisher == drift.publisher]
        bad, raw = None, tx.drift.textless(own, since)
    return DriftAlarm(
        drift=drift,
        raised_at=raised_at,
        good_article=good.article_id if good else "",
        good_raw=good.raw_id if good else "",
        now_article=bad.article_id if bad else "",
        now_raw=raw,
    )


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
