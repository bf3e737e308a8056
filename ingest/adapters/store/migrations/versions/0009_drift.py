"""What the pages of each publisher gave, and alarms when that changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Serial, Utc, Words

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "drift_day",
        sa.Column("publisher", Words(), nullable=False),
        sa.Column("day", Words(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("length", sa.Float(), nullable=True),
        sa.Column("noise", sa.Float(), nullable=True),
        sa.Column("headline", sa.Float(), nullable=True),
        sa.Column("authors", sa.Float(), nullable=True),
        sa.Column("date", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("publisher", "day", name="pk_drift_day"),
    )
    op.create_table(
        "drift_alarm",
        sa.Column("no", Serial, nullable=False),
        sa.Column("publisher", Words(), nullable=False),
        sa.Column("measure", Words(), nullable=False),
        sa.Column("since", Words(), nullable=False),
        sa.Column("before", sa.Float(), nullable=False),
        sa.Column("after", sa.Float(), nullable=False),
        sa.Column("good_article", Words(), server_default="", nullable=False),
        sa.Column("good_raw", Words(), server_default="", nullable=False),
        sa.Column("now_article", Words(), server_default="", nullable=False),
        sa.Column("now_raw", Words(), server_default="", nullable=False),
        sa.Column("raised_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("accepted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_drift_alarm"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_drift_alarm_publisher", "drift_alarm", ["publisher", "measure", "no"], unique=False
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("drift_alarm")
    op.drop_table("drift_day")
