"""Whether sources are alive, and how much of what they publish is found."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Serial, Utc, Words

revision = "0005"
down_revision = "0004"


def _channel() -> list[sa.Column[Any]]:
    return [
        sa.Column("usual_gap", sa.Float(), nullable=True),
        sa.Column("longest_silence", sa.Float(), server_default="0", nullable=False),
        sa.Column("last_new_at", Utc(), nullable=True),
        sa.Column("news_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("full_at", Utc(), nullable=True),
        sa.Column("unmodified", sa.Integer(), server_default="0", nullable=False),
        sa.Column("distrusted_until", Utc(), nullable=True),
        sa.Column("health", Words(), server_default="new", nullable=False),
        sa.Column("health_since", Utc(), nullable=True),
        sa.Column("health_reason", Words(), server_default="", nullable=False),
    ]


def _poll() -> list[sa.Column[Any]]:
    return [
        sa.Column("oldest_item_at", Utc(), nullable=True),
        sa.Column("usual_gap", sa.Float(), nullable=True),
        sa.Column("longest_silence", sa.Float(), server_default="0", nullable=False),
        sa.Column("passing", sa.Boolean(), server_default=sa.false(), nullable=False),
    ]


def upgrade() -> None:
    """Add what polls and channels tell of health, and make the tables."""
    for column in _channel():
        op.add_column("channel", column)
    for column in _poll():
        op.add_column("poll", column)
    op.create_table(
        "health_change",
        sa.Column("no", Serial, nullable=False),
        sa.Column("source_key", Words(), nullable=False),
        sa.Column("before", Words(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("reason", Words(), server_default="", nullable=False),
        sa.Column("since", Utc(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_health_change"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_health_change_source", "health_change", ["source_key", "no"], unique=False)
    op.create_table(
        "recall_day",
        sa.Column("day", Words(), nullable=False),
        sa.Column("publisher", Words(), nullable=False),
        sa.Column("first", Words(), nullable=False),
        sa.Column("second", Words(), nullable=False),
        sa.Column("only_first", sa.Integer(), nullable=False),
        sa.Column("only_second", sa.Integer(), nullable=False),
        sa.Column("both", sa.Integer(), nullable=False),
        sa.Column("estimate", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("reason", Words(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("day", "publisher", name="pk_recall_day"),
    )


def downgrade() -> None:
    """Take it all back."""
    op.drop_table("recall_day")
    op.drop_table("health_change")
    for column in _poll():
        op.drop_column("poll", column.name)
    for column in _channel():
        op.drop_column("channel", column.name)
