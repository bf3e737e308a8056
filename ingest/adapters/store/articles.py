"""Articles, their versions and their lines."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any, Literal

from sqlalchemy import and_, func, insert, or_, select, update

from ingest.adapters.store.article_rows import (
    relevance_json,
    removed_rows,
    select_articles,
    stored_articles,
    version_row,
)
from ingest.adapters.store.changes import Changes
from ingest.adapters.store.schema import article, article_version, change, removed_line
from ingest.adapters.store.search import Search
from ingest.adapters.store.session import Session, chunks
from ingest.errors import NotFound
from ingest.model import Article, Relevance, StoredArticle
from ingest.records import ChangeOp, TextLine

Status = Literal["kept", "review", "withdrawn"]


def article_id(url_key: str) -> str:
    """Return the id of the article first seen under *url_key*: a retry makes the same one.

    >>> article_id("https://a.example/1")
    'amixuvoakycmkqjh3'
    """
    digest = hashlib.blake2b(url_key.encode("utf-8", "replace"), digest_size=10).digest()
    return "a" + base64.b32encode(digest).decode().lower()


# Made once: putting a statement together costs more than running it.
_INSERT_VERSION = insert(article_version)
_INSERT_REMOVED = insert(removed_line)

Found = list[StoredArticle]  # named here: inside the class, `list` is a method
Versions = list[Article]
Lines = list[TextLine]


class Articles:
    """The texts. What readers may see is ``kept``; the change feed tells when that changes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # ── writing ──────────────────────────────────────────────────────────────────────────────

    def insert(self, item: Article, status: Status = "kept") -> StoredArticle:
        """Store *item* as a new article. One that is already there stays as it is."""
        identity, now = article_id(item.key), self._session.now()
        row = {
            "id": identity,
            "url_key": item.key,
            "source_key": item.source_key,
            "publisher": item.publisher,
            "status": status,
            "version": 1,
            "language": item.language,
            "published_at": item.published and item.published.at,
            "first_seen": now,
            "last_seen": now,
        }
        new = self._session.insert(article).on_conflict_do_nothing().returning(article.c.no)
        no = self._session.execute(new, row).scalar_one_or_none()
        if no is None:
            return self.get(identity)
        self._write_version(identity, no, 1, item)
        if status == "kept":
            Changes(self._session).record(identity, 1, ChangeOp.ADDED)
        return StoredArticle(
            id=identity,
            version=1,
            article=item,
            first_seen=now,
            feed_no=0,
            no=no,
            status=status,
            last_seen=now,
        )

    def add_version(self, identity: str, item: Article) -> StoredArticle:
        """Store *item* as the newest version; the very same page again changes nothing."""
        before = self._locked(identity)
        if _same_text(before.article, item):
            return before
        n = before.version + 1
        self._session.execute(
            update(article)
            .where(article.c.id == identity)
            .values(
                version=n,
                language=item.language,
                published_at=item.published and item.published.at,
                last_seen=self._session.now(),
            )
        )
        self._write_version(identity, before.no, n, item)
        if before.status == "kept":
            Changes(self._session).record(identity, n, ChangeOp.CHANGED)
        return self.get(identity)

    def touch(self, identity: str, seen: datetime) -> None:
        """Note that the article was still there, unchanged, at *seen*."""
        mine = update(article).where(article.c.id == identity, article.c.last_seen < seen)
        self._session.execute(mine.values(last_seen=seen))

    def set_status(self, identity: str, status: Status) -> StoredArticle:
        """Show or hide an article; the feed hears of it when that changes what readers see."""
        before = self._locked(identity)
        mine = update(article).where(article.c.id == identity)
        self._session.execute(mine.values(status=status))
        if "kept" in (before.status, status) and before.status != status:
            op = self._appeared(identity) if status == "kept" else ChangeOp.WITHDRAWN
            Changes(self._session).record(identity, before.version, op)
        return self.get(identity)

    def set_relevance(self, identity: str, version: int, relevance: Relevance) -> None:
        """Replace what the topic says of one version; whether readers see it is another matter."""
        c = article_version.c
        mine = update(article_version).where(c.article_id == identity, c.n == version)
        self._session.execute(mine.values(relevance=relevance_json(relevance)))

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def get(self, identity: str) -> StoredArticle:
        """Return the newest version, or raise ``NotFound``."""
        found = self._load(select_articles().where(article.c.id == identity))
        if not found:
            raise NotFound(identity, "there is no such article; `wirewatch articles` lists the ids")
        return found[0]

    def many(self, identities: Iterable[str]) -> Found:
        """Return the newest versions in the order asked for; unknown ids are left out."""
        wanted = list(dict.fromkeys(identities))
        found: dict[str, StoredArticle] = {}
        for ids in chunks(wanted):
            query = select_articles().where(article.c.id.in_(ids))
            found |= {stored.id: stored for stored in self._load(query)}
        return [found[identity] for identity in wanted if identity in found]

    def by_key(self, url_key: str) -> StoredArticle | None:
        """Return the article first seen under *url_key*."""
        found = self._load(select_articles().where(article.c.url_key == url_key))
        return found[0] if found else None

    def versions(self, identity: str) -> Versions:
        """Return every version, oldest first; raises ``NotFound``."""
        query = select_articles(every_version=True).where(article.c.id == identity)
        found = self._load(query.order_by(article_version.c.n))
        if not found:
            raise NotFound(identity, "there is no such article")
        return [stored.article for stored in found]

    def lines(self, identity: str, version: int | None = None) -> Lines:
        """Return every extracted line in order: the kept ones are the text, the others were removed."""
        versions = self.versions(identity)
        if version is not None and not 1 <= version <= len(versions):
            raise NotFound(f"{identity} version {version}", f"there are {len(versions)} versions")
        return text_lines(versions[(version or len(versions)) - 1])

    def list(
        self,
        limit: int = 50,
        before: int | None = None,
        *,
        source_key: str | None = None,
        publisher: str | None = None,
        language: str | None = None,
        status: Status | None = "kept",
        since: datetime | None = None,
    ) -> Found:
        """Return articles, latest arrival first; the next page is *before* the last one's ``no``."""
        c = article.c
        query = select_articles().order_by(c.no.desc()).limit(limit)
        wanted = {
            c.source_key: source_key,
            c.publisher: publisher,
            c.language: language,
            c.status: status,
        }
        query = query.where(*(col == value for col, value in wanted.items() if value is not None))
        if before is not None:
            query = query.where(c.no < before)
        if since is not None:
            query = query.where(c.first_seen >= since)
        return self._load(query)

    def published_between(
        self, start: datetime, end: datetime, *, status: Status | None = "kept"
    ) -> Found:
        """Return articles dated from *start* up to but not *end*; undated ones by when they came."""
        dated, seen = article.c.published_at, article.c.first_seen
        within = or_(  # and not over coalesce(…): that would read every article there is
            and_(dated >= start, dated < end),
            and_(dated.is_(None), seen >= start, seen < end),
        )
        query = select_articles().where(within).order_by(func.coalesce(dated, seen), article.c.no)
        return self._load(query if status is None else query.where(article.c.status == status))

    def since_feed(self, after: int, upto: int, *, status: Status | None = "kept") -> Found:
        """Return the articles changed in the feed *after* a number and up to another, each once.

        They come as they are now, in the order of their newest change within that window.
        """
        last = (
            select(change.c.article_id, func.max(change.c.feed_no).label("last"))
            .where(change.c.feed_no > after, change.c.feed_no <= upto)
            .where(change.c.op != ChangeOp.MERGED)  # neither new nor changed: only told otherwise
            .group_by(change.c.article_id)
            .subquery()
        )
        query = (
            select_articles().join(last, last.c.article_id == article.c.id).order_by(last.c.last)
        )
        return self._load(query if status is None else query.where(article.c.status == status))

    def count(
        self,
        *,
        status: Status | None = "kept",
        source_key: str | None = None,
        since: datetime | None = None,
    ) -> int:
        """Return how many articles there are."""
        query = select(func.count()).select_from(article)
        wanted = {article.c.status: status, article.c.source_key: source_key}
        query = query.where(*(col == value for col, value in wanted.items() if value is not None))
        if since is not None:
            query = query.where(article.c.first_seen >= since)
        return int(self._session.execute(query).scalar_one())

    # ── inside ───────────────────────────────────────────────────────────────────────────────

    def _load(self, query: Any) -> Found:
        return stored_articles(self._session, self._session.execute(query).all())

    def _locked(self, identity: str) -> StoredArticle:
        """Return the article; until the transaction ends nobody else can change it."""
        row = select(article.c.no).where(article.c.id == identity).with_for_update()
        self._session.execute(row)
        return self.get(identity)

    def _write_version(self, identity: str, no: int, n: int, item: Article) -> None:
        self._session.execute(_INSERT_VERSION, version_row(identity, n, item))
        removed = removed_rows(identity, n, item)
        if removed:
            self._session.execute(_INSERT_REMOVED, removed)
        Search(self._session).put(no, identity, n, item)

    def _appeared(self, identity: str) -> ChangeOp:
        query = select(func.count()).where(change.c.article_id == identity)
        return ChangeOp.RESTORED if self._session.execute(query).scalar_one() else ChangeOp.ADDED


def text_lines(item: Article) -> list[TextLine]:
    """Return the kept and removed lines of *item* in the order of the page.

    Only removed lines carry a position; the kept ones are the paragraphs of the text and fill the gaps.
    """
    removed = {line.position: line for line in item.removed}
    kept = item.text.split("\n\n") if item.text else []
    gaps = (position for position in count() if position not in removed)
    lines = [
        TextLine(position=at, text=text, kept=True) for at, text in zip(gaps, kept, strict=False)
    ]
    lines += [
        TextLine(
            position=at,
            text=line.line,
            kept=False,
            stage=line.stage,
            rule=line.rule,
            rule_class=line.rule_class,
        )
        for at, line in removed.items()
    ]
    return sorted(lines, key=lambda line: line.position)


def _same_text(a: Article, b: Article) -> bool:
    return (a.raw_id, a.content_hash, a.headline) == (b.raw_id, b.content_hash, b.headline)
