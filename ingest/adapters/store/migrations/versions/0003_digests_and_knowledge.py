"""Digests and deliveries, learned lines, seeds and rulings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Serial, Utc, Words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "digest_run",
        sa.Column("id", Words(), nullable=False),
        sa.Column("day", Words(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("finished_at", Utc(), nullable=True),
        sa.Column("state", Words(), nullable=False),
        sa.Column("feed_after", Serial, nullable=False),
        sa.Column("feed_upto", Serial, nullable=False),
        sa.Column("subject", Words(), server_default="", nullable=False),
        sa.Column("html", Words(), server_default="", nullable=False),
        sa.Column("text", Words(), server_default="", nullable=False),
        sa.Column("stats", Words(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_digest_run"),
    )
    op.create_index("ix_digest_run_created_at", "digest_run", ["created_at"], unique=False)
    op.create_table(
        "digest_article",
        sa.Column("digest_id", Words(), nullable=False),
        sa.Column("article_id", Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digest_run.id"], name="fk_digest_article_digest_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest_id", "article_id", name="pk_digest_article"),
    )
    op.create_index("ix_digest_article_article_id", "digest_article", ["article_id"], unique=False)
    op.create_table(
        "digest_delivery",
        sa.Column("digest_id", Words(), nullable=False),
        sa.Column("recipient", Words(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("message_id", Words(), server_default="", nullable=False),
        sa.Column("error", Words(), server_default="", nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", Utc(), nullable=False),
        sa.Column("marked_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["digest_id"],
            ["digest_run.id"],
            name="fk_digest_delivery_digest_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest_id", "recipient", name="pk_digest_delivery"),
    )
    op.create_table(
        "memory_line",
        sa.Column("publisher", Words(), nullable=False),
        sa.Column("key", Words(), nullable=False),
        sa.Column("example", Words(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("last_article", Words(), nullable=False),
        sa.Column("first_seen", Utc(), nullable=False),
        sa.Column("last_seen", Utc(), nullable=False),
        sa.Column("revoked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("publisher", "key", name="pk_memory_line"),
    )
    op.create_table(
        "seed",
        sa.Column("key", Words(), nullable=False),
        sa.Column("publisher", Words(), nullable=False),
        sa.Column("title", Words(), nullable=False),
        sa.Column("published_at", Utc(), nullable=True),
        sa.Column("published_precision", Words(), nullable=True),
        sa.Column("published_origin", Words(), nullable=True),
        sa.Column("published_zone_known", sa.Boolean(), nullable=True),
        sa.Column("url", Words(), server_default="", nullable=False),
        sa.Column("language", Words(), server_default="", nullable=False),
        sa.Column("corpus", Words(), server_default="", nullable=False),
        sa.Column("text", Words(), nullable=True),
        sa.Column("added_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_seed"),
    )
    op.create_table(
        "verdict",
        sa.Column("a", Words(), nullable=False),
        sa.Column("b", Words(), nullable=False),
        sa.Column("verdict", Words(), nullable=False),
        sa.Column("reason", Words(), server_default="", nullable=False),
        sa.Column("by", Words(), server_default="", nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("a", "b", name="pk_verdict"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("verdict")
    op.drop_table("seed")
    op.drop_table("memory_line")
    op.drop_table("digest_delivery")
    op.drop_table("digest_article")
    op.drop_table("digest_run")
