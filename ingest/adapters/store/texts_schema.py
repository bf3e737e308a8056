"""The tables by which texts are recognised. They hold fingerprints only, never a text."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Table

from ingest.adapters.store.columns import Blob, Serial, Utc, Words
from ingest.adapters.store.schema import metadata

text_document = Table(
    "text_document",
    metadata,
    Column("doc", Serial, primary_key=True),
    Column("ref", Words, nullable=False, unique=True),  # article id or "seed:KEY"
    Column("publisher", Words, nullable=False),
    Column("published_at", Utc),
    Column("fetched_at", Utc, nullable=False),
    Column("content_hash", Words, nullable=False, index=True),
    Column("shape", Blob, nullable=False),  # dedupe.Shape, four bytes a shingle
    Index("ix_text_document_publisher", "publisher", "doc"),
    sqlite_autoincrement=True,  # a number is never used twice: the sketch may outlive its document
)

text_sketch = Table(  # a few hashes of every text worth finding; read with all hashes of a newcomer
    "text_sketch",
    metadata,
    Column("h", BigInteger, primary_key=True, autoincrement=False),
    Column("doc", Serial, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,  # 20 bytes a row instead of 45
)

text_relation = Table(  # one row a pair; who was first is computed when it is read
    "text_relation",
    metadata,
    Column(
        "one", ForeignKey("text_document.doc", ondelete="CASCADE"), primary_key=True, type_=Serial
    ),
    Column(
        "other",
        ForeignKey("text_document.doc", ondelete="CASCADE"),
        primary_key=True,
        type_=Serial,
        index=True,
    ),
    Column("kind", Words, nullable=False),  # of "one" towards "other"
    Column("share_one", Float, nullable=False),
    Column("share_other", Float, nullable=False),
    Column("jaccard", Float, nullable=False),
    Column("evidence", Words, nullable=False),
    Column("detector", Words, nullable=False),
    Column("decided_at", Utc, nullable=False),
)
