"""The statements by which texts are looked up and indexed, in the words of both engines.

They are put together once: building a statement takes longer than running it.
"""

from __future__ import annotations

from sqlalchemy import TextualSelect, bindparam, select, text

from ingest.adapters.store.columns import Utc
from ingest.adapters.store.texts_schema import text_document
from ingest.dedupe import WINDOW
from ingest.model import RelationKind

LONGEST_POSTING = 200  # a hash in more texts than this tells nothing; both engines skip it alike
CANDIDATES = 20
RARE = 8  # a hash that so few texts have is enough by itself to look at them
FAMILY = 128  # relatives of the candidates that are compared as well, the closest first

COLUMNS = (
    text_document.c.doc,
    text_document.c.ref,
    text_document.c.publisher,
    text_document.c.published_at,
    text_document.c.content_hash,
    text_document.c.shape,
)


def _lookup(asked: str) -> TextualSelect:
    return text(
        f"""
        with asked(h) as materialized ({asked}),
        listed as materialized (
            select h, (select count(*) from
                (select 1 from text_sketch s where s.h = asked.h limit {LONGEST_POSTING + 1}) few
            ) as texts
            from asked),
        ranked as (
            select s.doc, sum(5040 / texts) as closeness
            from listed join text_sketch s on s.h = listed.h
            where texts between 1 and {LONGEST_POSTING}
            group by s.doc having count(*) > 1 or sum(5040 / texts) >= {5040 // RARE}
            order by closeness desc, s.doc limit {CANDIDATES}),
        equal as materialized (
            select doc from text_document where content_hash = :content_hash
            order by doc limit {FAMILY}),
        found as (
            select doc, max(closeness) as closeness from
                (select * from ranked union all select doc, {5040 * 1000} from equal) every
            group by doc)
        select d.doc, d.ref, d.publisher, d.published_at, d.content_hash, d.shape
        from found join text_document d on d.doc = found.doc
        order by found.closeness desc, d.doc
        """  # noqa: S608  constants only; the hashes are bound
    ).columns(*COLUMNS)


def _related(asked: str) -> TextualSelect:
    return text(
        f"""
        with asked(doc) as materialized (
            {asked} union select doc from text_document where ref = :ref),
        linked(doc, closeness) as (
            select r.other, r.jaccard from asked join text_relation r on r.one = asked.doc
            where r.kind <> '{RelationKind.SAME_SERIES}'
            union all
            select r.one, r.jaccard from asked join text_relation r on r.other = asked.doc
            where r.kind <> '{RelationKind.SAME_SERIES}'),
        family as (select doc, max(closeness) as closeness from linked group by doc)
        select d.doc, d.ref, d.publisher, d.published_at, d.content_hash, d.shape
        from family join text_document d on d.doc = family.doc
        where d.doc not in (select doc from asked)
        order by family.closeness desc, d.ref limit {FAMILY}
        """  # noqa: S608  constants only; the numbers are bound
    ).columns(*COLUMNS)


RECENT = (
    select(text_document.c.doc, text_document.c.shape)
    .where(text_document.c.publisher == bindparam("publisher"))
    .order_by(text_document.c.doc.desc())
    .limit(WINDOW)
)
_ADD = """
    insert into text_document(ref, publisher, published_at, fetched_at, content_hash, shape)
    values (:ref, :publisher, :published_at, :fetched_at, :content_hash, :shape)
    on conflict (ref) do update set publisher = excluded.publisher,
        published_at = coalesce(text_document.published_at, excluded.published_at),
        content_hash = excluded.content_hash, shape = excluded.shape
    returning doc
    """
_TIMES = bindparam("published_at", type_=Utc), bindparam("fetched_at", type_=Utc)
ADD_SQLITE = text(_ADD).bindparams(*_TIMES)
ADD_POSTGRES = text(  # one round trip instead of two
    f"""
    with document as ({_ADD}),
    indexed as (insert into text_sketch(h, doc) select unnest(cast(:hashes as bigint[])), doc
        from document on conflict do nothing)
    select doc from document
    """  # noqa: S608  everything from outside is bound
).bindparams(*_TIMES)
LOOKUP_SQLITE = _lookup("select value from json_each(:hashes)")
LOOKUP_POSTGRES = _lookup("select unnest(cast(:hashes as bigint[]))")
RELATED_SQLITE = _related("select value from json_each(:docs)")
RELATED_POSTGRES = _related("select unnest(cast(:docs as bigint[]))")
INDEX_SQLITE = text(
    "insert or ignore into text_sketch(h, doc) select value, :doc from json_each(:hashes)"
)
INDEX_MANY_POSTGRES = text(
    "insert into text_sketch(h, doc)"
    " select unnest(cast(:hashes as bigint[])), unnest(cast(:docs as bigint[]))"
    " on conflict do nothing"
)
