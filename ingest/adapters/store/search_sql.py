"""The questions of the full-text search, in the words of both engines."""

from __future__ import annotations

from sqlalchemy import bindparam, text

from ingest.adapters.store.columns import Utc

# Whether an article takes part in a relation; which side it is on is known only when it is read.
RELATED = """(
    exists (
        select 1 from text_document d join text_relation r on r.one = d.doc or r.other = d.doc
         where d.ref = article.id and r.kind <> 'same-series')
    or exists (
        select 1 from verdict v where v.verdict = 'duplicate' and article.id in (v.a, v.b)))"""

# Every narrowing has a value that lets all through: one statement each, prepared once.
_SCOPE = """
   and (:status = '' or article.status = :status)
   and (:language = '' or article.language = :language)
   and (:source_key = '' or article.source_key = :source_key)
   and coalesce(article.published_at, article.first_seen) >= :since
   and coalesce(article.published_at, article.first_seen) < :until
   and article.no < :before
   and (:related = 0 or -- related
   )"""

_SQLITE = {
    "newest": """
        select article.no from search_index f cross join article on article.no = f.rowid
         where search_index match :query and f.rowid < :before -- scope
         order by f.rowid desc limit :limit""",
    "ranked": """
        with k as (
            select article.no, bm25(search_index, 5.0, 1.0) as score
              from search_index f cross join article on article.no = f.rowid
             where search_index match :query and f.rowid < :before -- scope
             order by f.rowid desc limit :among)
        select no from k order by score, no desc limit :limit""",
}

# "materialized" keeps the planner from walking the articles backwards, unpacking every tsvector.
_POSTGRES = {
    "newest": """
        with m as materialized (
            select article_no as no from search_entry where tsv @@ cast(:query as tsquery))
        select article.no from m join article on article.no = m.no
         where true -- scope
         order by article.no desc limit :limit""",
    "ranked": """
        with m as materialized (
            select article_no as no from search_entry where tsv @@ cast(:query as tsquery)),
        k as (
            select article.no from m join article on article.no = m.no
             where true -- scope
             order by article.no desc limit :among)
        select k.no from k join search_entry e on e.article_no = k.no
         order by ts_rank(e.tsv, cast(:query as tsquery)) desc, k.no desc limit :limit""",
}
_TYPES = (bindparam("since", type_=Utc), bindparam("until", type_=Utc))
# Ready to run, by engine and order. The scope is put in here, and never anything from outside.
STATEMENTS = {
    (engine, order): text(
        statement.replace("-- scope", _SCOPE).replace("-- related", RELATED)
    ).bindparams(*_TYPES)
    for engine, statements in (("sqlite", _SQLITE), ("postgresql", _POSTGRES))
    for order, statement in statements.items()
}
