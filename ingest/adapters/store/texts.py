"""The texts met so far: look-up of those that resemble a newcomer, and the relations between them."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Row, TextualSelect, bindparam, delete, func, select, text

from ingest.adapters.store.columns import Utc
from ingest.adapters.store.relations import Relations
from ingest.adapters.store.session import Session, chunks
from ingest.adapters.store.texts_schema import text_document, text_sketch
from ingest.dedupe import (
    CHANCE,
    CONTAINED,
    SEED_PREFIX,
    SEED_STRIDE,
    WINDOW,
    Decision,
    Fingerprint,
    Shape,
    StoredText,
    decide,
    frequencies,
    overlap,
    sketch,
)
from ingest.model import Relation

LONGEST_POSTING = 200  # a hash in more texts than this tells nothing; both engines skip it alike
CANDIDATES = 20
FAMILY = 64  # relatives of the candidates that are compared as well
RARE = 8  # a hash that so few texts have is enough by itself to look at them
LIKELY = 0.2  # share of the poorer text from which a candidate's relatives and furniture matter


_DETECTOR_SETTING = "dedupe.detector"
_COLUMNS = (
    text_document.c.doc,
    text_document.c.ref,
    text_document.c.publisher,
    text_document.c.published_at,
    text_document.c.content_hash,
    text_document.c.shape,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRecord:
    """A text to be known from now on."""

    ref: str  # article id or "seed:KEY"
    fingerprint: Fingerprint
    publisher: str
    fetched_at: datetime

    def rows(self) -> tuple[int, ...]:
        """Return the hashes to index when nothing is known of it yet."""
        mine = self.fingerprint
        if self.ref.startswith(SEED_PREFIX):
            return sketch(mine.sequence, mine.n, stride=SEED_STRIDE)
        return mine.sketch


class Texts:
    """Every text by its fingerprint. Callers hold the store's lock from look-up to commit."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._relations = Relations(session)
        self._docs: dict[str, int] = {}  # numbers never change, so they are asked for once
        self._windows: dict[str, deque[frozenset[int]]] = {}  # nobody else writes while we do

    # ── deciding ─────────────────────────────────────────────────────────────────────────────

    def settle(
        self, ref: str, mine: Fingerprint, *, publisher: str, fetched_at: datetime | None = None
    ) -> Decision:
        """Compare a text with all others, then store it with its relations.

        For a known *ref* the text replaces the one before (a new version): texts that copied the old
        one stay related to it. Settling the same text again changes nothing.
        """
        found = [t for t in self.candidates(mine) if t.ref != ref]
        likely = [t for t in found if t.is_seed or overlap(mine.shape, t.shape) >= LIKELY]
        df: dict[int, int] = {}
        if likely:
            distinct = self._relations.distinct_from(ref)
            found += self._relatives(found, likely, ref)
            found = [text for text in found if text.ref not in distinct]
            df = self.frequencies(mine, likely, publisher)
        decision = decide(mine, found, df, ref=ref, publisher=publisher)
        at = fetched_at or self._session.now()
        record = TextRecord(ref=ref, fingerprint=mine, publisher=publisher, fetched_at=at)
        self.add_document(record, decision.sketch)
        self.add_relations(ref, decision.relations)
        return decision

    def candidates(self, mine: Fingerprint) -> list[StoredText]:
        """Return the texts equal to *mine* and up to 20 that share indexed hashes, in one statement.

        A hash that n texts have counts 1/n, and none at all beyond 200: the answer is the same on
        both engines, and its cost does not grow with the popularity of a phrase.
        """
        statement = _LOOKUP_POSTGRES if self._session.on_postgres else _LOOKUP_SQLITE
        asked = {**self._asked(mine.sequence), "content_hash": mine.content_hash}
        rows = self._session.execute(statement, asked)
        return self._stored(row for row in rows if _is_near(mine.shape.marks, row))

    def frequencies(
        self, mine: Fingerprint, candidates: Sequence[StoredText], publisher: str
    ) -> dict[int, int]:
        """Return how common the marks of these texts are among the recent texts of their publishers.

        Another house matters only where weights may lift a small overlap: it shares no furniture.
        """
        asked = [mine.shape.marks, *(text.shape.marks for text in candidates)]
        weighed = (t.publisher for t in candidates if overlap(mine.shape, t.shape) < CONTAINED)
        names = {publisher, *weighed} - {""}
        return frequencies(asked, chain.from_iterable(map(self._window, sorted(names))))

    # ── storing ──────────────────────────────────────────────────────────────────────────────

    def add_document(self, record: TextRecord, hashes: Collection[int]) -> int:
        """Store a fingerprint, find it by *hashes* from now on, and return its number.

        A further version of a known text keeps the date and the fetch of the first: they tell who
        was first.
        """
        doc = int(self._session.execute(_ADD_DOCUMENT, _document_row(record)).scalar_one())
        self._docs[record.ref] = doc
        if record.publisher in self._windows:
            self._windows[record.publisher].append(record.fingerprint.shape.marks)
        if hashes:
            statement = _INDEX_POSTGRES if self._session.on_postgres else _INDEX_SQLITE
            self._session.execute(statement, {**self._asked(hashes), "doc": doc})
        return doc

    def add_relations(self, ref: str, relations: Iterable[Relation]) -> None:
        """Store what *ref* is to others; a known pair is brought up to date."""
        relations = tuple(relations)
        if relations:
            self._number({ref, *(relation.b for relation in relations)})
            self._relations.put(self._docs[ref], relations, self._docs)

    def bulk_load(self, records: Iterable[TextRecord]) -> int:
        """Store many texts at once without comparing them; returns how many were new.

        Index rows go in sorted by hash: a B-tree filled at random is ten times slower once it no
        longer fits the cache. Known refs are skipped, so an interrupted load is simply repeated;
        give some thousand records per transaction.
        """
        fresh = self._unknown({record.ref: record for record in records})
        for chunk in chunks(fresh.values()):
            self._session.execute(
                self._session.insert(text_document), [_document_row(record) for record in chunk]
            )
        self._number(set(fresh))
        self._index_many(
            sorted((h, self._docs[ref]) for ref, record in fresh.items() for h in record.rows())
        )
        return len(fresh)

    def has_seed(self, ref: str, content_hash: str) -> bool:
        """Return whether a seed is known by that name, or another one with the very same words."""
        same = text_document.c.ref.startswith(SEED_PREFIX, autoescape=True) & (
            text_document.c.content_hash == content_hash
        )
        query = select(text_document.c.doc).where(same | (text_document.c.ref == ref)).limit(1)
        return self._session.execute(query).first() is not None

    def withdraw(self, ref: str) -> bool:
        """Forget a text and its relations; returns whether it was known.

        Its index rows lead nowhere from now on; :meth:`prune` takes them out.
        """
        self._number({ref})
        doc = self._docs.pop(ref, None)
        if doc is None:
            return False
        self._relations.forget(doc)
        self._session.execute(delete(text_document).where(text_document.c.doc == doc))
        return True

    def prune(self, *, before: datetime | None = None) -> int:
        """Remove index rows of withdrawn texts, and of articles fetched *before* a day.

        What is old keeps its relations but is no longer compared with. Returns the rows removed.
        """
        kept = select(text_document.c.doc)
        if before is not None:
            seeds = text_document.c.ref.startswith(SEED_PREFIX, autoescape=True)
            kept = kept.where(seeds | (text_document.c.fetched_at >= before))
        gone = delete(text_sketch).where(text_sketch.c.doc.not_in(kept))
        return int(self._session.connection.execute(gone).rowcount)

    # ── asking ───────────────────────────────────────────────────────────────────────────────

    def relations_of(self, ref: str) -> tuple[Relation, ...]:
        """Return the relations of *ref* in both directions, as :meth:`Relations.of` tells them."""
        return tuple(self._relations.of([ref]))

    def relations_among(self, refs: Collection[str]) -> tuple[Relation, ...]:
        """Return the relations of many texts, each pair once."""
        return tuple({(r.a, r.b): r for r in self._relations.of(refs)}.values())

    def count(self) -> int:
        """Return how many texts are known."""
        return int(
            self._session.execute(select(func.count()).select_from(text_document)).scalar_one()
        )

    # ── inside ───────────────────────────────────────────────────────────────────────────────

    def _asked(self, hashes: Collection[int]) -> dict[str, Any]:
        return {"hashes": list(hashes) if self._session.on_postgres else json.dumps(list(hashes))}

    def _relatives(
        self, found: Sequence[StoredText], likely: Sequence[StoredText], ref: str
    ) -> list[StoredText]:
        """Return the texts related to what was found: copies are not indexed, but compared as well."""
        known = {text.ref for text in found} | {ref}
        family = self._relations.relatives({text.ref for text in likely} | {ref}, FAMILY)
        wanted = sorted(set(family) - known)
        if not wanted:
            return []
        query = select(*_COLUMNS).where(text_document.c.ref.in_(wanted))
        return self._stored(self._session.execute(query.order_by(text_document.c.doc)))

    def _window(self, publisher: str) -> deque[frozenset[int]]:
        if publisher not in self._windows:
            rows = self._session.execute(_RECENT, {"publisher": publisher})
            marks = [Shape.marks_of(blob) for blob in rows.scalars()]
            self._windows[publisher] = deque(reversed(marks), maxlen=WINDOW)
        return self._windows[publisher]

    def _number(self, refs: set[str]) -> None:
        missing = sorted(refs - self._docs.keys())
        for chunk in chunks(missing):
            query = select(text_document.c.ref, text_document.c.doc)
            rows = self._session.execute(query.where(text_document.c.ref.in_(chunk)))
            self._docs |= {row.ref: row.doc for row in rows}

    def _stored(self, rows: Iterable[Row[Any]]) -> list[StoredText]:
        texts = []
        for row in rows:
            self._docs[row.ref] = row.doc
            texts.append(
                StoredText(
                    ref=row.ref,
                    shape=Shape.unpack(row.shape),
                    content_hash=row.content_hash,
                    published=row.published_at,
                    publisher=row.publisher,
                )
            )
        return texts

    def _unknown(self, records: dict[str, TextRecord]) -> dict[str, TextRecord]:
        self._number(set(records))
        return {ref: record for ref, record in records.items() if ref not in self._docs}

    def _index_many(self, rows: Sequence[tuple[int, int]]) -> None:
        connection = self._session.connection
        for chunk in chunks(rows, 50_000):
            if self._session.on_postgres:
                columns = {"hashes": [h for h, _ in chunk], "docs": [doc for _, doc in chunk]}
                self._session.execute(_INDEX_MANY_POSTGRES, columns)
            else:
                connection.exec_driver_sql("insert or ignore into text_sketch values (?, ?)", chunk)


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
    ).columns(*_COLUMNS)


