"""Full-text search over the newest version of every article: the same words find the same articles
on SQLite (FTS5) and on PostgreSQL (tsvector), because both index our own tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Boolean, ColumnElement, delete, func, insert, literal_column, select, text

from ingest.adapters.store import tokens
from ingest.adapters.store.article_rows import select_articles, stored_articles
from ingest.adapters.store.query import Query, parse
from ingest.adapters.store.schema import article, article_version, search_entry
from ingest.adapters.store.search_sql import RELATED, STATEMENTS
from ingest.adapters.store.session import Session
from ingest.adapters.store.snippet import Snippet, make_snippet
from ingest.errors import StoreOutdated
from ingest.model import DUPLICATE_KINDS, Article, StoredArticle

RANKED_AMONG = (
    1_000  # newest matches that are ranked: PostgreSQL takes a second for all of a common word
)

_INSERT_ENTRY = insert(search_entry)
_SET_TSV = text("update search_entry set tsv = cast(:tsv as tsvector) where article_no = :no")
_INSERT_TOKENS = text(
    "insert into search_index (rowid, headline, body) values (:no, :headline, :body)"
)
_DELETE_TOKENS = text(
    "insert into search_index (search_index, rowid, headline, body)"
    " values ('delete', :no, :headline, :body)"
)

Sought = Literal["kept", "review", "withdrawn", "duplicate", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Among which articles is searched. "duplicate": kept ones that repeat an earlier text.

    *since* and *until* (not included) are compared with the day of publication, and with the arrival of
    articles without one.
    """

    status: Sought = "kept"
    language: str = ""
    source_key: str = ""
    since: datetime | None = None
    until: datetime | None = None


KEPT = Scope()
_BEGINNING, _END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_LAST = 2**62  # no article has a larger number
_STATUS = {"all": "", "duplicate": "kept"}


