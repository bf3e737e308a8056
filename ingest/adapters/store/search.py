"""Full-text search over the newest version of every article: the same words find the same articles
on SQLite (FTS5) and on PostgreSQL (tsvector), because both index our own tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, text

from ingest.adapters.store import tokens
from ingest.adapters.store.article_rows import select_articles, stored_articles
from ingest.adapters.store.query import Query, parse
from ingest.adapters.store.schema import article, article_version, search_entry
from ingest.adapters.store.session import Session
from ingest.adapters.store.snippet import Snippet, make_snippet
from ingest.errors import StoreOutdated
from ingest.model import Article, StoredArticle

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

_SQLITE = {
    "newest": """
        select a.no from search_index f cross join article a on a.no = f.rowid
         where search_index match :query
           and a.status = 'kept' and (:language = '' or a.language = :language)
         order by f.rowid desc limit :limit""",
    "ranked": """
        with k as (
            select a.no, bm25(search_index, 5.0, 1.0) as score
              from search_index f cross join article a on a.no = f.rowid
             where search_index match :query
               and a.status = 'kept' and (:language = '' or a.language = :language)
             order by f.rowid desc limit :among)
        select no from k order by score, no desc limit :limit""",
}

# "materialized" keeps the planner from walking the articles backwards, unpacking every tsvector.
_POSTGRES = {
    "newest": """
        with m as materialized (
            select article_no as no from search_entry where tsv @@ cast(:query as tsquery))
        select a.no from m join article a on a.no = m.no
         where a.status = 'kept' and (:language = '' or a.language = :language)
         order by a.no desc limit :limit""",
    "ranked": """
        with m as materialized (
            select article_no as no from search_entry where tsv @@ cast(:query as tsquery)),
        k as (
            select a.no from m join article a on a.no = m.no
             where a.status = 'kept' and (:language = '' or a.language = :language)
             order by a.no desc limit :among)
        select k.no from k join search_entry e on e.article_no = k.no
         order by ts_rank(e.tsv, cast(:query as tsquery)) desc, k.no desc limit :limit""",
}


class Search:
    """The index and the questions it answers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(
        self, words: str, limit: int = 20, *, ranked: bool = False, language: str = ""
    ) -> list[StoredArticle]:
        """Return kept articles that contain all of *words*, newest first, or best first when *ranked*.

        ``"quoted words"`` must stand side by side. *language* restricts to articles in that language.
        """
        query = parse(words)
        if not query:
            return []
        nos = self._matches(query, limit, ranked=ranked, language=language)
        if not nos:
            return []
        rows = self._session.execute(select_articles().where(article.c.no.in_(nos))).all()
        place = {no: i for i, no in enumerate(nos)}
        rows = sorted(rows, key=lambda row: place[row.no])
        return stored_articles(self._session, rows)

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

    def _matches(self, query: Query, limit: int, *, ranked: bool, language: str) -> Sequence[int]:
        on_postgres, order = self._session.on_postgres, "ranked" if ranked else "newest"
        statement = text((_POSTGRES if on_postgres else _SQLITE)[order])
        parameters: dict[str, Any] = {
            "query": query.for_postgres() if on_postgres else query.for_sqlite(),
            "language": language,
            "limit": limit,
        }
        if ranked:
            parameters["among"] = max(limit, RANKED_AMONG)
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
