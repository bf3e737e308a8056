"""Fingerprints of texts and how texts relate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Serial, Utc, Words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "text_document",
        sa.Column("doc", Serial, nullable=False),
        sa.Column("ref", Words(), nullable=False),
        sa.Column("publisher", Words(), nullable=False),
        sa.Column("published_at", Utc(), nullable=True),
        sa.Column("fetched_at", Utc(), nullable=False),
        sa.Column("content_hash", Words(), nullable=False),
        sa.Column("shape", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("doc", name="pk_text_document"),
        sa.UniqueConstraint("ref", name="uq_text_document_ref"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_text_document_content_hash", "text_document", ["content_hash"], unique=False
    )
    op.create_index(
        "ix_text_document_publisher", "text_document", ["publisher", "doc"], unique=False
    )
    op.create_table(
        "text_sketch",
        sa.Column("h", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("doc", Serial, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("h", "doc", name="pk_text_sketch"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "text_relation",
        sa.Column("one", Serial, nullable=False),
        sa.Column("other", Serial, nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("share_one", sa.Float(), nullable=False),
        sa.Column("share_other", sa.Float(), nullable=False),
        sa.Column("jaccard", sa.Float(), nullable=False),
        sa.Column("evidence", Words(), nullable=False),
        sa.Column("detector", Words(), nullable=False),
        sa.Column("decided_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["one"], ["text_document.doc"], name="fk_text_relation_one", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other"], ["text_document.doc"], name="fk_text_relation_other", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("one", "other", name="pk_text_relation"),
    )
    op.create_index("ix_text_relation_other", "text_relation", ["other"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("text_relation")
    op.drop_table("text_sketch")
    op.drop_table("text_document")
