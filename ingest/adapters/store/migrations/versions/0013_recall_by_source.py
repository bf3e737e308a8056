"""How much of a single source was found, and by whose word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ingest.adapters.store.columns import Words

revision = "0013"
down_revision = "0012"

# "both" is a word of SQL.
_KEPT = (
    'day, publisher, first, second, only_first, only_second, "both", estimate, low, high, reason'
)


def _table(*more: sa.Column[object], key: tuple[str, ...]) -> None:
    op.create_table(
        "recall_day",
        sa.Column("day", Words(), nullable=False),
        sa.Column("publisher", Words(), nullable=False),
        *more,
        sa.Column("first", Words(), nullable=False),
        sa.Column("second", Words(), nullable=False),
        sa.Column("only_first", sa.Integer(), nullable=False),
        sa.Column("only_second", sa.Integer(), nullable=False),
        sa.Column("both", sa.Integer(), nullable=False),
        sa.Column("estimate", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("reason", Words(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint(*key, name="pk_recall_day"),
    )


def upgrade() -> None:
    """Make the table anew: its key grows."""
    op.execute("create table recall_day_before as select * from recall_day")
    op.drop_table("recall_day")
    _table(
        sa.Column("source_key", Words(), server_default="", nullable=False),
        sa.Column("witness", sa.Boolean(), server_default=sa.false(), nullable=False),
        key=("day", "publisher", "source_key"),
    )
    _copy("")


def downgrade() -> None:
    """Keep what was measured of publishers."""
    op.execute("create table recall_day_before as select * from recall_day")
    op.drop_table("recall_day")
    _table(key=("day", "publisher"))
    _copy("where source_key = ''")


def _copy(condition: str) -> None:
    op.execute(
        f"insert into recall_day ({_KEPT}) select {_KEPT} from recall_day_before {condition}"  # noqa: S608
    )
    op.drop_table("recall_day_before")
