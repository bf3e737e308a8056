"""What Alembic runs for every migration: the connection is given by ``migrate.py``, never opened here."""

from __future__ import annotations

from alembic import context

from ingest.adapters.store.migrate import VERSION_TABLE

if hasattr(context, "config"):  # not when a test collector merely imports this file
    context.configure(
        connection=context.config.attributes["connection"],
        version_table=VERSION_TABLE,
        render_as_batch=True,
        transaction_per_migration=False,
    )
    context.run_migrations()