_RECENT = (
    select(text_document.c.shape)
    .where(text_document.c.publisher == bindparam("publisher"))
    .order_by(text_document.c.doc.desc())
    .limit(WINDOW)
)
_ADD_DOCUMENT = text(
    """
    insert into text_document(ref, publisher, published_at, fetched_at, content_hash, shape)
    values (:ref, :publisher, :published_at, :fetched_at, :content_hash, :shape)
    on conflict (ref) do update set publisher = excluded.publisher,
        published_at = coalesce(text_document.published_at, excluded.published_at),
        content_hash = excluded.content_hash, shape = excluded.shape
    returning doc
    """
).bindparams(bindparam("published_at", type_=Utc), bindparam("fetched_at", type_=Utc))
_SQLITE = "select value from json_each(:hashes)"
_POSTGRES = "select unnest(cast(:hashes as bigint[]))"
_LOOKUP_SQLITE = _lookup(_SQLITE)
_LOOKUP_POSTGRES = _lookup(_POSTGRES)
_INDEX_SQLITE = text(
    "insert or ignore into text_sketch(h, doc) select value, :doc from json_each(:hashes)"
)
_INDEX_POSTGRES = text(
    "insert into text_sketch(h, doc) select unnest(cast(:hashes as bigint[])), :doc"
    " on conflict do nothing"
)
_INDEX_MANY_POSTGRES = text(
    "insert into text_sketch(h, doc)"
    " select unnest(cast(:hashes as bigint[])), unnest(cast(:docs as bigint[]))"
    " on conflict do nothing"
)


def _is_near(marks: frozenset[int], row: Row[Any]) -> bool:
    """Return whether a row is worth unpacking: most that share a phrase share nothing else."""
    theirs = Shape.marks_of(row.shape)
    is_seed = row.ref.startswith(SEED_PREFIX)
    return is_seed or len(marks & theirs) >= CHANCE * min(len(marks), len(theirs))


def _document_row(record: TextRecord) -> dict[str, Any]:
    return {
        "ref": record.ref,
        "publisher": record.publisher,
        "published_at": record.fingerprint.published,
        "fetched_at": record.fetched_at,
        "content_hash": record.fingerprint.content_hash,
        "shape": record.fingerprint.shape.pack(),
    }
