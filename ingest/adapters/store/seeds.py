"""The seed corpus: texts we compare with but did not find ourselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, delete, func, select

from ingest.adapters.store.moments import moment_columns, moment_of
from ingest.adapters.store.schema import seed
from ingest.adapters.store.session import Session, chunks
from ingest.errors import NotFound
from ingest.records import SeedDocument

SeedDocuments = list[SeedDocument]


class Seeds:
    """Facts about seed documents; their fingerprints are in the dedupe index as ``seed:KEY``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, document: SeedDocument, *, corpus: str = "", text: str | None = None) -> bool:
        """Store *document*, or bring it up to date; returns whether it is new.

        *text* is only what an operator imported; leaving it out keeps a text already there.
        """
        query = select(seed.c.key).where(seed.c.key == document.key)
        is_new = self._session.execute(query).one_or_none() is None
        row = _row(document, corpus)
        if text is not None:
            row["text"] = text
        insert = self._session.insert(seed).values(**row, added_at=self._session.now())
        self._session.execute(insert.on_conflict_do_update(index_elements=["key"], set_=row))
        return is_new

    def add_many(self, documents: Iterable[tuple[SeedDocument, str]], *, corpus: str = "") -> None:
        """Store documents with their texts, or bring them up to date."""
        now = self._session.now()
        for some in chunks(documents):
            rows = [{**_row(one, corpus), "text": text, "added_at": now} for one, text in some]
            insert = self._session.insert(seed)
            changed = {name: insert.excluded[name] for name in rows[0] if name != "added_at"}
            add = insert.on_conflict_do_update(index_elements=["key"], set_=changed)
            self._session.execute(add, rows)

    def get(self, key: str) -> SeedDocument:
        """Return one seed document, or raise ``NotFound``."""
        row = self._session.execute(select(seed).where(seed.c.key == key)).one_or_none()
        if row is None:
            raise NotFound(key, "there is no such seed document")
        return _document(row)

    def text(self, key: str) -> str | None:
        """Return the imported text of a seed, None when only its fingerprint is known."""
        return self._session.execute(
            select(seed.c.text).where(seed.c.key == key)
        ).scalar_one_or_none()

    def list(
        self, *, corpus: str | None = None, limit: int = 100, after: str = ""
    ) -> SeedDocuments:
        """Return seed documents by key; the next page comes *after* the last key."""
        query = select(seed).where(seed.c.key > after).order_by(seed.c.key).limit(limit)
        if corpus is not None:
            query = query.where(seed.c.corpus == corpus)
        return [_document(row) for row in self._session.execute(query)]

    def count(self, *, corpus: str | None = None) -> int:
        """Return how many there are."""
        query = select(func.count()).select_from(seed)
        if corpus is not None:
            query = query.where(seed.c.corpus == corpus)
        return int(self._session.execute(query).scalar_one())

    def remove(self, key: str) -> bool:
        """Withdraw one seed document; returns whether it was there."""
        return bool(self._session.change(delete(seed).where(seed.c.key == key)))


def _row(document: SeedDocument, corpus: str) -> dict[str, Any]:
    return {
        "key": document.key,
        "publisher": document.publisher,
        "title": document.title,
        **moment_columns("published", document.published),
        "url": document.url,
        "language": document.language,
        "corpus": corpus,
    }


def _document(row: Row[Any]) -> SeedDocument:
    return SeedDocument(
        key=row.key,
        publisher=row.publisher,
        title=row.title,
        published=moment_of(row, "published"),
        url=row.url,
        language=row.language,
    )
