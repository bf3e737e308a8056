"""Polls of channels, and the state they leave behind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Row, and_, case, cast, delete, func, select, update

from ingest.adapters.store.columns import Key, Words
from ingest.adapters.store.schema import channel, ledger, poll, sighting
from ingest.adapters.store.schema import url as url_table
from ingest.adapters.store.session import Session, chunks
from ingest.model import Outcome, Validators
from ingest.polling import state_after
from ingest.records import Arrival, ChannelState, Poll, SourceState, Verdict

KEEP_POLLS = 200  # per channel: two days at one poll every 15 minutes, months for a quiet weekly
ARRIVALS = 100  # per channel, as evidence: days of most, weeks of a weekly

_COMES_AGAIN = (Outcome.DEFERRED, Outcome.KNOWN)
_CANNOT_TELL = (Outcome.FAILED, Outcome.BLOCKED, Outcome.ROBOTS)
_NESTED = {"validators", "verdict"}  # in columns of their own
_POLL_COLUMNS = tuple(f.name for f in fields(Poll) if f.name not in _NESTED)
_STATE_COLUMNS = tuple(f.name for f in fields(ChannelState) if f.name not in _NESTED)


class Channels:
    """One row per channel with what the next poll needs, and the latest polls as evidence."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def state(self, source_key: str, url: str) -> ChannelState:
        """Return what is known of one channel; all defaults when it was never polled."""
        query = select(channel).where(channel.c.source_key == source_key, channel.c.url == url)
        row = self._session.execute(query).one_or_none()
        return ChannelState(source_key=source_key, url=url) if row is None else _state(row)

    def states(self) -> list[ChannelState]:
        """Return every channel ever polled."""
        query = select(channel).order_by(channel.c.source_key, channel.c.url)
        return [_state(row) for row in self._session.execute(query)]

    def first_seen(self, source_key: str, url: str, keys: Collection[str]) -> dict[str, datetime]:
        """Return which of *keys* this very channel has announced before, and when for the first time."""
        c = sighting.c
        told: dict[str, str] = {Key.storable(key): key for key in keys}
        found: dict[str, datetime] = {}
        for some in chunks(sorted(told)):
            query = select(c.url_key, c.first_seen).where(
                c.url_key.in_(some), c.source_key == source_key, c.channel_url == url
            )
            found |= {told[row.url_key]: row.first_seen for row in self._session.execute(query)}
        return found

    def arrivals(
        self,
        source_key: str,
        url: str,
        limit: int = ARRIVALS,
        *,
        after: datetime | None = None,
        before: datetime | None = None,
    ) -> list[Arrival]:
        """Return the addresses a channel announced last for the first time, newest first.

        Only those that came *after* and *before* some moment, if given.

        The outcome is the first that says what the page is; else that nobody could tell, if so.
        """
        c = sighting.c
        latest = (
            select(c.url_key, c.first_seen)
            .where(c.source_key == source_key, c.channel_url == url)
            .order_by(c.first_seen.desc(), c.url_key)
            .limit(limit)
        )
        if after is not None:
            latest = latest.where(c.first_seen > after)
        if before is not None:
            latest = latest.where(c.first_seen < before)
        found = latest.subquery()
        query = (
            select(found, url_table.c.url, self._title(), self._told(found.c.url_key))
            .join_from(found, url_table, url_table.c.key == found.c.url_key)
            .order_by(found.c.first_seen.desc(), found.c.url_key)
        )
        return [_arrival(row) for row in self._session.execute(query)]

    def _title(self) -> ColumnElement[str]:
        """Return the expression for the title in an entry kept as JSON."""
        entry = url_table.c.entry
        if self._session.on_postgres:
            parsed: ColumnElement[str] = cast(entry, JSON)["title"].as_string()
            return parsed.label("title")
        told: ColumnElement[str] = func.json_extract(entry, "$.title", type_=Words)
        return told.label("title")

    @staticmethod
    def _told(key: ColumnElement[Any]) -> ColumnElement[Any]:
        c = ledger.c
        certain = case((c.outcome.in_(_CANNOT_TELL), 1), else_=0)
        return (
            select(c.outcome)
            .where(c.url_key == key, c.outcome.not_in(_COMES_AGAIN))
            .order_by(certain, c.no)
            .limit(1)
            .scalar_subquery()
            .label("outcome")
        )

    def distrust(self, source_key: str, url: str, until: datetime) -> None:
        """Do not believe the validators of a channel before *until*."""
        mine = and_(channel.c.source_key == source_key, channel.c.url == url)
        self._session.execute(update(channel).where(mine).values(distrusted_until=until))

    def judged(self, source_key: str, url: str, verdict: Verdict) -> None:
        """Keep what the evidence says about a channel."""
        mine = and_(channel.c.source_key == source_key, channel.c.url == url)
        self._session.execute(update(channel).where(mine).values(_verdict(verdict)))

    def record(self, seen: Poll) -> None:
        """Append *seen* and bring the channel's state up to date.

        A second poll of the channel in the same run (a retried task) replaces the first.
        """
        before = self.state(seen.source_key, seen.channel_url)
        again = self._forget(seen)
        row = {name: getattr(seen, name) for name in _POLL_COLUMNS} | _validators(seen.validators)
        self._session.execute(poll.insert().values(row))
        self._session.upsert(channel, _row_of(state_after(before, seen, again=again)))
        self._trim(seen.source_key, seen.channel_url)

    def history(self, source_key: str, limit: int = 30, *, url: str = "") -> list[Poll]:
        """Return the latest polls of a source or of one of its channels, newest first."""
        query = (
            select(poll)
            .where(poll.c.source_key == source_key)
            .order_by(poll.c.at.desc(), poll.c.no.desc())
            .limit(limit)
        )
        if url:
            query = query.where(poll.c.channel_url == url)
        return [_poll(row) for row in self._session.execute(query)]

    def of_run(self, run_id: str, source_key: str = "") -> list[Poll]:
        """Return every poll of one run, or those of one source in it."""
        query = select(poll).where(poll.c.run_id == run_id).order_by(poll.c.no)
        if source_key:
            query = query.where(poll.c.source_key == source_key)
        return [_poll(row) for row in self._session.execute(query)]

    def _forget(self, seen: Poll) -> bool:
        same = and_(
            poll.c.run_id == seen.run_id,
            poll.c.source_key == seen.source_key,
            poll.c.channel_url == seen.channel_url,
        )
        return bool(self._session.change(delete(poll).where(same)))

    def _trim(self, source_key: str, url: str) -> None:
        mine = and_(poll.c.source_key == source_key, poll.c.channel_url == url)
        oldest = (
            select(poll.c.no).where(mine).order_by(poll.c.no.desc()).offset(KEEP_POLLS - 1).limit(1)
        )
        limit = self._session.execute(oldest).scalar_one_or_none()
        if limit is not None:
            self._session.execute(delete(poll).where(mine, poll.c.no < limit))


def _arrival(row: Row[Any]) -> Arrival:
    return Arrival(
        key=row.url_key,
        url=row.url,
        at=row.first_seen,
        title=row.title or "",
        outcome=None if row.outcome is None else Outcome(row.outcome),
    )


def _row_of(state: ChannelState) -> dict[str, Any]:
    plain = {name: getattr(state, name) for name in _STATE_COLUMNS}
    return plain | _validators(state.validators) | _verdict(state.verdict)


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "health": verdict.state,
        "health_since": verdict.since,
        "health_reason": verdict.reason,
    }


def _validators(validators: Validators) -> dict[str, str]:
    return {"etag": validators.etag, "last_modified": validators.last_modified}


def _state(row: Row[Any]) -> ChannelState:
    known = {name: getattr(row, name) for name in _STATE_COLUMNS}
    return ChannelState(
        **known,
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
        verdict=Verdict(
            state=SourceState(row.health), reason=row.health_reason, since=row.health_since
        ),
    )


def _poll(row: Row[Any]) -> Poll:
    known = {name: getattr(row, name) for name in _POLL_COLUMNS}
    return Poll(**known, validators=Validators(etag=row.etag, last_modified=row.last_modified))
