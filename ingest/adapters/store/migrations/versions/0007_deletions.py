"""What publishers took down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Serial, Utc, Words

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "deletion",
        sa.Column("no", Serial, nullable=False),
        sa.Column("article_id", Words(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("what", Words(), nullable=False),
        sa.Column("headline", Words(), nullable=False),
        sa.Column("raw_id", Words(), nullable=False),
        sa.Column("status_before", Words(), nullable=False),
        sa.Column("back_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("no", name="pk_deletion"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deletion_article", "deletion", ["article_id", "no"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("deletion")
