"""The lines each publisher repeats, counted: what ``ingest.clean.memory`` learns from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update

from ingest.adapters.store.schema import article_version, memory_line
from ingest.adapters.store.session import Session, chunks
from ingest.clean.family import COLD_FOR, with_family
from ingest.clean.memory import MIN_ARTICLES, LineCount, SiteMemory, article_keys, memory_of
from ingest.errors import NotFound

MAX_KEY = 500  # characters, 2,000 bytes at most: what PostgreSQL can index; longer lines are prose


class Memory:
    """On how many distinct articles of a publisher each line was seen."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def now(self) -> datetime:
        """Return the store's time, by which lines age."""
        return self._session.now()

    def of(self, publisher: str) -> SiteMemory:
        """Return what is boilerplate at *publisher* by now; a new one borrows from its relatives."""
        now = self._session.now()
        first = self._session.execute(
            select(func.min(memory_line.c.first_seen)).where(memory_line.c.publisher == publisher)
        ).scalar()
        if first is None or now - first > COLD_FOR:
            return memory_of(self.counts(publisher, at_least=2), now=now)
        own = self.counts(publisher, at_least=0)
        return with_family(
            own,
            {row.key for row in own},
            self._others(publisher),
            siblings=self._siblings(publisher),
            now=now,
        )

    def _siblings(self, publisher: str) -> frozenset[str]:
        """Return the publishers whose pages name the same publishing system."""
        c = memory_line.c
        latest = (
            select(c.publisher, func.max(c.last_article).label("article_id"))
            .group_by(c.publisher)
            .subquery()
        )
        query = (
            select(latest.c.publisher, article_version.c.platform)
            .join(article_version, article_version.c.article_id == latest.c.article_id)
            .where(article_version.c.n == 1, article_version.c.platform != "")
        )
        systems: dict[str, str] = {
            row.publisher: row.platform for row in self._session.execute(query)
        }
        mine = systems.pop(publisher, None)
        return frozenset(name for name, system in systems.items() if system == mine)

    def _others(self, publisher: str) -> Mapping[str, list[LineCount]]:
        """Return what was seen often at each other publisher: few rows of many."""
        c = memory_line.c
        query = select(memory_line).where(c.publisher != publisher, c.articles >= MIN_ARTICLES)
        found: defaultdict[str, list[LineCount]] = defaultdict(list)
        for row in self._session.execute(query):
            found[row.publisher].append(_count(row))
        return found

    def counts(self, publisher: str, *, at_least: int = 1) -> list[LineCount]:
        """Return the counted lines of *publisher*, most frequent first."""
        c = memory_line.c
        query = (
            select(memory_line)
            .where(c.publisher == publisher, c.articles >= at_least)
            .order_by(c.articles.desc(), c.key)
        )
        return [_count(row) for row in self._session.execute(query)]

    def publishers(self) -> dict[str, int]:
        """Return every publisher that anything was learned of, with how many lines were."""
        c = memory_line.c
        known = or_(c.articles >= MIN_ARTICLES, c.revoked)
        query = select(c.publisher, func.count().label("lines")).where(known)
        rows = self._session.execute(query.group_by(c.publisher))
        return {row.publisher: row.lines for row in rows}

    def learn(self, publisher: str, article_id: str, lines: Iterable[str]) -> None:
        """Count the lines of one new, distinct article: not of a version, nor of a copy.

        Learning the same article again right away (a retried task) counts nothing twice.
        """
        now = self._session.now()
        keys = article_keys(lines)
        for some in chunks(sorted(key for key in keys if len(key) <= MAX_KEY)):
            rows = [
                {
                    "publisher": publisher,
                    "key": key,
                    "example": keys[key],
                    "articles": 1,
                    "last_article": article_id,
                    "first_seen": now,
                    "last_seen": now,
                }
                for key in some
            ]
            insert = self._session.insert(memory_line)
            counted = insert.on_conflict_do_update(
                index_elements=["publisher", "key"],
                set_={
                    "articles": memory_line.c.articles + 1,
                    "last_article": insert.excluded.last_article,
                    "last_seen": insert.excluded.last_seen,
                },
                where=memory_line.c.last_article != insert.excluded.last_article,
            )
            self._session.execute(counted, rows)

    def revoke(self, publisher: str, key: str, *, revoked: bool = True) -> None:
        """Let an operator overrule the count: a revoked line is never boilerplate again."""
        c = memory_line.c
        mine = update(memory_line).where(c.publisher == publisher, c.key == key)
        if self._session.change(mine.values(revoked=revoked)):
            return
        if key not in self.of(publisher).keys:
            raise NotFound(key, f"no such line was learned from {publisher}")
        self._refuse(publisher, key)

    def _refuse(self, publisher: str, key: str) -> None:
        """Note the veto on a line that was borrowed and never seen here."""
        now = self._session.now()
        self._session.execute(
            self._session.insert(memory_line).values(
                publisher=publisher, key=key, example=key, articles=0, last_article="",
                first_seen=now, last_seen=now, revoked=True,
            )
        )  # fmt: skip

    def forget(self, before: datetime) -> int:
        """Drop lines not seen since *before*, unless an operator ruled on them. Returns how many."""
        c = memory_line.c
        old = delete(memory_line).where(c.last_seen < before, ~c.revoked)
        return self._session.change(old)


def _count(row: Row[Any]) -> LineCount:
    return LineCount(
        key=row.key,
        articles=row.articles,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        example=row.example,
        revoked=row.revoked,
    )
