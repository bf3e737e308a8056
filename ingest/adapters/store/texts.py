"""The texts met so far: look-up of those that resemble a newcomer, and the relations between them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, text

from ingest.adapters.store.relations import Relations
from ingest.adapters.store.session import Session, chunks
from ingest.adapters.store.settings import Settings
from ingest.adapters.store.texts_schema import text_document, text_sketch
from ingest.adapters.store.texts_sql import (
    ADD_POSTGRES,
    ADD_SQLITE,
    INDEX_MANY_POSTGRES,
    INDEX_SQLITE,
    LOOKUP_POSTGRES,
    LOOKUP_SQLITE,
    RECENT,
    RELATED_POSTGRES,
    RELATED_SQLITE,
)
from ingest.dedupe import (
    CHANCE,
    CONTAINED,
    DETECTOR,
    SEED_PREFIX,
    SEED_STRIDE,
    Decision,
    Fingerprint,
    Shape,
    StoredText,
    Window,
    decide,
    frequencies,
    overlap,
    sketch,
)
from ingest.errors import StoreOutdated
from ingest.model import Relation

_DETECTOR = "texts.detector"  # the setting that names who made the index
_UNNAMED = "shingles/1"  # what made it before it was named
MOST_ASKED = 8_000  # hashes of one look-up; articles have some four hundred
MANY = 1_000  # new texts after which the planner of PostgreSQL must look again: look-ups cost a quarter
LIKELY = 0.1  # share of the poorer text from which a candidate's relatives and furniture matter


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
        self._windows: dict[str, Window] = {}  # nobody else writes while we do
        self._is_ours = False  # whether the index was made by this version's detector

    # ── deciding ─────────────────────────────────────────────────────────────────────────────

    def settle(
        self, ref: str, mine: Fingerprint, *, publisher: str, fetched_at: datetime | None = None
    ) -> Decision:
        """Compare a text with all others, then store it with its relations.

        For a known *ref* the text replaces the one before (a new version): texts that copied the old
        one stay related to it. Settling the same text again changes nothing.
        """
        self._require_our_detector()
        found = [t for t in self.candidates(mine) if t.ref != ref]
        likely = [t for t in found if t.is_seed or overlap(mine.shape, t.shape) >= LIKELY]
        df: dict[int, int] = {}
        if likely:
            distinct = self._relations.distinct_from(ref)
            found += self._relatives(found, likely, ref)
            found = [text for text in found if text.ref not in distinct]
            df = self._frequencies(mine, likely, found, publisher)
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
        statement = LOOKUP_POSTGRES if self._session.on_postgres else LOOKUP_SQLITE
        hashes = mine.sequence
        if len(hashes) > MOST_ASKED:  # a book: a sample still meets every text inside it
            hashes = tuple(sorted(hashes)[:MOST_ASKED])
        asked = {"hashes": self._listed(hashes), "content_hash": mine.content_hash}
        rows = self._session.execute(statement, asked)
        return self._stored(row for row in rows if _is_near(mine.shape.marks, row))

    # ── storing ──────────────────────────────────────────────────────────────────────────────

    def add_document(self, record: TextRecord, hashes: Collection[int]) -> int:
        """Store a fingerprint, find it by *hashes* from now on, and return its number.

        A further version of a known text keeps the date and the fetch of the first: they tell who
        was first.
        """
        row, listed = _document_row(record), self._listed(hashes)
        if self._session.on_postgres:
            added = self._session.execute(ADD_POSTGRES, {**row, "hashes": listed})
        else:
            added = self._session.execute(ADD_SQLITE, row)
        doc = int(added.scalar_one())
        if hashes and not self._session.on_postgres:
            self._session.execute(INDEX_SQLITE, {"hashes": listed, "doc": doc})
        self._docs[record.ref] = doc
        if window := self._windows.get(record.publisher):
            window.add(doc, Shape.array_of(row["shape"]))
        return doc

    def add_relations(self, ref: str, relations: Iterable[Relation]) -> None:
        """Store what *ref* is to others; a known pair is brought up to date."""
        relations = tuple(relations)
        if relations:
            self._number({ref, *(relation.b for relation in relations)})
            self._relations.put(self._docs[ref], relations, self._docs)

    def bulk_load(self, records: Iterable[TextRecord]) -> set[str]:
        """Store many texts at once without comparing them; returns those that were new, by name.

        Index rows go in sorted by hash: a B-tree filled at random is ten times slower once it no
        longer fits the cache. Known refs are skipped, so an interrupted load is simply repeated;
        give some thousand records per transaction.
        """
        self._require_our_detector()
        fresh = self._unknown({record.ref: record for record in records})
        for chunk in chunks(fresh.values()):
            self._session.execute(
                self._session.insert(text_document), [_document_row(record) for record in chunk]
            )
        self._number(set(fresh))
        self._index_many(
            sorted((h, self._docs[ref]) for ref, record in fresh.items() for h in record.rows())
        )
        if self._session.on_postgres and len(fresh) >= MANY:
            self._session.execute(text("analyze text_sketch, text_document"))
        return set(fresh)

    def known_seeds(self, content_hashes: Iterable[str]) -> set[str]:
        """Return which of these texts, by the hash of their words, are seeds already."""
        c = text_document.c
        known: set[str] = set()
        for some in chunks(content_hashes):
            query = select(c.content_hash).where(c.content_hash.in_(some))
            query = query.where(c.ref.startswith(SEED_PREFIX, autoescape=True))
            known |= set(self._session.execute(query).scalars())
        return known

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

    def detector(self) -> str:
        """Return which detector made the index; only its own fingerprints can be compared."""
        said = Settings(self._session).get(_DETECTOR)
        if said:
            return said
        is_empty = self._session.execute(select(text_document.c.doc).limit(1)).first() is None
        return DETECTOR if is_empty else _UNNAMED

    def set_detector(self) -> None:
        """Note that the index is of this version's detector from now on."""
        Settings(self._session).put(_DETECTOR, DETECTOR)
        self._is_ours = True

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

    def _require_our_detector(self) -> None:
        if self._is_ours:
            return
        if (made_by := self.detector()) != DETECTOR:
            raise StoreOutdated(
                "index of texts",
                f"was made by {made_by}, this version compares by {DETECTOR}: run `wirewatch db reindex`",
            )
        if not Settings(self._session).get(_DETECTOR):
            self.set_detector()
        self._is_ours = True

    def _listed(self, numbers: Iterable[int]) -> str:
        """Return *numbers* as one text, JSON or array: drivers are slow with hundreds of integers."""
        listed = ",".join(map(str, numbers))
        return f"{{{listed}}}" if self._session.on_postgres else f"[{listed}]"

    def _relatives(
        self, found: Sequence[StoredText], likely: Sequence[StoredText], ref: str
    ) -> list[StoredText]:
        """Return the texts related to what was found: copies are not indexed, but compared as well."""
        known = {text.ref for text in found} | {ref}
        statement = RELATED_POSTGRES if self._session.on_postgres else RELATED_SQLITE
        docs = self._listed(self._docs[text.ref] for text in likely)
        rows = self._session.execute(statement, {"docs": docs, "ref": ref}).all()
        fresh = [row for row in sorted(rows, key=lambda row: row.doc) if row.ref not in known]
        return self._stored(fresh, met=False)

    def _frequencies(
        self,
        mine: Fingerprint,
        likely: Sequence[StoredText],
        found: Sequence[StoredText],
        publisher: str,
    ) -> dict[int, int]:
        """Return how common the marks of these texts are among the recent texts of their publishers.

        Another house matters only where weights may lift a small overlap: it shares no furniture.
        """
        asked = [mine.shape.marks, *(text.shape.marks for text in likely)]
        weighed = (t.publisher for t in likely if overlap(mine.shape, t.shape) < CONTAINED)
        windows = [self._window(name) for name in sorted({publisher, *weighed} - {""})]
        near = {self._docs[text.ref]: text.shape.marks for text in found}
        return frequencies(asked, windows, near)

    def _window(self, publisher: str) -> Window:
        if publisher not in self._windows:
            rows = self._session.execute(RECENT, {"publisher": publisher})
            self._windows[publisher] = Window({r.doc: Shape.array_of(r.shape) for r in rows})
        return self._windows[publisher]

    def _number(self, refs: set[str]) -> None:
        missing = sorted(refs - self._docs.keys())
        for chunk in chunks(missing):
            query = select(text_document.c.ref, text_document.c.doc)
            rows = self._session.execute(query.where(text_document.c.ref.in_(chunk)))
            self._docs |= {row.ref: row.doc for row in rows}

    def _stored(self, rows: Iterable[Row[Any]], *, met: bool = True) -> list[StoredText]:
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
                    met=met,
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
                self._session.execute(INDEX_MANY_POSTGRES, columns)
            else:
                connection.exec_driver_sql("insert or ignore into text_sketch values (?, ?)", chunk)


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
