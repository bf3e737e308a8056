"""Which channel announced what on which day, and how much of a day was found."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from ingest.adapters.store.codec import Json
from ingest.adapters.store.columns import Key, Utc
from ingest.adapters.store.schema import recall_day, sighting, source, url
from ingest.adapters.store.session import Session, chunks
from ingest.model import Entry
from ingest.records import Announced, RecallDay

LATE = timedelta(days=2)  # an article may be announced so long after it was published
_A_DAY = timedelta(days=1)
_COLUMNS = tuple(field.name for field in fields(RecallDay))
_ENTRY: Json[Entry] = Json(Entry)


class Recall:
    """What capture and recapture work with, and what came of it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lists(self, day: datetime) -> tuple[Announced, ...]:
        """Return what each channel of each source announced of the (UTC) day that begins at *day*.

        What a witness saw carries the witness's own source key; the caller knows whose it is by its host.
        """
        query = (
            select(
                sighting.c.url_key,
                sighting.c.channel_url,
                sighting.c.source_key,
                source.c.publisher,
                func.coalesce(url.c.first_seen, sighting.c.first_seen, type_=Utc).label("seen"),
                url.c.entry,
            )
            .join_from(sighting, source, source.c.key == sighting.c.source_key)
            .outerjoin(url, url.c.key == sighting.c.url_key)
            .where(sighting.c.first_seen >= day, sighting.c.first_seen < day + _A_DAY + LATE)
        )
        found: dict[tuple[str, str, str], set[str]] = {}
        for row in self._session.execute(query):
            if _day_of(row).date() == day.date():
                place = (row.source_key, row.publisher, row.channel_url)
                found.setdefault(place, set()).add(row.url_key)
        return tuple(
            Announced(source_key=key, publisher=publisher, channel=channel, keys=frozenset(keys))
            for (key, publisher, channel), keys in sorted(found.items())
        )

    def witness(self, source_key: str, channel_url: str, keys: Iterable[str]) -> None:
        """Note what somebody else saw. It is evidence, not work: nothing of it is fetched."""
        now = self._session.now()
        insert = self._session.insert(sighting)
        seen = insert.on_conflict_do_update(
            index_elements=["url_key", "source_key", "channel_url"],
            set_={"last_seen": insert.excluded.last_seen},
        )
        for some in chunks(sorted({Key.storable(key) for key in keys})):
            rows = [
                {
                    "url_key": key,
                    "source_key": source_key,
                    "channel_url": channel_url,
                    "first_seen": now,
                    "last_seen": now,
                }
                for key in some
            ]
            self._session.execute(seen, rows)

    def save(self, measured: RecallDay) -> None:
        """Keep one day of one publisher; a later measurement of the same day replaces it."""
        self._session.upsert(recall_day, asdict(measured))

    def by_source(self, since: str) -> builtins.list[RecallDay]:
        """Return what was measured of single sources since the day *since*, newest first."""
        c = recall_day.c
        query = (
            select(recall_day)
            .where(c.day >= since, c.source_key != "")
            .order_by(c.day.desc(), c.source_key)
        )
        return [_measured(row) for row in self._session.execute(query)]

    def list(self, day: str = "", *, publisher: str = "", limit: int = 500) -> list[RecallDay]:
        """Return the days measured of publishers, newest first, or one day, or those of one of them."""
        query = (
            select(recall_day)
            .where(recall_day.c.source_key == "")
            .order_by(recall_day.c.day.desc(), recall_day.c.publisher)
            .limit(limit)
        )
        if day:
            query = query.where(recall_day.c.day == day)
        if publisher:
            query = query.where(recall_day.c.publisher == publisher)
        return [_measured(row) for row in self._session.execute(query)]


def _measured(row: Row[Any]) -> RecallDay:
    return RecallDay(**{name: getattr(row, name) for name in _COLUMNS})


def _day_of(row: Row[Any]) -> datetime:
    """Return when the article was published, as far as that is believable, else when it was first seen."""
    seen: datetime = row.seen
    published = _ENTRY.load(row.entry).published if row.entry else None
    if published is not None and seen - LATE - _A_DAY <= published.at <= seen + _A_DAY:
        return published.at
    return seen
