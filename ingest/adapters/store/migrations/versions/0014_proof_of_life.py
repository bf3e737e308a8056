"""What of a document proves no life, what of it could not be read, and what operators are warned of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Utc, Words

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add it, and a way from a channel to what it announced last."""
    op.add_column("poll", sa.Column("fruitless", sa.Integer(), server_default="0", nullable=False))
    op.add_column("poll", sa.Column("proved_at", Utc(), nullable=True))
    op.add_column("poll", sa.Column("warning", Words(), server_default="", nullable=False))
    op.add_column("health_change", sa.Column("warning", Words(), server_default="", nullable=False))
    op.create_index("ix_sighting_channel", "sighting", ["source_key", "channel_url", "first_seen"])


def downgrade() -> None:
    """Forget it."""
    op.drop_index("ix_sighting_channel", "sighting")
    op.drop_column("health_change", "warning")
    for name in ("warning", "proved_at", "fruitless"):
        op.drop_column("poll", name)
