"""Digests remember in which story they told an article, so that it keeps its id."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Words

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "digest_article", sa.Column("story_id", Words(), server_default="", nullable=False)
    )


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("digest_article") as table:
        table.drop_column("story_id")
