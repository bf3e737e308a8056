"""The article store: SQLite on one machine, PostgreSQL for several; one code for both."""

from ingest.adapters.store.articles import article_id
from ingest.adapters.store.gate import StoreGate
from ingest.adapters.store.migrate import current, downgrade, head, migrate
from ingest.adapters.store.search import Scope, Sought
from ingest.adapters.store.store import Store, Transaction, open_store, utc_now

__all__ = [
    "Scope",
    "Sought",
    "Store",
    "StoreGate",
    "Transaction",
    "article_id",
    "current",
    "downgrade",
    "head",
    "migrate",
    "open_store",
    "utc_now",
]
