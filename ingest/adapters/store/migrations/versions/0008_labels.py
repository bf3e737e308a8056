"""What operators decided about single texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Serial, Utc, Words

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "label",
        sa.Column("no", Serial, nullable=False),
        sa.Column("article_id", Words(), nullable=False),
        sa.Column("on_topic", sa.Boolean(), nullable=False),
        sa.Column("title", Words(), nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.Column("language", Words(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("rules_version", Words(), nullable=False),
        sa.Column("reason", Words(), server_default="", nullable=False),
        sa.Column("by", Words(), server_default="", nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_label"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_label_article", "label", ["article_id", "no"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("label")
