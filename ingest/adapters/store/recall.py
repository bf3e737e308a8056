"""Which channel announced what on which day, and how much of a day was found."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from ingest.adapters.store.codec import Json
from ingest.adapters.store.schema import recall_day, sighting, source, url
from ingest.adapters.store.session import Session
from ingest.model import Entry
from ingest.records import RecallDay

LATE = timedelta(days=2)  # an article may be announced so long after it was published
_A_DAY = timedelta(days=1)
_COLUMNS = tuple(field.name for field in fields(RecallDay))
_ENTRY: Json[Entry] = Json(Entry)

Lists = dict[str, dict[str, set[str]]]  # publisher → channel → URL keys


class Recall:
    """What capture and recapture work with, and what came of it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lists(self, day: datetime) -> Lists:
        """Return what each channel of each publisher announced of the (UTC) day that begins at *day*."""
        query = (
            select(
                sighting.c.url_key,
                sighting.c.channel_url,
                source.c.publisher,
                url.c.first_seen,
                url.c.entry,
            )
            .join_from(sighting, url, url.c.key == sighting.c.url_key)
            .join(source, source.c.key == sighting.c.source_key)
            .where(url.c.first_seen >= day, url.c.first_seen < day + _A_DAY + LATE)
        )
        found: Lists = {}
        for row in self._session.execute(query):
            if _day_of(row).date() == day.date():
                channels = found.setdefault(row.publisher, {})
                channels.setdefault(row.channel_url, set()).add(row.url_key)
        return found

    def save(self, measured: RecallDay) -> None:
        """Keep one day of one publisher; a later measurement of the same day replaces it."""
        self._session.upsert(recall_day, asdict(measured))

    def list(self, day: str = "", *, publisher: str = "", limit: int = 500) -> list[RecallDay]:
        """Return the days measured, newest first, or one day, or those of one publisher."""
        query = (
            select(recall_day)
            .order_by(recall_day.c.day.desc(), recall_day.c.publisher)
            .limit(limit)
        )
        if day:
            query = query.where(recall_day.c.day == day)
        if publisher:
            query = query.where(recall_day.c.publisher == publisher)
        return [
            RecallDay(**{name: getattr(row, name) for name in _COLUMNS})
            for row in self._session.execute(query)
        ]


def _day_of(row: Row[Any]) -> datetime:
    """Return when the article was published, as far as that is believable, else when it was first seen."""
    seen: datetime = row.first_seen
    published = _ENTRY.load(row.entry).published
    if published is not None and seen - LATE - _A_DAY <= published.at <= seen + _A_DAY:
        return published.at
    return seen
