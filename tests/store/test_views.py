"""The SQL views are a contract: their columns do not change silently."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from ingest.adapters.store import Store
from tests.store.samples import insert

COLUMNS = {
    "v_articles": (
        "id status version canonical_url url source_key publisher headline standfirst text language "
        "country state_media authors section agency is_full_text published_at published_precision "
        "published_origin published_zone_known modified_at fetched_at first_seen last_seen "
        "content_hash raw_id method rules_version feed_no corrections"
    ),
    "v_removed_lines": (
        "article_id version position line stage rule rule_class source_key publisher"
    ),
    "v_changes": "feed_no article_id version op at",
}


@pytest.mark.parametrize("view", COLUMNS)
def test_views_keep_their_columns(store: Store, view: str) -> None:
    insert(store, 1)
    with store.read() as tx:
        result = tx.session.execute(text(f"select * from {view}"))  # noqa: S608
        assert list(result.keys()) == COLUMNS[view].split()
        assert len(result.all()) == 1
