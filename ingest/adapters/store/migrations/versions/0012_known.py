"""Announcements of known URLs are counted, no longer kept one by one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Words

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Remember at each URL in which run it was seen last; drop the rows whose counts are frozen."""
    op.add_column("url", sa.Column("seen_in", Words(), server_default="", nullable=False))
    op.execute(
        "delete from ledger where outcome = 'known' and run_id in "
        "(select run_id from run where finished_at is not null)"
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_column("url", "seen_in")