class Search:
    """The index and the questions it answers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(
        self,
        words: str,
        limit: int = 20,
        *,
        ranked: bool = False,
        scope: Scope = KEPT,
        before: int | None = None,
    ) -> list[StoredArticle]:
        """Return articles that contain all of *words*, newest first, or best first when *ranked*.

        ``"quoted words"`` must stand side by side. The next page of newest articles is *before* the last
        one's ``no``.
        """
        query = parse(words)
        found: list[StoredArticle] = []
        while query and len(found) < limit:
            nos = self._matches(query, limit, scope, before, ranked=ranked)
            if not nos:
                break
            some = self._stored(nos)
            found += [a for a in some if scope.status != "duplicate" or _repeats(a)]
            before = min(nos)
            if ranked or len(nos) < limit:
                break
        return found[:limit]

    def newest(
        self, limit: int = 20, *, scope: Scope = KEPT, before: int | None = None
    ) -> list[StoredArticle]:
        """Return the newest articles within *scope*, whatever they say; paged like ``find``."""
        found: list[StoredArticle] = []
        while len(found) < limit:
            query = select_articles().where(*_within(scope), article.c.no < (before or _LAST))
            query = query.order_by(article.c.no.desc()).limit(limit)
            some = stored_articles(self._session, self._session.execute(query).all())
            found += [a for a in some if scope.status != "duplicate" or _repeats(a)]
            if len(some) < limit:
                break
            before = some[-1].no
        return found[:limit]

    def _stored(self, nos: Sequence[int]) -> list[StoredArticle]:
        rows = self._session.execute(select_articles().where(article.c.no.in_(nos))).all()
        place = {no: i for i, no in enumerate(nos)}
        return stored_articles(self._session, sorted(rows, key=lambda row: place[row.no]))

    def snippet(self, words: str, stored: StoredArticle) -> Snippet:
        """Return the piece of *stored* that shows best why it was found."""
        return make_snippet(stored.article, parse(words))

    def put(self, no: int, identity: str, version: int, item: Article) -> None:
        """Index *item* as the text of article *no*, in the place of what was there."""
        if version > 1:
            self._remove(no)
        headline = tokens.token_list(item.headline, item.language)
        body = tokens.token_list(f"{item.standfirst}\n{item.text}", item.language)
        row = {
            "article_no": no,
            "article_id": identity,
            "version": version,
            "tokenizer": tokens.VERSION,
        }
        self._session.execute(_INSERT_ENTRY, row)
        if self._session.on_postgres:
            tsv = {"no": no, "tsv": as_tsvector(headline, body)}
            self._session.execute(_SET_TSV, tsv)
        else:
            texts = {"no": no, "headline": " ".join(headline), "body": " ".join(body)}
            self._session.execute(_INSERT_TOKENS, texts)

    def rebuild(self) -> int:
        """Index every article anew, after the tokenizer changed. Returns how many."""
        if not self._session.on_postgres:
            self._session.execute(
                text("insert into search_index (search_index) values ('delete-all')")
            )
        self._session.execute(delete(search_entry))
        last, done = 0, 0
        while rows := self._session.execute(
            select_articles().where(article.c.no > last).order_by(article.c.no).limit(200)
        ).all():
            for stored in stored_articles(self._session, rows):
                self.put(stored.no, stored.id, stored.version, stored.article)
            last, done = rows[-1].no, done + len(rows)
        return done

    def _matches(
        self, query: Query, limit: int, scope: Scope, before: int | None, *, ranked: bool
    ) -> Sequence[int]:
        on_postgres = self._session.on_postgres
        parameters: dict[str, Any] = {
            "query": query.for_postgres() if on_postgres else query.for_sqlite(),
            "status": _STATUS.get(scope.status, scope.status),
            "related": int(scope.status == "duplicate"),
            "language": scope.language,
            "source_key": scope.source_key,
            "since": scope.since or _BEGINNING,
            "until": scope.until or _END,
            "before": _LAST if before is None else before,
            "limit": limit,
        }
        if ranked:
            parameters["among"] = max(limit, RANKED_AMONG)
        engine = "postgresql" if on_postgres else "sqlite"
        statement = STATEMENTS[engine, "ranked" if ranked else "newest"]
        return self._session.execute(statement, parameters).scalars().all()

    def _remove(self, no: int) -> None:
        """Take out what is indexed for *no*. FTS5 without content wants the old tokens back."""
        query = select(search_entry).where(search_entry.c.article_no == no)
        entry = self._session.execute(query).one_or_none()
        if entry is None:
            return
        if entry.tokenizer != tokens.VERSION:
            raise StoreOutdated(
                "search index", "was made by an older version: run `wirewatch db reindex`"
            )
        if not self._session.on_postgres:
            c = article_version.c
            old = self._session.execute(
                select(c.headline, c.standfirst, c.text, c.language).where(
                    c.article_id == entry.article_id, c.n == entry.version
                )
            ).one()
            body = tokens.token_list(f"{old.standfirst}\n{old.text}", old.language)
            texts = {
                "no": no,
                "headline": " ".join(tokens.token_list(old.headline, old.language)),
                "body": " ".join(body),
            }
            self._session.execute(_DELETE_TOKENS, texts)
        self._session.execute(delete(search_entry).where(search_entry.c.article_no == no))


def _within(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """Yield what the scope asks of an article; only that, so that the engine can choose an index."""
    c = article.c
    when = func.coalesce(c.published_at, c.first_seen)
    if status := _STATUS.get(scope.status, scope.status):
        yield c.status == status
    if scope.language:
        yield c.language == scope.language
    if scope.source_key:
        yield c.source_key == scope.source_key
    if scope.since:
        yield when >= scope.since
    if scope.until:
        yield when < scope.until
    if scope.status == "duplicate":
        yield literal_column(RELATED, Boolean)


def _repeats(stored: StoredArticle) -> bool:
    """Whether it repeats an earlier text; which of two is the later one is known only when read."""
    return any(relation.kind in DUPLICATE_KINDS for relation in stored.relations)


_MAX_POSITION = 16_383  # of a tsvector; later words count as standing there
_MAX_PLACES = 255  # of one word in one tsvector


def as_tsvector(headline: Sequence[str], body: Sequence[str]) -> str:
    """Return the text form of a tsvector: headline words with weight A, then a gap, then the body.

    Written out here because PostgreSQL's own parser would cut our tokens again, by its locale.

    >>> as_tsvector(["talk"], ["peac", "talk"])
    "'peac':3 'talk':1A,4"
    """
    places: defaultdict[str, list[str]] = defaultdict(list)
    for at, token in enumerate(headline, start=1):
        places[token].append(f"{at}A")
    for at, token in enumerate(body, start=len(headline) + 2):
        if len(places[token]) < _MAX_PLACES:
            places[token].append(str(min(at, _MAX_POSITION)))
    return " ".join(f"'{token}':{','.join(at)}" for token, at in sorted(places.items()))
