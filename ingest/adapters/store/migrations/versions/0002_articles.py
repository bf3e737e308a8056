"""Articles, versions, the change feed, full text, and the views readers rely on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Serial, Utc, Words

revision = "0002"
down_revision = "0001"

VIEWS = {
    "v_articles": """
        select a.id, a.status, a.version, a.url_key as canonical_url, v.url, a.source_key, a.publisher,
               v.headline, v.standfirst, v.text, v.language, v.country, v.state_media,
               v.authors, v.section, v.agency, v.is_full_text,
               v.published_at, v.published_precision, v.published_origin, v.published_zone_known,
               v.modified_at, v.fetched_at, a.first_seen, a.last_seen,
               v.content_hash, v.raw_id, v.method, v.rules_version,
               (select max(c.feed_no) from change c where c.article_id = a.id) as feed_no
          from article a
          join article_version v on v.article_id = a.id and v.n = a.version""",
    "v_removed_lines": """
        select r.article_id, r.version, r.position, r.line, r.stage, r.rule, r.rule_class,
               a.source_key, a.publisher
          from removed_line r
          join article a on a.id = r.article_id""",
    "v_changes": """
        select feed_no, article_id, version, op, at from change where feed_no is not null""",
}


def upgrade() -> None:
    """Make the tables, the gate of the change feed, the full-text index and the views."""
    _tables()
    if op.get_context().dialect.name == "postgresql":
        op.execute("alter table change add column txid xid8 not null default pg_current_xact_id()")
        op.execute("create index ix_change_gate on change (txid, seq) where feed_no is null")
        op.execute("alter table search_entry add column tsv tsvector")
        op.execute("create index ix_search_entry_tsv on search_entry using gin (tsv)")
    else:
        op.execute("create index ix_change_gate on change (seq) where feed_no is null")
        op.execute(
            "create virtual table search_index using fts5("
            "headline, body, content='', tokenize='unicode61 remove_diacritics 0')"
        )
    for name, query in VIEWS.items():
        op.execute(f"create view {name} as {query}")


def downgrade() -> None:
    """Drop it all."""
    for name in VIEWS:
        op.execute(f"drop view {name}")
    if op.get_context().dialect.name != "postgresql":
        op.execute("drop table search_index")
    op.drop_table("search_entry")
    op.drop_table("consumer")
    op.drop_table("change")
    op.drop_table("removed_line")
    op.drop_table("article_version")
    op.drop_table("article")


def _tables() -> None:
    op.create_table(
        "article",
        sa.Column("no", Serial, nullable=False),
        sa.Column("id", Words(), nullable=False),
        sa.Column("url_key", Words(), nullable=False),
        sa.Column("source_key", Words(), nullable=False),
        sa.Column("publisher", Words(), nullable=False),
        sa.Column("status", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", Words(), nullable=False),
        sa.Column("published_at", Utc(), nullable=True),
        sa.Column("first_seen", Utc(), nullable=False),
        sa.Column("last_seen", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_article"),
        sa.UniqueConstraint("id", name="uq_article_id"),
        sa.UniqueConstraint("url_key", name="uq_article_url_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_article_first_seen", "article", ["first_seen"], unique=False)
    op.create_index("ix_article_published", "article", ["published_at"], unique=False)
    op.create_index("ix_article_publisher", "article", ["publisher", "no"], unique=False)
    op.create_index("ix_article_source", "article", ["source_key", "no"], unique=False)
    op.create_index("ix_article_status", "article", ["status", "no"], unique=False)
    op.create_table(
        "article_version",
        sa.Column("article_id", Words(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("url", Words(), nullable=False),
        sa.Column("source_key", Words(), nullable=False),
        sa.Column("headline", Words(), nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.Column("content_hash", Words(), nullable=False),
        sa.Column("raw_id", Words(), nullable=False),
        sa.Column("fetched_at", Utc(), nullable=False),
        sa.Column("language", Words(), nullable=False),
        sa.Column("published_at", Utc(), nullable=True),
        sa.Column("published_precision", Words(), nullable=True),
        sa.Column("published_origin", Words(), nullable=True),
        sa.Column("published_zone_known", sa.Boolean(), nullable=True),
        sa.Column("modified_at", Utc(), nullable=True),
        sa.Column("modified_precision", Words(), nullable=True),
        sa.Column("modified_origin", Words(), nullable=True),
        sa.Column("modified_zone_known", sa.Boolean(), nullable=True),
        sa.Column("authors", Words(), nullable=False),
        sa.Column("standfirst", Words(), server_default="", nullable=False),
        sa.Column("kicker", Words(), server_default="", nullable=False),
        sa.Column("captions", Words(), nullable=False),
        sa.Column("section", Words(), server_default="", nullable=False),
        sa.Column("agency", Words(), server_default="", nullable=False),
        sa.Column("image", Words(), nullable=True),
        sa.Column("is_full_text", sa.Boolean(), nullable=False),
        sa.Column("state_media", sa.Boolean(), nullable=False),
        sa.Column("country", Words(), server_default="", nullable=False),
        sa.Column("method", Words(), server_default="", nullable=False),
        sa.Column("rules_version", Words(), server_default="", nullable=False),
        sa.Column("relevance", Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_article_version_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "n", name="pk_article_version"),
    )
    op.create_index(
        "ix_article_version_content_hash", "article_version", ["content_hash"], unique=False
    )
    op.create_table(
        "removed_line",
        sa.Column("article_id", Words(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", Words(), nullable=False),
        sa.Column("stage", Words(), nullable=False),
        sa.Column("rule", Words(), nullable=False),
        sa.Column("rule_class", Words(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "version", "position", name="pk_removed_line"),
    )
    op.create_index("ix_removed_line_rule", "removed_line", ["rule"], unique=False)
    op.create_table(
        "change",
        sa.Column("seq", Serial, nullable=False),
        sa.Column("feed_no", Serial, nullable=True),
        sa.Column("article_id", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("op", Words(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_change"),
        sa.UniqueConstraint("feed_no", name="uq_change_feed_no"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_article", "change", ["article_id", "feed_no"], unique=False)
    op.create_table(
        "consumer",
        sa.Column("name", Words(), nullable=False),
        sa.Column("last", Serial, nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_consumer"),
    )
    op.create_table(
        "search_entry",
        sa.Column("article_no", Serial, autoincrement=False, nullable=False),
        sa.Column("article_id", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tokenizer", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article_no", name="pk_search_entry"),
        sa.UniqueConstraint("article_id", name="uq_search_entry_article_id"),
    )
