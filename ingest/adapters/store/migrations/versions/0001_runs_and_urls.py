"""Runs, sources and their channels, politeness, URLs and their outcomes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Serial, Utc, Words

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "run",
        sa.Column("run_id", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("finished_at", Utc(), nullable=True),
        sa.Column("state", Words(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_run"),
    )
    op.create_index("ix_run_started_at", "run", ["started_at"], unique=False)
    op.create_table(
        "run_count",
        sa.Column("run_id", Words(), nullable=False),
        sa.Column("source_key", Words(), nullable=False),
        sa.Column("outcome", Words(), nullable=False),
        sa.Column("urls", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.run_id"], name="fk_run_count_run_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "source_key", "outcome", name="pk_run_count"),
    )
    op.create_table(
        "source",
        sa.Column("key", Words(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("publisher", Words(), nullable=False),
        sa.Column("country", Words(), server_default="", nullable=False),
        sa.Column("language", Words(), server_default="", nullable=False),
        sa.Column("state_media", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("block", Words(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_source"),
    )
    op.create_index("ix_source_publisher", "source", ["publisher"], unique=False)
    op.create_table(
        "channel",
        sa.Column("source_key", Words(), nullable=False),
        sa.Column("url", Words(), nullable=False),
        sa.Column("etag", Words(), server_default="", nullable=False),
        sa.Column("last_modified", Words(), server_default="", nullable=False),
        sa.Column("body_hash", Words(), server_default="", nullable=False),
        sa.Column("next_check_at", Utc(), nullable=True),
        sa.Column("failure_score", sa.Float(), nullable=False),
        sa.Column("last_polled_at", Utc(), nullable=True),
        sa.Column("last_success_at", Utc(), nullable=True),
        sa.Column("newest_item_at", Utc(), nullable=True),
        sa.Column("interval", sa.Float(), nullable=False),
        sa.Column("moved_to", Words(), server_default="", nullable=False),
        sa.Column("moved_seen", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("source_key", "url", name="pk_channel"),
    )
    op.create_table(
        "poll",
        sa.Column("no", Serial, nullable=False),
        sa.Column("run_id", Words(), nullable=False),
        sa.Column("source_key", Words(), nullable=False),
        sa.Column("channel_url", Words(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("outcome", Words(), nullable=False),
        sa.Column("reason", Words(), server_default="", nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("new_entries", sa.Integer(), nullable=False),
        sa.Column("dated_entries", sa.Integer(), nullable=False),
        sa.Column("newest_item_at", Utc(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("body_hash", Words(), server_default="", nullable=False),
        sa.Column("etag", Words(), server_default="", nullable=False),
        sa.Column("last_modified", Words(), server_default="", nullable=False),
        sa.Column("moved_to", Words(), server_default="", nullable=False),
        sa.Column("next_check_at", Utc(), nullable=True),
        sa.Column("interval", sa.Float(), nullable=False),
        sa.Column("failure_score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_poll"),
        sa.UniqueConstraint(
            "run_id", "source_key", "channel_url", name="uq_poll_run_id_source_key_channel_url"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_poll_channel", "poll", ["source_key", "channel_url", "no"], unique=False)
    op.create_table(
        "host",
        sa.Column("host", Words(), nullable=False),
        sa.Column("free_at", sa.Float(), nullable=False),
        sa.Column("held_until", sa.Float(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_host"),
    )
    op.create_table(
        "robots",
        sa.Column("origin", Words(), nullable=False),
        sa.Column("file", Words(), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name="pk_robots"),
    )
    op.create_table(
        "url",
        sa.Column("key", Words(), nullable=False),
        sa.Column("url", Words(), nullable=False),
        sa.Column("source_key", Words(), nullable=False),
        sa.Column("entry", Words(), nullable=False),
        sa.Column("first_run", Words(), nullable=False),
        sa.Column("first_seen", Utc(), nullable=False),
        sa.Column("last_seen", Utc(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", Utc(), nullable=True),
        sa.Column("next_visit_at", Utc(), nullable=True),
        sa.Column("article_id", Words(), server_default="", nullable=False),
        sa.Column("etag", Words(), server_default="", nullable=False),
        sa.Column("last_modified", Words(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_url"),
    )
    op.create_index("ix_url_article", "url", ["article_id"], unique=False)
    op.create_index("ix_url_visit", "url", ["next_visit_at"], unique=False)
    op.create_index("ix_url_waiting", "url", ["state", "source_key", "next_try_at"], unique=False)
    op.create_table(
        "sighting",
        sa.Column("url_key", Words(), nullable=False),
        sa.Column("source_key", Words(), nullable=False),
        sa.Column("channel_url", Words(), nullable=False),
        sa.Column("first_seen", Utc(), nullable=False),
        sa.Column("last_seen", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("url_key", "source_key", "channel_url", name="pk_sighting"),
    )
    op.create_table(
        "ledger",
        sa.Column("no", Serial, nullable=False),
        sa.Column("run_id", Words(), nullable=False),
        sa.Column("url_key", Words(), nullable=False),
        sa.Column("source_key", Words(), nullable=False),
        sa.Column("batch", Words(), server_default="", nullable=False),
        sa.Column("stage", Words(), server_default="", nullable=False),
        sa.Column("outcome", Words(), nullable=True),
        sa.Column("reason", Words(), server_default="", nullable=False),
        sa.Column("article_id", Words(), server_default="", nullable=False),
        sa.Column("etag", Words(), server_default="", nullable=False),
        sa.Column("last_modified", Words(), server_default="", nullable=False),
        sa.Column("page_url", Words(), nullable=True),
        sa.Column("page_final_url", Words(), nullable=True),
        sa.Column("page_sha256", Words(), nullable=True),
        sa.Column("page_fetched_at", Utc(), nullable=True),
        sa.Column("page_status", sa.Integer(), nullable=True),
        sa.Column("page_content_type", Words(), nullable=True),
        sa.Column("page_size", sa.Integer(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("judged_at", Utc(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("no", name="pk_ledger"),
        sa.UniqueConstraint("run_id", "url_key", name="uq_ledger_run_id_url_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ledger_run", "ledger", ["run_id", "source_key", "outcome"], unique=False)
    op.create_index("ix_ledger_source", "ledger", ["source_key", "outcome", "no"], unique=False)
    op.create_index("ix_ledger_url", "ledger", ["url_key", "no"], unique=False)
    op.create_table(
        "setting",
        sa.Column("name", Words(), nullable=False),
        sa.Column("value", Words(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("setting")
    op.drop_table("ledger")
    op.drop_table("sighting")
    op.drop_table("url")
    op.drop_table("robots")
    op.drop_table("host")
    op.drop_table("poll")
    op.drop_table("channel")
    op.drop_table("source")
    op.drop_table("run_count")
    op.drop_table("run")
