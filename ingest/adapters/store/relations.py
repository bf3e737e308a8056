"""How stored texts relate: one row a pair, told from the later text to the earlier one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Insert, Row, Select, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from ingest.adapters.store.schema import verdict
from ingest.adapters.store.session import Session, chunks
from ingest.adapters.store.texts_schema import text_document, text_relation
from ingest.dedupe import SEED_PREFIX
from ingest.model import Relation, RelationKind

REVERSED = {
    RelationKind.EXCERPT_OF: RelationKind.CONTAINS,
    RelationKind.CONTAINS: RelationKind.EXCERPT_OF,
}

_one = text_document.alias("one_text")
_other = text_document.alias("other_text")


@cache
def _put(on_postgres: bool) -> Insert:
    insert = postgresql.insert(text_relation) if on_postgres else sqlite.insert(text_relation)
    changed = {c.name: insert.excluded[c.name] for c in text_relation.c if not c.primary_key}
    return insert.on_conflict_do_update(index_elements=["one", "other"], set_=changed)


# Built once: putting a statement together takes longer than running it.
_RULINGS = select(verdict).where(
    or_(
        verdict.c.a.in_(bindparam("refs", expanding=True)),
        verdict.c.b.in_(bindparam("refs", expanding=True)),
    )
)


class Relations:
    """Pairs of texts. Only judged pairs are rows: nothing follows from "a copy of a copy"."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._distinct: dict[str, set[str]] | None = None

    def put(self, doc: int, relations: Iterable[Relation], docs: Mapping[str, int]) -> None:
        """Store what the text numbered *doc* is to others; known pairs are brought up to date."""
        rows = [
            self._row(doc, docs[relation.b], relation)
            for relation in relations
            if docs.get(relation.b, doc) != doc
        ]
        if rows:
            self._session.execute(_put(self._session.on_postgres), rows)

    def forget(self, doc: int) -> None:
        """Drop every pair of the text numbered *doc*."""
        pair = or_(text_relation.c.one == doc, text_relation.c.other == doc)
        self._session.execute(delete(text_relation).where(pair))

    def of(self, refs: Collection[str]) -> Iterator[Relation]:
        """Yield every relation in which one of *refs* takes part, operators' rulings applied.

        *a* is the later of the two by (published, fetched, id), whatever came in first; a seed is
        the reference and always *b*.
        """
        for chunk in chunks(sorted(set(refs))):
            rulings = self._rulings(chunk)
            seen = set()
            for row in self._session.execute(_pairs(chunk)):
                relation = _told(row)
                pair = tuple(sorted((relation.a, relation.b)))
                seen.add(pair)
                if rulings.get(pair, ("duplicate",))[0] == "duplicate":
                    yield relation
            yield from self._ruled(rulings, seen)

    def distinct_from(self, ref: str) -> set[str]:
        """Return the texts that an operator ruled to be other texts than *ref*."""
        if self._distinct is None:  # rulings are few and read once in a transaction
            self._distinct = defaultdict(set)
            rows = self._session.execute(select(verdict).where(verdict.c.verdict == "distinct"))
            for row in rows:
                self._distinct[row.a].add(row.b)
                self._distinct[row.b].add(row.a)
        return self._distinct.get(ref, set())

    def _row(self, doc: int, other: int, relation: Relation) -> dict[str, object]:
        turned = doc > other
        return {
            "one": min(doc, other),
            "other": max(doc, other),
            "kind": REVERSED.get(relation.kind, relation.kind) if turned else relation.kind,
            "share_one": relation.share_b if turned else relation.share_a,
            "share_other": relation.share_a if turned else relation.share_b,
            "jaccard": relation.jaccard,
            "evidence": relation.evidence,
            "detector": relation.detector,
            "decided_at": self._session.now(),
        }

    def _rulings(self, refs: list[str]) -> dict[tuple[str, ...], tuple[str, str]]:
        rows = self._session.execute(_RULINGS, {"refs": refs})
        return {(row.a, row.b): (row.verdict, f"{row.by}: {row.reason}") for row in rows}

    def _ruled(
        self, rulings: dict[tuple[str, ...], tuple[str, str]], seen: set[tuple[str, ...]]
    ) -> Iterator[Relation]:
        """Yield the pairs that only an operator sees as duplicates."""
        wanted = {
            p: why for p, (said, why) in rulings.items() if said == "duplicate" and p not in seen
        }
        query = select(
            text_document.c.ref, text_document.c.published_at, text_document.c.fetched_at
        )
        refs = {ref for pair in wanted for ref in pair}
        rows = self._session.execute(query.where(text_document.c.ref.in_(refs))) if refs else ()
        since = {r.ref: _since(r.ref, r.published_at, r.fetched_at) for r in rows}
        for pair, why in sorted(wanted.items()):
            if all(ref in since for ref in pair):
                b, a = sorted(pair, key=since.__getitem__)
                yield Relation(
                    a=a, b=b, kind=RelationKind.COPY, share_a=1.0, share_b=1.0, jaccard=1.0,
                    evidence=f"ruled a duplicate by {why}", detector="operator",
                )  # fmt: skip


def _pairs(refs: list[str]) -> Select[Any]:
    return (
        select(
            text_relation,
            _one.c.ref.label("one_ref"),
            _one.c.published_at.label("one_published"),
            _one.c.fetched_at.label("one_fetched"),
            _other.c.ref.label("other_ref"),
            _other.c.published_at.label("other_published"),
            _other.c.fetched_at.label("other_fetched"),
        )
        .select_from(text_relation.join(_one, text_relation.c.one == _one.c.doc))
        .join(_other, text_relation.c.other == _other.c.doc)
        .where(or_(_one.c.ref.in_(refs), _other.c.ref.in_(refs)))
        .order_by(_one.c.ref, _other.c.ref)
    )


def _told(row: Row[Any]) -> Relation:
    """Return the pair as said by its later text."""
    one = _since(row.one_ref, row.one_published, row.one_fetched)
    other = _since(row.other_ref, row.other_published, row.other_fetched)
    kind = RelationKind(row.kind)
    one_is_later = one > other
    return Relation(
        a=row.one_ref if one_is_later else row.other_ref,
        b=row.other_ref if one_is_later else row.one_ref,
        kind=kind if one_is_later else REVERSED.get(kind, kind),
        share_a=row.share_one if one_is_later else row.share_other,
        share_b=row.share_other if one_is_later else row.share_one,
        jaccard=row.jaccard,
        evidence=row.evidence,
        detector=row.detector,
    )


def _since(ref: str, published: Any, fetched: Any) -> tuple[bool, Any, Any, str]:
    return not ref.startswith(SEED_PREFIX), published or fetched, fetched, ref
