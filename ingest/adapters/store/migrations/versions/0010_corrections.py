"""Correction notices of each version, and the publishing system its page came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Words

revision = "0010"
down_revision = "0009"

COLUMNS = """
    a.id, a.status, a.version, a.url_key as canonical_url, v.url, a.source_key, a.publisher,
    v.headline, v.standfirst, v.text, v.language, v.country, v.state_media,
    v.authors, v.section, v.agency, v.is_full_text,
    v.published_at, v.published_precision, v.published_origin, v.published_zone_known,
    v.modified_at, v.fetched_at, a.first_seen, a.last_seen,
    v.content_hash, v.raw_id, v.method, v.rules_version,
    (select max(c.feed_no) from change c where c.article_id = a.id) as feed_no"""


def upgrade() -> None:
    """Add the columns; the view shows the notices."""
    op.add_column(
        "article_version", sa.Column("corrections", Words(), server_default="[]", nullable=False)
    )
    op.add_column(
        "article_version", sa.Column("platform", Words(), server_default="", nullable=False)
    )
    _view(f"{COLUMNS}, v.corrections")


def downgrade() -> None:
    """Drop them."""
    _view(COLUMNS)
    op.drop_column("article_version", "platform")
    op.drop_column("article_version", "corrections")


def _view(columns: str) -> None:
    op.execute("drop view v_articles")
    op.execute(
        f"create view v_articles as select {columns} from article a"  # noqa: S608 -- our own names
        " join article_version v on v.article_id = a.id and v.n = a.version"
    )
