"""The first schema."""

from __future__ import annotations

from alembic import op

import ingest.adapters.store.texts_schema  # noqa: F401  (its tables are on the same metadata)
from ingest.adapters.store.schema import metadata
from ingest.adapters.store.views import VIEWS

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, the full-text index, the gate of the change feed and the views."""
    metadata.create_all(op.get_bind())
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
    """Take everything away again."""
    for name in VIEWS:
        op.execute(f"drop view {name}")
    if op.get_context().dialect.name != "postgresql":
        op.execute("drop table search_index")
    metadata.drop_all(op.get_bind())
