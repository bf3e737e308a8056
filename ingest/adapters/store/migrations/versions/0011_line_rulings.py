"""Who ruled on learned lines, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Serial, Utc, Words

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "line_ruling",
        sa.Column("no", Serial, nullable=False),
        sa.Column("publisher", Words(), nullable=False),
        sa.Column("key", Words(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("reason", Words(), server_default="", nullable=False),
        sa.Column("by", Words(), server_default="", nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_line_ruling"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_line_ruling_publisher", "line_ruling", ["publisher", "no"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("line_ruling")
