"""The tables. They are private: readers outside use the views ``v_*`` or the Python client."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    false,
)

from ingest.adapters.store.columns import Blob, Key, Serial, Utc, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Words, nullable=False, server_default="")


def _moment(name: str) -> list[Column[object]]:
    """Four columns that hold one ``model.Moment``."""
    return [
        Column(f"{name}_at", Utc),
        Column(f"{name}_precision", Words),
        Column(f"{name}_origin", Words),
        Column(f"{name}_zone_known", Boolean),
    ]


# ── runs, sources and their channels ─────────────────────────────────────────────────────────

run = Table(
    "run",
    metadata,
    Column("run_id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("started_at", Utc, nullable=False, index=True),
    Column("finished_at", Utc),
    Column("state", Words, nullable=False),
)

# Frozen when a run ends, so that old ledger rows can be dropped; "known" is counted at once.
run_count = Table(
    "run_count",
    metadata,
    Column("run_id", ForeignKey("run.run_id", ondelete="CASCADE"), primary_key=True),
    Column("source_key", Words, primary_key=True),
    Column("outcome", Words, primary_key=True),
    Column("urls", Integer, nullable=False),
)

source = Table(
    "source",
    metadata,
    Column("key", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("publisher", Words, nullable=False, index=True),
    _text("country"),
    _text("language"),
    Column("state_media", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("listed", Boolean, nullable=False),  # false: no longer in config/sources.toml
    Column("block", Words, nullable=False),  # the whole Source as JSON
    Column("changed_at", Utc, nullable=False),
)

channel = Table(
    "channel",
    metadata,
    Column("source_key", Words, primary_key=True),
    Column("url", Words, primary_key=True),
    _text("etag"),
    _text("last_modified"),
    _text("body_hash"),
    Column("next_check_at", Utc),
    Column("failure_score", Float, nullable=False),
    Column("last_polled_at", Utc),
    Column("last_success_at", Utc),
    Column("newest_item_at", Utc),
    Column("interval", Float, nullable=False),
    _text("moved_to"),
    Column("moved_seen", Integer, nullable=False, server_default="0"),
    Column("usual_gap", Float),
    Column("longest_silence", Float, nullable=False, server_default="0"),
    Column("last_new_at", Utc),
    Column("news_days", Integer, nullable=False, server_default="0"),
    Column("full_at", Utc),
    Column("unmodified", Integer, nullable=False, server_default="0"),
    Column("distrusted_until", Utc),
    Column("health", Words, nullable=False, server_default="new"),
    Column("health_since", Utc),
    _text("health_reason"),
)

poll = Table(
    "poll",
    metadata,
    Column("no", Serial, primary_key=True),
    Column("run_id", Words, nullable=False),
    Column("source_key", Words, nullable=False),
    Column("channel_url", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Column("outcome", Words, nullable=False),
    _text("reason"),
    Column("status", Integer),
    Column("entries", Integer, nullable=False),
    Column("new_entries", Integer, nullable=False),
    Column("dated_entries", Integer, nullable=False),
    Column("newest_item_at", Utc),
    Column("seconds", Float, nullable=False),
    _text("body_hash"),
    _text("etag"),
    _text("last_modified"),
    _text("moved_to"),
    Column("next_check_at", Utc),
    Column("interval", Float, nullable=False),
    Column("failure_score", Float, nullable=False),
    Column("oldest_item_at", Utc),
    Column("usual_gap", Float),
    Column("longest_silence", Float, nullable=False, server_default="0"),
    Column("passing", Boolean, nullable=False, server_default=false()),
    Column("fruitless", Integer, nullable=False, server_default="0"),
    Column("proved_at", Utc),
    _text("warning"),
    UniqueConstraint("run_id", "source_key", "channel_url"),
    Index("ix_poll_channel", "source_key", "channel_url", "no"),
    sqlite_autoincrement=True,
)

health_change = Table(  # the latest row of a source says what it is now
    "health_change",
    metadata,
    Column("no", Serial, primary_key=True),
    Column("source_key", Words, nullable=False),
    Column("before", Words, nullable=False),
    Column("state", Words, nullable=False),
    _text("reason"),
    Column("since", Utc),
    Column("at", Utc, nullable=False),
    _text("warning"),
    Index("ix_health_change_source", "source_key", "no"),
    sqlite_autoincrement=True,
)

recall_day = Table(
    "recall_day",
    metadata,
    Column("day", Words, primary_key=True),
    Column("publisher", Words, primary_key=True),
    Column("source_key", Words, primary_key=True, server_default=""),  # "": all of the publisher
    Column("first", Words, nullable=False),
    Column("second", Words, nullable=False),
    Column("only_first", Integer, nullable=False),
    Column("only_second", Integer, nullable=False),
    Column("both", Integer, nullable=False),
    Column("estimate", Float),
    Column("low", Float),
    Column("high", Float),
    _text("reason"),
    Column("witness", Boolean, nullable=False, server_default=false()),
)

host = Table(  # times are seconds since 1970, so that one statement can add to them on both engines
    "host",
    metadata,
    Column("host", Words, primary_key=True),
    Column("free_at", Float, nullable=False),
    Column("held_until", Float, nullable=False, server_default="0"),
)

robots = Table(
    "robots",
    metadata,
    Column("origin", Words, primary_key=True),
    Column("file", Words, nullable=False),  # a RobotsFile as JSON
    Column("saved_at", Utc, nullable=False),
)

# ── URLs and their outcomes ──────────────────────────────────────────────────────────────────

url = Table(
    "url",
    metadata,
    Column("key", Key, primary_key=True),
    Column("url", Words, nullable=False),
    Column("source_key", Words, nullable=False),
    Column("entry", Words, nullable=False),
    Column("first_run", Words, nullable=False),
    Column("first_seen", Utc, nullable=False),
    Column("last_seen", Utc, nullable=False),
    Column("state", Words, nullable=False),  # pending, settled, given-up
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", Utc),
    Column("next_visit_at", Utc),
    _text("article_id"),
    _text("etag"),
    _text("last_modified"),
    _text("seen_in"),  # the last run in which it was announced
    Index("ix_url_waiting", "state", "source_key", "next_try_at"),
    Index("ix_url_visit", "next_visit_at"),
    Index("ix_url_article", "article_id"),
)

sighting = Table(
    "sighting",
    metadata,
    Column("url_key", Key, primary_key=True),
    Column("source_key", Words, primary_key=True),
    Column("channel_url", Words, primary_key=True),
    Column("first_seen", Utc, nullable=False),
    Column("last_seen", Utc, nullable=False),
    Index("ix_sighting_channel", "source_key", "channel_url", "first_seen"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("no", Serial, primary_key=True),
    Column("run_id", Words, nullable=False),
    Column("url_key", Key, nullable=False),
    Column("source_key", Words, nullable=False),
    _text("batch"),
    _text("stage"),
    Column("outcome", Words),  # NULL while the URL is on its way
    _text("reason"),
    _text("article_id"),
    _text("etag"),
    _text("last_modified"),
    Column("page_url", Words),
    Column("page_final_url", Words),
    Column("page_sha256", Words),
    Column("page_fetched_at", Utc),
    Column("page_status", Integer),
    Column("page_content_type", Words),
    Column("page_size", Integer),
    Column("payload", Blob),
    Column("opened_at", Utc, nullable=False),
    Column("judged_at", Utc),
    Column("closed_at", Utc),
    UniqueConstraint("run_id", "url_key"),
    Index("ix_ledger_run", "run_id", "source_key", "outcome"),
    Index("ix_ledger_url", "url_key", "no"),
    Index("ix_ledger_source", "source_key", "outcome", "no"),
    sqlite_autoincrement=True,
)

# ── articles ─────────────────────────────────────────────────────────────────────────────────

article = Table(
    "article",
    metadata,
    Column("no", Serial, primary_key=True),
    Column("id", Words, nullable=False, unique=True),
    Column("url_key", Key, nullable=False, unique=True),
    Column("source_key", Words, nullable=False),
    Column("publisher", Words, nullable=False),
    Column("status", Words, nullable=False),  # kept, review, withdrawn
    Column("version", Integer, nullable=False),
    Column("language", Words, nullable=False),
    Column("published_at", Utc),
    Column("first_seen", Utc, nullable=False),
    Column("last_seen", Utc, nullable=False),
    Index("ix_article_status", "status", "no"),
    Index("ix_article_source", "source_key", "no"),
    Index("ix_article_publisher", "publisher", "no"),
    Index("ix_article_published", "published_at"),
    Index("ix_article_first_seen", "first_seen"),
    sqlite_autoincrement=True,
)

article_version = Table(
    "article_version",
    metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("url", Words, nullable=False),
    Column("source_key", Words, nullable=False),
    Column("headline", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("content_hash", Words, nullable=False, index=True),
    Column("raw_id", Words, nullable=False),
    Column("fetched_at", Utc, nullable=False),
    Column("language", Words, nullable=False),
    *_moment("published"),
    *_moment("modified"),
    Column("authors", Words, nullable=False),  # JSON, as are captions, image and relevance
    _text("standfirst"),
    _text("kicker"),
    Column("captions", Words, nullable=False),
    _text("section"),
    _text("agency"),
    Column("image", Words),
    Column("is_full_text", Boolean, nullable=False),
    Column("state_media", Boolean, nullable=False),
    _text("country"),
    _text("method"),
    _text("rules_version"),
    Column("relevance", Words, nullable=False),
    Column("corrections", Words, nullable=False, server_default="[]"),  # JSON
    _text("platform"),
)

removed_line = Table(  # kept lines are the text itself; `articles.lines` puts the two together
    "removed_line",
    metadata,
    Column("article_id", Words, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("line", Words, nullable=False),
    Column("stage", Words, nullable=False),
    Column("rule", Words, nullable=False, index=True),
    Column("rule_class", Words, nullable=False),
)

change = Table(  # on PostgreSQL the migration adds `txid xid8`, which gates the feed
    "change",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("feed_no", Serial, unique=True),  # NULL until published
    Column("article_id", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("op", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_change_article", "article_id", "feed_no"),
    sqlite_autoincrement=True,
)

consumer = Table(
    "consumer",
    metadata,
    Column("name", Words, primary_key=True),
    Column("last", Serial, nullable=False),
    Column("updated_at", Utc, nullable=False),
)

search_entry = Table(  # which text the full-text index holds; on PostgreSQL with its tsvector
    "search_entry",
    metadata,
    Column("article_no", Serial, primary_key=True, autoincrement=False),
    Column("article_id", Words, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("tokenizer", Integer, nullable=False),
)

# ── digests ──────────────────────────────────────────────────────────────────────────────────

digest_run = Table(
    "digest_run",
    metadata,
    Column("id", Words, primary_key=True),
    Column("day", Words, nullable=False),
    Column("created_at", Utc, nullable=False, index=True),
    Column("finished_at", Utc),
    Column("state", Words, nullable=False),
    Column("feed_after", Serial, nullable=False),
    Column("feed_upto", Serial, nullable=False),
    _text("subject"),
    _text("html"),
    _text("text"),
    Column("stats", Words, nullable=False, server_default="{}"),
)

digest_article = Table(
    "digest_article",
    metadata,
    Column("digest_id", ForeignKey("digest_run.id", ondelete="CASCADE"), primary_key=True),
    Column("article_id", Words, primary_key=True, index=True),
    _text("story_id"),
)

digest_delivery = Table(
    "digest_delivery",
    metadata,
    Column("digest_id", ForeignKey("digest_run.id", ondelete="CASCADE"), primary_key=True),
    Column("recipient", Words, primary_key=True),
    Column("state", Words, nullable=False),  # claimed, sent, refused, failed, unknown
    _text("message_id"),
    _text("error"),
    Column("attempts", Integer, nullable=False),
    Column("claimed_at", Utc, nullable=False),
    Column("marked_at", Utc),
)

# ── what was learned and decided ─────────────────────────────────────────────────────────────

memory_line = Table(
    "memory_line",
    metadata,
    Column("publisher", Words, primary_key=True),
    Column("key", Words, primary_key=True),  # the line in the form lines are compared in
    Column("example", Words, nullable=False),  # as first seen
    Column("articles", Integer, nullable=False),
    Column("last_article", Words, nullable=False),
    Column("first_seen", Utc, nullable=False),
    Column("last_seen", Utc, nullable=False),
    Column("revoked", Boolean, nullable=False, server_default=false()),
)

seed = Table(
    "seed",
    metadata,
    Column("key", Words, primary_key=True),
    Column("publisher", Words, nullable=False),
    Column("title", Words, nullable=False),
    *_moment("published"),
    _text("url"),
    _text("language"),
    _text("corpus"),
    Column("text", Words),  # only what an operator imported; the project ships none
    Column("added_at", Utc, nullable=False),
)

verdict = Table(
    "verdict",
    metadata,
    Column("a", Words, primary_key=True),
    Column("b", Words, primary_key=True),
    Column("verdict", Words, nullable=False),
    _text("reason"),
    _text("by"),
    Column("at", Utc, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
)
